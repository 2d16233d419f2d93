"""Rooms side by side: a meeting is moved from one into another by pointer and by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.panes.schedule.board import Side
from hosted_meetings_desktop.ui.panes.schedule.hand_words import carried_words
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from tests.panes.clinic_data import HOSTS, NOW
from tests.panes.schedule_kit import FakeSchedule, at, box_of, drag, entry, make_pane, point_at

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


def moved(pane) -> list:
    return pane.loading._schedule.asked_for("move")


def in_rooms(qtbot, **changes: object):
    """Return a day with rooms side by side: a visit at ten in each of two, and one room that is free."""
    rows = [entry(number, at(0, 10), host=HOSTS[number], place=f"Room {number + 1}") for number in range(2)]
    rows = [replace(row, **changes) for row in rows]  # type: ignore[arg-type]
    rows += [entry(9, at(3, 10), place="Room 3"), entry(10, at(3, 11), place="Room 1")]
    pane = make_pane(qtbot, FakeSchedule(rows=rows, taken=()), view=View.DAY)
    pane.tools.row.sides[Side.PLACES].click()
    return pane


def test_it_is_moved_into_another_room_and_back(qtbot) -> None:
    pane = in_rooms(qtbot)
    begin = box_of(pane.grid, "e000").center()
    labels: list[str] = []

    def read() -> None:
        carried = pane.grid.carried
        labels.append(carried_words(pane.grid.board, carried, pane.grid.entries, NOW) if carried else "")

    target = QPoint(point_at(pane.grid, 1, 10).x(), begin.y() + pane.grid.places.y_of(30))
    drag(pane.grid, begin, begin + QPoint(12, 0), target, between=read)
    (call,) = moved(pane)
    assert (call[1].starts_at, call[2], call[4]) == (at(0, 10, 30), None, "Room 2")
    assert labels[-1].startswith("10:30\N{EN DASH}11:00 (30 min) · Room 2")
    assert "is moved to Room 2, 10:30." in pane.message_bar.text
    assert [len(parts) for parts in pane.grid.board.parts] == [0, 2, 0]
    pane.undo()
    assert pane.loading._schedule.find("e000").place == "Room 1"
    assert [len(parts) for parts in pane.grid.board.parts] == [1, 1, 0]


def test_a_room_that_is_taken_says_so_and_can_be_shared_all_the_same(qtbot) -> None:
    pane = in_rooms(qtbot)
    begin = box_of(pane.grid, "e000").center()
    labels: list[str] = []

    def read() -> None:
        carried = pane.grid.carried
        labels.append(carried_words(pane.grid.board, carried, pane.grid.entries, NOW) if carried else "")

    target = QPoint(point_at(pane.grid, 1, 10).x(), begin.y())
    drag(pane.grid, begin, begin + QPoint(12, 0), target, between=read)
    assert "overlaps" in labels[-1]
    assert pane.loading._schedule.find("e000").place == "Room 1"
    assert "stays where it was: Room 2, 10:00 is not free." in pane.slot_choice.text
    assert "Room 2 is taken by" in pane.slot_choice.text
    pane.slot_choice.buttons[-1].click()
    assert pane.loading._schedule.find("e000").place == "Room 2"


def test_of_a_series_the_room_is_changed_for_as_much_as_is_meant(qtbot) -> None:
    pane = in_rooms(qtbot, in_series=True)
    begin = box_of(pane.grid, "e000").center()
    drag(pane.grid, begin, begin + QPoint(12, 0), QPoint(point_at(pane.grid, 2, 10).x(), begin.y()))
    pane.moves.question.buttons[Scope.FOLLOWING].click()
    (call,) = moved(pane)
    assert (call[3], call[4]) == (Scope.FOLLOWING, "Room 3")
    assert "is moved to Room 3, 10:00. 12 meetings of the series changed." in pane.message_bar.text


def test_out_of_all_rooms(qtbot) -> None:
    pane = in_rooms(qtbot)
    pane.loading._schedule.rows.append(entry(7, at(0, 14), host=HOSTS[2]))
    pane.reload()
    begin = box_of(pane.grid, "e000").center()
    drag(pane.grid, begin, begin + QPoint(12, 0), QPoint(point_at(pane.grid, 3, 10).x(), begin.y()))
    assert moved(pane)[0][4] == ""
    assert "is moved to 10:00, without a place." in pane.message_bar.text


def test_by_keys_it_goes_from_room_to_room(qtbot) -> None:
    pane = in_rooms(qtbot)
    pane.select("e000")
    pane.grid.setFocus()
    qtbot.keyClick(pane.grid, Qt.Key.Key_G)
    for _ in range(3):  # there is nothing beyond the last
        qtbot.keyClick(pane.grid, Qt.Key.Key_Right)
    assert "Room 3" in carried_words(pane.grid.board, pane.grid.carried, pane.grid.entries, NOW)
    qtbot.keyClick(pane.grid, Qt.Key.Key_Return)
    assert moved(pane)[0][4] == "Room 3"
    assert "is moved to Room 3, 10:00." in pane.message_bar.text
