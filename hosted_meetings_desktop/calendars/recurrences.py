"""Turns a rule into times: dateutil counts on the wall clock, zoneinfo says when that is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import takewhile
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MO, MONTHLY, WEEKLY, rrule, weekday

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.recurrence import (
    MAX_OCCURRENCES,
    MAX_YEARS,
    Frequency,
    Occurrence,
    Oddity,
    Recurrence,
)

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_YEARS = range(1970, 2201)
_UNITS: dict[Frequency, Literal[1, 2, 3]] = {
    Frequency.DAILY: DAILY,
    Frequency.WEEKLY: WEEKLY,
    Frequency.MONTHLY: MONTHLY,
}


def occurrences(first: datetime, zone: str, recurrence: Recurrence) -> tuple[Occurrence, ...]:
    """Return all times of a series, in order, as ``Calendars.occurrences`` says.

    A first time that its own rule leaves out is refused: RFC 5545 (section 3.8.5.3) leaves open what that means, and
    of the readers tried some hold the meeting outside the rule, some count it and some drop it.

    Raises:
        InputProblem: the rule or the zone cannot be used.
    """
    recurrence.check()
    place = known_zone(zone)
    if first.tzinfo is not None:
        raise ValueError("a wall-clock time is naive")
    first = first.replace(microsecond=0, fold=0)
    if recurrence.until is not None and recurrence.until < first.date():
        raise InputProblem("repeat", "The last day is before the first meeting")
    if first.year not in _YEARS:
        raise InputProblem("repeat", f"A series begins between {_YEARS[0]} and {_YEARS[-1]}")
    latest = first + relativedelta(years=MAX_YEARS)
    walls: list[datetime] = []
    for wall in _walls(first, recurrence):
        if not walls and wall != first:
            break
        if wall > latest:
            raise InputProblem("repeat", f"A series ends within {MAX_YEARS} years", "Choose fewer meetings.")
        if len(walls) == MAX_OCCURRENCES:
            raise InputProblem("repeat", f"A series has up to {MAX_OCCURRENCES} meetings", "Choose an earlier end.")
        walls.append(wall)
    if not walls:
        raise InputProblem("repeat", *_misfit(recurrence))
    return tuple(placed(wall, place) for wall in walls)


def _walls(first: datetime, recurrence: Recurrence) -> takewhile[datetime]:
    """Return the naive times of a rule, lazily; one that fits its first time comes by again within some years."""
    days = [weekday(day, recurrence.nth or None) for day in sorted(recurrence.weekdays)]
    monthly = recurrence.frequency is Frequency.MONTHLY
    rule = rrule(
        _UNITS[recurrence.frequency],
        dtstart=first,
        interval=recurrence.interval,
        wkst=MO,
        count=recurrence.count,
        byweekday=days if recurrence.frequency is Frequency.WEEKLY or recurrence.nth else None,
        bymonthday=first.day if monthly and not recurrence.nth else None,
    )
    last = recurrence.until or date.max
    return takewhile(lambda wall: wall.date() <= last, rule)


def _misfit(recurrence: Recurrence) -> tuple[str, str]:
    if recurrence.frequency is Frequency.WEEKLY:
        return (
            "The first meeting is on none of the chosen weekdays",
            "Choose its weekday too, or move it.",
        )
    return "The first meeting is on another day than the series", "Move it, or choose its day."


def placed(wall: datetime, zone: ZoneInfo) -> Occurrence:
    """Return when a wall-clock time is, read as RFC 5545 does (section 3.3.5).

    A time that the clock skips is told by the clock before the jump; of a time that comes twice, the first is meant.
    """
    starts_at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    later = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if starts_at == later:
        return Occurrence(wall, starts_at)
    return Occurrence(wall, starts_at, Oddity.TWICE if starts_at < later else Oddity.SKIPPED)


def rule_text(recurrence: Recurrence, first: datetime, zone: str) -> str:
    """Return a rule as the value of an RRULE property (RFC 5545, section 3.3.10).

    Args:
        recurrence: The rule.
        first: Naive wall-clock time in ``zone``.
        zone: IANA. UNTIL is the end of the last day there, in UTC, as it has to be where DTSTART has a zone.

    Raises:
        InputProblem: the zone is not known.
    """
    parts = [f"FREQ={recurrence.frequency.value.upper()}"]
    if recurrence.count is not None:
        parts.append(f"COUNT={recurrence.count}")
    if recurrence.until is not None:
        end = datetime.combine(recurrence.until, time(23, 59, 59), tzinfo=known_zone(zone)).replace(fold=1)
        parts.append(f"UNTIL={end.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if recurrence.interval > 1:
        parts.append(f"INTERVAL={recurrence.interval}")
    if recurrence.frequency is Frequency.WEEKLY:
        parts.append(f"BYDAY={','.join(_DAYS[day] for day in sorted(recurrence.weekdays))}")
        if recurrence.interval > 1:
            parts.append("WKST=MO")
    elif recurrence.frequency is Frequency.MONTHLY:
        parts.append(
            f"BYDAY={recurrence.nth}{_DAYS[recurrence.weekdays[0]]}" if recurrence.nth else f"BYMONTHDAY={first.day}"
        )
    return ";".join(parts)


def known_zone(zone: str) -> ZoneInfo:
    """Return a zone by its IANA name.

    Raises:
        InputProblem: there is none.
    """
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputProblem("zone", f"The time zone {zone} is not known on this PC") from error
