"""Changing a meeting of a series: which it is, for how much of the series the change is meant, and another rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.ids import MeetingId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import Schedule
from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.parts.scope_choice import ScopeChoice, ScopeQuestion
from tests.panes.fake_services import FakeMeetings
from tests.panes.fakes import HeldCalls
from tests.panes.plan_kit import FATIMA, Plan, at, third_of_eight, wall

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
RULE = Recurrence(Frequency.WEEKLY, 1, (1,), count=8)


def edit(qtbot, recurrence: Recurrence | None = None, *, scope: Scope = Scope.THIS, calls=None, **changes) -> Plan:
    """Return the dialog of the third meeting of a series."""
    meetings, row = third_of_eight(recurrence, **changes)
    plan = Plan(qtbot, meetings, meeting=row, calls=calls)
    if scope is not Scope.THIS:
        plan.dialog.series_bar.choice.buttons[scope].click()
        plan.look()
    return plan


# ---- which it is
def test_it_says_which_of_its_series_a_meeting_is_and_means_this_one(qtbot) -> None:
    plan = edit(qtbot)
    bar = plan.dialog.series_bar
    assert bar.isVisible()
    assert (bar.words.text(), bar.note.text()) == ("3rd of 8, every Tuesday", "Only this one is changed.")
    plan.dialog.title_field.setText("Wound check")
    plan.dialog.main_button.click()
    assert (plan.order.scope, plan.order.recurrence, plan.order.several) == (Scope.THIS, None, False)


@pytest.mark.parametrize("row", [at(0), at(0, series_id="gone", wall=wall(2026, 11, 24, 9))])
def test_a_meeting_of_no_series_is_asked_nothing(qtbot, row) -> None:
    plan = Plan(qtbot, FakeMeetings(rows=[row]), meeting=row)
    assert plan.dialog.series_bar.isHidden()
    plan.dialog.main_button.click()
    assert plan.order.scope is Scope.THIS


def test_of_this_one_alone_the_rule_is_only_said(qtbot) -> None:
    plan = edit(qtbot)
    plan.look()
    field = plan.dialog.repeat_field
    assert field.sentence.text() == (
        "Every Tuesday, 8 times, until 29 December. To change it, choose “This and following” or “All”."
    )
    assert (field.frequency.isEnabled(), field.panel.isVisible()) == (False, False)
    plan.dialog.date_field.setDate(QDate(2026, 11, 26))
    plan.look()
    assert field.sentence.text().startswith("Every Tuesday, 8 times")
    plan.dialog.main_button.click()
    assert plan.order.recurrence is None


@pytest.mark.parametrize(
    ("scope", "note", "sentence"),
    [
        (
            Scope.FOLLOWING,
            "This one and the 5 after it are changed; what was set for one alone stays.",
            "Every Tuesday, 6 times, until 29 December.",
        ),
        (
            Scope.ALL,
            "All that are still to come are changed; what was set for one alone stays.",
            "Every Tuesday, 8 times, until 29 December.",
        ),
    ],
)
def test_others_are_changed_with_it_and_keep_their_rule(qtbot, scope, note, sentence) -> None:
    plan = edit(qtbot, scope=scope)
    assert plan.dialog.series_bar.note.text() == note
    assert plan.dialog.repeat_field.sentence.text() == sentence
    assert plan.dialog.repeat_field.list.isVisible()
    plan.dialog.duration_field.minutes.setValue(45)
    plan.dialog.main_button.click()
    assert (plan.order.scope, plan.order.recurrence, plan.order.left_out) == (scope, None, None)


def test_the_last_one_changes_no_other(qtbot) -> None:
    plan = edit(qtbot, wall=wall(2026, 12, 29, 9), scope=Scope.FOLLOWING)
    assert plan.dialog.series_bar.words.text() == "8th of 8, every Tuesday"
    assert plan.dialog.series_bar.note.text() == "It is the last one: no other is changed with it."


def test_for_whom_it_is_meant_is_no_change_by_itself(qtbot) -> None:
    assert not edit(qtbot, scope=Scope.ALL).dialog.dirty


# ---- another time
@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (RULE, "Every Thursday, 6 times, until 31 December."),
        (
            Recurrence(Frequency.WEEKLY, 1, (1, 3), until=date(2026, 12, 8)),
            "Every Thursday and Saturday, 5 times, until 10 December.",
        ),
        (Recurrence(Frequency.DAILY, count=20), "Every day, 6 times, until 1 December."),
    ],
)
def test_the_rule_goes_along_when_the_meeting_moves(qtbot, rule, told) -> None:
    plan = edit(qtbot, rule, scope=Scope.FOLLOWING)
    plan.dialog.date_field.setDate(QDate(2026, 11, 26))
    plan.look()
    assert plan.dialog.repeat_field.sentence.text() == told
    plan.dialog.main_button.click()
    assert plan.order.recurrence is None  # the service carries it along by itself


def test_a_meeting_that_was_moved_before_moves_the_others_as_far_as_itself(qtbot) -> None:
    moved = Schedule(datetime(2026, 11, 25, 11, 0, tzinfo=UTC), timedelta(minutes=30), "Europe/London")
    plan = edit(qtbot, scope=Scope.ALL, schedule=moved)
    plan.dialog.date_field.setDate(QDate(2026, 11, 26))
    plan.dialog.start_field.setTime(QTime(12, 0))
    plan.look()
    [*_others, (first, _zone, rule)] = plan.meetings.asked_for("occurrences")
    assert (first, rule.weekdays) == (wall(2026, 11, 11, 10), (2,))


# ---- another rule
def test_another_rule_is_kept_for_those_that_are_meant(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.FOLLOWING)
    field = plan.dialog.repeat_field
    assert field.frequency.findText("Does not repeat") < 0
    field.rule.weekdays[3].click()
    plan.look()
    assert field.list.isVisible()
    assert plan.dialog.dirty
    plan.dialog.main_button.click()
    assert plan.order.recurrence == Recurrence(Frequency.WEEKLY, 1, (1, 3), count=6)
    assert plan.order.scope is Scope.FOLLOWING


def test_a_monthly_rule_of_all_goes_by_the_first_of_the_series(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.ALL)
    field = plan.dialog.repeat_field
    field.frequency.setCurrentIndex(field.frequency.findData(Frequency.MONTHLY))
    assert [field.rule.month_by.itemText(n) for n in range(field.rule.month_by.count())] == [
        "on the 10th",
        "on the second Tuesday",
    ]
    field.rule.month_by.setCurrentIndex(1)
    plan.dialog.main_button.click()
    assert plan.order.recurrence == Recurrence(Frequency.MONTHLY, 1, (1,), 2, count=8)


def test_another_rule_stays_while_it_is_decided_for_whom_it_is(qtbot) -> None:
    plan = edit(qtbot, scope=Scope.FOLLOWING)
    plan.dialog.repeat_field.rule.count.setValue(3)
    plan.dialog.series_bar.choice.buttons[Scope.THIS].click()
    plan.dialog.main_button.click()
    assert (plan.order.scope, plan.order.recurrence) == (Scope.THIS, None)
    plan.dialog.set_busy(busy=False)
    plan.dialog.series_bar.choice.buttons[Scope.ALL].click()
    plan.dialog.main_button.click()
    assert plan.order.recurrence == replace(RULE, count=3)


def test_a_monthly_series_shows_by_what_it_finds_its_day(qtbot) -> None:
    rule = Recurrence(Frequency.MONTHLY, 1, (1,), LAST, count=3)
    start = datetime(2026, 11, 24, 9, tzinfo=UTC)
    plan = edit(qtbot, rule, wall=wall(2026, 11, 24, 9), schedule=Schedule(start, timedelta(minutes=30), "UTC"))
    series = plan.meetings.rules["s1"]
    plan.meetings.rules["s1"] = replace(series, starts=wall(2026, 11, 24, 9))
    plan = Plan(qtbot, plan.meetings, meeting=plan.meetings.rows[0])
    assert plan.dialog.series_bar.words.text() == "1st of 3, every month on the last Tuesday"
    plan.dialog.series_bar.choice.buttons[Scope.ALL].click()
    assert plan.dialog.repeat_field.rule.month_by.currentText() == "on the last Tuesday"


# ---- one room
def test_a_series_in_one_room_has_the_same_people(qtbot) -> None:
    told = "This series keeps one room: who is invited is invited to all of it."
    plan = edit(qtbot, room_of=MeetingId("carrier"), visit_type=VisitTypeId("group"))
    note, bar = plan.dialog.people_note, plan.dialog.series_bar
    assert (note.isVisible(), note.text(), note.property("tone")) == (True, told, "muted")
    assert not edit(qtbot).dialog.people_note.isVisible()
    more = " Who is invited, the title for guests, region and recording change for the whole series."
    assert bar.note.text() == f"Only this one is changed.{more}"
    plan.dialog.people.take(FATIMA)
    assert note.property("tone") == "wait"  # that is about what was just done
    bar.choice.buttons[Scope.FOLLOWING].click()
    assert bar.note.text().endswith(f"what was set for one alone stays.{more}")
    bar.choice.buttons[Scope.ALL].click()
    assert bar.note.text() == "All that are still to come are changed; what was set for one alone stays."
    assert note.property("tone") == "muted"


# ---- late
def test_a_series_that_is_not_known_yet_changes_this_one(qtbot) -> None:
    calls = HeldCalls()
    plan = edit(qtbot, calls=calls)
    assert plan.dialog.series_bar.isHidden()
    plan.dialog.main_button.click()
    assert (plan.order.scope, plan.order.recurrence) == (Scope.THIS, None)
    calls.release()
    assert plan.dialog.series_bar.isVisible()


# ---- the parts
def test_a_part_is_chosen_by_mouse_and_by_arrows(qtbot) -> None:
    choice = ScopeChoice()
    qtbot.addWidget(choice)
    choice.show()
    choice.activateWindow()
    qtbot.waitUntil(choice.isActiveWindow)
    told: list[Scope] = []
    choice.chosen.connect(told.append)
    choice.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    qtbot.mouseClick(choice.buttons[Scope.ALL], Qt.MouseButton.LeftButton)
    choice.set_scope(Scope.ALL)
    assert told == [Scope.FOLLOWING, Scope.ALL]
    assert choice.scope is Scope.ALL


def test_a_question_is_answered_or_left(qtbot) -> None:
    question = ScopeQuestion()
    qtbot.addWidget(question)
    answers: list[object] = []
    question.answered.connect(answers.append)
    question.left.connect(lambda: answers.append("left"))
    assert question.text == ""
    question.ask("Cancel “Physiotherapy” on Mon 30 Nov?", but=(Scope.ALL,))
    assert question.buttons[Scope.THIS].accessibleName().endswith("30 Nov? This one")
    assert not question.buttons[Scope.ALL].isVisible()
    question.buttons[Scope.FOLLOWING].click()
    assert question.isHidden()
    question.ask("Cancel “Physiotherapy” on Mon 30 Nov?")
    qtbot.keyClick(question, Qt.Key.Key_Escape)
    question.leave()
    assert answers == [Scope.FOLLOWING, "left"]
