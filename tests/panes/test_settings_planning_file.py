"""Visit types as a file in the settings: what an import would do, which of it is wanted, and saving one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from hosted_meetings_desktop.domain.clinic import FileNote, IncomingType, VisitTypesPreview
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.visit_type import RecordingPolicy, VisitColour
from hosted_meetings_desktop.ui.settings.planning.import_dialog import ImportDialog
from hosted_meetings_desktop.ui.text.format import DASH
from tests.panes.fakes import HeldCalls
from tests.panes.planning_kit import LONG, FakeClinic, some_preview
from tests.panes.settings_kit import LEFT, SETTINGS_MARKS, USUAL, show_planning

pytestmark = SETTINGS_MARKS
SOURCE = Path("/home/desk/Visit types.json")


@pytest.fixture
def make(qtbot):
    return partial(show_planning, qtbot)


def open_import(page) -> ImportDialog:
    page.planning.visit_types.import_from(SOURCE)
    dialog = page.planning.visit_types.dialog
    assert isinstance(dialog, ImportDialog)
    return dialog


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog)]


def test_what_a_file_would_change_is_shown_before_anything_is(make):
    page = make()
    dialog = open_import(page)
    assert page.clinic.opened == [SOURCE]
    assert page.clinic.types == USUAL
    assert [line.box.text() for line in dialog.lines] == ["Consultation", "Follow-up", "First visit"]
    assert [line.said for line in dialog.lines] == [
        [
            "Length: 30 min becomes 40 min",
            "Colour: Blue becomes Violet",
            "Presets: the usual ones becomes Host: doctor",
        ],
        ["The same as here"],
        ["New: 50 min"],
    ]
    assert [line.box.isChecked() for line in dialog.lines] == [True, False, True]
    assert not dialog.lines[1].box.isEnabled()
    assert dialog.main_button.text() == "Import 2 visit types"
    said = texts(dialog)
    assert "Visit types.json" in said
    assert said.index("Left out") < said.index("Good to know")
    assert any(text.startswith("Visit type 4 (Home visit): “minutes”") for text in said)


def test_what_is_ticked_is_imported_and_taken_back_whole(make, qtbot):
    page = make()
    group = page.planning.visit_types
    dialog = open_import(page)
    dialog.lines[0].box.click()
    assert dialog.main_button.text() == "Import 1 visit type"
    dialog.main_button.click()
    assert group.dialog is None
    assert page.clinic.types == (*USUAL, some_preview().incoming[2].kind)
    assert group.result.text == "1 visit type is imported."
    qtbot.mouseClick(group.result.action_button, LEFT)
    assert page.clinic.types == USUAL


def test_all_or_none_can_be_ticked_at_once(make):
    page = make()
    dialog = open_import(page)
    dialog.all_button.click()
    assert dialog.chosen == ()
    assert not dialog.main_button.isEnabled()
    assert dialog.all_button.text() == "&All of them"
    dialog.all_button.click()
    assert len(dialog.chosen) == 2


def test_a_file_in_which_nothing_can_be_imported_still_tells_why(make):
    page = make(
        FakeClinic(
            preview=VisitTypesPreview((), (FileNote("Visit type 1", "It has no name. It is left out.", True),))
        )
    )
    dialog = open_import(page)
    assert not dialog.main_button.isEnabled()
    assert "Nothing in this file can be imported." in texts(dialog)
    assert "Visit type 1: It has no name. It is left out." in texts(dialog)


def test_a_file_that_changes_nothing_opens_no_dialog(make):
    same = VisitTypesPreview(tuple(IncomingType(kind, kind) for kind in USUAL))
    page = make(FakeClinic(preview=same))
    page.planning.visit_types.import_from(SOURCE)
    assert page.planning.visit_types.dialog is None
    assert page.planning.visit_types.result.text == "All visit types of “Visit types.json” are here already."


def test_a_file_that_cannot_be_read_says_so_and_nothing_is_changed(make):
    page = make()
    page.clinic.fails = AppError(
        "This file holds no visit types that can be read", "Line 3 is not JSON. Nothing was changed."
    )
    page.planning.visit_types.import_from(SOURCE)
    assert page.planning.visit_types.result.text == (
        "This file holds no visit types that can be read. Line 3 is not JSON. Nothing was changed."
    )


def test_an_import_that_fails_keeps_the_dialog(make):
    held = HeldCalls()
    page = make(calls=held)
    held.release()
    page.planning.visit_types.import_from(SOURCE)
    held.release()
    dialog = page.planning.visit_types.dialog
    dialog.main_button.click()
    assert dialog.busy
    page.clinic.fails = InputProblem("name", "There is another visit type with the name First visit")
    held.release()
    assert not dialog.busy
    assert "another visit type" in dialog.message_bar.text
    assert page.clinic.types == USUAL


def test_every_field_that_can_change_has_its_words(make):
    changed = replace(
        LONG, id=USUAL[0].id, one_at_a_time=False, recording=RecordingPolicy.NEVER, retired=True, reminders=(),
        colour=VisitColour.GREY,
    )  # fmt: skip
    fields = (
        "name", "duration", "colour", "before", "after", "one_at_a_time", "rooms", "recording", "consent",
        "public_title", "presets", "reminders", "retired",
    )  # fmt: skip
    page = make(FakeClinic(preview=VisitTypesPreview((IncomingType(changed, USUAL[0], fields),))))
    said = open_import(page).lines[0].said
    assert len(said) == len(fields)
    assert "One patient at a time: yes becomes no" in said
    assert "Recording: When the host starts it becomes Never" in said
    assert "Reminders: 1 day, 1 hour before becomes no reminders" in said
    assert f"Free before: {DASH} becomes 15 min" in said


def test_a_name_is_text_and_no_mnemonic(make):
    odd = replace(LONG, name="Mother & child <b>")
    page = make(FakeClinic(preview=VisitTypesPreview((IncomingType(odd),))))
    line = open_import(page).lines[0]
    assert line.box.text() == "Mother && child <b>"
    assert line.box.accessibleName().startswith("Mother & child <b>. New: ")


# ---- the questions for a place
def test_saving_says_under_which_name(make, tmp_path):
    page = make()
    page.planning.visit_types.export_to(tmp_path / "ours.json")
    assert page.clinic.saved == [tmp_path / "ours.json"]
    assert page.planning.visit_types.result.text == "The visit types are saved as “ours.json”."
    page.clinic.fails = AppError("The file could not be saved", "Choose another folder.")
    page.planning.visit_types.export_to(tmp_path / "ours.json")
    assert page.planning.visit_types.result.text == "The file could not be saved. Choose another folder."


def test_the_questions_are_opened_once_and_lead_on(make, qtbot, tmp_path):
    page = make()
    group = page.planning.visit_types
    qtbot.mouseClick(group.export_button, LEFT)
    question = group.save_question.dialog
    assert question is not None
    question.fileSelected.emit(str(tmp_path / "ours.json"))
    assert page.clinic.saved == [tmp_path / "ours.json"]
    question.reject()
    qtbot.mouseClick(group.import_button, LEFT)
    opened = group.file_question
    assert opened is not None
    group.ask_for_file()
    assert group.file_question is opened
    opened.fileSelected.emit(str(SOURCE))
    assert page.clinic.opened == [SOURCE]
    opened.reject()
    assert group.file_question is None
