"""Tells in the pane's message bar what was undone and done again, with the way back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory

TOLD_MS = 20_000


class HistoryBar(QObject):
    """Undo and redo of one pane; a shared history is told by the pane that is in view."""

    def __init__(
        self, pane: QWidget, history: PlanHistory, message_bar: MessageBar, reload: Callable[[], object]
    ) -> None:
        super().__init__(pane)
        self._pane = pane
        self._history = history
        self._bar = message_bar
        self._reload = reload
        history.undone.connect(self._tell_undone)
        history.redone.connect(self._tell_redone)
        history.failed.connect(self._miss)

    @Slot()
    def undo(self) -> None:
        """Take the last change back; again for the one before."""
        busy = self._history.running
        if not self._history.undo():
            nothing = self.tr("There is nothing to undo.")
            told = self.tr("The last change is still being undone.") if busy else nothing
            self._bar.show_message(told, timeout_ms=TOLD_MS)

    @Slot()
    def redo(self) -> None:
        """Do what was undone last again."""
        if not self._history.redo() and not self._history.running:
            self._bar.show_message(self.tr("There is nothing to do again."), timeout_ms=TOLD_MS)

    def _tell_undone(self, _step: UndoStep, text: str) -> None:
        self._tell(self.tr("Undone: %1."), text, self.tr("Do it again"), self.redo)

    def _tell_redone(self, _step: UndoStep, text: str) -> None:
        self._tell(self.tr("Done again: %1."), text, self.tr("Undo"), self.undo)

    def _tell(self, said: str, text: str, way_text: str, way: Callable[[], None]) -> None:
        if self._pane.isVisible():
            told = said.replace("%1", text)
            self._bar.show_message(told, kind="success", action_text=way_text, action=way, timeout_ms=TOLD_MS)
            self._reload()

    def _miss(self, error: AppError, again: bool) -> None:  # noqa: FBT001 (a signal's argument)
        if self._pane.isVisible():
            action = self.redo if again else self.undo
            self._bar.show_error(error, action_text=self.tr("Try again"), action=action)
