"""The command that writes the guest page."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosted_meetings_desktop import __main__
from hosted_meetings_desktop.bootstrap import export_command


def test_it_writes_the_page_with_the_clinics_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "page"
    arguments = ["export-guest-page", str(target), "--name", "Clinic am Park", "--phone", "+49 30 1234567"]
    monkeypatch.setattr("sys.argv", ["hosted-meetings", *arguments])
    assert __main__.main() == 0
    assert "Clinic am Park" in (target / "clinic.json").read_text("utf-8")
    assert (target / "index.html").exists()
    assert str(target) in capsys.readouterr().out
    assert export_command.run(arguments[1:]) == 0
    assert " 0 files written" in capsys.readouterr().out


def test_what_cannot_be_used_is_said_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "page"
    assert export_command.run([str(target), "--name", "Clinic", "--colour", "#ffff00"]) == 1
    assert "hard to read" in capsys.readouterr().err
    assert not target.exists()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "index.html").write_text("mine", "utf-8")
    assert export_command.run([str(tmp_path), "--name", "Clinic"]) == 1
    assert (tmp_path / "index.html").read_text("utf-8") == "mine"
    assert capsys.readouterr().err


def test_a_kit_and_languages_can_be_chosen(tmp_path: Path) -> None:
    chosen = ["--kit", "realtimekit", "--language", "de", "--language", "ar"]
    assert export_command.run([str(tmp_path / "page"), "--name", "Clinic", *chosen]) == 0
    assert not (tmp_path / "page" / "kit" / "dyte-ui-kit").exists()
    assert sorted(path.stem for path in (tmp_path / "page" / "languages").iterdir()) == ["ar", "de"]
