"""The log file: made with its first record, rotated, and without secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from hosted_meetings_desktop.support import logs

log = logging.getLogger("hosted_meetings_desktop.something")


@pytest.fixture
def handler(tmp_path: Path) -> Iterator[logging.Handler]:
    root, own = logging.getLogger(), logging.getLogger("hosted_meetings_desktop")
    before, levels = set(root.handlers), (root.level, own.level)
    logs.start_logging(tmp_path)
    (added,) = set(root.handlers) - before
    yield added
    root.removeHandler(added)
    added.close()
    root.setLevel(levels[0])
    own.setLevel(levels[1])


def test_the_file_comes_with_the_first_record_and_without_secrets(tmp_path: Path, handler: logging.Handler) -> None:
    path = tmp_path / "hosted-meetings.log"
    assert not path.exists()
    log.info("asked with api_key=abcdef0123456789")
    handler.flush()
    written = path.read_text(encoding="utf-8")
    assert "hosted_meetings_desktop.something: asked with" in written
    assert "abcdef0123456789" not in written


@pytest.mark.usefixtures("handler")
def test_the_file_is_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_SIZE", 500)
    for _ in range(20):
        log.info("a line that is about fifty characters long, or a bit more")
    assert (tmp_path / "hosted-meetings.log.1").exists()
