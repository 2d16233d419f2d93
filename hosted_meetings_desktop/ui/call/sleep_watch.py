"""Notices that the PC was asleep: a timer that was to tick every few seconds comes minutes late."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

_TICK_SECONDS = 5.0
_LATE_SECONDS = 15.0


class SleepWatch(QObject):
    """Ticks while a call is under way.

    Signals:
        woke(float): The PC slept for about so many seconds, or its clock was moved; the two look alike.
    """

    woke = Signal(float)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._clock = clock
        self._last = clock()
        self._timer = QTimer(self, interval=int(_TICK_SECONDS * 1000))
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Watch from now on; harmless when it does already."""
        if not self._timer.isActive():
            self._last = self._clock()
            self._timer.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()

    def tick(self) -> None:
        """Look at the clock."""
        now = self._clock()
        late, self._last = now - self._last - _TICK_SECONDS, now
        if late > _LATE_SECONDS:
            self.woke.emit(late)
