"""What can be taken back in the list of people, the last change first."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.person import PeopleStep
from hosted_meetings_desktop.ui.panes.people.services import PeopleList
from hosted_meetings_desktop.ui.runtime.calls import Calls

_MAX_STEPS = 50


class UndoSteps(QObject):
    """Takes changes of people back, one at a time; a step keeps its place until it is taken back.

    Signals:
        changed(): What :attr:`text` says is different now.
        undone(PeopleStep): A change is taken back.
        failed(AppError): It could not be; it can be tried again.
    """

    changed = Signal()
    undone = Signal(object)
    failed = Signal(object)

    def __init__(self, people: PeopleList, calls: Calls, parent: QObject) -> None:
        super().__init__(parent)
        self._people = people
        self._calls = calls
        self._steps: list[tuple[PeopleStep, str]] = []
        self.running = False

    @property
    def text(self) -> str:
        """What would be taken back now ("removing Ada Osei"); empty for nothing, and while it runs."""
        return self._steps[-1][1] if self._steps and not self.running else ""

    def add(self, step: PeopleStep, text: str) -> None:
        """Note a change that was made."""
        self._steps = [*self._steps, (step, text)][-_MAX_STEPS:]
        self.changed.emit()

    def forget(self, step: PeopleStep) -> None:
        """Drop a change that was taken back elsewhere."""
        # Not the last one of the list: changes may have been made meanwhile.
        self._steps = [kept for kept in self._steps if kept[0] is not step]
        self.changed.emit()

    def undo(self) -> bool:
        """Take the last change back; returns False when there is none, or one is being taken back."""
        if self.running or not self._steps:
            return False
        step, _text = self._steps[-1]
        self.running = True
        self.changed.emit()
        self._calls.run(self, partial(self._people.put_back, step), partial(self._finish, step), self._miss)
        return True

    def _finish(self, step: PeopleStep, _nothing: None) -> None:
        self.running = False
        self.forget(step)
        self.undone.emit(step)

    def _miss(self, error: AppError) -> None:
        self.running = False
        self.changed.emit()
        self.failed.emit(error)
