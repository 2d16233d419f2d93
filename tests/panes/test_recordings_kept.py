"""Recordings are kept, held and deleted, one and several at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from hosted_meetings_desktop.domain.archive import ItemState, RescueStanding
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.recording_list import (
    LibraryState,
)
from hosted_meetings_desktop.ui.panes.recordings.download import Download, DownloadProgress
from hosted_meetings_desktop.ui.parts.reason_dialog import ReasonDialog
from tests.panes.clinic_data import OFFLINE
from tests.panes.fakes import HeldCalls
from tests.panes.library_kit import FakeLibrary
from tests.panes.test_recordings_pane import cells, leaving, make, texts

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
STATE = 7


# ---- one recording is kept
def test_a_recording_is_kept_and_shows_its_checksum(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    pane.select("r04")
    pane.recording_details.buttons["download"].click()
    assert library.asked_for("keep") == [(("r04",), False)]
    assert pane.message_bar.text.endswith("is kept now.")
    assert pane.selected.kept
    assert "abababababab…" not in texts(pane)
    pane.recording_details.buttons["technical"].click()
    assert "abababababab…" in texts(pane)
    pane.recording_details.buttons["checksum"].click()
    assert QGuiApplication.clipboard().text() == "ab" * 32


def test_the_row_and_the_details_say_how_far_it_is_and_it_can_be_stopped(qtbot) -> None:
    calls, library = HeldCalls(), FakeLibrary()
    pane = make(qtbot, library, calls)
    calls.release()
    pane.select("r04")
    pane.download_selected()
    pane.download_selected()
    assert len(calls.held) == 1
    assert cells(pane, "r04")[-1] == "Downloading…"
    item = next(one.item.id for one in library.rows if one.id == "r04")
    pane._take_state(LibraryState(RescueStanding(working=item, done=41, total=100)))
    assert cells(pane, "r04")[-1] == "Downloading 41 %"
    progress = pane.recording_details.progress
    assert progress.bar.value() == 410
    assert "download" not in pane.recording_details.buttons
    progress.stop_button.click()
    assert calls.held[0][3].cancelled
    assert "What has come is kept." in pane.recording_details.message_bar.text
    pane.recording_details.message_bar.action_button.click()
    calls.release()
    assert pane.message_bar.text.endswith("is kept now.")


def test_what_the_rescue_does_by_itself_is_shown_and_cannot_be_stopped_here(qtbot) -> None:
    library = FakeLibrary()
    item = next(one.item.id for one in library.rows if one.id == "r04")
    library.stands = LibraryState(RescueStanding(working=item, done=50, total=200))
    pane = make(qtbot, library)
    pane.select("r04")
    assert cells(pane, "r04")[-1] == "Downloading 25 %"
    assert pane.recording_details.progress.stop_button.isHidden()
    pane._take_state(LibraryState())
    assert pane.recording_details.progress is None, "it is over, though the recording itself looks as before"


def test_a_download_goes_on_while_another_row_is_looked_at(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.select("r04")
    pane.download_selected()
    pane.select("r02")
    assert pane.recording_details.progress is None
    pane.select("r04")
    assert pane.recording_details.progress is not None
    pane.select("r02")
    calls.release()
    assert pane.recording_details.recording.id == "r02"
    assert pane.message_bar.text.endswith("is kept now.")


def test_a_download_that_breaks_off_offers_to_go_on(qtbot) -> None:
    library = FakeLibrary(keep_problem=OFFLINE)
    pane = make(qtbot, library)
    pane.select("r04")
    pane.download_selected()
    bar = pane.recording_details.message_bar
    assert "What has come is kept." in bar.text
    assert "plans" not in bar.text
    assert (bar.action_button.text(), bar.details_button.text()) == ("Continue download", "Copy details for IT")
    library.keep_problem = None
    bar.action_button.click()
    assert pane.selected.kept


def test_progress_of_unknown_length_says_what_has_come(qtbot) -> None:
    download = Download(None)
    progress = DownloadProgress(download)
    qtbot.addWidget(progress)
    assert progress.words.text() == "Starting…"
    download.progress(5_000_000_000, None)
    qtbot.waitUntil(lambda: progress.words.text() == "5.0 GB")
    assert progress.bar.maximum() == 0


@pytest.mark.parametrize(
    ("left", "main"), [(timedelta(days=6), "play"), (timedelta(days=2), "download"), (timedelta(hours=5), "download")]
)
def test_what_will_be_gone_soon_is_kept_first(qtbot, left: timedelta, main: str) -> None:
    pane = make(qtbot, FakeLibrary(rows=[leaving(left)]))
    pane.select("r04")
    kinds = {name: button.property("kind") for name, button in pane.recording_details.buttons.items()}
    assert [name for name, kind in kinds.items() if kind == "main"] == [main]
    assert set(kinds) == {"play", "download"}


def test_the_last_day_is_told_in_red(qtbot) -> None:
    for left, tone in ((timedelta(hours=23), "stop"), (timedelta(hours=25), "wait")):
        pane = make(qtbot, FakeLibrary(rows=[leaving(left)]))
        pane.select("r04")
        [said] = [label for label in pane.recording_details.findChildren(QLabel) if "deletes it" in label.text()]
        assert said.property("tone") == tone


def test_what_came_wrong_is_taken_as_it_is_or_known_of(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    pane.select("r07")
    assert "did not arrive as it should" in texts(pane)
    pane.recording_details.buttons["any"].click()
    assert library.asked_for("keep") == [(("r07",), True)]
    pane.select("r06")
    assert "Nothing of it is here." in texts(pane)
    pane.recording_details.buttons["note"].click()
    assert library.asked_for("take_note") == [(("r06",),)]
    assert "note" not in pane.recording_details.buttons


# ---- details
def test_details_say_what_each_state_means(qtbot) -> None:
    pane = make(qtbot)
    for number, said in (
        ("12", "could not make this recording"),
        ("01", "preparing the file"),
        ("00", "still being made"),
        ("11", "Deleted: Asked for by the patient"),
        ("05", "It was tried 3 times. The next try is in 20 min."),
        ("08", "Complaint 2026-118: keep until it is settled"),
        ("09", "12 days left: Saturday, 5 December 2026"),
        ("02", "With 1 person"),
        ("10", "Somebody said no: see the meeting"),
    ):
        pane.select(f"r{number}")
        assert said in texts(pane), number
    pane.select("r06")
    assert "play" not in pane.recording_details.buttons


def test_its_meeting_can_be_shown_and_it_can_be_shared(qtbot) -> None:
    pane = make(qtbot)
    pane.recording_details.can_share = True
    pane.select("r02")
    link = next(b for b in pane.recording_details.findChildren(QPushButton) if b.text() == "Show the meeting")
    with qtbot.waitSignal(pane.meeting_requested) as asked:
        link.click()
    assert asked.args == ["m02"]
    with qtbot.waitSignal(pane.share_requested) as asked:
        pane.recording_details.buttons["share"].click()
    assert asked.args == ["r02"]


# ---- with a reason
def test_deleting_needs_a_reason(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    pane.select("r02")
    pane.recording_details.buttons["delete"].click()
    dialog = pane.deeds.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.main_button.click()
    assert library.rows[2].item.state is ItemState.KEPT
    assert dialog._form.problems == {"reason": "Write why, in up to 500 characters"}
    dialog.reason.setPlainText("Asked for by the patient")
    dialog.main_button.click()
    assert library.asked_for("delete") == [(("r02",), "Asked for by the patient")]
    assert pane.deeds.dialog is None
    assert pane.message_bar.text == "The recording was deleted."
    assert pane.selected.item.state is ItemState.DELETED


def test_a_reason_is_cut_at_what_can_be_kept(qtbot) -> None:
    dialog = ReasonDialog("Title", "Sentence", "Do it")
    qtbot.addWidget(dialog)
    dialog.reason.setPlainText("x" * 700)
    assert len(dialog.reason.toPlainText()) == 500


def test_a_hold_keeps_and_is_ended(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    pane.select("r02")
    for name, word in (("hold", "On hold"), ("release", "Until Wed 19 Nov 2036")):
        pane.recording_details.buttons[name].click()
        pane.deeds.dialog.reason.setPlainText("A complaint")
        pane.deeds.dialog.main_button.click()
        assert cells(pane, "r02")[5] == word
    pane.recording_details.buttons["hold"].click()
    pane.deeds.dialog.reason.setPlainText("A complaint")
    pane.deeds.dialog.main_button.click()
    assert "delete" not in pane.recording_details.buttons


# ---- several at once
def test_rows_are_chosen_by_click_by_key_and_all_at_once(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    assert pane.chosen_bar.isHidden()
    box = pane.table.visualRect(pane.model.index(2, 0)).center()
    qtbot.mouseClick(pane.table.viewport(), Qt.MouseButton.LeftButton, pos=box)
    pane.select("r09")
    pane.table.setFocus()
    qtbot.keyClick(pane.table, Qt.Key.Key_Space)
    assert pane.chosen.ids == ("r02", "r09")
    assert pane.chosen_bar.words.text() == "2 chosen"
    pane.chosen_bar.all_button.click()
    assert len(pane.chosen) == len(library.rows)
    pane.chosen_bar.clear_button.click()
    assert pane.chosen_bar.isHidden()


def test_several_are_kept_one_after_the_other(qtbot) -> None:
    calls, library = HeldCalls(), FakeLibrary()
    pane = make(qtbot, library, calls)
    calls.release()
    pane.chosen.choose(["r04", "r05"])
    pane.chosen_bar.buttons["keep"].click()
    assert pane.chosen_bar.words.text() == "Keeping"
    assert pane.chosen_bar.buttons["keep"].isHidden()
    calls.release()
    assert pane.message_bar.text == "2 recordings are kept now."
    assert len(pane.chosen) == 0


def test_what_fits_none_of_the_chosen_is_not_offered(qtbot) -> None:
    pane = make(qtbot)

    def offered() -> set[str]:
        return {name for name, button in pane.chosen_bar.buttons.items() if button.isEnabled()}

    pane.chosen.choose(["r15"])
    assert offered() == {"export", "hold", "delete"}
    assert pane.chosen_bar.buttons["release"].toolTip() == "None of them is on hold"
    pane.chosen.choose(["r04"])
    assert offered() == {"keep"}
    pane.chosen.choose(["r08", "r04"])
    assert offered() == {"keep", "export", "release"}
    pane.chosen.choose(["r08", "of a page that is not loaded"])
    assert offered() == {"keep", "export", "hold", "release", "delete"}


def test_of_many_it_is_said_how_many_are_on_hold_and_stay(qtbot) -> None:
    pane = make(qtbot)
    pane.chosen.choose(["r08", "r15", "r16"])
    pane.chosen_bar.buttons["delete"].click()
    assert "2 recordings are deleted from the archive for good. 1 of them is on hold and stays." in texts_in(
        pane.deeds.dialog
    )


def texts_in(dialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_what_did_not_work_is_told_and_stays_chosen(qtbot) -> None:
    pane = make(qtbot, FakeLibrary(keep_problem=AppError("It came wrong", "Look at it.")))
    pane.chosen.choose(["r04", "r05"])
    pane.chosen_bar.buttons["keep"].click()
    assert pane.message_bar.text == "1 recording is kept now. With 1 recording it did not work. It came wrong"
    assert len(pane.chosen) == 2


def test_many_can_be_stopped(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.chosen.choose(["r04", "r05"])
    pane.chosen_bar.buttons["keep"].click()
    pane.chosen_bar.stop_button.click()
    assert calls.held[0][3].cancelled
    assert pane.message_bar.text == "It has stopped. What was done by then stays."
    assert not pane.chosen_bar.busy


def test_several_are_deleted_with_one_reason(qtbot) -> None:
    library = FakeLibrary()
    pane = make(qtbot, library)
    pane.chosen.choose(["r02", "r03"])
    pane.chosen_bar.buttons["delete"].click()
    assert pane.deeds.dialog.windowTitle() == "Delete 2 recordings"
    pane.deeds.dialog.reason.setPlainText("Their time is over")
    pane.deeds.dialog.main_button.click()
    assert library.asked_for("delete") == [(("r02", "r03"), "Their time is over")]
    assert pane.message_bar.text == "2 recordings were deleted."
