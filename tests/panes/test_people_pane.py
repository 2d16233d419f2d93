"""The people pane: finding, looking at, removing and writing out, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton

from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.ui.panes.people.rows import language_word, zone_there
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.clinic_data import NOW, OFFLINE
from tests.panes.fakes import HeldCalls
from tests.panes.people_kit import LONG_NAME, FakePeople, Made, clinic_people

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


@pytest.fixture
def made(qtbot) -> Made:
    return Made(qtbot)


# ---- the list
def test_people_are_listed_with_how_to_reach_them(made: Made) -> None:
    assert made.pane.model.rowCount() == len(clinic_people())
    assert made.row(0) == ["Dr. Ada Osei", "Host", "ada.osei@clinic.test", "+4930555100", "English"]
    assert made.row(4)[2] == "\N{EN DASH}"
    assert made.pane.table.accessibleName() == "People"
    tip = made.pane.model.index(4, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "No e-mail address"


def test_searching_finds_and_finds_nobody(made: Made) -> None:
    assert made.pane.search is not None
    made.pane.search.setText("neill")
    made.pane.search.search_now()
    assert made.pane.states.state is State.EMPTY
    made.pane.search.setText("sam")
    made.pane.search.search_now()
    assert made.pane.model.rowCount() == 2
    made.pane.search.setText("Zwischenfall")
    made.pane.search.search_now()
    clear = next(b for b in made.pane.states.findChildren(QPushButton) if b.text() == "Clear the search")
    clear.click()
    assert made.pane.states.state is State.CONTENT


def test_an_empty_list_offers_to_import(qtbot) -> None:
    made = Made(qtbot, FakePeople(rows=[]))
    assert made.pane.states.state is State.EMPTY
    next(b for b in made.pane.states.findChildren(QPushButton) if b.text() == "Import people…").click()
    assert isinstance(made.pane.open_question, QFileDialog)
    made.pane.open_question.reject()
    assert made.pane.open_question is None


def test_a_failure_to_list_and_waiting_for_it(qtbot) -> None:
    assert Made(qtbot, FakePeople(problem=OFFLINE)).pane.states.state is State.ERROR
    calls = HeldCalls()
    made = Made(qtbot, calls=calls)
    assert made.pane.states.state is State.LOADING
    calls.release()
    assert made.pane.states.state is State.CONTENT


def test_columns_give_way_where_there_is_no_room(made: Made) -> None:
    settings = QSettings()
    made.pane.save_columns(settings)
    made.pane.restore_columns(settings)
    made.pane.resize(760, 600)
    made.pane.select("p00")
    assert not made.pane.table.isColumnHidden(0)
    assert made.pane.table.isColumnHidden(4)


# ---- details
def test_details_tell_everything(made: Made) -> None:
    made.pane.select("p02")
    texts = made.texts()
    assert made.pane.person_details.title == "Priya Chandrasekhar"
    for said in ("priya.c@mail.test", "+919845012345", "हिन्दी", "Asia/Kolkata, where it is 14:42 now"):
        assert said in texts
    made.pane.select("p03")
    assert "Text messages need the number with its country code" in made.texts()
    assert "Prefers the morning." in made.texts()
    made.pane.select("p17")
    assert made.pane.person_details.title == LONG_NAME
    made.pane.minute_passed()
    assert "Ada" not in made.texts()


def test_who_cannot_be_reached_is_said(qtbot) -> None:
    made = Made(qtbot, FakePeople(rows=[Person(PersonId("x"), "Ada")]))
    made.pane.select("x")
    assert "only by hand" in made.texts()
    assert "copy_email" not in made.pane.person_details.buttons


def test_address_and_number_can_be_copied(made: Made) -> None:
    made.pane.select("p17")
    buttons = made.pane.person_details.buttons
    buttons["copy_email"].click()
    assert QGuiApplication.clipboard().text() == clinic_people()[17].email
    buttons["copy_phone"].click()
    assert QGuiApplication.clipboard().text() == "+4930555102"
    assert made.pane.person_details.message_bar.text == "The phone number is copied."


def test_a_visit_is_planned_for_the_selected_person(made: Made) -> None:
    made.pane.plan_for_selected()
    made.pane.select("p02")
    with made.qtbot.waitSignal(made.pane.plan_requested) as asked:
        made.pane.person_details.buttons["plan"].click()
    assert asked.args == ["p02"]


def test_what_needs_a_person_is_offered_only_with_one(made: Made) -> None:
    made.pane.table.clear_choice()
    made.pane.details.hide()
    assert [action.isEnabled() for action in made.pane.menu_actions()] == [False] * 4 + [True] * 4
    made.pane.select("p00")
    assert all(action.isEnabled() for action in made.pane.menu_actions())


def test_somebody_far_down_the_list_can_be_shown(qtbot) -> None:
    rows = [Person(PersonId(f"n{number:04}"), f"Person {number:04}") for number in range(450)]
    made = Made(qtbot, FakePeople(rows=rows))
    made.pane.search.setText("Person 0001")
    made.pane.search.search_now()
    made.pane.select("n0444")
    assert made.pane.person_details.title == "Person 0444"
    assert made.pane.searched_text == ""
    made.people.rows = [replace(row, notes="new") if row.id == "n0444" else row for row in rows]
    made.pane.reload()
    assert made.pane.selected.notes == "new"
    made.people.rows = rows[:300]
    made.pane.reload()
    assert made.pane.details.isHidden()


# ---- removing
def test_who_is_removed_comes_back_with_undo(made: Made) -> None:
    made.pane.remove_selected()
    made.pane.select("p02")
    made.pane.table.setFocus()
    made.pane.person_details.buttons["remove"].click()
    assert "Priya Chandrasekhar" not in made.names
    assert made.pane.details.isHidden()
    assert made.pane.undo_text() == "removing Priya Chandrasekhar"
    assert "Meetings they are invited to stay as they are." in made.pane.message_bar.text
    made.people.problem = OFFLINE
    made.pane.undo()
    assert made.pane.message_bar.action_button.text() == "Try again"
    assert made.pane.undo_text() == "removing Priya Chandrasekhar"
    made.people.problem = None
    made.pane.undo()
    assert made.pane.selected.id == "p02"


def test_undo_waits_for_the_one_before(qtbot) -> None:
    calls = HeldCalls()
    made = Made(qtbot, calls=calls)
    calls.release()
    made.pane.select("p02")
    made.pane.remove_selected()
    calls.release()
    calls.release()
    made.pane.undo()
    assert made.pane.undo_text() == ""
    made.pane.undo()
    assert made.pane.message_bar.text == "The last change is still being undone."
    calls.release()
    calls.release()
    assert made.pane.selected.id == "p02"


# ---- out
def test_everybody_is_written_to_a_file(made: Made, tmp_path: Path) -> None:
    made.pane.tools["export"].click()
    question = made.pane.save_question.dialog
    assert question is not None
    assert question.selectedFiles()[0].endswith("People 2026-11-23.csv")
    question.fileSelected.emit(str(tmp_path / "all.csv"))
    question.reject()
    assert made.people.exported == tmp_path / "all.csv"
    assert made.pane.message_bar.text == "The people are saved as “all.csv”."
    made.people.problem = OFFLINE
    made.pane.export_to(tmp_path / "x.csv")
    assert made.pane.message_bar.kind == "error"


# ---- words
def test_languages_are_called_as_their_speakers_do() -> None:
    words = [language_word(tag) for tag in ("de", "en", "es", "pt-BR", "ar", "zh-Hant", "xx", "", "gsw")]
    assert words[:5] == ["Deutsch", "English", "Español", "Português (Brasil)", "العربية"]
    assert words[5].endswith("(Hant)")
    assert words[6:8] == ["xx", ""]
    assert words[8]


def test_what_time_it_is_there_is_said_where_it_differs() -> None:
    assert zone_there("Europe/London", NOW) == "Europe/London"
    assert zone_there("America/New_York", NOW) == "America/New York, where it is 04:12 now"
    assert zone_there("Mars/Olympus", NOW) == "Mars/Olympus"


def test_nothing_of_an_import_is_loaded_before_one() -> None:
    import subprocess
    import sys

    code = (
        "import sys, hosted_meetings_desktop.ui.panes.people.pane;"
        "sys.exit(any(name.startswith('hosted_meetings_desktop.services') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
