"""The SDK's WebSocket: one peer's messages in order, its answers, and whether it is still alive."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass

from aiohttp import WSCloseCode, WSMsgType, web
from google.protobuf.message import DecodeError

from hosted_meetings_desktop.simulator.faults import STRIKING, Striking
from hosted_meetings_desktop.simulator.socket import conversation, hosting, media, presence, stage, wire
from hosted_meetings_desktop.simulator.socket.events import PING, PONG, Media
from hosted_meetings_desktop.simulator.socket.events import Room as RoomEvent
from hosted_meetings_desktop.simulator.socket.peers import Peer, Refused
from hosted_meetings_desktop.simulator.socket.request import Handler, Request
from hosted_meetings_desktop.simulator.socket.rooms import Room, Rooms

_log = logging.getLogger(__name__)

_HANDLERS: dict[int, Handler] = {
    **presence.HANDLERS,
    **conversation.HANDLERS,
    **hosting.HANDLERS,
    **media.HANDLERS,
    **stage.HANDLERS,
}
_MEANT_TO_CLOSE = {WSCloseCode.OK, WSCloseCode.GOING_AWAY, 1005}
"""Close codes of a page that left or was closed; anything else is a broken connection that may come back."""


@dataclass(frozen=True)
class Patience:
    """How long silence is borne, in seconds.

    A page answers each ping at once, but a busy machine may keep it from doing so for a while.
    """

    ping_every: float = 2.0
    silence: float = 8.0
    return_after_silence: float = 1.5
    return_after_break: float = 6.0


class Connection:
    """A peer's socket from its upgrade to its end."""

    def __init__(
        self, rooms: Rooms, room: Room, peer: Peer, socket: web.WebSocketResponse, striking: Striking | None = None
    ) -> None:
        self._rooms = rooms
        self._room = room
        self._peer = peer
        self._socket = socket
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue()
        self._heard = time.monotonic()
        self._fell_silent = False
        self._striking = striking
        peer.deliver = self._deliver

    def _deliver(self, event: int, message_id: str, payload: bytes) -> None:
        fields = {"event": event, "id": message_id, "payload": payload}
        self._outgoing.put_nowait(wire.encode("message.v1.SocketMessage", fields))

    async def run(self, patience: Patience) -> None:
        """Serve the socket until it ends, then let the peer leave or wait for its return."""
        tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._watch(patience))]
        try:
            async for message in self._socket:
                self._heard = time.monotonic()
                if message.type is WSMsgType.BINARY:
                    await self._handle(message.data)
                elif message.type is WSMsgType.TEXT and message.data == PING:
                    await self._socket.send_str(PONG)
        finally:
            for task in tasks:
                task.cancel()
            self._end(patience)

    def _end(self, patience: Patience) -> None:
        if self._fell_silent:
            self._rooms.vanish(self._room, self._peer, patience.return_after_silence)
        elif self._socket.close_code in _MEANT_TO_CLOSE:
            self._rooms.leave(self._room, self._peer)
        else:
            self._rooms.vanish(self._room, self._peer, patience.return_after_break)

    async def _write(self) -> None:
        while True:
            data = await self._outgoing.get()
            try:
                await self._socket.send_bytes(data)
            except ConnectionError:
                return  # the reading side ends the connection

    async def _watch(self, patience: Patience) -> None:
        while not self._socket.closed:
            await asyncio.sleep(patience.ping_every)
            if time.monotonic() - self._heard > patience.silence:
                self._fell_silent = True
                await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
                return
            try:
                await self._socket.send_str(PING)
            except ConnectionError:
                return

    async def _handle(self, data: bytes) -> None:
        try:
            message = wire.decode("message.v1.SocketMessage", data)
        except DecodeError:
            _log.info("a frame that is no message was ignored")
            return
        handler = _HANDLERS.get(message.event)
        request = Request(message.event, message.id, message.payload, self._peer, self._room, self._rooms)
        if await self._goes_wrong(request):
            return
        if handler is None:
            _log.info("event %#x is not known here; answered with nothing", message.event)
            request.reply()
            return
        try:
            await handler(request)
        except (Refused, DecodeError) as error:
            self._refuse(request, str(error))
        except Exception:  # noqa: BLE001  # runtime edge: one bad message must not end the connection
            _log.exception("event %#x failed", message.event)
            self._refuse(request, "internal error")

    async def _goes_wrong(self, request: Request) -> bool:
        """Do to a message what the rules say; return whether that was the end of it."""
        name = "join" if request.event == RoomEvent.JOIN else f"{request.event:x}"
        for rule in self._striking("WS", f"/edge/socket/{name}") if self._striking is not None else ():
            if rule.kind == "latency":
                await asyncio.sleep(rule.seconds)
            elif rule.kind == "dropped":
                await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
                return True
            elif rule.kind == "refused":
                self._refuse(request, "refused")
                return True
        return False

    def _refuse(self, request: Request, reason: str) -> None:
        fields = {"error_message": reason, "event_id": request.event}
        self._deliver(Media.ERROR, request.id, wire.encode("media.edge.ErrorResponse", fields))


async def serve(request: web.Request, rooms: Rooms, patience: Patience) -> web.StreamResponse:
    """Answer the SDK's WebSocket upgrade; 401 without a good token."""
    query = request.query
    participant = rooms.world.participant_of(query.get("authToken", ""))
    if participant is None or participant.meeting_id != query.get("roomID"):
        return web.json_response({"success": False, "error": {"code": 401, "message": "Unauthorized"}}, status=401)
    socket = web.WebSocketResponse(max_msg_size=1 << 24)
    await socket.prepare(request)
    room = rooms.room(participant.meeting_id)
    peer = rooms.peer(participant, query.get("peerID", ""), lambda *_args: None, replaces=query.get("oldPeerID", ""))
    peer.user_agent = request.headers.get("User-Agent", "")
    await Connection(rooms, room, peer, socket, request.get(STRIKING)).run(patience)
    return socket
