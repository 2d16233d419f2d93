"""The migrations lead to the tables the program uses, with data in them, up and down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import MeetingFilter, Region
from hosted_meetings_desktop.domain.sides import Shared
from hosted_meetings_desktop.store import schema
from hosted_meetings_desktop.store.all_tables import metadata
from hosted_meetings_desktop.store.connection import open_file, schema_version
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


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return not (kind == "table" and "_fts" in (name or ""))


def _differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _ours})
        return list(compare_metadata(context, metadata))


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


def test_both_sides_of_a_meeting_are_carried_over(engine: Engine) -> None:
    migrate(engine, "0001")
    with engine.begin() as connection:
        for statement in _FIRST_ROWS:
            connection.exec_driver_sql(statement)
    migrate(engine, HEAD)
    with engine.begin() as connection:
        library = SqlLibrary(connection)
        found = {
            meeting.id: (meeting.sync.value, meeting.problem)
            for meeting in library.meetings.page(MeetingFilter(), now=START, offset=0, limit=9).rows
        }
        assert found == {"sent": ("synced", ""), "stuck": ("attention", "No."), "making": ("sending", "")}
        assert library.meetings.page(MeetingFilter(text="sent"), now=START, offset=0, limit=9).total == 1
        sides = library.sync.sides(MeetingId("sent"))
        assert sides is not None
        assert sides.mirror is not None
        assert sides.base == sides.mirror.said == Shared("Video visit", True, Region.NEAREST, True)
        assert [(guest.name, guest.removed, guest.participant) for guest in sides.guests] == [
            ("Removed", True, "p-9"),
            ("Asha", False, None),
        ]
        assert sides.guests[1].sent_at is not None, "it is not known whether she was added"
        making = library.sync.sides(MeetingId("making"))
        assert making is not None
        assert making.creation is not None
        assert making.creation.marker == "hosted-meetings-1"
    migrate(engine, "0001")
    with engine.begin() as connection:
        kept = dict(connection.exec_driver_sql("SELECT id, sync FROM meetings").fetchall())
        assert kept == {"sent": "synced", "stuck": "attention", "making": "waiting"}
        assert connection.exec_driver_sql("SELECT * FROM removed_participants").fetchall() == [("p-9", "sent")]
        assert connection.exec_driver_sql("SELECT adding FROM invitees").fetchall() == [(1,)]


_TIME, _END = "2026-03-02 09:00:00.000000", "2026-03-02 09:30:00.000000"
_SAID = '{"title": "Video visit", "active": true, "record_on_start": true, "region": ""}'


def _meeting(name: str, sync: str, *, room: str = "NULL", said: str = "NULL", marker: str = "NULL") -> str:
    problem = "No." if sync == "attention" else ""
    values = (
        f"'{name}', '{name}', 'Video visit', '{_TIME}', '{_END}', 'UTC', 'Dr Sommer', 1, '', 0, '{_TIME}', "
        f"'{_TIME}', '{name}', {room}, {said}, '{_TIME}', {marker}, '{sync}', '{problem}'"
    )
    return f"INSERT INTO meetings VALUES ({values})"  # noqa: S608 - texts of this file


_FIRST_ROWS = (
    _meeting("sent", "synced", room="'r-1'", said=f"'{_SAID}'"),
    _meeting("stuck", "attention"),
    _meeting("making", "sending", marker="'hosted-meetings-1'"),
    "INSERT INTO invitees VALUES ('i-1', 'sent', 1, 'Asha', 'patient', 'group_call_guest', '', NULL, '', '', 1)",
    "INSERT INTO removed_participants VALUES ('p-9', 'sent')",
)


def test_a_migration_that_leaves_rows_hanging_changes_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql(_FIRST_ROWS[0])
    file = open_file(tmp_path / "m.db", _KEY)
    file.execute("PRAGMA foreign_keys=OFF")
    file.execute("INSERT INTO removed_participants VALUES ('p', 'nobody')")
    file.close()
    with pytest.raises(StoreProblem, match="could not be brought"):
        migrate(engine, HEAD)
    assert _version(engine) == "0001"
    with engine.begin() as connection:
        assert connection.exec_driver_sql("SELECT id FROM meetings").fetchall() == [("sent",)]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").fetchall() == [(1,)]


def test_an_older_file_is_copied_before_it_is_migrated(engine: Engine, tmp_path: Path) -> None:
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql(_FIRST_ROWS[0])
    bring_up_to_date(engine, tmp_path / "m.db")
    assert _version(engine) == HEAD
    (copy,) = tmp_path.rglob("*-update.db")
    kept = open_file(copy, _KEY)
    assert kept.execute("SELECT id FROM meetings").fetchall() == [("sent",)]
    assert schema_version(kept) == "0001"
    kept.close()
