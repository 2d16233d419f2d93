"""Hosts' own calendars and what was read from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from hosted_meetings_desktop.domain.calendar_entry import BusyTime
from hosted_meetings_desktop.domain.own_calendar import OwnCalendar
from hosted_meetings_desktop.store import tables as t


class SqlOwnCalendars:
    """Implements ``OwnCalendarRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[OwnCalendar, ...]:
        """Return every calendar, by host and name."""
        rows = self._connection.execute(select(t.calendars).order_by(t.calendars.c.host, t.calendars.c.name))
        return tuple(_calendar(row) for row in rows)

    def keep(self, calendar: OwnCalendar) -> None:
        """Keep a calendar, new or changed; what was read from another address goes."""
        c = t.calendars.c
        known = self._connection.execute(select(t.calendars).where(c.id == calendar.id)).one_or_none()
        values: dict[str, Any] = {"host": calendar.host, "name": calendar.name, "address": calendar.address}
        if known is None:
            self._connection.execute(insert(t.calendars).values(id=calendar.id, etag="", problem="", **values))
            return
        if known.address != calendar.address:
            values |= {"etag": "", "read_at": None, "problem": ""}
            self._connection.execute(delete(t.busy_times).where(t.busy_times.c.calendar_id == calendar.id))
        self._connection.execute(update(t.calendars).where(c.id == calendar.id).values(**values))

    def remove(self, calendar: str) -> None:
        """Forget a calendar and what was read from it."""
        self._connection.execute(delete(t.busy_times).where(t.busy_times.c.calendar_id == calendar))
        self._connection.execute(delete(t.calendars).where(t.calendars.c.id == calendar))

    def note_read(self, calendar: str, times: Sequence[BusyTime] | None, *, etag: str, now: datetime) -> None:
        """Keep what was read; ``times`` None: it is as it was. Of a calendar that is not known any more, nothing."""
        if self._connection.scalar(select(t.calendars.c.id).where(t.calendars.c.id == calendar)) is None:
            return
        if times is not None:
            self._connection.execute(delete(t.busy_times).where(t.busy_times.c.calendar_id == calendar))
            rows = [
                {
                    "calendar_id": calendar, "starts_at": each.starts_at, "ends_at": each.ends_at,
                    "title": each.title, "all_day": each.all_day,
                }
                for each in times
            ]  # fmt: skip
            if rows:
                self._connection.execute(insert(t.busy_times), rows)
        self._connection.execute(
            update(t.calendars).where(t.calendars.c.id == calendar).values(etag=etag, read_at=now, problem="")
        )

    def note_problem(self, calendar: str, problem: str) -> None:
        """Keep why a calendar could not be read; what was read before stays."""
        self._connection.execute(update(t.calendars).where(t.calendars.c.id == calendar).values(problem=problem))


def _calendar(row: Row[Any]) -> OwnCalendar:
    return OwnCalendar(row.id, row.host, row.name, row.address, row.etag, row.read_at, row.problem)
