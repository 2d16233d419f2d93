"""Tells the process that measures when something happened in a process that is measured."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer


def mark(name: str, **figures: float) -> None:
    """Print when ``name`` happened: nanoseconds of the clock that all processes of this machine share."""
    sys.stdout.write(json.dumps({"mark": name, "ns": time.monotonic_ns(), **figures}) + "\n")
    sys.stdout.flush()


class Gaps(QObject):
    """Measures for how long the GUI thread did not get to a timer that is due every few milliseconds."""

    EVERY_MS = 5

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        timer = QTimer(self, interval=self.EVERY_MS, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self._tick)
        timer.start()

    def reset(self) -> None:
        """Begin anew."""
        self.longest_ms, self._last = 0.0, time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000 - self.EVERY_MS)
        self._last = now


class AfterPaint(QObject):
    """Calls ``then`` once, as soon as the frame is finished in which ``watched`` is painted next.

    A paint event comes while its frame is still being put together. What is posted then, ahead of everything else,
    is delivered right after the frame was handed to the screen.
    """

    def __init__(self, watched: QObject, then: Callable[[], None]) -> None:
        super().__init__(watched)
        self._then = then
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt's)
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), Qt.EventPriority.HighEventPriority.value)
        return False

    def customEvent(self, _event: QEvent) -> None:  # noqa: N802 (Qt's)
        self._then()
