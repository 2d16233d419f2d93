"""The calendar as a screen: its views, the way from one to the other, its states, and what is remembered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QPushButton

from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.domain.meeting import SyncState
from hosted_meetings_desktop.ui.panes.schedule.board import Side
from hosted_meetings_desktop.ui.panes.schedule.entry_words import busy_words, entry_tip, state_kind, state_words
from hosted_meetings_desktop.ui.panes.schedule.pane import SchedulePane
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.clinic_data import AWAY, HOSTS, NOW, OFFLINE
from tests.panes.fakes import HeldCalls
from tests.panes.schedule_kit import MONDAY, FakeSchedule, at, box_of, clinic_busy, entry, make_pane, many_entries

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
VIEWS = pytest.mark.parametrize("view", list(View))


def title(pane: SchedulePane) -> str:
    return pane.tools.title_button.text()


# ---- views
@VIEWS
def test_each_view_is_chosen_by_its_button_and_marked(qtbot, view) -> None:
    pane = make_pane(qtbot)
    pane.tools.row.views[view].click()
    assert pane.view is view
    assert pane.tools.row.views[view].isChecked()
    assert pane.stack.view.isVisible()


def test_days_have_the_names_people_use(qtbot) -> None:
    pane = make_pane(qtbot)
    found = {}
    for view in View:
        pane.show_view(view)
        found[view] = title(pane)
    assert found[View.DAY] == "Mon 23 November 2026"
    assert found[View.WEEK] == found[View.AGENDA] == "23\N{EN DASH}29 November 2026"
    assert found[View.WORK_WEEK] == "23\N{EN DASH}27 November 2026"
    assert found[View.MONTH] == "November 2026"
    pane.show_view(View.WEEK)
    pane.page(1)
    assert title(pane) == "30 Nov \N{EN DASH} 6 Dec 2026"
    pane.show_day(date(2026, 12, 30))
    assert title(pane) == "28 Dec 2026 \N{EN DASH} 3 Jan 2027"


@VIEWS
def test_before_after_and_today(qtbot, view) -> None:
    pane = make_pane(qtbot, view=view)
    here = title(pane)
    qtbot.mouseClick(pane.tools.next_button, Qt.MouseButton.LeftButton)
    assert title(pane) != here
    qtbot.mouseClick(pane.tools.back_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pane.tools.back_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pane.tools.today_button, Qt.MouseButton.LeftButton)
    assert (title(pane), pane.chosen_day) == (here, MONDAY)


def test_another_view_begins_where_the_keys_were(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.grid.go_to(3, 600)
    pane.show_view(View.DAY)
    assert pane.days == (MONDAY + timedelta(days=3),)
    pane.show_view(View.MONTH)
    pane.month.go_to_day(date(2026, 11, 11))
    pane.show_view(View.WEEK)
    assert pane.days[0] == date(2026, 11, 9)


def test_hosts_stand_side_by_side_in_the_day_or_places(qtbot) -> None:
    pane = make_pane(qtbot, view=View.DAY)
    head = pane.grid.head
    assert [head.name_of(n) for n in range(len(pane.grid.board.columns))] == list(HOSTS)
    pane.tools.row.sides[Side.PLACES].click()
    assert [head.name_of(n) for n in range(len(pane.grid.board.columns))] == [
        "Room 1",
        "Room 2",
        "Room 4",
        "No place",
    ]
    pane.show_view(View.WEEK)
    assert len(pane.grid.board.columns) == 7
    assert not pane.tools.row.sides[Side.PLACES].isVisible()


def test_many_hosts_scroll_beside_a_fixed_axis(qtbot) -> None:
    names = tuple(f"Dr. Number {number}" for number in range(20))
    pane = make_pane(qtbot, FakeSchedule(names=names), view=View.DAY)
    bar = pane.grid.horizontalScrollBar()
    assert bar.maximum() > 0
    axis = pane.grid.axis.geometry()
    before = box_of(pane.grid, "e000")
    bar.setValue(100)
    assert box_of(pane.grid, "e000") == before.translated(-100, 0)
    assert pane.grid.axis.geometry() == axis


def test_heads_count_and_say_why_nobody_is_seen(qtbot) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(0, at(0, 9)), entry(4, at(0, 9), cancelled=True)]))
    assert [pane.grid.head.note_of(n) for n in (0, 1, 5)] == ["1 meeting", "free", ""]
    pane.show_day(date(2026, 12, 25))
    assert pane.grid.head.note_of(4) == "Christmas"
    with qtbot.waitSignal(pane.grid.day_wanted) as day:
        qtbot.mouseClick(pane.grid.head, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert day.args == [date(2026, 12, 21)]
    assert pane.view is View.DAY


def test_the_month_opens_the_day_of_what_has_no_room(qtbot) -> None:
    pane = make_pane(qtbot, view=View.MONTH)
    number = pane.month.board.number_of(MONDAY)
    cell = pane.month.cells[number]
    assert cell.more > 0
    place = pane.month.to_view(cell.right - 12, cell.top + 5, cell.right - 11, cell.top + 6).center()
    qtbot.mouseClick(pane.month.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (pane.view, pane.chosen_day) == (View.DAY, MONDAY)


def test_the_agenda_counts_its_days_and_crosses_the_week(qtbot) -> None:
    rows = [entry(n, at(0, 9 + n)) for n in range(3)]
    pane = make_pane(qtbot, FakeSchedule(rows=rows), view=View.AGENDA)
    cells = pane.stack.agenda_page.strip.cells
    assert cells[0].accessibleName() == "Today, Monday, 23 November 2026, 3 meetings"
    qtbot.keyClick(cells[0], Qt.Key.Key_Left)
    assert pane.chosen_day == date(2026, 11, 22)
    assert cells[6].isChecked()
    qtbot.keyClick(cells[6], Qt.Key.Key_Home)
    assert pane.chosen_day == MONDAY


def test_a_work_week_waits_for_what_the_clinic_says(qtbot) -> None:
    calls = HeldCalls()
    schedule = FakeSchedule()
    four = (*schedule.hours[0].hours[:4], (), (), ())
    schedule.hours = (replace(schedule.hours[0], hours=four, breaks=((),) * 7),)
    pane = make_pane(qtbot, schedule, view=View.WORK_WEEK, calls=calls)
    assert len(pane.days) == 5
    calls.release()
    calls.release()
    assert len(pane.grid.board.columns) == len(pane.days) == 4
    assert pane.grid.board.known


# ---- what is shown
def test_a_reading_order_for_those_who_hear_it(qtbot) -> None:
    pane = make_pane(qtbot, view=View.DAY)
    rows = [str(pane.grid.entries.index(row).data()) for row in range(pane.grid.entries.rowCount())]
    assert rows[1] == (
        "09:00\N{EN DASH}09:30, Follow-up after knee surgery, Fatima al-Zahra al-Hassani, Yusuf al-Hassani, "
        "Leila Mansour, Dr. Ada Osei, Room 1, Consultation, 3 in the call, Monday, 23 November 2026"
    )
    assert any("moved within its series" in row for row in all_rows(pane, MONDAY + timedelta(days=1)))
    needs = next(row for row in rows if "Needs you" in row)
    assert needs.startswith("11:15")


def all_rows(pane: SchedulePane, day: date) -> list[str]:
    pane.show_day(day)
    return [str(pane.grid.entries.index(row).data()) for row in range(pane.grid.entries.rowCount())]


@pytest.mark.parametrize("view", [View.DAY, View.MONTH])
def test_assistive_technology_finds_the_entries_where_they_are(qtbot, view) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(0, at(0, 9)), entry(1, at(0, 10))]), view=view)
    told = QAccessible.queryAccessibleInterface(pane.stack.view)
    assert told.role() == QAccessible.Role.List
    assert told.childCount() == 2
    child = told.child(1)
    assert child.text(QAccessible.Text.Name).startswith("10:00")
    pane.select("e001")
    pane.stack.view.setFocus()
    assert told.focusChild().text(QAccessible.Text.Name).startswith("10:00")
    box = pane.stack.view.visualRect(pane.stack.view.entries.index(1))
    assert child.rect().size() == box.size()


def test_states_are_told_as_in_the_list_of_meetings() -> None:
    soon = entry(1, at(0, 10))
    told = {
        "cancelled": replace(soon, cancelled=True),
        "live": replace(soon, live=2),
        "attention": replace(soon, sync=SyncState.ATTENTION),
        "waiting": replace(soon, sync=SyncState.WAITING),
        "over": entry(1, at(0, 8)),
        "upcoming": replace(soon, sync=SyncState.AHEAD),
    }
    assert [state_kind(one, NOW) for one in told.values()] == list(told)
    words = ["Cancelled", "2 in the call", "Needs you", "Not online yet", "Over", "In 48 min"]
    assert [state_words(one, NOW) for one in told.values()] == words
    assert state_words(entry(1, at(0, 9)), NOW) == "Began 12 min ago"
    assert state_words(entry(1, at(2, 9)), NOW) == "Planned"


def test_tooltips_hold_no_markup_of_people() -> None:
    tip = entry_tip(entry(1, at(0, 10), title="<b>Rao</b> & co", host="<i>H</i>"), NOW)
    assert "&lt;b&gt;Rao&lt;/b&gt; &amp; co" in tip
    assert "&lt;i&gt;H&lt;/i&gt;" in tip
    assert "Today 10:00\N{EN DASH}10:30 (30 min)" in tip
    assert "5 min kept free after" in tip


def test_what_an_own_calendar_is_busy_with_is_not_told(qtbot) -> None:
    said = busy_words(clinic_busy()[0], NOW)
    assert "Dentist" not in said
    assert said.startswith("Dr. Lakshmi Venkataraman: busy 15:00")
    pane = make_pane(qtbot, view=View.DAY)
    left, right = pane.grid.places.inner(1)
    y = pane.grid.places.y_of(16 * 60)
    tip = pane.grid.tip_at(pane.grid.to_view(left, y, right, y + 1).center())
    assert tip == said


def test_a_second_zone_stands_beside_ours(qtbot) -> None:
    pane = make_pane(qtbot)
    narrow = pane.grid.axis.width()
    pane.tools.show_zone("Asia/Kolkata")
    assert pane.grid.axis.width() >= 2 * narrow
    ten = next(mark for mark in pane.grid.board.axis.marks() if mark.wall == 600)
    assert pane.grid.axis.shown_at(ten, pane.grid.axis.other_zone) == "15:30"
    assert not pane.grid.corner.differs()
    pane.tools.show_zone("America/New_York")
    pane.show_day(date(2026, 10, 26))
    pane.show_day(date(2026, 11, 1))  # clocks go back there
    assert pane.grid.corner.differs()
    pane.tools.show_zone("Nowhere/Atall")
    assert pane.grid.axis.width() == narrow


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
@VIEWS
def test_it_paints_in_both_directions(qtbot, view, direction) -> None:
    pane = make_pane(qtbot, view=view)
    pane.setLayoutDirection(direction)
    pane.select("e003")
    picture = pane.stack.view.viewport().grab().toImage()
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 5) for y in range(0, picture.height(), 5)}
    assert len(colours) > 8


def test_from_the_right_the_first_column_is_on_the_right(qtbot) -> None:
    pane = make_pane(qtbot)
    left_to_right = box_of(pane.grid, "e000")
    pane.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    mirrored = box_of(pane.grid, "e000")
    width = pane.grid.viewport().width()
    assert mirrored.right() == width - 1 - left_to_right.left()
    assert pane.grid.axis.x() >= pane.grid.viewport().x() + width
    assert pane.grid.indexAt(mirrored.center()).row() == pane.grid.entries.row_of("e000")


def test_thousands_of_meetings_are_shown_a_few_at_a_time(qtbot) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=many_entries(5000)))
    assert pane.grid.entries.rowCount() == 5000
    places, view = pane.grid.places, pane.grid.viewport()
    top = pane.grid.verticalScrollBar().value()
    seen = sum(1 for _ in places.visible(0, top, view.width(), top + view.height()))
    assert 0 < seen < 1000
    assert sum(more.count for more in places.more_in(0, 0, view.width(), places.height)) > 1000


# ---- zoom
def test_zoom_keeps_the_middle_and_makes_steps_finer(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.grid.scroll_to_position(600)
    middle = pane.grid.viewport().height() // 2

    def at_middle() -> float:
        return pane.grid.places.position_at(pane.grid.verticalScrollBar().value() + middle)

    before = at_middle()
    assert pane.grid.step == 15
    while pane.tools.row.larger_button.isEnabled():
        pane.tools.row.larger_button.click()
    assert pane.grid.step == 5
    assert abs(at_middle() - before) < 5
    while pane.tools.row.smaller_button.isEnabled():
        pane.tools.row.smaller_button.click()
    assert pane.grid.level == 0


def test_a_message_over_the_hours_moves_nothing_under_the_pointer(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.grid.scroll_to_position(600)

    def on_screen() -> int:
        return pane.grid.viewport().mapTo(pane, box_of(pane.grid, "e002").topLeft()).y()

    def top() -> int:
        return pane.grid.viewport().mapTo(pane, QPoint(0, 0)).y()

    before, begin = on_screen(), top()
    pane.message_bar.show_message("Something happened.")
    qtbot.waitUntil(pane.message_bar.isVisible)
    assert (on_screen(), top()) == (before, begin)
    pane.slot_choice.shown.emit()  # what is offered instead of a time has a row of its own
    qtbot.waitUntil(lambda: top() > begin)
    assert on_screen() == before
    pane.slot_choice.closed.emit()
    pane.message_bar.dismiss()
    qtbot.waitUntil(lambda: top() == begin)
    assert on_screen() == before


# ---- states
def test_while_it_loads_the_days_are_there(qtbot) -> None:
    calls = HeldCalls()
    pane = make_pane(qtbot, calls=calls)
    assert len(pane.grid.board.columns) == 7
    assert pane.grid.head.note_of(0) == ""
    assert not pane.grid.loading
    qtbot.waitUntil(lambda: pane.grid.loading, timeout=2000)
    calls.release()
    assert not pane.grid.loading
    assert pane.grid.entries.rowCount() > 0


def test_the_agenda_shows_bars_while_it_loads(qtbot) -> None:
    pane = make_pane(qtbot, view=View.AGENDA, calls=HeldCalls())
    qtbot.waitUntil(lambda: pane.states.state is State.LOADING, timeout=2000)


@VIEWS
def test_an_empty_calendar_says_so_and_offers_to_plan(qtbot, view) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[]), view=view)
    assert pane.bar.empty_shown
    assert pane.bar.empty_text.text.startswith("Nothing is planned")
    assert pane.stack.view.isVisible()
    with qtbot.waitSignal(pane.plan_requested) as asked:
        pane.bar.empty_button.click()
    assert asked.args == [PlanWish(MONDAY)]


def test_a_failure_says_so_and_can_be_retried(qtbot) -> None:
    schedule = FakeSchedule(problem=OFFLINE)
    pane = make_pane(qtbot, schedule)
    assert pane.states.state is State.ERROR
    schedule.problem = None
    next(b for b in pane.states.findChildren(QPushButton) if b.text() == "Try again").click()
    assert pane.states.state is State.CONTENT
    schedule.problem = OFFLINE
    pane.reload()
    assert pane.states.state is State.CONTENT
    assert "cannot be reached" in pane.message_bar.text


def test_an_answer_about_other_days_is_dropped(qtbot) -> None:
    calls = HeldCalls()
    pane = make_pane(qtbot, calls=calls)
    pane.page(1)
    assert [call.cancelled for *_, call in calls.held][-2:] == [True, False]
    calls.release()
    assert pane.loaded.begin == datetime(2026, 11, 30, tzinfo=UTC)


def test_days_that_are_known_are_shown_at_once(qtbot) -> None:
    calls = HeldCalls()
    pane = make_pane(qtbot, calls=calls)
    calls.release()
    pane.show_view(View.DAY)
    assert pane.grid.entries.rowCount() > 10
    assert calls.held


def test_it_is_said_since_when_there_is_no_connection(qtbot) -> None:
    pane = make_pane(qtbot)
    pane.show_status(AWAY)
    assert pane.tools.row.offline.text() == "Offline since 09:02"
    assert "sent once there is a connection" in pane.tools.row.offline.toolTip()
    pane.show_status(SyncStatus())
    assert not pane.tools.row.offline.isVisible()
