"""Counts what reading one file costs, so that a hostile one ends in words and anybody may stop any in between."""

from __future__ import annotations

from collections.abc import Callable

from hosted_meetings_desktop.domain.errors import InputProblem

MAX_COST = 500_000
"""Of one file: some ten seconds. The largest calendars that people really have cost half of it."""
_BETWEEN_LOOKS = 1_000


class Budget:
    """What may be spent on one file; one unit is about the reading of one line.

    Args:
        look: Called now and then; what it raises ends the reading.
        most: Units.
    """

    def __init__(self, look: Callable[[], None] = lambda: None, most: int = MAX_COST) -> None:
        self._look = look
        self._most = most
        self.taken = 0

    def take(self, cost: int = 1) -> None:
        """Spend some.

        Raises:
            InputProblem: all is spent.
        """
        before = self.taken // _BETWEEN_LOOKS
        self.taken += cost
        if self.taken // _BETWEEN_LOOKS != before:
            self._look()
        if self.taken > self._most:
            raise InputProblem(
                "file", "The calendar holds more than can be read", "Nothing was kept. Export a shorter time."
            )
