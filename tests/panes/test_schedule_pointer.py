"""What the pointer does in the calendar: choose, draw, move, stretch, scroll at the edges, leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.ui.panes.schedule.hand_words import carried_words
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish
from tests.panes.clinic_data import HOSTS, NOW
from tests.panes.fakes import HeldCalls
from tests.panes.schedule_kit import (
    MONDAY,
    FakeSchedule,
    at,
    box_of,
    drag,
    entry,
    free_point,
    make_pane,
    point_at,
    release,
)

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def few() -> FakeSchedule:
    """Return a quiet week: one visit a day, at ten."""
    return FakeSchedule(rows=[entry(number, at(number, 10), host=HOSTS[0]) for number in range(5)], taken=())


@pytest.fixture
def pane(qtbot):
    return make_pane(qtbot, few())


def moved(pane) -> list:
    return pane.loading._schedule.asked_for("move")


def y_of(pane, hour: float) -> int:
    return point_at(pane.grid, 0, hour).y()


# ---- drawing
def test_a_time_is_drawn_and_asked_to_be_planned(qtbot, pane) -> None:
    start, end = free_point(pane.grid, 2, 11.05), free_point(pane.grid, 2, 11.9)
    labels: list[str] = []

    def read() -> None:
        carried = pane.grid.carried
        if carried is not None:
            labels.append(carried_words(pane.grid.board, carried, pane.grid.entries, NOW))

    with qtbot.waitSignal(pane.plan_requested) as asked:
        drag(pane.grid, start, start + QPoint(0, 15), end, between=read)
    assert asked.args == [PlanWish(MONDAY + timedelta(2), at(2, 11), timedelta(hours=1))]
    assert labels[-1] == "11:00\N{EN DASH}12:00 (1 h)"
    pane.reload()
    assert pane.grid.carried is not None  # it stays drawn while it is planned
    pane.loading._schedule.rows.append(entry(40, at(2, 11), 60))
    pane.reload()
    assert pane.grid.carried is None


def test_what_was_drawn_is_let_go_with_the_next_key_or_click(qtbot, pane) -> None:
    for leave in (
        lambda: qtbot.keyClick(pane.grid, Qt.Key.Key_Escape),
        lambda: drag(pane.grid, free_point(pane.grid, 0, 13), free_point(pane.grid, 0, 13)),
    ):
        drag(pane.grid, free_point(pane.grid, 2, 11.05), free_point(pane.grid, 2, 11.9))
        assert pane.grid.carried is not None
        leave()
        assert pane.grid.carried is None


def test_in_a_hosts_column_it_is_for_that_host(qtbot) -> None:
    pane = make_pane(qtbot, few(), view=View.DAY)
    start = free_point(pane.grid, 3, 11.05)
    with qtbot.waitSignal(pane.plan_requested) as asked:
        drag(pane.grid, start, start + QPoint(0, 20), free_point(pane.grid, 3, 11.7))
    assert asked.args[0].host == HOSTS[3]


def test_drawing_can_go_up_and_begins_where_it_was_pressed(qtbot, pane) -> None:
    with qtbot.waitSignal(pane.plan_requested) as asked:
        drag(pane.grid, free_point(pane.grid, 2, 12.05), free_point(pane.grid, 2, 11.05))
    assert (asked.args[0].starts_at, asked.args[0].duration) == (at(2, 11), timedelta(minutes=75))


def test_a_click_only_chooses_a_time(qtbot, pane) -> None:
    pane.plan_requested.connect(lambda *_: pytest.fail("planned"))
    drag(pane.grid, free_point(pane.grid, 2, 11.05), free_point(pane.grid, 2, 11.05))
    assert (pane.grid.time_cursor.column, pane.grid.time_cursor.position) == (2, 660)


def test_a_double_click_on_a_time_plans_there(qtbot, pane) -> None:
    with qtbot.waitSignal(pane.plan_requested) as asked:
        qtbot.mouseDClick(pane.grid.viewport(), Qt.MouseButton.LeftButton, pos=free_point(pane.grid, 1, 13.1))
    assert asked.args == [PlanWish(MONDAY + timedelta(1), at(1, 13))]


# ---- moving
def test_a_meeting_is_moved_to_another_day_and_time(qtbot, pane) -> None:
    begin = box_of(pane.grid, "e001").center()
    target = QPoint(point_at(pane.grid, 3, 12).x(), begin.y() + y_of(pane, 12) - y_of(pane, 10))
    drag(pane.grid, begin, begin + QPoint(0, 20), target)
    (call,) = moved(pane)
    assert (call[0], call[1].starts_at, call[1].duration) == ("e001", at(3, 12), timedelta(minutes=30))
    assert pane.loading._schedule.find("e001").starts_at == at(3, 12)
    assert pane.grid.carried is None
    assert "is moved to Thu 26 Nov 12:00" in pane.message_bar.text


def test_it_is_rounded_to_the_quarter_and_finer_when_zoomed_in(qtbot, pane) -> None:
    begin = box_of(pane.grid, "e001").center()
    drag(pane.grid, begin, begin + QPoint(0, pane.grid.places.y_of(20)))
    assert pane.loading._schedule.find("e001").starts_at == at(1, 10, 15)
    pane.zoom(4)
    pane.grid.scroll_to_position(600)
    begin = box_of(pane.grid, "e001").center()
    drag(pane.grid, begin, begin + QPoint(0, pane.grid.places.y_of(6)))
    assert pane.loading._schedule.find("e001").starts_at == at(1, 10, 20)


def test_it_is_moved_to_another_host(qtbot) -> None:
    pane = make_pane(qtbot, few(), view=View.DAY)
    begin = box_of(pane.grid, "e000").center()
    drag(pane.grid, begin, begin + QPoint(12, 0), QPoint(point_at(pane.grid, 1, 10).x(), begin.y()))
    (call,) = moved(pane)
    assert (call[1].starts_at, call[2]) == (at(0, 10), HOSTS[1])
    assert f"moved to {HOSTS[1]}, 10:00" in pane.message_bar.text


def test_a_small_tremble_moves_nothing(qtbot, pane) -> None:
    begin = box_of(pane.grid, "e001").center()
    drag(pane.grid, begin, begin + QPoint(2, 2))
    drag(pane.grid, begin, begin + QPoint(0, 30), begin)
    assert moved(pane) == []
    assert pane.selected.meeting_id == "e001"


def test_a_cancelled_meeting_stays(qtbot) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(1, at(1, 10), cancelled=True)]))
    begin = box_of(pane.grid, "e001").center()
    drag(pane.grid, begin, begin + QPoint(0, 80))
    assert moved(pane) == []


def test_ends_are_stretched(qtbot, pane) -> None:
    box = box_of(pane.grid, "e001")
    bottom = QPoint(box.center().x(), box.bottom() - 1)
    drag(pane.grid, bottom, bottom + QPoint(0, 15), bottom + QPoint(0, pane.grid.places.y_of(30)))
    assert moved(pane)[0][1].duration == timedelta(hours=1)
    assert "now lasts 1 h" in pane.message_bar.text
    box = box_of(pane.grid, "e001")
    top = QPoint(box.center().x(), box.top() + 1)
    drag(pane.grid, top, top - QPoint(0, 15), top - QPoint(0, pane.grid.places.y_of(15)))
    (_first, second) = moved(pane)
    assert (second[1].starts_at, second[1].duration) == (at(1, 9, 45), timedelta(minutes=75))


def test_escape_leaves_it_where_it_was(qtbot, pane) -> None:
    begin = box_of(pane.grid, "e001").center()
    drag(pane.grid, begin, begin + QPoint(0, 60), drop=False)
    assert pane.grid.carried is not None
    qtbot.keyClick(pane.grid, Qt.Key.Key_Escape)
    assert pane.grid.carried is None
    release(pane.grid, begin + QPoint(0, 60))
    assert moved(pane) == []


def test_while_it_is_held_news_waits(qtbot, pane) -> None:
    begin = box_of(pane.grid, "e001").center()
    drag(pane.grid, begin, begin + QPoint(0, 60), drop=False)
    pane.loading._schedule.rows.append(entry(50, at(4, 15)))
    pane.reload()
    assert pane.grid.entries.row_of("e050") is None
    qtbot.keyClick(pane.grid, Qt.Key.Key_Escape)
    assert pane.grid.entries.row_of("e050") is not None


def test_it_stays_at_its_new_place_until_the_answer_is_there(qtbot) -> None:
    calls = HeldCalls()
    schedule = few()
    pane = make_pane(qtbot, schedule, calls=calls)
    calls.release()
    calls.release()
    begin = box_of(pane.grid, "e001").center()
    drag(pane.grid, begin, begin + QPoint(0, pane.grid.places.y_of(60)))
    assert pane.grid.carried is not None
    calls.release()
    assert pane.grid.carried is None
    assert pane.grid.board.entries[pane.grid.entries.row_of("e001")].starts_at == at(1, 11)


def test_at_an_edge_it_scrolls_along(qtbot, pane) -> None:
    pane.grid.scroll_to_position(540)
    begin = box_of(pane.grid, "e001").center()
    bar = pane.grid.verticalScrollBar()
    before = bar.value()
    low = QPoint(begin.x(), pane.grid.viewport().height() - 2)
    drag(pane.grid, begin, begin + QPoint(0, 20), low, drop=False)
    qtbot.waitUntil(lambda: bar.value() > before + 100, timeout=3000)
    assert pane.grid.carried.starts_at > at(1, 12)
    qtbot.keyClick(pane.grid, Qt.Key.Key_Escape)
    still = bar.value()
    qtbot.wait(80)
    assert bar.value() == still


def test_the_label_tells_what_is_in_the_way_and_what_is_past(qtbot, pane) -> None:
    row = pane.loading._schedule.find("e001")
    pane.loading._schedule.rows.append(replace(entry(60, at(2, 10), host=row.host), title="Rounds"))
    pane.reload()
    pane.select("e001")
    pane.grid.setFocus()
    qtbot.keyClick(pane.grid, Qt.Key.Key_G)
    qtbot.keyClick(pane.grid, Qt.Key.Key_Right)
    label = carried_words(pane.grid.board, pane.grid.carried, pane.grid.entries, NOW)
    assert label.startswith("Wed 25 Nov 10:00")
    assert "overlaps" in label
    for _ in range(2):
        qtbot.keyClick(pane.grid, Qt.Key.Key_Left)
    for _ in range(6):
        qtbot.keyClick(pane.grid, Qt.Key.Key_Up)
    assert carried_words(pane.grid.board, pane.grid.carried, pane.grid.entries, NOW).endswith("in the past")


def test_a_move_into_the_past_is_done_and_told(qtbot, pane) -> None:
    begin = box_of(pane.grid, "e001").center()
    target = QPoint(point_at(pane.grid, 0, 8).x(), begin.y() - (y_of(pane, 10) - y_of(pane, 8.5)))
    drag(pane.grid, begin, begin - QPoint(0, 20), target)
    assert "That is in the past." in pane.message_bar.text


# ---- around it
def test_a_double_click_opens_a_meeting(qtbot, pane) -> None:
    with qtbot.waitSignal(pane.details_requested) as asked:
        qtbot.mouseDClick(pane.grid.viewport(), Qt.MouseButton.LeftButton, pos=box_of(pane.grid, "e001").center())
    assert asked.args == ["e001"]


def test_the_pointer_shows_what_it_would_do(qtbot, pane) -> None:
    box = box_of(pane.grid, "e001")
    shapes = {}
    for name, point in {
        "middle": box.center(),
        "end": QPoint(box.center().x(), box.bottom() - 1),
        "beside": free_point(pane.grid, 1, 14),
    }.items():
        pane.grid.mouse.hover(point)
        shapes[name] = pane.grid.viewport().cursor().shape()
    assert shapes["middle"] == Qt.CursorShape.PointingHandCursor
    assert shapes["end"] == Qt.CursorShape.SizeVerCursor
    assert shapes["beside"] == Qt.CursorShape.ArrowCursor


def test_the_wheel_scrolls_and_with_control_zooms(qtbot, pane) -> None:
    def turn(modifiers) -> None:
        point = QPointF(100, 100)
        event = QWheelEvent(
            point,
            pane.grid.viewport().mapToGlobal(point),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(pane.grid.viewport(), event)

    before, level = pane.grid.verticalScrollBar().value(), pane.grid.level
    turn(Qt.KeyboardModifier.NoModifier)
    assert pane.grid.verticalScrollBar().value() > before
    turn(Qt.KeyboardModifier.ControlModifier)
    assert pane.grid.level == level - 1


def test_the_menu_is_of_what_is_under_the_pointer(qtbot, pane) -> None:
    asked: list[tuple] = []
    pane.grid.menu_wanted.disconnect()
    pane.grid.menu_wanted.connect(lambda where, meeting_id, wish: asked.append((meeting_id, wish)))
    for point in (box_of(pane.grid, "e001").center(), free_point(pane.grid, 2, 11.1)):
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse,
            point,
            pane.grid.viewport().mapToGlobal(point),
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(pane.grid.viewport(), event)
    assert asked == [("e001", None), ("", PlanWish(MONDAY + timedelta(2), at(2, 11)))]


def test_what_stands_for_others_opens_their_day(qtbot) -> None:
    rows = [entry(number, at(1, 10), 30) for number in range(30)]
    pane = make_pane(qtbot, FakeSchedule(rows=rows))
    (more,) = pane.grid.places.more_in(0, 0, 2000, 3000)
    box = pane.grid.to_view(more.left, more.top, more.right, more.bottom)
    qtbot.mouseClick(pane.grid.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert (pane.view, pane.chosen_day) == (View.DAY, MONDAY + timedelta(1))


# ---- the month
def test_in_the_month_a_meeting_is_moved_to_another_day_at_its_time(qtbot) -> None:
    pane = make_pane(qtbot, few(), view=View.MONTH)
    begin = box_of(pane.month, "e001").center()
    cell = pane.month.cells[pane.month.board.number_of(MONDAY + timedelta(9))]
    target = pane.month.to_view(cell.left, cell.top, cell.right, cell.bottom).center()
    drag(pane.month, begin, begin + QPoint(0, 15), target)
    assert pane.loading._schedule.find("e001").starts_at == at(9, 10)
    drag(pane.month, box_of(pane.month, "e002").center(), begin, drop=False)
    pane.month.setFocus()
    qtbot.keyClick(pane.month, Qt.Key.Key_Escape)
    assert pane.month.carried is None


def test_in_the_month_double_clicks_open_and_plan(qtbot) -> None:
    pane = make_pane(qtbot, few(), view=View.MONTH)
    with qtbot.waitSignal(pane.details_requested) as opened:
        qtbot.mouseDClick(pane.month.viewport(), Qt.MouseButton.LeftButton, pos=box_of(pane.month, "e001").center())
    cell = pane.month.cells[pane.month.board.number_of(MONDAY + timedelta(9))]
    free = pane.month.to_view(cell.left, cell.top, cell.right, cell.bottom).center()
    with qtbot.waitSignal(pane.plan_requested) as planned:
        qtbot.mouseDClick(pane.month.viewport(), Qt.MouseButton.LeftButton, pos=free)
    assert (opened.args, planned.args) == (["e001"], [PlanWish(MONDAY + timedelta(9))])
