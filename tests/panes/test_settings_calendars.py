"""Hosts' calendars in the settings: the list, how each stands, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton

from hosted_meetings_desktop.domain.errors import InputProblem, StoreProblem
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.calendars_kit import UNREACHED, FakeCalendars, some_calendars
from tests.panes.clinic_data import NOW
from tests.panes.fakes import HeldCalls
from tests.panes.settings_calendars_kit import CalendarsPage

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints"),
    pytest.mark.usefixtures("london"),
]
PROBLEM = StoreProblem("Your saved meetings could not be read", "Nothing was changed.", details="disk I/O error")
NEW = "https://calendar.example.org/new.ics"


@pytest.fixture
def make(qtbot):
    return lambda *about: CalendarsPage(qtbot, *about)


# ---- the list
def test_each_calendar_says_how_it_stands(make):
    page = make()
    assert page.said[:4] == [
        ("Dr. Ada Osei", "“Outlook”: read 8 min ago, 14 busy times in the next 4 weeks", ""),
        ("Dr. Ada Osei", "“Private”: read 12 min ago, 1 busy time in the next 4 weeks", ""),
        ("Dr. Karim Haddad", "“Google”: read 3 h ago, 6 busy times in the next 4 weeks", UNREACHED),
        ("Nurse Lindqvist", "“iCloud”: not read yet", ""),
    ]
    assert page.said[4][1].endswith(": is being read…")
    row = page.group.calendar_rows[2]
    assert row.edit_button.accessibleName() == "Edit “Google” of Dr. Karim Haddad"
    assert UNREACHED in row.edit_button.accessibleDescription()


def test_a_calendar_without_busy_times_says_so(make):
    known = replace(some_calendars()[0], busy=0)
    assert make(FakeCalendars((known,))).said[0][1] == "“Outlook”: read 8 min ago, no busy times in the next 4 weeks"


def test_the_address_stands_nowhere(make):
    page = make()
    page.group.calendar_rows[0].edit_button.click()
    for root in (page.area, page.group.dialog):
        for widget in root.findChildren(QAbstractButton) + root.findChildren(QLineEdit):
            words = [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
            assert not any("private-8f2c" in word for word in words)
    assert page.group.dialog.address.hidden


def test_the_ages_stay_true_while_they_are_seen(make):
    page = make()
    page.clock.at = NOW + timedelta(minutes=5)
    page.group._ages.timeout.emit()
    assert "read 13 min ago" in page.said[0][1]
    assert page.group._ages.isActive()
    page.area.hide()
    assert not page.group._ages.isActive()


def test_while_it_loads_there_are_grey_bars(make):
    held = HeldCalls()
    page = make(None, held)
    assert page.group.states.state is State.LOADING
    held.release()
    assert page.group.states.state is State.CONTENT
    assert page.group.states.isHidden()
    assert len(page.said) == 5


def test_without_any_that_is_said_and_one_can_be_added(make):
    page = make(FakeCalendars(()))
    assert page.group.states.state is State.EMPTY
    assert page.group.states.isVisible()
    page.group.add_button.click()
    assert page.group.dialog is not None


def test_a_failure_is_told_in_place_of_the_list_and_can_be_tried_again(make):
    fake = FakeCalendars(fails=PROBLEM)
    page = make(fake)
    assert page.group.states.state is State.ERROR
    fake.fails = None
    next(b for b in page.group.states.findChildren(QPushButton) if b.text() == "Try again").click()
    assert page.group.states.state is State.CONTENT
    assert len(page.said) == 5


def test_it_reloads_on_what_concerns_it(make):
    page = make()
    assert page.groups.topics == {"calendars", "calendar_reads"}
    row = page.group.calendar_rows[0]
    page.fake.known = (replace(page.fake.known[0], reading=True), *page.fake.known[1:])
    page.groups.reload()
    assert page.group.calendar_rows[0] is row, "rows stay: one may be clicked just now"
    assert page.said[0][1] == "“Outlook”: is being read…"


def test_the_focus_stays_when_another_calendar_comes(make, qtbot):
    page = make()
    page.group.calendar_rows[2].read_button.setFocus()
    page.fake.known = page.fake.known[1:]
    page.groups.reload()
    qtbot.waitUntil(page.group.calendar_rows[1].read_button.hasFocus)


def test_every_control_has_a_name(make):
    page = make()
    page.group.add()
    for root in (page.area, page.group.dialog):
        for control in root.findChildren(QAbstractButton):
            assert control.accessibleName() or not control.isVisibleTo(root), control
    names = [b.accessibleName() for row in page.group.calendar_rows for b in row.findChildren(QPushButton)]
    assert len(set(names)) == len(names)


# ---- reading and removing
def test_one_is_read_now(make):
    page = make()
    page.group.calendar_rows[2].read_button.click()
    assert page.fake.did == [("read", "Dr. Karim Haddad/Google")]
    assert page.said[2][1:] == ("“Google”: read just now, 6 busy times in the next 4 weeks", "")


def test_reading_that_cannot_begin_is_told(make):
    page = make()
    page.fake.fails = PROBLEM
    page.group.calendar_rows[0].read_button.click()
    assert page.group.result.text == "Your saved meetings could not be read. Nothing was changed."


def test_removing_can_be_undone(make, qtbot):
    page = make()
    changed = []
    page.groups.undo_changed.connect(lambda: changed.append(page.groups.undo_text()))
    page.group.calendar_rows[0].remove_button.click()
    assert "Outlook" not in page.names
    assert page.group.add_button.hasFocus()
    assert page.group.result.text == "“Outlook” of Dr. Ada Osei is removed, with what was read from it."
    assert changed == ["removing the calendar “Outlook”"]
    page.group.result.action_button.click()
    assert page.names[0] == "Outlook"
    assert page.groups.undo_text() == ""
    page.groups.undo()
    assert [did for did, _what in page.fake.did] == ["remove", "restore"]


def test_several_come_back_the_last_one_first(make):
    page = make()
    page.group.calendar_rows[0].remove_button.click()
    page.group.calendar_rows[0].remove_button.click()
    page.groups.undo()
    page.groups.undo()
    assert [what for did, what in page.fake.did if did == "restore"] == [
        "Dr. Ada Osei/Private",
        "Dr. Ada Osei/Outlook",
    ]


def test_one_that_cannot_come_back_is_told_and_can_be_tried_again(make, qtbot):
    page = make()
    page.group.calendar_rows[0].remove_button.click()
    page.fake.fails = InputProblem("name", "This host has another calendar with that name")
    with qtbot.waitSignal(page.groups.failed) as failed:
        page.groups.undo()
    assert failed.args == [page.fake.fails]
    assert page.groups.undo_text()


def test_a_row_that_is_gone_leaves_nothing_behind(make):
    page = make()
    page.fake.known = ()
    page.groups.reload()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert page.group.calendar_rows == []
    assert page.group.states.state is State.EMPTY
