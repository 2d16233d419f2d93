"""Counts how long the person has been in the call."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal


def clock_text(seconds: int) -> str:
    """Return ``mm:ss``, from one hour on ``h:mm:ss``."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


class CallClock(QObject):
    """Runs from the first join; a reconnection does not set it back.

    Signals:
        ticked(str): Another second in the call; the time as text.
    """

    ticked = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._elapsed = QElapsedTimer()
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Start, or go on after a short loss."""
        if not self._elapsed.isValid():
            self._elapsed.start()
        self._timer.start()
        self._tick()

    def stop(self) -> None:
        """Stop and begin anew at the next start."""
        self._timer.stop()
        self._elapsed.invalidate()

    def _tick(self) -> None:
        self.ticked.emit(clock_text(self._elapsed.elapsed() // 1000))
