"""Changes of the plan: refused and free times, series, messages, undo and redo."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern, Policy, SlotPolicies, Taken
from hosted_meetings_desktop.ui.panes.schedule.moves import Wanted
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from tests.panes.clinic_data import HOSTS, OFFLINE
from tests.panes.fakes import HeldCalls
from tests.panes.schedule_kit import FakeSchedule, at, box_of, drag, entry, make_pane

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
FIVE = timedelta(minutes=5)
MINE = Taken(at(0, 10), at(0, 10, 30), "Wound check", MeetingId("m1"), HOSTS[0], "Room 1", after=FIVE)
HERE = QPoint(300, 300)


def few(**more) -> FakeSchedule:
    rows = [entry(number, at(number, 10), host=HOSTS[0]) for number in range(5)]
    return FakeSchedule(rows=rows, taken=(), **more)


def put(pane, meeting_id: str, start: datetime, minutes: int = 30, host: str | None = None) -> None:
    found = pane.loading._schedule.find(meeting_id)
    pane.moves.move(Wanted(found, start, timedelta(minutes=minutes), host), HERE)


def moved(pane) -> list:
    return pane.loading._schedule.asked_for("move")


# ---- in the pane
def test_a_refused_move_says_why_and_offers_free_times(qtbot) -> None:
    pane = make_pane(qtbot, few())
    begin = box_of(pane.grid, "e001").center()
    target = begin + QPoint(pane.grid.places.edges[1], 3)
    drag(pane.grid, begin, begin + QPoint(12, 0), target)
    assert pane.grid.carried is None  # it jumped back
    assert pane.loading._schedule.find("e001").starts_at == at(1, 10)
    assert "cannot be moved to Wed 25 Nov 10:00" in pane.slot_choice.text
    assert "overlap by 30 min" in pane.slot_choice.text
    assert pane.slot_choice.buttons[0].text() == "10:35"
    pane.slot_choice.buttons[0].click()
    assert pane.loading._schedule.find("e001").starts_at == at(2, 10, 35)
    assert pane.slot_choice.isHidden()
    assert "is moved to Wed 25 Nov 10:35" in pane.message_bar.text


def test_a_warning_can_be_overruled(qtbot) -> None:
    pane = make_pane(qtbot, few())
    put(pane, "e001", at(1, 19))
    assert "19:00 is outside the hours of Dr. Ada Osei." in pane.slot_choice.text
    assert pane.slot_choice.buttons[-1].text() == "Move it all the same"
    pane.slot_choice.buttons[-1].click()
    assert pane.loading._schedule.find("e001").starts_at == at(1, 19)
    assert moved(pane)[-1][-1] == frozenset({Concern.OUT_OF_HOURS})


def test_what_is_allowed_is_not_asked(qtbot) -> None:
    pane = make_pane(qtbot, few(policies=SlotPolicies(out_of_hours=Policy.ALLOW)))
    put(pane, "e001", at(1, 19))
    assert pane.slot_choice.isHidden()


def test_leaving_the_panel_changes_nothing(qtbot) -> None:
    pane = make_pane(qtbot, few())
    put(pane, "e001", at(2, 10))
    pane.slot_choice.close_button.click()
    assert pane.slot_choice.isHidden()
    assert pane.undo_text() == ""
    put(pane, "e001", at(2, 10))
    pane.page(1)
    assert pane.slot_choice.isHidden()


def test_escape_leaves_the_panel_from_the_calendar_too(qtbot) -> None:
    pane = make_pane(qtbot, few())
    put(pane, "e001", at(2, 10))
    qtbot.keyClick(pane.grid, Qt.Key.Key_Escape)
    assert pane.slot_choice.isHidden()


def test_another_failure_puts_it_back_and_is_told(qtbot) -> None:
    schedule = few()
    pane = make_pane(qtbot, schedule)
    pane.select("e001")
    pane.grid.setFocus()
    qtbot.keyClick(pane.grid, Qt.Key.Key_G)
    qtbot.keyClick(pane.grid, Qt.Key.Key_Down)
    schedule.problem = OFFLINE
    qtbot.keyClick(pane.grid, Qt.Key.Key_Return)
    assert pane.grid.carried is None
    assert "cannot be reached" in pane.message_bar.text


# ---- series
def in_series() -> FakeSchedule:
    schedule = few()
    schedule.rows[1] = replace(schedule.rows[1], in_series=True)
    return schedule


@pytest.mark.parametrize("scope", list(Scope))
def test_of_a_series_it_is_asked_how_much_is_meant(qtbot, scope) -> None:
    pane = make_pane(qtbot, in_series())
    begin = box_of(pane.grid, "e001").center()
    drag(pane.grid, begin, begin + QPoint(0, pane.grid.places.y_of(60)))
    question = pane.moves.question
    assert question.isVisible()
    assert moved(pane) == []
    assert pane.grid.carried is not None  # it stays where it was put until that is answered
    question.buttons[scope].click()
    assert moved(pane)[0][3] is scope
    assert pane.moves.question is None
    assert pane.grid.carried is None
    told = "12 meetings of the series changed" in pane.message_bar.text
    assert told is (scope is not Scope.THIS)


def test_the_question_is_answered_by_key_and_left_with_escape(qtbot) -> None:
    pane = make_pane(qtbot, in_series())
    pane.activateWindow()
    pane.select("e001")
    pane.grid.setFocus()
    qtbot.waitUntil(pane.grid.hasFocus)
    qtbot.keyClick(pane.grid, Qt.Key.Key_G)
    qtbot.keyClick(pane.grid, Qt.Key.Key_Down)
    qtbot.keyClick(pane.grid, Qt.Key.Key_Return)
    question = pane.moves.question
    assert question.buttons[Scope.THIS].hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert moved(pane) == []
    assert pane.grid.carried is None
    assert pane.grid.hasFocus()


def test_cancelling_of_a_series_is_asked_too(qtbot) -> None:
    pane = make_pane(qtbot, in_series())
    pane.select("e001")
    pane.cancel_selected()
    assert not pane.loading._schedule.find("e001").cancelled
    pane.moves.question.buttons[Scope.FOLLOWING].click()
    assert pane.loading._schedule.asked_for("cancel") == [("e001", Scope.FOLLOWING)]
    assert "is cancelled. 12 meetings" in pane.message_bar.text


# ---- undo and redo
def test_every_change_can_be_undone_and_done_again(qtbot) -> None:
    pane = make_pane(qtbot, few())
    changed: list[str] = []
    pane.undo_changed.connect(lambda: changed.append(pane.undo_text()))
    put(pane, "e001", at(1, 11))
    put(pane, "e001", at(1, 11), 45)
    assert pane.undo_text() == "the new length of “First consultation”"
    pane.undo()
    assert pane.loading._schedule.find("e001").ends_at == at(1, 11, 30)
    assert pane.redo_text() == "the new length of “First consultation”"
    assert pane.message_bar.action_button.text() == "Do it again"
    pane.undo()
    assert pane.loading._schedule.find("e001").starts_at == at(1, 10)
    assert pane.undo_text() == ""
    pane.redo()
    assert pane.redo_text() == "the new length of “First consultation”"
    pane.redo()
    assert pane.loading._schedule.find("e001").ends_at == at(1, 11, 45)
    assert "Done again" in pane.message_bar.text
    put(pane, "e002", at(2, 13, 30))
    pane.undo()
    put(pane, "e003", at(3, 11))
    assert pane.redo_text() == ""
    assert changed


def test_nothing_to_undo_is_said(qtbot) -> None:
    pane = make_pane(qtbot, few())
    pane.undo()
    assert pane.message_bar.text == "There is nothing to undo."
    pane.redo()
    assert pane.message_bar.text == "There is nothing to do again."


def test_a_failed_undo_can_be_tried_again(qtbot) -> None:
    schedule = few()
    pane = make_pane(qtbot, schedule)
    put(pane, "e001", at(1, 11))
    schedule.problem = OFFLINE
    pane.undo()
    assert pane.message_bar.action_button.text() == "Try again"
    assert pane.undo_text().startswith("the move")
    schedule.problem = None
    pane.message_bar.action_button.click()
    assert schedule.find("e001").starts_at == at(1, 10)


def test_a_shared_history_is_told_only_where_it_is_seen(qtbot) -> None:
    schedule = few()
    pane = make_pane(qtbot, schedule)
    put(pane, "e001", at(1, 11))
    pane.message_bar.dismiss()
    pane.hide()
    pane.history.undo()
    assert pane.message_bar.text == ""


def test_a_change_is_seen_before_the_service_is_asked_again(qtbot) -> None:
    calls = HeldCalls()
    pane = make_pane(qtbot, few(), view=View.DAY, calls=calls)
    calls.release()
    put(pane, "e000", at(0, 13, 15), host=HOSTS[1])
    calls.release()
    shown = pane.grid.board.entries[pane.grid.entries.row_of("e000")]
    assert (shown.starts_at, shown.host) == (at(0, 13, 15), HOSTS[1])
    assert calls.held  # it is asked again now
