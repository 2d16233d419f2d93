"""The form of a visit type in the settings: what it begins with, what it refuses, and what is kept."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import Qt

from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import (
    MAX_REMINDERS,
    ConsentPolicy,
    RecordingPolicy,
    RoomPolicy,
    VisitColour,
)
from hosted_meetings_desktop.ui.settings.planning.colours import ColourField
from tests.panes.fakes import HeldCalls
from tests.panes.planning_kit import LONG, PRESETS, FakeClinic
from tests.panes.settings_kit import (
    LEFT,
    PROBLEM,
    SETTINGS_MARKS,
    USUAL,
    choose,
    names,
    show_planning,
    visit_type_form,
    visit_types_of,
)

pytestmark = SETTINGS_MARKS


@pytest.fixture
def make(qtbot):
    return partial(show_planning, qtbot)


# ---- adding and changing
def test_adding_a_visit_type(make, qtbot):
    page = make()
    group = visit_types_of(page)
    qtbot.mouseClick(group.add_button, LEFT)
    dialog = visit_type_form(page)
    assert dialog.windowTitle() == "Add visit type"
    assert dialog.colour_field.colour is VisitColour.ROSE, "the first that no other has"
    qtbot.keyClicks(dialog.name_field, "First visit")
    dialog.duration_field.buttons[45].click()
    dialog.after_field.setValue(10)
    qtbot.mouseClick(dialog.colour_field.buttons[VisitColour.GREY], LEFT)
    qtbot.mouseClick(dialog.rooms_field.buttons[RoomPolicy.PER_SERIES], LEFT)
    dialog.alone_field.click()
    dialog.recording_field.setCurrentIndex(dialog.recording_field.findText("From the start, by itself"))
    dialog.consent_field.setCurrentIndex(1)
    dialog.name_field.setFocus()
    qtbot.keyClick(dialog.name_field, Qt.Key.Key_Return)
    kind = page.clinic.types[-1]
    assert (kind.name, kind.duration, kind.before, kind.after, kind.colour, kind.rooms, kind.one_at_a_time) == (
        "First visit", timedelta(minutes=45), timedelta(0), timedelta(minutes=10), VisitColour.GREY,
        RoomPolicy.PER_SERIES, False,
    )  # fmt: skip
    assert (kind.recording, kind.consent) == (RecordingPolicy.FROM_START, ConsentPolicy.ANNOUNCED)
    assert kind.reminders == (timedelta(days=1), timedelta(hours=1))
    assert group.dialog is None
    assert names(page)[-1] == "First visit"
    assert group.table.chosen == kind
    assert group.result.text == "“First visit” is added."
    qtbot.mouseClick(group.result.action_button, LEFT)
    assert page.clinic.types == USUAL
    assert names(page) == [each.name for each in USUAL]


def test_changing_one_begins_with_what_it_is(make, qtbot):
    page = make(FakeClinic(types=(*USUAL, LONG)))
    choose(page, 6)
    qtbot.keyClick(visit_types_of(page).table, Qt.Key.Key_Return)
    dialog = visit_type_form(page)
    assert dialog.windowTitle() == "Edit visit type"
    assert dialog.entered() == LONG
    assert not dialog.dirty
    assert dialog.rights_button.isChecked()
    assert "interpreter_with_two_channels" in dialog.presets_note.text()
    assert not dialog.presets_note.isHidden()
    dialog.preset_fields[Role.INTERPRETER].setEditText("")
    dialog.preset_fields[Role.PATIENT].setEditText(PRESETS[0])
    assert dialog.presets_note.isHidden()
    dialog.keep()
    assert page.clinic.types[-1].presets == {Role.HOST: "group_call_host", Role.PATIENT: PRESETS[0]}
    assert visit_types_of(page).result.text.endswith("is changed.")


def test_keeping_without_a_change_leaves_nothing_to_take_back(make):
    page = make()
    visit_types_of(page).edit()
    visit_type_form(page).keep()
    assert page.planning.undo_text() == ""
    assert visit_types_of(page).result.text == ""
    assert visit_types_of(page).dialog is None


@pytest.mark.parametrize(
    ("field", "line", "text", "said"),
    [
        ("name", "name_field", "  ", "Type a name"),
        ("public_title", "title_field", "", "Type a title for guests"),
        ("name", "name_field", "Webinar", "another visit type with the name Webinar"),
    ],
)
def test_what_cannot_be_kept_is_said_under_its_field(make, field, line, text, said):
    page = make()
    visit_types_of(page).edit()
    dialog = visit_type_form(page)
    getattr(dialog, line).setText(text)
    dialog.keep()
    assert said in dialog.form.problems[field]
    assert dialog.isVisible()
    assert not dialog.busy
    assert page.clinic.types == USUAL


def test_while_it_is_kept_the_dialog_waits_and_a_failure_leaves_what_was_entered(make):
    held = HeldCalls()
    page = make(calls=held)
    held.release()
    visit_types_of(page).edit()
    dialog = visit_type_form(page)
    dialog.name_field.setText("Check-up")
    dialog.keep()
    assert dialog.busy
    dialog.reject()
    assert dialog.isVisible()
    page.clinic.fails = PROBLEM
    held.release()
    assert not dialog.busy
    assert dialog.message_bar.text.startswith("The store cannot be read")
    assert dialog.name_field.text() == "Check-up"


def test_what_was_entered_and_left_can_be_gone_on_with(make, qtbot):
    page = make()
    group = visit_types_of(page)
    choose(page, 1)
    group.edit()
    dialog = visit_type_form(page)
    dialog.name_field.setText("Check-up")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert page.clinic.types == USUAL
    assert group.result.text == "What you entered was not saved."
    qtbot.mouseClick(group.result.action_button, LEFT)
    again = visit_type_form(page)
    assert again.name_field.text() == "Check-up"
    assert again.dirty
    again.keep()
    assert page.clinic.types[1].name == "Check-up"


def test_leaving_without_a_change_says_nothing(make):
    page = make()
    visit_types_of(page).edit()
    visit_type_form(page).reject()
    assert visit_types_of(page).result.text == ""


def test_duplicating_begins_a_new_one_like_it(make):
    page = make()
    choose(page, 4)
    visit_types_of(page).duplicate()
    dialog = visit_type_form(page)
    assert dialog.name_field.text() == "Webinar (copy)"
    assert dialog.entered().presets == USUAL[4].presets
    dialog.keep()
    assert len(page.clinic.types) == 7
    assert page.clinic.types[-1].id != USUAL[4].id
    assert page.clinic.types[4] == USUAL[4]


# ---- the fields of the form
def test_the_arrow_keys_go_through_the_colours(qtbot):
    field = ColourField()
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.set_colour(VisitColour.TEAL)
    field.buttons[VisitColour.TEAL].setFocus()
    with qtbot.waitSignal(field.edited):
        qtbot.keyClick(field.buttons[VisitColour.TEAL], Qt.Key.Key_Right)
    assert field.colour is VisitColour.GREEN
    assert [button.text() for button in field.buttons.values()][:2] == ["Blue", "Teal"]
    assert field.focusProxy() is field.buttons[VisitColour.GREEN]


def test_a_room_policy_explains_itself(make):
    page = make()
    visit_types_of(page).edit()
    dialog = visit_type_form(page)
    assert "links of its own" in dialog.rooms_field.note
    dialog.rooms_field.buttons[RoomPolicy.PER_SERIES].click()
    assert "every meeting of a series" in dialog.rooms_field.note


def test_no_consent_is_asked_for_where_nothing_is_recorded(make):
    page = make()
    visit_types_of(page).edit()
    dialog = visit_type_form(page)
    assert dialog.consent_field.isEnabled()
    dialog.recording_field.setCurrentIndex(0)
    assert not dialog.consent_field.isEnabled()


def test_reminders_are_added_changed_and_removed(make, qtbot):
    page = make()
    visit_types_of(page).edit()
    reminders = visit_type_form(page).reminders_field
    assert [(line.number.value(), line.unit.currentText()) for line in reminders.lines] == [(1, "day"), (1, "hour")]
    while len(reminders.lines) < MAX_REMINDERS:
        reminders.add_button.click()
    assert reminders.add_button.isHidden()
    assert len(set(reminders.reminders())) == MAX_REMINDERS
    assert reminders.lines[3].number.accessibleName() == "Reminder 4: how long before the start"
    reminders.lines[0].unit.setCurrentIndex(0)
    reminders.lines[0].number.setValue(90)
    for line in list(reminders.lines[1:]):
        line.remove.click()
    assert reminders.reminders() == (timedelta(minutes=90),)
    reminders.lines[0].remove.click()
    assert reminders.reminders() == ()
    assert not reminders.add_button.isHidden()


def test_two_reminders_at_the_same_time_are_said(make):
    page = make()
    visit_types_of(page).edit()
    dialog = visit_type_form(page)
    dialog.reminders_field.set_reminders((timedelta(hours=1), timedelta(hours=1)))
    dialog.keep()
    assert "same time" in dialog.form.problems["reminders"]


def test_a_form_never_holds_more_than_can_be_kept(make):
    page = make()
    visit_types_of(page).edit()
    dialog = visit_type_form(page)
    dialog.name_field.setText("x" * 500)
    dialog.preset_fields[Role.HOST].setEditText("y" * 500)
    dialog.before_field.setValue(10_000)
    dialog.reminders_field.lines[0].number.setValue(10_000)
    dialog.entered().check()
