"""Sees to it that a page that does not come up is loaded again, and that it is not tried for ever."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

READY_MS = 15_000
TRIES = 3


class LoadWatchdog(QObject):
    """Watches one load after the other until the page says that it is there.

    Signals:
        reload_wanted(): The page did not come up in time: load it again.
        given_up(): Nor did it the last time.
    """

    reload_wanted = Signal()
    given_up = Signal()

    def __init__(self, parent: QObject | None = None, *, ready_ms: int = READY_MS) -> None:
        super().__init__(parent)
        self._tries = 0
        self._timer = QTimer(self, interval=ready_ms, singleShot=True)
        self._timer.timeout.connect(self._bite)

    def watch(self) -> None:
        """The page is being loaded."""
        self._tries += 1
        self._timer.start()

    def rest(self) -> None:
        """The page is there, or is not wanted any more."""
        self._tries = 0
        self._timer.stop()

    def _bite(self) -> None:
        if self._tries < TRIES:
            self.reload_wanted.emit()
        else:
            self.rest()
            self.given_up.emit()
