"""The fields of a week and of closed days."""

from __future__ import annotations

from datetime import date, time
from functools import partial

import pytest
from PySide6.QtCore import QDate, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox

from hosted_meetings_desktop.domain.availability import DAYS, ClosedDays, Span
from hosted_meetings_desktop.ui.settings.planning.closed_days import ClosedDaysEditor
from hosted_meetings_desktop.ui.settings.planning.week_editor import WeekEditor
from tests.panes.planning_kit import osei_hours, span
from tests.panes.settings_kit import MONDAY, SATURDAY, SETTINGS_MARKS, SUNDAY, TODAY, open_hours, show_planning

pytestmark = SETTINGS_MARKS


@pytest.fixture
def make(qtbot):
    return partial(show_planning, qtbot)


@pytest.fixture
def week(qtbot):
    editor = WeekEditor()
    qtbot.addWidget(editor)
    hours = osei_hours()
    editor.set_week(hours.hours, hours.breaks)
    editor.show()
    return editor


@pytest.fixture
def closed(qtbot):
    editor = ClosedDaysEditor(TODAY)
    qtbot.addWidget(editor)
    editor.show()
    return editor


# ---- the week
def test_a_week_comes_back_as_it_was_shown(week):
    assert week.hours == osei_hours().hours
    assert week.breaks == osei_hours().breaks
    assert list(week.days) == list(range(7))


def test_a_week_begins_as_the_locale_has_it(qtbot):
    QLocale.setDefault(QLocale("en_US"))
    editor = WeekEditor()
    qtbot.addWidget(editor)
    assert list(editor.days) == [SUNDAY, 0, 1, 2, 3, 4, 5]
    editor.set_week(osei_hours().hours, osei_hours().breaks)
    assert editor.hours == osei_hours().hours


def test_a_day_is_closed_and_opened_again_with_what_it_had(week):
    monday = week.days[MONDAY]
    monday.box.click()
    assert (week.hours[MONDAY], week.breaks[MONDAY]) == ((), ())
    assert monday.hours.isHidden()
    assert not monday.closed.isHidden()
    monday.box.click()
    assert week.hours[MONDAY] == osei_hours().hours[MONDAY]
    assert week.breaks[MONDAY] == osei_hours().breaks[MONDAY]


def test_a_day_that_opens_in_an_empty_week_has_the_usual_hours(qtbot):
    editor = WeekEditor()
    qtbot.addWidget(editor)
    editor.set_week(((),) * DAYS, ((),) * DAYS)
    editor.days[SUNDAY].box.click()
    assert editor.hours[SUNDAY] == (span("08:00-18:00"),)


def test_monday_is_copied_to_all_workdays_of_the_locale(week, qtbot):
    with qtbot.waitSignal(week.edited):
        week.copy_button.click()
    assert week.hours[:5] == (osei_hours().hours[MONDAY],) * 5
    assert week.breaks[:5] == (osei_hours().breaks[MONDAY],) * 5
    assert week.hours[5:] == ((), ())
    QLocale.setDefault(QLocale("ar_EG"))
    week.copy_button.click()
    assert week.hours[SUNDAY] == osei_hours().hours[MONDAY]
    assert week.hours[SATURDAY] == ()


def test_times_are_added_after_the_last_one_and_removed(week, qtbot):
    wednesday = week.days[2]
    assert wednesday.hours.fields[0].remove.isHidden(), "a day's only hours go with the day"
    wednesday.hours.more_button.click()
    assert week.hours[2] == (span("09:00-13:00"), span("14:00-16:00"))
    assert not wednesday.hours.fields[0].remove.isHidden()
    wednesday.breaks.first_button.click()
    assert week.breaks[2] == (span("12:00-13:00"),)
    wednesday.breaks.more_button.click()
    assert week.breaks[2][1] == span("15:00-15:15")
    for fields in list(wednesday.breaks.fields):
        fields.remove.click()
    wednesday.hours.fields[0].remove.click()
    assert (week.hours[2], week.breaks[2]) == ((span("14:00-16:00"),), ())
    assert not wednesday.breaks.first_button.isHidden()


def test_a_time_that_is_added_late_in_the_day_ends_with_it(week):
    monday = week.days[MONDAY]
    monday.hours.set_spans((span("08:00-23:30"),))
    monday.hours.add_next()
    assert monday.hours.fields[-1].span == span("23:00-00:00")
    assert monday.problem.text() == "Two of these times overlap", "there is no room left: the person decides"


def test_a_day_has_a_last_time(week):
    monday = week.days[MONDAY]
    for _more in range(10):
        if not monday.hours.more_button.isHidden():
            monday.hours.more_button.click()
    assert len(monday.hours.fields) == 6


def test_midnight_as_an_end_is_the_end_of_the_day(week):
    monday = week.days[MONDAY]
    monday.hours.set_spans((span("08:00-00:00"),))
    assert not monday.check()
    monday.hours.fields[0].start.set_at(time(0))
    assert not monday.check()
    assert week.hours[MONDAY] == (Span(time(0), time(0)),)


def test_a_time_is_typed_and_counts_when_it_is_typed(week, qtbot):
    start = week.days[MONDAY].hours.fields[0].start
    changed: list[object] = []
    week.edited.connect(lambda: changed.append(week.hours[MONDAY]))
    with qtbot.waitActive(week):
        week.activateWindow()
    start.setFocus()
    start.selectAll()
    qtbot.keyClicks(start, "07")
    assert changed == []
    qtbot.keyClick(start, Qt.Key.Key_Return)
    assert week.hours[MONDAY][0] == span("07:00-12:00")
    assert len(changed) == 1


def test_a_problem_of_a_closed_day_is_none(week):
    monday = week.days[MONDAY]
    monday.hours.fields[0].end.set_at(time(7))
    assert week.first_problem() is not None
    monday.box.click()
    assert week.first_problem() is None
    assert monday.problem.isHidden()


def test_tab_goes_through_the_week_as_it_is_read(week):
    order = []
    widget = week.days[MONDAY].box
    while widget is not week.copy_button and len(order) < 200:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not widget.focusProxy():
            order.append(widget)
        widget = widget.nextInFocusChain()
    monday = week.days[MONDAY]
    first, second = monday.hours.fields
    pause = monday.breaks.fields[0]
    assert order[:11] == [
        monday.box, first.start, first.end, first.remove, second.start, second.end, second.remove,
        monday.hours.more_button, pause.start, pause.end, pause.remove,
    ]  # fmt: skip


def test_the_wheel_scrolls_over_fields_without_changing_them(make, qtbot):
    page = make()
    dialog = open_hours(page)
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.week.days[MONDAY].box.setFocus()
    fields = [*dialog.findChildren(QAbstractSpinBox), *dialog.findChildren(QComboBox)]
    assert len(fields) > 20
    for field in fields:
        turn(field)
    assert dialog.entered() == osei_hours()
    start = dialog.week.days[MONDAY].hours.fields[0].start
    start.setFocus()
    turn(start)
    assert dialog.entered() != osei_hours()


def turn(field):
    at = QPointF(field.rect().center())
    event = QWheelEvent(
        at, QPointF(field.mapToGlobal(at.toPoint())), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field, event)


# ---- closed days
def test_closed_days_come_back_and_those_that_are_over_are_folded_away(closed):
    days = osei_hours().closed
    closed.set_closed(days)
    assert len(closed.lines) == 1
    assert closed.closed() == days
    assert closed.over_button.text() == "Show 1 that is over"
    closed.over_button.click()
    assert [line.days for line in closed.lines] == list(days)
    assert closed.over_button.isHidden()
    assert closed.closed() == days


def test_the_last_day_moves_along_with_the_first(closed):
    closed.set_closed((ClosedDays(date(2026, 12, 7), date(2026, 12, 11)),))
    line = closed.lines[0]
    line.first.setDate(QDate(2026, 12, 14))
    assert line.days == ClosedDays(date(2026, 12, 14), date(2026, 12, 18))
    line.last.setDate(QDate(2026, 12, 1))
    assert line.problem.text() == "The last day is before the first"
    assert closed.first_problem() is not None
    line.first.setDate(QDate(2026, 12, 2))
    assert line.problem.isHidden()
    assert line.days == ClosedDays(date(2026, 12, 2), date(2026, 12, 2))
    assert closed.first_problem() is None


def test_closed_days_are_added_and_removed(closed):
    assert closed.closed() == ()
    closed.add_button.click()
    closed.add_button.click()
    assert closed.closed() == (ClosedDays(TODAY, TODAY),) * 2
    assert closed.lines[1].reason.accessibleName() == "Closed days 2: reason"
    assert [head.isHidden() for head in closed.lines[1].heads] == [True] * 3
    closed.lines[0].remove.click()
    assert [head.isHidden() for head in closed.lines[0].heads] == [False] * 3
    closed.lines[0].remove.click()
    assert closed.closed() == ()


def test_a_wrong_closed_day_stops_the_saving(make):
    page = make()
    dialog = open_hours(page)
    dialog.closed_days.lines[0].last.setDate(QDate(2026, 12, 1))
    dialog.keep()
    assert dialog.message_bar.text == "The last day is before the first."
    assert page.clinic.kept == []
