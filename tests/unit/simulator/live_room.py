"""A room served over real sockets for tests, and a client that speaks to it as the SDKs do."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web

from hosted_meetings_desktop.simulator import socket
from hosted_meetings_desktop.simulator.socket import wire
from hosted_meetings_desktop.simulator.socket.events import PING, PONG, Media
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.world import Meeting, Participant, Preset, World, new_id

DEADLINE = 20.0
PRESETS: dict[str, dict[str, Any]] = {
    "host": {
        "accept_waiting_requests": True,
        "can_record": True,
        "disable_participant_audio": True,
        "disable_participant_video": True,
        "kick_participant": True,
        "pin_participant": True,
        "polls": {"can_create": True},
    },
    "guest": {},
    "waits for a host": {"waiting_room_type": "ON_PRIVILEGED_USER_ENTRY"},
    "waits to be admitted": {"waiting_room_type": "SKIP_ON_ACCEPT"},
    "may not write": {"chat": {"public": {"can_send": False}}, "media": {"video": {"can_produce": "NOT_ALLOWED"}}},
}
PATIENT = socket.Patience(ping_every=5, silence=60, return_after_silence=0.05, return_after_break=30)
HASTY = socket.Patience(ping_every=0.02, silence=0.3, return_after_silence=0.02, return_after_break=0.1)


class Answered(Exception):
    """The room answered with an error."""


async def until(condition: Any) -> Any:
    """Wait until ``condition()`` is true and return what it gave."""
    async with asyncio.timeout(DEADLINE):
        while not (value := condition()):
            await asyncio.sleep(0.01)
        return value


@dataclass
class Sdk:
    """One window of one participant."""

    participant: Participant
    socket: ClientWebSocketResponse
    id: str
    answers_pings: bool = True
    heard: list[tuple[int, bytes]] = field(default_factory=list)
    _answers: dict[str, asyncio.Future[tuple[int, bytes]]] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    async def listen(self) -> None:
        async for message in self.socket:
            if message.type is WSMsgType.TEXT and message.data == PING and self.answers_pings:
                await self.socket.send_str(PONG)
            elif message.type is WSMsgType.BINARY:
                envelope = wire.decode("message.v1.SocketMessage", message.data)
                future = self._answers.pop(envelope.id, None)
                if future is not None and not future.done():
                    future.set_result((envelope.event, envelope.payload))
                else:
                    self.heard.append((envelope.event, envelope.payload))

    async def send(self, event: int, message: str = "", **fields: Any) -> str:
        number = f"{self.id}-{next(self._numbers)}"
        payload = wire.encode(message, fields) if message else b""
        envelope = {"event": event, "id": number, "payload": payload}
        await self.socket.send_bytes(wire.encode("message.v1.SocketMessage", envelope))
        return number

    async def ask(self, event: int, answer: str = "", /, message: str = "", **fields: Any) -> Any:
        """Send a request and return its answer, read as ``answer``."""
        future: asyncio.Future[tuple[int, bytes]] = asyncio.get_running_loop().create_future()
        number = f"{self.id}-{next(self._numbers)}"
        self._answers[number] = future
        payload = wire.encode(message, fields) if message else b""
        envelope = {"event": event, "id": number, "payload": payload}
        await self.socket.send_bytes(wire.encode("message.v1.SocketMessage", envelope))
        async with asyncio.timeout(DEADLINE):
            kind, data = await future
        if kind == Media.ERROR:
            raise Answered(wire.decode("media.edge.ErrorResponse", data).error_message)
        return wire.decode(answer, data) if answer else data

    async def join(self) -> Any:
        """Join the room as the SDK does; returns the peer it was told to be."""
        peer = {"peer_id": self.id, "user_id": self.participant.id, "display_name": self.participant.name or ""}
        name = "socket.room.PeerInfoResponse"
        return (await self.ask(RoomEvent.JOIN, name, message="socket.room.JoinRoomRequest", peer=peer)).peer

    async def join_media(self) -> Any:
        return await self.ask(Media.SELF_JOIN_COMPLETE, "media.edge.PeerJoinCompleteResponse")

    def events(self, event: int, message: str = "") -> list[Any]:
        """Return what came unasked of one event, read as ``message``."""
        found = [payload for kind, payload in self.heard if kind == event]
        return [wire.decode(message, payload) for payload in found] if message else found

    async def hears(self, event: int, message: str = "", *, times: int = 1) -> Any:
        """Wait for an event and return the last one of it."""
        return (await until(lambda: len(rows := self.events(event, message)) >= times and rows))[-1]


@dataclass
class LiveRoom:
    """The server, its world, and the clients of a test."""

    app: web.Application
    world: World
    rooms: socket.Rooms
    meeting: Meeting
    origin: str
    http: ClientSession
    parts: list[Any]
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def participant(self, name: str | None, preset: str = "host") -> Participant:
        """Add somebody to the meeting."""
        row = Participant(
            meeting_id=self.meeting.id, name=name, preset_name=preset, custom_participant_id=f"custom-{name}"
        )
        self.meeting.participants[row.id] = row
        return row

    async def connect(
        self, who: Participant | str | None, preset: str = "host", *, peer_id: str = "", old_peer_id: str = ""
    ) -> Sdk:
        """Open the socket of a participant, without joining."""
        participant = who if isinstance(who, Participant) else self.participant(who, preset)
        query = {
            "authToken": self.world.issue_token(participant),
            "roomID": self.meeting.id,
            "peerID": peer_id or new_id(),
        }
        if old_peer_id:
            query["oldPeerID"] = old_peer_id
        opened = await self.http.ws_connect(f"{self.origin}/edge/socket-edge/ws", params=query)
        sdk = Sdk(participant, opened, query["peerID"])
        self.tasks.append(asyncio.create_task(sdk.listen()))
        return sdk

    async def joined(self, who: Participant | str, preset: str = "host", **options: str) -> Sdk:
        """Connect and join."""
        sdk = await self.connect(who, preset, **options)
        await sdk.join()
        return sdk


@contextlib.asynccontextmanager
async def live_room(
    folder: Path, *attach: Callable[..., Any], patience: socket.Patience = PATIENT
) -> AsyncIterator[LiveRoom]:
    """Serve one meeting on loopback while the block runs; what ``attach`` returns is in ``parts``."""
    world = World(folder)
    for name, permissions in PRESETS.items():
        preset = Preset(name=name, permissions=permissions)
        world.presets[preset.id] = preset
    meeting = Meeting(title="Consultation")
    world.meetings[meeting.id] = meeting
    app = web.Application()
    rooms = socket.attach(app, world, patience=patience)
    parts = [part(app, world, rooms) for part in attach]
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with ClientSession() as http:
        room = LiveRoom(app, world, rooms, meeting, f"http://127.0.0.1:{runner.addresses[0][1]}", http, parts)
        try:
            yield room
        finally:
            for task in room.tasks:
                task.cancel()
            await asyncio.gather(*room.tasks, return_exceptions=True)
            await http.close()  # first: else the server waits for its clients to go
            await runner.cleanup()
            for session in world.sessions.values():
                world.end_session(session)
