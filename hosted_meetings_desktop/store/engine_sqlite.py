"""The encrypted file as a SQLAlchemy engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from hosted_meetings_desktop.store.connection import open_file


def sqlite_engine(path: Path, key: bytes) -> Engine:
    """Return an engine on the encrypted file ``path``; see ``open_file``."""
    return engine_over(open_file(path, key))


def engine_over(connection: Any) -> Engine:
    """Return an engine that does everything over one open connection: the store has one thread."""
    engine = create_engine("sqlite://", creator=lambda: connection, module=sqlcipher, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(begun: Connection) -> None:
        # At once for writing: what was read at the beginning of a transaction still holds at its end.
        begun.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
