"""How a meeting repeats as it stands in the plan dialog's fields, and the rule that is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Recurrence

USUAL_COUNT = 8
_WEEK = timedelta(days=7)
_LAST_CERTAIN = 28
"""No month is shorter: what is later in a month than this is the fifth of its weekday, or may be missing."""


class MonthBy(Enum):
    """By what a monthly rule finds its day."""

    DAY = "day"  # on the 9th
    NTH = "nth"  # on the second Monday
    LAST = "last"  # on the last Monday


@dataclass(frozen=True, slots=True)
class RepeatEntry:
    """What stands in the fields.

    Attributes:
        frequency: None: it does not repeat.
        weekdays: Of a weekly rule; Monday is 0.
        count: How many times, where ``until`` does not end it.
        until: The last day; None where ``count`` ends it.
    """

    frequency: Frequency | None = None
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    month_by: MonthBy = MonthBy.DAY
    count: int = USUAL_COUNT
    until: date | None = None


NEVER = RepeatEntry()
"""It does not repeat."""


def month_choices(first: date) -> tuple[MonthBy, ...]:
    """Return by what a monthly rule can find the day of its first meeting."""
    choices = [MonthBy.DAY]
    if first.day <= _LAST_CERTAIN:
        choices.append(MonthBy.NTH)
    if (first + _WEEK).month != first.month:
        choices.append(MonthBy.LAST)
    return tuple(choices)


def month_by(repeat: RepeatEntry, first: date) -> MonthBy:
    """Return by what the rule finds its day, where its first meeting is on ``first``."""
    choices = month_choices(first)
    if repeat.month_by in choices:
        return repeat.month_by
    return MonthBy.NTH if MonthBy.NTH in choices else MonthBy.LAST


def nth_weekday(day: date) -> int:
    """Return which of its weekday a day is in its month, from 1."""
    return (day.day - 1) // 7 + 1


def recurrence_of(repeat: RepeatEntry, first: date) -> Recurrence | None:
    """Return the rule of a series that begins on ``first``; None where nothing repeats. It may be none that works."""
    if repeat.frequency is None:
        return None
    weekdays: tuple[int, ...] = ()
    nth = 0
    if repeat.frequency is Frequency.WEEKLY:
        weekdays = tuple(sorted(repeat.weekdays))
    elif repeat.frequency is Frequency.MONTHLY:
        by = month_by(repeat, first)
        weekdays = () if by is MonthBy.DAY else (first.weekday(),)
        nth = {MonthBy.DAY: 0, MonthBy.NTH: nth_weekday(first), MonthBy.LAST: LAST}[by]
    count = repeat.count if repeat.until is None else None
    return Recurrence(repeat.frequency, repeat.interval, weekdays, nth, count, repeat.until)


def repeat_of(rule: Recurrence) -> RepeatEntry:
    """Return what stands in the fields for a rule."""
    by = MonthBy.DAY
    if rule.frequency is Frequency.MONTHLY and rule.nth:
        by = MonthBy.LAST if rule.nth == LAST else MonthBy.NTH
    weekdays = tuple(sorted(rule.weekdays)) if rule.frequency is Frequency.WEEKLY else ()
    return RepeatEntry(rule.frequency, rule.interval, weekdays, by, rule.count or USUAL_COUNT, rule.until)


def begun_on(repeat: RepeatEntry, before: date, after: date) -> RepeatEntry:
    """Return the rule of a new series whose first meeting is put from one day to another.

    A day that is one of the weekdays already only begins the series elsewhere; any other takes all of them along.
    """
    if repeat.frequency is not Frequency.WEEKLY or after.weekday() in repeat.weekdays:
        return repeat
    return _turned(repeat, (after - before).days)


def carried_along(repeat: RepeatEntry, before: date, after: date) -> RepeatEntry:
    """Return the rule of a series that is there already, all of which moves with its first meeting."""
    days = (after - before).days
    moved = _turned(repeat, days) if repeat.frequency is Frequency.WEEKLY else repeat
    if days and repeat.frequency is Frequency.MONTHLY:
        moved = replace(moved, month_by=month_by(repeat, after))
    return moved if repeat.until is None else replace(moved, until=repeat.until + timedelta(days=days))


def _turned(repeat: RepeatEntry, days: int) -> RepeatEntry:
    return replace(repeat, weekdays=tuple(sorted((day + days) % 7 for day in repeat.weekdays)))
