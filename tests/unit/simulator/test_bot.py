from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.simulator import bot, script, sfu
from hosted_meetings_desktop.simulator.socket import captions
from hosted_meetings_desktop.simulator.socket.events import Chat, Media
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.world import Preset
from tests.unit.simulator.live_room import Sdk, live_room, until

pytestmark = pytest.mark.anyio
SENT = "socket.chat.SendChatMessageToRoomResponse"


@pytest.fixture(autouse=True)
def _answers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot, "_THINKING", 0.01)


def hasty_bots(app: Any, world: Any, rooms: Any) -> bot.Bots:
    return bot.Bots(world, rooms, linger=0.1)


async def say(sdk: Sdk, text: str) -> None:
    await sdk.ask(Chat.SEND_TO_ROOM, message="socket.chat.SendChatMessageToRoomRequest", payload=text)


async def test_the_patient_joins_with_picture_and_voice(tmp_path: Path) -> None:
    async with live_room(tmp_path, bot.attach) as room:
        ada = await room.joined("Ada")
        await ada.join_media()
        participant_id = await room.parts[0].add(room.meeting.id)
        assert room.meeting.participants[participant_id].name == "Practice patient"
        peer = (await ada.hears(RoomEvent.JOIN, "socket.room.PeerInfoResponse")).peer
        assert (peer.user_id, peer.display_name) == (participant_id, "Practice patient")
        created = "media.edge.PeerProducerCreateBroadcastResponse"
        await ada.hears(Media.PRODUCER_CREATED, created, times=2)
        kinds = [row.producer_state.mime_type for row in ada.events(Media.PRODUCER_CREATED, created)]
        assert sorted(kinds) == ["audio/opus", "video/VP8"]
        frames: list[Any] = []
        for row in room.rooms.room(room.meeting.id).peers[peer.peer_id].producers.values():
            row.source.subscribe(frames.append)
        await until(lambda: len(frames) > 10)
        assert await room.parts[0].add(room.meeting.id) == participant_id, "one patient is enough"
        late = await room.joined("Bob")
        participants = (await late.join_media()).participants
        assert len(next(row for row in participants if row.peer_id == peer.peer_id).producer_states) == 2


async def test_the_patient_says_its_script_into_the_transcript(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "PAUSE", 0.01)
    monkeypatch.setattr(captions, "SECONDS_A_WORD", 0.001)
    async with live_room(tmp_path, bot.attach) as room:
        await room.parts[0].add(room.meeting.id)
        await asyncio.sleep(0.1)
        session = room.world.active_session(room.meeting.id)
        assert session.spoken == [], "there is nobody to talk to"
        await room.joined("Ada")
        await until(lambda: len(session.spoken) == len(script.SENTENCES))
        assert tuple(line.text for line in session.spoken) == script.SENTENCES
        assert {line.attendance.display_name for line in session.spoken} == {"Practice patient"}
        assert all(one.ended_at <= other.began_at for one, other in itertools.pairwise(session.spoken))


async def test_a_muted_patient_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "PAUSE", 0.01)
    monkeypatch.setattr(captions, "SECONDS_A_WORD", 0.001)
    async with live_room(tmp_path, bot.attach) as room:
        await room.parts[0].add(room.meeting.id)
        session = room.world.active_session(room.meeting.id)
        room.world.mute(session, None, True)
        await room.joined("Ada")
        await asyncio.sleep(0.1)
        assert session.spoken == []


async def test_the_patient_answers(tmp_path: Path) -> None:
    async with live_room(tmp_path, bot.attach) as room:
        ada = await room.joined("Ada")
        await room.parts[0].add(room.meeting.id)
        await say(ada, "How are you?")
        first = (await ada.hears(Chat.SEND_TO_ROOM, SENT)).message
        assert first.display_name == "Practice patient"
        await say(ada, "And now?")
        second = (await ada.hears(Chat.SEND_TO_ROOM, SENT, times=2)).message
        assert first.payload != second.payload


async def test_a_patient_whose_preset_forbids_it_does_not_write(tmp_path: Path) -> None:
    async with live_room(tmp_path, bot.attach) as room:
        preset = Preset(name=bot.PRESET, permissions={"chat": {"public": {"can_send": False}}})
        room.world.presets[preset.id] = preset
        ada = await room.joined("Ada")
        await room.parts[0].add(room.meeting.id)
        await say(ada, "How are you?")
        await until(lambda: room.parts[0]._bots[room.meeting.id]._answers)
        await ada.ask(RoomEvent.GET_ROOM_PEERS, "socket.room.RoomPeersInfoResponse")
        assert not ada.events(Chat.SEND_TO_ROOM)


@pytest.mark.parametrize("how", ["kick", "remove"])
async def test_the_patient_leaves_when_put_out(tmp_path: Path, how: str) -> None:
    async with live_room(tmp_path, bot.attach) as room:
        ada = await room.joined("Ada")
        bots = room.parts[0]
        participant_id = await bots.add(room.meeting.id)
        session = room.world.active_session(room.meeting.id)
        assert session is not None
        if how == "kick":
            room.world.kick(session, {participant_id})
        else:
            await bots.remove(room.meeting.id)
        await ada.hears(RoomEvent.LEAVE)
        await until(lambda: [row.display_name for row in session.live] == ["Ada"])
        assert await bots.add(room.meeting.id) != participant_id, "it can be asked in again"
        await bots.remove("no such meeting")


async def test_the_patient_does_not_stay_alone(tmp_path: Path) -> None:
    async with live_room(tmp_path, hasty_bots) as room:
        ada = await room.joined("Ada")
        await room.parts[0].add(room.meeting.id)
        session = room.world.active_session(room.meeting.id)
        assert session is not None
        await ada.socket.close()
        await until(lambda: not session.live)
        assert [row.display_name for row in session.attendance] == ["Ada", "Practice patient"]


async def test_the_patient_waits_like_everybody(tmp_path: Path) -> None:
    async with live_room(tmp_path, bot.attach) as room:
        ada = await room.joined("Ada")
        participant_id = await room.parts[0].add(room.meeting.id, preset="waits to be admitted")
        waiting = await ada.hears(RoomEvent.WAITING_REQUESTS, "socket.room.GetWaitingRoomRequests")
        assert [row.user_id for row in waiting.requests] == [participant_id]
        accept = {"user_ids": [participant_id]}
        await ada.ask(RoomEvent.ACCEPT_WAITING, message="socket.room.AcceptWaitingRoomRequests", **accept)
        joined = await ada.hears(RoomEvent.JOIN, "socket.room.PeerInfoResponse")
        assert joined.peer.user_id == participant_id


async def test_without_the_media_extra_the_patient_is_there_but_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sfu, "available", lambda: False)
    async with live_room(tmp_path, bot.attach) as room:
        ada = await room.joined("Ada")
        await room.parts[0].add(room.meeting.id)
        (patient,) = (await ada.join_media()).participants
        assert list(patient.producer_states) == []
