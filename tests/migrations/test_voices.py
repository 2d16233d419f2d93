"""The kind of recordings, for those that were there before it was kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.recording import RecordingKind
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.library import SqlLibrary
from hosted_meetings_desktop.store.recording_list import recording_list
from hosted_meetings_desktop.store.revisions import HEAD
from hosted_meetings_desktop.store.schema import migrate

_TIME = "2026-03-02 09:00:00.000000"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = sqlite_engine(tmp_path / "m.db", secrets.token_bytes(32))
    yield made
    made.dispose()


def _note(connection, name: str, *labels: str) -> None:
    files = json.dumps([{"url": f"https://x/{label}", "expires_at": "", "label": label} for label in labels])
    connection.exec_driver_sql(
        "INSERT INTO recordings (id, title, status, invoked_at, file_name, files, local_path, sha256, observed_at)"
        " VALUES (?, 'Visit', 'UPLOADED', ?, '', ?, '', '', ?)",
        (name, _TIME, files, _TIME),
    )


def test_recordings_of_voices_are_known_by_their_files(engine: Engine) -> None:
    migrate(engine, "0008")
    with engine.begin() as connection:
        _note(connection, "film", "")
        _note(connection, "with its sound", "", "audio")
        _note(connection, "sound alone", "audio")
        _note(connection, "voices", "default default_u_p_peer_audio_1.webm")
        _note(connection, "nothing yet")
    migrate(engine, HEAD)
    with engine.begin() as connection:
        library = SqlLibrary(connection)
        names = [str(row[0]) for row in connection.exec_driver_sql("SELECT id FROM recordings").fetchall()]
        rows = {name: recording_list(library).row(RecordingId(name)) for name in names}
        kinds = {name: row.recording.kind for name, row in rows.items() if row is not None}
        assert {name for name, kind in kinds.items() if kind is RecordingKind.TRACKS} == {"voices"}
        assert len(kinds) == 5
        assert {row.recording.voices for row in rows.values() if row is not None} == {()}
    migrate(engine, "0008")
    assert {"kind", "voices"}.isdisjoint(column["name"] for column in inspect(engine).get_columns("recordings"))
    with engine.begin() as connection:
        _note(connection, "one more", "default default_u_p_peer_audio_1.webm")
    migrate(engine, HEAD)
    with engine.begin() as connection:
        again = SqlLibrary(connection).recordings.get(RecordingId("one more"))
        assert again is not None
        assert again.kind is RecordingKind.TRACKS
