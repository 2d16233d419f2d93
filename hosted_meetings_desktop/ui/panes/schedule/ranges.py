"""Which days a view of the calendar shows, and which come before and after."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

WEEK = 7
_ONE = timedelta(days=1)


class View(StrEnum):
    """How the calendar is looked at; the value is what is remembered."""

    DAY = "day"
    WORK_WEEK = "work-week"
    WEEK = "week"
    MONTH = "month"
    AGENDA = "agenda"

    @property
    def timed(self) -> bool:
        """Whether it shows the hours of its days."""
        return self in {View.DAY, View.WORK_WEEK, View.WEEK}


def week_start(day: date, first_weekday: int) -> date:
    """Return the first day of the week of ``day``; ``first_weekday`` is 1 for Monday to 7 for Sunday."""
    return day - timedelta(days=(day.isoweekday() - first_weekday) % WEEK)


def days_of(view: View, day: date, *, first_weekday: int, work_days: Iterable[int]) -> tuple[date, ...]:
    """Return the days that are shown when ``day`` is the chosen one.

    Args:
        view: How it is looked at.
        day: One of the days.
        first_weekday: 1 for Monday to 7 for Sunday.
        work_days: The same numbers; all days where there are none.
    """
    if view is View.DAY:
        return (day,)
    if view is View.MONTH:
        begin = week_start(day.replace(day=1), first_weekday)
        last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        count = (week_start(last, first_weekday) - begin).days + WEEK
        return tuple(begin + timedelta(days=number) for number in range(count))
    begin = week_start(day, first_weekday)
    week = tuple(begin + timedelta(days=number) for number in range(WEEK))
    if view is View.WORK_WEEK:
        worked = frozenset(work_days)
        return tuple(each for each in week if each.isoweekday() in worked) or week
    return week


def stepped(view: View, day: date, steps: int) -> date:
    """Return the day to choose when somebody goes ``steps`` views on or back."""
    if view is View.DAY:
        return day + steps * _ONE
    if view is not View.MONTH:
        return day + timedelta(days=WEEK * steps)
    months = day.year * 12 + day.month - 1 + steps
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
