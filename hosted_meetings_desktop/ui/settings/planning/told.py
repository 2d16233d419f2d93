"""A group of settings that says under its rows what was changed, and offers the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.clinic import ClinicChange
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.copying import error_text
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS, MessageBar
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.settings.planning.steps import ClinicSteps
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class ToldGroup(SettingsGroup):
    """Base of the planning groups.

    Signals:
        retry_requested(): What could not be shown is to be asked for again.
    """

    retry_requested = Signal()

    def __init__(self, title: str, steps: ClinicSteps, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._steps = steps
        self.result = MessageBar()
        self._missed = False

    def add_result(self) -> None:
        """Put what was done under the last row."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE.gap, SPACE.hair, SPACE.gap, SPACE.tight)
        column.addWidget(self.result)
        holder.hide()
        self.result.shown.connect(holder.show)
        self.result.closed.connect(holder.hide)
        self.add_below(holder)

    def tell_missed(self, sentence: str, error: AppError) -> None:
        """Say that what the group shows could not be read; the reason in full stands over the first group."""
        self._missed = True
        self.result.show_message(
            sentence,
            kind="error",
            action_text=self.tr("Try again"),
            action=self.retry_requested.emit,
            details=error_text(error) if error.details else "",
        )

    def note_shown(self) -> None:
        """Take that message away again."""
        if self._missed:
            self._missed = False
            self.result.dismiss()

    def tell_change(self, change: ClinicChange, told: str, undoing: str) -> None:
        """Say what was changed, for a while, with the way back; nothing where nothing was.

        Args:
            change: The way back.
            told: What was done, without a full stop; empty where the person sees it.
            undoing: What Ctrl+Z would take back: "the change of “Follow-up”".
        """
        if not self._steps.add(change, undoing) or not told:
            self.result.dismiss()
            return
        self.result.show_message(
            f"{told}.",
            kind="success",
            action_text=self.tr("Undo"),
            action=lambda: self._steps.undo(change),
            timeout_ms=2 * TOLD_MS,
        )
