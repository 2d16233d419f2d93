"""A person found as one types: chosen by key or mouse, left as text, and never in the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.ui.parts.person_field import PersonField
from tests.panes.clinic_data import OFFLINE
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.people_kit import FakePeople

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


class Form:
    """A field between others, with the people of the clinic behind it."""

    def __init__(self, qtbot, calls=None) -> None:
        self.people = FakePeople()
        self.calls = calls or NowCalls()
        self.window = QWidget()
        self.field = PersonField(self.people.find, self.calls)
        self.next = QLineEdit()
        self.button = QPushButton("OK")
        column = QVBoxLayout(self.window)
        for widget in (self.field, self.next, self.button):
            column.addWidget(widget)
        self.picked: list[Person] = []
        self.freed: list[None] = []
        self.field.picked.connect(self.picked.append)
        self.field.freed.connect(lambda: self.freed.append(None))
        qtbot.addWidget(self.window)
        self.window.resize(500, 300)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.field.setFocus()
        qtbot.waitUntil(self.field.hasFocus)
        self.qtbot = qtbot

    @property
    def listed(self) -> list[str]:
        return [person.name for person in self.field.listed]

    def press(self, key: Qt.Key) -> None:
        """Press a key where the system would deliver it: in the open list, or in the field."""
        QTest.keyClick(QApplication.activePopupWidget() or self.field, key)

    def ask(self, text: str) -> None:
        self.field.selectAll()
        self.qtbot.keyClicks(self.field, text)
        self.field.ask_now()


@pytest.fixture
def form(qtbot) -> Form:
    return Form(qtbot)


def test_it_asks_once_the_person_pauses(form: Form) -> None:
    form.qtbot.keyClicks(form.field, "sam")
    assert form.people.asked_for("find") == []
    form.qtbot.waitUntil(lambda: bool(form.listed))
    assert form.people.asked_for("find") == [("sam",)]
    assert form.listed == ["Sam O'Neill", "Samuel O'Neill"]
    assert form.field.hasFocus()
    form.qtbot.keyClicks(form.field, "u")
    form.qtbot.waitUntil(lambda: form.listed == ["Samuel O'Neill"])
    assert form.field.text() == "samu"


def test_arrows_move_and_enter_takes(form: Form) -> None:
    form.ask("sam")
    form.press(Qt.Key.Key_Down)
    assert form.field.text() == "sam"
    form.press(Qt.Key.Key_Down)
    form.press(Qt.Key.Key_Return)
    assert [person.name for person in form.picked] == ["Samuel O'Neill"]
    assert form.field.person == form.picked[0]
    assert form.field.text() == "Samuel O'Neill"
    assert form.listed == []
    assert form.field.hasFocus()


def test_a_click_takes(form: Form) -> None:
    form.ask("sam")
    popup = QApplication.activePopupWidget()
    row = popup.visualRect(popup.model().index(0, 0)).center()
    QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, row)
    assert [person.name for person in form.picked] == ["Sam O'Neill"]


def test_esc_puts_the_list_away_and_keeps_the_text(form: Form) -> None:
    form.ask("sam")
    form.press(Qt.Key.Key_Down)
    form.press(Qt.Key.Key_Escape)
    assert (form.listed, form.field.text(), form.field.person) == ([], "sam", None)
    form.press(Qt.Key.Key_Down)
    assert form.listed == ["Sam O'Neill", "Samuel O'Neill"]


def test_enter_without_a_choice_leaves_the_text(form: Form) -> None:
    form.ask("leila")
    form.press(Qt.Key.Key_Return)
    assert (form.field.text(), form.field.person, form.picked) == ("leila", None, [])
    form.ask("sam")
    form.press(Qt.Key.Key_Down)
    form.press(Qt.Key.Key_Return)
    form.ask("leila")
    form.press(Qt.Key.Key_Return)
    assert form.field.text() == "leila"


def test_another_name_is_text_again(form: Form) -> None:
    form.field.set_person(form.people.rows[2])
    assert (form.field.text(), form.freed) == ("Priya Chandrasekhar", [])
    form.press(Qt.Key.Key_End)
    form.qtbot.keyClicks(form.field, "x")
    assert (form.field.person, form.freed, form.field.text()) == (None, [None], "Priya Chandrasekharx")
    form.field.set_person(None)
    assert form.field.text() == ""


def test_a_late_answer_opens_nothing(qtbot) -> None:
    form = Form(qtbot, HeldCalls())
    form.ask("sam")
    late = form.calls.held.pop()
    form.qtbot.keyClicks(form.field, "x")
    late[1](tuple(form.people.rows))
    assert form.listed == []
    form.ask("leila")
    form.next.setFocus()
    form.qtbot.waitUntil(form.next.hasFocus)
    assert form.calls.held[-1][3].cancelled
    form.calls.held[-1][1](tuple(form.people.rows))
    assert form.listed == []
    assert form.next.hasFocus()


def test_emptying_the_field_asks_nothing_more(qtbot) -> None:
    form = Form(qtbot, HeldCalls())
    form.ask("sam")
    form.field.selectAll()
    form.press(Qt.Key.Key_Delete)
    form.calls.release()
    assert form.listed == []
    form.press(Qt.Key.Key_Down)
    form.field.ask_now()
    assert form.calls.held == []


def test_nobody_found_and_a_failure_leave_the_text(form: Form) -> None:
    form.ask("sam")
    form.ask("Zwischenfall")
    assert (form.listed, form.field.text()) == ([], "Zwischenfall")
    form.ask("sam")
    form.people.problem = OFFLINE
    form.ask("leila")
    assert (form.listed, form.field.text()) == ([], "leila")


def test_the_list_tells_role_and_address(form: Form) -> None:
    form.ask("leila")
    popup = QApplication.activePopupWidget()
    assert popup.accessibleName() == "People found"
    said = [popup.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert said == [
        "Leila Mansour, Interpreter · leila.mansour@words.test",
        "Leila Mansur, Interpreter · +4930555123",
    ]
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        popup.setLayoutDirection(direction)
        assert not popup.grab().toImage().isNull()
    assert popup.horizontalScrollBar().maximum() == 0


def test_tab_goes_on(form: Form) -> None:
    form.ask("sam")
    form.press(Qt.Key.Key_Tab)
    form.qtbot.waitUntil(form.next.hasFocus)
    assert (form.listed, form.field.text(), form.picked) == ([], "sam", [])


def test_the_list_stands_under_the_field(form: Form) -> None:
    form.ask("sam")
    popup = QApplication.activePopupWidget()
    below = form.field.mapToGlobal(QPoint(0, form.field.height()))
    assert abs(popup.geometry().top() - below.y()) <= 2
    assert popup.width() == form.field.width()
