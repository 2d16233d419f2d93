"""Brings a store file to the schema of this program, or refuses it with a sentence."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.store import tables
from hosted_meetings_desktop.store.connection import schema_version
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.revisions import HEAD, KNOWN_REVISIONS


def bring_up_to_date(engine: Engine, path: Path) -> None:
    """Create, accept or migrate the schema.

    A new file is made from the tables at once and alembic is imported only when there is something to migrate
    (its import costs 400 ms). A copy of the file is kept before a migration.

    Raises:
        StoreProblem: the file was written by a newer program, or the migration failed (the copy is untouched).
    """
    with engine.connect() as connection:
        found = _version(connection)
    if found == HEAD:
        return
    if found is None:
        with engine.begin() as connection:
            tables.metadata.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
        return
    if found not in KNOWN_REVISIONS:
        raise StoreProblem(
            "This PC's meetings were saved by a newer version of Hosted Meetings",
            "Nothing was changed. Update this copy of the app, then open it again.",
            details=f"schema {found}, this program knows up to {HEAD}",
        )
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = path.with_suffix(f".before-{HEAD}-{datetime.now(UTC):%Y%m%d%H%M%S}")
    shutil.copy2(path, copy)
    migrate(engine, HEAD)


def migrate(engine: Engine, revision: str) -> None:
    """Run alembic up or down to ``revision``.

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
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.commit()
        config.attributes["connection"] = connection
        current = _version(connection)
        downwards = (
            current is not None
            and revision in KNOWN_REVISIONS
            and KNOWN_REVISIONS.index(revision) < KNOWN_REVISIONS.index(current)
        )
        (command.downgrade if revision == "base" or downwards else command.upgrade)(config, revision)
        connection.commit()
        hanging = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        connection.commit()
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.commit()
    if hanging:
        raise StoreProblem(
            "Your meetings could not be brought to the new version",
            "The copy made before is untouched. Tell your IT about it.",
            details=f"{len(hanging)} rows without their parent",
        )


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
