"""The use-cases over a real store and a provider in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import anyio
import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.account import Embedded, Provider
from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.consent import Answer, Way
from hosted_meetings_desktop.domain.errors import AppError, ServiceFault, Unreachable
from hosted_meetings_desktop.domain.ids import ParticipantId, RecordingId
from hosted_meetings_desktop.domain.meeting import MeetingFilter, Phase, SyncState
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.room import RoomSpec
from hosted_meetings_desktop.services.joining import JoinService
from hosted_meetings_desktop.services.live import LiveService
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.recordings import RecordingService
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.services.sync_status import SyncService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService, Ticking, failing

pytestmark = pytest.mark.anyio


class Page:
    def __init__(self, at: str) -> None:
        self.at = at

    def address(self) -> str:
        return self.at


@dataclass
class All:
    engine: Engine
    meetings: MeetingService
    joining: JoinService
    live: LiveService
    recordings: RecordingService
    sync: SyncService


@pytest.fixture
async def all_of(store: Database, service: FakeService, changes: Heard, clock: Ticking, tmp_path: Path) -> All:
    engine = Engine(store, service, changes, clock)
    return All(
        engine,
        MeetingService(store, engine, changes, clock, IcsCalendars()),
        JoinService(store, service, engine, Provider.DYTE, Page("https://video.clinic.test/join"), clock),
        LiveService(store, service, changes, clock),
        RecordingService(store, service, clock),
        SyncService(store, engine),
    )


async def test_planning_needs_no_network(all_of: All, service: FakeService, changes: Heard) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee", "Asha"))
    assert planned.meeting.sync is SyncState.WAITING
    assert service.calls == []
    assert "meetings" in changes.topics
    page = await all_of.meetings.page(MeetingFilter(Phase.UPCOMING), 0, 10)
    assert [m.title for m in page.rows] == ["Knee"]
    assert (await all_of.sync.status()).waiting == 1


async def test_undo_of_each_step(all_of: All) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee", "Asha"))
    meeting = planned.meeting.id
    changed = await all_of.meetings.change(meeting, make_draft("Hip"))
    await all_of.meetings.undo(changed.undo)
    back = await all_of.meetings.get(meeting)
    assert (back.title, [p.name for p in back.invitees]) == ("Knee", ["Asha"])
    cancelled = await all_of.meetings.cancel(meeting)
    assert cancelled.meeting.cancelled
    await all_of.meetings.undo(cancelled.undo)
    assert not (await all_of.meetings.get(meeting)).cancelled
    await all_of.meetings.undo(planned.undo)
    with pytest.raises(AppError, match="not in your list"):
        await all_of.meetings.get(meeting)


async def test_undo_of_a_plan_that_was_sent_cancels_it(all_of: All) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee"))
    await all_of.engine.settle(planned.meeting.id)
    await all_of.meetings.undo(planned.undo)
    assert (await all_of.meetings.get(planned.meeting.id)).cancelled


async def test_joining_as_host_sends_the_meeting_first(all_of: All, service: FakeService) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee", "Asha"))
    ticket = await all_of.joining.ticket(planned.meeting.id)
    assert (ticket.meeting_title, ticket.display_name, ticket.kit) == ("Knee", "Dr Sommer", Kit.DYTE)
    assert ticket.token not in repr(ticket)
    again = await all_of.joining.ticket(planned.meeting.id)
    assert again.token == ticket.token
    (people,) = service.participants.values()
    assert sorted(p.name for p in people.values()) == ["Asha", "Dr Sommer"]
    host = next(p for p in (await all_of.meetings.get(planned.meeting.id)).invitees if p.role is Role.HOST)
    assert host.preset == "group_call_host"


async def test_joining_without_a_network_says_so_and_keeps_the_plan(all_of: All, service: FakeService) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee"))
    service.before = failing("create_room", Unreachable())
    with pytest.raises(Unreachable):
        await all_of.joining.ticket(planned.meeting.id)
    status = await all_of.sync.status()
    assert (status.online, status.waiting) == (False, 1)
    assert "cannot be reached" in status.problem


async def test_somebody_removed_on_the_dashboard_is_added_again(all_of: All, service: FakeService) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee"))
    await all_of.joining.ticket(planned.meeting.id)
    (people,) = service.participants.values()
    people.clear()
    ticket = await all_of.joining.ticket(planned.meeting.id)
    assert [f"fresh-{participant}" for participant in people] == [ticket.token]
    assert len(people) == 1


async def test_a_link_carries_its_token_in_the_fragment_only(all_of: All) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee", "Asha"))
    (asha,) = planned.meeting.invitees
    link = await all_of.joining.guest_link(planned.meeting.id, asha.id)
    name, first, others = await all_of.joining.first_guest(planned.meeting.id)
    assert (name, others) == (asha.name, len(planned.meeting.invitees) - 1)
    assert first.split("#")[0] == link.split("#")[0]
    address, _, fragment = link.partition("#")
    assert address == "https://video.clinic.test/join"
    assert fragment.startswith("dyte.fresh-")
    without = replace(all_of.joining, guest_page=Page(""))
    with pytest.raises(AppError, match="No guest page"):
        await without.guest_link(planned.meeting.id, asha.id)


async def test_cancelled_meetings_are_not_joined(all_of: All) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee"))
    await all_of.meetings.cancel(planned.meeting.id)
    with pytest.raises(AppError, match="cancelled"):
        await all_of.joining.ticket(planned.meeting.id)


async def test_tickets_of_practice_mode_lead_to_the_embedded_service(all_of: All) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee"))
    where = Embedded("embedded.invalid", "http://127.0.0.1:1/edge", "http://127.0.0.1:1/control")
    ticket = await replace(all_of.joining, embedded=lambda: where).ticket(planned.meeting.id)
    assert (ticket.base_uri, ticket.edge_url) == (where.base_uri, where.edge_url)


async def test_a_copy_without_practice_calls_says_so(all_of: All) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee"))
    where = Embedded("embedded.invalid", "http://127.0.0.1:1/edge", "http://127.0.0.1:1/control", media=False)
    with pytest.raises(AppError, match="no practice calls") as told:
        await replace(all_of.joining, embedded=lambda: where).ticket(planned.meeting.id)
    assert "practice" in told.value.advice


async def test_the_live_room_and_its_commands(all_of: All, service: FakeService) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee", "Asha"))
    meeting = planned.meeting.id
    assert (await all_of.live.look(meeting)).session is None
    await all_of.engine.settle(meeting)
    with pytest.raises(AppError, match="Nobody is in the call"):
        await all_of.live.start_recording(meeting)
    room_id = (await all_of.meetings.get(meeting)).room_id
    assert room_id is not None
    service.go_live(room_id, "Asha", "Somebody")
    room = await all_of.live.look(meeting)
    assert [(p.name, p.invitee is not None) for p in room.people] == [("Asha", True), ("Somebody", False)]
    assert "removed" in await all_of.live.remove(meeting, room.people[0].participant_id)
    assert "muted" in await all_of.live.mute(meeting, ParticipantId("x"))
    assert "Everybody" in await all_of.live.mute_all(meeting)
    assert (await all_of.meetings.get(meeting)).live == 2


async def test_looking_again_is_news_only_when_somebody_came_or_left(
    all_of: All, service: FakeService, changes: Heard
) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee", "Asha"))
    await all_of.engine.settle(planned.meeting.id)
    room_id = (await all_of.meetings.get(planned.meeting.id)).room_id
    assert room_id is not None
    session = service.go_live(room_id, "Asha", "Somebody")
    await all_of.live.look(planned.meeting.id)
    changes.topics.clear()
    await all_of.live.look(planned.meeting.id)
    assert changes.topics == []
    service.presences[session.id].pop()
    await all_of.live.look(planned.meeting.id)
    assert "sessions" in changes.topics


async def test_a_recording_from_start_to_copy(
    all_of: All, store: Database, service: FakeService, tmp_path: Path
) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee", "Asha"))
    meeting = planned.meeting.id
    await all_of.engine.settle(meeting)
    room_id = (await all_of.meetings.get(meeting)).room_id
    assert room_id is not None
    service.go_live(room_id, "Asha")
    (asha,) = (await all_of.meetings.get(meeting)).invitees
    await all_of.live.consents.note(meeting, Answer.GIVEN, Way.PAPER, "Desk", invitee_id=asha.id)
    started = await all_of.live.start_recording(meeting)
    with pytest.raises(AppError, match="being recorded already"):
        await all_of.live.start_recording(meeting)
    with pytest.raises(AppError, match="not ready yet"):
        await all_of.recordings.playback_source(started.id)
    await all_of.live.stop_recording(meeting)
    with pytest.raises(AppError, match="No recording"):
        await all_of.live.stop_recording(meeting)
    told: list[tuple[int, int | None]] = []
    assert await all_of.recordings.playback_source(started.id) == "http://127.0.0.1/file"
    with pytest.raises(AppError, match="not in the archive yet"):
        await all_of.recordings.export_copy(started.id, tmp_path / "copy.mp4", lambda _done, _all: None)
    plain = tmp_path / "before there was an archive.mp4"
    plain.write_bytes(b"movie")
    await store.run(lambda lib: lib.recordings.note_copy(started.id, local_path=str(plain), sha256="ab" * 32))
    assert await all_of.recordings.playback_source(started.id) == str(plain)
    (tmp_path / "copy.mp4").write_bytes(b"an older file")
    await all_of.recordings.export_copy(started.id, tmp_path / "copy.mp4", lambda *seen: told.append(seen))
    assert (tmp_path / "copy.mp4").read_bytes() == b"movie"
    assert told == [(5, 5)]
    with pytest.raises(AppError, match="could not be saved"):
        await all_of.recordings.export_copy(started.id, tmp_path / "none" / "copy.mp4", lambda *_seen: None)

    with anyio.CancelScope() as stopping:
        await all_of.recordings.export_copy(started.id, tmp_path / "other.mp4", lambda *_seen: stopping.cancel())
    assert not list(tmp_path.glob("*other*"))
    assert [path.name for path in tmp_path.glob("*copy*")] == ["copy.mp4"]
    assert (await all_of.meetings.recordings(meeting))[0].title == "Knee"


async def test_an_expired_recording_is_explained(all_of: All, service: FakeService, clock: Ticking) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee"))
    await all_of.engine.settle(planned.meeting.id)
    room_id = (await all_of.meetings.get(planned.meeting.id)).room_id
    assert room_id is not None
    service.go_live(room_id, "Asha")
    await all_of.live.consents.note(planned.meeting.id, Answer.GIVEN, Way.PAPER, "Desk", name="Asha")
    recording = await all_of.live.start_recording(planned.meeting.id)
    await all_of.live.stop_recording(planned.meeting.id)
    clock.advance(days=8)
    with pytest.raises(AppError, match="has deleted"):
        await all_of.recordings.playback_source(recording.id)
    with pytest.raises(AppError, match="not in the list"):
        await all_of.recordings.get(RecordingId("none"))


async def test_the_next_meeting_to_join(all_of: All) -> None:
    assert await all_of.meetings.next_to_join() is None
    await all_of.meetings.plan(make_draft("Later", hours=5))
    await all_of.meetings.plan(make_draft("Sooner", hours=2))
    await all_of.meetings.plan(make_draft("Tomorrow", hours=30))
    found = await all_of.meetings.next_to_join()
    assert found is not None
    assert found.title == "Sooner"


async def test_trouble_with_somebody_else_keeps_nobody_out(all_of: All, service: FakeService) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee"))
    await all_of.joining.ticket(planned.meeting.id)
    service.unknown_presets = {"group_call_guest"}
    known = await all_of.meetings.get(planned.meeting.id)
    draft = replace(draft_of(known), invitees=(*known.invitees, *make_draft("x", "Asha").invitees))
    await all_of.meetings.change(planned.meeting.id, draft)
    assert (await all_of.joining.ticket(planned.meeting.id)).token.startswith("fresh-")
    service.before = failing("patch_room", ServiceFault(), times=9)
    await all_of.meetings.change(planned.meeting.id, replace(draft, public_title="Another title"))
    assert (await all_of.joining.ticket(planned.meeting.id)).token.startswith("fresh-")


async def test_joining_a_room_made_elsewhere_changes_nothing_of_it(all_of: All, service: FakeService) -> None:
    title = "A very long title " * 20
    room = await service.create_room(RoomSpec(title))
    await all_of.engine.refresh_now()
    shown = await all_of.meetings.store.run(lambda lib: lib.meetings.by_room(room.id))
    assert shown is not None
    await all_of.joining.ticket(shown.id)
    assert service.rooms[room.id].title == title
    assert "patch_room" not in service.calls


async def test_a_room_that_is_gone_can_be_made_anew(all_of: All, service: FakeService) -> None:
    planned = await all_of.meetings.plan(make_draft("Knee", "Asha"))
    await all_of.joining.ticket(planned.meeting.id)
    service.rooms.clear()
    service.participants.clear()
    await all_of.meetings.cancel(planned.meeting.id)
    await all_of.meetings.restore(planned.meeting.id)
    await all_of.meetings.change(planned.meeting.id, replace(draft_of(planned.meeting), record_on_start=True))
    await all_of.engine.settle(planned.meeting.id)
    assert (await all_of.meetings.get(planned.meeting.id)).sync is SyncState.ATTENTION
    await all_of.meetings.make_new_room(planned.meeting.id)
    await all_of.joining.ticket(planned.meeting.id)
    (people,) = service.participants.values()
    assert sorted(person.name for person in people.values()) == ["Asha", "Dr Sommer"]
