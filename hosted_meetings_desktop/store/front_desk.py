"""What was held and recorded today, for all of a desk's meetings at once, in plain SQL as the lists are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.front_desk import RoomSession
from hosted_meetings_desktop.domain.ids import MeetingId, PeerId, RoomId, SessionId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.store.library import connection_of
from hosted_meetings_desktop.store.meeting_list import ListedMeetings, stored_time

_RUNNING = json.dumps([status.value for status in RecordingStatus if status.running])


class SqlFrontDesk(ListedMeetings):
    """Implements ``DeskReader`` over a DB-API connection."""

    def sessions(self, meetings: Iterable[Meeting], *, since: datetime) -> dict[MeetingId, tuple[RoomSession, ...]]:
        """Return what was held of meetings since a time, and what is running; each by start."""
        rooms = _by_room(meetings)
        if not rooms:
            return {}
        wanted = [json.dumps(list(rooms)), stored_time(since)]
        # Two looks, each along an index, instead of one over every session there ever was.
        rows = self._raw.execute(
            """
            SELECT id, room_id, started_at, ended_at, live, observed_at FROM sessions
            WHERE room_id IN (SELECT value FROM json_each(?1)) AND started_at >= ?2
            UNION
            SELECT id, room_id, started_at, ended_at, live, observed_at FROM sessions
            WHERE room_id IN (SELECT value FROM json_each(?1)) AND ended_at IS NULL
            ORDER BY 3, 1
            """,
            wanted,
        ).fetchall()
        people = self._people([row[0] for row in rows])
        found: dict[MeetingId, list[RoomSession]] = {}
        for session, room, started_at, ended_at, live, observed_at in rows:
            meeting = self._held(rooms[RoomId(room)], room, started_at)
            if meeting is not None:
                made = RoomSession(
                    _time(started_at),
                    _time(ended_at) if ended_at else None,
                    live,
                    _time(observed_at),
                    tuple(people.get(session, ())),
                )
                found.setdefault(meeting, []).append(made)
        return {meeting: tuple(each) for meeting, each in found.items()}

    def recorded_now(self, meetings: Iterable[Meeting], *, since: datetime) -> dict[MeetingId, int | None]:
        """Return which meetings are being recorded, of recordings that began since a time; see ``DeskReader``."""
        rooms = _by_room(meetings)
        rows = self._raw.execute(
            """
            SELECT room_id, invoked_at, CASE kind WHEN 'tracks' THEN json_array_length(voices) END FROM recordings
            WHERE invoked_at >= ? AND status IN (SELECT value FROM json_each(?))
                AND room_id IN (SELECT value FROM json_each(?))
            """,
            [stored_time(since), _RUNNING, json.dumps(list(rooms))],
        ).fetchall()
        held = ((self._held(rooms[RoomId(room)], room, at), voices) for room, at, voices in rows)
        return {meeting: voices for meeting, voices in held if meeting is not None}

    def _people(self, sessions: Sequence[str]) -> dict[str, list[Presence]]:
        rows = self._raw.execute(
            """
            SELECT session_id, peer_id, user_id, custom_id, name, preset, joined_at, left_at, minutes
            FROM presences WHERE session_id IN (SELECT value FROM json_each(?)) ORDER BY joined_at, peer_id
            """,
            [json.dumps(list(sessions))],
        )
        people: dict[str, list[Presence]] = {}
        for session, peer, user, custom, name, preset, joined_at, left_at, minutes in rows:
            left = _time(left_at) if left_at else None
            person = Presence(
                PeerId(peer), SessionId(session), user, custom, name, preset, _time(joined_at), left, minutes
            )
            people.setdefault(session, []).append(person)
        return people

    def _held(self, candidates: Sequence[Meeting], room: str, at: str) -> MeetingId | None:
        """Return which of today's meetings was held in a room at a time; None where it was one of another day."""
        if candidates[0].room_of is None:
            return candidates[0].id
        nearest = self._nearest(room, at)
        return next((each.id for each in candidates if each.id == nearest), None)


def front_desk(library: Library) -> SqlFrontDesk:
    """Return the reader over the transaction that is open.

    Raises:
        TypeError: the library is another store's.
    """
    return SqlFrontDesk(connection_of(library).connection.driver_connection)


def _by_room(meetings: Iterable[Meeting]) -> dict[RoomId, list[Meeting]]:
    rooms: dict[RoomId, list[Meeting]] = {}
    for meeting in meetings:
        if meeting.room_id is not None:
            rooms.setdefault(meeting.room_id, []).append(meeting)
    return rooms


def _time(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
