"""Takes the links that macOS hands to the app that runs; other systems start the app again instead."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QFileOpenEvent


class OpenedLinks(QObject):
    """Watches the application's events. Only for where links come this way: it is asked about every event."""

    def __init__(self, app: QCoreApplication, opened: Callable[[str], None]) -> None:
        """Watch from now on.

        Args:
            app: The application, to which the system's events come.
            opened: Takes the text of each link.
        """
        super().__init__(app)
        self._opened = opened
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take links; files are nothing of ours."""
        if event.type() != QEvent.Type.FileOpen:
            return False
        if isinstance(event, QFileOpenEvent) and not event.url().isLocalFile():
            self._opened(bytes(event.url().toEncoded().data()).decode("ascii", "replace"))
            return True
        return super().eventFilter(watched, event)
