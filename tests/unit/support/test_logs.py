"""The log file: made with its first record, rotated, and without secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from hosted_meetings_desktop.support import logs

log = logging.getLogger("hosted_meetings_desktop.something")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def handler(folder: Path) -> Iterator[logging.Handler]:
    root, own = logging.getLogger(), logging.getLogger("hosted_meetings_desktop")
    before, levels = set(root.handlers), (root.level, own.level)
    logs.start_logging(folder)
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


class TestWithoutAFolder:
    """It cannot be made: a file stands in its place."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "taken").write_text("a file")
        return tmp_path / "taken" / "logs"

    @pytest.mark.usefixtures("handler")
    def test_logging_never_fails(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        log.info("the first record")
        log.info("and a second")
        assert (tmp_path / "taken").read_text() == "a file"
        assert capsys.readouterr().err == ""


def test_a_record_that_cannot_be_written_is_no_trouble_either(
    tmp_path: Path, handler: logging.Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    log.info("written")
    handler.emit(logging.LogRecord("x", logging.INFO, __file__, 1, "cannot be %d", ("s3cr3t",), None))
    assert "s3cr3t" not in (tmp_path / "hosted-meetings.log").read_text(encoding="utf-8")
    assert capsys.readouterr().err == ""
