"""The lists of meetings, in plain SQL.

They are what a person waits for. SQLAlchemy's import would be a third of the way to the first list, so these queries
go to the driver; everything that writes goes through SQLAlchemy, over the same connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    ParticipantId,
    PersonId,
    RoomId,
    SeriesId,
    VisitTypeId,
)
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

OWN = "coalesce(m.room_of, m.id)"
"""What has the room and the people of a meeting: itself, or the carrier of its series."""

FROM = "meetings m LEFT JOIN meetings k ON k.id = m.room_of"

STATE = f"""
    CASE WHEN coalesce(k.refused_version = k.version, m.refused_version = m.version)
              OR EXISTS (SELECT 1 FROM conflicts c WHERE c.meeting_id = {OWN})
              OR EXISTS (SELECT 1 FROM invitees i WHERE i.meeting_id = {OWN} AND i.problem != '' AND NOT i.removed)
         THEN 'attention'
         WHEN coalesce(k.settled_version = k.version, m.settled_version = m.version) THEN 'synced'
         WHEN EXISTS (SELECT 1 FROM creations c WHERE c.meeting_id = {OWN} AND c.given_up_at IS NULL)
              OR EXISTS (SELECT 1 FROM invitees i WHERE i.meeting_id = {OWN} AND i.sent_at IS NOT NULL)
         THEN 'sending'
         WHEN m.not_before IS NOT NULL THEN 'ahead'
         ELSE 'waiting'
    END
"""
"""How a meeting stands follows from its versions and journal; it is kept nowhere."""

_ROOM = "coalesce(k.room_id, m.room_id)"

_COLUMNS = f"""
    m.id, m.title, m.starts_at, m.ends_at, m.zone, m.host, coalesce(k.record_on_start, m.record_on_start),
    coalesce(k.region, m.region), coalesce(k.public_title, m.public_title), m.cancelled,
    {_ROOM}, {STATE} AS sync, coalesce(k.problem, m.problem), m.created_at,
    coalesce(k.problem_field, m.problem_field), coalesce(k.next_try_at, m.next_try_at), m.made_elsewhere,
    nullif(max(
        coalesce((SELECT r.observed_at FROM rooms r WHERE r.id = {_ROOM}), ''),
        coalesce((SELECT max(s.observed_at) FROM sessions s WHERE s.room_id = {_ROOM} AND s.ended_at IS NULL), '')
    ), '') AS observed_at,
    m.visit_type_id, m.place, m.invites, m.series_id, m.wall, m.room_of
"""

UNSETTLED = """
    version != settled_version AND (not_before IS NULL OR refused_version = version)
"""
"""What waits for the provider now, or for a person."""


class ListedMeetings:
    """Implements ``MeetingReader`` over a DB-API connection."""

    def __init__(self, connection: Any) -> None:
        self._raw = connection

    def get(self, meeting: MeetingId) -> Meeting | None:
        """Return one meeting with its invitees, or None."""
        return next(iter(self._rows("m.id = ?", [meeting])), None)

    def by_room(self, room: RoomId) -> Meeting | None:
        """Return the meeting that uses a room, or None; of a series in one room, the one nearest to now."""
        found = self._nearest(room, stored_time(datetime.now(UTC)))
        return None if found is None else self.get(found)

    def of_series(self, series: SeriesId) -> tuple[Meeting, ...]:
        """Return the meetings of a series, cancelled ones too, by their time by rule."""
        return tuple(self._rows("m.series_id = ?", [series], "ORDER BY m.wall, m.id"))

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
        where, values = _conditions(wanted, now, list(self._live()))
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
        live = list(self._live())
        counts: dict[Phase | None, int] = {}
        for phase in Phase:
            where, values = _conditions(MeetingFilter(phase, text), now, live)
            (counts[phase],) = self._raw.execute(f"SELECT count(*) FROM meetings m WHERE {where}", values).fetchone()
        counts[None] = sum(counts.values())
        return counts

    def _live(self) -> dict[str, int]:
        """Return the meetings with somebody in their room, and how many: a handful, looked up once for a list."""
        found = self._raw.execute(
            "SELECT room_id, started_at, live FROM sessions WHERE ended_at IS NULL AND live > 0 ORDER BY live"
        ).fetchall()
        return {meeting: live for room, at, live in found if (meeting := self._nearest(room, at)) is not None}

    def _nearest(self, room: str, at: str) -> MeetingId | None:
        """Return the meeting that was held in a room at a time: of those that share it, the one planned nearest."""
        row = self._raw.execute(
            """
            SELECT m.id FROM meetings m
            WHERE m.carrier = 0
                AND (m.room_id = ?1 OR m.room_of = (SELECT id FROM meetings WHERE room_id = ?1 AND carrier))
            ORDER BY m.cancelled, abs(julianday(m.starts_at) - julianday(?2)), m.id LIMIT 1
            """,
            [room, at],
        ).fetchone()
        return MeetingId(row[0]) if row else None

    def sync_counts(self) -> SyncCounts:
        """Count what waits."""
        waiting, attention = self._raw.execute(
            """
            SELECT (SELECT count(*) FROM meetings
                    WHERE version != settled_version AND refused_version != version AND not_before IS NULL),
                   (SELECT count(DISTINCT id) FROM (
                       SELECT id FROM meetings WHERE version != settled_version AND refused_version = version
                       UNION ALL SELECT meeting_id FROM conflicts
                       UNION ALL SELECT meeting_id FROM invitees WHERE problem != '' AND NOT removed))
            """
        ).fetchone()
        return SyncCounts(waiting, attention)

    def unsettled(self, *, limit: int) -> tuple[Meeting, ...]:
        """Return the meetings that wait for the provider or for a person, in order of start."""
        where = f"""
            m.id IN (
                SELECT coalesce(
                    (SELECT o.id FROM meetings o WHERE o.room_of = u.id ORDER BY o.starts_at LIMIT 1), u.id)
                FROM meetings u WHERE u.id IN (
                    SELECT id FROM meetings WHERE {UNSETTLED}
                    UNION ALL SELECT meeting_id FROM conflicts
                    UNION ALL SELECT meeting_id FROM invitees WHERE problem != '' AND NOT removed))
        """
        return tuple(self._rows(where, [limit], "ORDER BY m.starts_at, m.id LIMIT ?"))

    def _rows(self, where: str, values: Sequence[Any], rest: str = "") -> list[Meeting]:
        found = self._raw.execute(f"SELECT {_COLUMNS} FROM {FROM} WHERE {where} {rest}", values).fetchall()
        if not found:
            return []
        owns = list({row[-1] or row[0]: None for row in found})
        marks = ", ".join("?" * len(owns))
        people: dict[str, list[Invitee]] = {}
        invited = (
            "SELECT meeting_id, id, name, role, preset, email, participant_id, problem, phone, language, zone, "
            f"person_id FROM invitees WHERE meeting_id IN ({marks}) AND NOT removed ORDER BY position"
        )
        for meeting, *person in self._raw.execute(invited, owns):
            people.setdefault(meeting, []).append(_invitee(person))
        conflicts: dict[str, list[Conflict]] = {}
        changed_twice = f"SELECT meeting_id, field, ours, theirs, at FROM conflicts WHERE meeting_id IN ({marks})"
        for meeting, field, ours, theirs, at in self._raw.execute(changed_twice, owns):
            conflicts.setdefault(meeting, []).append(Conflict(SharedField(field), ours, theirs, _time(at)))
        live = self._live()
        return [
            _meeting(row, people.get(own, ()), conflicts.get(own, ()), live.get(row[0]))
            for row in found
            for own in [row[-1] or row[0]]
        ]


def _conditions(wanted: MeetingFilter, now: datetime, live_meetings: list[str]) -> tuple[str, list[Any]]:
    where, values = _text_conditions(wanted.text)
    parts = ["m.carrier = 0", where]
    live = f"m.id IN ({', '.join('?' * len(live_meetings))})"
    match wanted.phase:
        case Phase.CANCELLED:
            parts.append("m.cancelled = 1")
        case Phase.LIVE:
            parts.append(f"m.cancelled = 0 AND {live}")
            values += live_meetings
        case Phase.UPCOMING | Phase.PAST:
            # No meeting is longer than a day, so the start alone says nearly all, and an index is in its order.
            coming = wanted.phase is Phase.UPCOMING
            parts.append("m.cancelled = 0")
            parts.append("m.starts_at >= ? AND m.ends_at >= ?" if coming else "m.starts_at < ? AND m.ends_at < ?")
            values += [stored_time(now - MAX_DURATION if coming else now), stored_time(now)]
            if live_meetings:
                parts.append(f"NOT {live}")
                values += live_meetings
    for condition, when in (("m.starts_at >= ?", wanted.starts_from), ("m.starts_at < ?", wanted.starts_before)):
        if when is not None:
            parts.append(condition)
            values.append(stored_time(when))
    if wanted.only_invites:
        parts.append("m.invites = 1")
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
    invitee, name, role, preset, email, participant, problem, phone, language, zone, person = row
    return Invitee(
        InviteeId(invitee),
        name,
        Role(role),
        preset,
        email,
        ParticipantId(participant) if participant else None,
        problem,
        phone,
        language,
        zone,
        PersonId(person) if person else None,
    )


def _meeting(
    row: Sequence[Any], people: Iterable[Invitee], conflicts: Iterable[Conflict], live: int | None
) -> Meeting:
    (
        meeting, title, starts_at, ends_at, zone, host, record_on_start, region, public_title, cancelled,
        room, sync, problem, created_at, problem_field, next_try_at, made_elsewhere, observed_at,
        visit_type, place, invites, series, wall, carrier,
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
        visit_type=VisitTypeId(visit_type) if visit_type else None,
        place=place,
        invites=bool(invites),
        series_id=SeriesId(series) if series else None,
        wall=datetime.fromisoformat(wall) if wall else None,
        room_of=MeetingId(carrier) if carrier else None,
    )
