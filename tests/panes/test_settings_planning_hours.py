"""Working hours in the settings: the list, the form of one host, and what is said in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from hosted_meetings_desktop.domain.availability import DAYS, Availability, ClosedDays, usual_hours
from hosted_meetings_desktop.ui.settings.planning.words import closed_words, next_closed_words, week_words
from hosted_meetings_desktop.ui.text.format import DASH
from tests.panes.fakes import HeldCalls
from tests.panes.planning_kit import HOSTS, clinic_hours, osei_hours, span
from tests.panes.settings_kit import (
    LEFT,
    MONDAY,
    PROBLEM,
    SATURDAY,
    SETTINGS_MARKS,
    TODAY,
    TUESDAY,
    open_hours,
    show_planning,
)

pytestmark = SETTINGS_MARKS


@pytest.fixture
def make(qtbot):
    return partial(show_planning, qtbot)


# ---- in words
def test_a_week_is_told_with_days_of_the_same_hours_together():
    assert [said.replace(DASH, "-") for said in week_words(osei_hours())] == [
        "Mon, Tue, Thu 08:00-10:00, 10:15-12:00, 13:30-17:30",
        "Wed, Fri 09:00-13:00",
    ]
    assert week_words(usual_hours("UTC")) == [f"Mon{DASH}Fri 08:00{DASH}18:00"]
    night = Availability("", "UTC", ((span("22:00-00:00"),),) * DAYS)
    assert week_words(night) == [f"Mon{DASH}Sun 22:00{DASH}00:00"]
    assert week_words(replace(night, hours=((),) * DAYS)) == ["No hours at all"]


def test_closed_days_are_told_with_their_reason_and_how_many_come_after():
    closed = clinic_hours().closed
    assert closed_words(closed[1], TODAY) == f"24 Dec {DASH} 1 Jan 2027 (Christmas and New Year)"
    assert next_closed_words(closed, TODAY).endswith(", and once more")
    assert next_closed_words(closed[2:], TODAY) == f"Closed 26 Mar 2027 {DASH} 29 Mar 2027 (Easter)"
    assert next_closed_words(closed[:1], TODAY) == ""
    assert next_closed_words(closed, date(2026, 1, 1)).endswith(", and 2 times more")


def test_times_stand_in_their_order_where_all_is_read_from_the_right(qapp):
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        said = week_words(usual_hours("UTC"))[0]
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert f"\N{LEFT-TO-RIGHT ISOLATE}08:00{DASH}18:00\N{POP DIRECTIONAL ISOLATE}" in said


# ---- the list
def test_the_clinic_stands_first_and_every_host_with_hours_of_their_own_after_it(make):
    page = make()
    rows = page.planning.hours.rows
    assert [row.hours.host for row in rows] == ["", "Dr. Ada Osei"]
    assert rows[0].said[-1].startswith("Closed 24 Dec")
    assert rows[0].said[1] == "Europe/London"
    assert rows[0].drop_button.isHidden()
    assert rows[1].drop_button.isVisible()
    assert rows[1].change_button.accessibleName() == "Change the hours of Dr. Ada Osei"


def test_while_it_looks_it_says_so(make):
    held = HeldCalls()
    page = make(calls=held)
    group = page.planning.hours
    assert "Looking…" in [label.text() for label in group.findChildren(QLabel) if label.isVisible()]
    assert not group.add_button.isEnabled()
    held.release()
    assert "Looking…" not in [label.text() for label in group.findChildren(QLabel) if label.isVisible()]
    assert group.add_button.isEnabled()


def test_a_reload_keeps_the_focus(make, qtbot):
    page = make()
    with qtbot.waitActive(page):
        page.activateWindow()
    page.planning.hours.rows[1].change_button.setFocus()
    page.planning.hours.reload()
    qtbot.waitUntil(page.planning.hours.rows[1].change_button.hasFocus)


def test_a_host_has_the_clinics_hours_again_and_back(make, qtbot):
    page = make()
    group = page.planning.hours
    qtbot.mouseClick(group.rows[1].drop_button, LEFT)
    assert page.clinic.hours == (clinic_hours(),)
    assert len(group.rows) == 1
    assert group.result.text == "Dr. Ada Osei has the clinic's hours again."
    qtbot.mouseClick(group.result.action_button, LEFT)
    assert len(group.rows) == 2
    page.clinic.fails = PROBLEM
    group.drop(group.rows[1].hours)
    assert group.result.text.startswith("The store cannot be read")


# ---- the dialog
def test_the_form_begins_with_what_is_so(make):
    page = make()
    dialog = open_hours(page)
    assert dialog.windowTitle() == "Hours of Dr. Ada Osei"
    assert dialog.entered() == osei_hours()
    assert not dialog.dirty
    dialog.reject()
    assert page.planning.hours.result.text == ""
    clinic = open_hours(page, 0)
    assert clinic.windowTitle() == "Hours of the clinic"
    assert clinic.host_field.isHidden()
    weekend = replace(clinic_hours(), breaks=((span("12:00-13:00"),),) * 5 + ((), ()))
    assert clinic.entered() == weekend, "a closed day has no breaks"


def test_hours_are_saved_and_taken_back(make, qtbot):
    page = make()
    dialog = open_hours(page)
    dialog.zone_field.set_zone("Asia/Kolkata")
    qtbot.mouseClick(dialog.week.days[SATURDAY].box, LEFT)
    dialog.closed_days.add_button.click()
    dialog.closed_days.lines[-1].reason.setText(" Move ")
    dialog.keep()
    kept = page.clinic.hours[1]
    assert (kept.zone, kept.hours[SATURDAY]) == ("Asia/Kolkata", (span("09:00-13:00"),)), "as on Friday"
    assert ClosedDays(TODAY, TODAY, "Move") in kept.closed
    assert kept.closed[0].reason == "Leave", "what is over is kept"
    group = page.planning.hours
    assert group.result.text == "The hours of Dr. Ada Osei are saved."
    assert group.rows[1].said[-2] == "Asia/Kolkata"
    qtbot.mouseClick(group.result.action_button, LEFT)
    assert page.clinic.hours[1] == osei_hours()


def test_after_saving_the_focus_is_where_it_was(make, qtbot):
    page = make()
    dialog = open_hours(page)
    dialog.week.days[SATURDAY].box.click()
    dialog.keep()
    with qtbot.waitActive(page):
        page.activateWindow()
    qtbot.waitUntil(page.planning.hours.rows[1].change_button.hasFocus)


def test_hours_for_a_host_begin_with_the_clinics(make):
    page = make()
    page.planning.hours.add_button.click()
    dialog = page.planning.hours.dialog
    assert [dialog.host_field.itemText(place) for place in range(dialog.host_field.count())] == list(HOSTS[1:])
    dialog.keep()
    assert "Type the host's name" in dialog.form.problems["host"]
    dialog.host_field.setEditText("dr. ada OSEI ")
    dialog.keep()
    assert "has hours already" in dialog.form.problems["host"]
    dialog.host_field.setEditText(" Nurse Lindqvist ")
    dialog.keep()
    kept = page.clinic.hours[-1]
    assert (kept.host, kept.zone, kept.hours, kept.closed) == (
        "Nurse Lindqvist", "Europe/London", clinic_hours().hours, (),
    )  # fmt: skip
    assert len(page.planning.hours.rows) == 3


def test_a_zone_that_is_not_known_is_said_under_its_field(make):
    page = make()
    dialog = open_hours(page)
    dialog.zone_field.setEditText("Europe/Nowhere")
    dialog.keep()
    assert "Europe/Nowhere" in dialog.form.problems["zone"]
    assert page.clinic.kept == []


def test_what_cannot_be_meant_is_said_under_its_day_and_on_top(make):
    page = make()
    dialog = open_hours(page)
    tuesday = dialog.week.days[TUESDAY]
    tuesday.hours.fields[0].end.set_at(time(13, 45))
    assert tuesday.problem.text() == "Two of these times overlap"
    assert tuesday.hours.fields[1].start.property("problem") == "true"
    dialog.keep()
    assert dialog.message_bar.text == "Tuesday: Two of these times overlap."
    assert page.clinic.kept == []
    tuesday.hours.fields[0].end.set_at(time(13, 30))
    assert tuesday.problem.isHidden()
    assert tuesday.hours.fields[1].start.property("problem") == "false"
    assert dialog.message_bar.text == ""
    dialog.keep()
    assert page.clinic.hours[1].hours[TUESDAY] == (span("08:00-13:30"), span("13:30-17:30"))


def test_what_was_entered_and_left_can_be_gone_on_with(make, qtbot):
    page = make()
    dialog = open_hours(page)
    dialog.week.days[MONDAY].box.click()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    group = page.planning.hours
    assert group.result.text == "What you entered was not saved."
    qtbot.mouseClick(group.result.action_button, LEFT)
    again = group.dialog
    assert not again.week.days[MONDAY].box.isChecked()
    assert again.dirty


def test_a_failure_leaves_what_was_entered(make):
    page = make()
    dialog = open_hours(page)
    page.clinic.fails = PROBLEM
    dialog.keep()
    assert not dialog.busy
    assert dialog.message_bar.text.startswith("The store cannot be read")
    assert page.planning.hours.dialog is dialog
