"""The line between the app and the service: goes dead on demand, and knows when a deed is on its way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

_DEEDS = (b"POST ", b"PATCH ", b"DELETE ")


@dataclass
class Ambush:
    """Strikes once, in the middle of a deed.

    Attributes:
        moment: "before" the deed leaves, when it was just "sent", or when its "answer" comes, which is kept back.
        method: Of the deed; empty: any.
    """

    moment: str
    method: str
    strike: Callable[[], None]


@dataclass
class Line:
    """A proxy on 127.0.0.1 with a port of its own, which stays the same while nobody answers there."""

    target: int
    port: int = 0
    ambush: Ambush | None = None
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set)

    async def connect(self) -> None:
        """Answer (again)."""
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Refuse connections, and break those there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            there_reader, there = await asyncio.open_connection("127.0.0.1", self.target)
            self._open |= {writer, there}
            method = [b""]
            ways = [
                asyncio.create_task(self._pass_on(reader, there, lambda data: self._leaves(data, method))),
                asyncio.create_task(self._pass_on(there_reader, writer, lambda _data: self._answers(method))),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
                self._open -= {writer, there}
                for end in (writer, there):
                    end.transport.abort()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, look: Callable[[bytes], Callable[[], None]]
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                afterwards = look(data)
                writer.write(data)
                await writer.drain()
                afterwards()

    def _leaves(self, data: bytes, method: list[bytes]) -> Callable[[], None]:
        begun = next((deed for deed in _DEEDS if data.startswith(deed)), b"")
        if begun or data.startswith(b"GET "):
            method[0] = begun
        if begun and self._waits_for("before", begun):
            self._strike()
            raise ConnectionAbortedError
        return self._strike if begun and self._waits_for("sent", begun) else lambda: None

    def _answers(self, method: list[bytes]) -> Callable[[], None]:
        if method[0] and self._waits_for("answer", method[0]):
            self._strike()
            raise ConnectionAbortedError
        return lambda: None

    def _waits_for(self, moment: str, deed: bytes) -> bool:
        ambush = self.ambush
        return ambush is not None and ambush.moment == moment and ambush.method in {"", deed.decode().strip()}

    def _strike(self) -> None:
        ambush, self.ambush = self.ambush, None
        if ambush is not None:
            ambush.strike()
