"""What the days that are shown are called together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.text.format import DASH, isolated


def _tr(text: str, comment: str = "") -> str:
    return QCoreApplication.translate("RangeTitle", text, comment)


def range_title(view: View, day: date, days: Sequence[date]) -> str:
    """Return "Mon 23 November 2026", the first and last day of several, or "November 2026"."""
    return isolated(_title(view, day, days))


def _title(view: View, day: date, days: Sequence[date]) -> str:
    if view is View.DAY:
        return _text(day, _tr("ddd d MMMM yyyy", "date format of QLocale"))
    if view is View.MONTH:
        return f"{QLocale().standaloneMonthName(day.month)} {day.year}"
    first, last = days[0], days[-1]
    whole = _tr("d MMMM yyyy", "date format of QLocale")
    short = _tr("d MMM yyyy", "date format of QLocale")
    if first.year != last.year:
        return f"{_text(first, short)} {DASH} {_text(last, short)}"
    if first.month != last.month:
        return f"{_text(first, _tr('d MMM', 'date format of QLocale'))} {DASH} {_text(last, short)}"
    return f"{_text(first, 'd')}{DASH}{_text(last, whole)}"


def _text(day: date, form: str) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), form)
