"""Asks a service once a person pauses in what they change; what was asked before is dropped."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls

PAUSE_MS = 200


class PausedCall(QObject):
    """One question at a time: a new one takes the place of the one before, also of one that is under way."""

    def __init__(self, calls: Calls, owner: QObject) -> None:
        super().__init__(owner)
        self._calls = calls
        self._question = 0
        self._call: Call | None = None
        self._asked: tuple[Callable[[], Awaitable[Any]], Callable[[Any], None], Callable[[AppError], None]] | None
        self._asked = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.ask_now)

    def ask(
        self,
        work: Callable[[], Awaitable[Any]],
        done: Callable[[Any], None],
        failed: Callable[[AppError], None],
    ) -> None:
        """Ask after a pause.

        Args:
            work: Makes the awaitable, on the services' thread.
            done: Takes the answer, unless something else is asked by then.
            failed: Likewise, what went wrong.
        """
        self.drop()
        self._asked = (work, done, failed)
        self._pause.start()

    @Slot()
    def ask_now(self) -> None:
        """Ask without waiting for the pause; nothing where nothing is to be asked."""
        self._pause.stop()
        if self._asked is None:
            return
        work, done, failed = self._asked
        self._asked = None
        taken = partial(self._hand_on, self._question, done)
        self._call = self._calls.run(self, work, taken, partial(self._hand_on, self._question, failed))

    def drop(self) -> None:
        """Ask nothing, and hear nothing that is on its way."""
        self._question += 1
        self._pause.stop()
        self._asked = None
        if self._call is not None:
            self._call.cancel()
            self._call = None

    def _hand_on(self, question: int, taker: Callable[[Any], None], answer: Any) -> None:
        if question == self._question:
            taker(answer)
