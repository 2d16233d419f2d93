"""A week as lines to read: each day's heading, its meetings, and where now is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter

DAYS = 7


@dataclass(frozen=True, slots=True)
class DayHead:
    """The heading of a day. ``planned`` counts what is not cancelled."""

    day: date
    planned: int
    length: timedelta


@dataclass(frozen=True, slots=True)
class NothingPlanned:
    """A day without meetings."""

    day: date


@dataclass(frozen=True, slots=True)
class NowLine:
    """Between what has begun and what is to come today."""

    at: datetime


AgendaLine = DayHead | NothingPlanned | NowLine | Meeting


def week_start(day: date, first_weekday: int) -> date:
    """Return the first day of the week of ``day``; ``first_weekday`` is 1 for Monday to 7 for Sunday."""
    return day - timedelta(days=(day.isoweekday() - first_weekday) % DAYS)


def week_filter(start: date, zone: tzinfo | None) -> MeetingFilter:
    """Return what to ask for the week from ``start``; days begin at midnight in ``zone`` (None: this PC's)."""
    begin, end = (_midnight(start + timedelta(days=days), zone) for days in (0, DAYS))
    return MeetingFilter(starts_from=begin, starts_before=end)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    naive = datetime.combine(day, time())
    return naive.replace(tzinfo=zone) if zone is not None else naive.astimezone()


def day_of(meeting: Meeting, zone: tzinfo | None) -> date:
    """Return the day on which a meeting begins for the viewer."""
    return meeting.schedule.starts_at.astimezone(zone).date()


def agenda(meetings: tuple[Meeting, ...], start: date, now: datetime, zone: tzinfo | None) -> list[AgendaLine]:
    """Return the lines of the week from ``start``."""
    by_day: dict[date, list[Meeting]] = {start + timedelta(days=number): [] for number in range(DAYS)}
    for meeting in sorted(meetings, key=lambda one: (one.schedule.starts_at, one.title)):
        if not meeting.made_elsewhere:  # its time is not known, so it has no place here
            by_day.setdefault(day_of(meeting, zone), []).append(meeting)
    lines: list[AgendaLine] = []
    for day, rows in by_day.items():
        held = [row for row in rows if not row.cancelled]
        lines.append(DayHead(day, len(held), sum((row.schedule.duration for row in held), timedelta(0))))
        if day == now.astimezone(zone).date():
            lines += _with_now(rows, now)
        else:
            lines += rows
        if not rows:
            lines.append(NothingPlanned(day))
    return lines


def _with_now(rows: list[Meeting], now: datetime) -> list[AgendaLine]:
    begun = [row for row in rows if row.schedule.starts_at <= now]
    return [*begun, NowLine(now), *rows[len(begun) :]]
