"""Rescues recordings: downloads over presigned links, resumes what is there, and proves the copy whole."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import anyio
import anyio.to_thread

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.errors import AppError, NotFound, ServiceFault, StrangeAnswer, Unreachable
from hosted_meetings_desktop.domain.vault import Intake, LinkExpired, NotWhole
from hosted_meetings_desktop.dyte.answers import is_web_page
from hosted_meetings_desktop.dyte.connections import (
    PORTAL_ADVICE,
    may_pass_soon,
    never_sent,
    open_client,
)
from hosted_meetings_desktop.dyte.sealed_part import SealedPart
from hosted_meetings_desktop.support.trust import failure_words

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int | None], None]
Pace = Callable[[int], Awaitable[None]]

_WRITE_SIZE = 1024 * 1024
_TELL_EVERY = 0.2
_KEPT = "What was downloaded so far is kept: download again to go on."
_LENGTHS_ADVICE = "The copy was thrown away. Download it again; if this stays, tell IT."


class Part(Protocol):
    """What is there of a file that is being downloaded.

    Attributes:
        size: Bytes that are there.
        mark: The server's mark of the version they are of.
        length: Bytes that it will have, where that cannot change any more.
        overlap: How many of its last bytes are compared where it is gone on with and nothing but the length says
            that it is still the same file.
    """

    size: int
    mark: str
    length: int | None
    overlap: int

    async def open(self) -> None:
        """Open what is there."""

    async def write(self, data: bytes) -> None:
        """Append."""

    async def tail(self, size: int) -> bytes:
        """Return the last bytes that are there."""
        ...

    async def restart(self) -> None:
        """Forget what is there."""

    async def note(self, mark: str, total: int | None) -> None:
        """Remember which version of the file this is and how long it will be."""

    async def finish(self) -> str:
        """End the file; returns the SHA-256 hex digest."""
        ...

    async def close(self) -> None:
        """Leave it as far as it is."""


@dataclass(frozen=True, slots=True)
class _Offer:
    """What the server gives: from which byte on, how much the whole file has, and what marks this version of it."""

    start: int
    total: int | None
    mark: str


class PresignedFetcher:
    """Implements ``SealedFetcher``. Sends no credentials: the link itself is the permission, and a secret.

    Args:
        tries: How often in a row a download may break without a byte of progress.
        silence: Seconds without a byte until a connection counts as broken.
        sleep: Waits so many seconds.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        *,
        tries: int = 4,
        silence: float = 30.0,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tries = tries
        self._silence = silence
        self._sleep = sleep
        self._clock = clock

    async def fetch_sealed(
        self,
        url: str,
        intake: Callable[[], Intake],
        *,
        expected_size: int | None,
        progress: Progress,
        pace: Pace,
    ) -> str:
        """Download into ``intake`` and return the SHA-256 hex digest; see ``domain.vault.SealedFetcher``."""
        return await self._download(url, SealedPart(intake), expected_size, progress, pace)

    async def _download(self, url: str, part: Part, expected_size: int | None, progress: Progress, pace: Pace) -> str:
        client = await anyio.to_thread.run_sync(self._open, url)
        async with client:
            return await _Download(self, client, url, part, expected_size, progress, pace).run()

    def _open(self, url: str) -> httpx.AsyncClient:
        import httpx

        # Compressed on the way, the lengths and ranges would be those of something else.
        headers = {"accept-encoding": "identity", "user-agent": f"hosted-meetings/{__version__}"}
        timeout = httpx.Timeout(self._silence, connect=10)
        return open_client(url, headers=headers, timeout=timeout, follow_redirects=True)

    async def pause(self, attempt: int) -> None:
        """Wait before the next try."""
        await self._sleep(min(0.5 * 2**attempt, 8.0) * (0.5 + 0.5 * random.random()))  # noqa: S311 - no secret

    @property
    def tries(self) -> int:
        """How often in a row a download may break without progress."""
        return self._tries

    def now(self) -> float:
        """Return monotonic seconds."""
        return self._clock()


class _Download:
    """One download from its first request to the finished file."""

    def __init__(
        self,
        fetcher: PresignedFetcher,
        client: httpx.AsyncClient,
        url: str,
        part: Part,
        expected_size: int | None,
        progress: Progress,
        pace: Pace,
    ) -> None:
        self._fetcher = fetcher
        self._client = client
        self._url = url
        self._part = part
        self._expected = expected_size
        self._progress = progress
        self._pace = pace
        self._again = b""
        self._told_at = float("-inf")

    async def run(self) -> str:
        """Download until the file is whole, going on where it broke."""
        try:
            await self._part.open()
            failures = 0
            while True:
                before = self._part.size
                broken = await self._request()
                if broken is None:
                    break
                failures = 0 if self._part.size > before else failures + 1
                if failures >= self._fetcher.tries:
                    raise broken
                await self._fetcher.pause(failures)
            self._progress(self._part.size, self._part.size)
            return await self._part.finish()
        finally:
            with anyio.CancelScope(shield=True):
                await self._part.close()

    async def _request(self) -> AppError | None:
        """Ask once for what is missing; returns what broke it where another try may help."""
        import httpx

        if self._part.size and not self._resumable():
            await self._part.restart()
        headers = {}
        self._again = b""
        if self._part.size:
            if self._part.mark:
                headers["if-range"] = self._part.mark
            elif self._part.overlap:
                self._again = await self._part.tail(self._part.overlap)
            headers["range"] = f"bytes={self._start}-"
        try:
            async with self._client.stream("GET", self._url, headers=headers) as response:
                return await self._answered(response)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            return self._broken(error)

    @property
    def _start(self) -> int:
        """From which byte on the file is asked for."""
        return self._part.size - len(self._again)

    def _resumable(self) -> bool:
        """Tell whether a range can be trusted: this version of the file is marked, or its length is known."""
        fits = self._expected is None or (
            self._part.size <= self._expected and self._part.length in {None, self._expected}
        )
        return fits and (bool(self._part.mark) or self._expected is not None)

    def _broken(self, error: Exception) -> AppError:
        unsent = never_sent(error)
        if unsent is not None and not may_pass_soon(error):
            unsent.advice = f"{unsent.advice} {_KEPT}"
            raise unsent from error
        return Unreachable(_KEPT, details=f"download: {failure_words(error)}")

    async def _answered(self, response: httpx.Response) -> AppError | None:
        status = response.status_code
        if status == 416 and self._part.size:
            return await self._nothing_more(response.headers)
        if status in {429, 500, 502, 503, 504}:
            error = ServiceFault(details=f"download: {status}")
            error.advice = _KEPT
            return error
        _raise_unless_given(status, response.headers)
        offer = _offer(status, response.headers)
        total = offer.total if offer.total is not None else self._expected
        changed = self._part.length not in {None, total} or (offer.mark and offer.mark != self._part.mark)
        if offer.start != self._start or (offer.start and changed):
            # The range was ignored, or the file is another one by now: from the beginning.
            if offer.start:
                await self._part.restart()
                return StrangeAnswer(_KEPT, details="download: another range than asked for")
            await self._part.restart()
        if not offer.start:
            self._again = b""
            if self._part.size:
                await self._part.restart()
        if self._expected is not None and offer.total not in {None, self._expected}:
            await self._wrong_length(offer.total)
        await self._part.note(offer.mark, total)
        return await self._receive(response, offer.total)

    async def _receive(self, response: httpx.Response, total: int | None) -> AppError | None:
        self._tell(total)
        waiting, again = bytearray(), self._again
        try:
            async for chunk in response.aiter_raw():
                if again:
                    if not again.startswith(chunk[: len(again)]):
                        await self._part.restart()
                        return StrangeAnswer(_KEPT, details="download: the file is another one now")
                    chunk, again = chunk[len(again) :], again[len(chunk) :]  # noqa: PLW2901 - the rest of it
                waiting += chunk
                if len(waiting) >= _WRITE_SIZE:
                    # Taken out before: what the archive refused is not handed to it again below.
                    piece, waiting = bytes(waiting), bytearray()
                    await self._part.write(piece)
                    self._tell(total)
                await self._pace(len(chunk))
        finally:
            # Also when the connection broke or the person cancelled: what came is worth keeping.
            with anyio.CancelScope(shield=True):
                if waiting:
                    await self._part.write(bytes(waiting))
        if total is not None and self._part.size < total:
            return Unreachable(_KEPT, details="download: ended early")
        if self._part.size != (self._expected if self._expected is not None else total or self._part.size):
            await self._wrong_length(self._part.size)
        return None

    async def _nothing_more(self, headers: Mapping[str, str]) -> AppError | None:
        """416: either everything is here already, or the part belongs to something else."""
        total = _number(headers.get("content-range", "").rpartition("/")[2])
        if self._part.size == total and self._expected in {None, total}:
            return None
        await self._part.restart()
        return StrangeAnswer(_KEPT, details="download: range refused")

    async def _wrong_length(self, length: int | None) -> None:
        await self._part.restart()
        raise NotWhole(
            f"download: {length} bytes instead of {self._expected}",
            "The file is not as long as the video service said",
            _LENGTHS_ADVICE,
        )

    def _tell(self, total: int | None) -> None:
        now = self._fetcher.now()
        if now - self._told_at >= _TELL_EVERY:
            self._told_at = now
            self._progress(self._part.size, total if total is not None else self._expected)


def _raise_unless_given(status: int, headers: Mapping[str, str]) -> None:
    details = f"download: {status}"
    if status in {400, 401, 403}:
        raise LinkExpired(f"Refresh the list of recordings and download again. {_KEPT}", details=details)
    if status in {404, 410}:
        gone = NotFound("The recording's file", details=details)
        gone.advice = (
            "The video service deletes recordings after 7 days. Refresh the list to see what is still there."
        )
        raise gone
    if status not in {200, 206}:
        raise StrangeAnswer(details=details)
    if is_web_page(headers, b""):
        raise StrangeAnswer(PORTAL_ADVICE, details=f"{details} with a web page")
    if headers.get("content-encoding", "identity") != "identity":
        raise StrangeAnswer(details=f"{details} with a compressed file")


def _offer(status: int, headers: Mapping[str, str]) -> _Offer:
    """Read where the body starts and how long the file is (RFC 9110 section 14.4)."""
    etag = headers.get("etag", "")
    # Only a strong tag promises the same bytes (RFC 9110 section 13.1.5).
    mark = etag if etag.startswith('"') else ""
    if status == 200:
        return _Offer(0, _number(headers.get("content-length", "")), mark)
    span, _, total = headers.get("content-range", "").removeprefix("bytes ").partition("/")
    start = _number(span.partition("-")[0])
    return _Offer(-1 if start is None else start, _number(total), mark)


def _number(given: str) -> int | None:
    return int(given) if given.isdecimal() and given.isascii() else None
