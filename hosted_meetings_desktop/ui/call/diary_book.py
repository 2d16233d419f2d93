"""Keeps the diary of one call: what the window and the page do, written down as it happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.call_diary import CallDiary, Outcome, Step

_OF_STATE = {
    "setup": Step.SETUP,
    "joining": Step.JOIN,
    "waiting": Step.WAITING,
    "joined": Step.INSIDE,
    "reconnecting": Step.RECONNECTING,
    "leaving": Step.LEAVING,
    "stopped": Step.RETURN,
}


class DiaryBook(QObject):
    """Holds the diary.

    Signals:
        written(CallDiary): The person is in the room, is out of it, or cannot get in: worth keeping.
    """

    written = Signal(object)

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._diary = CallDiary()

    @property
    def diary(self) -> CallDiary:
        """The diary up to now, without what is under way."""
        return self._diary

    def begin(self, step: Step, because: str = "") -> None:
        """Begin a step; ``because`` says why the one before failed."""
        now = self._clock()
        if because:
            self._diary = self._diary.end(Outcome.FAILED, now, because)
        self._diary = self._diary.begin(step, now)

    def follow(self, state: str) -> None:
        """Begin what a state of the call stands for."""
        if (step := _OF_STATE.get(state)) is not None:
            self.begin(step)
            if step is Step.INSIDE:
                self.written.emit(self._diary)

    def close(self, trouble: str = "") -> None:
        """End what is under way: the person left, or ``trouble`` is why it does not go on."""
        if self._diary.step is not None:
            self._diary = self._diary.end(Outcome.FAILED if trouble else Outcome.DONE, self._clock(), trouble)
            self.written.emit(self._diary)

    def break_off(self) -> None:
        """End what is under way because the person does not want it any more."""
        if self._diary.step is not None:
            self._diary = self._diary.end(Outcome.BROKEN_OFF, self._clock())
            self.written.emit(self._diary)
