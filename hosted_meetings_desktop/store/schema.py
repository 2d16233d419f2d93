"""Brings a store file to the schema of this program, or refuses it with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.safekeeping import Reason, Upgrade
from hosted_meetings_desktop.store.backups import Backups
from hosted_meetings_desktop.store.connection import schema_version
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.revisions import HEAD, KNOWN_REVISIONS


def bring_up_to_date(engine: Engine, path: Path, tell: Callable[[Upgrade], None] = lambda _upgrade: None) -> None:
    """Create, accept or migrate the schema.

    A new file is made from the tables at once and alembic is imported only when there is something to migrate
    (its import costs 400 ms). A copy of the file is kept before a migration. A migration is one transaction: whatever
    ends it, the file is as it was, and the next start does it again.

    Args:
        engine: Over the open file.
        path: The file.
        tell: Told which step of a migration begins.

    Raises:
        StoreProblem: the file was written by a newer program, or the migration failed (the copy is untouched).
    """
    with engine.connect() as connection:
        found = _version(connection)
    if found == HEAD:
        return
    if found is None:
        from hosted_meetings_desktop.store.all_tables import metadata  # most are not needed for the first list

        with engine.begin() as connection:
            metadata.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
        return
    refuse_unknown(found)
    steps = len(KNOWN_REVISIONS) - KNOWN_REVISIONS.index(found) + 1  # with the copy before and the check after them
    tell(Upgrade(1, steps))
    with engine.connect() as connection:
        Backups(path).make(connection.connection.driver_connection, Reason.UPDATE, datetime.now(UTC))
    tell(Upgrade(2, steps))
    migrate(engine, HEAD, lambda done: tell(Upgrade(2 + done, steps)))


def refuse_unknown(version: str | None) -> None:
    """Refuse a schema that this program does not know.

    Raises:
        StoreProblem: the file was written by a newer program, or is no store.
    """
    if version not in KNOWN_REVISIONS:
        raise StoreProblem(
            "This PC's meetings were saved by a newer version of Hosted Meetings",
            "Nothing was changed. Update this copy of the app, then open it again.",
            details=f"schema {version}, this program knows up to {HEAD}",
            trouble=StoreTrouble.NEWER,
        )


def migrate(engine: Engine, revision: str, applied: Callable[[int], None] = lambda _done: None) -> None:
    """Run alembic up or down to ``revision``; ``applied`` is told after each how many were.

    Foreign keys are off meanwhile: a batch on SQLite drops and remakes the parent table, and with cascades on it
    would silently delete the child rows. The check afterwards finds what was left hanging.

    Raises:
        StoreProblem: rows were left without their parent.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        file = connection.connection.driver_connection
        if file is None:
            raise AssertionError("the connection is open")
        file.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                config.attributes["connection"] = connection
                numbers = count(1)
                config.attributes["applied"] = lambda **_what: applied(next(numbers))
                current = schema_version(file)
                downwards = (
                    current is not None
                    and revision in KNOWN_REVISIONS
                    and KNOWN_REVISIONS.index(revision) < KNOWN_REVISIONS.index(current)
                )
                (command.downgrade if revision == "base" or downwards else command.upgrade)(config, revision)
                hanging = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if hanging:
                    raise StoreProblem(
                        "Your meetings could not be brought to the new version",
                        "Nothing was changed. Go back to the version of the app you had, and tell your IT about it.",
                        details=f"{len(hanging)} rows without their parent",
                    )
        finally:
            file.execute("PRAGMA foreign_keys=ON")


def try_migrations(path: Path, key: bytes) -> None:
    """Migrate a new file from nothing; what an installed app's self-test runs.

    Raises:
        StoreProblem: the migrations of this build are not all there.
    """
    engine = sqlite_engine(path, key)
    try:
        migrate(engine, HEAD)
        with engine.connect() as connection:
            found = _version(connection)
    finally:
        engine.dispose()
    if found != HEAD:
        raise StoreProblem("The migrations are not complete", details=f"schema {found}")


def _version(connection: Connection) -> str | None:
    return schema_version(connection.connection.driver_connection)
