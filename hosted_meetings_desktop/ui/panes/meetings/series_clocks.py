"""What clocks do while a series runs: what stays the same, and what another clock shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from hosted_meetings_desktop.domain.recurrence import Occurrence, Oddity

_EXACT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a clock shows at the times of a series.

    Attributes:
        since: The day from which it shows that; None for what it shows first.
        days: How many days later than on the clock of the series: -1, 0 or 1.
    """

    since: date | None
    at: time
    days: int = 0


@dataclass(frozen=True, slots=True)
class ClockStory:
    """What there is to tell about a series.

    Attributes:
        at: What the clock of the series shows each time.
        changes: The days on which that clock is changed in between.
        shown: What the other clock shows, in order.
    """

    at: time
    changes: tuple[date, ...]
    shown: tuple[Shown, ...]

    @property
    def differs(self) -> bool:
        """Whether the other clock ever shows something else."""
        return any(each.at != self.at or each.days for each in self.shown)


def clock_story(times: Sequence[Occurrence], zone: tzinfo, other: tzinfo | None) -> ClockStory | None:
    """Return what clocks do between the times of a series; None where that is nothing to be told.

    Args:
        times: Of one rule, in order. Those that the clock skips are passed by: they are told of by themselves.
        zone: Of the series.
        other: Of another clock; None for this PC's.
    """
    plain = [each for each in times if each.oddity is not Oddity.SKIPPED]
    if not plain:
        return None

    def apart(at: datetime) -> timedelta:
        return _offset(at, zone) - _offset(at, other)

    changes: list[date] = []
    shown = [_shown(plain[0], None, other)]
    for one, two in pairwise(plain):
        before, after = one.starts_at, two.starts_at
        if _offset(before, zone) != _offset(after, zone):
            moment = _change(before, after, lambda at: _offset(at, zone))
            changes.append(moment.astimezone(zone).date())
        if apart(before) != apart(after):
            moment = _change(before, after, apart)
            # Told by the calendar of the place whose clocks are changed then.
            mine = _offset(moment, zone) != _offset(moment - _EXACT, zone)
            shown.append(_shown(two, moment.astimezone(zone if mine else other).date(), other))
    if not changes and len(shown) == 1:
        return None
    return ClockStory(plain[0].wall.time(), tuple(changes), tuple(shown))


def _offset(at: datetime, zone: tzinfo | None) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _shown(time: Occurrence, since: date | None, other: tzinfo | None) -> Shown:
    there = time.starts_at.astimezone(other)
    return Shown(since, there.time().replace(fold=0), (there.date() - time.wall.date()).days)


def _change(before: datetime, after: datetime, asked: Callable[[datetime], timedelta]) -> datetime:
    """Return the moment, to the minute, at which what is asked changes between two others."""
    old = asked(before)
    while after - before > _EXACT:
        middle = before + (after - before) // 2
        if asked(middle) == old:
            before = middle
        else:
            after = middle
    return after
