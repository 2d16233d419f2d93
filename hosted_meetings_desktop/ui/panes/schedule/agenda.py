"""Some days as lines to read: each day's heading, its meetings, and where now is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.ui.panes.schedule.month_board import DayHours


@dataclass(frozen=True, slots=True)
class DayHead:
    """The heading of a day. ``planned`` counts what is not cancelled."""

    day: date
    planned: int
    length: timedelta
    closed: str | None = None


@dataclass(frozen=True, slots=True)
class NowLine:
    """Between what has begun and what is to come today."""

    at: datetime


AgendaLine = DayHead | NowLine | CalendarEntry


def day_of(entry: CalendarEntry, zone: tzinfo | None) -> date:
    """Return the day on which a meeting begins for the viewer."""
    return entry.starts_at.astimezone(zone).date()


def agenda(
    entries: Iterable[CalendarEntry],
    days: Sequence[date],
    now: datetime,
    zone: tzinfo | None,
    hours: Sequence[DayHours] = (),
) -> list[AgendaLine]:
    """Return the lines of ``days``, of a free one its heading; what goes on from a day before stands on the first."""
    by_day: dict[date, list[CalendarEntry]] = {day: [] for day in days}
    for entry in sorted(entries, key=lambda one: (one.starts_at, one.title)):
        day = max(day_of(entry, zone), days[0])
        if day in by_day:
            by_day[day].append(entry)
    lines: list[AgendaLine] = []
    for number, (day, rows) in enumerate(by_day.items()):
        held = [row for row in rows if not row.cancelled]
        length = sum((row.ends_at - row.starts_at for row in held), timedelta(0))
        lines.append(DayHead(day, len(held), length, hours[number].closed if hours else None))
        lines += _with_now(rows, now) if day == now.astimezone(zone).date() else rows
    return lines


def _with_now(rows: list[CalendarEntry], now: datetime) -> list[AgendaLine]:
    begun = [row for row in rows if row.starts_at <= now]
    return [*begun, NowLine(now), *rows[len(begun) :]]
