"""The store: one file, one thread, one transaction at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hosted_meetings_desktop.domain.errors import AppError, StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.repositories import Library, MeetingReader
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason
from hosted_meetings_desktop.store.backups import Backups, damage, damaged

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

    # ---- copies
    async def back_up(self, reason: Reason, now: datetime) -> Backup:
        """Make a copy of the store.

        Raises:
            StoreProblem: none could be made, or the store is damaged; earlier ones are kept.
        """
        return await self._in_thread(lambda: self._back_up(reason, now))

    async def backups(self) -> tuple[Backup, ...]:
        """Return the copies, the newest first."""
        return await self._in_thread(Backups(self._path).all)

    async def put_back(self, backup: Backup, now: datetime) -> None:
        """Put a copy in the store's place; what was there becomes a copy itself.

        Raises:
            StoreProblem: the copy cannot be opened; the store is as it was.
        """
        await self._in_thread(lambda: self._put_back(backup.name, now))

    async def set_aside(self, now: datetime) -> None:
        """Move a store that cannot be opened out of the way; the next piece of work makes a new one."""
        await self._in_thread(lambda: self._set_aside(now))

    async def check(self) -> None:
        """Look whether the file is whole.

        Raises:
            StoreProblem: it is damaged, or cannot be opened.
        """
        await self._in_thread(self._check)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._explained, work)

    def _explained(self, work: Callable[[], T]) -> T:
        from hosted_meetings_desktop.store.connection import DatabaseError

        try:
            return work()
        except DatabaseError as error:
            raise _explain(error) from error

    def _back_up(self, reason: Reason, now: datetime) -> Backup:
        self._check()
        return Backups(self._path).make(self._opened(), reason, now)

    def _check(self) -> None:
        found = damage(self._opened())
        if found:
            raise damaged(found)

    def _put_back(self, name: str, now: datetime) -> None:
        self._dispose()
        Backups(self._path).put_back(name, now, self._must_be_usable)

    def _must_be_usable(self, path: Path) -> None:
        """Refuse a copy that is damaged, has another key, or was written by a newer program."""
        from hosted_meetings_desktop.store.connection import open_file, schema_version
        from hosted_meetings_desktop.store.schema import refuse_unknown

        file = open_file(path, self._key())
        try:
            found = damage(file)
            if found:
                raise damaged(found)
            refuse_unknown(schema_version(file))
        finally:
            file.close()

    def _set_aside(self, now: datetime) -> None:
        self._dispose()
        Backups(self._path).put_aside(Reason.SET_ASIDE, now)

    def close(self) -> None:
        """Finish the work under way and close the file; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        self._thread.submit(self._dispose)
        self._thread.shutdown(wait=True)

    def _look(self, look: Callable[[MeetingReader], T]) -> T:
        from hosted_meetings_desktop.store.meeting_list import ListedMeetings

        return self._explained(lambda: look(ListedMeetings(self._opened())))

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
                trouble=StoreTrouble.READ_ONLY,
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
    name = str(getattr(error, "sqlite_errorname", ""))
    told = next((told for begins, told in _SENTENCES.items() if name.startswith(begins)), None)
    title, advice, trouble = told or (
        "Your saved meetings could not be read or written",
        "Nothing was changed. Start the app again.",
        StoreTrouble.OTHER,
    )
    return StoreProblem(title, advice, details=f"{name} {error}".strip(), trouble=trouble)


_SENTENCES = {
    "SQLITE_NOTADB": (
        "Your saved meetings cannot be opened with the key on this PC",
        "Nothing was changed. The file may come from another PC, or its key was removed from the keyring.",
        StoreTrouble.KEY,
    ),
    "SQLITE_CORRUPT": (
        "The file with your meetings is damaged",
        "Nothing was changed. Put a backup back: what the video service knows is read again by itself.",
        StoreTrouble.DAMAGED,
    ),
    "SQLITE_FULL": (
        "The disk is full",
        "The last change was not saved; everything before it is kept. Free some space, then do it again.",
        StoreTrouble.FULL,
    ),
    "SQLITE_READONLY": (
        "Your meetings cannot be saved",
        "The folder is read-only. What was saved before is kept.",
        StoreTrouble.READ_ONLY,
    ),
    "SQLITE_CANTOPEN": (
        "Your meetings cannot be saved",
        "The folder is read-only or was moved. What was saved before is kept.",
        StoreTrouble.READ_ONLY,
    ),
    "SQLITE_IOERR": (
        "The disk did not do what it was asked",
        "The last change was not saved; what was saved before is kept. Check the disk and its space, then try again.",
        StoreTrouble.FULL,
    ),
    "SQLITE_BUSY": (
        "Your meetings are in use by another program",
        "The last change was not saved. Close other copies of the app, then do it again.",
        StoreTrouble.BUSY,
    ),
}
"""By how the driver's name for the failure begins: what happened, what to do."""
