"""Sessions, attendance, exports and live commands as the provider writes them (FACTS section 4)."""

from __future__ import annotations

from datetime import datetime

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import PeerId, RoomId, SessionId
from hosted_meetings_desktop.domain.room import ExportLink, Touched
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.dyte import wire
from hosted_meetings_desktop.dyte.wire import Json, Unreadable


class SessionRow(wire.Answer):
    """One live run of a meeting; ``associated_id`` is the meeting's id."""

    id: Json = None
    associated_id: Json = None
    meeting_display_name: Json = None
    status: Json = None
    live_participants: Json = None
    max_concurrent_participants: Json = None
    minutes_consumed: Json = None
    started_at: Json = None
    ended_at: Json = None
    created_at: Json = None
    updated_at: Json = None


class PresenceRow(wire.Answer):
    """One join: ``id`` is the peer's, ``user_id`` the participant's; ``duration`` is in fractional minutes."""

    id: Json = None
    user_id: Json = None
    custom_participant_id: Json = None
    client_specific_id: Json = None
    display_name: Json = None
    preset_name: Json = None
    joined_at: Json = None
    left_at: Json = None
    duration: Json = None
    created_at: Json = None


class TouchedAnswer(wire.Answer):
    """What kick and mute (and their "all" forms) did."""

    participants: Json = None
    kicked_participants_count: Json = None
    muted_participants_count: Json = None


def session(row: SessionRow) -> Session:
    """Return a session. One that ended without saying when has ended at its last change."""
    started = wire.required_moment("start", row.started_at, row.created_at)
    return Session(
        id=SessionId(wire.required(row.id, "session id")),
        room_id=RoomId(wire.required(row.associated_id, "meeting id of the session")),
        title=wire.text(row.meeting_display_name),
        started_at=started,
        ended_at=_ended(row, started),
        live=max(wire.whole(row.live_participants) or 0, 0),
        most_at_once=max(wire.whole(row.max_concurrent_participants) or 0, 0),
        minutes=wire.number(row.minutes_consumed),
    )


def _ended(row: SessionRow, started: datetime) -> datetime | None:
    ended = wire.moment(row.ended_at)
    if ended is None and row.status == "ENDED":
        return wire.moment(row.updated_at) or started
    return ended


def presence(row: PresenceRow, session_id: SessionId) -> Presence:
    """Return one join; ``left_at`` and ``duration`` are missing while the person is in."""
    return Presence(
        peer_id=PeerId(wire.required(row.id, "peer id")),
        session_id=session_id,
        user_id=wire.text(row.user_id),
        custom_id=wire.text(row.custom_participant_id) or wire.text(row.client_specific_id),
        name=wire.text(row.display_name),
        preset=wire.text(row.preset_name),
        joined_at=wire.required_moment("time of joining", row.joined_at, row.created_at),
        left_at=wire.moment(row.left_at),
        minutes=wire.number(row.duration),
    )


def touched(row: TouchedAnswer) -> Touched:
    """Return whom a live command reached, by the count or by the list."""
    people = wire.objects(row.participants)
    names = tuple(name for each in people if (name := wire.text(each.get("name"))))
    for count in (row.kicked_participants_count, row.muted_participants_count):
        said = wire.whole(count)
        if said is not None:
            return Touched(max(said, 0), names)
    return Touched(len(people), names)


def export_link(found: Json, what: str) -> ExportLink:
    """Return the link to a chat, transcript or summary; snake_case and camelCase both occur (FACTS section 2).

    Args:
        found: ``data`` of the answer.
        what: ``chat``, ``transcript`` or ``summary``.

    Raises:
        Unreadable: There is no link (yet).
    """
    data = wire.document(found)
    for url_key, expiry_key in (
        (f"{what}_download_url", f"{what}_download_url_expiry"),
        (f"{what}DownloadUrl", f"{what}DownloadUrlExpiry"),
    ):
        url = wire.text(data.get(url_key))
        if url:
            return ExportLink(url, wire.moment(data.get(expiry_key)))
    raise Unreadable(f"no {what} link")


SESSIONS = wire.Reader(SessionRow, session, "sessions")


def presences(session_id: SessionId) -> wire.Reader[Presence]:
    """Return the reader of one session's joins."""
    return wire.Reader(PresenceRow, lambda row: presence(row, session_id), "participants")
