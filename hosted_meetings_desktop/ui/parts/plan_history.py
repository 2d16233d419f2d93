"""What can be taken back and done again, the last change first; shared by every pane that changes the plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.ui.runtime.calls import Calls

_MAX_STEPS = 50


class PlanUndo(Protocol):
    """Takes changes of the plan back."""

    async def undo(self, step: UndoStep) -> UndoStep:
        """Take one change back; returns the step that does it again."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Change:
    """A change and what it is called ("the move of “Wound check” to 10:30")."""

    step: UndoStep
    text: str


class PlanHistory(QObject):
    """Takes changes back and does them again, one at a time; each keeps its place until that is done.

    Signals:
        changed(): What :attr:`undo_text` or :attr:`redo_text` says is different now.
        undone(UndoStep, str): A change is taken back; its name.
        redone(UndoStep, str): A change is done again; its name.
        failed(AppError, bool): It could not be, and can be tried again; whether it was to be done again.
    """

    changed = Signal()
    undone = Signal(object, str)
    redone = Signal(object, str)
    failed = Signal(object, bool)

    def __init__(self, plans: PlanUndo, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plans = plans
        self._calls = calls
        self._done: list[_Change] = []
        self._taken_back: list[_Change] = []
        self.running = False

    @property
    def undo_text(self) -> str:
        """What would be taken back now; empty for nothing, and while something runs."""
        return self._done[-1].text if self._done and not self.running else ""

    @property
    def redo_text(self) -> str:
        """What would be done again now; empty for nothing, and while something runs."""
        return self._taken_back[-1].text if self._taken_back and not self.running else ""

    def add(self, step: UndoStep, text: str) -> None:
        """Note a change that somebody made; what was taken back before cannot be done again."""
        self._done = [*self._done, _Change(step, text)][-_MAX_STEPS:]
        self._taken_back = []
        self.changed.emit()

    def undo(self) -> bool:
        """Take the last change back; returns False when there is none, or something runs."""
        return self._run(again=False)

    def redo(self) -> bool:
        """Do what was taken back last again; returns False when there is none, or something runs."""
        return self._run(again=True)

    def forget(self) -> None:
        """Drop everything, as the plan is another one."""
        self._done, self._taken_back = [], []
        self.changed.emit()

    def _run(self, *, again: bool) -> bool:
        steps = self._taken_back if again else self._done
        if self.running or not steps:
            return False
        change = steps[-1]
        place = len(self._done)
        self.running = True
        self.changed.emit()
        self._calls.run(
            self,
            partial(self._plans.undo, change.step),
            partial(self._take, change, place if again else None),
            partial(self._miss, again=again),
        )
        return True

    def _take(self, change: _Change, place: int | None, way_back: UndoStep) -> None:
        """Note what was done; ``place`` is where a change that was done again stands, None where one was undone."""
        self.running = False
        other = _Change(way_back, change.text)
        # By identity, as changes may have been made meanwhile: they are later than what was under way.
        if place is not None:
            self._taken_back = [each for each in self._taken_back if each is not change]
            self._done = [*self._done[:place], other, *self._done[place:]]
        else:
            last = bool(self._done) and self._done[-1] is change
            self._done = [each for each in self._done if each is not change]
            # Doing it again would undo what was changed after it.
            self._taken_back = [*self._taken_back, other] if last else []
        self.changed.emit()
        (self.undone if place is None else self.redone).emit(change.step, change.text)

    def _miss(self, error: AppError, *, again: bool) -> None:
        self.running = False
        self.changed.emit()
        self.failed.emit(error, again)
