"""When a time is not free: the note before, the other times offered, and single times of a series left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.availability import usual_hours
from hosted_meetings_desktop.domain.recurrence import Frequency, Occurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, Policy, SlotPolicies, Taken, Wish, findings
from hosted_meetings_desktop.ui.panes.meetings.clashing import clashes_of
from tests.panes.clinic_data import OFFLINE
from tests.panes.fake_services import FakeMeetings
from tests.panes.fakes import HeldCalls
from tests.panes.plan_kit import ADA, FATIMA, TUESDAY, Plan, at, busy, third_of_eight, wall

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
OVERLAP = "Dr. Ada Osei has “First consultation” 09:10\N{EN DASH}09:40. They overlap by 20 min."


def at_nine(qtbot, meetings: FakeMeetings, **options) -> Plan:
    """Return a plan for Tuesday at nine that lacks nothing."""
    options.setdefault("begins", TUESDAY)
    plan = Plan(qtbot, meetings, host=ADA, **options)
    plan.dialog.title_field.setText("Wound check")
    plan.dialog.people.take(FATIMA)
    return plan


# ---- before anybody tries
def test_the_note_knows_buffers_hours_and_closed_days(qtbot) -> None:
    plan = at_nine(qtbot, busy(0, minutes=-32, hours=(usual_hours("Europe/London"),)))
    note = plan.dialog.booking_note
    qtbot.waitUntil(lambda: bool(note.text))
    told = "“First consultation” ends at 08:58. That leaves 2 min; 5 min are kept free."
    assert note.text == told
    assert note.words.property("tone") == "wait"
    plan.dialog.start_field.setTime(QTime(22, 0))
    qtbot.waitUntil(lambda: note.text == "22:00 is outside the hours of Dr. Ada Osei.")
    plan.choose_kind("Team meeting")  # during which the host may do something else
    qtbot.waitUntil(lambda: note.text == "")


def test_what_must_not_be_looks_so_and_offers_free_times(qtbot) -> None:
    plan = at_nine(qtbot, busy(0))
    note = plan.dialog.booking_note
    qtbot.waitUntil(lambda: bool(note.text))
    assert (note.text, note.words.property("tone")) == (OVERLAP, "stop")
    note.others_button.click()
    assert plan.dialog.slot_choice.isVisible()
    assert note.text == ""


def test_a_name_that_is_typed_asks_nothing_anew(qtbot) -> None:
    calls = HeldCalls()
    plan = at_nine(qtbot, busy(0), calls=calls)
    calls.release()
    plan.dialog.booking_note._call.ask_now()
    calls.release()
    asked = len(plan.meetings.asked_for("check"))
    plan.dialog.title_field.setText("Wound check again")
    plan.dialog.people.lines[0].name.setText("Fatima al-Hassani Omar")
    plan.dialog.booking_note._call.ask_now()
    calls.release()
    assert len(plan.meetings.asked_for("check")) == asked


def test_times_are_told_on_which_clock_they_are(qtbot) -> None:
    plan = at_nine(qtbot, busy(0), zone="Europe/Berlin")
    qtbot.waitUntil(lambda: bool(plan.dialog.booking_note.text))
    assert plan.dialog.booking_note.text == f"{OVERLAP} (Times on this PC's clock.)"
    plan.plan()
    assert plan.dialog.slot_choice.heading.text() == (
        "This time is not quite free. The times here are on this PC's clock."
    )


# ---- one meeting
def test_a_time_that_is_refused_offers_others_and_keeps_what_was_entered(qtbot) -> None:
    plan = at_nine(qtbot, busy(0))
    plan.activate()
    entered = plan.dialog.entry()
    plan.plan()
    choice = plan.dialog.slot_choice
    assert choice.text == f"This time is not free. {OVERLAP}"
    assert [button.text() for button in choice.buttons] == ["09:45", "10:15", "10:45"]
    assert QApplication.focusWidget() is choice.buttons[0]
    assert plan.dialog.entry() == entered
    assert not plan.dialog.busy
    choice.buttons[1].click()
    assert choice.isHidden()
    assert plan.dialog.entry() == replace(entered, at=QTime(10, 15).toPython())
    assert QApplication.focusWidget() is plan.dialog.main_button
    plan.plan()
    assert [row.schedule.starts_at for row in plan.meetings.rows[1:]] == [TUESDAY + timedelta(minutes=75)]


def test_a_free_time_is_set_by_the_clock_of_the_fields(qtbot) -> None:
    plan = at_nine(qtbot, busy(0), zone="Asia/Kolkata")
    plan.plan()
    plan.dialog.slot_choice.buttons[0].click()
    assert plan.dialog.start_field.time() == QTime(15, 15)
    assert plan.dialog.entry().day == date(2026, 11, 24)


def test_a_time_that_is_only_warned_about_is_planned_all_the_same(qtbot) -> None:
    plan = at_nine(qtbot, busy(0, minutes=-32))
    plan.plan()
    accept = plan.dialog.slot_choice.buttons[-1]
    assert accept.text() == "Plan it all the same"
    accept.click()
    assert plan.order.accepted == {Concern.TOO_CLOSE}
    plan.keep()
    assert len(plan.meetings.rows) == 2


def test_what_was_accepted_holds_for_that_time_only(qtbot) -> None:
    plan = at_nine(qtbot, busy(0, minutes=-32))
    plan.plan()
    plan.dialog.slot_choice.buttons[-1].click()
    plan.dialog.show_error(OFFLINE)
    plan.dialog.start_field.setTime(QTime(12, 0))
    plan.dialog.main_button.click()
    assert plan.order.accepted == frozenset()


def test_the_offer_goes_when_the_time_changes_and_stays_when_a_name_does(qtbot) -> None:
    plan = at_nine(qtbot, busy(0))
    plan.plan()
    plan.dialog.title_field.setText("Wound check again")
    plan.dialog.people.lines[0].name.setText("Sam")
    assert plan.dialog.slot_choice.isVisible()
    plan.dialog.start_field.setTime(QTime(12, 0))
    assert plan.dialog.slot_choice.isHidden()


def test_a_change_is_saved_all_the_same(qtbot) -> None:
    meetings = busy(0, minutes=-32)
    row = at(0, number=5)
    meetings.rows.append(row)
    plan = Plan(qtbot, meetings, meeting=row)
    plan.plan()
    accept = plan.dialog.slot_choice.buttons[-1]
    assert accept.text() == "Save it all the same"
    accept.click()
    plan.keep()
    assert meetings.orders[-1]["accepted"] == {Concern.TOO_CLOSE}


# ---- a series
def weekly(qtbot, meetings: FakeMeetings, **options) -> Plan:
    """Return a plan for every Tuesday at nine."""
    plan = at_nine(qtbot, meetings, **options)
    plan.repeats(Frequency.WEEKLY)
    return plan


def test_times_of_a_series_that_are_not_free_are_listed_and_left_out_each(qtbot) -> None:
    plan = weekly(qtbot, busy(0, 14))
    plan.plan()
    panel = plan.dialog.clash_panel
    assert panel.heading.text() == "2 times of this series are not free."
    assert panel.rows.texts == [
        f"Tue 24 Nov: {OVERLAP}",
        "Tue 8 Dec: Dr. Ada Osei has “Blood pressure review” 09:10\N{EN DASH}09:40. They overlap by 20 min.",
    ]
    assert plan.dialog.slot_choice.isHidden()
    assert plan.dialog.repeat_field.list.texts[:3] == [
        "Tue 24 Nov, not free",
        "Tue 1 Dec, held",
        "Tue 8 Dec, not free",
    ]
    assert not panel.accept_button.isVisible()
    panel.rows.buttons[date(2026, 12, 8)].click()
    assert plan.dialog.repeat_field.left_out == {date(2026, 12, 8)}
    assert panel.rows.buttons[date(2026, 12, 8)].text() == "Hold it"
    panel.rows.buttons[date(2026, 12, 8)].click()
    assert plan.dialog.repeat_field.left_out == frozenset()


def test_all_that_are_not_free_are_left_out_at_once(qtbot) -> None:
    plan = weekly(qtbot, busy(0, 14))
    plan.dialog.repeat_field.toggle(date(2026, 12, 29))
    plan.plan()
    panel = plan.dialog.clash_panel
    panel.all_button.click()
    assert not panel.all_button.isEnabled()
    plan.plan()
    assert plan.order.left_out == {wall(2026, 12, 29, 9), wall(2026, 11, 24, 9), wall(2026, 12, 8, 9)}
    assert len([row for row in plan.meetings.rows if row.series_id is not None]) == 5
    assert panel.isHidden()


def test_a_series_that_is_only_warned_about_is_planned_all_the_same(qtbot) -> None:
    plan = weekly(qtbot, busy(0, 14, minutes=-32))
    plan.plan()
    assert plan.dialog.clash_panel.property("bar") == "warning"
    plan.dialog.clash_panel.accept_button.click()
    plan.keep()
    assert plan.order.accepted == {Concern.TOO_CLOSE}
    assert len([row for row in plan.meetings.rows if row.series_id is not None]) == 8


def test_another_rule_takes_the_list_away(qtbot) -> None:
    plan = weekly(qtbot, busy(0, 14))
    plan.plan()
    plan.dialog.repeat_field.rule.count.setValue(3)
    assert plan.dialog.clash_panel.isHidden()
    assert "not free" not in " ".join(plan.dialog.repeat_field.list.texts)


def test_the_list_waits_for_the_times_it_is_about(qtbot) -> None:
    calls = HeldCalls()
    plan = at_nine(qtbot, busy(0), calls=calls)
    calls.release()
    field = plan.dialog.repeat_field
    field.frequency.setCurrentIndex(field.frequency.findData(Frequency.WEEKLY))
    plan.plan()  # before the pause is over
    assert plan.dialog.clash_panel.isHidden()
    calls.release()
    assert plan.dialog.clash_panel.rows.texts == [f"Tue 24 Nov: {OVERLAP}"]


def test_a_series_that_is_put_elsewhere_goes_around_what_is_not_free(qtbot) -> None:
    meetings, row = third_of_eight()
    meetings.rows.append(at(0, 40, 1))
    meetings.holds_rule = True
    plan = Plan(qtbot, meetings, meeting=row)
    plan.dialog.series_bar.choice.buttons[Scope.FOLLOWING].click()
    plan.dialog.start_field.setTime(QTime(9, 30))
    plan.look()
    plan.plan()
    panel = plan.dialog.clash_panel
    assert list(panel.rows.buttons) == [date(2026, 11, 24)]
    panel.all_button.click()
    plan.dialog.main_button.click()
    assert plan.order.left_out == {wall(2026, 11, 24, 9, 30)}


# ---- whose way it is
HOUR = timedelta(hours=1)


def times_from(starts: list[datetime]) -> tuple[Occurrence, ...]:
    return tuple(Occurrence(each.replace(tzinfo=None), each) for each in starts)


@given(
    days=st.lists(st.integers(0, 30), min_size=1, max_size=12, unique=True),
    others=st.lists(st.tuples(st.integers(0, 31 * 24 * 4), st.integers(1, 24)), max_size=8),
    length=st.integers(1, 16),
    before=st.integers(0, 8),
)
def test_exactly_those_times_are_found_that_the_slot_rule_objects_to(days, others, length, before) -> None:
    start, quarter = datetime(2026, 3, 1, 9, tzinfo=UTC), timedelta(minutes=15)
    times = times_from([start + timedelta(days=day) for day in sorted(days)])
    taken = [
        Taken(start + begin * quarter - 9 * HOUR, start + (begin + long) * quarter - 9 * HOUR, "", host=ADA)
        for begin, long in others
    ]
    policies = SlotPolicies(overlap=Policy.REFUSE, too_close=Policy.WARN, out_of_hours=Policy.WARN)
    hours = usual_hours("Europe/London")
    wishes = {
        each.wall: Wish(
            Taken(each.starts_at, each.starts_at + length * quarter, "", host=ADA, before=before * quarter), hours
        )
        for each in times
    }
    wrong = {key: tuple(findings(wish, taken, policies)) for key, wish in wishes.items()}
    found = clashes_of((one for told in wrong.values() for one in told), times, length * quarter)
    assert [clash.time.wall for clash in found] == [key for key, told in wrong.items() if told]
