"""How the times of a series move along when one of them is moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from hosted_meetings_desktop.domain.calendaring import Calendars
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Occurrence, Recurrence

_HALF_A_MONTH = timedelta(days=14)


def moved_times(
    calendars: Calendars, old: Sequence[Occurrence], shift: timedelta, zone: str, rule: Recurrence
) -> tuple[Recurrence, dict[datetime, Occurrence]]:
    """Move all times of a rule; each goes to the time of the new rule that is nearest to where it would be.

    Days and weeks keep their distances: where weeks would break elsewhere ("every other Monday and Sunday", a day
    later), the new rule has more times than are held. In months it is the new rule that counts: from the 31st to the
    30th nothing is added in the months between, and the first Monday becomes the first Tuesday.

    Args:
        calendars: Counts the times.
        old: The times as they are; at least one.
        shift: How far the first of them is moved, by the clock.
        zone: IANA; of the new times.
        rule: Their rule.

    Returns:
        The new rule, and for each old time by the clock the new one. Times of the rule that are not among those are
        not held.

    Raises:
        InputProblem: the times would not fall on days that every month has, so that some would be lost.
    """
    goals = [each.wall + shift for each in old]
    reach = _HALF_A_MONTH if rule.frequency is Frequency.MONTHLY else timedelta(0)
    for candidate in _candidates(shifted(rule, old[0].wall, goals[0]), goals[-1].date()):
        new = calendars.occurrences(goals[0], zone, candidate)
        found = [min(new, key=lambda each: abs(each.wall - goal)) for goal in goals]
        near = all(abs(each.wall - goal) <= reach for each, goal in zip(found, goals, strict=True))
        if near and len({each.wall for each in found}) == len(goals):
            last = found[-1].wall.date()
            fits = candidate if candidate.count is not None else replace(candidate, until=last)
            return fits, {each.wall: goal for each, goal in zip(old, found, strict=True)}
    raise InputProblem(
        "repeat",
        "Not every meeting of this series has such a day in its month",
        "Nothing was changed. Move this meeting alone, or choose anew how the series repeats.",
    )


def _candidates(rule: Recurrence, last: date) -> Iterator[Recurrence]:
    yield rule
    if rule.frequency is Frequency.MONTHLY:
        yield replace(rule, count=None, until=last + _HALF_A_MONTH)
    elif rule.frequency is Frequency.WEEKLY and rule.interval > 1:
        yield replace(rule, interval=1, count=None, until=last)


def rest(rule: Recurrence, length: int, start: int) -> Recurrence:
    """Return the rule of ``length`` times from its time number ``start`` on."""
    return rule if rule.count is None else replace(rule, count=length - start)


def shifted(rule: Recurrence, before: datetime, after: datetime) -> Recurrence:
    """Return a rule that goes on as it did when its first time moves to another day."""
    days = (after.date() - before.date()).days
    if not days:
        return rule
    until = None if rule.until is None else rule.until + timedelta(days=days)
    weekdays = tuple(sorted((day + days) % 7 for day in rule.weekdays))
    nth = rule.nth
    if rule.frequency is Frequency.MONTHLY and rule.nth:
        nth = LAST if rule.nth == LAST and _is_last_week(after.date()) else min((after.day - 1) // 7 + 1, 4)
        nth = LAST if after.day > 28 else nth
        weekdays = (after.weekday(),)
    return replace(rule, weekdays=weekdays, until=until, nth=nth)


def _is_last_week(day: date) -> bool:
    return (day + timedelta(days=7)).month != day.month
