"""What a meeting that is being moved, stretched or drawn would be; nothing here changes anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum, auto

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.meeting import MAX_DURATION
from hosted_meetings_desktop.ui.panes.schedule.board import Board, Side, same


class Grip(Enum):
    """By what it is held."""

    WHOLE = auto()
    START = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Carried:
    """Where something would go.

    Attributes:
        entry: What is moved; None for a new meeting.
        column: Which column it is over.
    """

    entry: CalendarEntry | None
    starts_at: datetime
    ends_at: datetime
    column: int

    @property
    def duration(self) -> timedelta:
        """How long it would be."""
        return self.ends_at - self.starts_at

    def host(self, board: Board) -> str | None:
        """Return the host it would have, None where that stays."""
        column = board.columns[self.column]
        if column.side is not Side.HOSTS or not column.name:
            return None
        return None if self.entry is not None and same(column.name, self.entry.host) else column.name

    def place(self, board: Board) -> str | None:
        """Return the room on site it would have, empty for none; None where that stays."""
        column = board.columns[self.column]
        if column.side is not Side.PLACES:
            return None
        return None if same(column.name, self.entry.place if self.entry is not None else "") else column.name

    def changes(self, board: Board) -> bool:
        """Return whether putting it down here would change anything."""
        entry = self.entry
        if entry is None:
            return True
        moved = (self.starts_at, self.ends_at) != (entry.starts_at, entry.ends_at)
        return moved or self.host(board) is not None or self.place(board) is not None


def moved_by_pointer(board: Board, entry: CalendarEntry, column: int, position: float, step: int) -> Carried:
    """Return a meeting put where its start is at ``position`` of ``column``, on the next multiple of ``step``."""
    start = board.time_at(column, board.axis.snapped(position, step))
    return Carried(entry, start, start + (entry.ends_at - entry.starts_at), column)


def stretched_by_pointer(
    board: Board, carried: Carried, grip: Grip, column: int, position: float, step: int
) -> Carried:
    """Return a meeting with another start or end; it keeps at least one step."""
    at = board.time_at(column, board.axis.snapped(position, step))
    return stretched_to(carried, grip, at, timedelta(minutes=step))


def stretched_to(carried: Carried, grip: Grip, at: datetime, least: timedelta) -> Carried:
    """Return a meeting that begins or ends at a moment, within what a meeting may last."""
    if grip is Grip.START:
        start = max(min(at, carried.ends_at - least), carried.ends_at - MAX_DURATION)
        return replace(carried, starts_at=start)
    end = min(max(at, carried.starts_at + least), carried.starts_at + MAX_DURATION)
    return replace(carried, ends_at=end)


def drawn(board: Board, column: int, first: float, last: float, step: int) -> Carried:
    """Return a new meeting between two places of a column."""
    axis = board.axis
    top, bottom = sorted((first, last))
    begin = axis.snapped(top - step / 2, step)  # the step that was pressed is part of it
    end = max(axis.snapped(bottom + step / 2, step), begin + step)
    start = board.time_at(column, begin)
    until = board.time_at(column, end)
    return Carried(None, start, max(until, start + timedelta(minutes=step)), column)


def moved_by_days(at: datetime, days: int, zone: tzinfo | None) -> datetime:
    """Return ``at`` some days on, at the same time of the viewer's clock; what the clock skips is put off by as much.

    Args:
        at: Aware.
        days: May be negative.
        zone: The viewer's: what is moved on a screen keeps the time that the screen shows.
    """
    there = at.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    aware = there.replace(tzinfo=zone) if zone is not None else there.astimezone()
    return aware.astimezone(UTC)


def moved_to_day(entry: CalendarEntry, day: date, zone: tzinfo | None) -> datetime:
    """Return the start of a meeting put on another day, at the same time of the viewer's clock."""
    return moved_by_days(entry.starts_at, (day - entry.starts_at.astimezone(zone).date()).days, zone)
