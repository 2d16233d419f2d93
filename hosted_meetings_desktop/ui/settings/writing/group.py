"""A group of settings about writing that says under its rows what came of a change."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.outbox import OutboxSettings
from hosted_meetings_desktop.ui.parts.copying import error_text
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS, MessageBar
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.settings.writing.kept import Change, KeptSettings
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class WritingGroup(SettingsGroup):
    """Base of the groups.

    Signals:
        retry_requested(): What could not be shown is to be asked for again.
    """

    retry_requested = Signal()

    def __init__(self, title: str, kept: KeptSettings, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.kept = kept
        self.result = MessageBar()
        self._missed = False
        kept.shown.connect(self._note_shown)
        kept.missed.connect(self.show_missed)

    def add_result(self) -> None:
        """Put what came of a change under the last row."""
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(SPACE.gap, 0, SPACE.gap, SPACE.tight)
        column.addWidget(self.result)
        holder.hide()
        self.result.shown.connect(holder.show)
        self.result.closed.connect(holder.hide)
        self.add_below(holder)

    def show_settings(self, settings: OutboxSettings) -> None:
        """Show what is kept; nothing that is being typed is written over."""
        raise NotImplementedError

    def keep(self, change: Change, told: str = "", *, undoable: bool = False) -> None:
        """Keep a change.

        Args:
            change: Makes it.
            told: What to say then; empty where the person sees it.
            undoable: Whether to offer the way back.
        """
        before: list[OutboxSettings | None] = []

        def done() -> None:
            if not told:
                return
            way_back = before[0] if before and undoable else None
            self.result.show_message(
                told,
                kind="success",
                action_text=self.tr("Undo") if way_back is not None else "",
                action=(lambda: self._put_back(way_back)) if way_back is not None else None,
                timeout_ms=2 * TOLD_MS,
            )

        now = self.kept.now
        before.append(now)
        self.kept.keep(change, done, self.result.show_error)

    def _put_back(self, before: OutboxSettings) -> None:
        raise NotImplementedError

    def _note_shown(self, settings: OutboxSettings) -> None:
        if self._missed:
            self._missed = False
            self.result.dismiss()
        self.show_settings(settings)

    def show_missed(self, error: AppError) -> None:
        """Say that what is kept cannot be read; one group says it in full for all of them."""
        raise NotImplementedError

    def tell_missed(self, error: AppError) -> None:
        """Say why what is kept cannot be read, with the way to try again."""
        self._missed = True
        self.result.show_message(
            self.tr("These settings cannot be shown now. %1").replace("%1", f"{error.title}. {error.advice}".strip()),
            kind="error",
            action_text=self.tr("Try again"),
            action=self.retry_requested.emit,
            details=error_text(error) if error.details else "",
        )


def show_text(field: QLineEdit, text: str) -> None:
    """Show a text in a field, unless somebody is typing in it."""
    if field.text() != text and not field.hasFocus():
        field.setText(text)
        field.setCursorPosition(0)
