"""Importing people: what a file would bring is shown line by line, can be chosen otherwise, stopped and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog

from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.people_columns import Field
from hosted_meetings_desktop.services.people_lines import (
    Doubles,
    ImportStopped,
    Trouble,
)
from hosted_meetings_desktop.ui.panes.people.import_dialog import ImportDialog
from hosted_meetings_desktop.ui.panes.people.import_progress import ImportWork
from hosted_meetings_desktop.ui.panes.people.import_table import EMAIL, LANGUAGE, LINE, NAME, OUTCOME, PHONE, ROLE
from hosted_meetings_desktop.ui.panes.people.import_words import line_sentence
from hosted_meetings_desktop.ui.panes.people.pane import PeoplePane
from tests.panes.clinic_data import NOW
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.people_kit import FakePeople, clinic_people

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]

FILE = Path("patients.csv")


class Made:
    """A pane with the import dialog of a file open."""

    def __init__(self, qtbot, calls=None, *, file: bytes | None = None, path: Path = FILE) -> None:
        self.people = FakePeople()
        if file is not None:
            self.people.files[path.name] = file
        self.pane = PeoplePane(self.people, calls or NowCalls(), clock=lambda: NOW)
        qtbot.addWidget(self.pane)
        self.pane.resize(1200, 760)
        self.pane.show()
        if isinstance(calls, HeldCalls):
            calls.release()
        self.pane.import_file(path)
        self.qtbot = qtbot

    @property
    def dialog(self) -> ImportDialog:
        assert self.pane.import_dialog is not None
        return self.pane.import_dialog

    def column(self, column: int) -> list[str]:
        model = self.dialog.page.model
        return [model.index(row, column).data() for row in range(model.rowCount())]

    def choose(self, field, value) -> None:
        place = field.findData(value)
        assert place >= 0
        field.setCurrentIndex(place)
        field.activated.emit(place)

    @property
    def names(self) -> set[str]:
        return {row.name for row in self.people.rows}


# ---- the preview
def test_every_line_is_shown_with_what_becomes_of_it(qtbot) -> None:
    made = Made(qtbot)
    assert made.people.asked_for("import_people") == []
    assert made.column(LINE) == ["2", "3", "4", "5", "6", "7", "8", "9", "11", "12", "13", "14"]
    assert made.column(OUTCOME) == [
        "Added",
        "In the list already: Fatima al-Zahra al-Hassani",
        "In the list already: Sam O'Neill",
        "Added, without the e-mail: “tomas@” is not a whole address",
        "Added, without the phone: “folgt” is not a number, without the language: “Klingonisch” is not known",
        "Left out: it has no name",
        "Left out: its quotation marks do not match",
        "Added",
        "The same person as in line 9",
        "Left out: it has more cells than there are columns",
        "Added",
        "Added",
    ]
    assert made.column(NAME)[5:8] == [
        "nur.adresse@mail.test",
        '"Jonas;Weber;jonas@mail.test;0160 1111111;;;;',
        "Amira Haddad",
    ]
    assert (made.column(ROLE)[0], made.column(EMAIL)[0], made.column(PHONE)[0], made.column(LANGUAGE)[0]) == (
        "Patient",
        "katharina@mail.test",
        "+491712345678",
        "Deutsch",
    )
    page = made.dialog.page
    assert (
        page.summary.text()
        == "“patients.csv” has 12 lines with people. 3 of them cannot be imported; they are not lost."
    )
    assert [chip.text() for chip in page.chips.values()] == [
        "All lines (12)",
        "New (6)",
        "In the list already (3)",
        "To look at (5)",
    ]
    assert made.dialog.main_button.text() == "Import 6 people"
    assert page.encoding_field.currentText() == "Assumed: Unicode (UTF-8)"
    assert page.separator_field.currentText() == "Found: Semicolon"


def test_only_what_has_to_be_looked_at_can_be_shown(qtbot) -> None:
    made = Made(qtbot)
    page = made.dialog.page
    page.chips["problems"].click()
    assert made.column(LINE) == ["5", "6", "7", "8", "12"]
    assert page.said.text() == "Go to a line to read all about it."
    page.table.selectRow(1)
    assert page.said.text().startswith("Line 6: Added, without the phone")
    page.chips["known"].click()
    assert made.column(LINE) == ["3", "4", "11"]
    made.choose(page.doubles_field, Doubles.ADD)
    assert page.filter == "all"
    assert not page.chips["known"].isEnabled()


def test_people_of_the_list_can_be_filled_in_or_added_again(qtbot) -> None:
    made = Made(qtbot)
    page = made.dialog.page
    made.choose(page.doubles_field, Doubles.FILL)
    assert "Fills in what is missing for Fatima al-Zahra al-Hassani" not in made.column(OUTCOME)
    assert made.dialog.main_button.text() == "Import 6 people"
    made.choose(page.doubles_field, Doubles.ADD)
    assert made.dialog.main_button.text() == "Import 9 people"
    made.choose(page.role_field, Role.RELATIVE)
    assert made.column(ROLE)[2] == "Relative"
    assert made.people.asked_for("preview")[-1][0].doubles is Doubles.ADD


def test_columns_can_be_given_another_meaning(qtbot) -> None:
    made = Made(qtbot)
    fields = made.dialog.page.columns.fields
    assert [field.accessibleName() for field in fields[:2]] == [
        "What the column “Vorname” holds",
        "What the column “Nachname” holds",
    ]
    assert fields[6].toolTip() == "First value: 1961-02-03"
    before = fields[6]
    fields[6].setCurrentIndex(fields[6].findData(Field.NOTES))
    assert made.dialog.page.preview.lines[0].person.notes == "1961-02-03\nKommt mit Tochter"
    assert made.dialog.page.columns.fields[6] is before
    for field in fields[:2]:
        field.setCurrentIndex(0)
    assert not made.dialog.page.names_note.isHidden()
    assert not made.dialog.main_button.isEnabled()
    assert made.dialog.main_button.text() == "Import"


def test_a_file_can_be_read_otherwise(qtbot) -> None:
    data = "Jméno;E-Mail\nČapek;c@mail.test\n".encode("windows-1250")
    made = Made(qtbot, file=data)
    page = made.dialog.page
    assert page.encoding_field.currentText() == "Assumed: Western European (Windows-1252)"
    made.choose(page.encoding_field, "windows-1250")
    assert page.preview.heads == ("Jméno", "E-Mail")
    assert page.encoding_field.currentText() == "Central European (Windows-1250)"
    assert page.encoding_field.itemText(0) == "Assumed: Western European (Windows-1252)"
    fields = page.columns.fields
    fields[0].setCurrentIndex(fields[0].findData(Field.NAME))
    assert made.column(NAME) == ["Čapek"]
    page.heads_box.click()
    assert page.columns.fields[0].accessibleName() == "What the column “Column 1” holds"
    assert made.column(NAME) == ["Jméno", "Čapek"]
    made.choose(page.separator_field, ",")
    assert len(page.columns.fields) == 1
    made.choose(page.encoding_field, "")
    assert page.encoding_field.currentIndex() == 0


def test_a_choice_that_makes_no_file_of_people_is_told_and_what_was_shown_stays(qtbot) -> None:
    made = Made(qtbot, file=b"Ada\n")
    page = made.dialog.page
    page.heads_box.click()
    assert "nobody in this file" in made.dialog.message_bar.text
    assert made.column(NAME) == ["Ada"]
    assert not page.heads_box.isChecked()
    assert made.dialog.main_button.isEnabled()


@pytest.mark.parametrize(
    ("file", "said"), [(b"PK\x03\x04", "workbook"), (b"", "nothing in this file"), (None, "read")]
)
def test_what_cannot_be_read_is_told_and_another_file_can_be_chosen(qtbot, file: bytes | None, said: str) -> None:
    made = Made(qtbot, file=file, path=Path("other.csv"))
    assert said in made.dialog.message_bar.text
    assert not made.dialog.main_button.isEnabled()
    made.dialog.message_bar.action_button.click()
    assert made.pane.import_dialog is None
    assert isinstance(made.pane.open_question, QFileDialog)
    made.pane.open_question.fileSelected.emit("patients.csv")
    made.pane.open_question.reject()
    assert made.dialog.page.preview is not None


def test_tab_goes_through_it_in_reading_order(qtbot) -> None:
    dialog = Made(qtbot).dialog
    page = dialog.page
    dialog.activateWindow()
    page.encoding_field.setFocus()
    qtbot.waitUntil(page.encoding_field.hasFocus)
    visited = [dialog.focusWidget()]
    for _ in range(19):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        visited.append(dialog.focusWidget())
    expected = [page.encoding_field, page.separator_field, page.doubles_field, page.role_field, page.heads_box]
    expected += [*page.columns.fields, page.chips["all"], page.table, dialog.leave_button, dialog.main_button]
    assert [widget for widget in visited if widget in expected][: len(expected)] == expected


# ---- importing
def test_people_are_imported_and_what_was_not_can_be_saved(qtbot, tmp_path: Path) -> None:
    made = Made(qtbot)
    dialog = made.dialog
    with qtbot.waitSignal(dialog.imported):
        dialog.main_button.click()
    assert dialog.end_title.text() == "6 people are added"
    assert "5 lines were not imported" in dialog.end_words.text()
    assert {"Katharina Schmidt", "Tomás Álvarez", "Noah Fischer"} <= made.names
    dialog.save_button.click()
    question = dialog.save_question.dialog
    assert question.selectedFiles()[0].endswith("patients - not imported.csv")
    question.fileSelected.emit(str(tmp_path / "left.csv"))
    question.reject()
    [(target, reasons, head)] = made.people.saved
    assert (target, len(reasons), head) == (tmp_path / "left.csv", 5, "Why it is here")
    assert reasons[2] == "Left out: it has no name"
    assert dialog.message_bar.text == "The lines are saved as “left.csv”."
    dialog.main_button.click()
    assert made.pane.import_dialog is None
    assert made.pane.message_bar.text == "6 people are imported."
    made.pane.message_bar.action_button.click()
    assert made.names == {row.name for row in clinic_people()}


def test_filling_in_is_told_too(qtbot) -> None:
    made = Made(qtbot, file=b"Name;E-Mail;Sprache\nSam O'Neill;sam@oneill.test;en\nAda;;\n")
    made.choose(made.dialog.page.doubles_field, Doubles.FILL)
    assert made.dialog.main_button.text() == "Import 2 people"
    made.dialog.main_button.click()
    assert made.dialog.end_title.text() == "1 person is added, 1 person is filled in"
    assert made.dialog.save_button.isHidden()
    assert "Everything" in made.dialog.end_words.text()
    made.qtbot.keyClick(made.dialog, Qt.Key.Key_Escape)
    assert made.pane.import_dialog is None
    assert next(row for row in made.people.rows if row.id == "p08").language == "en"


def test_a_failure_keeps_the_preview_and_the_file(qtbot) -> None:
    made = Made(qtbot)
    made.people.import_problem = StoreProblem("The disk is full", "Free some space.")
    made.dialog.main_button.click()
    assert made.dialog.message_bar.text == "The disk is full. Free some space."
    assert made.dialog.pages.currentWidget() is made.dialog.page
    assert made.names == {row.name for row in clinic_people()}
    made.people.import_problem = None
    made.dialog.main_button.click()
    assert made.dialog.outcome is not None


def test_an_import_can_be_stopped(qtbot) -> None:
    calls = HeldCalls()
    made = Made(qtbot, calls)
    calls.release()
    calls.release()
    dialog = made.dialog
    dialog.main_button.click()
    assert dialog.pages.currentWidget() is dialog.progress
    assert dialog.leave_button.text() == "Stop"
    dialog._work.progress(40, 100)
    qtbot.waitUntil(lambda: dialog.progress.bar.value() == 400)
    assert dialog.progress.bar.accessibleName() == "Importing…"
    made.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert made.pane.import_dialog is dialog
    calls.release()
    assert dialog.message_bar.text == "The import was stopped. The list is as it was."
    assert dialog.leave_button.text() == "Cancel"
    assert made.names == {row.name for row in clinic_people()}
    dialog.reject()
    assert made.pane.import_dialog is None
    assert made.pane.message_bar.text == ""


def test_only_the_last_choice_is_shown(qtbot) -> None:
    calls = HeldCalls()
    made = Made(qtbot, calls)
    calls.release()
    calls.release()
    page = made.dialog.page
    made.choose(page.doubles_field, Doubles.FILL)
    assert not made.dialog.main_button.isEnabled()
    first = calls.held[0]
    made.choose(page.doubles_field, Doubles.ADD)
    assert len(calls.held) == 2
    calls.release()  # the first ends by itself: it was stopped
    assert page.preview.choices.doubles is Doubles.ADD
    first[1](page.preview)
    assert made.dialog.main_button.text() == "Import 9 people"


def test_a_long_reading_shows_how_far_it_is(qtbot) -> None:
    calls = HeldCalls()
    made = Made(qtbot, calls)
    assert made.dialog.pages.currentWidget() is made.dialog.progress
    assert made.dialog.progress.words.text() == "Reading “patients.csv”…"
    calls.release()
    calls.release()
    assert made.dialog.pages.currentWidget() is made.dialog.page
    made.choose(made.dialog.page.doubles_field, Doubles.ADD)
    qtbot.waitUntil(lambda: made.dialog.pages.currentWidget() is made.dialog.progress)
    made.dialog.reject()
    calls.release()
    assert made.pane.import_dialog is None


def test_work_that_was_stopped_ends_at_its_next_step(qtbot) -> None:
    owner = QObject()
    work, orphan = ImportWork(owner), ImportWork(QObject())
    work.progress(0, 10)
    work.stop()
    assert work.stopped()
    for stopped in (work, orphan):
        with pytest.raises(ImportStopped):
            stopped.progress(1, 10)


def test_every_trouble_has_words(qtbot) -> None:
    from dataclasses import replace

    from hosted_meetings_desktop.services.people_lines import (
        LineProblem,
    )

    preview = Made(qtbot).dialog.page.preview
    said = {
        trouble: line_sentence(replace(preview.lines[0], problems=(LineProblem(trouble, "x" * 60),)), preview)
        for trouble in Trouble
    }
    assert len(set(said.values())) == len(Trouble)
    assert all("%" not in words and "x" * 41 not in words for words in said.values())


def test_an_import_is_asked_for_once(qtbot) -> None:
    made = Made(qtbot)
    first = made.dialog
    made.pane.import_file(FILE)
    made.pane.ask_for_file()
    assert made.pane.import_dialog is first
    assert made.pane.open_question is None
