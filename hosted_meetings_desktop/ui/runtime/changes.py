"""Tell the screens what changed, on the GUI thread and in one go."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal, Slot


class ChangeBroadcast(QObject):
    """The ``Changes`` port for screens: ``publish`` may be called from any thread.

    Signals:
        changed(frozenset[str]): The topics published since the last time; many publishes in one turn are one signal.
    """

    changed = Signal(object)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._topics: set[str] = set()
        self._woken.connect(self._flush, Qt.ConnectionType.QueuedConnection)

    def publish(self, *topics: str) -> None:
        """Note ``topics``; ``changed`` follows on the GUI thread."""
        with self._lock:
            wake = not self._topics and bool(topics)
            self._topics.update(topics)
        if wake:
            self._woken.emit()

    @Slot()
    def _flush(self) -> None:
        with self._lock:
            topics = frozenset(self._topics)
            self._topics.clear()
        if topics:
            self.changed.emit(topics)
