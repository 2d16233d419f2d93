"""Fetching a fresh ticket for a running window: asked for once at a time, and never waited for without end."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

PATIENCE_MS = 20_000


class TicketDesk(QObject):
    """Knows whether a fresh ticket is under way.

    Signals:
        wanted(): A fresh ticket is needed.
        given_up(): Nobody brought one in time.
    """

    wanted = Signal()
    given_up = Signal()

    def __init__(self, parent: QObject | None = None, *, patience_ms: int = PATIENCE_MS) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, interval=patience_ms, singleShot=True)
        self._timer.timeout.connect(self.given_up)

    def want(self) -> None:
        """Ask for a fresh ticket, unless one is under way."""
        if not self._timer.isActive():
            self._timer.start()
            self.wanted.emit()

    def arrived(self) -> None:
        """Note that a ticket, or a refusal, has come."""
        self._timer.stop()
