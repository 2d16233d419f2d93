"""Bringing a store up to date: told step by step, and whatever ends it, nothing is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import MeetingFilter
from hosted_meetings_desktop.domain.safekeeping import Reason, Upgrade
from hosted_meetings_desktop.store import connection
from hosted_meetings_desktop.store.backups import Backups
from hosted_meetings_desktop.store.connection import open_file, schema_version
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.revisions import HEAD, KNOWN_REVISIONS
from hosted_meetings_desktop.store.schema import migrate
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START

_OLD = "0006"
_STEPS = len(KNOWN_REVISIONS) - KNOWN_REVISIONS.index(_OLD) + 1


@pytest.fixture
def path(tmp_path: Path, store_key: bytes) -> Path:
    """A store of an older version, with somebody's meeting in it."""
    path = tmp_path / "meetings.db"
    database = Database(path, lambda: store_key)
    database.run_now(lambda lib: lib.meetings.add(MeetingId("m1"), make_draft("Kept", "Asha"), now=START))
    database.close()
    engine = sqlite_engine(path, store_key)
    migrate(engine, _OLD)
    engine.dispose()
    file = open_file(path, store_key)
    file.execute("VACUUM")  # what the way down left free is room that no older version has
    file.close()
    return path


def version(path: Path, key: bytes) -> str | None:
    file = open_file(path, key)
    try:
        assert file.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        return schema_version(file)
    finally:
        file.close()


def titles(path: Path, key: bytes) -> list[str]:
    database = Database(path, lambda: key)
    try:
        page = database.run_now(lambda lib: lib.meetings.page(MeetingFilter(), now=START, offset=0, limit=9))
        return [meeting.title for meeting in page.rows]
    finally:
        database.close()


def test_each_step_is_told_and_then_that_it_is_over(path: Path, store_key: bytes) -> None:
    told: list[Upgrade | None] = []
    database = Database(path, lambda: store_key, lambda: told.append(database.upgrade))
    assert database.upgrade is None
    database.run_now(lambda _lib: None)
    database.close()
    assert told == [*(Upgrade(number, _STEPS) for number in range(1, _STEPS + 1)), None]
    assert version(path, store_key) == HEAD


def test_a_store_that_is_up_to_date_and_a_new_one_tell_nothing(tmp_path: Path, store_key: bytes) -> None:
    told: list[object] = []
    for _time in range(2):
        database = Database(tmp_path / "new.db", lambda: store_key, lambda: told.append("moved"))
        database.run_now(lambda _lib: None)
        database.close()
    assert told == []


_KILLED = """
import os, signal, sys
from pathlib import Path
from hosted_meetings_desktop.store.database import Database

def moved():
    if database.upgrade is not None and database.upgrade.step == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

database = Database(Path(sys.argv[1]), lambda: bytes.fromhex(sys.argv[2]), moved)
database.run_now(lambda _lib: None)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed like this there")
@pytest.mark.parametrize("step", [1, 3, _STEPS])
def test_killed_in_the_midst_it_is_as_it_was_and_the_next_start_does_it(
    path: Path, store_key: bytes, step: int
) -> None:
    arguments = [sys.executable, "-c", _KILLED, str(path), store_key.hex(), str(step)]
    ended = subprocess.run(arguments, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert version(path, store_key) == _OLD
    assert titles(path, store_key) == ["Kept"]
    assert version(path, store_key) == HEAD


def test_on_a_full_disk_it_is_as_it_was_and_goes_on_when_there_is_room(
    path: Path, store_key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = connection.open_file

    def full(where: Path, key: bytes) -> Any:
        file = usual(where, key)
        pages = file.execute("PRAGMA page_count").fetchone()[0]
        file.execute(f"PRAGMA max_page_count = {pages}")
        return file

    monkeypatch.setattr(connection, "open_file", full)
    database = Database(path, lambda: store_key)
    with pytest.raises(StoreProblem) as told:
        database.run_now(lambda _lib: None)
    assert told.value.trouble is StoreTrouble.FULL
    assert database.upgrade is None, "nobody is told that it goes on"
    monkeypatch.setattr(connection, "open_file", usual)
    assert database.run_now(lambda lib: lib.meetings.get(MeetingId("m1"))) is not None, "without a new start"
    database.close()
    assert version(path, store_key) == HEAD


def test_the_copy_from_before_can_be_put_back(path: Path, store_key: bytes) -> None:
    assert titles(path, store_key) == ["Kept"]
    (copy,) = Backups(path).all()
    assert copy.reason is Reason.UPDATE
    assert version(path.parent / "backups" / copy.name, store_key) == _OLD


def test_closing_while_it_goes_on_waits_until_it_is_whole(path: Path, store_key: bytes) -> None:
    begun: list[Upgrade | None] = []
    database = Database(path, lambda: store_key, lambda: begun.append(database.upgrade))
    database.open_early()
    database.close()
    assert begun[-1] is None
    assert version(path, store_key) == HEAD
