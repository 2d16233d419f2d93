from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hosted_meetings_desktop.simulator.faults import Rule, Rules, middleware
from hosted_meetings_desktop.simulator.socket.events import PING, PONG, Media
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.world import Recording, Session
from tests.unit.simulator.live_room import HASTY, Answered, LiveRoom, Sdk, live_room, until

pytestmark = pytest.mark.anyio
PEER = "socket.room.PeerInfoResponse"


def session_of(room: LiveRoom) -> Session:
    session = room.world.active_session(room.meeting.id)
    assert session is not None
    return session


async def names(sdk: Sdk) -> list[str]:
    answer = await sdk.ask(RoomEvent.GET_ROOM_PEERS, "socket.room.RoomPeersInfoResponse")
    return sorted(peer.display_name for peer in answer.peers)


async def test_peers_learn_of_each_other_and_their_joins_are_attendance(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        bob = await room.joined("Bob", "guest")
        seen = (await ada.hears(RoomEvent.JOIN, PEER)).peer
        assert (seen.peer_id, seen.display_name, seen.flags.preset_name) == (bob.id, "Bob", "guest")
        assert await names(bob) == ["Ada", "Bob"]
        session = session_of(room)
        assert [(row.id, row.display_name, row.preset_name) for row in session.live] == [
            (ada.id, "Ada", "host"),
            (bob.id, "Bob", "guest"),
        ]
        assert all(row.user_agent for row in session.live), "by which reports tell what they joined with"
        await bob.ask(Media.LEAVE, "media.edge.PeerLeaveResponse")
        assert (await ada.hears(RoomEvent.LEAVE, PEER)).peer.peer_id == bob.id
        assert (await ada.hears(Media.PEER_LEFT, "media.edge.PeerLeaveBroadcastResponse")).participant_id == bob.id
        assert [row.display_name for row in session.live] == ["Ada"]
        assert await names(ada) == ["Ada"]
        assert session.max_concurrent == 2


async def test_the_room_tells_its_title_session_and_recordings(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        recording = Recording(meeting=room.meeting, status="RECORDING")
        room.world.recordings[recording.id] = recording
        info = (await ada.ask(RoomEvent.GET_ROOM_INFO, "socket.room.RoomInfoResponse")).room
        assert (info.title, info.room_uuid) == ("Consultation", session_of(room).id)
        active = [(row.recording_id, row.recording_status) for row in info.active_recordings]
        assert active == [(recording.id, "RECORDING")]
        added = await ada.ask(RoomEvent.GET_ALL_ADDED_PARTICIPANTS, "socket.room.GetAllAddedParticipantsResponse")
        assert [row.name for row in added.participants] == ["Ada"]
        assert (await ada.ask(RoomEvent.PEER_COUNT, "socket.room.RoomPeerCountResponse")).count == 1


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("RECORDING", RoomEvent.RECORDING_STARTED),
        ("PAUSED", RoomEvent.RECORDING_PAUSED),
        ("UPLOADING", RoomEvent.RECORDING_STOPPED),
    ],
)
async def test_a_recording_is_announced(tmp_path: Path, status: str, event: int) -> None:
    async with live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        recording = Recording(meeting=room.meeting, status=status)
        room.world.recording_changed(recording)
        assert (await ada.hears(event, "socket.recording.RecordingEvent")).recording_id == recording.id


async def test_a_participant_stored_without_a_name_cannot_join(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        nameless = await room.connect(room.participant(None))
        with pytest.raises(Answered, match="no name"):
            await nameless.join()
        assert room.world.active_session(room.meeting.id) is None


async def test_who_has_not_joined_may_not_act(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        await room.joined("Ada")
        stranger = await room.connect("Mallory")
        for event in (
            RoomEvent.KICK_ALL,
            RoomEvent.WAITING_REQUESTS,
            Media.SELF_JOIN_COMPLETE,
            Media.HOST_CONTROL_ALL,
        ):
            with pytest.raises(Answered, match="join"):
                await stranger.ask(event)


async def test_names_can_be_changed_by_their_owner(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob", "guest")
        edit = "media.edge.PeerDisplayNameEditRequest"
        await ada.ask(Media.RENAME, message=edit, participant_id=ada.id, display_name="Dr Ada")
        heard = await bob.hears(Media.PEER_RENAMED, "media.edge.PeerDisplayNameEditBroadcastResponse")
        assert (heard.participant_id, heard.display_name) == (ada.id, "Dr Ada")
        with pytest.raises(Answered, match="own"):
            await bob.ask(Media.RENAME, message=edit, participant_id=ada.id, display_name="Quack")
        assert [row.display_name for row in session_of(room).live] == ["Dr Ada", "Bob"]


async def test_messages_reach_all_or_those_named(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob, cy = [await room.joined(name) for name in ("Ada", "Bob", "Cy")]
        message = "socket.room.BroadcastMessage"
        await ada.ask(RoomEvent.BROADCAST, message=message, type="wave", payload=b"{}", timestamp=1)
        assert (await cy.hears(RoomEvent.BROADCAST, message)).type == "wave"
        await ada.ask(
            RoomEvent.BROADCAST_TO_ENTITY, message=message, type="psst", payload=b"{}", ids=[bob.id], broadcast_type=0
        )
        assert (await bob.hears(RoomEvent.BROADCAST_TO_ENTITY, message)).type == "psst"
        assert await names(cy) == ["Ada", "Bob", "Cy"]  # whatever was on its way to Cy has arrived
        assert not cy.events(RoomEvent.BROADCAST_TO_ENTITY)


# ---- broken and silent sockets
async def test_a_closed_page_has_left(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        await bob.socket.close(code=1001)
        await ada.hears(RoomEvent.LEAVE)
        assert [row.display_name for row in session_of(room).live] == ["Ada"]


async def test_a_peer_that_comes_back_has_joined_once(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        await bob.socket.close(code=4000)
        await until(lambda: room.rooms._vanished)
        back = await room.joined(bob.participant, old_peer_id=bob.id)
        assert back.id != bob.id
        assert (await ada.hears(RoomEvent.LEAVE, PEER)).peer.peer_id == bob.id
        assert await names(ada) == ["Ada", "Bob"]
        assert [row.display_name for row in session_of(room).attendance] == ["Ada", "Bob"]
        assert all(row.left_at is None for row in session_of(room).attendance)


async def test_nobody_takes_over_another_participants_place(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        bob = await room.joined("Bob")
        await bob.socket.close(code=4000)
        await until(lambda: room.rooms._vanished)
        await room.joined("Mallory", old_peer_id=bob.id)
        assert [row.display_name for row in session_of(room).attendance] == ["Bob", "Mallory"]


async def test_a_peer_that_does_not_come_back_has_left(tmp_path: Path) -> None:
    async with live_room(tmp_path, patience=HASTY) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        await bob.socket.close(code=4000)
        await ada.hears(RoomEvent.LEAVE)
        assert [row.left_at is None for row in session_of(room).attendance] == [True, False]


async def test_a_peer_that_answers_no_ping_has_left(tmp_path: Path) -> None:
    async with live_room(tmp_path, patience=HASTY) as room:
        ada, bob = await room.joined("Ada"), await room.joined("Bob")
        bob.answers_pings = False
        await ada.hears(RoomEvent.LEAVE)
        assert [row.display_name for row in session_of(room).live] == ["Ada"]


async def test_a_client_may_ping_too(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada = await room.connect("Ada")
        room.tasks.pop().cancel()
        await ada.socket.send_str(PING)
        assert (await ada.socket.receive(timeout=5)).data == PONG


async def test_frames_and_events_that_mean_nothing_do_no_harm(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        ada = await room.joined("Ada")
        await ada.socket.send_bytes(b"\xff\xff")
        assert await ada.ask(0x7FFF) == b""
        with pytest.raises(Answered):
            await ada.ask(RoomEvent.GET_PEER_INFO, message="socket.room.GetPeerInfoRequest", peer_id="nobody")
        assert await names(ada) == ["Ada"]


async def test_everybody_leaves_when_the_service_ends(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        await room.joined("Ada")
        session = session_of(room)
    assert session.live == []


# ---- waiting room
WAITING = "socket.room.GetWaitingRoomRequests"


async def test_a_waiting_guest_enters_once_admitted(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        host, other = await room.joined("Ada"), await room.joined("Bob", "guest")
        pat = await room.connect("Pat", "waits to be admitted")
        assert (await pat.join()).waitlisted
        (waiting,) = (await host.hears(RoomEvent.WAITING_REQUESTS, WAITING)).requests
        assert (waiting.display_name, waiting.user_id) == ("Pat", pat.participant.id)
        assert await names(host) == ["Ada", "Bob"]
        accept = "socket.room.AcceptWaitingRoomRequests"
        with pytest.raises(Answered, match="accept_waiting_requests"):
            await other.ask(RoomEvent.ACCEPT_WAITING, message=accept, user_ids=[pat.participant.id])
        await host.ask(RoomEvent.ACCEPT_WAITING, message=accept, user_ids=[pat.participant.id])
        await pat.hears(RoomEvent.WAITING_ACCEPTED)
        assert not (await host.hears(RoomEvent.WAITING_REQUESTS, WAITING, times=2)).requests
        assert not (await pat.join()).waitlisted
        await pat.ask(Media.LEAVE)
        again = await room.connect(pat.participant)
        assert not (await again.join()).waitlisted, "who was admitted once need not wait again"
        assert not other.events(RoomEvent.WAITING_REQUESTS)


async def test_a_guest_can_be_turned_away(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        host = await room.joined("Ada")
        pat = await room.connect("Pat", "waits to be admitted")
        await pat.join()
        await host.ask(
            RoomEvent.DENY_WAITING, message="socket.room.DenyWaitingRoomRequests", user_ids=[pat.participant.id]
        )
        await pat.hears(RoomEvent.WAITING_DENIED)
        assert await names(host) == ["Ada"]


async def test_a_guest_who_gives_up_is_off_the_list(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        pat = await room.connect("Pat", "waits to be admitted")
        await pat.join()
        host = await room.joined("Ada")
        await host.send(RoomEvent.WAITING_REQUESTS)
        assert len((await host.hears(RoomEvent.WAITING_REQUESTS, WAITING)).requests) == 1
        await pat.socket.close()
        assert not (await host.hears(RoomEvent.WAITING_REQUESTS, WAITING, times=2)).requests
        assert [row.display_name for row in session_of(room).attendance] == ["Ada"]


async def test_some_wait_for_the_host_alone(tmp_path: Path) -> None:
    async with live_room(tmp_path) as room:
        pat = await room.connect("Pat", "waits for a host")
        assert (await pat.join()).waitlisted
        await room.joined("Ada")
        await pat.hears(RoomEvent.WAITING_ACCEPTED)
        assert not (await pat.join()).waitlisted
        late = await room.connect("Quinn", "waits for a host")
        assert not (await late.join()).waitlisted


JOIN_PATH = "^/edge/socket/join$"


def with_rules(rules: Rules) -> Callable[..., None]:
    return lambda app, _world, _rooms: app.middlewares.append(middleware(rules))


async def test_a_join_can_be_refused_and_succeeds_the_next_time(tmp_path: Path) -> None:
    rules = Rules()
    rules.add(Rule(kind="latency", path_regex=JOIN_PATH, seconds=0))
    rules.add(Rule(kind="refused", path_regex=JOIN_PATH, times=1))
    async with live_room(tmp_path, with_rules(rules)) as room:
        ada = await room.connect("Ada")
        with pytest.raises(Answered, match="refused"):
            await ada.join()
        assert not (await ada.join()).waitlisted
        assert await names(ada) == ["Ada"]
        assert [rule.struck for rule in rules.all()] == [2, 1]


async def test_a_message_can_cost_the_socket(tmp_path: Path) -> None:
    rules = Rules()
    rules.add(Rule(kind="dropped", path_regex=JOIN_PATH))
    async with live_room(tmp_path, with_rules(rules)) as room:
        ada = await room.connect("Ada")
        await ada.send(RoomEvent.JOIN, "socket.room.JoinRoomRequest", peer={"peer_id": ada.id})
        await until(lambda: ada.socket.closed)
        assert room.rooms.room(room.meeting.id).peers == {}
