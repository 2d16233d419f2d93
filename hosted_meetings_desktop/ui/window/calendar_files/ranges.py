"""Which days go into a calendar file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, QLocale

_DAY = timedelta(days=1)
_WEEK = 7


class Range(StrEnum):
    """The usual ones, and any other."""

    TODAY = "today"
    WEEK = "week"
    FOUR_WEEKS = "four-weeks"
    OTHER = "other"


def range_word(which: Range) -> str:
    """Return what a range is called."""
    words = {
        Range.TODAY: _tr("Today"),
        Range.WEEK: _tr("This week"),
        Range.FOUR_WEEKS: _tr("Next 4 weeks"),
        Range.OTHER: _tr("Other days"),
    }
    return words[which]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ExportRanges", text)


def days_of(which: Range, today: date) -> tuple[date, date]:
    """Return the first and the last day of a range; a week begins as the locale has it."""
    if which is Range.WEEK:
        first = today - timedelta(days=(today.isoweekday() - QLocale().firstDayOfWeek().value) % _WEEK)
        return first, first + 6 * _DAY
    return today, today + (27 * _DAY if which is Range.FOUR_WEEKS else 0 * _DAY)


def moments_of(first: date, last: date) -> tuple[datetime, datetime]:
    """Return when the first day begins and when the day after the last does, on this PC's clock."""
    return tuple(datetime.combine(day, time(0)).astimezone() for day in (first, last + _DAY))  # type: ignore[return-value]
