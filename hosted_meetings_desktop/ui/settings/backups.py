"""The settings' group about backups: when the last was made, making one, putting one back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.text.format import ago_text, size_text

_WHOLE = frozenset({Reason.DAILY, Reason.UPDATE, Reason.ASKED})
"""Copies that were made of a store that was well."""


class BackupService(Protocol):
    """What the group asks (``SafekeepingService``)."""

    async def backups(self) -> tuple[Backup, ...]:
        """Return the copies, the newest first."""
        ...

    async def back_up_now(self) -> Backup:
        """Make a copy."""
        ...


class BackupsGroup(SettingsGroup):
    """Two rows and what came of the last deed.

    Signals:
        restore_requested(): The person wants to choose a backup to put back.
    """

    restore_requested = Signal()

    def __init__(
        self,
        service: BackupService,
        calls: Calls,
        clock: Callable[[], datetime] = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("Backups"), parent, found_by=self.tr("restore copy safety"))
        self._service = service
        self._calls = calls
        self._clock = clock
        self._busy = False
        self.make_button = plain_button(self.tr("Back up now"), "content-save-outline")
        self.make_button.clicked.connect(self.back_up)
        self._last = self.add_row(self.tr("Last backup"), self.make_button, note=self.tr("Looking…"))
        self.result = MessageBar()
        self.add_message(self.result)
        self.restore_button = plain_button(self.tr("Choose…"), "backup-restore")
        self.restore_button.setAccessibleName(self.tr("Put a backup back"))
        self.restore_button.clicked.connect(self.restore_requested)
        self.add_row(
            self.tr("Put a backup back"),
            self.restore_button,
            note=self.tr("Your meetings go back to how they were then; what is there now is kept as a backup."),
        )

    @property
    def last_text(self) -> str:
        """What is said about the last backup."""
        return self._last.text()

    def reload(self) -> None:
        """Ask for the copies again."""
        self._calls.run(self, self._service.backups, self._show, self._miss)

    def _show(self, backups: tuple[Backup, ...]) -> None:
        last = next((backup for backup in backups if backup.reason in _WHOLE), None)
        if last is None:
            self._last.setText(self.tr("None yet. One is made by itself each day."))
        else:
            said = self.tr("%1, %2. One is made by itself each day, encrypted as your meetings are.")
            age = ago_text(last.made_at, self._clock())
            self._last.setText(said.replace("%1", age).replace("%2", size_text(last.size)))
        self.restore_button.setEnabled(bool(backups))

    def _miss(self, error: AppError) -> None:
        self._last.setText(self.tr("The backups cannot be listed."))
        self.result.show_error(error)

    def back_up(self) -> None:
        """Make a backup and say what came of it."""
        if self._busy:
            return
        self.result.dismiss()
        self._set_busy(busy=True)

        def done(made: Backup) -> None:
            self._set_busy(busy=False)
            self.result.show_message(
                self.tr("Backed up: %1.").replace("%1", size_text(made.size)), kind="success", timeout_ms=8_000
            )
            self.reload()

        def failed(error: AppError) -> None:
            self._set_busy(busy=False)
            self.result.show_error(error)

        self._calls.run(self, self._service.back_up_now, done, failed)

    def _set_busy(self, *, busy: bool) -> None:
        # Not disabled meanwhile: that would send the focus elsewhere.
        self._busy = busy
        self.make_button.setText(self.tr("Backing up…") if busy else self.tr("Back up now"))
