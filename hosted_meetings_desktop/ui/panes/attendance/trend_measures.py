"""What is measured over weeks, as plots and as a table: rates that rest on too little are told as such."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from hosted_meetings_desktop.domain.ledger.overview import FEW, Trends, WeekSums
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, Sums
from hosted_meetings_desktop.ui.panes.attendance.words import short_length
from hosted_meetings_desktop.ui.parts.plot import PlotData, PlotPoint
from hosted_meetings_desktop.ui.text.format import DASH, duration_text

_RECENT = 4
"""Weeks that are compared with those before them."""
_HOUR = 3_600.0


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("AttendanceTrends", text, comment, n)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is measured.

    Attributes:
        value: From what was asked for and what is counted once a sitting; None where there is nothing to tell.
        base: On how many people or sittings it rests.
        words: Writes a value as people read it.
        basis: Says on what it rests.
        rate: Whether it is told only where it rests on enough.
    """

    title: str
    value: Callable[[Sums, Sums], float | None]
    base: Callable[[Sums, Sums], int]
    words: Callable[[float], str]
    basis: Callable[[Sums, Sums], str]
    axis: Callable[[float], str]
    most: float
    unit: float = 1.0
    bars: bool = False
    rate: bool = True


def _percent(share: float) -> str:
    return _tr("%1 %", "percentage").replace("%1", QLocale().toString(100 * share, "f", 0 if share >= 0.1 else 1))


def _axis_percent(share: float) -> str:
    return _tr("%1 %", "percentage").replace("%1", QLocale().toString(round(100 * share)))


def _minutes(seconds: float) -> str:
    return short_length(timedelta(seconds=seconds)) if seconds else _tr("0 min")


def _axis_minutes(seconds: float) -> str:
    minutes = seconds / 60
    figure = QLocale().toString(minutes, "f", 0 if minutes == round(minutes) else 1)
    return _tr("%1 min", "on an axis").replace("%1", figure)


def _axis_hours(seconds: float) -> str:
    hours = seconds / _HOUR
    return _tr("%1 h", "on an axis").replace("%1", QLocale().toString(hours, "f", 0 if hours == round(hours) else 1))


def _count(value: float) -> str:
    return QLocale().toString(round(value))


def _of(part: int, whole: int, said: str) -> str:
    return said.replace("%1", _count(part)).replace("%2", _count(whole))


def measures() -> tuple[Measure, ...]:
    """Return what is measured, the most wanted first."""

    def lost(people: Sums) -> int:
        return people.waited_and_left + people.could_not_connect

    return (
        Measure(
            _tr("Never came"), lambda p, _h: p.no_show_rate, lambda p, _h: p.expected, _percent,
            lambda p, _h: _of(p.never_came, p.expected, _tr("%1 of %2 never came")), _axis_percent, 0.15,
        ),
        Measure(
            _tr("On time"), lambda p, _h: p.punctuality, lambda p, _h: p.timed, _percent,
            lambda p, _h: _of(p.timed - p.late, p.timed, _tr("%1 of %2 on time")), _axis_percent, 1.0,
        ),
        Measure(
            _tr("Lost on the way"), lambda p, _h: p.lost_rate, lambda p, _h: p.expected, _percent,
            lambda p, _h: _of(lost(p), p.expected, _tr("%1 of %2 waited and left or could not connect")),
            _axis_percent, 0.15,
        ),
        Measure(
            _tr("Usual wait"), lambda p, _h: p.waited_us / p.waiters / 1e6 if p.waiters else None,
            lambda p, _h: p.waiters, _minutes,
            lambda p, _h: _tr("on average of %1 who waited").replace("%1", _count(p.waiters)),
            _axis_minutes, 300.0, 60.0,
        ),
        Measure(
            _tr("Time with hosts"), lambda _p, h: h.together_us / 1e6, lambda _p, h: h.sittings, _minutes,
            lambda _p, h: _tr("in %1 sessions that took place").replace("%1", _count(h.held)),
            _axis_hours, 3 * _HOUR, _HOUR, bars=True, rate=False,
        ),
        Measure(
            _tr("Sessions that took place"), lambda _p, h: float(h.held), lambda _p, h: h.sittings, _count,
            lambda _p, h: _of(h.held, h.sittings, _tr("%1 of %2 took place")), _count, 3.0, bars=True, rate=False,
        ),
    )  # fmt: skip


def week_label(monday: date) -> str:
    """Return a week in few letters, by its Monday."""
    return QLocale().toString(_day(monday), _tr("d MMM", "a week on an axis, format of QLocale"))


def week_words(monday: date) -> str:
    """Return a week in full."""
    day = QLocale().toString(_day(monday), _tr("d MMM yyyy", "a week's Monday, format of QLocale"))
    return _tr("Week of %1").replace("%1", day)


def _day(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def plot_of(measure: Measure, trends: Trends) -> PlotData:
    """Return a measure as a plot."""
    points = tuple(_point(measure, each) for each in trends.weeks)
    people, held = trends.people, trends.held
    base, value = measure.base(people, held), measure.value(people, held)
    if value is None or not base:
        return PlotData(
            measure.title, points, DASH, _tr("Nothing of this in these weeks."), measure.axis, measure.bars,
            measure.most, measure.unit,
        )  # fmt: skip
    if measure.rate and base < FEW:
        note = f"{_sentence(measure.basis(people, held))} {_tr('Too few to tell.')}"
        return PlotData(
            measure.title, points, _tr("too few"), note, measure.axis, measure.bars, measure.most, measure.unit
        )
    note = f"{_sentence(measure.basis(people, held))} {_compared(measure, trends)}".strip()
    return PlotData(
        measure.title, points, measure.words(value), note, measure.axis, measure.bars, measure.most, measure.unit
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _point(measure: Measure, week: WeekSums) -> PlotPoint:
    base, value = measure.base(week.people, week.held), measure.value(week.people, week.held)
    label, when = week_label(week.monday), week_words(week.monday)
    if value is None or not base:
        return PlotPoint(label, None, said=_tr("%1: nothing.", "week").replace("%1", when))
    few = measure.rate and base < FEW
    said = f"{when}: {measure.words(value)}, {measure.basis(week.people, week.held)}."
    return PlotPoint(label, value, few, f"{said} {_tr('Too few to tell.')}" if few else said)


def _compared(measure: Measure, trends: Trends) -> str:
    """Return how the last weeks stand against those before, where both rest on enough."""
    weeks = trends.weeks
    if len(weeks) <= _RECENT:
        return ""
    before, recent = _added(weeks[:-_RECENT]), _added(weeks[-_RECENT:])
    enough = FEW if measure.rate else 1
    if min(measure.base(*before), measure.base(*recent)) < enough:
        return ""
    now, then = measure.value(*recent), measure.value(*before)
    if now is None or then is None:
        return ""
    if not measure.rate:  # amounts are told for a week
        now, then = now / _RECENT, then / (len(weeks) - _RECENT)
        said = _tr("Last %n weeks: %1 a week, before: %2.", "", _RECENT)
    else:
        said = _tr("Last %n weeks: %1, before: %2.", "", _RECENT)
    return said.replace("%1", measure.words(now)).replace("%2", measure.words(then))


def _added(weeks: Iterable[WeekSums]) -> tuple[Sums, Sums]:
    several = tuple(weeks)
    return sum((each.people for each in several), NOTHING), sum((each.held for each in several), NOTHING)


# ---- as a table
def table_head() -> list[str]:
    """Return the headings of the table of weeks."""
    return [_tr("Week"), *(each.title for each in measures())]


def table_rows(trends: Trends) -> list[list[str]]:
    """Return the weeks, the newest first, each with all that is measured."""
    rows = []
    for week in reversed(trends.weeks):
        cells = [week_words(week.monday)]
        for measure in measures():
            value = measure.value(week.people, week.held)
            base = measure.base(week.people, week.held)
            if value is None or not base:
                cells.append(DASH)
                continue
            word = measure.words(value)
            cells.append(_tr("%1 (few)", "a figure").replace("%1", word) if measure.rate and base < FEW else word)
        rows.append(cells)
    return rows


def host_head() -> list[str]:
    """Return the headings of the table of hosts."""
    return [
        _tr("Host"), _tr("Visits"), _tr("Never came"), _tr("On time"), _tr("Lost on the way"), _tr("Usual wait"),
        _tr("Time in calls"),
    ]  # fmt: skip


def host_rows(trends: Trends) -> list[list[str]]:
    """Return the hosts with what they add up to."""

    def rate(share: float | None, base: int) -> str:
        return DASH if share is None else _percent(share) if base >= FEW else _tr("too few")

    return [
        [
            name or _tr("Nobody planned it"), _count(sums.expected), rate(sums.no_show_rate, sums.expected),
            rate(sums.punctuality, sums.timed), rate(sums.lost_rate, sums.expected),
            short_length(sums.usual_wait) if sums.usual_wait else DASH,
            duration_text(sums.present) if sums.present else DASH,
        ]
        for name, sums in trends.hosts
        if sums
    ]  # fmt: skip


def weeks_before(now: datetime, count: int) -> tuple[date, date]:
    """Return so many whole weeks up to the end of this one: the first day, and the day after the last."""
    today = now.astimezone().date()
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=count - 1), monday + timedelta(weeks=1)
