"""The lists of meetings, in plain SQL.

They are what a person waits for. SQLAlchemy's import would be a third of the way to the first list, so these queries
go to the driver; everything that writes goes through SQLAlchemy, over the same connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId
from hosted_meetings_desktop.domain.meeting import (
    MAX_DURATION,
    Conflict,
    Invitee,
    Meeting,
    MeetingFilter,
    Page,
    Phase,
    Region,
    Schedule,
    SharedField,
    SyncState,
)
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import SyncCounts
from hosted_meetings_desktop.store.full_text import match

_STATE = """
    CASE WHEN m.refused_version = m.version
              OR EXISTS (SELECT 1 FROM conflicts c WHERE c.meeting_id = m.id)
              OR EXISTS (SELECT 1 FROM invitees i WHERE i.meeting_id = m.id AND i.problem != '' AND NOT i.removed)
         THEN 'attention'
         WHEN m.settled_version = m.version THEN 'synced'
         WHEN EXISTS (SELECT 1 FROM creations c WHERE c.meeting_id = m.id AND c.given_up_at IS NULL)
              OR EXISTS (SELECT 1 FROM invitees i WHERE i.meeting_id = m.id AND i.sent_at IS NOT NULL)
         THEN 'sending'
         ELSE 'waiting'
    END
"""
"""How a meeting stands follows from its versions and journal; it is kept nowhere."""

_COLUMNS = f"""
    m.id, m.title, m.starts_at, m.ends_at, m.zone, m.host, m.record_on_start, m.region, m.public_title, m.cancelled,
    m.room_id, {_STATE} AS sync, m.problem, m.created_at, m.problem_field, m.next_try_at, m.made_elsewhere,
    nullif(max(
        coalesce((SELECT r.observed_at FROM rooms r WHERE r.id = m.room_id), ''),
        coalesce((SELECT max(s.observed_at) FROM sessions s WHERE s.room_id = m.room_id AND s.ended_at IS NULL), '')
    ), '') AS observed_at,
    (SELECT max(s.live) FROM sessions s WHERE s.room_id = m.room_id AND s.ended_at IS NULL) AS live
"""


class ListedMeetings:
    """Implements ``MeetingReader`` over a DB-API connection."""

    def __init__(self, connection: Any) -> None:
        self._raw = connection

    def get(self, meeting: MeetingId) -> Meeting | None:
        """Return one meeting with its invitees, or None."""
        return next(iter(self._rows("m.id = ?", [meeting])), None)

    def by_room(self, room: RoomId) -> Meeting | None:
        """Return the meeting that uses a room, or None."""
        return next(iter(self._rows("m.room_id = ?", [room])), None)

    def doubles(self, meeting: MeetingId) -> tuple[Meeting, ...]:
        """Return open meetings whose rooms another program made with the same title in the same minute as this one's.

        Somebody's retry may have doubled them; which one is meant is for people to say.
        """
        where = """
            NOT m.cancelled AND m.made_elsewhere AND m.room_id IN (
                SELECT other.id FROM meetings me
                JOIN rooms mine ON mine.id = me.room_id
                JOIN rooms other ON other.title = mine.title AND other.id != mine.id
                WHERE me.id = ? AND me.made_elsewhere AND mine.title != ''
                    AND abs(julianday(other.created_at) - julianday(mine.created_at)) < 1.0 / 1440)
        """
        return tuple(self._rows(where, [meeting], "ORDER BY m.id"))

    def page(self, wanted: MeetingFilter, *, now: datetime, offset: int, limit: int) -> Page[Meeting]:
        """Return a page in order of start; past and cancelled ones newest first."""
        where, values = _conditions(wanted, now, self._live_rooms())
        (total,) = self._raw.execute(f"SELECT count(*) FROM meetings m WHERE {where}", values).fetchone()
        if offset >= total or limit <= 0:
            return Page((), total)
        order = "DESC" if wanted.phase in {Phase.PAST, Phase.CANCELLED} else "ASC"
        rest = f"ORDER BY m.starts_at {order}, m.id {order}"
        # The ids come from an index alone, however far down the page is; only its own rows are read.
        ids = f"SELECT m.id FROM meetings m WHERE {where} {rest} LIMIT ? OFFSET ?"
        return Page(tuple(self._rows(f"m.id IN ({ids})", [*values, limit, offset], rest)), total)

    def phase_counts(self, text: str, *, now: datetime) -> dict[Phase | None, int]:
        """Return how many meetings that fit ``text`` each phase holds; under None how many in all."""
        live = self._live_rooms()
        counts: dict[Phase | None, int] = {}
        for phase in Phase:
            where, values = _conditions(MeetingFilter(phase, text), now, live)
            (counts[phase],) = self._raw.execute(f"SELECT count(*) FROM meetings m WHERE {where}", values).fetchone()
        counts[None] = sum(counts.values())
        return counts

    def _live_rooms(self) -> list[str]:
        """Return the rooms with somebody in them: a handful, so that no list has to look into sessions."""
        found = self._raw.execute("SELECT DISTINCT room_id FROM sessions WHERE ended_at IS NULL AND live > 0")
        return [room for (room,) in found.fetchall()]

    def sync_counts(self) -> SyncCounts:
        """Count what waits."""
        waiting, attention = self._raw.execute(
            """
            SELECT (SELECT count(*) FROM meetings WHERE version != settled_version AND refused_version != version),
                   (SELECT count(DISTINCT id) FROM (
                       SELECT id FROM meetings WHERE version != settled_version AND refused_version = version
                       UNION ALL SELECT meeting_id FROM conflicts
                       UNION ALL SELECT meeting_id FROM invitees WHERE problem != '' AND NOT removed))
            """
        ).fetchone()
        return SyncCounts(waiting, attention)

    def unsettled(self, *, limit: int) -> tuple[Meeting, ...]:
        """Return the meetings that wait for the provider or for a person, in order of start."""
        where = """
            m.id IN (SELECT id FROM meetings WHERE version != settled_version
                     UNION ALL SELECT meeting_id FROM conflicts
                     UNION ALL SELECT meeting_id FROM invitees WHERE problem != '' AND NOT removed)
        """
        return tuple(self._rows(where, [limit], "ORDER BY m.starts_at, m.id LIMIT ?"))

    def _rows(self, where: str, values: Sequence[Any], rest: str = "") -> list[Meeting]:
        found = self._raw.execute(f"SELECT {_COLUMNS} FROM meetings m WHERE {where} {rest}", values).fetchall()
        if not found:
            return []
        ids = [row[0] for row in found]
        marks = ", ".join("?" * len(ids))
        people: dict[str, list[Invitee]] = {}
        invited = (
            "SELECT meeting_id, id, name, role, preset, email, participant_id, problem FROM invitees "
            f"WHERE meeting_id IN ({marks}) AND NOT removed ORDER BY position"
        )
        for meeting, *person in self._raw.execute(invited, ids):
            people.setdefault(meeting, []).append(_invitee(person))
        conflicts: dict[str, list[Conflict]] = {}
        changed_twice = f"SELECT meeting_id, field, ours, theirs, at FROM conflicts WHERE meeting_id IN ({marks})"
        for meeting, field, ours, theirs, at in self._raw.execute(changed_twice, ids):
            conflicts.setdefault(meeting, []).append(Conflict(SharedField(field), ours, theirs, _time(at)))
        return [_meeting(row, people.get(row[0], ()), conflicts.get(row[0], ())) for row in found]


def _conditions(wanted: MeetingFilter, now: datetime, live_rooms: list[str]) -> tuple[str, list[Any]]:
    where, values = _text_conditions(wanted.text)
    parts = [where]
    live = f"m.room_id IN ({', '.join('?' * len(live_rooms))})"
    match wanted.phase:
        case Phase.CANCELLED:
            parts.append("m.cancelled = 1")
        case Phase.LIVE:
            parts.append(f"m.cancelled = 0 AND {live}")
            values += live_rooms
        case Phase.UPCOMING | Phase.PAST:
            # No meeting is longer than a day, so the start alone says nearly all, and an index is in its order.
            coming = wanted.phase is Phase.UPCOMING
            parts.append("m.cancelled = 0")
            parts.append("m.starts_at >= ? AND m.ends_at >= ?" if coming else "m.starts_at < ? AND m.ends_at < ?")
            values += [stored_time(now - MAX_DURATION if coming else now), stored_time(now)]
            if live_rooms:
                parts.append(f"(m.room_id IS NULL OR NOT {live})")
                values += live_rooms
    for condition, when in (("m.starts_at >= ?", wanted.starts_from), ("m.starts_at < ?", wanted.starts_before)):
        if when is not None:
            parts.append(condition)
            values.append(stored_time(when))
    return " AND ".join(parts), values


def _text_conditions(text: str) -> tuple[str, list[Any]]:
    if not text.strip():
        return "1", []
    expression = match(text)
    if not expression:  # nothing but punctuation was typed
        return "0", []
    return "m.rowid IN (SELECT rowid FROM meetings_fts WHERE meetings_fts MATCH ?)", [expression]


def stored_time(when: datetime) -> str:
    """Write a time as SQLAlchemy's SQLite dialect does, so that both find each other's."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _invitee(row: Sequence[Any]) -> Invitee:
    invitee, name, role, preset, email, participant, problem = row
    return Invitee(
        InviteeId(invitee),
        name,
        Role(role),
        preset,
        email,
        ParticipantId(participant) if participant else None,
        problem,
    )


def _meeting(row: Sequence[Any], people: Iterable[Invitee], conflicts: Iterable[Conflict]) -> Meeting:
    (
        meeting, title, starts_at, ends_at, zone, host, record_on_start, region, public_title, cancelled,
        room, sync, problem, created_at, problem_field, next_try_at, made_elsewhere, observed_at, live,
    ) = row  # fmt: skip
    people = tuple(people)
    start = _time(starts_at)
    return Meeting(
        id=MeetingId(meeting),
        title=title,
        schedule=Schedule(start, _time(ends_at) - start, zone),
        host=host,
        invitees=people,
        record_on_start=bool(record_on_start),
        region=Region(region),
        public_title=public_title,
        cancelled=bool(cancelled),
        room_id=RoomId(room) if room else None,
        sync=SyncState(sync),
        problem=problem or next((person.problem for person in people if person.problem), ""),
        live=live or None,
        observed_at=_time(observed_at) if observed_at else None,
        created_at=_time(created_at),
        problem_field=problem_field,
        next_try_at=_time(next_try_at) if next_try_at else None,
        conflicts=tuple(conflicts),
        made_elsewhere=bool(made_elsewhere),
    )
