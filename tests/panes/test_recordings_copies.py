"""Recordings are exported, played and shown as pictures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.recording_list import (
    RecordingRow,
)
from hosted_meetings_desktop.ui.panes.recordings.deeds import file_name, free_name
from hosted_meetings_desktop.ui.panes.recordings.dialogs import ExportDialog
from tests.panes.clinic_data import KEPT_FOR, NOW, OFFLINE, clinic_recordings
from tests.panes.fakes import HeldCalls
from tests.panes.library_kit import FakeLibrary, row
from tests.panes.test_recordings_pane import make, texts

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
STATE = 7


# ---- copies outside
def test_an_export_is_warned_of_and_goes_where_the_person_says(qtbot, tmp_path: Path) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    pane.select("r02")
    pane.recording_details.buttons["save"].click()
    assert isinstance(pane.deeds.dialog, ExportDialog)
    assert library.asked_for("export_copy") == []
    pane.deeds.dialog.main_button.click()
    dialog = pane.save_question.dialog
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("2026-11-22 1410 Blood pressure review.mp4")
    dialog.fileSelected.emit(str(tmp_path / "copy.mp4"))
    dialog.reject()
    assert library.asked_for("export_copy") == [("r02", tmp_path / "copy.mp4")]
    assert pane.message_bar.text == "A copy is saved as “copy.mp4”."


def test_several_are_exported_into_a_folder(qtbot, tmp_path: Path) -> None:
    pane = make(qtbot)
    pane.chosen.choose(["r02", "r15"])
    pane.chosen_bar.buttons["export"].click()
    pane.deeds.dialog.main_button.click()
    question = pane.deeds.dialog
    assert isinstance(question, QFileDialog)
    question.fileSelected.emit(str(tmp_path))
    question.reject()
    assert pane.message_bar.text == f"2 copies are in “{tmp_path.name}”."
    assert len(list(tmp_path.iterdir())) == 2


def test_names_are_free_and_fit_every_system(tmp_path: Path) -> None:
    one = row(2, title='Mother/child: "first"? <2>\x07\u202e')
    assert file_name(one) == "2026-11-22 1410 Mother child first 2.mp4"
    (tmp_path / "a.mp4").touch()
    (tmp_path / "a (2).mp4").touch()
    assert free_name(tmp_path, "a.mp4") == tmp_path / "a (3).mp4"


def test_a_copy_can_be_stopped_and_a_failure_is_told(qtbot, tmp_path: Path) -> None:
    calls, library = HeldCalls(), FakeLibrary()
    pane = make(qtbot, library, calls)
    calls.release()
    pane.select("r02")
    pane.downloads.save_copy(pane.selected, tmp_path / "copy.mp4")
    pane.downloads.save_copy(pane.selected, tmp_path / "again.mp4")
    assert len(calls.held) == 1
    progress = pane.recording_details.progress
    assert progress.bar.accessibleName() == "Copy"
    assert "Saving a copy as “copy.mp4”" in texts(pane)
    assert "save" not in pane.recording_details.buttons
    progress.stop_button.click()
    assert calls.held[0][3].cancelled
    assert pane.recording_details.message_bar.text == "No copy was saved. The recording itself is kept."
    assert "save" in pane.recording_details.buttons
    calls.held.clear()
    library.problem = AppError("The copy could not be written", "Choose another folder.")
    pane.downloads.save_copy(pane.selected, tmp_path / "x.mp4")
    calls.release()
    assert "Choose another folder." in pane.message_bar.text


# ---- playing
def test_playing_tells_what_went_wrong_without_an_address(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    pane.select("r02")
    library.problem = OFFLINE
    pane.play_selected()
    assert pane.player is None
    assert "cannot be reached" in pane.message_bar.text


def test_enter_on_what_cannot_be_played_opens_its_details(qtbot) -> None:
    pane = make(qtbot)
    pane.table.select_id("r00")
    pane.close_details()
    qtbot.keyClick(pane.table, Qt.Key.Key_Return)
    assert not pane.details.isHidden()
    assert pane.player is None


def test_multimedia_is_not_imported_before_something_is_played(qtbot) -> None:
    import subprocess
    import sys

    code = (
        "import sys, hosted_meetings_desktop.ui.panes.recordings.pane, hosted_meetings_desktop.ui.player.keys;"
        "sys.exit(any('Multimedia' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


# ---- pictures
def test_pictures_show_the_same_rows_and_selection(qtbot) -> None:
    pane = make(qtbot)
    drawn: list[str] = []

    def still(one: RecordingRow) -> QImage | None:
        drawn.append(one.id)
        return None

    pane.pictures.card.still = still
    pane.filters.pictures_button.click()
    pane.grab()
    assert drawn[:2] == ["r00", "r01"]
    third = pane.pictures.visualRect(pane.model.index(2, 1))
    qtbot.mouseClick(pane.pictures.viewport(), Qt.MouseButton.LeftButton, pos=third.center())
    assert pane.selected.id == "r02"
    assert not pane.details.isHidden()
    box = pane.pictures.card.box_of(pane.pictures.visualRect(pane.model.index(2, 1)), Qt.LayoutDirection.LeftToRight)
    qtbot.mouseClick(pane.pictures.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert pane.chosen.ids == ("r02",)
    pane.pictures.setFocus()
    qtbot.keyClick(pane.pictures, Qt.Key.Key_Space)
    assert pane.chosen.ids == ()
    pane.filters.table_button.click()
    assert pane.table.isVisible()
    assert pane.selected.id == "r02"


def test_the_clinics_recordings_could_have_been_made() -> None:
    rows = clinic_recordings()
    assert [one.id for one in rows] == [r.id for r in sorted(rows, key=lambda one: one.invoked_at, reverse=True)]
    for one in rows:
        if one.seconds is not None:
            assert one.stopped_at - one.started_at == timedelta(seconds=one.seconds)
        for file in one.files:
            assert file.expires_at - one.invoked_at == KEPT_FOR
        assert one.invoked_at <= NOW
