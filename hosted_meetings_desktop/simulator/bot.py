"""The practice patient: a peer without a browser, so that one person alone can try a call."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from aiohttp import web

from hosted_meetings_desktop.simulator import script, sfu
from hosted_meetings_desktop.simulator.socket import captions, conversation, media, wire
from hosted_meetings_desktop.simulator.socket.events import Chat
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.socket.peers import Peer, Producer, Refused
from hosted_meetings_desktop.simulator.socket.request import Request
from hosted_meetings_desktop.simulator.socket.rooms import Room, Rooms
from hosted_meetings_desktop.simulator.world import Participant, World, new_id

if TYPE_CHECKING:
    from hosted_meetings_desktop.simulator.sfu.synthetic import Player

PRESET = "group_call_participant"
LINGER = 30.0
"""Seconds the patient stays in a room without people."""
_ANSWERS = (
    "Hello, I can hear and see you.",
    "Thank you, that is clear to me.",
    "I am only a practice patient, but I am listening.",
)
_THINKING = 0.8
_TEXT = 0


class _Bot:
    """One practice patient in one room."""

    def __init__(self, rooms: Rooms, room: Room, participant: Participant, linger: float) -> None:
        self._rooms = rooms
        self._room = room
        self._linger = linger
        self._tasks: set[asyncio.Task[None]] = set()
        self._alone: asyncio.TimerHandle | None = None
        self._answers = 0
        self._player: Player | None = None
        self.peer = rooms.peer(participant, new_id(), self._deliver)
        self.peer.is_bot = True
        self.gone = False

    def join(self) -> None:
        """Enter the room, or wait until admitted."""
        if not self._rooms.join(self._room, self.peer):
            return
        self.peer.in_media = True
        media.announce_peer(self._room, self.peer)
        if sfu.available():
            self._send_media(self.peer)
        self._rooms.changed(self._room)

    def _send_media(self, peer: Peer) -> None:
        from hosted_meetings_desktop.simulator.sfu.synthetic import Player  # the extra, and slow

        player = Player()
        for source, mime_type in ((player.video, "video/VP8"), (player.audio, "audio/opus")):
            media.add_producer(self._room, peer, Producer(new_id(), source, mime_type=mime_type))
        self._begin(player.play())
        self._begin(self._speak())

    def _begin(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def leave(self) -> None:
        """Leave for good."""
        self.gone = True
        if self._alone is not None:
            self._alone.cancel()
        for task in self._tasks:
            task.cancel()
        self._rooms.leave(self._room, self.peer)

    def room_changed(self) -> None:
        """Leave some time after the last person."""
        if self._room.people:
            if self._alone is not None:
                self._alone.cancel()
                self._alone = None
        elif self._alone is None and not self.gone:
            self._alone = asyncio.get_running_loop().call_later(self._linger, self.leave)

    def _deliver(self, event: int, _id: str, payload: bytes) -> None:
        if event in (RoomEvent.KICK, RoomEvent.KICK_ALL, RoomEvent.WAITING_DENIED):
            # Not from inside the call that is just putting the bot out.
            asyncio.get_running_loop().call_soon(self.leave)
        elif event == RoomEvent.WAITING_ACCEPTED:
            asyncio.get_running_loop().call_soon(self.join)
        elif event == Chat.SEND_TO_ROOM:
            message = wire.decode("socket.chat.SendChatMessageToRoomResponse", payload).message
            writer = self._room.peers.get(message.peer_id)
            if writer is not None and not writer.is_bot and message.payload_type == _TEXT:
                self._begin(self._answer())

    async def _speak(self) -> None:
        """Say the script, sentence by sentence, while people are there and nobody has muted it."""
        for text in script.SENTENCES:
            await asyncio.sleep(script.PAUSE)
            while not self._room.people or self._muted:  # noqa: ASYNC110 - nobody tells of both
                await asyncio.sleep(script.PAUSE)
            captions.say(self._rooms, self._room, self.peer, text)
            await asyncio.sleep(captions.SECONDS_A_WORD * len(text.split()))

    @property
    def _muted(self) -> bool:
        return all(each.source.paused for each in self.peer.producers.values() if each.source.kind == "audio")

    async def _answer(self) -> None:
        await asyncio.sleep(_THINKING)
        text = _ANSWERS[self._answers % len(_ANSWERS)]
        self._answers += 1
        payload = wire.encode("socket.chat.SendChatMessageToRoomRequest", {"payload_type": _TEXT, "payload": text})
        request = Request(Chat.SEND_TO_ROOM, "", payload, self.peer, self._room, self._rooms)
        with contextlib.suppress(Refused):  # the preset may not let patients write
            await conversation.HANDLERS[Chat.SEND_TO_ROOM](request)


class Bots:
    """The practice patients of all rooms, one per meeting."""

    def __init__(self, world: World, rooms: Rooms, linger: float = LINGER) -> None:
        self._world = world
        self._rooms = rooms
        self._linger = linger
        self._bots: dict[str, _Bot] = {}
        rooms.listen(self._room_changed)

    async def add(self, meeting_id: str, name: str = "Practice patient", preset: str = PRESET) -> str:
        """Let a practice patient join a meeting; a meeting has one at most.

        Returns:
            its participant id.

        Raises:
            KeyError: there is no such meeting.
        """
        bot = self._bots.get(meeting_id)
        if bot is None or bot.gone:
            meeting = self._world.meetings[meeting_id]
            participant = Participant(
                meeting_id=meeting_id, name=name, preset_name=preset, custom_participant_id=f"practice-{new_id()}"
            )
            meeting.participants[participant.id] = participant
            bot = _Bot(self._rooms, self._rooms.room(meeting_id), participant, self._linger)
            self._bots[meeting_id] = bot
            bot.join()
        return bot.peer.participant.id

    async def remove(self, meeting_id: str) -> None:
        """Let the meeting's practice patient leave; harmless if there is none."""
        if (bot := self._bots.pop(meeting_id, None)) is not None:
            bot.leave()

    def _room_changed(self, room: Room) -> None:
        bot = self._bots.get(room.meeting.id)
        if bot is not None and not bot.gone:
            bot.room_changed()

    async def close(self) -> None:
        """Let all leave."""
        for meeting_id in tuple(self._bots):
            await self.remove(meeting_id)


def attach(app: web.Application, world: World, rooms: Rooms) -> Bots:
    """Make practice patients possible in the world's rooms."""
    bots = Bots(world, rooms)

    async def close(_app: web.Application) -> None:
        await bots.close()

    app.on_shutdown.append(close)
    return bots
