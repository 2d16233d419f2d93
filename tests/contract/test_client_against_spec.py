"""Every call of the client, for both dialects, through a proxy that holds client and simulator to the specification.

A request that breaks the specification is answered 422, an answer that does 500: either fails the call.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

import anyio
import httpx
import pytest

from hosted_meetings_desktop.domain.account import DyteCredentials
from hosted_meetings_desktop.domain.errors import AppError, CredentialsRefused, NotFound, ServiceFault
from hosted_meetings_desktop.domain.ids import ParticipantId, RecordingId, RoomId, SessionId, new_id
from hosted_meetings_desktop.domain.meeting import Region
from hosted_meetings_desktop.domain.ports import VideoService
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.room import Poll, RoomPatch, RoomSpec, Webhook
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.dyte.client import DyteClient, connect
from hosted_meetings_desktop.dyte.dialects import access
from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher
from tests.contract.conftest import Proxy, Simulator
from tests.unit.dyte.storage import MemoryIntake

pytestmark = pytest.mark.anyio

T = TypeVar("T")
GUEST = "group_call_guest"


async def until(ask: Callable[[], Awaitable[T]], fits: Callable[[T], bool]) -> T:
    """Ask until the answer fits."""
    with anyio.fail_after(30):
        while True:
            found = await ask()
            if fits(found):
                return found
            await anyio.sleep(0.2)


@pytest.fixture
async def room(client: DyteClient) -> RoomId:
    made = await client.create_room(RoomSpec(f"Video visit {new_id()}"))
    return made.id


@pytest.fixture
async def live(client: DyteClient, simulator: Simulator, room: RoomId) -> Session:
    """A session with the practice patient in it."""
    simulator.control("POST", "/bot", {"meeting_id": room})
    found = await until(lambda: client.active_session(room), lambda session: session is not None)
    assert found is not None
    return found


async def test_credentials(client: DyteClient) -> None:
    found = await client.check()
    assert GUEST in found.presets
    assert found.meetings is not None


async def test_rooms(client: DyteClient, dialect: str) -> None:
    title = f"Video visit {new_id()}"
    made = await client.create_room(RoomSpec(title, record_on_start=True, region=Region.FRANKFURT))
    expected = Region.FRANKFURT if dialect == "dyte" else None  # RealtimeKit knows no region
    assert (made.title, made.active, made.record_on_start, made.region) == (title, True, True, expected)
    found = await client.list_rooms(search=title)
    assert ([row.id for row in found.rows], found.total) == ([made.id], 1)
    patched = await client.patch_room(made.id, RoomPatch(record_on_start=False, active=False, region=Region.MUMBAI))
    assert (patched.active, patched.record_on_start) == (False, False)
    assert (await client.get_room(made.id)).title == title
    assert (await client.replace_room(made.id, RoomSpec("Other"))).title == "Other"


async def test_pages(client: DyteClient, simulator: Simulator) -> None:
    simulator.control("POST", "/meetings/bulk", {"count": 7, "title": (marker := new_id())})
    pages = [await client.list_rooms(page=number, per_page=3, search=marker) for number in (1, 2, 3)]
    assert [(len(page.rows), page.total) for page in pages] == [
        (3, 7),
        (3, 7),
        (1, 7),
    ]
    assert len({row.id for page in pages for row in page.rows}) == 7


async def test_participants(client: DyteClient, room: RoomId) -> None:
    ours = new_id()
    added = await client.add_participant(room, name="Ada", preset=GUEST, custom_id=ours)
    person = added.participant
    assert (person.name, person.preset, person.custom_id) == ("Ada", GUEST, ours)
    assert await client.get_participant(room, person.id) == person
    assert person in (await client.list_participants(room)).rows
    changed = await client.patch_participant(room, person.id, name="Ada L.", preset="group_call_host")
    assert (changed.participant.name, changed.participant.preset) == ("Ada L.", "group_call_host")
    tokens = {added.token, changed.token, await client.fresh_token(room, person.id)}
    assert len(tokens) == 3
    await client.remove_participant(room, person.id)
    with pytest.raises(NotFound):
        await client.get_participant(room, person.id)


async def test_presets(client: DyteClient) -> None:
    listed = (await client.list_presets()).rows
    model = await client.get_preset(next(row.id for row in listed if row.name == GUEST))
    made = await client.create_preset(replace(model, name=f"patient {new_id()}"))
    try:
        assert made.id != model.id
        permissions = made.permissions | {"can_record": True}
        changed = await client.patch_preset(replace(made, permissions=permissions))
        assert changed.permissions["can_record"] is True
    finally:
        await client.delete_preset(made.id)
    with pytest.raises(NotFound):
        await client.get_preset(made.id)


async def test_the_live_room(client: DyteClient, room: RoomId, live: Session) -> None:
    assert (live.room_id, live.open, live.live) == (room, True, 1)
    inside = (await client.session_participants(live.id)).rows
    assert [row.left_at for row in inside] == [None]
    person = ParticipantId(inside[0].user_id)
    assert (await client.mute(room, participants=(person,))).count == 1
    assert (await client.mute_all(room, allow_unmute=False)).count == 1
    await client.start_poll(room, Poll("Can you hear me?", ("yes", "no")))
    assert (await client.kick(room, participants=(person,))).count == 1
    await until(lambda: client.get_session(live.id), lambda session: session.live == 0)
    await client.kick_all(room)
    assert await client.active_session(room) is None


async def test_sessions_and_what_they_leave(
    client: DyteClient, simulator: Simulator, dialect: str, room: RoomId, live: Session
) -> None:
    running = await client.list_sessions(room=room, live=True, since=live.started_at)
    assert [row.id for row in running.rows] == [live.id]
    await _want_a_transcript(simulator, room)
    await client.kick_all(room)
    ended = await client.get_session(live.id)
    assert ended.ended_at is not None
    listed = await client.list_sessions(room=room, newest_first=False)
    assert [(row.id, row.open) for row in listed.rows] == [(live.id, False)]
    assert listed.total == (None if dialect == "dyte" else 1)
    row = (await client.session_participants(live.id)).rows[0]
    events = await client.peer_events(live.id)
    assert [each.name for each in events] == ["PEER_CREATED", "PEER_JOINING", "PEER_LEAVING"]
    assert {(each.peer_id, each.user_id) for each in events} == {(row.peer_id, row.user_id)}
    devices = await client.devices(live.id)
    assert [(each.peer_id, each.mobile) for each in devices] == [(row.peer_id, False)]
    assert row.left_at is not None
    assert row.minutes == pytest.approx((row.left_at - row.joined_at).total_seconds() / 60, abs=0.01)
    with pytest.raises(NotFound):
        await client.session_summary(live.id)
    await client.make_summary(live.id)
    for export in (client.session_chat, client.session_transcript, client.session_summary):
        link = await export(live.id)
        assert link.expires_at is not None
        assert httpx.get(link.url, trust_env=False).status_code == 200


async def _want_a_transcript(simulator: Simulator, room: RoomId) -> None:
    """Set what the product itself never sets."""
    account = simulator.credentials("dyte")
    assert isinstance(account, DyteCredentials)
    body = {"ai_config": {"transcription": {"language": "en-US"}}}
    auth = (account.organization_id, account.api_key)
    answer = httpx.patch(f"{account.base_url}/meetings/{room}", json=body, auth=auth, trust_env=False)
    answer.raise_for_status()


async def test_recording_a_live_room(client: DyteClient, room: RoomId, live: Session) -> None:
    assert await client.active_recording(room) is None
    started = await client.start_recording(room, max_seconds=600)
    assert started.status is RecordingStatus.INVOKED
    assert started.room_id == room

    def now() -> Awaitable[Recording]:
        return client.get_recording(started.id)

    await until(now, lambda found: found.status is not RecordingStatus.INVOKED)
    active = await client.active_recording(room)
    if active is not None:  # without the media extra the recording is ERRORED by now
        assert (active.id, active.room_id) == (started.id, room)
        assert (await client.pause_recording(started.id)).status is RecordingStatus.PAUSED
        assert (await client.resume_recording(started.id)).status is RecordingStatus.RECORDING
        await client.stop_recording(started.id)
    ended = await until(now, lambda found: not found.status.moving)
    assert ended.status in {RecordingStatus.UPLOADED, RecordingStatus.ERRORED}


async def test_recording_voices_of_a_live_room(client: DyteClient, room: RoomId, live: Session, dialect: str) -> None:
    who = (await client.session_participants(live.id)).rows[0].user_id
    if dialect == "dyte":
        with pytest.raises(AppError, match="voices only"):
            await client.start_track_recording(room, (who,))
        return
    started = await client.start_track_recording(room, (who,))
    assert (started.status, started.room_id, started.session_id) == (RecordingStatus.INVOKED, room, live.id)
    assert (started.kind, started.voices) == (RecordingKind.TRACKS, (who,))
    running = await until(
        lambda: client.active_recording(room), lambda found: found is None or found.started_at is not None
    )
    if running is not None:  # without the media extra the recording is ERRORED by now
        assert running.id == started.id
        assert (await client.pause_recording(started.id)).status is RecordingStatus.PAUSED
        assert (await client.resume_recording(started.id)).status is RecordingStatus.RECORDING
        # No further: the specification calls the links of what is stored a string, the service sends an array.
        await client.stop_recording(started.id)
    assert await client.active_recording(room) is None


async def test_stopping_what_is_not_there(client: DyteClient) -> None:
    for act in (client.stop_recording, client.pause_recording, client.resume_recording):
        with pytest.raises(NotFound):
            await act(RecordingId(new_id()))


@pytest.mark.parametrize("track", [False, True])
async def test_stored_recordings(client: DyteClient, simulator: Simulator, dialect: str, track: bool) -> None:
    if track and dialect == "realtimekit":
        pytest.skip("the specification calls download_url a string, the service sends an array: see the unit tests")
    past = {"count": 1, "recordings": 2, "recording_bytes": 300_000, "participants": 1, "sessions": 1, "track": track}
    room = RoomId(simulator.control("POST", "/meetings/bulk", past)["newest_id"])
    found = await client.list_recordings(room=room)
    assert found.total == 2
    recording = found.rows[0]
    assert (recording.room_id, recording.status, recording.size) == (room, RecordingStatus.UPLOADED, 300_000)
    again = await client.get_recording(recording.id)
    assert again.files[0].expires_at == recording.expires_at is not None
    intake = MemoryIntake()

    async def at_once(_size: int) -> None:
        """No pace."""

    digest = await PresignedFetcher().fetch_sealed(
        again.files[0].url, lambda: intake, expected_size=recording.size, progress=lambda _done, _total: None,
        pace=at_once,
    )  # fmt: skip
    assert digest == hashlib.sha256(intake.data).hexdigest()
    assert intake.length == 300_000


async def test_livestreams(client: DyteClient, room: RoomId) -> None:
    assert await client.active_livestream(room) is None
    started = await client.start_livestream(room, name="open-day")
    assert started.stream_key
    active = await client.active_livestream(room)
    assert active is not None
    assert active.id == started.id
    assert (await client.get_livestream(started.id)).id == started.id
    assert (await client.list_livestreams(per_page=5)).rows
    await client.stop_livestream(room)
    assert await client.active_livestream(room) is None


async def test_webhooks(client: DyteClient) -> None:
    wanted = Webhook("", "Clinic", "https://clinic.example/hook", ("meeting.started", "meeting.ended"), enabled=True)
    made = await client.add_webhook(wanted)
    assert replace(made, id="") == wanted
    assert made in await client.list_webhooks()
    changed = await client.patch_webhook(replace(made, enabled=False, events=("recording.statusUpdate",)))
    assert await client.get_webhook(made.id) == changed
    assert (changed.enabled, changed.events) == (False, ("recording.statusUpdate",))
    await client.remove_webhook(made.id)
    with pytest.raises(NotFound):
        await client.get_webhook(made.id)


async def test_what_is_not_there(client: DyteClient, room: RoomId) -> None:
    nowhere = RoomId(new_id())
    with pytest.raises(NotFound):
        await client.get_room(nowhere)
    with pytest.raises(NotFound):
        await client.get_session(SessionId(new_id()))
    with pytest.raises(NotFound) as caught:
        await client.add_participant(room, name="Ada", preset="group-call-guest", custom_id=new_id())
    assert "preset" in caught.value.title
    with pytest.raises(NotFound):
        await client.kick_all(room)


async def test_wrong_credentials(
    request: pytest.FixtureRequest, simulator: Simulator, dialect: str, client: DyteClient
) -> None:
    proxy: Proxy = request.getfixturevalue(f"{dialect}_proxy")
    account = simulator.credentials(dialect, proxy.base_url)
    secret = "api_key" if dialect == "dyte" else "api_token"
    stranger = connect(replace(account, **{secret: "wrong-secret"}))
    with pytest.raises(CredentialsRefused) as caught:
        await stranger.check()
    assert "wrong-secret" not in caught.value.details
    await stranger.aclose()


def test_no_call_is_left_out() -> None:
    source = inspect.getsource(sys.modules[__name__])
    names = {name for name, _ in inspect.getmembers(VideoService, inspect.isfunction) if name[0] != "_"}
    assert not {name for name in names - {"aclose"} if f"client.{name}" not in source}


async def test_the_proxy_objects_to_both_sides(
    request: pytest.FixtureRequest, simulator: Simulator, dialect: str, client: DyteClient, room: RoomId
) -> None:
    proxy: Proxy = request.getfixturevalue(f"{dialect}_proxy")
    credentials = access(simulator.credentials(dialect, proxy.base_url))
    headers = {"authorization": credentials.authorization}
    async with httpx.AsyncClient(headers=headers, trust_env=False) as raw:
        body = {"meeting_id": room, "max_seconds": 5}
        assert (await raw.post(f"{credentials.root}/recordings", json=body)).status_code == 422
    if dialect == "realtimekit":
        # Where the service is known to break its own specification, the proxy says so.
        past = {"count": 1, "recordings": 1, "recording_bytes": 1, "track": True}
        made = RoomId(simulator.control("POST", "/meetings/bulk", past)["newest_id"])
        with pytest.raises(ServiceFault):
            await client.list_recordings(room=made)
