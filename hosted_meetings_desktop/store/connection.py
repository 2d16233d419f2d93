"""Opens the encrypted file; the only place that knows SQLCipher."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

KEY_BYTES = 32

PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "cache_size=-48000")
"""FULL loses nothing at a power cut; WAL lets a backup read while the store writes.

A page that is not in the cache is decrypted and its signature checked: with SQLite's usual 2 MB a search among
100,000 meetings took five times as long as with 48 MB, which fill only as far as the file goes.
"""

DatabaseError: type[Exception] = sqlcipher.DatabaseError
"""What the driver raises."""


def open_file(path: Path, key: bytes) -> Any:
    """Return a DB-API connection to the encrypted file ``path``; ``key`` is 32 raw bytes.

    The key is set on the connection and never stands in a URL (``sqlite+pysqlcipher`` would put it there, and its
    dialect sends an empty key first, which SQLCipher 4 refuses).

    Raises:
        DatabaseError: the file cannot be opened or read with this key.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"the store's key has {KEY_BYTES} bytes")
    # isolation_level None: transactions begin and end where we say so, also around changes of the schema.
    connection = sqlcipher.connect(str(path), check_same_thread=False, timeout=5, isolation_level=None)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write errors to stderr
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except sqlcipher.DatabaseError:
        connection.close()
        raise
    return connection


def schema_version(connection: Any) -> str | None:
    """Return the revision of the file's schema, or None for a file without tables."""
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    if connection.execute(known).fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])
