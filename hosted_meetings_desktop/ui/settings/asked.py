"""A group of settings that shows what it asked for, and says under its rows what came of a change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.copying import error_text
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.settings.group import SettingsGroup


class AskedGroup(SettingsGroup):
    """Base of the groups whose settings lie in the store.

    Attributes:
        result: What came of the last deed.

    Signals:
        retry_requested(): What could not be shown is to be asked for again.
    """

    retry_requested = Signal()

    def __init__(self, title: str, parent: QWidget | None = None, *, found_by: str = "") -> None:
        super().__init__(title, parent, found_by=found_by)
        self.result = MessageBar()
        self._missed = False

    def add_result(self) -> None:
        """Put what came of a deed under the last row."""
        self.add_message(self.result)

    def tell_missed(self, sentence: str, error: AppError) -> None:
        """Say that what the group shows could not be read, with the way to try again."""
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

    def offer_draft(self, go_on: Callable[[], object]) -> None:
        """Say that a form was left with something in it, and offer to go on with it."""
        self.result.show_message(
            self.tr("What you entered was not saved."), action_text=self.tr("Go on editing"), action=go_on
        )
