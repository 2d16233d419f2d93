"""Meetings and their invitees in the store: what should exist, beside what the provider said last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, func, insert, select, update

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId
from hosted_meetings_desktop.domain.meeting import (
    Invitee,
    Meeting,
    MeetingDraft,
    MeetingFilter,
    Page,
    Phase,
    Region,
    Schedule,
    SyncState,
)
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.meetings_observed import ObservedMeetings

_LIVE = (
    select(func.max(t.sessions.c.live))
    .where(t.sessions.c.room_id == t.meetings.c.room_id, t.sessions.c.ended_at.is_(None))
    .scalar_subquery()
    .label("live")
)


class SqlMeetings(ObservedMeetings):
    """Implements ``MeetingRepository``."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._connection = connection

    def get(self, meeting: MeetingId) -> Meeting | None:
        """Return one meeting with its invitees, or None."""
        found = self._rows(t.meetings.c.id == meeting)
        return found[0] if found else None

    def by_room(self, room: RoomId) -> Meeting | None:
        """Return the meeting that uses a room, or None."""
        found = self._rows(t.meetings.c.room_id == room)
        return found[0] if found else None

    def page(self, wanted: MeetingFilter, *, now: datetime, offset: int, limit: int) -> Page[Meeting]:
        """Return a page in order of start; past and cancelled ones newest first."""
        where = _conditions(wanted, now)
        total = self._connection.scalar(select(func.count()).select_from(t.meetings).where(where)) or 0
        newest_first = wanted.phase in {Phase.PAST, Phase.CANCELLED}
        order = t.meetings.c.starts_at.desc() if newest_first else t.meetings.c.starts_at.asc()
        rows = self._rows(where, order, offset=offset, limit=limit)
        return Page(tuple(rows), total)

    def add(self, meeting: MeetingId, draft: MeetingDraft, *, now: datetime) -> Meeting:
        """Keep a new meeting; it waits to be sent."""
        self._connection.execute(
            insert(t.meetings).values(id=meeting, created_at=now, **_desired(draft), changed_at=now, sync="waiting")
        )
        self._write_invitees(meeting, draft.invitees)
        return self._must(meeting)

    def change(self, meeting: MeetingId, draft: MeetingDraft, *, now: datetime) -> Meeting:
        """Replace what should exist; participants who are no longer invited are to be removed at the provider."""
        self._connection.execute(
            update(t.meetings)
            .where(t.meetings.c.id == meeting)
            .values(**_desired(draft), changed_at=now, sync="waiting", problem="")
        )
        self._write_invitees(meeting, draft.invitees)
        return self._must(meeting)

    def set_cancelled(self, meeting: MeetingId, *, cancelled: bool, now: datetime) -> Meeting:
        """Cancel or restore."""
        self._connection.execute(
            update(t.meetings)
            .where(t.meetings.c.id == meeting)
            .values(cancelled=cancelled, changed_at=now, sync="waiting", problem="")
        )
        return self._must(meeting)

    def remove(self, meeting: MeetingId) -> None:
        """Forget a meeting that the provider never heard of."""
        self._connection.execute(delete(t.meetings).where(t.meetings.c.id == meeting))

    def host_names(self) -> tuple[str, ...]:
        """Return the hosts used before, the most recent first."""
        query = (
            select(t.meetings.c.host).group_by(t.meetings.c.host).order_by(func.max(t.meetings.c.created_at).desc())
        )
        return tuple(self._connection.scalars(query.limit(50)))

    # ---- rows
    def _must(self, meeting: MeetingId) -> Meeting:
        found = self.get(meeting)
        if found is None:
            raise KeyError(meeting)
        return found

    def _rows(
        self, where: ColumnElement[bool], *order: ColumnElement[Any], offset: int = 0, limit: int | None = None
    ) -> list[Meeting]:
        query = select(t.meetings, _LIVE).where(where).order_by(*order, t.meetings.c.id).offset(offset)
        rows = self._connection.execute(query if limit is None else query.limit(limit)).all()
        people: dict[str, list[Invitee]] = {}
        if rows:
            wanted = [row.id for row in rows]
            invited = select(t.invitees).where(t.invitees.c.meeting_id.in_(wanted)).order_by(t.invitees.c.position)
            for person in self._connection.execute(invited):
                people.setdefault(person.meeting_id, []).append(_invitee(person))
        return [_meeting(row, tuple(people.get(row.id, ()))) for row in rows]

    def _write_invitees(self, meeting: MeetingId, people: tuple[Invitee, ...]) -> None:
        keep = [person.id for person in people]
        gone = and_(t.invitees.c.meeting_id == meeting, t.invitees.c.id.not_in(keep))
        left = self._connection.scalars(
            select(t.invitees.c.participant_id).where(gone, t.invitees.c.participant_id.is_not(None))
        ).all()
        if left:
            self._connection.execute(
                insert(t.removed_participants), [{"participant_id": p, "meeting_id": meeting} for p in left]
            )
        self._connection.execute(delete(t.invitees).where(gone))
        known = set(self._connection.scalars(select(t.invitees.c.id).where(t.invitees.c.meeting_id == meeting)))
        for position, person in enumerate(people):
            values = {"position": position, "name": person.name, "role": person.role, "preset": person.preset}
            values["email"] = person.email
            if person.id in known:
                self._connection.execute(update(t.invitees).where(t.invitees.c.id == person.id).values(**values))
            else:
                self._connection.execute(insert(t.invitees).values(id=person.id, meeting_id=meeting, **values))


def _desired(draft: MeetingDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "public_title": draft.public_title,
        "starts_at": draft.schedule.starts_at,
        "ends_at": draft.schedule.ends_at,
        "zone": draft.schedule.zone,
        "host": draft.host,
        "record_on_start": draft.record_on_start,
        "region": draft.region,
        "search": " ".join([draft.title, draft.host, *(person.name for person in draft.invitees)]).casefold(),
    }


def _conditions(wanted: MeetingFilter, now: datetime) -> ColumnElement[bool]:
    m = t.meetings.c
    live = exists().where(t.sessions.c.room_id == m.room_id, t.sessions.c.ended_at.is_(None), t.sessions.c.live > 0)
    parts: list[ColumnElement[bool]] = [m.id.is_not(None)]
    if wanted.phase is Phase.CANCELLED:
        parts.append(m.cancelled.is_(True))
    elif wanted.phase is Phase.LIVE:
        parts += [m.cancelled.is_(False), live]
    elif wanted.phase is Phase.UPCOMING:
        parts += [m.cancelled.is_(False), m.ends_at >= now, ~live]
    elif wanted.phase is Phase.PAST:
        parts += [m.cancelled.is_(False), m.ends_at < now, ~live]
    for word in wanted.text.casefold().split():
        parts.append(m.search.contains(word, autoescape=True))
    if wanted.starts_from is not None:
        parts.append(m.starts_at >= wanted.starts_from)
    if wanted.starts_before is not None:
        parts.append(m.starts_at < wanted.starts_before)
    return and_(*parts)


def _invitee(row: Row[Any]) -> Invitee:
    participant = ParticipantId(row.participant_id) if row.participant_id else None
    return Invitee(InviteeId(row.id), row.name, Role(row.role), row.preset, row.email, participant)


def _meeting(row: Row[Any], people: tuple[Invitee, ...]) -> Meeting:
    return Meeting(
        id=MeetingId(row.id),
        title=row.title,
        schedule=Schedule(row.starts_at, row.ends_at - row.starts_at, row.zone),
        host=row.host,
        invitees=people,
        record_on_start=row.record_on_start,
        region=Region(row.region),
        public_title=row.public_title,
        cancelled=row.cancelled,
        room_id=RoomId(row.room_id) if row.room_id else None,
        sync=SyncState(row.sync),
        problem=row.problem,
        live=row.live or None,
        observed_at=row.observed_at,
        created_at=row.created_at,
    )
