"""Looks for garbage in the GUI thread alone: elsewhere it could take a widget or a player away from under Qt."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000


class GarbageRounds(QObject):
    """Does what the interpreter's own collector does, but from a timer of the thread that made it.

    The interpreter collects in whichever thread happens to allocate. A Qt object that only a cycle keeps is then
    destroyed there, which may crash, or wait for ever on a lock of Qt's whose holder waits for the interpreter.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Switch the interpreter's own rounds off, and begin with these.

        Args:
            parent: As for every object.
        """
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the generations that are due by the interpreter's own thresholds."""
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if due[0]:
            gc.collect(2 if due[1] and due[2] else 1 if due[1] else 0)


def begin_rounds(parent: QObject) -> None:
    """Leave alone what is there already, which a start made to stay, and look for garbage from now on."""
    gc.freeze()
    GarbageRounds(parent)
