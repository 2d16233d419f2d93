"""The calendar without a pointer: from time to time, from meeting to meeting, moving, stretching, planning."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.ui.panes.schedule import entry_view
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish
from tests.panes.clinic_data import HOSTS, NOW
from tests.panes.schedule_kit import MONDAY, FakeSchedule, at, clinic_hours, entry, make_pane

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def few() -> FakeSchedule:
    """Return a quiet week: one visit a day at ten, a second one on Monday."""
    rows = [entry(number, at(number, 10), host=HOSTS[0]) for number in range(5)]
    return FakeSchedule(rows=[*rows, entry(7, at(0, 14), host=HOSTS[1])], taken=())


@pytest.fixture
def spoken(monkeypatch) -> list[str]:
    """Return what screen readers are told."""
    said: list[str] = []
    monkeypatch.setattr(entry_view, "announce", lambda _widget, text: said.append(text))
    return said


@pytest.fixture
def pane(qtbot):
    made = make_pane(qtbot, few())
    made.activateWindow()
    made.grid.setFocus()
    qtbot.waitUntil(made.grid.hasFocus)
    return made


def keys(qtbot, widget, *names: str) -> None:
    """Press some keys one after the other: "Alt+Right"."""
    for name in names:
        combination = QKeySequence(name)[0]
        qtbot.keyClick(widget, combination.key(), combination.keyboardModifiers())


def while_held(widget, modifiers, *pressed: Qt.Key) -> None:
    """Press keys while others stay held: ``keyClick`` would let go of them after each."""
    for key in pressed:
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, key, modifiers))


def let_go(widget) -> None:
    """Let go of Alt."""
    QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Alt, Qt.KeyboardModifier.NoModifier))


def moved(pane) -> list:
    return pane.loading._schedule.asked_for("move")


# ---- times
def test_the_keys_begin_at_the_next_quarter_of_today_else_in_the_morning(pane) -> None:
    assert (pane.grid.time_cursor.column, pane.grid.time_cursor.position) == (0, 555)
    pane.show_day(MONDAY + timedelta(9))
    assert (pane.grid.time_cursor.column, pane.grid.time_cursor.position) == (2, 480)


@pytest.mark.parametrize(("minutes", "begins"), [(0, 555), (33, 585), (34, 600), (877, 1425), (887, 1425)])
def test_the_keys_begin_at_the_next_quarter_within_the_day(qtbot, minutes, begins) -> None:
    made = make_pane(qtbot, few(), now=NOW + timedelta(minutes=minutes))
    assert made.grid.time_cursor.position == begins


def test_arrows_go_from_time_to_time_and_say_so(qtbot, spoken, pane) -> None:
    pane.grid.go_to(0, 487)
    keys(qtbot, pane.grid, "Down", "Right")
    assert (pane.grid.time_cursor.column, pane.grid.time_cursor.position) == (1, 495)
    assert spoken[-1] == "08:15, Tuesday, 24 November 2026, outside the hours"
    assert pane.grid.accessibleDescription() == spoken[-1]
    keys(qtbot, pane.grid, "Home")
    assert spoken[-1] == "08:30, Tuesday, 24 November 2026, free"
    keys(qtbot, pane.grid, "End")
    assert spoken[-1].startswith("17:15")
    pane.grid.go_to(1, 605)
    keys(qtbot, pane.grid, "Down")
    assert "First consultation" in spoken[-1]


def test_arrows_cross_the_week_and_go_mirrored_from_the_right(qtbot, pane) -> None:
    keys(qtbot, pane.grid, "Left")
    assert pane.days[0] == date(2026, 11, 16)
    assert pane.grid.time_cursor.column == 6
    pane.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    keys(qtbot, pane.grid, "Left")
    assert pane.days[0] == MONDAY
    assert pane.grid.time_cursor.column == 0


def test_enter_plans_at_a_time_or_for_a_chosen_length(qtbot, pane) -> None:
    keys(qtbot, pane.grid, "Right", "Down")
    with qtbot.waitSignal(pane.plan_requested) as asked:
        keys(qtbot, pane.grid, "Return")
    assert asked.args == [PlanWish(MONDAY + timedelta(1), at(1, 9, 30))]
    keys(qtbot, pane.grid, "Shift+Down", "Shift+Down")
    with qtbot.waitSignal(pane.plan_requested) as asked:
        keys(qtbot, pane.grid, "Return")
    assert asked.args == [PlanWish(MONDAY + timedelta(1), at(1, 9, 30), timedelta(minutes=45))]


def test_news_leave_the_keys_where_they_are(qtbot, pane) -> None:
    keys(qtbot, pane.grid, "Right", "Right", "Down")
    pane.loading._schedule.rows.append(entry(40, at(4, 15)))
    pane.reload()
    assert (pane.grid.time_cursor.column, pane.grid.time_cursor.position) == (2, 570)
    keys(qtbot, pane.grid, "PgDown")
    assert pane.grid.time_cursor.column == 0


def test_pages_go_before_and_after(qtbot, pane) -> None:
    keys(qtbot, pane.grid, "PgDown")
    assert pane.days[0] == date(2026, 11, 30)
    keys(qtbot, pane.grid, "PgUp", "PgUp")
    assert pane.days[0] == date(2026, 11, 16)


# ---- meetings
def test_tab_goes_into_the_meetings_and_out(qtbot, pane) -> None:
    keys(qtbot, pane.grid, "Tab")
    assert pane.selected.meeting_id == "e000"
    assert pane.grid.hasFocus()
    keys(qtbot, pane.grid, "Shift+Tab")
    assert pane.selected is None
    assert pane.grid.hasFocus()
    keys(qtbot, pane.grid, "Tab", "Tab")
    assert not pane.grid.hasFocus()


def test_arrows_go_from_meeting_to_meeting(qtbot, pane) -> None:
    keys(qtbot, pane.grid, "Tab", "Down")
    assert pane.selected.meeting_id == "e007"
    keys(qtbot, pane.grid, "Down", "Right", "Right")
    assert pane.selected.meeting_id == "e002"
    keys(qtbot, pane.grid, "Left")
    assert pane.selected.meeting_id == "e001"
    keys(qtbot, pane.grid, "Escape")
    assert pane.selected is None
    assert (pane.grid.time_cursor.column, pane.grid.time_cursor.position) == (1, 600)


def test_enter_opens_a_meeting_and_the_menu_key_asks(qtbot, pane) -> None:
    keys(qtbot, pane.grid, "Tab")
    with qtbot.waitSignal(pane.details_requested) as opened:
        keys(qtbot, pane.grid, "Return")
    assert opened.args == ["e000"]
    asked: list[str] = []
    pane.grid.menu_wanted.disconnect()
    pane.grid.menu_wanted.connect(lambda _where, meeting_id, _wish: asked.append(meeting_id))
    pane.grid.keys.ask_menu()
    keys(qtbot, pane.grid, "Escape")
    pane.grid.keys.ask_menu()
    assert asked == ["e000", ""]


# ---- moving
def test_alt_and_arrows_move_and_letting_go_puts_down(qtbot, spoken, pane) -> None:
    pane.select("e001")
    while_held(pane.grid, ALT, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert moved(pane) == []
    assert spoken[-1].startswith("Wed 25 Nov 10:30")
    let_go(pane.grid)
    (call,) = moved(pane)
    assert call[1].starts_at == at(2, 10, 30)
    assert pane.selected.meeting_id == "e001"


def test_keys_that_stick_put_down_after_each_step(qtbot, pane) -> None:
    pane.select("e001")
    qtbot.keyClick(pane.grid, Qt.Key.Key_Down, ALT)
    qtbot.keyClick(pane.grid, Qt.Key.Key_Down, ALT)
    assert [call[1].starts_at for call in moved(pane)] == [at(1, 10, 15), at(1, 10, 30)]


def test_shift_alt_and_arrows_stretch(qtbot, pane) -> None:
    pane.select("e001")
    while_held(pane.grid, ALT | SHIFT, *[Qt.Key.Key_Down] * 3, Qt.Key.Key_Up)
    let_go(pane.grid)
    assert moved(pane)[0][1].duration == timedelta(hours=1)


def test_in_hand_without_holding_a_key(qtbot, spoken, pane) -> None:
    pane.select("e001")
    keys(qtbot, pane.grid, "G")
    assert "Enter puts it down" in spoken[-1]
    keys(qtbot, pane.grid, "Up", "Up", "Shift+Down")
    keys(qtbot, pane.grid, "Return")
    (call,) = moved(pane)
    assert (call[1].starts_at, call[1].duration) == (at(1, 9, 30), timedelta(minutes=45))
    keys(qtbot, pane.grid, "G", "Down", "Escape")
    assert len(moved(pane)) == 1
    assert spoken[-1] == "It stays where it was."


def test_a_day_across_keeps_the_clock_and_hosts_change_in_the_day(qtbot) -> None:
    pane = make_pane(qtbot, few(), view=View.DAY)
    pane.select("e000")
    keys(qtbot, pane.grid, "G", "Right", "Return")
    assert (moved(pane)[0][1].starts_at, moved(pane)[0][2]) == (at(0, 10), HOSTS[1])


def test_it_can_go_past_midnight(qtbot, pane) -> None:
    pane.loading._schedule.rows.append(entry(30, at(1, 23), 60, host=HOSTS[3]))
    pane.reload()
    pane.select("e030")
    keys(qtbot, pane.grid, "G", *["Down"] * 6)
    assert pane.grid.carried.starts_at == at(2, 0, 30)
    assert pane.grid.carried.column == 2


def test_a_cancelled_meeting_is_not_lifted(qtbot) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(1, at(1, 10), cancelled=True)]))
    pane.select("e001")
    keys(qtbot, pane.grid, "G")
    assert pane.grid.carried is None


def test_leaving_while_alt_is_held_moves_nothing(qtbot, pane) -> None:
    pane.select("e001")
    while_held(pane.grid, ALT, Qt.Key.Key_Down)
    pane.tools.today_button.setFocus()
    assert pane.grid.carried is None
    assert moved(pane) == []


# ---- the pane's own keys
def test_letters_choose_the_view(qtbot, pane) -> None:
    found = []
    for name in ("D", "K", "W", "M", "A", "Ctrl+Alt+2", "Ctrl+Alt+1"):
        keys(qtbot, pane.stack.view, name)
        found.append(pane.view)
    assert found == [View.DAY, View.WORK_WEEK, View.WEEK, View.MONTH, View.AGENDA, View.WORK_WEEK, View.DAY]
    assert pane.stack.view.hasFocus()


def test_t_goes_to_today_and_signs_zoom(qtbot, pane) -> None:
    keys(qtbot, pane.grid, "PgDown", "T")
    assert pane.days[0] == MONDAY
    level = pane.grid.level
    keys(qtbot, pane.grid, "+", "+", "-")
    assert pane.grid.level == level + 1


def test_delete_cancels_and_it_can_be_undone(qtbot, pane) -> None:
    pane.select("e001")
    keys(qtbot, pane.grid, "Del")
    assert pane.loading._schedule.find("e001").cancelled
    assert pane.undo_text() == "the cancellation of “First consultation”"
    pane.message_bar.action_button.click()
    assert not pane.loading._schedule.find("e001").cancelled


def test_keys_are_on_the_sheet_of_keys_and_none_twice(pane) -> None:
    told = [key.toString() for action in pane.menu_actions() for key in action.shortcuts()]
    assert len(told) == len(set(told))
    window = {"Ctrl+N", "F5", "Ctrl+Shift+S", "Ctrl+Q", "Ctrl+Z", "Ctrl+F", "Ctrl+K", "Ctrl+J", "F11", "F1"}
    window |= {f"Ctrl+{number}" for number in range(1, 6)} | {"Ctrl+Shift+Z", "Ctrl+Y"}
    assert not window & set(told)
    assert {"D", "K", "W", "M", "A", "T", "Del", "F2", "Ctrl+P"} <= set(told)


def test_letters_are_typed_into_fields(qtbot, pane) -> None:
    pane.tools.choose_zone()
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "madrid")
    assert field.text() == "madrid"
    assert pane.view is View.WEEK


# ---- the month and the agenda
def test_the_month_is_walked_by_days_and_meetings(qtbot, spoken) -> None:
    pane = make_pane(qtbot, few(), view=View.MONTH)
    month = pane.month
    month.setFocus()
    keys(qtbot, month, "Right", "Down")
    assert month.day == date(2026, 12, 1)
    assert pane.days[0] == date(2026, 11, 30)  # December is shown now
    keys(qtbot, month, "Up")
    assert month.day == date(2026, 11, 24)
    assert spoken[-1] == "Tuesday, 24 November 2026, 1 meeting"
    with qtbot.waitSignal(pane.plan_requested) as asked:
        keys(qtbot, month, "Return")
    assert asked.args == [PlanWish(date(2026, 11, 24))]
    keys(qtbot, month, "Tab")
    assert pane.selected.meeting_id == "e001"
    keys(qtbot, month, "Right")
    assert pane.selected.meeting_id == "e002"
    with qtbot.waitSignal(pane.details_requested):
        keys(qtbot, month, "Return")
    keys(qtbot, month, "G", "Down", "Return")
    assert pane.loading._schedule.find("e002").starts_at == at(9, 10)
    keys(qtbot, month, "Shift+Tab")
    assert pane.selected is None


def test_the_month_moves_while_alt_is_held(qtbot) -> None:
    pane = make_pane(qtbot, few(), view=View.MONTH)
    pane.month.setFocus()
    pane.select("e001")
    while_held(pane.month, ALT, Qt.Key.Key_Down, Qt.Key.Key_Right)
    let_go(pane.month)
    assert pane.loading._schedule.find("e001").starts_at == at(9, 10)


def test_a_closed_day_is_told_with_its_reason(qtbot, spoken) -> None:
    pane = make_pane(qtbot, FakeSchedule(rows=[entry(1, at(0, 9))], hours=clinic_hours()), view=View.MONTH)
    pane.month.setFocus()
    pane.show_day(date(2026, 12, 24))
    keys(qtbot, pane.month, "Right")
    assert spoken[-1] == "Friday, 25 December 2026, Christmas, free"


def test_the_agenda_goes_from_meeting_to_meeting(qtbot) -> None:
    pane = make_pane(qtbot, few(), view=View.AGENDA)
    pane.select("e000")
    pane.agenda.setFocus()
    keys(qtbot, pane.agenda, "Down")
    assert pane.selected.meeting_id == "e007"
    keys(qtbot, pane.agenda, "Down")
    assert pane.selected.meeting_id == "e001"
    with qtbot.waitSignal(pane.details_requested) as opened:
        keys(qtbot, pane.agenda, "Return")
    assert opened.args == ["e001"]
    keys(qtbot, pane.agenda, "PgDown")
    assert pane.days[0] == date(2026, 11, 30)
