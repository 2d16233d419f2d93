"""Attendance: sessions, who was in each, the totals, and the way out as CSV."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLabel, QPushButton

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane
from hosted_meetings_desktop.ui.panes.attendance.people import (
    BAR,
    JOINED,
    JOINS,
    LEFT,
    NAME,
    PRESENT,
    Legend,
    paint_presence,
)
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.clinic_data import NOW, OFFLINE, PATIENTS, attendance_of, session
from tests.panes.fake_services import FakeAttendance
from tests.panes.fakes import HeldCalls, NowCalls

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def make(qtbot, attendance: FakeAttendance | None = None, calls=None) -> AttendancePane:
    pane = AttendancePane(attendance or FakeAttendance(), calls or NowCalls(), clock=lambda: NOW)
    qtbot.addWidget(pane)
    pane.resize(1300, 800)
    pane.show()
    return pane


def texts(pane: AttendancePane) -> str:
    return "\n".join(label.text() for label in pane.session_details.findChildren(QLabel) if not label.isHidden())


def cells(pane: AttendancePane, row: int) -> list[str]:
    model = pane.session_details.model
    return [model.index(row, column).data() for column in (NAME, JOINED, LEFT, PRESENT, JOINS)]


def test_open_sessions_are_marked_live(qtbot) -> None:
    pane = make(qtbot)
    assert [pane.model.index(0, column).data() for column in range(5)] == [
        "Follow-up after knee surgery",
        "Today 09:00",
        "12 min",
        "3",
        "3 in the call",
    ]
    assert pane.model.index(1, 4).data() == "Over"


def test_people_are_listed_with_their_times(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s00")
    assert cells(pane, 0) == ["Dr. Ada Osei", "09:00", "still in", "12 min", "1"]
    assert cells(pane, 2)[0] == PATIENTS[1]
    assert cells(pane, 2)[4] == "3"
    assert cells(pane, 3) == [PATIENTS[6], "09:05", "09:06", "less than 1 min", "1"]
    assert pane.attendance.session.id == "s00"


def test_totals_and_the_age_of_it_all(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s00")
    shown = texts(pane).splitlines()
    facts = dict(pairwise(shown))
    assert (facts["People"], facts["Length"], facts["All together"]) == ("4", "12 min", "25 min")
    assert facts["On average"] == "6 min"
    assert "As the video service said 1 min ago." in shown


def test_a_bar_stands_for_the_time_in_the_room(qtbot) -> None:
    row = replace(session(2), ended_at=session(2).started_at + timedelta(minutes=20))
    people = attendance_of(row).people
    image = QImage(100, 20, QImage.Format.Format_RGB32)

    def painted(person, direction=Qt.LayoutDirection.LeftToRight) -> list[bool]:
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setLayoutDirection(direction)
        paint_presence(painter, QRectF(0, 0, 100, 20), person, row.started_at, row.ended_at)
        painter.end()
        return [image.pixelColor(x, 13).lightness() < 250 for x in range(100)]

    assert all(painted(people[0])[2:98])
    late = painted(people[3])
    assert late.index(True) in range(43, 48)
    assert sum(late) in range(3, 9)
    mirrored = painted(people[3], Qt.LayoutDirection.RightToLeft)
    assert mirrored.index(True) in range(48, 56)


def test_breaks_are_explained_where_there_are_some(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s00")
    assert [legend for legend in pane.session_details.findChildren(Legend) if not legend.isHidden()]
    tip = pane.session_details.model.index(2, BAR).data(Qt.ItemDataRole.ToolTipRole)
    assert "came 3 times" in tip


def test_names_keep_their_room_in_a_narrow_panel(qtbot) -> None:
    pane = make(qtbot)
    pane.resize(888, 560)
    pane.select("s01")
    qtbot.wait(1)
    table = pane.session_details.table
    assert table.isColumnHidden(JOINS)
    assert table.columnWidth(NAME) >= 100


def export_by_dialog(pane: AttendancePane, target: Path) -> None:
    pane.session_details.export_button.click()
    pane.save_question.dialog.fileSelected.emit(str(target))
    pane.save_question.dialog.reject()


def export_by_method(pane: AttendancePane, target: Path) -> None:
    pane.export_to(target)


@pytest.mark.parametrize("route", [export_by_dialog, export_by_method])
def test_the_people_are_exported(qtbot, tmp_path: Path, route) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    pane.select("s01")
    route(pane, tmp_path / "who.csv")
    assert attendance.asked_for("export_csv") == [("s01", tmp_path / "who.csv")]
    assert pane.message_bar.text == "The attendance is saved as “who.csv”."
    assert pane.save_question.dialog is None


def test_an_export_that_fails_is_told(qtbot, tmp_path: Path) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    pane.select("s01")
    attendance.problem = AppError("The file could not be written", "Choose another folder.")
    pane.export_to(tmp_path / "who.csv")
    assert "Choose another folder." in pane.message_bar.text


def test_a_session_without_people_says_so_and_offers_no_export(qtbot) -> None:
    pane = make(qtbot, FakeAttendance(empty=True))
    pane.select("s01")
    assert "Who was there is not known yet." in texts(pane)
    assert pane.session_details.export_button is None
    assert "All together" not in texts(pane)
    assert "Length" in texts(pane)


def test_until_the_people_are_here_it_says_what_it_does(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.select("s01")
    assert "Looking up who was there…" in texts(pane)
    calls.release()
    assert cells(pane, 0)[0] == "Dr. Ada Osei"


def test_people_that_cannot_be_looked_up_can_be_asked_for_again(qtbot) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    attendance.problem = OFFLINE
    pane.select("s01")
    bar = pane.session_details.message_bar
    assert bar.kind == "error"
    attendance.problem = None
    bar.action_button.click()
    assert cells(pane, 0)[0] == "Dr. Ada Osei"


def test_an_answer_about_another_session_is_dropped(qtbot) -> None:
    calls = HeldCalls()
    pane = make(qtbot, calls=calls)
    calls.release()
    pane.select("s01")
    pane.select("s02")
    calls.release()
    assert pane.attendance.session.id == "s02"


def test_a_reload_brings_fresh_people(qtbot) -> None:
    attendance = FakeAttendance()
    pane = make(qtbot, attendance)
    pane.select("s00")
    before = len(attendance.asked_for("session"))
    pane.reload()
    assert len(attendance.asked_for("session")) > before


def test_no_session_yet_and_nothing_found(qtbot) -> None:
    assert make(qtbot, FakeAttendance(rows=[])).states.state is State.EMPTY
    pane = make(qtbot)
    pane.search.setText("zzz")
    pane.search.search_now()
    assert pane.states.state is State.EMPTY


def test_a_failure_to_list(qtbot) -> None:
    attendance = FakeAttendance(problem=OFFLINE)
    pane = make(qtbot, attendance)
    assert pane.states.state is State.ERROR
    attendance.problem = None
    next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Try again").click()
    assert pane.states.state is State.CONTENT


def test_its_meeting_can_be_shown(qtbot) -> None:
    pane = make(qtbot)
    pane.select("s01")
    link = next(b for b in pane.session_details.findChildren(QPushButton) if b.text() == "Show the meeting")
    with qtbot.waitSignal(pane.meeting_requested) as asked:
        link.click()
    assert asked.args == ["m01"]
