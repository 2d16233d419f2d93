"""The unfinished file of a download on disk; all its work happens in a thread."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import TypeVar

import anyio.to_thread

from hosted_meetings_desktop.domain.errors import AppError

T = TypeVar("T")

_HASH_SLICE = 16 * 1024 * 1024
_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})  # Windows has no quota error
_KEPT = "What was downloaded so far is kept."


class PartFile:
    """``<target>.part``, and beside it ``<target>.part.mark`` with the server's mark of the version it came from.

    Every method raises ``AppError`` when the disk refuses.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._path = target.with_name(target.name + ".part")
        self._mark_path = target.with_name(target.name + ".part.mark")
        self._file: FileIO | None = None
        self._sha256 = hashlib.sha256()
        self.size = 0
        self.mark = ""
        self.length: int | None = None
        self.overlap = 0

    async def open(self) -> None:
        """Open what is there and hash it, slice by slice so that a person can cancel."""
        await self._in_thread(self._open)
        while await self._in_thread(self._hash_slice):
            pass

    async def write(self, data: bytes) -> None:
        """Append."""
        await self._in_thread(lambda: self._write(data))

    async def tail(self, _size: int) -> bytes:
        """Return the last bytes that are there: none, as what goes on without a mark is not looked at again here."""
        return b""

    async def restart(self) -> None:
        """Forget what is there."""
        await self._in_thread(self._restart)

    async def note(self, mark: str, total: int | None) -> None:
        """Remember which version of the file this is, and make sure that all of it will fit on the disk."""
        await self._in_thread(lambda: self._note(mark, total))

    async def finish(self) -> str:
        """Put the whole file in its place and return its SHA-256 hex digest."""
        return await self._in_thread(self._finish)

    async def close(self) -> None:
        """Close the file; it stays for another time unless it is empty."""
        await self._in_thread(self._close)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            return await anyio.to_thread.run_sync(work)
        except OSError as error:
            raise _disk_problem(error, self._target) from error

    def _open(self) -> None:
        self._target.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what a full disk did not take must not linger in a buffer.
        self._file = self._path.open("a+b", buffering=0)
        self._file.seek(0)
        if self._mark_path.exists():
            self.mark = self._mark_path.read_text(encoding="utf-8", errors="replace")

    def _hash_slice(self) -> bool:
        data = self._opened.read(_HASH_SLICE) or b""
        self._sha256.update(data)
        self.size += len(data)
        return bool(data)

    def _write(self, data: bytes) -> None:
        file = self._opened
        left = memoryview(data)
        try:
            while left:
                left = left[file.write(left) or 0 :]
        except OSError:
            # A disk that is full may have taken half of it: only what was hashed may stay.
            file.truncate(self.size)
            raise
        self._sha256.update(data)
        self.size += len(data)

    def _restart(self) -> None:
        self._opened.truncate(0)
        self._sha256 = hashlib.sha256()
        self.size = 0
        self.mark = ""
        self._mark_path.unlink(missing_ok=True)

    def _note(self, mark: str, total: int | None) -> None:
        missing = (total or 0) - self.size
        if missing > shutil.disk_usage(self._target.parent).free:
            raise OSError(errno.ENOSPC, "not enough room for the whole file")
        if mark and mark != self.mark:
            self._mark_path.write_text(mark, encoding="utf-8")
            self.mark = mark

    def _finish(self) -> str:
        file = self._opened
        os.fsync(file.fileno())
        self._file = None
        file.close()
        self._path.replace(self._target)
        self._mark_path.unlink(missing_ok=True)
        return self._sha256.hexdigest()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is None:
            return
        empty = not os.fstat(file.fileno()).st_size
        file.close()
        if empty:
            self._path.unlink(missing_ok=True)
            self._mark_path.unlink(missing_ok=True)

    @property
    def _opened(self) -> FileIO:
        if self._file is None:
            raise AssertionError("the part is open between open() and close()")
        return self._file


def _disk_problem(error: OSError, target: Path) -> AppError:
    details = f"download: {errno.errorcode.get(error.errno or 0, type(error).__name__)}"
    if error.errno in _FULL:
        return AppError(
            "There is not enough room on the disk",
            f"Free some room, or choose another folder, and download again. {_KEPT}",
            details=details,
        )
    return AppError(
        "The file cannot be written",
        f"Check that the folder {target.parent} may be written to and that no program has the file open. {_KEPT}",
        details=details,
    )
