"""Making entries one: which values stay, who is left out, what is kept in the notes, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import MAX_NOTES, Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.panes.people.merge_choice import Likeness, MergeChoice, likeness
from hosted_meetings_desktop.ui.panes.people.merge_dialog import MOST_AT_ONCE, MergeDialog
from hosted_meetings_desktop.ui.panes.people.pane import PeoplePane
from hosted_meetings_desktop.ui.parts.states import State
from tests.panes.clinic_data import NOW, OFFLINE
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.people_kit import FakePeople, clinic_people

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]

JUERGEN, LEILA, SAM = ("p03", "p04"), ("p12", "p13"), ("p08", "p09")


class Made:
    """A pane over people in memory, with its merge dialog open."""

    def __init__(self, qtbot, people: FakePeople | None = None, calls=None, person: str = "") -> None:
        self.people = people or FakePeople()
        self.pane = PeoplePane(self.people, calls or NowCalls(), clock=lambda: NOW)
        qtbot.addWidget(self.pane)
        self.pane.resize(1200, 760)
        self.pane.show()
        self.qtbot = qtbot
        if isinstance(calls, HeldCalls):
            calls.release()
        if person:
            self.pane.select(person)
            self.pane.merge_selected()
        else:
            self.pane.tools["doubles"].click()

    @property
    def dialog(self) -> MergeDialog:
        assert self.pane.merge_dialog is not None
        return self.pane.merge_dialog

    @property
    def group(self) -> set[str]:
        return {person.id for person in self.dialog.group}

    def ids(self) -> set[str]:
        return {row.id for row in self.people.rows}


# ---- which values stay
ONE = Person(PersonId("1"), "Ada Osei", Role.PATIENT, "ada@a.test", "+4930111111", "", "", "First.")
OTHER = Person(PersonId("2"), "Ada Ossei", Role.COLLEAGUE, "ada@b.test", "+4930111111", "en", "", "Second.")


def test_gaps_are_filled_and_the_rest_is_noted() -> None:
    choice = MergeChoice.of((ONE, OTHER))
    assert choice.person == replace(ONE, language="en", notes="First.\nSecond.\nada@b.test")
    assert [field for field in ("name", "role", "phone", "zone") if choice.differs(field)] == ["name", "role"]
    without = replace(choice, keeps_rest=False)
    assert without.person == replace(ONE, language="en")
    chosen = choice.take("email", 1).take("notes", 1).take("name", 1)
    assert chosen.person == replace(
        ONE, name="Ada Ossei", email="ada@b.test", language="en", notes="Second.\nFirst.\nada@a.test"
    )


def test_an_entry_that_is_somebody_else_gives_nothing() -> None:
    third = replace(ONE, id=PersonId("3"), name="Kofi Osei", zone="UTC", notes="Third.", email="kofi@c.test")
    choice = MergeChoice.of((ONE, OTHER, third)).take("name", 2).leave_out(2, out=True)
    assert choice.places == (0, 1)
    assert choice.person == replace(ONE, language="en", notes="First.\nSecond.\nada@b.test")
    assert choice.leave_out(0, out=True).person.id == "2"
    assert choice.leave_out(2, out=False).places == (0, 1, 2)


def test_notes_grow_no_longer_than_notes_may_be() -> None:
    long = replace(OTHER, notes="x" * (MAX_NOTES - 3))
    person = MergeChoice.of((ONE, long)).person
    assert person.notes == "First.\nada@b.test"
    assert person.problems() == ()


def test_why_entries_look_alike() -> None:
    assert likeness((ONE, replace(OTHER, email="ADA@a.test"))) is Likeness.EMAIL
    assert likeness((ONE, OTHER)) is Likeness.PHONE
    assert likeness((ONE, replace(ONE, email="", phone=""))) is Likeness.NAME
    assert likeness((ONE, replace(OTHER, email="", phone=""))) is Likeness.SLIP


# ---- group after group
def test_groups_are_gone_through(qtbot) -> None:
    made = Made(qtbot)
    dialog = made.dialog
    assert made.group == set(JUERGEN)
    assert "same phone number" in dialog.why_label.text()
    assert dialog.place_label.text() == "3 groups to look at"
    dialog.grid.radios["name", 1].setChecked(True)
    assert dialog.grid.results["name"].text == "Juergen Mueller-Luedenscheidt"
    dialog.main_button.click()
    assert made.group == set(LEILA)
    assert dialog.message_bar.text == "Juergen Mueller-Luedenscheidt is one person now."
    [merged] = [row for row in made.people.rows if "uergen" in row.name]
    assert (merged.email, merged.phone, merged.language) == ("jml@mail.test", "030 123456", "de")
    assert merged.notes == "Prefers the morning.\nAsked for a ramp."
    dialog.skip_button.click()
    assert made.group == set(SAM)
    assert dialog.place_label.text() == "The last group"
    dialog.apart_button.click()
    assert made.people.apart.pairs == {SAM}
    assert dialog.states.state is State.EMPTY
    assert dialog.main_button.isHidden()
    dialog.leave_button.click()
    assert made.pane.merge_dialog is None
    assert made.pane.undo_text() == "keeping Samuel O'Neill · Sam O'Neill apart"
    made.pane.undo()
    assert made.people.apart.pairs == frozenset()
    made.pane.undo()
    assert made.ids() == {row.id for row in clinic_people()}


def test_a_merge_is_undone_where_it_was_made(qtbot) -> None:
    made = Made(qtbot)
    made.dialog.main_button.click()
    made.dialog.message_bar.action_button.click()
    assert made.group == set(JUERGEN)
    assert made.ids() == {row.id for row in clinic_people()}
    assert made.pane.undo_text() == ""
    assert made.pane.message_bar.text == ""


def test_nobody_is_in_the_list_twice(qtbot) -> None:
    made = Made(qtbot, FakePeople(rows=clinic_people()[:3]))
    assert made.dialog.states.state is State.EMPTY
    made.qtbot.keyClick(made.dialog, Qt.Key.Key_Escape)
    assert made.pane.merge_dialog is None


def test_looking_takes_a_while_or_fails(qtbot) -> None:
    calls = HeldCalls()
    made = Made(qtbot, calls=calls)
    assert made.dialog.states.state is State.LOADING
    assert not made.dialog.main_button.isEnabled()
    made.people.problem = OFFLINE
    calls.release()
    assert made.dialog.states.state is State.ERROR
    made.people.problem = None
    made.dialog.load()
    calls.release()
    assert made.group == set(JUERGEN)


def test_a_merge_that_fails_changes_nothing(qtbot) -> None:
    made = Made(qtbot)
    made.people.problem = OFFLINE
    made.dialog.main_button.click()
    assert made.dialog.message_bar.kind == "error"
    assert made.group == set(JUERGEN)
    assert not made.dialog.busy
    made.dialog.apart_button.click()
    assert made.group == set(JUERGEN)


def test_of_many_entries_some_are_left_out(qtbot) -> None:
    rows = [Person(PersonId(f"x{number}"), "Ada Osei", phone=f"+49301111{number}") for number in range(8)]
    made = Made(qtbot, FakePeople(rows=rows))
    dialog = made.dialog
    assert len(dialog.group) == MOST_AT_ONCE
    assert "2 more follow." in dialog.why_label.text()
    for part in dialog.grid.parts[1:]:
        part.setChecked(False)
    assert not dialog.main_button.isEnabled()
    dialog.grid.parts[1].setChecked(True)
    assert not dialog.grid.radios["phone", 2].isEnabled()
    dialog.main_button.click()
    assert len(made.people.rows) == 7
    assert len(dialog.group) == MOST_AT_ONCE


def test_radios_are_named_for_what_they_choose(qtbot) -> None:
    grid = Made(qtbot).dialog.grid
    assert grid.radios["email", 1].accessibleName() == "E-mail of entry 2: jml@mail.test"
    assert grid.results["notes"].accessibleName() == "Notes: Prefers the morning. · Asked for a ramp."
    assert grid.radios["phone", 0].isHidden()
    assert not grid.radios["notes", 0].isHidden()


def test_what_is_not_chosen_need_not_be_kept(qtbot) -> None:
    made = Made(qtbot)
    made.dialog.rest_box.setChecked(False)
    assert made.dialog.grid.results["notes"].text == "Prefers the morning."
    made.dialog.main_button.click()
    assert made.dialog.grid.choice.keeps_rest is False


def test_tab_goes_through_it_in_reading_order(qtbot) -> None:
    made = Made(qtbot)
    dialog = made.dialog
    dialog.activateWindow()
    dialog.apart_button.setFocus()
    qtbot.waitUntil(dialog.apart_button.hasFocus)
    visited = []
    for _ in range(9):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        visited.append(dialog.focusWidget())
    radios = dialog.grid.radios
    assert visited[0] is dialog.skip_button
    assert visited[1:5] == [radios["name", 0], radios["email", 1], radios["language", 0], radios["notes", 0]]
    radios["name", 0].setFocus()
    qtbot.keyClick(radios["name", 0], Qt.Key.Key_Right)
    assert dialog.focusWidget() is radios["name", 1]
    assert dialog.grid.results["name"].text == "Juergen Mueller-Luedenscheidt"
    assert visited[5:8] == [dialog.rest_box, dialog.leave_button, dialog.main_button]


# ---- two that somebody chose
def test_a_person_is_merged_with_one_that_is_searched_for(qtbot) -> None:
    made = Made(qtbot, person="p08")
    dialog = made.dialog
    assert not dialog.main_button.isEnabled()
    dialog.activateWindow()
    dialog.other_field.setFocus()
    qtbot.waitUntil(dialog.other_field.hasFocus)
    qtbot.keyClicks(dialog.other_field, "sam")
    dialog.other_field.ask_now()
    assert [person.id for person in dialog.other_field.listed] == ["p09"]
    popup = QApplication.activePopupWidget()
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert made.group == set(SAM)
    dialog.main_button.click()
    assert made.pane.merge_dialog is None
    assert made.pane.selected.id == "p08"
    assert made.pane.selected.notes == "Hard of hearing."
    assert made.pane.message_bar.text == "Sam O'Neill is one person now."
    made.pane.message_bar.action_button.click()
    assert made.ids() == {row.id for row in clinic_people()}


def test_only_one_dialog_at_a_time(qtbot) -> None:
    made = Made(qtbot)
    first = made.dialog
    made.pane.select("p00")
    made.pane.merge_selected()
    assert made.pane.merge_dialog is first
