"""Writes time zones into calendar files (VTIMEZONE), exactly as this PC's zone data has them, no longer than needed.

Libraries that make these look for changes of the clock in wide steps, and miss short ones such as Morocco's, or list
changes as RDATEs: ical.js (Thunderbird) reads only the first value of each such property, and passes over DTSTART
beside them. Here every change within the years in question is found. Those that come on the same weekday of the same
month every year are told by a rule, which all calendars understand; others in a component of their own each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

_STEP = timedelta(hours=12)
"""No zone ever had two changes of the clock within a shorter time."""
_SECOND = timedelta(seconds=1)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class ClockChange:
    """One change of the clock.

    Attributes:
        at: The first moment of the new time, aware UTC.
        before: How far the clock was ahead of UTC until then; ``after`` from then on.
        name: Of the new time, such as "CEST".
    """

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def wall(self) -> datetime:
        """What the old time calls the moment, naive: how calendar files tell it."""
        return self.at.replace(tzinfo=None) + self.before


@lru_cache(maxsize=128)
def clock_changes(zone: str, first_year: int, last_year: int) -> tuple[ClockChange, ...]:
    """Return all changes of a zone's clock within some years, both included, in order."""
    place = ZoneInfo(zone)
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year, 12, 31, 23, 59, 59, tzinfo=UTC)
    found = []
    offset = _offset(moment, place)
    while moment < end:
        then = min(moment + _STEP, end)
        new = _offset(then, place)
        if new != offset:
            at = _change_between(moment, then, place)
            found.append(ClockChange(at, offset, new, at.astimezone(place).tzname() or ""))
        moment, offset = then, new
    return tuple(found)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _change_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    old = _offset(low, zone)
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if _offset(middle, zone) == old:
            low = middle
        else:
            high = middle
    return high


def time_zone(zone: str, earliest: datetime, latest: datetime) -> Timezone:
    """Return a zone as calendar files tell it (RFC 5545, section 3.6.5).

    Args:
        zone: IANA; becomes its TZID.
        earliest: The first moment that has to be right, aware.
        latest: The last one. A year on both sides is right too, so that the rule of each year's changes can be told.
    """
    first_year, last_year = max(earliest.year - 1, 2), min(latest.year + 1, 9998)
    changes = clock_changes(zone, first_year, last_year)
    component = Timezone()
    component.add("TZID", zone)
    component.add("X-LIC-LOCATION", zone)
    if not changes or changes[0].at > earliest:
        component.add_component(_unchanged(zone, datetime(first_year, 1, 1, tzinfo=UTC)))
    groups: dict[tuple[timedelta, timedelta, str], list[ClockChange]] = defaultdict(list)
    for change in changes:
        groups[change.before, change.after, change.name].append(change)
    for group in groups.values():
        rule = _yearly([change.wall for change in group], last_year)
        if rule is not None:
            component.add_component(_observance(group[0], rule))
        else:
            for change in group:
                component.add_component(_observance(change))
    return component


def _unchanged(zone: str, since: datetime) -> TimezoneStandard:
    """Return what holds until the first change, or for good."""
    local = since.astimezone(ZoneInfo(zone))
    offset = local.utcoffset() or timedelta(0)
    found = TimezoneStandard()
    found.add("DTSTART", local.replace(tzinfo=None))
    found.add("TZOFFSETFROM", offset)
    found.add("TZOFFSETTO", offset)
    found.add("TZNAME", local.tzname() or zone)
    return found


def _observance(change: ClockChange, rule: dict[str, object] | None = None) -> TimezoneStandard | TimezoneDaylight:
    # By the clock, not by the law: Ireland's and Morocco's law calls the winter's or Ramadan's time the other one.
    found = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    found.add("DTSTART", change.wall)
    found.add("TZOFFSETFROM", change.before)
    found.add("TZOFFSETTO", change.after)
    found.add("TZNAME", change.name)
    if rule is not None:
        found.add("RRULE", vRecur(rule))
    return found


def _yearly(walls: Sequence[datetime], last_year: int) -> dict[str, object] | None:
    """Return the rule by which changes come once in every year up to the last, None where they do not."""
    first = walls[0]
    years = [wall.year for wall in walls]
    if len(walls) < 2 or years != list(range(first.year, last_year + 1)):
        return None
    if {(wall.month, wall.weekday(), wall.time()) for wall in walls} != {
        (first.month, first.weekday(), first.time())
    }:
        return None
    for nth in _nths(first):
        if all(nth in _nths(wall) for wall in walls):
            return {"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": f"{nth}{_DAYS[first.weekday()]}"}
    return None


def _nths(wall: datetime) -> Iterator[int]:
    """Yield which weekday of its month a day is: the last one first, as laws rather say last than fourth."""
    if (wall + timedelta(days=7)).month != wall.month:
        yield -1
    nth = (wall.day + 6) // 7
    if nth < 5:
        yield nth
