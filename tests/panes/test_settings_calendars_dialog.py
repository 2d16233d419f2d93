"""Connecting a host's calendar: what is entered, the look before it is kept, and what has to be mended."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hosted_meetings_desktop.domain.errors import AppError, InputProblem, StoreProblem
from hosted_meetings_desktop.domain.own_calendar import CalendarLook
from tests.panes.calendars_kit import HOSTS, SECRET, FakeCalendars
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


# ---- the dialog
def fill(page, host="Dr. New", name="Work", address=NEW):
    dialog = page.group.dialog
    dialog.host.setEditText(host)
    dialog.name.setText(name)
    dialog.address.setText(address)
    return dialog


def test_a_new_calendar_is_kept_at_once_and_told(make, qtbot):
    page = make()
    page.group.add_button.click()
    dialog = page.group.dialog
    assert [dialog.host.itemText(n) for n in range(3)] == list(HOSTS)
    assert dialog.host.currentText() == ""
    assert not dialog.address.hidden, "what is pasted can be read"
    fill(page).main_button.click()
    (_keep, kept) = page.fake.did[-1]
    assert (kept.id, kept.host, kept.name, kept.address) == ("", "Dr. New", "Work", NEW)
    assert page.group.dialog is None
    assert page.group.result.text == "“Work” is saved. Its busy times show as soon as it is read."
    qtbot.waitUntil(lambda: page.area.focusWidget() is page.group.calendar_rows[-1].edit_button)
    assert page.said[-1][1] == "“Work”: not read yet"


def test_one_is_changed_with_its_address_hidden(make):
    page = make()
    page.group.calendar_rows[0].edit_button.click()
    dialog = page.group.dialog
    assert (dialog.host.currentText(), dialog.name.text(), dialog.address.text()) == (
        "Dr. Ada Osei",
        "Outlook",
        SECRET,
    )
    assert dialog.address.hidden
    dialog.address.eye.trigger()
    assert not dialog.address.hidden
    dialog.name.setText("Practice")
    dialog.main_button.click()
    assert page.names[0] == "Practice"
    assert page.group.result.text == "“Practice” is saved."
    assert page.fake.did[-1][1].id == "Dr. Ada Osei/Outlook"


@pytest.mark.parametrize(
    ("about", "field", "said"),
    [
        ({"host": " "}, "host", "Say whose calendar this is"),
        ({"name": ""}, "name", "A calendar needs a name of up to 120 characters"),
        ({"address": "x"}, "address", "Enter the whole address, beginning with https:// or webcal://"),
    ],
)
def test_what_has_to_be_mended_stands_at_its_field(make, about, field, said):
    page = make()
    page.group.add()
    dialog = fill(page, **about)
    dialog.main_button.click()
    assert dialog.form.problems == {field: said}
    assert page.fake.did == []
    fill(page).main_button.click()
    assert page.group.dialog is None


def test_what_the_service_refuses_stands_at_its_field_too(make):
    page = make()
    page.group.add()
    page.fake.fails = InputProblem("name", "This host has another calendar with that name")
    dialog = fill(page)
    dialog.main_button.click()
    assert dialog.form.problems == {"name": "This host has another calendar with that name"}
    assert not dialog.busy


def test_what_was_entered_is_not_lost_when_the_dialog_is_left(make):
    page = make()
    page.group.add()
    fill(page).reject()
    assert page.group.result.text == "What you entered was not saved."
    page.group.result.action_button.click()
    dialog = page.group.dialog
    assert (dialog.host.currentText(), dialog.name.text(), dialog.address.text()) == ("Dr. New", "Work", NEW)
    dialog.done(0)
    page.group.calendar_rows[0].edit_button.click()
    page.group.dialog.reject()
    assert page.group.result.text == "", "nothing was changed"


def test_a_second_dialog_does_not_open_over_the_first(make):
    page = make()
    page.group.add()
    dialog = page.group.dialog
    page.group.add()
    assert page.group.dialog is dialog


def test_the_address_is_forgotten_with_the_dialog(make):
    page = make()
    page.group.calendar_rows[0].edit_button.click()
    dialog = page.group.dialog
    dialog.reject()
    assert dialog.address.text() == ""


# ---- looking
def test_an_address_is_looked_at_before_it_is_saved(make):
    page = make()
    page.group.add()
    dialog = fill(page, host="", name="")
    dialog.look_button.click()
    assert page.fake.did == [("look", NEW)]
    assert dialog.found.text == "“Osei, private” can be read: 14 busy times in the next 4 weeks."
    assert dialog.found.kind == "success"
    dialog.address.textEdited.emit("x")
    assert dialog.found.text == "", "it holds for that address only"


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (CalendarLook("", 0), "It can be read: no busy times in the next 4 weeks."),
        (
            CalendarLook("", 1, 1),
            "It can be read: 1 busy time in the next 4 weeks. One thing in it cannot be read and is left out.",
        ),
        (
            CalendarLook("A", 2, 3),
            "“A” can be read: 2 busy times in the next 4 weeks. 3 things in it cannot be read and are left out.",
        ),
    ],
)
def test_what_was_found_is_said_in_full(make, look, said):
    page = make(FakeCalendars(found=look))
    page.group.add()
    dialog = fill(page)
    dialog.look_button.click()
    assert dialog.found.text == said
    assert dialog.found.kind == ("warning" if look.problems else "success")


def test_a_look_that_fails_says_why_and_saving_is_free(make):
    page = make()
    page.group.add()
    dialog = fill(page)
    page.fake.fails = AppError("The calendar cannot be reached", "Check the connection.", retryable=True)
    dialog.look_button.click()
    assert dialog.found.text == "The calendar cannot be reached. Check the connection."
    page.fake.fails = InputProblem("address", "This is not the address of a calendar")
    dialog.look_button.click()
    assert dialog.form.problems == {"address": "This is not the address of a calendar"}
    page.fake.fails = None
    dialog.main_button.click()
    assert page.group.dialog is None


def test_an_address_that_is_none_is_not_asked_for(make):
    page = make()
    page.group.add()
    dialog = fill(page, address="calendar")
    dialog.look_button.click()
    assert set(dialog.form.problems) == {"address"}
    assert page.fake.did == []


def test_a_slow_look_can_be_stopped_and_does_not_hold_up_saving(make, qtbot):
    held = HeldCalls()
    page = make(None, held)
    held.release()
    page.group.add()
    dialog = fill(page)
    dialog.look_button.click()
    dialog.look_button.click()
    ((_work, _done, _failed, call),) = held.held
    assert dialog.progress.isVisible()
    assert dialog.look_button.text() == "Looking…"
    qtbot.mouseClick(dialog.stop_button, Qt.MouseButton.LeftButton)
    assert call.cancelled
    assert dialog.found.text == "Looking was stopped. The calendar can be saved all the same."
    assert dialog.progress.isHidden()
    dialog.look_button.click()
    dialog.main_button.click()
    assert dialog.busy
    assert [cancelled.cancelled for *_rest, cancelled in held.held] == [True, True, False]
    held.release()
    assert page.group.dialog is None
