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
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason, Upgrade
from hosted_meetings_desktop.store.backups import Backups, damage, damaged
from hosted_meetings_desktop.store.troubles import explain

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

    def __init__(
        self, path: Path, key: Callable[[], bytes], upgrade_moved: Callable[[], None] = lambda: None
    ) -> None:
        """Make it.

        Args:
            path: The file.
            key: Asks for its key.
            upgrade_moved: Told, in the store's thread, that :attr:`upgrade` says something else.
        """
        self._path = path
        self._key = key
        self._upgrade_moved = upgrade_moved
        self._upgrade: Upgrade | None = None
        self._file: Any = None
        self._engine: Engine | None = None
        self._closed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    @property
    def upgrade(self) -> Upgrade | None:
        """How far the file is on its way to this program's schema; None while it is not. From any thread."""
        return self._upgrade

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

    async def look_into(self, backup: Backup, look: Callable[[Library], T]) -> T:
        """Return what ``look`` finds in a copy, which it may only read.

        Raises:
            StoreProblem: the copy cannot be read, or was made by another version of the program.
        """
        return await self._in_thread(lambda: self._look_into(backup.name, look))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._explained, work)

    def _explained(self, work: Callable[[], T]) -> T:
        from hosted_meetings_desktop.store.connection import DatabaseError

        try:
            return work()
        except DatabaseError as error:
            raise explain(error) from error

    def _back_up(self, reason: Reason, now: datetime) -> Backup:
        self._check()
        return Backups(self._path).make(self._opened(), reason, now)

    def _look_into(self, name: str, look: Callable[[Library], T]) -> T:
        from hosted_meetings_desktop.store.snapshot import Snapshot

        snapshot = Snapshot(Backups(self._path).path_of(name), self._key)
        try:
            return snapshot.run_now(look)
        finally:
            snapshot.close()

    def _check(self) -> None:
        file = self._opened()
        found = damage(file)
        file.execute("PRAGMA shrink_memory")  # it went through the whole file, up to 40 MB of it stay
        if found:
            raise damaged(found)

    def _put_back(self, name: str, now: datetime) -> None:
        self._dispose()
        Backups(self._path).put_back(
            name, now, self._must_be_usable, lambda fresh, before: self._carry_over(fresh, before, now)
        )

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

    def _carry_over(self, fresh: Path, before: Path | None, now: datetime) -> None:
        """Bring a backup to this program's schema, and into it what people were written since it was made."""
        from sqlalchemy.exc import DBAPIError

        from hosted_meetings_desktop.store.connection import open_file, schema_version
        from hosted_meetings_desktop.store.engine_sqlite import engine_over
        from hosted_meetings_desktop.store.revisions import HEAD
        from hosted_meetings_desktop.store.schema import migrate
        from hosted_meetings_desktop.store.sent_since import carry_over

        key = self._key()
        file = open_file(fresh, key)
        try:
            if schema_version(file) != HEAD:
                migrate(engine_over(file), HEAD)
            carry_over(file, before, key, now)
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # its log stays behind
        except DBAPIError as error:
            raise explain(error.orig or error) from error
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
            raise explain(error.orig or error) from error

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
                raise explain(error) from error
            self._file = file
        return self._file

    def _bring_up_to_date(self, file: Any) -> None:
        from sqlalchemy.exc import DBAPIError

        from hosted_meetings_desktop.store.engine_sqlite import engine_over
        from hosted_meetings_desktop.store.schema import bring_up_to_date

        try:
            bring_up_to_date(engine_over(file), self._path, self._note_upgrade)
        except DBAPIError as error:
            raise explain(error.orig or error) from error
        finally:
            self._note_upgrade(None)

    def _note_upgrade(self, upgrade: Upgrade | None) -> None:
        if upgrade != self._upgrade:
            self._upgrade = upgrade
            self._upgrade_moved()

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
