"""The migrations lead to the tables the program uses, with data in them, up and down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.store import schema, tables
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.library import SqlLibrary
from hosted_meetings_desktop.store.revisions import HEAD, KNOWN_REVISIONS
from hosted_meetings_desktop.store.schema import bring_up_to_date, migrate
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START

_KEY = bytes(range(32))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = sqlite_engine(tmp_path / "m.db", _KEY)
    yield made
    made.dispose()


def _differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.metadata))


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return connection.execute(text("select version_num from alembic_version")).scalar()


def test_migrating_from_nothing_gives_the_tables(engine: Engine) -> None:
    migrate(engine, HEAD)
    assert _differences(engine) == []
    assert _version(engine) == HEAD


def test_a_new_file_made_at_once_equals_a_migrated_one(engine: Engine, tmp_path: Path) -> None:
    bring_up_to_date(engine, tmp_path / "m.db")
    assert _differences(engine) == []
    assert _version(engine) == HEAD


@pytest.mark.parametrize("revision", KNOWN_REVISIONS)
def test_up_and_down_with_data(engine: Engine, revision: str) -> None:
    migrate(engine, HEAD)
    with engine.begin() as connection:
        SqlLibrary(connection).meetings.add(MeetingId("m1"), make_draft("A", "Asha", "Ben"), now=START)
    if revision != HEAD:
        migrate(engine, revision)
        migrate(engine, HEAD)
    with engine.begin() as connection:
        kept = SqlLibrary(connection).meetings.get(MeetingId("m1"))
    assert kept is not None
    assert [person.name for person in kept.invitees] == ["Asha", "Ben"]


def test_down_to_nothing(engine: Engine) -> None:
    migrate(engine, HEAD)
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}


def test_a_file_that_is_up_to_date_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "m.db"
    bring_up_to_date(engine, path)
    bring_up_to_date(engine, path)
    assert not list(tmp_path.glob("*.before-*"))


def test_the_program_knows_every_migration_there_is() -> None:
    scripts = ScriptDirectory(str(Path(schema.__file__).with_name("migrations")))
    assert [script.revision for script in reversed(list(scripts.walk_revisions()))] == list(KNOWN_REVISIONS)
