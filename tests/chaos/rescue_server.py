"""A provider and its object storage on loopback that misbehave: what the rescue has to get its files from."""

from __future__ import annotations

import asyncio
import contextlib
import mmap
import random
import struct
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

LINK_LASTS = timedelta(hours=30)
"""Of the service's clock: links have to be asked for anew in the middle of it."""
LAST_HOURS = timedelta(hours=6)
_REQUEST_MINUTES = 2.0


@dataclass(frozen=True)
class Film:
    """One recording as it is at the service.

    Attributes:
        gone_at: When the service deletes it.
        says_size: Whether the service tells how long it is.
        marked: Whether answers have an ETag.
        ranges: Whether parts of it can be asked for.
        fate: "good", "wrong" (comes with a wrong length each time), "torn" (its container is cut, at its right
            length), or "dead" (never comes).
    """

    id: str
    data: bytes = field(repr=False)
    gone_at: datetime
    says_size: bool
    marked: bool
    ranges: bool
    fate: str


def film(data: bytes) -> bytes:
    """Return an MP4 file that holds ``data``: its boxes, as a player reads them."""

    def box(kind: bytes, *inside: bytes) -> bytes:
        content = b"".join(inside)
        return (len(content) + 8).to_bytes(4, "big") + kind + content

    head = box(b"ftyp", b"isom\0\0\2\0isomiso2")
    return head + box(b"mdat", data) + box(b"moov", box(b"mvhd", bytes(100)), box(b"trak", box(b"tkhd", bytes(84))))


def make_films(seed: int, number: int, begins: datetime, *, days: float, largest: int) -> list[Film]:
    """Return the recordings of a plan; some fates are sure to be among them."""
    chance = random.Random(seed)  # noqa: S311 (repeatable)
    found = []
    for index in range(number):
        fate = {3: "wrong", 7: "dead", 11: "torn"}.get(index % 40, "good")
        size = chance.choice((0, 1_000, 200_000, largest)) + chance.randrange(1, 300_000)
        hours = days * 24 * (0.1 if fate == "dead" else chance.uniform(0.35, 1.0))
        content = film(chance.randbytes(size))
        says = fate == "wrong" or chance.random() < 0.7
        found.append(
            Film(f"rec-{index:04}", content, begins + timedelta(hours=hours), says, chance.random() < 0.6,
                 chance.random() < 0.85, fate)
        )  # fmt: skip
    return found


class SharedClock:
    """A time of day that the service and the app read from one file, and both let go on."""

    def __init__(self, path: Path, begins: datetime) -> None:
        self.begins = begins
        if not path.exists():
            path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8)

    def now(self) -> datetime:
        return self.begins + timedelta(seconds=float(struct.unpack("d", self._map[:8])[0]))

    def advance(self, **by: float) -> None:
        """Let so much time pass."""
        self.reach(self.now() + timedelta(**by))

    def reach(self, moment: datetime) -> None:
        """Let it be ``moment``; never earlier than it is."""
        if moment > self.now():
            self._map[:8] = struct.pack("d", (moment - self.begins).total_seconds())


@dataclass
class RescueServer:
    """Serves links and files.

    Attributes:
        clock: The time of day for it and for the app: it goes on with what happens, not with how fast this PC is.
        ambush: Set when as many requests were met as ``ambush_after`` said.
        rough: Whether it misbehaves by chance, beyond the fates of the films.
    """

    films: dict[str, Film]
    seed: int
    clock: SharedClock
    rough: bool = True
    struck: Counter[str] = field(default_factory=Counter)
    shorts: Counter[str] = field(default_factory=Counter)
    url: str = ""

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 (repeatable)
        self.ambush: asyncio.Event = asyncio.Event()
        self.ambush_after = 0

    def now(self) -> datetime:
        return self.clock.now()

    def _met(self) -> None:
        """Let a request take its time, and be the last one of a life where that is planned."""
        self.clock.advance(minutes=_REQUEST_MINUTES)
        self.ambush_after -= 1
        if self.ambush_after == 0:
            self.ambush.set()

    @contextlib.asynccontextmanager
    async def running(self) -> Any:
        app = web.Application()
        app.router.add_get("/api/{id}", self._tell)
        app.router.add_get("/file/{id}", self._give)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    def row(self, film: Film) -> dict[str, Any]:
        expires = min(self.now() + LINK_LASTS, film.gone_at)
        return {
            "id": film.id, "size": len(film.data) if film.says_size else None, "expires_at": expires.isoformat(),
            "gone_at": film.gone_at.isoformat(), "begins": self.clock.begins.isoformat(),
            "url": f"{self.url}/file/{film.id}?until={expires.timestamp()}&signature=s3cret",
        }  # fmt: skip

    async def _tell(self, request: web.Request) -> web.Response:
        film = self.films[request.match_info["id"]]
        self._met()
        if self.now() >= film.gone_at:
            return web.json_response({}, status=404)
        if self.rough and self._chance.random() < 0.05:
            self.struck["service away"] += 1
            return web.json_response({}, status=503)
        return web.json_response(self.row(film))

    async def _give(self, request: web.Request) -> web.StreamResponse:
        film = self.films[request.match_info["id"]]
        self._met()
        now = self.now()
        if now >= film.gone_at:
            return web.Response(status=404)
        if now.timestamp() >= float(request.query["until"]):
            self.struck["link expired"] += 1
            return web.Response(status=403, text="<Error>expired</Error>")
        # A file that will be gone soon is not held up any more: what is then missing was not tried.
        rough = self.rough and film.gone_at - now > LAST_HOURS
        fault = self._chance.choice(("cut", "cut", "slow", "short", "503", "hang", *("",) * 6)) if rough else ""
        if film.fate == "dead":
            fault = self._chance.choice(("503", "cut at once"))
        if fault:
            self.struck[fault] += 1
        if fault == "503":
            return web.Response(status=503)
        if fault == "hang":
            await asyncio.sleep(5)
            return web.Response(status=503)
        data = film.data
        if film.fate == "wrong":
            data = data[: len(data) // 2]
        elif film.fate == "torn":
            data = data[:-20] + bytes(20)
        elif fault == "short":
            self.shorts[film.id] += 1
            # A proxy's idea of the file: whole by its own words, and too short.
            data = data[: max(len(data) - 1 - self._chance.randrange(len(data)), 40)]
        return await self._stream(request, film, data, fault)

    async def _stream(self, request: web.Request, film: Film, data: bytes, fault: str) -> web.StreamResponse:
        start = self._start(request, film)
        if start >= len(data):
            return web.Response(status=416, headers={"content-range": f"bytes */{len(data)}"})
        headers = {"content-length": str(len(data) - start), "content-type": "video/mp4"}
        if film.marked and len(data) == len(film.data):
            headers["etag"] = f'"{film.id}"'
        if start:
            headers["content-range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        response = web.StreamResponse(status=206 if start else 200, headers=headers)
        await response.prepare(request)
        body = data[start:]
        upto = len(body)
        if fault in {"cut", "cut at once"}:
            upto = self._chance.randrange(len(body)) if fault == "cut" else 0
        with contextlib.suppress(ConnectionError):
            for place in range(0, upto, 100_000):
                await response.write(body[place : min(place + 100_000, upto)])
                if fault == "slow":
                    self.clock.advance(minutes=1)
                    await asyncio.sleep(0.01)
            if upto < len(body):
                await asyncio.sleep(0.02)
                if request.transport is not None:
                    request.transport.abort()
        return response

    @staticmethod
    def _start(request: web.Request, film: Film) -> int:
        wanted, condition = request.headers.get("range"), request.headers.get("if-range")
        if wanted is None or not film.ranges or (condition is not None and condition != f'"{film.id}"'):
            return 0
        return int(wanted.removeprefix("bytes=").removesuffix("-"))
