"""Planning reaches the provider once, whatever happens on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, Refused, ServiceFault, Unreachable
from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingFilter, Region, SharedField, SyncState
from hosted_meetings_desktop.domain.room import RoomPatch
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync import decide
from hosted_meetings_desktop.sync.pull import Puller
from hosted_meetings_desktop.sync.reconcile import Reconciler
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START, FakeService, Ticking, failing

pytestmark = pytest.mark.anyio


async def _plan(store: Database, *people: str, **more: object) -> MeetingId:
    meeting = MeetingId(new_id())
    draft = make_draft("Knee", *people, **more)
    await store.run(lambda lib: lib.meetings.add(meeting, draft, now=START))
    return meeting


async def _get(store: Database, meeting: MeetingId) -> Meeting:
    found = await store.run(lambda lib: lib.meetings.get(meeting))
    assert found is not None
    return found


@pytest.fixture
def reconciler(store: Database, service: FakeService, clock: Ticking) -> Reconciler:
    return Reconciler(store, service, clock)


async def test_a_planned_meeting_gets_its_room_and_people(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha", "Ben", record_on_start=True, region=Region.FRANKFURT)
    await reconciler.settle(meeting)
    (room,) = service.rooms.values()
    assert (room.title, room.record_on_start, room.region) == ("Video visit", True, Region.FRANKFURT)
    after = await _get(store, meeting)
    assert after.sync is SyncState.SYNCED
    assert {p.custom_id for p in service.participants[room.id].values()} == {p.id for p in after.invitees}
    service.calls.clear()
    await reconciler.settle(meeting)
    assert service.calls == []


async def test_ten_edits_make_one_patch(store: Database, service: FakeService, reconciler: Reconciler) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)
    service.calls.clear()
    for number in range(10):
        draft = make_draft(f"Knee {number}", public_title=f"Visit {number}", record_on_start=True)
        await store.run(lambda lib, draft=draft: lib.meetings.change(meeting, draft, now=START))
    await reconciler.settle(meeting)
    assert service.calls == ["patch_room"]


@pytest.mark.parametrize("lost", [AnswerLost(), ServiceFault()])
async def test_a_lost_answer_makes_no_second_room(
    store: Database, service: FakeService, reconciler: Reconciler, lost: AppError
) -> None:
    meeting = await _plan(store, "Asha")
    service.after = failing("create_room", lost)
    with pytest.raises(type(lost)):
        await reconciler.settle(meeting)
    assert (await _get(store, meeting)).sync is SyncState.SENDING
    await reconciler.settle(meeting)
    assert len(service.rooms) == 1
    assert (await _get(store, meeting)).sync is SyncState.SYNCED


async def test_a_lost_answer_makes_no_second_participant(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha")
    service.after = failing("add_participant", AnswerLost())
    with pytest.raises(AnswerLost):
        await reconciler.settle(meeting)
    await reconciler.settle(meeting)
    (people,) = service.participants.values()
    assert len(people) == 1


async def test_never_sent_is_sent_again(store: Database, service: FakeService, reconciler: Reconciler) -> None:
    meeting = await _plan(store)
    service.before = failing("create_room", Unreachable())
    with pytest.raises(Unreachable):
        await reconciler.settle(meeting)
    await reconciler.settle(meeting)
    assert len(service.rooms) == 1


async def test_somebody_refused_asks_for_a_person_and_holds_up_nobody(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    service.unknown_presets = {"no such preset"}
    meeting = await _plan(store, "Asha", "Ben")
    planned = await _get(store, meeting)
    asha, ben = planned.invitees
    draft = replace(make_draft("Knee"), invitees=(replace(asha, preset="no such preset"), ben))
    await store.run(lambda lib: lib.meetings.change(meeting, draft, now=START))
    await reconciler.settle(meeting)
    stuck = await _get(store, meeting)
    assert stuck.sync is SyncState.ATTENTION
    assert "no such preset" in stuck.problem
    assert [person.name for people in service.participants.values() for person in people.values()] == ["Ben"]
    mended = replace(draft, invitees=planned.invitees)
    await store.run(lambda lib: lib.meetings.change(meeting, mended, now=START))
    await reconciler.settle(meeting)
    assert (await _get(store, meeting)).sync is SyncState.SYNCED


async def test_an_edit_made_while_a_refusal_is_on_its_way_is_sent(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)

    def edit_and_refuse(name: str) -> None:
        if name == "create_room" and service.calls.count(name) == 1:
            store.run_now(lambda lib: lib.meetings.change(meeting, make_draft("Hip"), now=START))
            raise Refused("No.")

    service.before = edit_and_refuse
    with pytest.raises(Refused):
        await reconciler.settle(meeting)
    assert (await _get(store, meeting)).sync is SyncState.WAITING
    await reconciler.settle(meeting)
    assert (await _get(store, meeting)).sync is SyncState.SYNCED


async def test_a_refused_creation_may_be_made_again(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)
    service.before = failing("create_room", Refused("No."))
    with pytest.raises(Refused):
        await reconciler.settle(meeting)
    await reconciler.settle(meeting)
    assert service.calls == ["create_room", "create_room", "patch_room"]


async def test_cancelling_closes_the_room_and_restoring_opens_it(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)
    for cancelled in (True, False):
        await store.run(lambda lib, c=cancelled: lib.meetings.set_cancelled(meeting, cancelled=c, now=START))
        await reconciler.settle(meeting)
        (room,) = service.rooms.values()
        assert room.active is not cancelled


async def test_a_meeting_cancelled_before_it_was_sent_is_never_sent(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)
    await store.run(lambda lib: lib.meetings.set_cancelled(meeting, cancelled=True, now=START))
    await reconciler.settle(meeting)
    assert service.calls == []


async def test_a_service_that_ignores_a_patch_does_not_loop(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)

    async def ignore(room, _patch):
        return service.rooms[room]

    service.patch_room = ignore  # type: ignore[method-assign]
    with pytest.raises(AppError, match="did not accept"):
        await reconciler.settle(meeting)
    assert (await _get(store, meeting)).sync is SyncState.ATTENTION


async def test_a_creation_that_arrives_late_is_found_before_another_is_made(
    store: Database, service: FakeService, reconciler: Reconciler, clock: Ticking
) -> None:
    meeting = await _plan(store)
    service.late = 1
    with pytest.raises(AnswerLost):
        await reconciler.settle(meeting)
    assert await reconciler.settle(meeting) == START + decide.QUIET
    service.arrive()
    clock.advance(seconds=10)
    assert await reconciler.settle(meeting) is None
    assert len(service.rooms) == 1


async def test_a_creation_that_arrives_too_late_serves_the_next_meeting(
    store: Database, service: FakeService, reconciler: Reconciler, clock: Ticking
) -> None:
    first = await _plan(store)
    service.late = 1
    with pytest.raises(AnswerLost):
        await reconciler.settle(first)
    clock.advance(minutes=5)
    assert await reconciler.settle(first) is None
    assert len(service.rooms) == 1
    service.arrive()
    await Puller(store, service, clock).rooms()
    page = await store.run(lambda lib: lib.meetings.page(MeetingFilter(), now=START, offset=0, limit=9))
    assert page.total == 1, "it is nobody's meeting"
    second = await _plan(store)
    await reconciler.settle(second)
    assert service.calls.count("create_room") == 2
    assert sorted(room.title for room in service.rooms.values()) == ["Video visit", "Video visit"]


async def test_an_addition_that_arrives_too_late_is_taken_away_again(
    store: Database, service: FakeService, reconciler: Reconciler, clock: Ticking
) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)
    person = make_draft("Knee", "Asha").invitees
    draft = replace(make_draft("Knee"), invitees=person)
    await store.run(lambda lib: lib.meetings.change(meeting, draft, now=START))
    service.late = 1
    with pytest.raises(AnswerLost):
        await reconciler.settle(meeting)
    clock.advance(minutes=2)
    assert await reconciler.settle(meeting) is None
    service.arrive()
    (people,) = service.participants.values()
    assert len(people) == 2
    clock.advance(minutes=11)
    due = await store.run(lambda lib: lib.sync.due(now=clock(), longest=timedelta(minutes=5), limit=5, skip=()))
    assert due == [meeting]
    kept = (await _get(store, meeting)).invitees[0].participant_id
    await reconciler.settle(meeting)
    assert [person.id for person in people.values()] == [kept]


async def test_what_only_the_dashboard_changed_is_taken(
    store: Database, service: FakeService, reconciler: Reconciler, clock: Ticking
) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)
    (room,) = service.rooms
    await service.patch_room(room, RoomPatch(title="Renamed there", record_on_start=True))
    await _pull(store, service, clock)
    await reconciler.settle(meeting)
    after = await _get(store, meeting)
    assert (after.public_title, after.record_on_start, after.title) == ("Renamed there", True, "Knee")
    assert (after.sync, after.conflicts) == (SyncState.SYNCED, ())
    assert service.rooms[room].title == "Renamed there"


@pytest.mark.parametrize("use_theirs", [True, False])
async def test_what_both_changed_stays_ours_and_is_shown_until_the_host_has_chosen(
    store: Database, service: FakeService, reconciler: Reconciler, clock: Ticking, *, use_theirs: bool
) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)
    (room,) = service.rooms
    await service.patch_room(room, RoomPatch(title="Theirs", record_on_start=True))
    ours = make_draft("Knee", public_title="Ours")
    await store.run(lambda lib: lib.meetings.change(meeting, ours, now=START))
    await _pull(store, service, clock)
    await reconciler.settle(meeting)
    shown = await _get(store, meeting)
    assert (service.rooms[room].title, service.rooms[room].record_on_start) == ("Ours", True)
    assert shown.sync is SyncState.ATTENTION
    assert [(c.field, c.ours, c.theirs) for c in shown.conflicts] == [(SharedField.TITLE, "Ours", "Theirs")]
    await store.run(lambda lib: lib.sync.resolve(meeting, SharedField.TITLE, use_theirs=use_theirs, now=START))
    await reconciler.settle(meeting)
    assert (await _get(store, meeting)).sync is SyncState.SYNCED
    assert service.rooms[room].title == ("Theirs" if use_theirs else "Ours")


async def test_somebody_removed_on_the_dashboard_is_added_again(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store, "Asha")
    await reconciler.settle(meeting)
    (people,) = service.participants.values()
    people.clear()
    asha = (await _get(store, meeting)).invitees[0]
    draft = replace(make_draft("Knee"), invitees=(replace(asha, name="Asha R."),))
    await store.run(lambda lib: lib.meetings.change(meeting, draft, now=START))
    await reconciler.settle(meeting)
    assert [person.name for person in people.values()] == ["Asha R."]


async def test_a_room_that_is_gone_asks_for_a_person(
    store: Database, service: FakeService, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)
    service.rooms.clear()
    await store.run(lambda lib: lib.meetings.change(meeting, make_draft("Knee", record_on_start=True), now=START))
    assert await reconciler.settle(meeting) is None
    gone = await _get(store, meeting)
    assert gone.sync is SyncState.ATTENTION
    assert "does not have this meeting's room" in gone.problem


async def _pull(store: Database, service: FakeService, clock: Ticking) -> None:
    clock.advance(minutes=1)
    await Puller(store, service, clock).rooms()


async def test_somebody_who_comes_after_being_given_up_and_taken_off_is_removed(
    store: Database, service: FakeService, clock: Ticking, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)
    await store.run(lambda lib: lib.meetings.change(meeting, make_draft("Knee", "Asha"), now=clock()))
    service.late = 1
    with pytest.raises(AnswerLost):
        await reconciler.settle(meeting)
    await store.run(lambda lib: lib.meetings.change(meeting, make_draft("Knee"), now=clock()))
    clock.advance(minutes=2)
    await reconciler.settle(meeting)
    service.arrive()
    assert [len(people) for people in service.participants.values()] == [1]
    clock.advance(minutes=11)
    due = await store.run(lambda lib: lib.sync.due(now=clock(), longest=timedelta(minutes=5), limit=9, skip=()))
    assert due == [meeting]
    await reconciler.settle(meeting)
    assert [len(people) for people in service.participants.values()] == [0]
    assert (await _get(store, meeting)).sync is SyncState.SYNCED


@pytest.mark.parametrize("deed", ["patch_participant", "remove_participant"])
async def test_a_person_changed_while_the_app_was_ended_becomes_what_is_wanted(
    store: Database, service: FakeService, clock: Ticking, deed: str
) -> None:
    meeting = await _plan(store, "Asha")
    await Reconciler(store, service, clock).settle(meeting)
    before = await _get(store, meeting)
    (person,) = before.invitees
    changed = (replace(person, name="Asha B."),) if deed == "patch_participant" else ()

    def ended(name: str) -> None:
        if name == deed:
            raise KeyboardInterrupt

    async def ask(people: tuple[Invitee, ...]) -> None:
        draft = replace(make_draft("Knee"), invitees=people)
        await store.run(lambda lib: lib.meetings.change(meeting, draft, now=clock()))

    await ask(changed)
    clock.advance(minutes=4)  # who was taken off is held that long
    service.after = ended
    with pytest.raises(KeyboardInterrupt):
        await Reconciler(store, service, clock).settle(meeting)
    service.after = lambda _name: None
    await ask(before.invitees)  # the host thinks again before the app is online again
    again = Reconciler(store, service, clock)
    await again.settle(meeting)
    clock.advance(minutes=2)
    due = await store.run(lambda lib: lib.sync.due(now=clock(), longest=timedelta(minutes=5), limit=9, skip=()))
    assert due == [meeting]
    await again.settle(meeting)
    (people,) = service.participants.values()
    assert [found.name for found in people.values()] == ["Asha"]
    clock.advance(minutes=20)
    service.calls.clear()
    await again.settle(meeting)
    assert service.calls == [], "it was looked at once"


async def test_a_change_sent_twice_in_one_moment_is_in_doubt_until_both_were_seen(
    store: Database, service: FakeService, clock: Ticking, reconciler: Reconciler
) -> None:
    meeting = await _plan(store)
    await reconciler.settle(meeting)

    async def rename(title: str) -> None:
        draft = replace(make_draft("Knee"), public_title=title)
        await store.run(lambda lib: lib.meetings.change(meeting, draft, now=clock()))

    await rename("First")
    service.late = 1
    with pytest.raises(AnswerLost):
        await reconciler.settle(meeting)
    await reconciler.settle(meeting)  # the same, sent again, and answered
    await rename("Second")
    await reconciler.settle(meeting)
    service.arrive()  # the very first comes last of all
    clock.advance(seconds=60)
    await reconciler.settle(meeting)
    (room,) = service.rooms.values()
    assert room.title == "Second"
