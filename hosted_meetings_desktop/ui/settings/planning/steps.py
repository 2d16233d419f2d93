"""What can be taken back of the planning settings, the last change first."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.clinic import ClinicChange
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.planning.services import ClinicSettings

_MAX_STEPS = 50


class ClinicSteps(QObject):
    """Takes changes back, one at a time; a step keeps its place until it is taken back.

    Signals:
        changed(): What :attr:`text` says is different now.
        undone(): A change is taken back.
        failed(AppError): It could not be; it can be tried again.
    """

    changed = Signal()
    undone = Signal()
    failed = Signal(object)

    def __init__(self, clinic: ClinicSettings, calls: Calls, parent: QObject) -> None:
        super().__init__(parent)
        self._clinic = clinic
        self._calls = calls
        self._steps: list[tuple[ClinicChange, str]] = []
        self.running = False

    @property
    def text(self) -> str:
        """What would be taken back now ("the change of “Follow-up”"); empty for nothing, and while it runs."""
        return self._steps[-1][1] if self._steps and not self.running else ""

    def add(self, change: ClinicChange, text: str) -> bool:
        """Note a change that was made; returns False for one that changed nothing."""
        if change.empty:
            return False
        self._steps = [*self._steps, (change, text)][-_MAX_STEPS:]
        self.changed.emit()
        return True

    def undo(self, change: ClinicChange | None = None) -> bool:
        """Take a change back, the last one without a choice; returns False where there is none, or one runs."""
        steps = [step for step, _text in self._steps if change is None or step is change]
        if self.running or not steps:
            return False
        self.running = True
        self.changed.emit()
        step = steps[-1]
        self._calls.run(self, partial(self._clinic.undo, step), partial(self._forget, step), self._miss)
        return True

    def _forget(self, step: ClinicChange, _redo: ClinicChange) -> None:
        self.running = False
        # Not the last one of the list: changes may have been made meanwhile.
        self._steps = [kept for kept in self._steps if kept[0] is not step]
        self.changed.emit()
        self.undone.emit()

    def _miss(self, error: AppError) -> None:
        self.running = False
        self.changed.emit()
        self.failed.emit(error)
