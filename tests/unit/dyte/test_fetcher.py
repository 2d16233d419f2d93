"""Downloads into the archive: from a server that breaks, forgets ranges, changes its file and lets links expire."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable

import anyio
import pytest
from aiohttp import web

from hosted_meetings_desktop.domain.errors import AppError, NotFound, ServiceFault, StrangeAnswer, Unreachable
from hosted_meetings_desktop.domain.vault import LinkExpired, NotWhole, VaultProblem, VaultTrouble
from hosted_meetings_desktop.dyte import sealed_part
from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher
from tests.unit.dyte.doubles import Sleeps
from tests.unit.dyte.storage import CHUNK, FILE, MemoryIntake, Storage

pytestmark = pytest.mark.anyio

SHA256 = hashlib.sha256(FILE).hexdigest()


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


async def test_another_version_in_place_of_the_rest_begins_anew(fetch, intake, storage) -> None:
    def forgetful(request: web.Request) -> web.Response:
        """Give a part of what is there now, whatever ``if-range`` says."""
        start = int(request.headers.get("range", "bytes=0-")[6:-1])
        headers = {"etag": '"v1"', "content-range": f"bytes {start}-{len(FILE) - 1}/{len(FILE)}"}
        return web.Response(body=FILE[start:], status=206, headers=headers)

    storage.answer = forgetful
    before(intake, b"x" * 8 * CHUNK, '"v0"')
    assert await fetch() == SHA256
    assert intake.restarts == 1


async def test_what_the_archive_refused_is_not_handed_to_it_again(fetch, intake) -> None:
    offered: list[int] = []

    def refuse(data: bytes) -> None:
        offered.append(len(data))
        raise VaultProblem(VaultTrouble.FULL, "Full", "")

    intake.write = refuse
    with pytest.raises(VaultProblem):
        await fetch()
    assert len(offered) == 1


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


async def failure(fetch, size: int | None = None) -> AppError:
    with pytest.raises(AppError) as caught:
        await fetch(size)
    assert "s3cret" not in f"{caught.value} {caught.value.advice} {caught.value.details}"
    return caught.value


async def test_no_credentials_are_sent(fetch, storage) -> None:
    await fetch()
    headers = storage.requests[0].headers
    assert "authorization" not in headers
    assert headers["accept-encoding"] == "identity"


async def test_progress_is_told_at_most_five_times_a_second(storage, sleeps) -> None:
    async def told(clock: Callable[[], float]) -> list[int]:
        found: list[int] = []

        async def at_once(_size: int) -> None:
            """No pace."""

        await PresignedFetcher(sleep=sleeps, clock=clock).fetch_sealed(
            storage.url,
            MemoryIntake,
            expected_size=None,
            progress=lambda done, _all: found.append(done),
            pace=at_once,
        )
        return found

    ticks = iter(range(10_000))
    every = await told(lambda: next(ticks) * 0.0999)  # two asks per 0.2 s
    assert 2 <= len(every) <= 5
    assert every == sorted(every)
    assert await told(lambda: 0.0) == [0, len(FILE)]


async def test_a_download_without_progress_is_given_up_after_four_tries(fetch, storage, sleeps) -> None:
    storage.cuts = [2_000_000, 0, 0, 0, 0, 0, 0]
    error = await failure(fetch, len(FILE))
    assert type(error) is Unreachable
    assert "kept" in error.advice
    assert len(sleeps.waited) == 4  # once after the progress, three times after none


async def test_an_empty_file_is_a_file(fetch, intake, storage) -> None:
    storage.data = b""
    assert await fetch(0) == hashlib.sha256().hexdigest()
    assert intake.length == 0


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [
        (200, "text/html", StrangeAnswer),
        (418, "text/plain", StrangeAnswer),
        (503, "text/html", ServiceFault),
    ],
)
async def test_other_answers_are_told(fetch, intake, storage, status, kind, error) -> None:
    storage.answer = lambda _request: web.Response(status=status, text="<Error/>", content_type=kind)
    assert type(await failure(fetch)) is error
    assert not intake.size


async def test_an_expired_link_says_what_to_do(fetch, storage) -> None:
    storage.answer = lambda _request: web.Response(status=401, text="<Error/>", content_type="application/xml")
    error = await failure(fetch)
    assert "expired" in error.title
    assert "Refresh" in error.advice


async def test_a_compressed_file_is_not_taken_for_the_file(fetch, storage) -> None:
    compressed = {"content-encoding": "gzip"}
    storage.answer = lambda _request: web.Response(text="x", content_type="video/mp4", headers=compressed)
    assert type(await failure(fetch)) is StrangeAnswer


async def test_nobody_there_is_unreachable(fetch, storage) -> None:
    storage.url = "http://127.0.0.1:9/file.mp4?signature=s3cret"
    assert type(await failure(fetch)) is Unreachable
