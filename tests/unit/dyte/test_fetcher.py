"""Downloads against a server that breaks, forgets ranges, changes its file, and lets links expire."""

from __future__ import annotations

import errno
import hashlib
import shutil
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from aiohttp import web

from hosted_meetings_desktop.domain.errors import AppError, NotFound, ServiceFault, StrangeAnswer, Unreachable
from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher
from hosted_meetings_desktop.dyte.part_file import PartFile
from tests.unit.dyte.doubles import Sleeps
from tests.unit.dyte.storage import FILE, Storage

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
def target(tmp_path: Path) -> Path:
    return tmp_path / "recordings" / "visit.mp4"


@pytest.fixture
def fetcher(sleeps: Sleeps) -> PresignedFetcher:
    return PresignedFetcher(sleep=sleeps)


def part_of(target: Path) -> Path:
    return target.with_name(target.name + ".part")


def put_part(target: Path, data: bytes, mark: str = "") -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part_of(target).write_bytes(data)
    if mark:
        target.with_name(target.name + ".part.mark").write_text(mark)


def ignore(_done: int, _total: int | None) -> None:
    """Progress that nobody watches."""


async def failure(fetcher: PresignedFetcher, storage: Storage, target: Path, size: int | None = None) -> AppError:
    with pytest.raises(AppError) as caught:
        await fetcher.fetch(storage.url, target, expected_size=size, progress=ignore)
    told = f"{caught.value} {caught.value.advice} {caught.value.details}"
    assert "s3cret" not in told
    assert not target.exists()
    return caught.value


async def test_a_file_arrives_whole_and_alone(fetcher: PresignedFetcher, storage: Storage, target: Path) -> None:
    told: list[tuple[int, int | None]] = []
    threads: set[int] = set()

    def watch(done: int, total: int | None) -> None:
        told.append((done, total))
        threads.add(threading.get_ident())

    found = await fetcher.fetch(storage.url, target, expected_size=len(FILE), progress=watch)
    assert found == SHA256
    assert target.read_bytes() == FILE
    assert [path.name for path in target.parent.iterdir()] == ["visit.mp4"]
    assert told[-1] == (len(FILE), len(FILE))
    assert threads == {threading.get_ident()}


async def test_no_credentials_are_sent(fetcher: PresignedFetcher, storage: Storage, target: Path) -> None:
    await fetcher.fetch(storage.url, target, expected_size=None, progress=ignore)
    headers = storage.requests[0].headers
    assert "authorization" not in headers
    assert headers["accept-encoding"] == "identity"


async def test_progress_is_told_at_most_five_times_a_second(storage: Storage, target: Path, sleeps: Sleeps) -> None:
    told: list[int] = []
    ticks = iter(range(10_000))
    slow_clock = PresignedFetcher(sleep=sleeps, clock=lambda: next(ticks) * 0.0999)  # two asks per 0.2 s
    await slow_clock.fetch(storage.url, target, expected_size=None, progress=lambda done, _total: told.append(done))
    every = list(told)
    told.clear()
    stopped = PresignedFetcher(sleep=sleeps, clock=lambda: 0.0)
    await stopped.fetch(storage.url, target, expected_size=None, progress=lambda done, _total: told.append(done))
    assert told == [0, len(FILE)]
    assert 2 <= len(every) <= 5
    assert every == sorted(every)


async def test_a_broken_download_goes_on_where_it_broke(
    fetcher: PresignedFetcher, storage: Storage, target: Path
) -> None:
    storage.cuts = [1_500_000, 1_000_000]
    found = await fetcher.fetch(storage.url, target, expected_size=len(FILE), progress=ignore)
    assert found == SHA256
    assert storage.wanted[0] is None
    assert all(wanted and wanted.startswith("bytes=") for wanted in storage.wanted[1:])
    assert len(storage.wanted) == 3


async def test_a_part_from_another_day_is_resumed_and_hashed_again(
    fetcher: PresignedFetcher, storage: Storage, target: Path
) -> None:
    put_part(target, FILE[:3_000_000], '"v1"')
    found = await fetcher.fetch(storage.url, target, expected_size=None, progress=ignore)
    assert (found, storage.wanted) == (SHA256, ["bytes=3000000-"])
    assert storage.requests[0].headers["if-range"] == '"v1"'


async def test_a_part_without_a_mark_is_resumed_when_the_length_is_known(
    fetcher: PresignedFetcher, storage: Storage, target: Path
) -> None:
    storage.etag = None
    put_part(target, FILE[:3_000_000])
    found = await fetcher.fetch(storage.url, target, expected_size=len(FILE), progress=ignore)
    assert (found, storage.wanted) == (SHA256, ["bytes=3000000-"])


async def test_a_part_that_nothing_vouches_for_is_started_anew(
    fetcher: PresignedFetcher, storage: Storage, target: Path
) -> None:
    put_part(target, b"x" * 3_000_000)
    found = await fetcher.fetch(storage.url, target, expected_size=None, progress=ignore)
    assert (found, storage.wanted) == (SHA256, [None])


async def test_a_changed_file_is_started_anew(fetcher: PresignedFetcher, storage: Storage, target: Path) -> None:
    put_part(target, b"x" * 3_000_000, '"v0"')
    found = await fetcher.fetch(storage.url, target, expected_size=None, progress=ignore)
    assert (found, storage.wanted) == (SHA256, ["bytes=3000000-"])


async def test_an_ignored_range_starts_anew(fetcher: PresignedFetcher, storage: Storage, target: Path) -> None:
    storage.ranges = False
    put_part(target, b"x" * 3_000_000, '"v1"')
    found = await fetcher.fetch(storage.url, target, expected_size=len(FILE), progress=ignore)
    assert found == SHA256


async def test_a_part_that_is_whole_already_is_finished(
    fetcher: PresignedFetcher, storage: Storage, target: Path
) -> None:
    put_part(target, FILE, '"v1"')
    assert await fetcher.fetch(storage.url, target, expected_size=len(FILE), progress=ignore) == SHA256
    assert target.read_bytes() == FILE


@pytest.mark.parametrize("size", [None, len(FILE)])
async def test_a_part_that_is_too_long_is_started_anew(
    fetcher: PresignedFetcher, storage: Storage, target: Path, size: int | None
) -> None:
    put_part(target, FILE + b"more", '"v1"')
    assert await fetcher.fetch(storage.url, target, expected_size=size, progress=ignore) == SHA256


async def test_another_size_than_said_is_an_error(fetcher: PresignedFetcher, storage: Storage, target: Path) -> None:
    error = await failure(fetcher, storage, target, size=len(FILE) + 1)
    assert "not as long" in error.title
    assert not part_of(target).exists()


async def test_an_empty_file_is_a_file(fetcher: PresignedFetcher, storage: Storage, target: Path) -> None:
    storage.data = b""
    found = await fetcher.fetch(storage.url, target, expected_size=0, progress=ignore)
    assert (found, target.read_bytes()) == (hashlib.sha256().hexdigest(), b"")


async def test_a_download_that_makes_no_progress_gives_up_and_keeps_its_part(
    fetcher: PresignedFetcher, storage: Storage, target: Path, sleeps: Sleeps
) -> None:
    storage.cuts = [2_000_000, 0, 0, 0, 0, 0, 0]
    error = await failure(fetcher, storage, target)
    assert type(error) is Unreachable
    assert "kept" in error.advice
    kept = part_of(target).read_bytes()
    assert kept
    assert FILE.startswith(kept)
    assert len(sleeps.waited) == 4  # once after the progress, three times after none
    storage.cuts = []
    assert await fetcher.fetch(storage.url, target, expected_size=None, progress=ignore) == SHA256
    assert storage.wanted[-1] == f"bytes={len(kept)}-"


async def test_a_cancelled_download_keeps_its_part(fetcher: PresignedFetcher, storage: Storage, target: Path) -> None:
    storage.stall_after = 2_500_000
    async with anyio.create_task_group() as group:

        async def fetch() -> None:
            await fetcher.fetch(storage.url, target, expected_size=None, progress=watch)

        def watch(done: int, _total: int | None) -> None:
            if done:
                group.cancel_scope.cancel()

        watching = PresignedFetcher(clock=iter(range(1000)).__next__)
        fetcher = watching
        group.start_soon(fetch)
    kept = part_of(target).read_bytes()
    assert kept
    assert FILE.startswith(kept)
    storage.stall_after = None
    assert await fetcher.fetch(storage.url, target, expected_size=None, progress=ignore) == SHA256


async def test_cancelling_before_the_part_is_hashed_loses_nothing(target: Path) -> None:
    put_part(target, FILE[:1000])
    part = PartFile(target)
    await part._in_thread(part._open)
    await part.close()
    assert part_of(target).read_bytes() == FILE[:1000]


async def test_the_same_file_is_not_downloaded_twice_at_once(
    fetcher: PresignedFetcher, storage: Storage, target: Path
) -> None:
    storage.stall_after = 10
    async with anyio.create_task_group() as group:

        async def first() -> None:
            await fetcher.fetch(storage.url, target, expected_size=None, progress=ignore)

        group.start_soon(first)
        await storage.stalled.wait()
        with pytest.raises(AppError, match="already"):
            await fetcher.fetch(storage.url, target, expected_size=None, progress=ignore)
        group.cancel_scope.cancel()


def text_answer(status: int, kind: str = "application/xml", **headers: str) -> Callable[[web.Request], web.Response]:
    return lambda _request: web.Response(status=status, text="<Error/>", content_type=kind, headers=headers)


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_an_expired_link_is_told(
    fetcher: PresignedFetcher, storage: Storage, target: Path, status: int
) -> None:
    put_part(target, FILE[:1000], '"v1"')
    storage.answer = text_answer(status)
    error = await failure(fetcher, storage, target)
    assert "expired" in error.title
    assert "Refresh" in error.advice
    assert part_of(target).stat().st_size == 1000


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [
        (404, "application/xml", NotFound),
        (410, "text/plain", NotFound),
        (200, "text/html", StrangeAnswer),
        (418, "text/plain", StrangeAnswer),
        (503, "text/html", ServiceFault),
    ],
)
async def test_other_answers_are_told(
    fetcher: PresignedFetcher, storage: Storage, target: Path, status: int, kind: str, error: type[AppError]
) -> None:
    storage.answer = text_answer(status, kind)
    assert type(await failure(fetcher, storage, target)) is error
    assert not part_of(target).exists()


async def test_a_compressed_file_is_not_taken_for_the_file(
    fetcher: PresignedFetcher, storage: Storage, target: Path
) -> None:
    storage.answer = text_answer(200, "video/mp4", **{"content-encoding": "gzip"})
    assert type(await failure(fetcher, storage, target)) is StrangeAnswer


async def test_too_little_room_is_told_before_anything_is_written(
    fetcher: PresignedFetcher, storage: Storage, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    error = await failure(fetcher, storage, target)
    assert "room" in error.title
    assert not part_of(target).exists()


async def test_a_disk_that_fills_up_keeps_what_it_took(
    fetcher: PresignedFetcher, storage: Storage, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_write = PartFile._write

    def filling(self: PartFile, data: bytes) -> None:
        if self.size:
            self._file = Full(self._file)  # type: ignore[assignment] - a disk that is full
        whole_write(self, data)

    monkeypatch.setattr(PartFile, "_write", filling)
    error = await failure(fetcher, storage, target)
    assert "room" in error.title
    kept = part_of(target).read_bytes()
    assert kept
    assert FILE.startswith(kept)


class Full:
    """A file on a disk that takes three more bytes."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._taken = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: Any) -> int:
        if self._taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._taken = True
        return int(self._file.write(bytes(data[:3])))


async def test_a_folder_that_cannot_be_written_is_told(
    fetcher: PresignedFetcher, storage: Storage, tmp_path: Path
) -> None:
    (tmp_path / "recordings").write_text("a file, not a folder")
    error = await failure(fetcher, storage, tmp_path / "recordings" / "visit.mp4")
    assert "cannot be written" in error.title


async def test_nobody_there_is_unreachable(fetcher: PresignedFetcher, storage: Storage, target: Path) -> None:
    storage.url = "http://127.0.0.1:9/file.mp4?signature=s3cret"
    assert type(await failure(fetcher, storage, target)) is Unreachable
