"""Encrypted SQLite (SQLCipher) as a SQLAlchemy engine; nothing else knows the driver."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

KEY_BYTES = 32


def sqlite_engine(path: Path, key: bytes) -> Engine:
    """Return an engine on the encrypted file ``path``; ``key`` is 32 raw bytes.

    The key is set on the connection and never stands in a URL (``sqlite+pysqlcipher`` would put it there, and its
    dialect sends an empty key first, which SQLCipher 4 refuses). One connection: the store has one thread.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"the store's key has {KEY_BYTES} bytes")

    def connect() -> Any:
        connection = sqlcipher.connect(str(path), check_same_thread=False, timeout=5)
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write errors to stderr
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        return connection

    engine = create_engine("sqlite://", creator=connect, module=sqlcipher, poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # One connection for good: FULL loses nothing at a power cut, WAL keeps readers going.
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
