"""From the clock on a wall to a moment: the hours that a clock change skips or repeats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo


class ClockChange(Enum):
    """Whether a wall time names one moment, none, or two."""

    NONE = "none"
    SKIPPED = "skipped"
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class WallTime:
    """What a date and time on the wall mean in a zone.

    Attributes:
        first: The moment, aware UTC; the earlier of two when the time is repeated. For a skipped time, the moment
            when the clocks go forward.
        second: The later moment of a repeated time, otherwise the same as ``first``.
        skipped: For a skipped time, what the clock shows before and after it goes forward.
    """

    change: ClockChange
    first: datetime
    second: datetime
    skipped: tuple[time, time] | None = None


def read_wall_time(day: date, at: time, zone: ZoneInfo) -> WallTime:
    """Return what ``at`` on ``day`` means in ``zone``."""
    naive = datetime.combine(day, at)
    before = naive.replace(tzinfo=zone, fold=0)
    after = naive.replace(tzinfo=zone, fold=1)
    first, second = before.astimezone(UTC), after.astimezone(UTC)
    if first == second:
        return WallTime(ClockChange.NONE, first, first)
    if first.astimezone(zone).replace(tzinfo=None) == naive:
        return WallTime(ClockChange.REPEATED, first, second)
    # In a gap the two readings lie on either side of the change, in reverse order (PEP 495).
    moment = _change_between(second, first, zone)
    shown_before = moment.replace(tzinfo=None) + _offset(moment - timedelta(minutes=1), zone)
    shown_after = moment.astimezone(zone)
    return WallTime(ClockChange.SKIPPED, moment, moment, (shown_before.time(), shown_after.time()))


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _change_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    old = _offset(low, zone)
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) // 2
        if _offset(middle, zone) == old:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)
