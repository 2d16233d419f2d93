"""Trying out before saving: a button, what it is doing, a way to stop it, and what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class Trial(QWidget):
    """Runs one trial at a time; its result holds until something else is entered.

    Attributes:
        result: What came of it.
    """

    def __init__(self, calls: Calls) -> None:
        super().__init__()
        self._calls = calls
        self._asked: Call | None = None
        self._running = False
        self.result = MessageBar()
        self.button: QPushButton = plain_button(self.tr("Try it"), "check-network-outline")
        self.stop_button: QPushButton = plain_button(self.tr("Stop"))
        self.stop_button.setAccessibleName(self.tr("Stop the trial"))
        self.stop_button.clicked.connect(self.stop)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Trying it out"))
        row = QHBoxLayout()
        row.setSpacing(SPACE.row)
        for widget, stretch in ((self.button, 0), (self.progress, 1), (self.stop_button, 0)):
            row.addWidget(widget, stretch)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addLayout(row)
        column.addWidget(self.result)
        self._show(running=False)

    def run(
        self,
        work: Callable[[], Awaitable[Any]],
        words: Callable[[Any], str],
        failed: Callable[[AppError], None] | None = None,
    ) -> None:
        """Try out.

        Args:
            work: What is tried.
            words: Returns what is said when it works.
            failed: Takes what went wrong; without it, it is told here.
        """
        if self._running:
            return
        self.result.dismiss()
        self._show(running=True)

        def done(found: Any) -> None:
            self._show(running=False)
            self.result.show_message(words(found), kind="success")

        def missed(error: AppError) -> None:
            self._show(running=False)
            (failed or self.result.show_error)(error)

        self._asked = self._calls.run(self, work, done, missed)

    def stop(self) -> None:
        """Give it up."""
        if self._running:
            self.drop()
            self.result.show_message(self.tr("The trial was stopped."))

    def drop(self) -> None:
        """Give it up and say nothing."""
        if self._running and self._asked is not None:
            self._asked.cancel()
        self._show(running=False)

    def forget(self, *_edited: object) -> None:
        """Take the result away: something else is entered now."""
        self.result.dismiss()

    def _show(self, *, running: bool) -> None:
        self._running = running
        held = self.stop_button.hasFocus()
        self.progress.setVisible(running)
        self.stop_button.setVisible(running)
        self.button.setText(self.tr("Trying…") if running else self.tr("Try it"))
        if held and not running:
            self.button.setFocus()
