"""Adding and changing people: what is kept, what has to be mended, and that nothing entered is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from hosted_meetings_desktop.domain.errors import InputProblem, StoreProblem
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.people.person_dialog import PersonDialog
from tests.panes.fakes import HeldCalls
from tests.panes.people_kit import FakePeople, Made, clinic_people

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


@pytest.fixture
def made(qtbot) -> Made:
    return Made(qtbot)


# ---- adding and changing
def test_somebody_is_added_and_shown(made: Made) -> None:
    made.pane.add_button.click()
    dialog = made.dialog
    assert dialog.windowTitle() == "Add person"
    dialog.name_field.setText("  Grace   Hopper ")
    dialog.role_field.setCurrentIndex(dialog.role_field.findData(Role.COLLEAGUE))
    dialog.email_field.setText("grace@clinic.test")
    dialog.phone_field.setText("0049 30 555 999")
    dialog.language_field.setEditText("français (french)")
    dialog.zone_field.setEditText("america/new york")
    dialog.notes_field.setPlainText("Admiral\n")
    made.qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert made.pane.dialog is None
    kept = next(row for row in made.people.rows if row.name == "Grace Hopper")
    assert kept == Person(
        kept.id,
        "Grace Hopper",
        Role.COLLEAGUE,
        "grace@clinic.test",
        "+4930555999",
        "fr",
        "America/New_York",
        "Admiral",
    )
    assert made.pane.selected == kept
    assert made.pane.message_bar.text == "Grace Hopper is added."
    made.undo_from_bar()
    assert "Grace Hopper" not in made.names
    assert made.pane.message_bar.text == "The last change is undone."


def test_what_cannot_be_used_is_said_under_its_fields(made: Made) -> None:
    made.pane.add()
    dialog = made.dialog
    dialog.email_field.setText("sam@")
    dialog.phone_field.setText("12")
    dialog.language_field.setEditText("Klingon")
    dialog.zone_field.setEditText("Mars")
    dialog.main_button.click()
    assert set(dialog.form.problems) == {"name", "email", "phone", "language", "zone"}
    assert not dialog.busy
    assert made.people.asked_for("keep") == []
    made.qtbot.keyClicks(dialog.email_field, "x.test")
    assert "email" not in dialog.form.problems


def test_a_refusal_of_the_store_stays_in_the_dialog(made: Made) -> None:
    made.pane.add()
    made.dialog.name_field.setText("Ada")
    made.people.problem = StoreProblem("The disk is full", "Free some space.")
    made.dialog.main_button.click()
    assert made.dialog.message_bar.text == "The disk is full. Free some space."
    made.people.problem = InputProblem("name", "A person needs a name")
    made.dialog.main_button.click()
    assert made.dialog.form.problems == {"name": "A person needs a name"}
    made.people.problem = None
    made.dialog.main_button.click()
    assert "Ada" in made.names


def test_a_person_is_changed_and_changed_back(made: Made) -> None:
    made.pane.select("p02")
    before = made.pane.selected
    made.qtbot.keyClick(made.pane.table, Qt.Key.Key_F2)
    made.pane.edit_selected()
    dialog = made.dialog
    assert dialog.windowTitle() == "Edit person"
    assert (dialog.language_field.language, dialog.zone_field.zone) == ("hi", "Asia/Kolkata")
    assert not dialog.dirty
    dialog.name_field.setText("Priya Iyer")
    dialog.language_field.setCurrentIndex(0)
    dialog.main_button.click()
    assert made.pane.selected == replace(before, name="Priya Iyer", language="")
    assert made.pane.undo_text() == "the change of Priya Iyer"
    made.pane.undo()
    assert made.pane.selected == before
    assert made.pane.undo_text() == ""
    made.pane.undo()
    assert made.pane.message_bar.text == "There is nothing to undo."


def test_values_that_no_list_knows_stay_as_they_are(qtbot) -> None:
    odd = Person(PersonId("x"), "Ada", language="gsw-CH", zone="Etc/GMT+5")
    made = Made(qtbot, FakePeople(rows=[odd]))
    made.pane.select("x")
    made.pane.edit_selected()
    assert made.dialog.entry() == odd


def test_what_was_entered_is_not_lost(made: Made) -> None:
    made.pane.add()
    made.dialog.name_field.setText("Ada")
    made.dialog.notes_field.setPlainText("A long story")
    made.qtbot.keyClick(made.dialog, Qt.Key.Key_Escape)
    assert made.pane.dialog is None
    assert made.pane.message_bar.text == "“Ada” was not saved."
    made.pane.message_bar.action_button.click()
    assert made.dialog.notes_field.toPlainText() == "A long story"
    made.dialog.name_field.clear()
    made.dialog.reject()
    assert made.pane.message_bar.text == "The person was not saved."
    made.pane.add()
    assert made.dialog.message_bar.action_button.text() == "Restore draft"
    made.dialog.message_bar.action_button.click()
    assert made.dialog.notes_field.toPlainText() == "A long story"
    made.dialog.name_field.setText("Ada")
    made.dialog.main_button.click()
    assert "Ada" in made.names
    made.pane.add()
    assert made.dialog.message_bar.text == ""


def test_a_draft_of_somebody_is_theirs_alone(made: Made) -> None:
    made.pane.select("p02")
    made.pane.edit_selected()
    made.dialog.notes_field.setPlainText("Left")
    made.dialog.reject()
    made.pane.message_bar.action_button.click()
    assert made.dialog.entry().notes == "Left"
    assert made.dialog.entry().id == "p02"
    made.dialog.close()
    made.pane.select("p00")
    made.pane.edit_selected()
    assert made.dialog.message_bar.text == ""


def test_nothing_is_lost_while_somebody_is_kept(qtbot) -> None:
    calls = HeldCalls()
    made = Made(qtbot, calls=calls)
    calls.release()
    made.pane.add()
    made.dialog.name_field.setText("Ada")
    made.dialog.main_button.click()
    assert made.dialog.busy
    made.dialog.reject()
    assert made.pane.dialog is not None
    calls.release()
    assert made.pane.dialog is None
    assert "Ada" in made.names


def test_leaving_an_untouched_dialog_says_nothing(made: Made) -> None:
    made.pane.add()
    made.pane.add()
    made.dialog.reject()
    assert made.pane.message_bar.text == ""


def test_who_is_in_the_list_already_is_noticed(made: Made) -> None:
    made.pane.add()
    dialog = made.dialog
    dialog.show()
    made.qtbot.keyClicks(dialog.name_field, "Sam O'Neill")
    made.qtbot.waitUntil(lambda: bool(made.people.asked_for("alike")))
    show = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Show Sam O'Neill")
    show.click()
    assert made.pane.dialog is None
    assert made.pane.selected.id == "p08"
    assert made.pane.message_bar.action_button.text() == "Restore draft"


def test_a_late_answer_about_doubles_is_ignored(qtbot) -> None:
    calls = HeldCalls()
    dialog = PersonDialog(FakePeople(), calls)
    qtbot.addWidget(dialog)
    dialog.name_field.setText("Sam O'Neill")
    dialog.look_for_doubles()
    first = calls.held.pop()
    assert not first[3].cancelled
    dialog.name_field.setText("Somebody new")
    dialog.look_for_doubles()
    assert first[3].cancelled
    first[1]((clinic_people()[8],))
    calls.release()
    assert not [b for b in dialog.findChildren(QPushButton) if b.text().startswith("Show")]
