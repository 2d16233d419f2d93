"""Screen sharing of one call: every capture goes through our picker, and a bar says so while it lasts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWebEngineCore import QWebEngineDesktopMediaRequest
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.call.permissions import PermissionDesk
from hosted_meetings_desktop.ui.call.picker import SharePicker


class SharingDesk(QObject):
    """Answers each capture request of the page by asking the person.

    Signals:
        refused(): The person chose nothing.
    """

    refused = Signal()

    def __init__(self, permissions: PermissionDesk, window: QWidget) -> None:
        super().__init__(window)
        self._permissions = permissions
        self._window = window
        self._picker: SharePicker | None = None

    @property
    def picker(self) -> SharePicker | None:
        """The picker while it is open."""
        return self._picker

    def consider(self, request: QWebEngineDesktopMediaRequest) -> None:
        """Ask the person; a second question takes the place of the first."""
        self.drop()
        picker = SharePicker(request, self._window)
        picker.chosen.connect(self._permissions.screen_was_chosen)
        picker.refused.connect(self.refused)
        picker.finished.connect(self._forget)
        self._picker = picker
        picker.show()

    def drop(self) -> None:
        """Close an open picker; what it was asked for is refused."""
        if self._picker is not None:
            self._picker.reject()

    def _forget(self) -> None:
        self._picker = None
