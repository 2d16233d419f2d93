"""What the library says of what is not here yet, and how a long title is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtGui import QFontMetrics

from hosted_meetings_desktop.domain.archive import Quota, RescueStanding
from hosted_meetings_desktop.domain.recording_list import LibraryState
from hosted_meetings_desktop.ui.panes.recordings.standing_bar import RoomUsed
from hosted_meetings_desktop.ui.panes.recordings.title import two_lines
from hosted_meetings_desktop.ui.theme.fonts import section_font
from tests.panes.clinic_data import NOW
from tests.panes.library_kit import FakeLibrary, library_rows
from tests.panes.test_recordings_pane import make

pytestmark = pytest.mark.usefixtures("london")
LONG = "Follow-up after the second operation on the left knee with both surgeons, the physiotherapist and the family"


@pytest.mark.parametrize(
    ("standing", "words", "tip"),
    [
        (
            RescueStanding(waiting=4, recordings_waiting=1, first_gone_at=NOW + timedelta(hours=3)),
            "1 recording is not downloaded yet",
            "1 recording is only with the video service so far. It is downloaded by itself.\nIts link ends: Today",
        ),
        (
            RescueStanding(waiting=9, recordings_waiting=8, first_gone_at=NOW + timedelta(hours=3)),
            "8 recordings are not downloaded yet",
            "8 recordings are only with the video service so far. They are downloaded by themselves.\nThe first link",
        ),
        (RescueStanding(waiting=1), "1 transcript or chat may still come", "The video service makes them after"),
        (RescueStanding(waiting=3), "3 transcripts and chats may still come", "The video service makes them after"),
        (RescueStanding(), "Archive: 5 bytes", "Archive: 5 bytes"),
    ],
)
def test_what_is_not_here_yet_is_said_in_words(qtbot, standing: RescueStanding, words: str, tip: str) -> None:
    room = RoomUsed(lambda: NOW)
    qtbot.addWidget(room)
    room.show_state(LibraryState(standing, Quota(5, 0)))
    assert room.words.text().endswith(words)
    assert room.toolTip().startswith(tip)
    assert room.bar.accessibleDescription() == room.words.text()


def test_a_nearly_full_archive_says_both(qtbot) -> None:
    room = RoomUsed(lambda: NOW)
    qtbot.addWidget(room)
    room.show_state(LibraryState(RescueStanding(waiting=2, recordings_waiting=2), Quota(95, 100)))
    assert room.toolTip().startswith("The archive is nearly full.\n2 recordings are only with")


def test_a_title_has_two_lines_and_the_rest_in_its_tip(qtbot) -> None:
    rows = library_rows()
    rows[0] = replace(rows[0], recording=replace(rows[0].recording, title=LONG))
    pane = make(qtbot, FakeLibrary(rows=rows))
    pane.select(str(rows[0].id))
    details = pane.recording_details
    metrics = details._title.fontMetrics()
    details.resize(details.minimumWidth(), 700)
    assert details.title == LONG
    shown = details._title.text()
    assert shown.count("\n") == 1
    assert shown.endswith("…")
    assert details._title.toolTip() == LONG
    assert details._title.heightForWidth(details._title.width()) <= 2 * metrics.lineSpacing() + 2
    pane.select(str(rows[1].id))
    assert details._title.text() == rows[1].recording.title
    assert details._title.toolTip() == ""


@pytest.mark.parametrize(
    "text",
    ["", "Short", LONG, "Onewordthatislongerthananylinehasroomforandgoesonandonandonandon", "فحص الركبة " * 20],
)
@pytest.mark.parametrize("width", [20, 120, 300, 5_000])
def test_any_title_fits_into_two_lines(qapp, text: str, width: int) -> None:
    metrics = QFontMetrics(section_font())
    lines = two_lines(text, metrics, width).split("\n")
    assert len(lines) <= 2
    if two_lines(text, metrics, width) != text:
        assert lines[-1].endswith("…") or width < 60
        assert all(metrics.horizontalAdvance(line) <= width for line in lines)
