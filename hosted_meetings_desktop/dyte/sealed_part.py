"""The unfinished file of a download into the archive, in the form in which the downloader writes; all in a thread."""

from __future__ import annotations

from collections.abc import Callable

import anyio.to_thread

from hosted_meetings_desktop.domain.errors import StrangeAnswer
from hosted_meetings_desktop.domain.vault import Intake

_OVERLAP = 64 * 1024
_LONGEST_UNKNOWN = 64 << 20
"""Bytes that are held in memory of a file whose length nobody says: as texts are. A recording says it."""


class SealedPart:
    """Implements ``Part``.

    The archive's form has the length in its beginning. Where the server does not say it, what comes is held in
    memory until it is known.
    """

    def __init__(self, intake: Callable[[], Intake]) -> None:
        self._make = intake
        self._intake: Intake | None = None
        self._held: bytearray | None = None
        self.size = 0
        self.mark = ""
        self.length: int | None = None
        self.overlap = _OVERLAP

    async def open(self) -> None:
        """Open what is there and look whether its chunks are whole."""
        self._intake = await anyio.to_thread.run_sync(self._make)
        self._look()

    async def write(self, data: bytes) -> None:
        """Append."""
        if self._held is None:
            await anyio.to_thread.run_sync(self._opened.write, data)
            self._look()
            return
        if len(self._held) + len(data) > _LONGEST_UNKNOWN:
            raise StrangeAnswer(details="download: a long file of which nobody says how long it is")
        self._held += data
        self.size = len(self._held)

    async def tail(self, size: int) -> bytes:
        """Return the last bytes that are there."""
        if self._held is not None:
            return bytes(self._held[-size:])
        return await anyio.to_thread.run_sync(self._opened.tail, size)

    async def restart(self) -> None:
        """Forget what is there."""
        self._held = None
        await anyio.to_thread.run_sync(self._opened.restart)
        self._look()

    async def note(self, mark: str, total: int | None) -> None:
        """Remember which version of the file this is, and make sure that all of it will fit on the disk."""
        if total is None:
            self._held = bytearray() if self._held is None else self._held
            self.mark = mark
            return
        held, self._held = self._held, None
        await anyio.to_thread.run_sync(self._opened.begin, total, mark)
        if held:
            await anyio.to_thread.run_sync(self._opened.write, bytes(held))
        self._look()

    async def finish(self) -> str:
        """Make sure that all is on the disk; returns the SHA-256 hex digest of the content."""
        if self._held is not None:
            await self.note(self.mark, len(self._held))
        return await anyio.to_thread.run_sync(self._opened.finish)

    async def close(self) -> None:
        """Leave it as far as it is."""
        if self._intake is not None:
            await anyio.to_thread.run_sync(self._intake.close)

    def _look(self) -> None:
        self.size, self.length, self.mark = self._opened.size, self._opened.length, self._opened.mark

    @property
    def _opened(self) -> Intake:
        if self._intake is None:
            raise AssertionError("the part is open between open() and close()")
        return self._intake
