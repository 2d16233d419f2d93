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
    Invitee,
    Meeting,
    MeetingFilter,
    Page,
    Phase,
    Region,
    Schedule,
    SyncState,
)
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import SyncCounts

_LIVE = (
    "m.room_id IS NOT NULL AND EXISTS "
    "(SELECT 1 FROM sessions s WHERE s.room_id = m.room_id AND s.ended_at IS NULL AND s.live > 0)"
)

_COLUMNS = """
    m.id, m.title, m.starts_at, m.ends_at, m.zone, m.host, m.record_on_start, m.region, m.public_title, m.cancelled,
    m.room_id, m.sync, m.problem, m.observed_at, m.created_at,
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

    def page(self, wanted: MeetingFilter, *, now: datetime, offset: int, limit: int) -> Page[Meeting]:
        """Return a page in order of start; past and cancelled ones newest first."""
        where, values = _conditions(wanted, now)
        (total,) = self._raw.execute(f"SELECT count(*) FROM meetings m WHERE {where}", values).fetchone()
        if offset >= total or limit <= 0:
            return Page((), total)
        order = "DESC" if wanted.phase in {Phase.PAST, Phase.CANCELLED} else "ASC"
        rest = f"ORDER BY m.starts_at {order}, m.id LIMIT ? OFFSET ?"
        return Page(tuple(self._rows(where, [*values, limit, offset], rest)), total)

    def phase_counts(self, text: str, *, now: datetime) -> dict[Phase | None, int]:
        """Return how many meetings that fit ``text`` each phase holds; under None how many in all."""
        where, values = _text_conditions(text)
        counted = {
            None: "count(*)",
            Phase.CANCELLED: "sum(cancelled)",
            Phase.LIVE: "sum(NOT cancelled AND live)",
            Phase.UPCOMING: "sum(NOT cancelled AND NOT live AND coming)",
            Phase.PAST: "sum(NOT cancelled AND NOT live AND NOT coming)",
        }
        row = self._raw.execute(
            f"SELECT {', '.join(counted.values())} FROM "
            f"(SELECT m.cancelled AS cancelled, m.ends_at >= ? AS coming, {_LIVE} AS live "
            f"FROM meetings m WHERE {where})",
            [_stored(now), *values],
        ).fetchone()
        return {phase: total or 0 for phase, total in zip(counted, row, strict=True)}

    def sync_counts(self) -> SyncCounts:
        """Count what waits."""
        found = dict(
            self._raw.execute("SELECT sync, count(*) FROM meetings WHERE sync != 'synced' GROUP BY sync").fetchall()
        )
        return SyncCounts(
            waiting=found.get(SyncState.WAITING, 0) + found.get(SyncState.SENDING, 0),
            attention=found.get(SyncState.ATTENTION, 0),
        )

    def _rows(self, where: str, values: Sequence[Any], rest: str = "") -> list[Meeting]:
        found = self._raw.execute(f"SELECT {_COLUMNS} FROM meetings m WHERE {where} {rest}", values).fetchall()
        if not found:
            return []
        people: dict[str, list[Invitee]] = {}
        marks = ", ".join("?" * len(found))
        invited = (
            "SELECT meeting_id, id, name, role, preset, email, participant_id FROM invitees "
            f"WHERE meeting_id IN ({marks}) ORDER BY position"
        )
        for meeting, *person in self._raw.execute(invited, [row[0] for row in found]):
            people.setdefault(meeting, []).append(_invitee(person))
        return [_meeting(row, people.get(row[0], ())) for row in found]


def _conditions(wanted: MeetingFilter, now: datetime) -> tuple[str, list[Any]]:
    where, values = _text_conditions(wanted.text)
    parts = [where]
    match wanted.phase:
        case Phase.CANCELLED:
            parts.append("m.cancelled")
        case Phase.LIVE:
            parts.append(f"NOT m.cancelled AND {_LIVE}")
        case Phase.UPCOMING:
            parts.append(f"NOT m.cancelled AND m.ends_at >= ? AND NOT ({_LIVE})")
            values.append(_stored(now))
        case Phase.PAST:
            parts.append(f"NOT m.cancelled AND m.ends_at < ? AND NOT ({_LIVE})")
            values.append(_stored(now))
    for condition, when in (("m.starts_at >= ?", wanted.starts_from), ("m.starts_at < ?", wanted.starts_before)):
        if when is not None:
            parts.append(condition)
            values.append(_stored(when))
    return " AND ".join(parts), values


def _text_conditions(text: str) -> tuple[str, list[Any]]:
    words = text.casefold().split()
    return " AND ".join(["1", *["instr(m.search, ?) > 0" for _ in words]]), list(words)


def _stored(when: datetime) -> str:
    """Write a time as SQLAlchemy's SQLite dialect does, so that both find each other's."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _invitee(row: Sequence[Any]) -> Invitee:
    invitee, name, role, preset, email, participant = row
    return Invitee(
        InviteeId(invitee), name, Role(role), preset, email, ParticipantId(participant) if participant else None
    )


def _meeting(row: Sequence[Any], people: Iterable[Invitee]) -> Meeting:
    (
        meeting, title, starts_at, ends_at, zone, host, record_on_start, region, public_title, cancelled,
        room, sync, problem, observed_at, created_at, live,
    ) = row  # fmt: skip
    start = _time(starts_at)
    return Meeting(
        id=MeetingId(meeting),
        title=title,
        schedule=Schedule(start, _time(ends_at) - start, zone),
        host=host,
        invitees=tuple(people),
        record_on_start=bool(record_on_start),
        region=Region(region),
        public_title=public_title,
        cancelled=bool(cancelled),
        room_id=RoomId(room) if room else None,
        sync=SyncState(sync),
        problem=problem,
        live=live or None,
        observed_at=_time(observed_at) if observed_at else None,
        created_at=_time(created_at),
    )
