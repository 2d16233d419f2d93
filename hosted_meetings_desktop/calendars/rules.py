"""Counts out the rules of other people's calendars, and stops where they never would.

dateutil goes through a rule from its first time on, and a rule that is never true (30 February) or holds every second
keeps it busy for minutes. Its steps are counted here, and where a rule has no number of times it starts near the time
that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from dateutil.rrule import rrule
from recurring_ical_events import Series
from recurring_ical_events.util import compare_greater, convert_to_datetime

_UNITS = {
    "WEEKLY": timedelta(weeks=1),
    "DAILY": timedelta(days=1),
    "HOURLY": timedelta(hours=1),
    "MINUTELY": timedelta(minutes=1),
    "SECONDLY": timedelta(seconds=1),
}
_COSTS = {"YEARLY": 10, "MONTHLY": 2}
"""How much longer than a day's a step of these takes, measured."""
MAX_STEPS = 50_000
"""For one event: a tenth of a second."""
MAX_ALL_STEPS = 500_000
MAX_TIMES = 5_000
"""Of one event, in the time that is asked for."""
_BETWEEN_LOOKS = 1_000
_MARGIN = timedelta(days=2)


class TooOften(Exception):
    """An event repeats more often than can be shown."""


class _Exhausted(Exception):
    """A rule was followed for long enough."""


class TooMuch(Exception):
    """All events together repeat more often than can be counted out in reasonable time."""


class Steps:
    """Counts what dateutil does; shared by all events of a file.

    Attributes:
        exhausted: Whether a rule of the current event was followed for long enough, and perhaps holds again later.
    """

    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look
        self._all = 0
        self._of_event = 0
        self.exhausted = False

    def next_event(self) -> None:
        """Begin to count for another event."""
        self._of_event = 0
        self.exhausted = False

    def take(self, cost: int) -> None:
        """Count a step.

        Raises:
            _Exhausted: this event has had its share.
            TooMuch: all have.
        """
        self._of_event += cost
        if self._all // _BETWEEN_LOOKS != (self._all + cost) // _BETWEEN_LOOKS:
            self._look()
        self._all += cost
        if self._of_event > MAX_STEPS:
            raise _Exhausted
        if self._all > MAX_ALL_STEPS:
            raise TooMuch


class _CountedInterval(int):
    """The interval of a rule, and the only way into dateutil's loop: each step adds or (for weeks) multiplies it."""

    steps: Steps
    cost: int

    def __radd__(self, other: int) -> int:
        self.steps.take(self.cost)
        return int(other) + int(self)

    def __mul__(self, other: int) -> int:
        self.steps.take(self.cost)
        return int(self) * other


def counted_series(steps: Steps) -> Any:
    """Return what expands series for ``recurring_ical_events``, counting in ``steps``."""

    class Counted(Series):  # type: ignore[misc]
        """A series whose rules end."""

        class RecurrenceRules(Series.RecurrenceRules):  # type: ignore[misc]
            """The rules of one series."""

            def rrule_between(self, span_start: Any, span_stop: Any) -> Iterator[Any]:
                """Yield the times within a span, as the original does."""
                start = convert_to_datetime(span_start, self.tzinfo)
                stop = convert_to_datetime(span_stop, self.tzinfo)
                found = 0
                for rule in self.rrules:
                    for time in self._times(rule, start):
                        if time > stop:
                            break
                        if time < start or (rule.until is not None and compare_greater(time, rule.until)):
                            continue
                        found += 1
                        if found > MAX_TIMES:
                            raise TooOften
                        yield time

            def _times(self, rule: Any, start: datetime) -> Iterator[datetime]:
                try:
                    for time in _counted(rule, self.start, start, steps) if isinstance(rule, rrule) else rule:
                        steps.take(1)
                        yield time
                except _Exhausted:
                    steps.exhausted = True

    return Counted


def _counted(rule: Any, first: datetime, start: datetime, steps: Steps) -> rrule:
    parts = dict(part.split("=", 1) for part in rule.string.upper().split(";") if "=" in part)
    frequency = parts.get("FREQ", "")
    interval = _CountedInterval(parts.get("INTERVAL", "1"))
    interval.steps, interval.cost = steps, _COSTS.get(frequency, 1)
    if interval < 1:
        raise _Exhausted
    if "COUNT" not in parts and frequency in _UNITS:
        first = _near(first, start, _UNITS[frequency] * int(interval))
    counted: rrule = rule.replace(interval=interval, dtstart=first, cache=False)
    return counted


def _near(first: datetime, start: datetime, period: timedelta) -> datetime:
    """Return a time some whole periods after the first one and at least one before ``start``, on the same clock."""
    there = start if first.tzinfo is None else start.astimezone(first.tzinfo)
    gap = there.replace(tzinfo=None) - first.replace(tzinfo=None) - period - _MARGIN
    return first + max(gap // period, 0) * period
