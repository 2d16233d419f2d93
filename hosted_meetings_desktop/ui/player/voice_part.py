"""One voice of several on its player, and who of them is heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.playing import Source

_UNKNOWN = 7 * 24 * 3_600_000
"""Milliseconds; nothing is longer."""


class Sound(QObject):
    """How loud all voices are together, and which of them are heard.

    Signals:
        changed(): Others are heard now.
    """

    changed = Signal()

    def __init__(self, outputs: Sequence[QAudioOutput | None], parent: QObject) -> None:
        super().__init__(parent)
        self._outputs = tuple(outputs)
        self._volume, self._muted = 1.0, False
        self._off: set[int] = set()
        self._alone: int | None = None

    def volume(self) -> float:
        """Return how loud it is, from 0 to 1."""
        return self._volume

    def setVolume(self, volume: float) -> None:
        """Make all louder or quieter."""
        self._volume = volume
        self._apply()

    def isMuted(self) -> bool:
        """Return whether nobody is heard."""
        return self._muted

    def setMuted(self, muted: bool) -> None:  # noqa: FBT001 (as QAudioOutput has it)
        """Switch all off or on."""
        self._muted = muted
        self._apply()

    @property
    def alone(self) -> int | None:
        """The one voice that is heard, if somebody listens to it alone."""
        return self._alone

    def heard(self, number: int) -> bool:
        """Return whether a voice is one of those that are heard while the sound is on."""
        return number not in self._off if self._alone is None else number == self._alone

    def switch(self, number: int, *, on: bool) -> None:
        """Switch one voice off or on; whoever listened to one alone hears the others again."""
        self._alone = None
        (self._off.discard if on else self._off.add)(number)
        self._apply()

    def listen_to(self, number: int | None) -> None:
        """Hear one voice alone; None for all that are switched on."""
        self._alone = number
        self._apply()

    def _apply(self) -> None:
        for number, output in enumerate(self._outputs):
            if output is not None:
                output.setVolume(self._volume)
                output.setMuted(self._muted or not self.heard(number))
        self.changed.emit()


@dataclass(slots=True, eq=False)
class Part:
    """One voice on its player.

    Attributes:
        problem: Why it is not heard, or not from ``broken_at`` on.
        settled: It is known whether it plays.
        over: It was played to its end.
        seen: Where it was at the last tick, and ``still`` for how many ticks it has been there.
        calm: For how many ticks it is left alone.
        ahead: How much earlier it has to be begun to be in step: players take their time.
    """

    begins: int
    source: Source | None
    player: QMediaPlayer | None = None
    output: QAudioOutput | None = None
    problem: AppError | None = None
    broken_at: int | None = None
    settled: bool = False
    over: bool = False
    seen: int = -1
    still: int = 0
    calm: int = 0
    ahead: int = 0

    @property
    def usable(self) -> bool:
        """Whether at least some of it can be heard."""
        return self.player is not None and self.settled and (self.problem is None or self.broken_at is not None)

    @property
    def length(self) -> int:
        """How long its file is, in milliseconds; 0 where that is not known: it was never finished, or is none."""
        return self.player.duration() if self.usable and self.player is not None else 0

    @property
    def ends(self) -> int:
        """Where it ends, in the recording's time; where that is not known, when it is over."""
        return self.begins + (self.length or _UNKNOWN if self.usable else 0)

    def plays_at(self, at: int) -> bool:
        """Return whether it is one of those that play at a time of the recording."""
        if not self.usable or self.over or (self.broken_at is not None and at >= self.broken_at):
            return False
        return self.begins <= at < self.ends
