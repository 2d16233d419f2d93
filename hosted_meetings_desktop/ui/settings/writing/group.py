"""A group of settings about writing, kept a part at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.outbox import OutboxSettings
from hosted_meetings_desktop.ui.parts.message_bar import TOLD_MS
from hosted_meetings_desktop.ui.settings.asked import AskedGroup
from hosted_meetings_desktop.ui.settings.writing.kept import Change, KeptSettings


class WritingGroup(AskedGroup):
    """Base of the groups."""

    def __init__(self, title: str, kept: KeptSettings, parent: QWidget | None = None, *, found_by: str = "") -> None:
        super().__init__(title, parent, found_by=found_by)
        self.kept = kept
        kept.shown.connect(self._note_shown)
        kept.missed.connect(self.show_missed)

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
        self.note_shown()
        self.show_settings(settings)

    def show_missed(self, error: AppError) -> None:
        """Say that what is kept cannot be read; one group says it in full for all of them."""
        raise NotImplementedError


def show_text(field: QLineEdit, text: str) -> None:
    """Show a text in a field, unless somebody is typing in it."""
    if field.text() != text and not field.hasFocus():
        field.setText(text)
        field.setCursorPosition(0)
