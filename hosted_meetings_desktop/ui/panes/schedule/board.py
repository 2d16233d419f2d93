"""What stands where in the hours of some days: columns, and in them the parts of meetings, hours and busy times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.availability import DAYS, Availability
from hosted_meetings_desktop.domain.calendar_entry import BusyTime, CalendarEntry
from hosted_meetings_desktop.ui.panes.schedule.clock_axis import CalendarDay, DayAxis, day_start

Period = tuple[datetime, datetime]


class Side(StrEnum):
    """What stands side by side within a day; the value is what is remembered."""

    HOSTS = "hosts"
    PLACES = "places"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        day: Which of the days, by number.
        name: The host or the place; empty for those without, and where a day is one column.
    """

    day: int
    side: Side = Side.ALL
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a meeting that a column shows, in places of the axis.

    Attributes:
        row: Which of the entries, by number.
        before: Where its buffer begins; ``after`` where the other one ends.
        begins: Whether it begins here, and not on a day before; ``ends`` likewise.
    """

    row: int
    top: float
    bottom: float
    before: float
    after: float
    begins: bool = True
    ends: bool = True


class ShadeKind(StrEnum):
    """Why nobody is seen."""

    OFF = "off"
    BREAK = "break"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Shade:
    """A time at which nobody is seen. ``reason`` is given for closed days."""

    top: float
    bottom: float
    kind: ShadeKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BusyPart:
    """A time that somebody's own calendar has taken."""

    top: float
    bottom: float
    busy: BusyTime


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that is shown of some days.

    Attributes:
        entries: In the order of reading: by column, then by start.
        parts: For each column, by top.
        only_host: The one host that is shown, empty where there are several.
        known: Whether what is planned is known already.
    """

    axis: DayAxis
    columns: tuple[Column, ...]
    entries: tuple[CalendarEntry, ...] = ()
    parts: tuple[tuple[Part, ...], ...] = ()
    shades: tuple[tuple[Shade, ...], ...] = ()
    busy: tuple[tuple[BusyPart, ...], ...] = ()
    only_host: str = ""
    known: bool = True

    @property
    def days(self) -> tuple[CalendarDay, ...]:
        """The days, in order."""
        return self.axis.days

    def day_of(self, column: int) -> date:
        """Return the date of a column."""
        return self.days[self.columns[column].day].day

    def column_of(self, at: datetime, like: int) -> int | None:
        """Return the column of a moment that is of the same host or place as the column ``like``; None for none."""
        wanted = self.columns[like]
        for number, column in enumerate(self.columns):
            day = self.days[column.day]
            if (column.side, column.name) == (wanted.side, wanted.name) and day.start <= at < day.end:
                return number
        return None

    def position(self, column: int, at: datetime, *, end: bool = False) -> float:
        """Return where a moment stands in a column."""
        return self.axis.position(self.columns[column].day, at, end=end)

    def time_at(self, column: int, position: float) -> datetime:
        """Return the moment at a place of a column."""
        return self.axis.time_at(self.columns[column].day, position)


def same(one: str, other: str) -> bool:
    """Return whether two names are of one host or place."""
    return one.strip().casefold() == other.strip().casefold()


def make_board(
    days: Sequence[CalendarDay],
    columns: Sequence[Column],
    entries: Iterable[CalendarEntry],
    *,
    busy: Sequence[BusyTime] = (),
    availabilities: Sequence[Availability] = (),
    only_host: str = "",
    known: bool = True,
) -> Board:
    """Put everything into its column.

    Args:
        days: The days, in order.
        columns: From the side where reading starts.
        entries: What is planned; what fits into no column is left out.
        busy: Times that hosts' own calendars have taken.
        availabilities: Hours of the clinic (``host == ""``) and of hosts.
        only_host: Whose hours columns of a whole day have; the clinic's without one.
        known: Whether ``entries`` are all that is planned.
    """
    axis = DayAxis(days)
    ordered = sorted(entries, key=lambda one: (one.starts_at, one.ends_at, one.title, one.meeting_id))
    found: list[list[CalendarEntry]] = [[] for _ in columns]
    finder = _Columns(columns)
    for entry in ordered:
        for day in _days_of(entry, days):
            for number in finder.of(day, entry):
                found[number].append(entry)
    # Numbered as they are read; one that goes past midnight is read where it begins.
    shown = tuple({entry.meeting_id: entry for column in found for entry in column}.values())
    rows = {entry.meeting_id: row for row, entry in enumerate(shown)}
    parts = tuple(
        tuple(_part(rows[entry.meeting_id], entry, axis, column.day) for entry in held)
        for column, held in zip(columns, found, strict=True)
    )
    hours = {each.host.strip().casefold(): each for each in availabilities}
    shades = tuple(_shades(axis, column, hours, only_host) for column in columns)
    taken = tuple(tuple(_busy_parts(axis, column, busy)) for column in columns)
    return Board(axis, tuple(columns), shown, parts, shades, taken, only_host, known)


class _Columns:
    """Finds the columns of an entry."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._all: dict[int, list[int]] = {}
        self._named: dict[tuple[int, Side, str], int] = {}
        for number, column in enumerate(columns):
            if column.side is Side.ALL:
                self._all.setdefault(column.day, []).append(number)
            else:
                self._named[column.day, column.side, column.name.strip().casefold()] = number

    def of(self, day: int, entry: CalendarEntry) -> list[int]:
        """Return the numbers of the columns; usually one."""
        host = self._named.get((day, Side.HOSTS, entry.host.strip().casefold()))
        place = self._named.get((day, Side.PLACES, entry.place.strip().casefold()))
        return [*self._all.get(day, ()), *(number for number in (host, place) if number is not None)]


def _days_of(entry: CalendarEntry, days: Sequence[CalendarDay]) -> Iterator[int]:
    first = max(0, bisect_right(days, entry.starts_at, key=lambda day: day.start) - 1)
    for number in range(first, len(days)):
        if days[number].start >= entry.ends_at:
            return
        if days[number].end > entry.starts_at:
            yield number


def _part(row: int, entry: CalendarEntry, axis: DayAxis, day: int) -> Part:
    begin, end = axis.days[day].start, axis.days[day].end
    top = axis.position(day, entry.starts_at)
    bottom = axis.position(day, entry.ends_at, end=True)
    none = timedelta(0)
    held = not entry.cancelled
    before = axis.position(day, entry.starts_at - entry.before) if held and entry.before > none else top
    after = axis.position(day, entry.ends_at + entry.after, end=True) if held and entry.after > none else bottom
    return Part(row, top, bottom, before, after, entry.starts_at >= begin, entry.ends_at <= end)


# ---- hours
def _shades(axis: DayAxis, column: Column, hours: dict[str, Availability], only_host: str) -> tuple[Shade, ...]:
    clinic = hours.get("")
    whose = column.name if column.side is Side.HOSTS else only_host
    mine = hours.get(whose.strip().casefold(), clinic)
    if mine is None:
        return ()
    day = axis.days[column.day]
    whole = [(day.start, day.end)]
    closed: list[Period] = []
    shades = []
    for each in (mine, clinic) if clinic is not None and clinic is not mine else (mine,):
        for period, reason in _closed(each, day):
            for start, end in _without([period], closed):
                shades.append(_shade(axis, column, start, end, ShadeKind.CLOSED, reason))
            closed.append(period)
    opened = list(replace(mine, breaks=((),) * DAYS, closed=()).work(day.start, day.end))
    worked = list(replace(mine, closed=()).work(day.start, day.end))
    for kind, periods in (
        (ShadeKind.OFF, _without(whole, opened)),
        (ShadeKind.BREAK, _without(opened, worked)),
    ):
        for start, end in _without(periods, closed):
            if (start, end) != (start, start):
                shades.append(_shade(axis, column, max(start, day.start), min(end, day.end), kind))
    return tuple(shade for shade in shades if shade.top < shade.bottom)


def _shade(axis: DayAxis, column: Column, start: datetime, end: datetime, kind: ShadeKind, reason: str = "") -> Shade:
    return Shade(axis.position(column.day, start), axis.position(column.day, end, end=True), kind, reason)


def _closed(availability: Availability, day: CalendarDay) -> Iterator[tuple[Period, str]]:
    zone = ZoneInfo(availability.zone)
    date_there, last = day.start.astimezone(zone).date(), day.end.astimezone(zone).date()
    while date_there <= last:
        found = availability.closed_on(date_there)
        if found is not None:
            start = max(day_start(date_there, zone), day.start)
            end = min(day_start(date_there + timedelta(days=1), zone), day.end)
            if start < end:
                yield (start, end), found.reason
        date_there += timedelta(days=1)


def _without(periods: Iterable[Period], taken: Iterable[Period]) -> list[Period]:
    """Return what is left of ``periods``."""
    left = list(periods)
    for start, end in taken:
        left = [
            (first, last)
            for begun, ended in left
            for first, last in ((begun, min(ended, start)), (max(begun, end), ended))
            if first < last
        ]
    return left


def _busy_parts(axis: DayAxis, column: Column, busy: Sequence[BusyTime]) -> Iterator[BusyPart]:
    if column.side is Side.PLACES:
        return
    day = axis.days[column.day]
    for each in busy:
        mine = column.side is Side.ALL or same(each.host, column.name)
        if mine and each.starts_at < day.end and each.ends_at > day.start:
            top = axis.position(column.day, each.starts_at)
            yield BusyPart(top, axis.position(column.day, each.ends_at, end=True), each)
