"""Meetings as calendars and the slot rule need them: thousands at once, in plain SQL as the lists are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.calendar_entry import BusyTime, CalendarEntry
from hosted_meetings_desktop.domain.ids import MeetingId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import MAX_DURATION, SyncState
from hosted_meetings_desktop.domain.slots import Taken
from hosted_meetings_desktop.domain.visit_type import MAX_BUFFER, VisitType
from hosted_meetings_desktop.store.meeting_list import FROM, OWN, STATE, ListedMeetings, stored_time

_NONE = timedelta(0)


class SqlCalendar(ListedMeetings):
    """Implements ``CalendarRepository`` over a DB-API connection."""

    def entries(
        self, starts_from: datetime, starts_before: datetime, types: dict[VisitTypeId, VisitType]
    ) -> tuple[CalendarEntry, ...]:
        """Return all meetings that overlap a window, cancelled ones too, by start."""
        values = [stored_time(starts_from - MAX_DURATION), stored_time(starts_before), stored_time(starts_from)]
        within = "m.carrier = 0 AND m.starts_at >= ? AND m.starts_at < ? AND m.ends_at > ?"
        rows = self._raw.execute(
            f"""
            SELECT m.id, m.title, m.starts_at, m.ends_at, m.zone, m.host, {STATE}, m.visit_type_id, m.place,
                   m.cancelled, m.series_id, m.wall, {OWN}
            FROM {FROM} WHERE {within} ORDER BY m.starts_at, m.id
            """,
            values,
        ).fetchall()
        people: dict[str, list[str]] = {}
        invited = self._raw.execute(
            f"""
            SELECT i.meeting_id, i.name FROM invitees i
            WHERE i.role != 'host' AND NOT i.removed
                AND i.meeting_id IN (SELECT {OWN} FROM meetings m WHERE {within})
            ORDER BY i.position
            """,
            values,
        )
        for meeting, name in invited:
            people.setdefault(meeting, []).append(name)
        live = self._live()
        return tuple(_entry(row, people.get(row[-1], []), types, live.get(row[0])) for row in rows)

    def taken(
        self,
        starts_from: datetime,
        starts_before: datetime,
        *,
        host: str,
        place: str,
        types: dict[VisitTypeId, VisitType],
    ) -> tuple[Taken, ...]:
        """Return what is planned for a host or in a place around a window, with its buffers, by start.

        Rooms made elsewhere are left out: nobody knows when they are used.
        """
        rows = self._raw.execute(
            f"""
            SELECT m.id, m.title, m.starts_at, m.ends_at, m.host, m.place, m.visit_type_id,
                   EXISTS (SELECT 1 FROM invitees i
                           WHERE i.meeting_id = {OWN} AND i.role = 'patient' AND NOT i.removed)
            FROM meetings m
            WHERE m.carrier = 0 AND m.cancelled = 0 AND m.made_elsewhere = 0
                AND m.starts_at >= ? AND m.starts_at < ? AND m.ends_at > ?
            ORDER BY m.starts_at, m.id
            """,
            [
                stored_time(starts_from - MAX_DURATION - MAX_BUFFER),
                stored_time(starts_before + MAX_BUFFER),
                stored_time(starts_from - MAX_BUFFER),
            ],
        ).fetchall()
        wanted_host, wanted_place = host_key(host), host_key(place)
        return tuple(
            _taken(row, types)
            for row in rows
            if host_key(row[4]) == wanted_host or (wanted_place and host_key(row[5]) == wanted_place)
        )

    def busy(
        self, starts_from: datetime, starts_before: datetime, *, host: str | None = None
    ) -> tuple[BusyTime, ...]:
        """Return what hosts' own calendars have in a window, by start; ``host`` None for all."""
        rows = self._raw.execute(
            """
            SELECT c.host, b.starts_at, b.ends_at, b.title, c.name, c.read_at, b.all_day
            FROM busy_times b JOIN calendars c ON c.id = b.calendar_id
            WHERE b.starts_at < ? AND b.ends_at > ? ORDER BY b.starts_at
            """,
            [stored_time(starts_before), stored_time(starts_from)],
        ).fetchall()
        return tuple(
            BusyTime(whose, _time(starts), _time(ends), title, name, _time(read_at), bool(all_day))
            for whose, starts, ends, title, name, read_at, all_day in rows
            if host is None or host_key(whose) == host_key(host)
        )


def _entry(
    row: tuple[Any, ...], people: list[str], types: dict[VisitTypeId, VisitType], live: int | None
) -> CalendarEntry:
    (
        meeting, title, starts_at, ends_at, zone, host, sync, visit_type, place, cancelled, series, wall, _own,
    ) = row  # fmt: skip
    start = _time(starts_at)
    entry = CalendarEntry(
        meeting_id=MeetingId(meeting),
        title=title,
        starts_at=start,
        ends_at=_time(ends_at),
        zone=zone,
        host=host,
        sync=SyncState(sync),
        people=tuple(people),
        place=place,
        cancelled=bool(cancelled),
        in_series=series is not None,
        moved=wall is not None and not _as_planned(start, zone, wall),
        live=live,
    )
    known = types.get(VisitTypeId(visit_type)) if visit_type else None
    if known is None:
        return entry
    from dataclasses import replace

    return replace(entry, visit_type=known.name, colour=known.colour, before=known.before, after=known.after)


def _as_planned(start: datetime, zone: str, wall: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) == start
    except (ValueError, OSError, KeyError):  # a zone that this PC does not know
        return True


def _taken(row: tuple[Any, ...], types: dict[VisitTypeId, VisitType]) -> Taken:
    meeting, title, starts_at, ends_at, host, place, visit_type, patient = row
    known = types.get(VisitTypeId(visit_type)) if visit_type else None
    return Taken(
        starts_at=_time(starts_at),
        ends_at=_time(ends_at),
        title=title,
        meeting=MeetingId(meeting),
        host=host,
        place=place,
        before=known.before if known else _NONE,
        after=known.after if known else _NONE,
        exclusive=known.one_at_a_time if known else bool(patient),
    )


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
