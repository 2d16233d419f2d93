"""What can be taken back and done again, shared by the panes that change the plan."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPoint

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.slots import Taken
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from tests.panes.clinic_data import HOSTS, OFFLINE
from tests.panes.fakes import HeldCalls, NowCalls
from tests.panes.schedule_kit import at

pytestmark = [pytest.mark.qt_log_ignore("This plugin does not support"), pytest.mark.usefixtures("london")]
FIVE = timedelta(minutes=5)
MINE = Taken(at(0, 10), at(0, 10, 30), "Wound check", MeetingId("m1"), HOSTS[0], "Room 1", after=FIVE)
HERE = QPoint(300, 300)


class Plans:
    """Takes back what it is told to, and remembers the order."""

    def __init__(self) -> None:
        self.state: list[int] = []
        self.fails: AppError | None = None

    async def undo(self, step: UndoStep) -> UndoStep:
        if self.fails is not None:
            raise self.fails
        number = int(step.meeting_id)
        if step.what == "done":
            self.state.remove(number)
            return UndoStep(step.meeting_id, None, "taken back")
        self.state.append(number)
        return UndoStep(step.meeting_id, None, "done")


@given(st.lists(st.sampled_from(("change", "undo", "redo", "fail")), max_size=60))
def test_any_walk_through_the_history_ends_where_it_should(walk) -> None:
    plans, owner = Plans(), QObject()
    history = PlanHistory(plans, NowCalls(), owner)
    expected: list[int] = []
    ahead: list[int] = []
    for number, move in enumerate(walk):
        if move == "change":
            plans.state.append(number)
            expected.append(number)
            ahead.clear()
            history.add(UndoStep(MeetingId(str(number)), None, "done"), f"change {number}")
        elif move == "fail":
            plans.fails = OFFLINE
            history.undo()
            history.redo()
            plans.fails = None
        elif move == "undo":
            assert history.undo() is bool(expected)
            if expected:
                ahead.append(expected.pop())
        else:
            assert history.redo() is bool(ahead)
            if ahead:
                expected.append(ahead.pop())
        assert plans.state == expected
        assert history.undo_text == (f"change {expected[-1]}" if expected else "")
        assert history.redo_text == (f"change {ahead[-1]}" if ahead else "")
        assert not history.running


def step(number: int) -> UndoStep:
    return UndoStep(MeetingId(str(number)), None, "done")


def test_one_at_a_time_and_changes_made_meanwhile_stay() -> None:
    calls, plans, owner = HeldCalls(), Plans(), QObject()
    plans.state = [1, 2]
    history = PlanHistory(plans, calls, owner)
    history.add(step(1), "one")
    history.add(step(2), "two")
    assert history.undo()
    assert not history.undo()
    assert (history.undo_text, history.running) == ("", True)
    plans.state.append(3)
    history.add(step(3), "three")
    calls.release()
    assert (history.undo_text, history.redo_text) == ("three", "")  # doing "two" again could undo "three"
    history.undo()
    calls.release()
    assert (history.undo_text, history.redo_text) == ("one", "three")
    history.redo()
    plans.state.append(4)
    history.add(step(4), "four")
    calls.release()
    history.undo()
    calls.release()
    assert history.undo_text == "three"


def test_the_history_is_not_endless_and_can_be_dropped() -> None:
    owner = QObject()
    history = PlanHistory(Plans(), NowCalls(), owner)
    for number in range(70):
        history.add(step(number), str(number))
    assert len(history._done) == 50
    assert history.undo_text == "69"
    history.forget()
    assert history.undo_text == ""
