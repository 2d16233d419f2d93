"""The store keeps what it is told, encrypted, and explains what stands in the way."""

from __future__ import annotations

import secrets
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from tests.unit.conftest import make_draft
from tests.unit.fake_service import START


def _add(store: Database, title: str = "Consultation") -> None:
    store.run_now(lambda lib: lib.meetings.add(MeetingId("m1"), make_draft(title, "Asha Rao"), now=START))


def test_nothing_readable_is_on_the_disk(store: Database, tmp_path: Path) -> None:
    _add(store, "Unmistakable")
    written = b"".join(path.read_bytes() for path in tmp_path.glob("meetings.db*"))
    assert len(written) > 1000
    assert b"Unmistakable" not in written
    assert b"Asha" not in written
    with sqlite3.connect(tmp_path / "meetings.db") as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("select * from meetings")


def test_another_key_is_refused_and_changes_nothing(store: Database, tmp_path: Path) -> None:
    _add(store)
    store.close()
    before = (tmp_path / "meetings.db").read_bytes()
    wrong = Database(tmp_path / "meetings.db", lambda: secrets.token_bytes(32))
    with pytest.raises(StoreProblem) as told:
        wrong.run_now(lambda lib: lib.meetings.host_names())
    wrong.close()
    assert "key on this PC" in told.value.title
    assert (tmp_path / "meetings.db").read_bytes() == before


def test_a_newer_file_is_refused_with_a_sentence(store: Database, store_key: bytes, tmp_path: Path) -> None:
    _add(store)
    store.close()
    engine = sqlite_engine(tmp_path / "meetings.db", store_key)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    again = Database(tmp_path / "meetings.db", lambda: store_key)
    with pytest.raises(StoreProblem, match="newer version"):
        again.run_now(lambda lib: lib.meetings.host_names())
    again.close()


def test_work_that_fails_keeps_nothing(store: Database) -> None:
    def work(lib):
        lib.meetings.add(MeetingId("m1"), make_draft(), now=START)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.run_now(work)
    assert store.run_now(lambda lib: lib.meetings.get(MeetingId("m1"))) is None


def test_a_read_only_folder_is_explained(tmp_path: Path, store_key: bytes) -> None:
    folder = tmp_path / "file"
    folder.write_text("not a folder")
    store = Database(folder / "sub" / "meetings.db", lambda: store_key)
    with pytest.raises((StoreProblem, OSError)) as told:
        store.run_now(lambda lib: lib.meetings.host_names())
    store.close()
    assert isinstance(told.value, StoreProblem)
    assert "cannot be saved" in told.value.title


def test_text_and_key_never_show_in_the_engine(store_key: bytes, tmp_path: Path) -> None:
    engine = sqlite_engine(tmp_path / "x.db", store_key)
    assert store_key.hex() not in repr(engine) + str(engine.url)
    engine.dispose()
