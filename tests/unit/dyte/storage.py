"""An object storage on loopback that gives out one file, with ranges and with faults."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import anyio
from aiohttp import web

FILE = bytes(range(256)) * 20_000  # 5 MB
CHUNK = 256 * 1024


@dataclass
class Storage:
    """An object storage with faults."""

    url: str = ""
    data: bytes = FILE
    etag: str | None = '"v1"'
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)
    """After how many bytes each of the next answers breaks."""
    answer: Callable[[web.Request], web.Response] | None = None
    stall_after: int | None = None
    requests: list[web.Request] = field(default_factory=list)
    stalled: anyio.Event = field(default_factory=anyio.Event)

    @property
    def wanted(self) -> list[str | None]:
        return [request.headers.get("range") for request in self.requests]

    async def give(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        if self.answer is not None:
            return self.answer(request)
        start = self._start(request)
        if start >= len(self.data) > 0:
            return web.Response(status=416, headers={"content-range": f"bytes */{len(self.data)}"})
        headers = {"content-length": str(len(self.data) - start), "content-type": "video/mp4"}
        if self.etag:
            headers["etag"] = self.etag
        if start:
            headers["content-range"] = f"bytes {start}-{len(self.data) - 1}/{len(self.data)}"
        response = web.StreamResponse(status=206 if start else 200, headers=headers)
        await response.prepare(request)
        return await self._stream(request, response, self.data[start:])

    def _start(self, request: web.Request) -> int:
        wanted = request.headers.get("range")
        condition = request.headers.get("if-range")
        if wanted is None or not self.ranges or (condition is not None and condition != self.etag):
            return 0
        return int(wanted.removeprefix("bytes=").removesuffix("-"))

    async def _stream(self, request: web.Request, response: web.StreamResponse, body: bytes) -> web.StreamResponse:
        cut = self.cuts.pop(0) if self.cuts else None
        with contextlib.suppress(ConnectionError):  # the downloader hung up
            await response.write(body[: self.stall_after if cut is None else cut])
        if cut is not None:
            await anyio.sleep(0.05)  # lets the bytes leave before the reset overtakes them
            assert request.transport is not None
            request.transport.abort()
        elif self.stall_after is not None:
            self.stalled.set()
            await anyio.sleep_forever()
        return response


@dataclass
class MemoryIntake:
    """Implements ``Intake`` in memory; as the archive's own it keeps whole chunks when it is closed."""

    data: bytearray = field(default_factory=bytearray)
    mark: str = ""
    length: int | None = None
    closed: int = 0
    restarts: int = 0

    @property
    def size(self) -> int:
        return len(self.data)

    def begin(self, length: int, mark: str) -> None:
        assert self.length in {None, length}, "the length stands in the beginning of a file"
        self.length, self.mark = length, mark

    def write(self, data: bytes) -> None:
        assert self.length is not None
        assert len(self.data) + len(data) <= self.length
        self.data += data

    def tail(self, size: int) -> bytes:
        return bytes(self.data[-size:])

    def restart(self) -> None:
        self.data.clear()
        self.mark, self.length = "", None
        self.restarts += 1

    def finish(self) -> str:
        assert self.size == self.length
        return hashlib.sha256(self.data).hexdigest()

    def close(self) -> None:
        self.closed += 1
        if self.size != self.length:
            del self.data[self.size // CHUNK * CHUNK :]
