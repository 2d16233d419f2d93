"""Changing a series: which of its times are left out, moved or over, and leaving more out or taking them back in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, Qt, QTime

from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from tests.panes.clinic_data import OFFLINE
from tests.panes.fakes import HeldCalls
from tests.panes.plan_kit import Plan, at, third_of_eight, wall

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
FIRST_OF_DECEMBER, EIGHTH = date(2026, 12, 1), date(2026, 12, 8)
GONE = (wall(2026, 12, 8, 9),)


def edit(qtbot, *, scope: Scope = Scope.ALL, calls=None, gone=GONE, **changes) -> Plan:
    """Return the dialog of the third of eight meetings, the fifth of which was cancelled and the sixth moved."""
    meetings, row = third_of_eight(**changes)
    meetings.gone = frozenset(gone)
    meetings.rows.append(at(22, 120, 5, series_id=row.series_id, wall=wall(2026, 12, 15, 9)))
    plan = Plan(qtbot, meetings, meeting=row, calls=calls)
    if scope is not Scope.THIS:
        plan.dialog.series_bar.choice.buttons[scope].click()
        plan.look()
    return plan


def save(plan: Plan):
    """Press the main button; return what shall be kept."""
    plan.dialog.set_busy(busy=False)
    plan.dialog.main_button.click()
    return plan.order


# ---- what is shown
def test_the_times_say_what_is_left_out_moved_and_over(qtbot) -> None:
    plan = edit(qtbot)
    field = plan.dialog.repeat_field
    assert field.list.texts == [
        "Tue 10 Nov, over",
        "Tue 17 Nov, over",
        "Tue 24 Nov, held",
        "Tue 1 Dec, held",
        "Tue 8 Dec, left out",
        "Tue 15 Dec, moved to Wed 16 Dec 11:00",
        "Tue 22 Dec, held",
        "Tue 29 Dec, held",
    ]
    assert field.hint.text() == (
        "Click a time, or press Space on it, to leave it out or hold it again. "
        "A meeting that is left out is cancelled."
    )
    assert field.sentence.text() == "Every Tuesday, 7 times, until 29 December."
    assert not plan.dialog.dirty
    assert save(plan).left_out is None


def test_for_this_one_alone_no_times_are_shown(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.THIS)
    assert not plan.dialog.repeat_field.list.isVisible()


def test_this_and_following_shows_those_alone(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.FOLLOWING)
    texts = plan.dialog.repeat_field.list.texts
    assert (len(texts), texts[0], texts[2]) == (6, "Tue 24 Nov, held", "Tue 8 Dec, left out")


# ---- leaving out and taking back in
@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
def test_one_more_is_left_out_and_another_taken_back_in(qtbot, scope) -> None:
    plan = edit(qtbot, scope=scope)
    chips = plan.dialog.repeat_field.list
    row = chips.texts.index("Tue 1 Dec, held")
    qtbot.mouseClick(
        chips.viewport(), Qt.MouseButton.LeftButton, pos=chips.visualRect(chips.model().index(row, 0)).center()
    )
    assert chips.texts[row] == "Tue 1 Dec, left out"
    assert plan.dialog.dirty
    order = save(plan)
    assert (order.left_out, order.recurrence, order.scope) == (
        {wall(2026, 12, 1, 9), wall(2026, 12, 8, 9)},
        None,
        scope,
    )
    plan.dialog.set_busy(busy=False)
    chips.setCurrentIndex(chips.model().index(row + 1, 0))
    qtbot.keyClick(chips, Qt.Key.Key_Space)
    assert save(plan).left_out == {wall(2026, 12, 1, 9)}


def test_taken_back_it_is_no_change(qtbot) -> None:
    plan = edit(qtbot)
    plan.dialog.repeat_field.toggle(FIRST_OF_DECEMBER)
    plan.dialog.repeat_field.toggle(FIRST_OF_DECEMBER)
    assert not plan.dialog.dirty
    assert save(plan).left_out is None


def test_what_is_over_stays_as_it_is(qtbot) -> None:
    plan = edit(qtbot, gone=(wall(2026, 11, 10, 9),))
    chips = plan.dialog.repeat_field.list
    assert chips.texts[:2] == ["Tue 10 Nov, left out and over", "Tue 17 Nov, over"]
    for row in range(2):
        chips.setCurrentIndex(chips.model().index(row, 0))
        qtbot.keyClick(chips, Qt.Key.Key_Space)
    plan.dialog.repeat_field.leave_out(frozenset({date(2026, 11, 17), FIRST_OF_DECEMBER}))
    assert plan.dialog.repeat_field.left_out == {date(2026, 11, 10), FIRST_OF_DECEMBER}


def test_of_this_one_alone_nothing_is_left_out(qtbot) -> None:
    plan = edit(qtbot)
    plan.dialog.repeat_field.toggle(FIRST_OF_DECEMBER)
    plan.dialog.series_bar.choice.buttons[Scope.THIS].click()
    order = save(plan)
    assert (order.scope, order.left_out) == (Scope.THIS, None)
    plan.dialog.set_busy(busy=False)
    plan.dialog.series_bar.choice.buttons[Scope.FOLLOWING].click()
    plan.look()
    assert save(plan).left_out == {wall(2026, 12, 1, 9), wall(2026, 12, 8, 9)}, "the choice is kept meanwhile"


# ---- with other changes
def test_it_goes_along_to_another_day_and_time(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.FOLLOWING)
    plan.dialog.repeat_field.toggle(FIRST_OF_DECEMBER)
    plan.dialog.date_field.setDate(QDate(2026, 11, 26))
    plan.dialog.start_field.setTime(QTime(10, 30))
    plan.look()
    assert plan.dialog.repeat_field.list.texts[:4] == [
        "Thu 26 Nov, held",
        "Thu 3 Dec, left out",
        "Thu 10 Dec, left out",
        "Thu 17 Dec, moved to Wed 16 Dec 11:00",
    ]
    assert save(plan).left_out == {wall(2026, 12, 3, 10, 30), wall(2026, 12, 10, 10, 30)}


def test_it_goes_along_to_another_rule(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.FOLLOWING)
    field = plan.dialog.repeat_field
    field.toggle(FIRST_OF_DECEMBER)
    field.rule.weekdays[3].click()
    plan.look()
    assert {FIRST_OF_DECEMBER, EIGHTH} == field.left_out
    field.toggle(date(2026, 12, 3))
    order = save(plan)
    assert order.recurrence == Recurrence(Frequency.WEEKLY, 1, (1, 3), count=6)
    assert order.left_out == {wall(2026, 12, 1, 9), wall(2026, 12, 3, 9), wall(2026, 12, 8, 9)}
    plan.dialog.set_busy(busy=False)
    field.rule.count.setValue(2)
    plan.look()
    field.rule.count.setValue(6)
    plan.look()
    assert field.left_out == {FIRST_OF_DECEMBER, date(2026, 12, 3), EIGHTH}, "it is not forgotten in between"


def test_another_rule_alone_leaves_out_what_was(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.FOLLOWING)
    plan.dialog.repeat_field.rule.count.setValue(4)
    plan.look()
    assert plan.dialog.repeat_field.left_out == {EIGHTH}
    assert save(plan).left_out is None


def test_nothing_of_another_rule_being_left_is_refused(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.FOLLOWING)
    field = plan.dialog.repeat_field
    field.rule.count.setValue(2)
    plan.look()
    field.leave_out(frozenset({date(2026, 11, 24), FIRST_OF_DECEMBER}))
    plan.dialog.main_button.click()
    assert plan.orders == []
    assert plan.dialog.form.problems == {"repeat": "Nothing is left of this series. Hold one of its times."}


# ---- late, left and failing
def test_times_that_are_not_known_yet_are_waited_for(qtbot) -> None:
    calls = HeldCalls()
    plan = edit(qtbot, scope=Scope.THIS, calls=calls)
    calls.release()
    plan.dialog.series_bar.choice.buttons[Scope.FOLLOWING].click()
    plan.look()
    calls.release()
    plan.dialog.repeat_field.toggle(FIRST_OF_DECEMBER)
    plan.dialog.start_field.setTime(QTime(10, 0))
    plan.dialog.main_button.click()
    assert plan.orders == []
    calls.release()
    assert plan.order.left_out == {wall(2026, 12, 1, 10), wall(2026, 12, 8, 10)}


def test_times_that_cannot_be_read_keep_the_change_from_being_saved(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.FOLLOWING)
    plan.dialog.repeat_field.toggle(FIRST_OF_DECEMBER)
    plan.meetings.problem = OFFLINE
    plan.dialog.start_field.setTime(QTime(10, 0))
    plan.dialog.main_button.click()
    assert plan.orders == []
    assert "cannot be read now" in plan.dialog.message_bar.text
    plan.meetings.problem = None
    assert save(plan).left_out == {wall(2026, 12, 1, 10), wall(2026, 12, 8, 10)}


def test_what_was_left_comes_back_with_its_times(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.FOLLOWING)
    plan.dialog.repeat_field.toggle(FIRST_OF_DECEMBER)
    left: list[object] = []
    plan.dialog.left_dirty.connect(left.append)
    plan.dialog.reject()
    again = edit(qtbot, scope=Scope.THIS)
    again.dialog.show_entry(left[0])
    again.look()
    assert again.dialog.repeat_field.left_out == {FIRST_OF_DECEMBER, EIGHTH}
    assert save(again).left_out == {wall(2026, 12, 1, 9), wall(2026, 12, 8, 9)}


def test_a_meeting_that_was_moved_itself_says_so(qtbot) -> None:
    moved = replace(at(0).schedule, starts_at=datetime(2026, 11, 25, 11, 0, tzinfo=UTC))
    plan = edit(qtbot, schedule=moved)
    plan.dialog.repeat_field.toggle(FIRST_OF_DECEMBER)
    assert plan.dialog.repeat_field.list.texts[2] == "Tue 24 Nov, moved to Wed 25 Nov 11:00"
    plan.dialog.start_field.setTime(QTime(12, 0))
    plan.look()
    assert save(plan).left_out == {wall(2026, 12, 1, 10), wall(2026, 12, 8, 10)}
    assert moved.duration == timedelta(minutes=30)
