"""The timeline's zoom: by buttons on the bars, by key on the marked piece, by the wheel around the mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.attendance.timeline_data import Piece
from hosted_meetings_desktop.ui.panes.attendance.timeline_section import TimelineSection
from tests.panes.clinic_data import PATIENTS, session
from tests.panes.ledger_kit import SHOWN, Report, Scene
from tests.panes.timeline_kit import keys, section

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    yield
    SHOWN.clear()


def test_buttons_and_keys_zoom(qtbot) -> None:
    made = section(qtbot)
    assert not made.out_button.isEnabled()
    made.in_button.click()
    keys(qtbot, made, Qt.Key.Key_Plus)
    assert made.view.zoom == pytest.approx(2.25)
    assert made.out_button.isEnabled()
    assert made.view.horizontalScrollBar().maximum() > 0
    keys(qtbot, made, Qt.Key.Key_Minus)
    assert made.view.zoom == pytest.approx(1.5)
    keys(qtbot, made, Qt.Key.Key_0)
    assert made.view.zoom == 1
    assert made.view.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_wheel_zooms_around_the_mouse(qtbot, *, mirrored: bool) -> None:
    made = section(qtbot)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    x = 300.0
    before = made.view.frame_now().at(x)
    _turn(made, 120, Qt.KeyboardModifier.ControlModifier, x)
    assert made.view.zoom == pytest.approx(1.5)
    assert abs((made.view.frame_now().at(x) - before).total_seconds()) < 5


def _seen(made: TimelineSection, *pieces: Piece) -> tuple[float, float]:
    """Return from where to where pieces are drawn, in parts of the time that is in view: 0 to 1 is all in view."""
    frame = made.view.frame_now()
    begin, end = min(each.began for each in pieces), max(each.ended for each in pieces)
    return (frame.x(begin) - frame.names) / frame.room, (frame.x(end) - frame.names) / frame.room


def _early_in_a_long_plan() -> Report:
    """Return a visit of ten minutes in a time planned for four hours: bars at the very beginning."""
    made = Scene(session(7), (PATIENTS[0], Role.PATIENT), minutes=240)
    return made.came(made.host, 2, 10).came(PATIENTS[0], 3, 5).came(PATIENTS[0], 7, 10).report()


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_buttons_zoom_on_the_bars(qtbot, *, mirrored: bool) -> None:
    made = section(qtbot, _early_in_a_long_plan())
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    bars = [piece for lane in made.view.timeline.lanes for piece in lane.pieces]
    for _click in range(7):
        made.in_button.click()
        begin, end = _seen(made, *bars)
        assert begin >= -0.01
        assert end <= 1.01
    for _click in range(7):  # now they are larger than the room: their middle is what one looks at
        made.in_button.click()
    begin, end = _seen(made, *bars)
    assert end - begin > 2
    assert (begin + end) / 2 == pytest.approx(0.5, abs=0.15)
    for _click in range(6):
        made.out_button.click()
    assert _seen(made, *bars) == pytest.approx((0, 1), abs=0.6)


def test_where_no_bar_is_in_view_the_buttons_zoom_on_the_middle(qtbot) -> None:
    made = section(qtbot, _early_in_a_long_plan())
    made.view.zoom_to(8)
    bar = made.view.horizontalScrollBar()
    bar.setValue(bar.maximum() // 2)
    frame = made.view.frame_now()
    before = frame.at(frame.names + frame.room / 2)
    made.in_button.click()
    frame = made.view.frame_now()
    assert abs((frame.at(frame.names + frame.room / 2) - before).total_seconds()) < 10


def test_keys_zoom_on_the_marked_piece_wherever_the_time_was_scrolled_to(qtbot) -> None:
    made = section(qtbot, _early_in_a_long_plan())
    keys(qtbot, made, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Home)
    marked = made.view.timeline.lanes[1].pieces[0]
    assert made.view.marked == (1, 0)
    for turn in range(9):
        if turn == 4:
            made.view.horizontalScrollBar().setValue(made.view.horizontalScrollBar().maximum())
        keys(qtbot, made, Qt.Key.Key_Plus)
        begin, end = _seen(made, marked)
        assert (begin >= -0.01, end <= 1.01) == (True, True), turn
    for _step in range(4):
        keys(qtbot, made, Qt.Key.Key_Plus)
    begin, end = _seen(made, marked)
    assert end - begin > 1
    assert (begin + end) / 2 == pytest.approx(0.5, abs=0.05)


def _turn(made: TimelineSection, by: int, modifier: Qt.KeyboardModifier, x: float = 300.0) -> QWheelEvent:
    at = QPointF(x, 60)
    event = QWheelEvent(
        at, made.view.viewport().mapToGlobal(at), QPoint(), QPoint(0, by), Qt.MouseButton.NoButton, modifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(made.view.viewport(), event)
    return event


def test_without_a_key_the_wheel_is_left_to_what_is_around(qtbot) -> None:
    made = section(qtbot)
    assert not _turn(made, 120, Qt.KeyboardModifier.NoModifier).isAccepted()
    assert made.view.zoom == 1
    made.view.zoom_to(4)
    before = made.view.horizontalScrollBar().value()
    _turn(made, -120, Qt.KeyboardModifier.ShiftModifier)
    assert made.view.horizontalScrollBar().value() > before
