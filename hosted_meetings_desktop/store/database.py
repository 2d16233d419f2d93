"""The store: one file, one thread, one transaction at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hosted_meetings_desktop.domain.errors import AppError, StoreProblem
from hosted_meetings_desktop.domain.repositories import Library, MeetingReader

if TYPE_CHECKING:
    from sqlalchemy import Engine

T = TypeVar("T")
log = logging.getLogger(__name__)


class Database:
    """Implements ``domain.ports.Store`` over an encrypted SQLite file.

    The file is opened in the store's thread at the first piece of work, so that the window can paint before; so is
    ``key`` asked for then, since a keyring may take its time. SQLAlchemy is imported at the first work that is more
    than a look at the list.
    """

    def __init__(self, path: Path, key: Callable[[], bytes]) -> None:
        self._path = path
        self._key = key
        self._file: Any = None
        self._engine: Engine | None = None
        self._closed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    def open_early(self) -> None:
        """Begin to open the file now, without waiting for the first piece of work; its errors come with that."""
        self._thread.submit(self._open_quietly)

    async def run(self, work: Callable[[Library], T]) -> T:
        """Run ``work`` in the store's thread, in one transaction.

        Raises:
            StoreProblem: the file cannot be opened, read or written; nothing of ``work`` was kept.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._transact, work)

    async def read(self, look: Callable[[MeetingReader], T]) -> T:
        """Return what ``look`` finds among the meetings.

        Raises:
            StoreProblem: the file cannot be opened or read.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._look, look)

    def run_now(self, work: Callable[[Library], T]) -> T:
        """Run ``work`` and wait for it, for callers without a loop (start-up, tools)."""
        return self._thread.submit(self._transact, work).result()

    def close(self) -> None:
        """Finish the work under way and close the file; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        self._thread.submit(self._dispose)
        self._thread.shutdown(wait=True)

    def _look(self, look: Callable[[MeetingReader], T]) -> T:
        from hosted_meetings_desktop.store.connection import DatabaseError
        from hosted_meetings_desktop.store.meeting_list import ListedMeetings

        try:
            return look(ListedMeetings(self._opened()))
        except DatabaseError as error:
            raise _explain(error) from error

    def _transact(self, work: Callable[[Library], T]) -> T:
        file = self._opened()
        from sqlalchemy.exc import DBAPIError

        from hosted_meetings_desktop.store.engine_sqlite import engine_over
        from hosted_meetings_desktop.store.library import SqlLibrary

        if self._engine is None:
            self._engine = engine_over(file)
        try:
            with self._engine.begin() as connection:
                return work(SqlLibrary(connection))
        except DBAPIError as error:
            raise _explain(error.orig or error) from error

    def _opened(self) -> Any:
        """Return the open file, brought to this program's schema."""
        if self._file is None:
            from hosted_meetings_desktop.store.connection import DatabaseError, open_file, schema_version
            from hosted_meetings_desktop.store.revisions import HEAD

            self._make_folder()
            try:
                file = open_file(self._path, self._key())
                try:
                    if schema_version(file) != HEAD:
                        self._bring_up_to_date(file)
                except BaseException:
                    file.close()
                    raise
            except DatabaseError as error:
                raise _explain(error) from error
            self._file = file
        return self._file

    def _bring_up_to_date(self, file: Any) -> None:
        from sqlalchemy.exc import DBAPIError

        from hosted_meetings_desktop.store.engine_sqlite import engine_over
        from hosted_meetings_desktop.store.schema import bring_up_to_date

        try:
            bring_up_to_date(engine_over(file), self._path)
        except DBAPIError as error:
            raise _explain(error.orig or error) from error

    def _make_folder(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise StoreProblem(
                "Your meetings cannot be saved",
                "The folder for them cannot be made. Check the disk and its permissions, then start the app again.",
                details=str(error.strerror),
            ) from error

    def _open_quietly(self) -> None:
        try:
            self._opened()
        except AppError as error:
            log.info("the store did not open: %s", error.title)

    def _dispose(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = self._engine = None


def _explain(error: BaseException) -> StoreProblem:
    """Turn the driver's error into a sentence; its text holds no values, since all are bound parameters."""
    text = str(error)
    if "not a database" in text or "encrypted" in text:
        return StoreProblem(
            "Your saved meetings cannot be opened with the key on this PC",
            "Nothing was changed. The file may come from another PC, or its key was removed from the keyring.",
            details=text,
        )
    if "disk is full" in text or "full" in text:
        return StoreProblem(
            "The disk is full",
            "What you see is kept; the last change was not saved. Free some space, then do it again.",
            details=text,
        )
    if "readonly" in text or "unable to open" in text:
        return StoreProblem(
            "Your meetings cannot be saved",
            "The folder is read-only or was moved. What was saved before is kept.",
            details=text,
        )
    return StoreProblem(
        "Your saved meetings could not be read or written", "Nothing was changed. Start the app again.", details=text
    )
