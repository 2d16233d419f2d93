"""What can be taken back, the last change first."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.ui.panes.meetings.services import MeetingService
from hosted_meetings_desktop.ui.runtime.calls import Calls

_MAX_STEPS = 50


class UndoSteps(QObject):
    """Takes changes of meetings back, one at a time; a step keeps its place until it is taken back.

    Signals:
        changed(): What :attr:`text` says is different now.
        undone(UndoStep): A change is taken back.
        failed(AppError): It could not be; it can be tried again.
    """

    changed = Signal()
    undone = Signal(object)
    failed = Signal(object)

    def __init__(self, meetings: MeetingService, calls: Calls, parent: QObject) -> None:
        super().__init__(parent)
        self._meetings = meetings
        self._calls = calls
        self._steps: list[tuple[UndoStep, str]] = []
        self.running = False

    @property
    def text(self) -> str:
        """What would be taken back now ("the change of “Wound check”"); empty for nothing, and while it runs."""
        return self._steps[-1][1] if self._steps and not self.running else ""

    def add(self, step: UndoStep, text: str) -> None:
        """Note a change that was made."""
        self._steps = [*self._steps, (step, text)][-_MAX_STEPS:]
        self.changed.emit()

    def undo(self) -> bool:
        """Take the last change back; returns False when there is none, or one is being taken back."""
        if self.running or not self._steps:
            return False
        step, _text = self._steps[-1]
        self.running = True
        self.changed.emit()
        self._calls.run(self, partial(self._meetings.undo, step), partial(self._forget, step), self._miss)
        return True

    def _forget(self, step: UndoStep, _again: UndoStep) -> None:
        self.running = False
        # Not the last one of the list: changes may have been made meanwhile.
        self._steps = [kept for kept in self._steps if kept[0] is not step]
        self.changed.emit()
        self.undone.emit(step)

    def _miss(self, error: AppError) -> None:
        self.running = False
        self.changed.emit()
        self.failed.emit(error)
