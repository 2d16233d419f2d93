"""Sessions and attendance in the store, as the provider reported them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, true, update

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import MeetingId, PeerId, RoomId, SessionId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.held import in_room_of, with_meeting

_LATE_LEAVES = timedelta(hours=1)
_ASK_AGAIN = timedelta(minutes=2)

_WITH_MEETING = with_meeting(t.sessions, t.sessions.c.started_at)
_COLUMNS = (
    t.sessions,
    t.meetings.c.id.label("meeting_id"),
    t.meetings.c.title.label("meeting_title"),
)


class SqlSessions:
    """Implements ``SessionRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, session: Session, *, now: datetime) -> bool:
        """Keep what the provider said; a session that has ended stays ended. Returns whether anything changed."""
        s = t.sessions.c
        known = self._connection.execute(select(t.sessions).where(s.id == session.id)).one_or_none()
        values: dict[str, Any] = {
            "room_id": session.room_id,
            "title": session.title,
            "started_at": session.started_at,
            "ended_at": session.ended_at,
            "live": session.live if session.ended_at is None else 0,
            "most_at_once": session.most_at_once,
            "minutes": session.minutes,
        }
        if known is None:
            values["search"] = session.title.casefold()
            self._connection.execute(insert(t.sessions).values(id=session.id, **values, observed_at=now))
            return True
        if known.ended_at is not None and session.ended_at is None:
            return False  # an answer that was overtaken by a later one
        changed = any(getattr(known, name) != value for name, value in values.items())
        self._connection.execute(update(t.sessions).where(s.id == session.id).values(**values, observed_at=now))
        return changed

    def close(self, session: SessionId) -> None:
        """End a session of which the provider says nothing more, at the time it was last heard of."""
        s = t.sessions.c
        self._connection.execute(
            update(t.sessions).where(s.id == session, s.ended_at.is_(None)).values(ended_at=s.observed_at, live=0)
        )

    def note_presences(self, session: SessionId, rows: tuple[Presence, ...], *, now: datetime) -> bool:
        """Keep the people of a session; nobody who was seen is forgotten. Returns whether anything changed.

        Final when the session has ended and everybody has left it, or an hour after its end.
        """
        known = {row.peer_id: row for row in self.presences(session)}
        changed = False
        for row in {row.peer_id: row for row in rows}.values():
            before = known.get(row.peer_id)
            if before == row:
                continue
            changed = True
            values = {
                "user_id": row.user_id, "custom_id": row.custom_id, "name": row.name, "preset": row.preset,
                "joined_at": row.joined_at, "left_at": row.left_at, "minutes": row.minutes,
            }  # fmt: skip
            if before is None:
                self._connection.execute(
                    insert(t.presences).values(peer_id=row.peer_id, session_id=session, **values)
                )
            else:
                p = t.presences.c
                change = update(t.presences).where(p.peer_id == row.peer_id, p.session_id == session)
                self._connection.execute(change.values(**values))
            known[row.peer_id] = row
        s = t.sessions.c
        ended = self._connection.scalar(select(s.ended_at).where(s.id == session))
        all_left = bool(rows) and all(row.left_at is not None for row in known.values())
        final = ended is not None and (all_left or now - ended > _LATE_LEAVES)
        values = {"attendance_at": now, "attendance_final": final}
        if changed:
            title = self._connection.scalar(select(s.title).where(s.id == session)) or ""
            values["search"] = " ".join([title, *(row.name for row in known.values())]).casefold()
        self._connection.execute(update(t.sessions).where(s.id == session).values(**values))
        return changed

    def finish_attendance(self, session: SessionId) -> None:
        """Nothing more will come about the people of a session."""
        self._connection.execute(update(t.sessions).where(t.sessions.c.id == session).values(attendance_final=True))

    def wanting_attendance(self, *, now: datetime, limit: int) -> tuple[SessionId, ...]:
        """Return running sessions and ended ones whose people are not all known, read longest ago first.

        Ended ones are asked again after a few minutes only: the provider writes the last leaves late.
        """
        s = t.sessions.c
        rested = or_(s.ended_at.is_(None), s.attendance_at.is_(None), s.attendance_at < now - _ASK_AGAIN)
        query = (
            select(s.id)
            .where(s.attendance_final.is_(False), rested)
            .order_by(s.attendance_at.is_not(None), s.attendance_at, s.started_at.desc())
            .limit(limit)
        )
        return tuple(SessionId(found) for found in self._connection.scalars(query))

    def get(self, session: SessionId) -> Session | None:
        """Return one session, or None."""
        found = self._rows(t.sessions.c.id == session)
        return found[0] if found else None

    def page(self, *, text: str, offset: int, limit: int) -> Page[Session]:
        """Return a page, the newest first; ``text`` searches the meetings and the people."""
        where: ColumnElement[bool] = true()
        for word in text.casefold().split():
            where &= or_(
                t.meetings.c.search.contains(word, autoescape=True),
                t.sessions.c.search.contains(word, autoescape=True),
            )
        total = self._connection.scalar(select(func.count()).select_from(_WITH_MEETING).where(where))
        return Page(tuple(self._rows(where, offset=offset, limit=limit)), total or 0)

    def of_meeting(self, meeting: MeetingId) -> tuple[Session, ...]:
        """Return a meeting's sessions, the newest first."""
        return tuple(self._rows(in_room_of(t.sessions, meeting)))

    def presences(self, session: SessionId) -> tuple[Presence, ...]:
        """Return the joins of a session."""
        query = select(t.presences).where(t.presences.c.session_id == session).order_by(t.presences.c.joined_at)
        return tuple(_presence(row) for row in self._connection.execute(query))

    def presences_observed_at(self, session: SessionId) -> datetime | None:
        """Return when the people were last read."""
        return self._connection.scalar(select(t.sessions.c.attendance_at).where(t.sessions.c.id == session))

    def open_sessions(self) -> tuple[Session, ...]:
        """Return the sessions that were running when last asked."""
        return tuple(self._rows(t.sessions.c.ended_at.is_(None)))

    def _rows(self, where: ColumnElement[bool], *, offset: int = 0, limit: int | None = None) -> list[Session]:
        query = (
            select(*_COLUMNS)
            .select_from(_WITH_MEETING)
            .where(where)
            .order_by(t.sessions.c.started_at.desc(), t.sessions.c.id)
            .offset(offset)
        )
        return [_session(row) for row in self._connection.execute(query if limit is None else query.limit(limit))]


def _session(row: Row[Any]) -> Session:
    return Session(
        id=SessionId(row.id),
        room_id=RoomId(row.room_id),
        title=row.meeting_title or row.title or "Untitled meeting",
        started_at=row.started_at,
        ended_at=row.ended_at,
        live=row.live,
        most_at_once=row.most_at_once,
        minutes=row.minutes,
        meeting_id=MeetingId(row.meeting_id) if row.meeting_id else None,
        observed_at=row.observed_at,
    )


def _presence(row: Row[Any]) -> Presence:
    return Presence(
        peer_id=PeerId(row.peer_id),
        session_id=SessionId(row.session_id),
        user_id=row.user_id,
        custom_id=row.custom_id,
        name=row.name,
        preset=row.preset,
        joined_at=row.joined_at,
        left_at=row.left_at,
        minutes=row.minutes,
    )
