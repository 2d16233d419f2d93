"""Making a copy of a kept file: what is told when the place cannot be written, and that the file is let go of."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.vault import Content


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
