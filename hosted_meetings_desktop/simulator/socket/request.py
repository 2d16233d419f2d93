"""One message a peer sent, with what its handler needs to act and to answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from hosted_meetings_desktop.simulator.socket import wire
from hosted_meetings_desktop.simulator.socket.peers import Peer, Refused
from hosted_meetings_desktop.simulator.socket.rooms import Room, Rooms


@dataclass(frozen=True)
class Request:
    """A message on its way through a handler."""

    event: int
    id: str
    payload: bytes
    peer: Peer
    room: Room
    rooms: Rooms

    def read(self, message: str) -> Any:
        """Return the payload as ``message``."""
        return wire.decode(message, self.payload)

    def reply(self, message: str = "", /, **fields: Any) -> None:
        """Answer the sender; the SDK finds its question by the event and id."""
        self.peer.deliver(self.event, self.id, wire.encode(message, fields) if message else b"")

    def answer(self, event: int, message: str, fields: dict[str, Any]) -> None:
        """Answer the sender with another event than its own, where the SDK awaits one."""
        self.peer.deliver(event, self.id, wire.encode(message, fields))

    def reply_to_all(self, event: int, message: str, /, **fields: Any) -> None:
        """Tell everybody in the room; to the sender it is the answer."""
        self.peer.deliver(event, self.id, wire.encode(message, fields))
        self.room.broadcast(event, message, fields, but=self.peer)

    def must_be_inside(self) -> None:
        """Refuse what only peers in the room may do.

        Raises:
            Refused: the sender has not joined, or waits.
        """
        if self.peer.id not in self.room.peers:
            raise Refused("join the room first")


Handler = Callable[[Request], Awaitable[None]]
