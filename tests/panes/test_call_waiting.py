"""The waiting room's bars: who waits since when, the second look before admitting, the lock between patients."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.ui.call.bar_column import BarColumn
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.people import RoomPeople, Waiting
from hosted_meetings_desktop.ui.call.waiting_bars import SHOWN, WaitingBars, WaitingRow
from hosted_meetings_desktop.ui.text.format import time_text

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

GUEST = "group_call_guest"
ANNA, BEN = CallPerson("anna", "Anna Berg", GUEST), CallPerson("ben", "Ben Cole", GUEST)
DOCTOR = CallPerson("doctor", "Dr Sommer", "group_call_host")


def since(minutes: float) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes)


@pytest.fixture
def inside() -> list[CallPerson]:
    """Which patients somebody would meet."""
    return []


@pytest.fixture
def bars(qtbot: QtBot, inside: list[CallPerson]) -> WaitingBars:
    made = WaitingBars(lambda _id: tuple(inside))
    qtbot.addWidget(made)
    return made


def press(qtbot: QtBot, row: WaitingRow, name: str) -> None:
    button = row.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def shown(row: WaitingRow) -> set[str]:
    return {button.objectName() for button in row.findChildren(QPushButton) if button.isVisible()}


def test_nobody_waits_and_nothing_is_seen(bars: WaitingBars) -> None:
    bars.show_waiting(())
    assert bars.isHidden()


def test_who_waits_is_named_with_the_time(bars: WaitingBars) -> None:
    began = since(3.5)
    bars.show_waiting((Waiting(ANNA, began), Waiting(BEN, since(0))))
    first, second = bars.rows
    assert first.text == f"Anna Berg has been waiting since {time_text(began)} (3 min)"
    assert second.text == "Ben Cole is waiting to be let in"
    assert shown(first) == {"deny", "admit"}
    admit = first.findChild(QPushButton, "admit")
    assert admit is not None
    assert admit.accessibleName() == "Let Anna Berg in"


def test_admitting_takes_a_second_look(qtbot: QtBot, bars: WaitingBars) -> None:
    bars.show_waiting((Waiting(ANNA, since(1)),))
    (row,) = bars.rows
    with qtbot.assertNotEmitted(bars.admitted):
        press(qtbot, row, "admit")
    assert row.text == "You are about to see Anna Berg."
    bars.refresh()
    assert row.text == "You are about to see Anna Berg.", "the minutes go on beside the question"
    press(qtbot, row, "back")
    assert shown(row) == {"deny", "admit"}
    press(qtbot, row, "admit")
    with qtbot.waitSignal(bars.admitted) as admitted:
        press(qtbot, row, "sure")
    assert admitted.args == ["anna"]
    assert shown(row) == set()


def test_two_patients_do_not_meet_by_accident(qtbot: QtBot, bars: WaitingBars, inside: list[CallPerson]) -> None:
    inside.append(BEN)
    bars.show_waiting((Waiting(ANNA, since(1)),))
    (row,) = bars.rows
    press(qtbot, row, "admit")
    assert row.text == "Ben Cole is still in the room. Anna Berg and Ben Cole would see and hear each other."
    assert shown(row) == {"back", "anyway"}
    with qtbot.waitSignal(bars.admitted):
        press(qtbot, row, "anyway")


def test_turning_away_takes_a_second_look(qtbot: QtBot, bars: WaitingBars) -> None:
    bars.show_waiting((Waiting(ANNA, since(1)),))
    (row,) = bars.rows
    with qtbot.assertNotEmitted(bars.denied):
        press(qtbot, row, "deny")
    assert row.text == "Turn Anna Berg away? They are told that they could not be let in now."
    with qtbot.waitSignal(bars.denied) as denied:
        press(qtbot, row, "away")
    assert denied.args == ["anna"]


def test_an_answer_that_brought_about_nothing_is_said_and_takes_the_focus_from_nobody(
    qtbot: QtBot, bars: WaitingBars
) -> None:
    home = QLineEdit(bars)
    bars.show_waiting((Waiting(ANNA, since(1)),))
    (row,) = bars.rows
    press(qtbot, row, "admit")
    press(qtbot, row, "sure")
    assert row.text == "Letting Anna Berg in"
    home.setFocus()
    row._unheard.timeout.emit()
    assert row.text == "Anna Berg is still waiting: that has had no effect yet. Try again."
    assert bars.focusWidget() is home, "who writes something by now goes on writing"
    assert shown(row) == {"deny", "admit"}
    bars.refresh()
    assert "has had no effect" in row.text
    with qtbot.waitSignal(bars.admitted):
        press(qtbot, row, "admit")
        press(qtbot, row, "sure")


def test_an_open_question_survives_the_next_arrival(qtbot: QtBot, bars: WaitingBars) -> None:
    first = Waiting(ANNA, since(2))
    bars.show_waiting((first,))
    press(qtbot, bars.rows[0], "admit")
    bars.show_waiting((first, Waiting(BEN, since(0))))
    assert bars.rows[0].text == "You are about to see Anna Berg."
    bars.show_waiting(())
    assert bars.rows == ()
    assert bars.isHidden()


def test_beyond_a_few_only_the_number_is_said(bars: WaitingBars) -> None:
    many = tuple(
        Waiting(CallPerson(f"p{number}", f"Person {number}"), since(9 - number)) for number in range(SHOWN + 2)
    )
    bars.show_waiting(many)
    assert len(bars.rows) == SHOWN
    more = bars.findChild(Bar, "waiting_more")
    assert more is not None
    assert more.isVisible()
    bars.show_waiting(many[: SHOWN + 1])
    assert more.text == "and 1 more waits"
    bars.show_waiting(many[:1])
    assert not more.isVisible()


def test_the_column_asks_the_page(qtbot: QtBot) -> None:
    column = BarColumn()
    qtbot.addWidget(column)
    column.show()
    column.waiting.show_waiting((Waiting(ANNA, since(1)),))
    press(qtbot, column.waiting.rows[0], "admit")
    with qtbot.waitSignal(column.wish_wanted) as wish:
        press(qtbot, column.waiting.rows[0], "sure")
    assert wish.args == ["admit:anna"]


class Times:
    """A clock that goes on by a minute with each look."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 9, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def test_the_longest_wait_comes_first_and_keeps_its_time(qtbot: QtBot) -> None:
    people = RoomPeople(clock=Times())
    people.hear_waiting((ANNA,))
    began = people.waiting[0].since
    people.hear_waiting((BEN, ANNA))
    assert [one.person for one in people.waiting] == [ANNA, BEN]
    assert people.waiting[0].since == began
    with qtbot.assertNotEmitted(people.waiting_changed):
        people.hear_waiting((BEN, ANNA))
    people.clear()
    assert people.waiting == ()
    people.hear_waiting((ANNA,))
    assert people.waiting[0].since > began, "who comes back waits anew"


def test_only_patients_are_kept_apart() -> None:
    people = RoomPeople()
    people.hear_inside((DOCTOR, ANNA))
    people.hear_waiting((BEN, DOCTOR))
    assert people.patients_besides("ben") == (ANNA,)
    assert people.patients_besides("doctor") == ()
    assert people.patients_besides("nobody") == ()
    companion = RoomPeople(lambda person: person.id == "ben")
    companion.hear_inside((ANNA,))
    companion.hear_waiting((BEN,))
    assert companion.patients_besides("ben") == (), "the program knows that Anna accompanies Ben"
