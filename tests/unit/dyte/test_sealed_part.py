"""Downloads into the archive: sealed as they come, gone on with, paced, and never a mix of two files."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import anyio
import pytest
from aiohttp import web

from hosted_meetings_desktop.domain.errors import NotFound, StrangeAnswer, Unreachable
from hosted_meetings_desktop.domain.vault import LinkExpired, NotWhole
from hosted_meetings_desktop.dyte import sealed_part
from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher
from tests.unit.dyte.doubles import Sleeps
from tests.unit.dyte.storage import FILE, Storage

pytestmark = pytest.mark.anyio

SHA256 = hashlib.sha256(FILE).hexdigest()
CHUNK = 256 * 1024


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


@pytest.fixture
async def storage() -> AsyncIterator[Storage]:
    made = Storage()
    app = web.Application()
    app.router.add_get("/file.mp4", made.give)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/file.mp4?signature=s3cret"
    yield made
    await runner.cleanup()


@pytest.fixture
def intake() -> MemoryIntake:
    return MemoryIntake()


@pytest.fixture
def fetch(storage: Storage, intake: MemoryIntake, sleeps: Sleeps) -> Callable[..., object]:
    fetcher = PresignedFetcher(sleep=sleeps)

    async def at_once(_size: int) -> None:
        """No pace."""

    async def run(size: int | None = len(FILE), pace: Callable[[int], object] = at_once) -> str:
        return await fetcher.fetch_sealed(
            storage.url, lambda: intake, expected_size=size, progress=lambda _done, _total: None, pace=pace
        )  # type: ignore[arg-type]

    return run


def before(intake: MemoryIntake, data: bytes, mark: str = "", length: int = len(FILE)) -> None:
    intake.data, intake.mark, intake.length = bytearray(data), mark, length


@pytest.mark.parametrize("size", [None, len(FILE)])
async def test_a_file_arrives_whole(fetch, intake, size) -> None:
    assert await fetch(size) == SHA256
    assert (bytes(intake.data), intake.length, intake.mark, intake.closed) == (FILE, len(FILE), '"v1"', 1)


async def test_a_broken_download_goes_on(fetch, intake, storage) -> None:
    storage.cuts = [1_500_000, 1_000_000]
    assert await fetch() == SHA256
    assert len(storage.wanted) == 3
    assert intake.restarts == 0


async def test_one_of_another_day_goes_on(fetch, intake, storage) -> None:
    before(intake, FILE[: 8 * CHUNK], '"v1"')
    assert await fetch() == SHA256
    assert storage.wanted == [f"bytes={8 * CHUNK}-"]


async def test_without_a_mark_its_end_is_compared(fetch, intake, storage) -> None:
    storage.etag = None
    before(intake, FILE[: 8 * CHUNK])
    assert await fetch() == SHA256
    assert storage.wanted == [f"bytes={8 * CHUNK - 64 * 1024}-"]
    assert intake.restarts == 0


async def test_without_a_mark_another_file_is_found_out(fetch, intake, storage) -> None:
    storage.etag = None
    before(intake, b"x" * 8 * CHUNK)
    assert await fetch() == SHA256
    assert storage.wanted == [f"bytes={8 * CHUNK - 64 * 1024}-", None]
    assert intake.restarts == 1


@pytest.mark.parametrize("etag", ['"v2"', None])
async def test_one_that_is_whole_already_is_finished(fetch, intake, storage, etag) -> None:
    storage.etag = etag
    before(intake, FILE, etag or "")
    assert await fetch() == SHA256


async def test_a_changed_file_begins_anew(fetch, intake, storage) -> None:
    before(intake, b"x" * 8 * CHUNK, '"v0"')
    assert await fetch() == SHA256
    assert intake.restarts == 1


async def test_a_beginning_of_another_length_is_no_beginning(fetch, intake, storage) -> None:
    before(intake, FILE[: 4 * CHUNK], '"v1"', length=len(FILE) + 5)
    assert await fetch() == SHA256
    assert storage.wanted == [None]


async def test_ignored_ranges_begin_anew(fetch, intake, storage) -> None:
    storage.ranges = False
    before(intake, FILE[: 4 * CHUNK], '"v1"')
    assert await fetch() == SHA256


async def test_another_length_than_said_is_refused(fetch, intake) -> None:
    with pytest.raises(NotWhole):
        await fetch(len(FILE) + 1)
    assert intake.size == 0


async def test_what_came_is_kept_where_it_breaks_for_good(fetch, intake, storage) -> None:
    storage.cuts = [3_000_000, 0, 0, 0, 0, 0]
    with pytest.raises(Unreachable):
        await fetch()
    assert 0 < intake.size <= 3_000_000
    assert FILE.startswith(bytes(intake.data))
    assert intake.closed == 1


@pytest.mark.parametrize(
    ("status", "error"), [(403, LinkExpired), (400, LinkExpired), (404, NotFound), (410, NotFound)]
)
async def test_what_the_link_says_is_told(fetch, intake, storage, status, error) -> None:
    before(intake, FILE[: 4 * CHUNK], '"v1"')
    storage.answer = lambda _request: web.Response(status=status, text="<Error/>")
    with pytest.raises(error):
        await fetch()
    assert intake.size == 4 * CHUNK


def unsaid(parts: int) -> Callable[[web.Request], web.Response]:
    async def give(_request: web.Request) -> web.Response:
        response = web.StreamResponse(headers={"content-type": "text/csv"})
        response.enable_chunked_encoding()
        await response.prepare(_request)
        for _number in range(parts):
            await response.write(b"id,text\n" * 1000)
        await response.write_eof()
        return response  # type: ignore[return-value]

    return give  # type: ignore[return-value]


async def serve(give: Callable[[web.Request], object], storage: Storage) -> web.AppRunner:
    app = web.Application()
    app.router.add_get("/file.mp4", give)  # type: ignore[arg-type]
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    storage.url = f"http://127.0.0.1:{runner.addresses[0][1]}/file.mp4"
    return runner


async def test_a_text_whose_length_nobody_says_is_held_until_it_is_known(fetch, intake, storage) -> None:
    runner = await serve(unsaid(3), storage)
    assert await fetch(None) == hashlib.sha256(b"id,text\n" * 3000).hexdigest()
    assert intake.length == 24_000
    await runner.cleanup()


async def test_nothing_long_is_held(fetch, intake, storage, monkeypatch) -> None:
    monkeypatch.setattr(sealed_part, "_LONGEST_UNKNOWN", 10_000)
    runner = await serve(unsaid(300), storage)
    with pytest.raises(StrangeAnswer):
        await fetch(None)
    assert intake.size == 0
    await runner.cleanup()


async def test_every_byte_is_paced(fetch) -> None:
    paced = 0

    async def pace(size: int) -> None:
        nonlocal paced
        paced += size

    await fetch(pace=pace)
    assert paced == len(FILE)


async def test_a_cancelled_one_is_closed_and_kept(fetch, intake, storage) -> None:
    storage.stall_after = 3_000_000
    async with anyio.create_task_group() as group:
        group.start_soon(fetch)
        await storage.stalled.wait()
        while intake.size < 2_000_000:
            await anyio.sleep(0.01)
        group.cancel_scope.cancel()
    assert intake.closed == 1
    assert FILE.startswith(bytes(intake.data))
    assert intake.size
