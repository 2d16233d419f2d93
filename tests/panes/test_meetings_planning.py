"""Keeping a plan: whatever becomes of its dialog, the outcome is told, and what was entered is never lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import InputProblem, StoreProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.panes.meetings.pane import MeetingsPane
from hosted_meetings_desktop.ui.panes.meetings.plan_dialog import PlanDialog
from tests.panes.clinic_data import NOW, OFFLINE
from tests.panes.fake_services import FakeJoin, FakeLive, FakeMeetings
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.plan_kit import ADA, FATIMA, TUESDAY, at, third_of_eight, wall

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]


class Made:
    """A pane over meetings in memory."""

    def __init__(self, qtbot, calls=None, meetings: FakeMeetings | None = None) -> None:
        self.meetings = meetings or FakeMeetings(people=(FATIMA,))
        self.pane = MeetingsPane(
            self.meetings, FakeLive(), FakeJoin(), calls or NowCalls(), practice=False, clock=lambda: NOW
        )
        qtbot.addWidget(self.pane)
        self.pane.resize(1200, 760)
        self.pane.show()

    @property
    def dialog(self) -> PlanDialog:
        assert self.pane.dialog is not None
        return self.pane.dialog

    def fill_in(self) -> None:
        """Enter something in most fields."""
        dialog = self.dialog
        dialog.title_field.setText("Wound check")
        dialog.zone_field.set_zone("Asia/Kolkata")
        dialog.duration_field.minutes.setValue(50)
        dialog.record_field.setChecked(True)
        line = dialog.people.lines[0]
        line.name.setText("Sam O'Neill")
        line.role.setCurrentIndex(line.role.findData(Role.RELATIVE))


@pytest.fixture
def made(qtbot) -> Made:
    return Made(qtbot)


def by_esc(qtbot, dialog: PlanDialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def by_button(qtbot, dialog: PlanDialog) -> None:
    qtbot.mouseClick(dialog.leave_button, Qt.MouseButton.LeftButton)


def by_window(qtbot, dialog: PlanDialog) -> None:
    del qtbot
    dialog.close()


WAYS_OUT = pytest.mark.parametrize("leave", [by_esc, by_button, by_window])


# ---- what was left
@WAYS_OUT
def test_what_was_entered_can_be_restored(made: Made, qtbot, leave) -> None:
    made.pane.plan()
    made.fill_in()
    entered = made.dialog.entry()
    leave(qtbot, made.dialog)
    assert made.pane.dialog is None
    assert made.meetings.asked_for("plan") == []
    assert made.pane.message_bar.text == "“Wound check” was not saved."
    assert made.pane.message_bar.action_button.text() == "Restore draft"
    made.pane.message_bar.action_button.click()
    assert made.dialog.entry() == entered
    assert made.dialog.dirty
    made.dialog.main_button.click()
    [(draft,)] = made.meetings.asked_for("plan")
    assert (draft.title, draft.invitees[0].role) == ("Wound check", Role.RELATIVE)


@WAYS_OUT
def test_nothing_is_offered_where_nothing_was_entered(made: Made, qtbot, leave) -> None:
    for open_it in (made.pane.plan, lambda: made.pane.edit("m02")):
        open_it()
        leave(qtbot, made.dialog)
        assert made.pane.message_bar.text == ""


def test_a_draft_whose_message_is_gone_is_offered_by_the_next_dialog(made: Made, qtbot) -> None:
    made.pane.plan()
    made.fill_in()
    by_esc(qtbot, made.dialog)
    made.pane.message_bar.dismiss()
    made.pane.edit("m02")
    assert made.dialog.message_bar.text == ""
    by_esc(qtbot, made.dialog)
    made.pane.plan()
    assert made.dialog.title_field.text() == ""
    assert made.dialog.message_bar.action_button.text() == "Restore draft"
    made.dialog.message_bar.action_button.click()
    assert made.dialog.title_field.text() == "Wound check"
    by_esc(qtbot, made.dialog)
    assert made.pane.message_bar.action_button.text() == "Restore draft"


def test_the_change_of_a_meeting_is_restored_into_its_own_dialog(made: Made, qtbot) -> None:
    made.pane.edit("m02")
    made.dialog.title_field.setText("Case conference")
    by_esc(qtbot, made.dialog)
    made.pane.message_bar.action_button.click()
    made.dialog.main_button.click()
    [(meeting_id, draft)] = made.meetings.asked_for("change")
    assert (meeting_id, draft.title) == ("m02", "Case conference")


def test_a_meeting_that_cannot_be_read_keeps_its_draft(made: Made, qtbot) -> None:
    made.pane.edit("m02")
    made.dialog.title_field.setText("Case conference")
    by_esc(qtbot, made.dialog)
    made.meetings.problem = OFFLINE
    made.pane.message_bar.action_button.click()
    assert made.pane.message_bar.kind == "error"
    made.meetings.problem = None
    made.pane.message_bar.action_button.click()
    assert made.dialog.title_field.text() == "Case conference"


def test_a_draft_is_dropped_when_something_else_was_saved(made: Made, qtbot) -> None:
    made.pane.plan()
    made.fill_in()
    by_esc(qtbot, made.dialog)
    made.pane.edit("m02")
    made.dialog.title_field.setText("Case conference")
    made.dialog.main_button.click()
    made.pane.plan()
    assert made.dialog.message_bar.text == ""


# ---- keeping
def saving(qtbot) -> tuple[Made, HeldCalls]:
    """Return a pane whose dialog is being saved."""
    calls = HeldCalls()
    made = Made(qtbot, calls)
    calls.release()
    made.pane.plan()
    calls.release()
    made.dialog.title_field.setText("Wound check")
    made.dialog.main_button.click()
    return made, calls


@WAYS_OUT
def test_a_plan_that_is_being_kept_cannot_be_left_and_can_be_undone(qtbot, leave) -> None:
    made, calls = saving(qtbot)
    leave(qtbot, made.dialog)
    assert made.dialog.isVisible()
    assert not made.dialog.leave_button.isEnabled()
    calls.release()
    assert made.pane.dialog is None
    assert made.pane.message_bar.text == "“Wound check” is planned."
    assert made.pane.undo_text() == "planning “Wound check”"


def test_a_plan_is_told_and_can_be_undone_even_when_its_dialog_is_gone(qtbot) -> None:
    made, calls = saving(qtbot)
    QWidget.hide(made.dialog)
    made.dialog.deleteLater()
    made.pane._planning.dialog = None
    qtbot.wait(1)
    calls.release()
    assert made.pane.message_bar.text == "“Wound check” is planned."
    assert made.pane.undo_text() == "planning “Wound check”"


def test_a_refusal_of_the_store_keeps_the_input(made: Made) -> None:
    made.pane.plan()
    made.dialog.title_field.setText("Wound check")
    made.meetings.problem = StoreProblem("The plan could not be kept", "The disk is full.")
    made.dialog.main_button.click()
    assert made.dialog.isVisible()
    assert "The disk is full." in made.dialog.message_bar.text
    assert made.dialog.main_button.isEnabled()
    assert made.dialog.leave_button.isEnabled()
    made.meetings.problem = InputProblem("title", "Another meeting has this title")
    made.dialog.main_button.click()
    assert made.dialog.form.problems == {"title": "Another meeting has this title"}


# ---- what is known already
def test_a_plan_begins_with_what_is_known(made: Made, qtbot) -> None:
    made.pane._planning.plan(
        starts_at=TUESDAY, duration=timedelta(minutes=20), host="Dr. New", place="Room 7", person_id=FATIMA.id
    )
    assert not made.dialog.dirty
    made.dialog.main_button.click()
    [(draft,)] = made.meetings.asked_for("plan")
    assert (draft.schedule.starts_at, draft.schedule.duration) == (TUESDAY, timedelta(minutes=20))
    assert (draft.host, draft.place, draft.title) == ("Dr. New", "Room 7", "Consultation: Fatima al-Hassani")
    assert draft.invitees[0].person_id == FATIMA.id


def test_what_was_known_is_nothing_that_was_entered(made: Made, qtbot) -> None:
    made.pane._planning.plan(date(2026, 11, 24), person_id=FATIMA.id, host="Dr. New")
    assert made.dialog.entry().day == date(2026, 11, 24)
    by_esc(qtbot, made.dialog)
    assert made.pane.message_bar.text == ""


# ---- a series, and everything else that can be entered
@WAYS_OUT
def test_all_that_was_entered_can_be_restored(made: Made, qtbot, leave) -> None:
    made.pane._planning.plan(starts_at=TUESDAY)
    dialog = made.dialog
    made.fill_in()
    dialog.title_field.clear()
    dialog.visit_type_field.setCurrentIndex(1)
    dialog.people.take(FATIMA)
    dialog.people.lines[0].role.setCurrentIndex(0)
    dialog.place_field.setEditText("Room 7")
    dialog.invitation.set_wanted(on=True)
    field = dialog.repeat_field
    field.frequency.setCurrentIndex(field.frequency.findData(Frequency.WEEKLY))
    field.rule.weekdays[3].click()
    field.rule.ends_on.click()
    field.look_now()
    field.toggle(date(2026, 12, 1))
    entered = dialog.entry()
    leave(qtbot, dialog)
    made.pane.message_bar.action_button.click()
    assert made.dialog.entry() == entered
    made.dialog.repeat_field.look_now()
    assert made.dialog.repeat_field.list.texts[2] == "Tue 1 Dec, left out"
    made.dialog.visit_type_field.setCurrentIndex(0)  # which takes the length that was entered for no other
    assert made.dialog.entry().duration == timedelta(minutes=50)
    made.dialog.main_button.click()
    [(draft,)] = made.meetings.asked_for("plan")
    [order] = made.meetings.orders
    assert (draft.invites, draft.place, draft.visit_type) == (True, "Room 7", VisitTypeId("consultation"))
    assert draft.invitees[1].person_id == FATIMA.id
    assert order["left_out"] == {wall(2026, 12, 1, *_start(draft))}
    assert order["recurrence"] == Recurrence(Frequency.WEEKLY, 1, (1, 3), until=entered.repeat.until)


def _start(draft) -> tuple[int, int]:
    start = draft.schedule.starts_at + timedelta(hours=5, minutes=30)  # as it is in Kolkata
    return start.hour, start.minute


def test_what_was_left_is_called_by_the_title_it_would_have(made: Made, qtbot) -> None:
    made.pane.plan()
    made.dialog.people.lines[0].name.setText("Sam O'Neill")
    by_esc(qtbot, made.dialog)
    assert made.pane.message_bar.text == "“Consultation: Sam O'Neill” was not saved."


def test_a_change_of_a_series_is_restored_with_its_rule_and_for_whom_it_is(qtbot) -> None:
    meetings, row = third_of_eight()
    made = Made(qtbot, meetings=meetings)
    made.pane.edit(row.id)
    made.dialog.series_bar.choice.buttons[Scope.FOLLOWING].click()
    made.dialog.repeat_field.rule.count.setValue(4)
    entered = made.dialog.entry()
    by_esc(qtbot, made.dialog)
    made.pane.message_bar.action_button.click()
    assert made.dialog.entry() == entered
    assert made.dialog.series_bar.scope is Scope.FOLLOWING
    assert made.dialog.repeat_field.rule.count.value() == 4
    made.dialog.main_button.click()
    [order] = meetings.orders
    assert (order["scope"], order["recurrence"]) == (Scope.FOLLOWING, Recurrence(Frequency.WEEKLY, 1, (1,), count=4))


# ---- the slot rule
def test_a_time_that_is_not_free_is_told_in_the_dialog_and_nothing_is_lost(qtbot) -> None:
    made = Made(qtbot, meetings=FakeMeetings(rows=[at(0, 10)], holds_rule=True, people=(FATIMA,)))
    made.pane._planning.plan(starts_at=TUESDAY, host=ADA, person_id=FATIMA.id)
    made.dialog.main_button.click()
    assert made.dialog.slot_choice.text.startswith("This time is not free. Dr. Ada Osei has “First consultation”")
    assert made.pane.message_bar.text == ""
    made.dialog.slot_choice.buttons[0].click()
    made.dialog.main_button.click()
    assert made.pane.dialog is None
    assert made.pane.message_bar.text.startswith("“Consultation: Fatima al-Hassani” is planned.")


def test_a_series_is_planned_without_the_times_that_are_not_free(qtbot) -> None:
    made = Made(qtbot, meetings=FakeMeetings(rows=[at(7, 10)], holds_rule=True, people=(FATIMA,)))
    made.pane._planning.plan(starts_at=TUESDAY, host=ADA, person_id=FATIMA.id)
    field = made.dialog.repeat_field
    field.frequency.setCurrentIndex(field.frequency.findData(Frequency.WEEKLY))
    field.look_now()
    made.dialog.main_button.click()
    made.dialog.clash_panel.all_button.click()
    made.dialog.main_button.click()
    assert made.pane.dialog is None
    assert [order["left_out"] for order in made.meetings.orders] == [frozenset(), {wall(2026, 12, 1, 9)}]


def test_a_warning_is_overruled_once(qtbot) -> None:
    made = Made(qtbot, meetings=FakeMeetings(rows=[at(0, -32)], holds_rule=True, people=(FATIMA,)))
    made.pane._planning.plan(starts_at=TUESDAY, host=ADA, person_id=FATIMA.id)
    made.dialog.main_button.click()
    made.dialog.slot_choice.buttons[-1].click()
    assert made.pane.dialog is None
    assert len(made.meetings.rows) == 2
    assert made.meetings.rows[-1].schedule.starts_at.time() == QTime(9, 0).toPython()
