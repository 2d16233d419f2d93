"""The encrypted file as a SQLAlchemy engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from hosted_meetings_desktop.store.connection import open_file


def sqlite_engine(path: Path, key: bytes) -> Engine:
    """Return an engine on the encrypted file ``path``; see ``open_file``."""
    return engine_over(open_file(path, key))


def engine_over(connection: Any) -> Engine:
    """Return an engine that does everything over one open connection: the store has one thread."""
    return create_engine("sqlite://", creator=lambda: connection, module=sqlcipher, poolclass=StaticPool)
