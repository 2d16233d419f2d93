"""Reads the store as it is at one moment, beside an app that goes on writing it; changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.repositories import Library, MeetingReader
from hosted_meetings_desktop.store.connection import DatabaseError, open_file, schema_version
from hosted_meetings_desktop.store.library import SqlLibrary
from hosted_meetings_desktop.store.revisions import HEAD
from hosted_meetings_desktop.store.schema import refuse_unknown
from hosted_meetings_desktop.store.troubles import explain

T = TypeVar("T")


class Snapshot:
    """Implements ``domain.ports.Store`` in one transaction from its first piece of work to ``close``.

    Whoever writes meanwhile neither waits for it nor is seen by it (SQLite's write-ahead log).
    """

    def __init__(self, path: Path, key: Callable[[], bytes]) -> None:
        """Make it; the file is opened with the first piece of work, and never made."""
        self._path = path
        self._key = key
        self._connection: Connection | None = None
        self._opened = ExitStack()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="snapshot")

    async def run(self, work: Callable[[Library], T]) -> T:
        """Run ``work``, which may only read.

        Raises:
            StoreProblem: the file is not there, cannot be opened or read, or is of another version of the program.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._look, work)

    def run_now(self, work: Callable[[Library], T]) -> T:
        """Run ``work`` and wait for it, for callers without a loop; see ``run``."""
        return self._thread.submit(self._look, work).result()

    async def read(self, look: Callable[[MeetingReader], T]) -> T:
        """Return what ``look`` finds among the meetings; see ``run``."""
        return await self.run(lambda lib: look(lib.meetings))

    def close(self) -> None:
        """Let go of the file."""
        self._thread.submit(self._opened.close).result()
        self._thread.shutdown(wait=True)

    def _look(self, work: Callable[[Library], T]) -> T:
        try:
            if self._connection is None:
                self._connection = self._open()
            return work(SqlLibrary(self._connection))
        except DBAPIError as error:
            raise explain(error.orig or error) from error
        except DatabaseError as error:
            raise explain(error) from error

    def _open(self) -> Connection:
        if not self._path.is_file():
            raise StoreProblem("There are no saved meetings here", "Open the app once, then try again.")
        file = open_file(self._path, self._key())
        self._opened.callback(file.close)
        version = schema_version(file)
        refuse_unknown(version)
        if version != HEAD:
            raise StoreProblem(
                "These meetings were saved by an older version of Hosted Meetings",
                "Nothing was changed. Open the app once, so that it brings them to this version, then try again.",
                details=f"schema {version}, this program's is {HEAD}",
                trouble=StoreTrouble.OTHER,
            )
        file.execute("PRAGMA query_only=ON")
        engine = create_engine("sqlite://", creator=lambda: file, module=sqlcipher, poolclass=StaticPool)
        self._opened.callback(engine.dispose)

        @event.listens_for(engine, "begin")
        def _begin(begun: Connection) -> None:
            begun.exec_driver_sql("BEGIN")

        connection = engine.connect()
        self._opened.callback(connection.close)
        connection.begin()
        return connection
