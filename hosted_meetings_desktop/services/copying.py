"""Making a copy of a kept file: what is told when the place cannot be written, and that the file is let go of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.errors import AppError

if TYPE_CHECKING:  # the first list needs neither
    from hosted_meetings_desktop.domain.archive import Progress
    from hosted_meetings_desktop.domain.vault import Content

_SLICE = 4 << 20
"""Bytes copied at a time: a second's worth on a slow disk."""


@contextmanager
def copy_failures() -> Iterator[None]:
    """Tell what stopped a copy.

    Raises:
        AppError: the place of the copy cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise AppError(
            "The copy could not be saved",
            "The recording itself is kept. Choose another folder, or free some space.",
            details=str(error.strerror),
        ) from error


@asynccontextmanager
async def copying(content: Content) -> AsyncIterator[None]:
    """Close a content after it was copied, also when that was stopped.

    Raises:
        AppError: the place of the copy cannot be written.
    """
    try:
        with copy_failures():
            yield
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(content.close)


async def write_copy(
    length: int, read: Callable[[int, int], bytes], target: Path, progress: Progress = lambda _done, _all: None
) -> None:
    """Write a file slice by slice, so that it can be followed and stopped.

    A file that is there is replaced once the copy is whole; what was not finished leaves nothing behind.

    Args:
        length: Bytes in all.
        read: Returns bytes from a place on, so many as asked for; it may block.
        target: The file to write.
        progress: Told the bytes done and in all, from the services' thread.

    Raises:
        OSError: the place cannot be written, see :func:`copy_failures`.
    """
    unfinished, done = target.with_name(f".{target.name}.part"), 0
    try:
        async with await anyio.open_file(unfinished, "wb") as writing:
            while done < length:
                part = await anyio.to_thread.run_sync(partial(read, done, _SLICE))
                await writing.write(part)
                done += len(part)
                progress(done, length)
        await anyio.Path(unfinished).replace(target)
    finally:
        with anyio.CancelScope(shield=True), suppress(OSError):
            await anyio.Path(unfinished).unlink(missing_ok=True)
