"""Repeating a meeting: the rule and its fields, its times and what is odd about them, and single times left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, QLocale, QPoint, QPointF, Qt, QTime
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Recurrence
from tests.panes.clinic_data import OFFLINE, clinic_meetings
from tests.panes.fake_services import FakeMeetings
from tests.panes.fakes import HeldCalls
from tests.panes.plan_kit import FATIMA, TUESDAY, Plan, wall

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]

LONDON = "Stays 09:00 when the clocks change on 28 March 2027."
NEW_YORK = (
    "Stays 09:00 in America/New York; on this PC's clock it is 14:00, 13:00 from 14 March 2027, "
    "14:00 from 28 March 2027."
)


def weekly(qtbot, **options) -> Plan:
    """Return a plan for every Tuesday at nine."""
    options.setdefault("begins", TUESDAY)
    plan = Plan(qtbot, options.pop("meetings", None), **options)
    plan.dialog.title_field.setText("Physiotherapy")
    plan.repeats(Frequency.WEEKLY)
    return plan


# ---- the rule
def test_it_does_not_repeat_until_that_is_chosen_and_opens_where_it_stands(qtbot) -> None:
    plan = Plan(qtbot, begins=TUESDAY)
    field = plan.dialog.repeat_field
    assert field.frequency.currentText() == "Does not repeat"
    assert not field.panel.isVisible()
    plan.repeats(Frequency.WEEKLY)
    assert field.panel.isVisible()
    assert field.sentence.text() == "Every Tuesday, 8 times, until 12 January 2027."
    plan.dialog.title_field.setText("Physiotherapy")
    plan.dialog.main_button.click()
    assert plan.order.recurrence == Recurrence(Frequency.WEEKLY, 1, (1,), count=8)
    assert plan.order.draft.schedule.starts_at == TUESDAY


def test_a_meeting_that_does_not_repeat_has_no_rule(qtbot) -> None:
    plan = weekly(qtbot)
    field = plan.dialog.repeat_field
    field.frequency.setCurrentIndex(0)
    assert not field.panel.isVisible()
    plan.dialog.main_button.click()
    assert (plan.order.recurrence, plan.order.several) == (None, False)


def test_every_part_of_a_weekly_rule_is_chosen(qtbot) -> None:
    plan = weekly(qtbot)
    rule = plan.dialog.repeat_field.rule
    rule.interval.setValue(2)
    rule.weekdays[3].click()
    rule.ends_on.click()
    rule.until.setDate(QDate(2026, 12, 31))
    plan.look()
    assert plan.dialog.repeat_field.sentence.text() == (
        "Every 2 weeks on Tuesday and Thursday, 6 times, until 24 December."
    )
    assert (rule.count.isVisible(), rule.until.isVisible(), rule.unit.text()) == (False, True, "weeks")
    plan.dialog.main_button.click()
    assert plan.order.recurrence == Recurrence(Frequency.WEEKLY, 2, (1, 3), until=date(2026, 12, 31))


@pytest.mark.parametrize(
    ("begins", "offered", "chosen", "nth"),
    [
        (datetime(2026, 12, 9, 9, tzinfo=UTC), ["on the 9th", "on the second Wednesday"], 1, 2),
        (
            datetime(2026, 12, 28, 9, tzinfo=UTC),
            ["on the 28th", "on the fourth Monday", "on the last Monday"],
            2,
            LAST,
        ),
        (datetime(2026, 12, 31, 9, tzinfo=UTC), ["on the 31st", "on the last Thursday"], 0, 0),
    ],
)
def test_a_monthly_rule_goes_by_the_day_or_by_the_weekday(qtbot, begins, offered, chosen, nth) -> None:
    plan = Plan(qtbot, begins=begins)
    plan.dialog.title_field.setText("Results")
    plan.repeats(Frequency.MONTHLY)
    rule = plan.dialog.repeat_field.rule
    assert [rule.month_by.itemText(n) for n in range(rule.month_by.count())] == offered
    rule.month_by.setCurrentIndex(chosen)
    plan.dialog.main_button.click()
    weekdays = (begins.weekday(),) if nth else ()
    assert plan.order.recurrence == Recurrence(Frequency.MONTHLY, 1, weekdays, nth, count=8)


def test_months_that_lack_the_day_are_told(qtbot) -> None:
    plan = Plan(qtbot, begins=datetime(2026, 12, 31, 9, tzinfo=UTC))
    plan.repeats(Frequency.MONTHLY)
    rule = plan.dialog.repeat_field.rule
    assert rule.month_note.text() == "Months without a 31st are left out."
    rule.month_by.setCurrentIndex(1)
    assert rule.month_note.isHidden()


@pytest.mark.parametrize(("language", "first"), [("en_GB", "Monday"), ("en_US", "Sunday"), ("ar_EG", "Saturday")])
def test_the_weekdays_stand_in_the_order_of_the_viewer_s_week(qtbot, language, first) -> None:
    QLocale.setDefault(QLocale(language))
    buttons = list(weekly(qtbot).dialog.repeat_field.rule.weekdays)
    names = {0: "Monday", 5: "Saturday", 6: "Sunday"}
    assert names[buttons[0]] == first
    assert sorted(buttons) == list(range(7))


def test_the_weekday_goes_along_when_the_first_meeting_moves(qtbot) -> None:
    plan = weekly(qtbot)
    plan.dialog.date_field.setDate(QDate(2026, 11, 26))
    plan.look()
    assert plan.dialog.repeat_field.sentence.text().startswith("Every Thursday, 8 times")


def test_a_series_begins_on_another_of_its_days_without_losing_any(qtbot) -> None:
    plan = weekly(qtbot)
    plan.dialog.repeat_field.rule.weekdays[3].click()
    plan.dialog.date_field.setDate(QDate(2026, 11, 26))
    plan.look()
    assert plan.dialog.repeat_field.sentence.text().startswith("Every Tuesday and Thursday, 8 times")


def test_the_wheel_scrolls_the_form_and_changes_nothing_it_passes_over(qtbot) -> None:
    plan = weekly(qtbot)
    combo = plan.dialog.visit_type_field
    plan.dialog.title_field.setFocus()
    before = combo.currentIndex()
    middle = QPointF(combo.rect().center())
    wheel = QWheelEvent(
        middle, combo.mapToGlobal(middle), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(combo, wheel)
    assert combo.currentIndex() == before


# ---- its times
def test_the_times_come_after_a_pause_and_of_the_last_rule_only(qtbot) -> None:
    calls = HeldCalls()
    plan = Plan(qtbot, begins=TUESDAY, calls=calls)
    calls.release()
    field = plan.dialog.repeat_field
    field.frequency.setCurrentIndex(field.frequency.findData(Frequency.WEEKLY))
    field.rule.count.setValue(3)
    plan.look()
    [late] = [held for held in calls.held if not held[3].cancelled and held[0].func.__name__ == "occurrences"]
    field.rule.count.setValue(5)
    assert late[3].cancelled
    late[1](())  # what was on its way all the same is not even looked at
    plan.look()
    calls.release()
    assert len(field.times) == 5
    assert field.sentence.text() == "Every Tuesday, 5 times, until 22 December."
    [*_others, (first, zone, rule)] = plan.meetings.asked_for("occurrences")
    assert (first, zone, rule.count) == (wall(2026, 11, 24, 9), "Europe/London", 5)


def test_while_its_times_are_not_known_the_rule_alone_is_told(qtbot) -> None:
    plan = Plan(qtbot, begins=TUESDAY)
    field = plan.dialog.repeat_field
    field.frequency.setCurrentIndex(field.frequency.findData(Frequency.DAILY))
    assert field.sentence.text() == "Every day, 8 times."
    assert not field.list.isVisible()


def test_a_rule_that_cannot_be_used_is_told_at_the_field_at_once_and_keeps_the_plan(qtbot) -> None:
    plan = weekly(qtbot)
    rule = plan.dialog.repeat_field.rule
    rule.weekdays[1].click()
    assert plan.dialog.repeat_field.sentence.text() == "Choose the weekdays."
    assert plan.dialog.repeat_field.sentence.property("tone") == "stop"
    plan.dialog.main_button.click()
    assert plan.dialog.form.problems == {"repeat": "Choose the weekdays"}
    rule.weekdays[2].click()
    assert plan.dialog.form.problems == {}
    plan.look()
    told = "The first meeting is on none of the chosen weekdays. Choose its weekday too, or move it."
    assert plan.dialog.repeat_field.sentence.text() == told
    plan.dialog.main_button.click()
    assert plan.dialog.form.problems == {"repeat": told}
    assert plan.orders == []
    rule.weekdays[1].click()
    plan.look()
    plan.dialog.main_button.click()
    assert len(plan.orders) == 1


def test_a_rule_that_only_the_service_refuses_is_told_at_the_field(qtbot) -> None:
    plan = Plan(qtbot, begins=TUESDAY)
    plan.dialog.title_field.setText("Physiotherapy")
    field = plan.dialog.repeat_field
    field.frequency.setCurrentIndex(field.frequency.findData(Frequency.WEEKLY))
    field.rule.ends_on.click()
    field.rule.until.setDate(QDate(2026, 11, 1))
    plan.plan()
    assert plan.dialog.form.problems == {"repeat": "The last day is before the first meeting"}
    assert not plan.dialog.busy


def test_planning_does_not_hang_on_the_times(qtbot) -> None:
    plan = Plan(qtbot, begins=TUESDAY)
    plan.dialog.title_field.setText("Physiotherapy")
    plan.meetings.problem = OFFLINE
    plan.repeats(Frequency.WEEKLY)
    assert plan.dialog.repeat_field.sentence.text() == "Every Tuesday, 8 times."
    plan.dialog.main_button.click()
    assert plan.order.recurrence is not None


# ---- times that are left out
def test_a_time_is_left_out_and_held_again_by_mouse_and_by_keyboard(qtbot) -> None:
    plan = weekly(qtbot)
    chips = plan.dialog.repeat_field.list
    second = chips.model().index(1, 0)
    qtbot.mouseClick(chips.viewport(), Qt.MouseButton.LeftButton, pos=chips.visualRect(second).center())
    assert plan.dialog.repeat_field.left_out == {date(2026, 12, 1)}
    assert chips.texts[1] == "Tue 1 Dec, left out"
    assert plan.dialog.repeat_field.sentence.text() == "Every Tuesday, 7 times, until 12 January 2027."
    qtbot.keyClick(chips, Qt.Key.Key_Right)
    qtbot.keyClick(chips, Qt.Key.Key_Space)
    assert plan.dialog.repeat_field.left_out == {date(2026, 12, 1), date(2026, 12, 8)}
    qtbot.keyClick(chips, Qt.Key.Key_Space)
    plan.dialog.main_button.click()
    assert plan.order.left_out == {wall(2026, 12, 1, 9)}


def test_what_is_left_out_stays_so_when_the_time_of_day_changes(qtbot) -> None:
    plan = weekly(qtbot)
    plan.dialog.repeat_field.toggle(date(2026, 12, 22))
    plan.dialog.start_field.setTime(QTime(10, 30))
    plan.dialog.main_button.click()
    assert plan.order.left_out == {wall(2026, 12, 22, 10, 30)}


def test_a_series_of_which_nothing_is_left_is_refused(qtbot) -> None:
    plan = weekly(qtbot)
    field = plan.dialog.repeat_field
    field.leave_out(frozenset(each.wall.date() for each in field.times))
    assert field.sentence.text() == "Nothing is left of this series."
    plan.dialog.main_button.click()
    assert plan.dialog.form.problems == {"repeat": "Nothing is left of this series. Hold one of its times."}
    field.toggle(date(2026, 12, 1))
    assert plan.dialog.form.problems == {}


def test_many_times_are_scrolled_to_and_few_are_not(qtbot) -> None:
    plan = weekly(qtbot)
    chips = plan.dialog.repeat_field.list
    assert not chips.verticalScrollBar().isVisible()
    low = chips.height()
    plan.dialog.repeat_field.rule.count.setValue(400)
    plan.look()
    qtbot.wait(1)
    assert chips.model().rowCount() == 400
    assert chips.verticalScrollBar().isVisible()
    assert chips.height() <= low * 4


# ---- clocks
def test_a_time_that_the_clock_skips_is_told_with_the_way_to_leave_it_out(qtbot) -> None:
    plan = weekly(qtbot, zone="Europe/Berlin", begins=datetime(2027, 3, 7, 1, 30, tzinfo=UTC))
    odd = plan.dialog.repeat_field.odd
    assert odd.texts == ["Sun 28 Mar 2027: the clock skips 02:30. It is held at 03:30."]
    [button] = odd.buttons.values()
    assert button.accessibleName() == f"Leave out: {odd.texts[0]}"
    button.click()
    assert plan.dialog.repeat_field.left_out == {date(2027, 3, 28)}
    [button] = odd.buttons.values()
    assert button.text() == "Hold it"
    plan.dialog.main_button.click()
    assert plan.order.left_out == {wall(2027, 3, 28, 2, 30)}


def test_a_time_that_comes_twice_means_the_first(qtbot) -> None:
    plan = weekly(qtbot, zone="Europe/Berlin", begins=datetime(2027, 10, 17, 0, 30, tzinfo=UTC))
    assert plan.dialog.repeat_field.odd.texts == ["Sun 31 Oct 2027: 02:30 comes twice. The first is meant."]


def test_a_series_that_begins_at_a_time_that_comes_twice_does_not_ask_which(qtbot) -> None:
    plan = Plan(qtbot, zone="Europe/Berlin", begins=datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
    assert plan.dialog.which_field.isVisible()
    assert plan.dialog.entry().second_time
    plan.dialog.title_field.setText("Night watch")
    plan.repeats(Frequency.WEEKLY)
    assert not plan.dialog.which_field.isVisible()
    plan.dialog.main_button.click()
    assert plan.order.draft.schedule.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "begins", "second", "told"),
    [
        ("Europe/London", TUESDAY, "", ""),
        (
            "Europe/London",
            datetime(2027, 3, 1, 9, tzinfo=UTC),
            "",
            LONDON,
        ),
        (
            "Europe/Berlin",
            datetime(2027, 3, 1, 8, tzinfo=UTC),
            "",
            "Stays 09:00 in Europe/Berlin and 08:00 on this PC's clock when the clocks change on 28 March 2027.",
        ),
        (
            "America/New_York",
            datetime(2027, 3, 1, 14, tzinfo=UTC),
            "",
            NEW_YORK,
        ),
        (
            "Europe/London",
            datetime(2027, 3, 1, 9, tzinfo=UTC),
            "Asia/Kolkata",
            f"{LONDON}\nStays 09:00 in Europe/London; in Asia/Kolkata it is 14:30, 13:30 from 28 March 2027.",
        ),
    ],
)
def test_a_series_across_a_clock_change_says_what_stays(qtbot, zone, begins, second, told) -> None:
    clocks = weekly(qtbot, zone=zone, begins=begins, second_zone=second).dialog.repeat_field.clocks
    assert clocks.text() == told
    assert clocks.isHidden() is not bool(told)


# ---- whose room
def test_it_says_whether_a_series_shares_a_room(qtbot) -> None:
    plan = weekly(qtbot)
    assert plan.dialog.repeat_field.rooms.text() == "Each has a room and links of its own."
    plan.choose_kind("Group session")
    assert plan.dialog.repeat_field.rooms.text() == "One room, one link and the same people for all of them."


# ---- a meeting that is there already
def test_a_meeting_becomes_the_first_of_a_series(qtbot) -> None:
    row = replace(clinic_meetings()[6], invitees=())
    plan = Plan(qtbot, FakeMeetings(rows=[row]), meeting=row)
    plan.repeats(Frequency.DAILY)
    assert plan.dialog.repeat_field.hint.isVisible()
    assert plan.dialog.repeat_field.rooms.text() == "Each has a room and links of its own."
    chips = plan.dialog.repeat_field.list
    qtbot.keyClick(chips, Qt.Key.Key_Space)
    day = plan.dialog.date_field.day
    assert plan.dialog.repeat_field.left_out == {day}
    plan.dialog.main_button.click()
    assert plan.order.recurrence == Recurrence(Frequency.DAILY, count=8)
    assert {each.date() for each in plan.order.left_out} == {day}


def test_a_whole_series_is_planned_with_its_people(qtbot) -> None:
    plan = weekly(qtbot)
    plan.dialog.people.take(FATIMA)
    plan.dialog.repeat_field.toggle(date(2026, 12, 1))
    plan.plan()
    made = [row for row in plan.meetings.rows if row.series_id is not None]
    assert [row.wall.date() - date(2026, 11, 24) for row in made] == [timedelta(weeks=n) for n in (0, *range(2, 8))]
    assert {person.person_id for row in made for person in row.invitees} == {FATIMA.id}
