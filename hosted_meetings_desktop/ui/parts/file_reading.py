"""How far reading a file is, and a way to stop it."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget
from shiboken6 import isValid

from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_STEPS = 1000
_TELL_EVERY = 0.1


class FileReading(QObject):
    """Reading one file; its progress arrives from another thread, which ends it once it was stopped.

    Signals:
        moved(int, int): How much is done, and of how much.
    """

    moved = Signal(int, int)
    _arrived = Signal(int, int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stopped = False
        self._told = 0.0
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def stop(self) -> None:
        """End the reading where it is."""
        self._stopped = True

    def stopped(self) -> bool:
        """Return whether the person does not want it any more; called from any thread."""
        return self._stopped or not isValid(self)  # the window may be gone before its work is

    def progress(self, done: int, total: int | None) -> None:
        """Note how far it is; called from any thread, however often."""
        now = time.monotonic()
        if not self.stopped() and (done == total or now - self._told >= _TELL_EVERY):
            self._told = now
            self._arrived.emit(done, total or 0)

    @Slot(int, int)
    def _take(self, done: int, total: int) -> None:
        self.moved.emit(done, total)


class ProgressPage(QWidget):
    """A sentence and a bar."""

    def __init__(self) -> None:
        super().__init__()
        self.words = body_label("", tone="muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(SIZE.field_width)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addStretch(2)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addStretch(3)
        self.show_nothing()

    def follow(self, reading: FileReading, said: str) -> None:
        """Show how far ``reading`` is."""
        self.words.setText(said)
        self.bar.setAccessibleName(said)
        self.bar.setRange(0, 0)
        self.words.show()
        self.bar.show()
        reading.moved.connect(self._show)

    def show_nothing(self) -> None:
        """Show neither: it is too soon, or what happened is told elsewhere."""
        self.words.hide()
        self.bar.hide()

    @Slot(int, int)
    def _show(self, done: int, total: int) -> None:
        if total:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(min(_STEPS, done * _STEPS // total))
