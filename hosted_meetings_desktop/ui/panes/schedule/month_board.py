"""A month as weeks of days: what is planned on each, and how much of it has room in its cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hosted_meetings_desktop.domain.availability import Availability
from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.ui.panes.schedule.clock_axis import CalendarDay
from hosted_meetings_desktop.ui.panes.schedule.ranges import WEEK


@dataclass(frozen=True, slots=True)
class DayHours:
    """Whether people are seen on a day: ``closed`` says why not, where there is a reason."""

    off: bool = False
    closed: str | None = None


@dataclass(frozen=True, slots=True)
class MonthBoard:
    """Everything that is shown of a month.

    Attributes:
        month: Its first day; days of other months stand around it.
        entries: In the order of reading.
        rows: For each day, the numbers of its entries.
    """

    month: date
    days: tuple[CalendarDay, ...] = ()
    entries: tuple[CalendarEntry, ...] = ()
    rows: tuple[tuple[int, ...], ...] = ()
    hours: tuple[DayHours, ...] = ()

    @property
    def weeks(self) -> int:
        """How many weeks there are."""
        return len(self.days) // WEEK

    def number_of(self, day: date) -> int | None:
        """Return which of the days a date is."""
        number = (day - self.days[0].day).days if self.days else -1
        return number if 0 <= number < len(self.days) else None


def make_month(
    month: date,
    days: Sequence[CalendarDay],
    entries: Iterable[CalendarEntry],
    *,
    availabilities: Sequence[Availability] = (),
    only_host: str = "",
) -> MonthBoard:
    """Put every meeting to its days."""
    starts = [day.start for day in days]
    shown = sorted(
        (one for one in entries if days and one.starts_at < days[-1].end and one.ends_at > days[0].start),
        key=lambda one: (one.starts_at, one.ends_at, one.title, one.meeting_id),
    )
    rows: list[list[int]] = [[] for _ in days]
    for row, entry in enumerate(shown):
        first = max(0, bisect_right(starts, entry.starts_at) - 1)
        for number in range(first, len(days)):
            if number > first and days[number].start >= entry.ends_at:
                break
            rows[number].append(row)
    found = {each.host.strip().casefold(): each for each in availabilities}
    clinic = found.get("")
    mine = found.get(only_host.strip().casefold(), clinic)
    hours = tuple(_hours(day.day, mine, clinic) for day in days)
    return MonthBoard(month.replace(day=1), tuple(days), tuple(shown), tuple(map(tuple, rows)), hours)


def _hours(day: date, mine: Availability | None, clinic: Availability | None) -> DayHours:
    for each in (mine, clinic):
        closed = each.closed_on(day) if each is not None else None
        if closed is not None:
            return DayHours(off=True, closed=closed.reason)
    return DayHours(off=mine is not None and not mine.hours[day.weekday()])


@dataclass(frozen=True, slots=True)
class Chip:
    """Where a meeting is painted; ``right`` and ``bottom`` are not part of it."""

    row: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a day is painted, in pixels from where reading starts.

    Attributes:
        more: How many meetings have no room; they are stood for beside the day itself.
    """

    left: int
    top: int
    right: int
    bottom: int
    chips: tuple[Chip, ...]
    more: int


@dataclass(frozen=True, slots=True)
class CellMeasure:
    """How large things are in a cell: the line with the day, a chip, and what is between them."""

    head: int
    chip: int
    gap: int


def cells_of(board: MonthBoard, width: int, height: int, measure: CellMeasure) -> list[Cell]:
    """Return the cells of a month in a rectangle."""
    weeks = max(1, board.weeks)
    # As many lines in each week, also where one is a pixel lower than the others.
    room = max(0, (height // weeks - measure.head) // (measure.chip + measure.gap))
    cells = []
    for number in range(len(board.days)):
        week, weekday = divmod(number, WEEK)
        left, right = width * weekday // WEEK, width * (weekday + 1) // WEEK
        top, bottom = height * week // weeks, height * (week + 1) // weeks
        rows = board.rows[number]
        count = min(len(rows), room)
        tops = [top + measure.head + place * (measure.chip + measure.gap) for place in range(count)]
        chips = tuple(
            Chip(row, left + measure.gap + 1, y, right - measure.gap, y + measure.chip)
            for row, y in zip(rows[:count], tops, strict=True)
        )
        cells.append(Cell(left, top, right, bottom, chips, len(rows) - count))
    return cells
