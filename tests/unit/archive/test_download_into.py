"""A download goes into the archive whole or not at all, whatever its server and the disk do meanwhile."""

from __future__ import annotations

import errno
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
from aiohttp import web

from hosted_meetings_desktop.archive.container import SealedWriter
from hosted_meetings_desktop.archive.intake import Incoming
from hosted_meetings_desktop.domain.errors import StrangeAnswer, Unreachable
from hosted_meetings_desktop.domain.vault import NotWhole, VaultProblem
from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher
from tests.unit.archive.vault_kit import ITEM, KEY
from tests.unit.dyte.storage import Storage

FILM = os.urandom(5_000_000)
"""Nothing comes twice in it: a piece at a wrong place is seen."""

pytestmark = pytest.mark.anyio


@pytest.fixture
async def storage() -> AsyncIterator[Storage]:
    made = Storage(data=FILM)
    async with serving(made.give) as made.url:
        yield made


@asynccontextmanager
async def serving(give: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/file.mp4", give)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/file.mp4"
    finally:
        await runner.cleanup()


@pytest.fixture
def incoming(tmp_path: Path) -> Incoming:
    return Incoming(tmp_path, KEY)


async def fetch(storage: Storage, incoming: Incoming, expected: int | None = len(FILM)) -> None:
    async def at_once(_seconds: float) -> None:
        await anyio.sleep(0)

    await PresignedFetcher(tries=1, sleep=at_once).fetch_sealed(
        storage.url, lambda: incoming.intake(ITEM), expected_size=expected,
        progress=lambda _done, _all: None, pace=at_once,
    )  # fmt: skip


def content_of(incoming: Incoming) -> bytes:
    reader = incoming.taken(ITEM)
    try:
        return reader.read_at(0, reader.length)
    finally:
        reader.close()


async def test_a_share_that_fails_for_a_moment_spoils_nothing(
    storage: Storage, incoming: Incoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, fails = SealedWriter._put, [9]

    def put_or_fail(self: SealedWriter, data: Any) -> None:
        fails[0] -= 1
        if not fails[0]:
            raise OSError(errno.EIO, "Input/output error")
        put(self, data)

    monkeypatch.setattr(SealedWriter, "_put", put_or_fail)
    with pytest.raises(VaultProblem):
        await fetch(storage, incoming)
    await fetch(storage, incoming)
    assert len(storage.requests) == 2
    assert storage.wanted[1] is not None, "what was there is kept"
    assert content_of(incoming) == FILM


async def test_the_rest_of_another_version_is_not_put_behind_the_first(
    storage: Storage, incoming: Incoming, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server, or what lies before it, that does not know ``If-Range``."""
    storage.cuts = [3_000_000, 0]
    with pytest.raises(Unreachable):
        await fetch(storage, incoming)
    storage.etag, storage.data = '"v2"', FILM[::-1]
    monkeypatch.setattr(Storage, "_start", lambda _self, request: _begin(request))
    with pytest.raises(StrangeAnswer):
        await fetch(storage, incoming)
    await fetch(storage, incoming)
    assert content_of(incoming) == FILM[::-1]


def _begin(request: web.Request) -> int:
    return int(request.headers.get("range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))


async def test_a_body_that_goes_on_beyond_its_end_is_told(storage: Storage, incoming: Incoming) -> None:
    async def more(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        with suppress(ConnectionError):  # the downloader has heard enough
            for _number in range(40):
                await response.write(FILM[: 1 << 20])
        return response

    async with serving(more) as storage.url:
        with pytest.raises(NotWhole):
            await fetch(storage, incoming)
    assert incoming.items() == (), "nothing of it is kept"
