"""Sessions and attendance in the store, as the provider reported them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, true, update

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import MeetingId, PeerId, RoomId, SessionId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.store import tables as t

_OURS = t.meetings.c.room_id == t.sessions.c.room_id
_COLUMNS = (
    t.sessions,
    t.meetings.c.id.label("meeting_id"),
    t.meetings.c.title.label("meeting_title"),
)


class SqlSessions:
    """Implements ``SessionRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, session: Session, *, now: datetime) -> None:
        """Keep what the provider said; a session that has ended stays ended."""
        known = self._connection.execute(
            select(t.sessions.c.ended_at).where(t.sessions.c.id == session.id)
        ).one_or_none()
        values: dict[str, Any] = {
            "room_id": session.room_id,
            "title": session.title,
            "started_at": session.started_at,
            "ended_at": session.ended_at,
            "live": session.live if session.ended_at is None else 0,
            "most_at_once": session.most_at_once,
            "minutes": session.minutes,
            "observed_at": now,
        }
        if known is None:
            self._connection.execute(insert(t.sessions).values(id=session.id, **values))
            return
        if known.ended_at is not None and session.ended_at is None:
            return  # an answer that was overtaken by a later one
        self._connection.execute(update(t.sessions).where(t.sessions.c.id == session.id).values(**values))

    def note_presences(self, session: SessionId, rows: tuple[Presence, ...], *, now: datetime) -> None:
        """Keep the people of a session; final when the session has ended and nobody is still in."""
        ended = self._connection.scalar(select(t.sessions.c.ended_at).where(t.sessions.c.id == session))
        self._connection.execute(delete(t.presences).where(t.presences.c.session_id == session))
        if rows:
            self._connection.execute(
                insert(t.presences),
                [
                    {
                        "peer_id": row.peer_id,
                        "session_id": session,
                        "user_id": row.user_id,
                        "custom_id": row.custom_id,
                        "name": row.name,
                        "preset": row.preset,
                        "joined_at": row.joined_at,
                        "left_at": row.left_at,
                        "minutes": row.minutes,
                    }
                    for row in rows
                ],
            )
        self._connection.execute(
            update(t.sessions)
            .where(t.sessions.c.id == session)
            .values(attendance_at=now, attendance_final=ended is not None)
        )

    def get(self, session: SessionId) -> Session | None:
        """Return one session, or None."""
        found = self._rows(t.sessions.c.id == session)
        return found[0] if found else None

    def page(self, *, text: str, offset: int, limit: int) -> Page[Session]:
        """Return a page, the newest first; ``text`` searches the meetings and the people."""
        where: ColumnElement[bool] = true()
        for word in text.casefold().split():
            people = (
                select(t.presences.c.peer_id)
                .where(
                    t.presences.c.session_id == t.sessions.c.id,
                    func.lower(t.presences.c.name).contains(word, autoescape=True),
                )
                .exists()
            )
            where &= or_(
                t.meetings.c.search.contains(word, autoescape=True),
                func.lower(t.sessions.c.title).contains(word, autoescape=True),
                people,
            )
        total = self._connection.scalar(
            select(func.count()).select_from(t.sessions.outerjoin(t.meetings, _OURS)).where(where)
        )
        return Page(tuple(self._rows(where, offset=offset, limit=limit)), total or 0)

    def of_meeting(self, meeting: MeetingId) -> tuple[Session, ...]:
        """Return a meeting's sessions, the newest first."""
        return tuple(self._rows(t.meetings.c.id == meeting))

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

    def without_final_attendance(self, *, limit: int) -> tuple[Session, ...]:
        """Return ended sessions whose people were not read since."""
        return tuple(
            self._rows(t.sessions.c.ended_at.is_not(None) & t.sessions.c.attendance_final.is_(False), limit=limit)
        )

    def _rows(self, where: ColumnElement[bool], *, offset: int = 0, limit: int | None = None) -> list[Session]:
        query = (
            select(*_COLUMNS)
            .select_from(t.sessions.outerjoin(t.meetings, _OURS))
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
