"""The columns of attendance files: the same in the same order in every version; see docs/attendance-files.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.reports import ReportHead
from hosted_meetings_desktop.domain.ledger.sums import UNINVITED

Value = str | int | float | date | datetime | None


class As(StrEnum):
    """How a column is written."""

    TEXT = "text"
    FLAG = "flag"  # yes or no
    COUNT = "count"
    MINUTES = "minutes"  # with two decimals
    DAY = "day"
    LOCAL = "local"  # a time in the clinic's zone
    UTC = "utc"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Stands in the file's first row.
        value: What a row has in it: aware UTC for both kinds of times, a length for minutes; None for nothing.
        width: About how many characters it needs.
    """

    name: str
    kind: As
    value: Callable[[LedgerRow, ReportHead], object]
    width: int = 12


def _times(name: str, value: Callable[[LedgerRow], datetime | None]) -> tuple[Column, Column]:
    """Return a time twice: by the clinic's clock and in UTC."""
    return (
        Column(f"{name}_local", As.LOCAL, lambda row, _head: value(row), 20),
        Column(f"{name}_utc", As.UTC, lambda row, _head: value(row), 20),
    )


COLUMNS: tuple[Column, ...] = (
    Column("day", As.DAY, lambda row, _head: row.day, 11),
    Column("meeting", As.TEXT, lambda row, _head: row.title, 28),
    Column("host", As.TEXT, lambda row, _head: row.host, 20),
    Column("visit_type", As.TEXT, lambda row, head: head.visit_type(row), 18),
    *_times("planned_start", lambda row: row.starts_at),
    *_times("planned_end", lambda row: row.ends_at),
    Column("cancelled", As.FLAG, lambda row, _head: row.cancelled),
    Column("person", As.TEXT, lambda row, _head: row.name, 24),
    Column("role", As.TEXT, lambda row, _head: row.role.value if row.role is not None else UNINVITED),
    Column("invited", As.FLAG, lambda row, _head: row.invited),
    Column("outcome", As.TEXT, lambda row, _head: row.judgement.value, 18),
    *_times("arrived", lambda row: row.arrived),
    *_times("first_joined", lambda row: row.first_joined),
    *_times("last_left", lambda row: row.last_left),
    Column("minutes_present", As.MINUTES, lambda row, _head: row.present),
    Column("minutes_waited", As.MINUTES, lambda row, _head: row.waited),
    Column("minutes_late", As.MINUTES, lambda row, _head: row.late_by),
    Column("minutes_left_early", As.MINUTES, lambda row, _head: row.left_early_by),
    Column("times_joined", As.COUNT, lambda row, _head: row.joins),
    Column("connections", As.COUNT, lambda row, _head: row.connections),
    Column("failed_tries", As.COUNT, lambda row, _head: row.tries),
    Column("devices", As.TEXT, lambda row, _head: "; ".join(row.devices), 20),
    Column("doubts", As.TEXT, lambda row, _head: "; ".join(row.doubts), 20),
    Column("sessions", As.COUNT, lambda row, _head: row.sessions),
    Column("session_id", As.TEXT, lambda row, _head: row.first_session or "", 20),
    Column("meeting_id", As.TEXT, lambda row, _head: row.meeting or "", 20),
    Column("person_id", As.TEXT, lambda row, _head: row.person or "", 20),
    Column("ledger_entry", As.COUNT, lambda row, _head: row.entry or None),
)

NAMES = tuple(each.name for each in COLUMNS)
_MINUTE = timedelta(minutes=1)


def minutes(length: object) -> float | None:
    """Return a length in minutes with two decimals."""
    return round(length / _MINUTE, 2) if isinstance(length, timedelta) else None


def values(row: LedgerRow, head: ReportHead) -> Iterable[tuple[Column, object]]:
    """Yield what a row has in each column."""
    return ((each, each.value(row, head)) for each in COLUMNS)
