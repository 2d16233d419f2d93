"""Recordings: what is listed, kept, copied and played, and what is said when that fails."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.recording import RecordingFile, RecordingStatus
from hosted_meetings_desktop.ui.panes.recordings.download import Download, DownloadProgress
from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
from hosted_meetings_desktop.ui.panes.recordings.rows import (
    can_fetch,
    can_play,
    expiry_sentence,
    left_text,
    status_kind,
    status_text,
)
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.clinic_data import KEPT_FOR, NOW, OFFLINE, clinic_recordings, recording
from tests.panes.fake_services import FakeRecordings
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def make(qtbot, recordings: FakeRecordings | None = None, calls=None) -> RecordingsPane:
    pane = RecordingsPane(recordings or FakeRecordings(), calls or NowCalls(), clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(1200, 700)
    pane.show()
    return pane


def texts(pane: RecordingsPane) -> str:
    return "\n".join(label.text() for label in pane.recording_details.findChildren(QLabel) if not label.isHidden())


def expiring(after: timedelta, **changes: object):
    return recording(4, files=(RecordingFile("https://files.example/4", NOW + after),), **changes)


@pytest.mark.parametrize(
    ("row", "kind", "text"),
    [
        (recording(1, RecordingStatus.INVOKED), "recording", "Starting…"),
        (recording(1, RecordingStatus.RECORDING), "recording", "Recording now"),
        (recording(1, RecordingStatus.PAUSED), "recording", "Paused"),
        (recording(1, RecordingStatus.UPLOADING), "sending", "Being prepared…"),
        (recording(1, RecordingStatus.ERRORED), "attention", "Failed"),
        (recording(1, RecordingStatus.UNKNOWN), "info", "Unknown to this app"),
        (recording(1, local_path="/x.mp4"), "saved", "Saved on this PC"),
        (expiring(timedelta(days=6)), "over", "Ready to download"),
        (expiring(timedelta(days=2, hours=3)), "waiting", "Gone in 2 days"),
        (expiring(timedelta(hours=25, minutes=10)), "waiting", "Gone in 25 hours"),
        (expiring(timedelta(hours=5, minutes=10)), "attention", "Gone in 5 hours"),
        (expiring(timedelta(minutes=-1)), "cancelled", "Deleted by the provider"),
    ],
)
def test_each_status_has_a_word_and_a_sign(row, kind: str, text: str) -> None:
    assert (status_kind(row, NOW), status_text(row, NOW)) == (kind, text)


def test_what_the_provider_deletes_soon_is_said() -> None:
    row = expiring(timedelta(days=2, hours=3))
    assert expiry_sentence(row, NOW) == "The provider deletes it in 2 days. Download it to keep it."
    assert expiry_sentence(expiring(timedelta(days=1), local_path="/x.mp4"), NOW) == ""
    assert left_text(NOW + timedelta(minutes=20), NOW) == "within the hour"
    assert left_text(NOW + timedelta(minutes=80), NOW) == "in 1 hour"


def test_only_what_is_there_can_be_played_or_fetched() -> None:
    assert can_fetch(recording(10), NOW)
    assert not can_fetch(recording(10, local_path="/x.mp4"), NOW)
    assert can_play(recording(10, local_path="/x.mp4"), NOW)
    assert not can_play(expiring(timedelta(minutes=-1)), NOW)
    assert not can_play(recording(1, RecordingStatus.UPLOADING), NOW)


def test_length_and_size_line_up_and_unknown_ones_are_dashes(qtbot) -> None:
    pane = make(qtbot)
    assert [pane.model.index(pane.model.row_of("r02"), column).data() for column in range(5)] == [
        "Blood pressure review",
        "Yesterday 14:10",
        "28:22",
        "137.9 MB",
        "Saved on this PC",
    ]
    assert pane.model.index(0, 2).data() == "\N{EN DASH}"


def test_searching_and_finding_nothing(qtbot) -> None:
    pane = make(qtbot)
    pane.search.setText("no such visit")
    pane.search.search_now()
    assert pane.states.state is State.EMPTY
    next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Clear the search").click()
    assert pane.states.state is State.CONTENT


def test_nothing_recorded_yet(qtbot) -> None:
    assert make(qtbot, FakeRecordings(rows=[])).states.state is State.EMPTY


def test_a_failure_to_list(qtbot) -> None:
    assert make(qtbot, FakeRecordings(problem=OFFLINE)).states.state is State.ERROR


def test_a_download_ends_with_a_copy_and_its_checksum(qtbot) -> None:
    recordings = FakeRecordings()
    pane = make(qtbot, recordings)
    pane.select("r03")
    pane.recording_details.buttons["download"].click()
    assert pane.message_bar.text.endswith("is saved on this PC.")
    assert pane.selected.local_path
    assert "abababababab…" in texts(pane)
    pane.recording_details.buttons["checksum"].click()
    assert QGuiApplication.clipboard().text() == "ab" * 32


def test_a_download_shows_how_far_it_is_and_can_be_stopped(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.select("r03")
    pane.download_selected()
    pane.download_selected()
    assert len(calls.held) == 1
    pane._downloads["r03"].progress(86_500_000, 173_000_000)
    progress = pane.recording_details.progress
    qtbot.waitUntil(lambda: progress.words.text() == "86.5 MB of 173.0 MB")
    assert progress.bar.value() == 500
    assert "download" not in pane.recording_details.buttons
    progress.stop_button.click()
    assert calls.held[0][3].cancelled
    assert "What has come is kept." in pane.recording_details.message_bar.text
    pane.recording_details.message_bar.action_button.click()
    calls.release()
    assert pane.message_bar.text.endswith("is saved on this PC.")


def test_a_download_goes_on_while_another_row_is_looked_at(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.select("r03")
    pane.download_selected()
    pane.select("r02")
    assert pane.recording_details.progress is None
    pane.select("r03")
    assert pane.recording_details.progress is not None
    pane.select("r02")
    calls.release()
    assert pane.recording_details.recording.id == "r02"
    assert pane.message_bar.text.endswith("is saved on this PC.")


def test_a_download_that_breaks_off_offers_to_go_on(qtbot) -> None:
    recordings = FakeRecordings(download_problem=AppError("The download broke off", "What has come is kept."))
    pane = make(qtbot, recordings)
    pane.select("r03")
    pane.download_selected()
    bar = pane.recording_details.message_bar
    assert "The download broke off." in bar.text
    recordings.download_problem = None
    bar.action_button.click()
    assert pane.selected.local_path


def test_progress_of_unknown_length_says_what_has_come(qtbot) -> None:
    download = Download(None)
    progress = DownloadProgress(download)
    qtbot.addWidget(progress)
    assert progress.words.text() == "Starting…"
    download.progress(5_000_000_000, None)
    qtbot.waitUntil(lambda: progress.words.text() == "5.0 GB")
    assert progress.bar.maximum() == 0


def test_a_copy_is_saved_where_the_person_says(qtbot, tmp_path: Path) -> None:
    recordings = FakeRecordings()
    pane = make(qtbot, recordings)
    pane.select("r02")
    pane.recording_details.buttons["save"].click()
    dialog = pane.save_question.dialog
    assert isinstance(dialog, QFileDialog)
    assert dialog.selectedFiles()[0].endswith("visit-02.mp4")
    dialog.fileSelected.emit(str(tmp_path / "copy.mp4"))
    dialog.reject()
    assert recordings.asked_for("export_copy") == [("r02", tmp_path / "copy.mp4")]
    assert pane.message_bar.text == "A copy is saved as “copy.mp4”."
    assert pane.save_question.dialog is None


def test_a_name_without_an_ending_gets_that_of_the_recording(qtbot) -> None:
    pane = make(qtbot, FakeRecordings(rows=[recording(2, local_path="/x", file_name="visit.webm")]))
    pane.select("r02")
    pane.save_selected()
    assert pane.save_question.dialog.defaultSuffix() == "webm"
    pane.save_question.dialog.reject()
    pane = make(qtbot, FakeRecordings(rows=[recording(2, local_path="/x", file_name="")]))
    pane.select("r02")
    pane.save_selected()
    assert pane.save_question.dialog.defaultSuffix() == "mp4"
    pane.save_question.dialog.reject()


def test_a_copy_shows_how_far_it_is_and_can_be_stopped(qtbot, tmp_path: Path) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.select("r02")
    pane.save_copy(pane.selected, tmp_path / "copy.mp4")
    pane.save_copy(pane.selected, tmp_path / "again.mp4")
    assert len(calls.held) == 1
    pane._downloads["r02"].progress(83_000_000, 166_000_000)
    progress = pane.recording_details.progress
    qtbot.waitUntil(lambda: progress.words.text() == "83.0 MB of 166.0 MB")
    assert progress.bar.accessibleName() == "Copy"
    assert "Saving a copy as “copy.mp4”" in texts(pane)
    assert "save" not in pane.recording_details.buttons
    pane.select("r03")
    pane.select("r02")
    pane.recording_details.progress.stop_button.click()
    assert calls.held[0][3].cancelled
    assert pane.recording_details.message_bar.text == "No copy was saved. The recording itself is kept."
    assert "save" in pane.recording_details.buttons


def test_a_copy_that_cannot_be_saved_is_told(qtbot, tmp_path: Path) -> None:
    recordings = FakeRecordings()
    pane = make(qtbot, recordings)
    pane.select("r02")
    recordings.problem = AppError("The copy could not be written", "Choose another folder.")
    pane.save_copy(pane.selected, tmp_path / "x.mp4")
    assert "Choose another folder." in pane.message_bar.text


def test_playing_tells_what_went_wrong_without_an_address(qtbot) -> None:
    recordings = FakeRecordings()
    pane = make(qtbot, recordings)
    pane.select("r03")
    recordings.problem = OFFLINE
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


def test_it_asks_again_while_something_is_being_made(qtbot) -> None:
    recordings = FakeRecordings()
    pane = make(qtbot, recordings)
    before = len(recordings.asked_for("page"))
    pane._ask_again()
    assert len(recordings.asked_for("page")) == before + 1
    recordings.rows = [recording(2)]
    pane.reload(from_top=True)
    before = len(recordings.asked_for("page"))
    pane._ask_again()
    assert len(recordings.asked_for("page")) == before


def test_details_say_what_each_status_means(qtbot) -> None:
    pane = make(qtbot)
    pane.select("r07")
    assert "could not make this recording" in texts(pane)
    pane.select("r06")
    assert "there is no copy on this PC" in texts(pane)
    assert pane.recording_details.buttons == {}


def test_its_meeting_can_be_shown(qtbot) -> None:
    pane = make(qtbot)
    pane.select("r02")
    link = next(b for b in pane.recording_details.findChildren(QPushButton) if b.text() == "Show the meeting")
    with qtbot.waitSignal(pane.meeting_requested) as asked:
        link.click()
    assert asked.args == ["m02"]


def test_multimedia_is_not_imported_before_something_is_played(qtbot) -> None:
    import subprocess
    import sys

    code = (
        "import sys, hosted_meetings_desktop.ui.panes.recordings.pane;"
        "sys.exit(any('Multimedia' in name for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


@pytest.mark.parametrize(
    ("left", "main"), [(timedelta(days=6), "play"), (timedelta(days=2), "download"), (timedelta(hours=5), "download")]
)
def test_what_will_be_gone_soon_is_downloaded_first(qtbot, left: timedelta, main: str) -> None:
    pane = make(qtbot, FakeRecordings(rows=[expiring(left)]))
    pane.select("r04")
    kinds = {name: button.property("kind") for name, button in pane.recording_details.buttons.items()}
    assert [name for name, kind in kinds.items() if kind == "main"] == [main]
    assert set(kinds) == {"play", "download"}


def test_the_last_day_is_told_in_red(qtbot) -> None:
    for left, tone in ((timedelta(hours=23), "stop"), (timedelta(hours=25), "wait")):
        pane = make(qtbot, FakeRecordings(rows=[expiring(left)]))
        pane.select("r04")
        [said] = [label for label in pane.recording_details.findChildren(QLabel) if "deletes it" in label.text()]
        assert said.property("tone") == tone


def test_the_row_says_how_far_its_download_is(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.select("r03")
    pane.download_selected()
    state = pane.model.index(pane.model.row_of("r03"), 4)
    assert state.data() == "Downloading…"
    pane.findChild(Download).progress(41, 100)
    qtbot.waitUntil(lambda: state.data() == "Downloading 41 %")
    assert pane.recording_details._state.text == "Downloading 41 %"
    assert pane.model.headerData(4, Qt.Orientation.Horizontal) == "State"
    calls.release()
    calls.release()  # the list that the download asked for
    assert state.data() == "Saved on this PC"


def test_a_download_that_fails_offline_speaks_of_the_download(qtbot) -> None:
    pane = make(qtbot, FakeRecordings(download_problem=OFFLINE))
    pane.select("r03")
    pane.download_selected()
    bar = pane.recording_details.message_bar
    assert "What has come is kept." in bar.text
    assert "plans" not in bar.text
    assert (bar.action_button.text(), bar.details_button.text()) == ("Continue download", "Copy details for IT")


def test_the_clinics_recordings_could_have_been_made() -> None:
    rows = clinic_recordings()
    assert [row.id for row in rows] == [r.id for r in sorted(rows, key=lambda one: one.invoked_at, reverse=True)]
    for row in rows:
        if row.seconds is not None:
            assert row.stopped_at - row.started_at == timedelta(seconds=row.seconds)
        for file in row.files:
            assert file.expires_at - row.invoked_at == KEPT_FOR
        assert row.invoked_at <= NOW
