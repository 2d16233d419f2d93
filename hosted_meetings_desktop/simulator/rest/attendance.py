"""Attendance rows: one per join, or one per person."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hosted_meetings_desktop.simulator.rest.wire import stamp
from hosted_meetings_desktop.simulator.world import Attendance, Session, World


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a session's participants; ``minutes`` is fractional."""

    id: str
    participant_id: str
    custom_participant_id: str
    display_name: str
    preset_name: str
    joined_at: datetime
    left_at: datetime | None
    minutes: float
    created_at: datetime
    updated_at: datetime
    peers: tuple[Attendance, ...]

    def matches(self, search: str) -> bool:
        """Tell whether a case-folded text is in its name or ids; the empty text always is."""
        return any(search in text.casefold() for text in (self.display_name, self.custom_participant_id, self.id))


def raw(session: Session) -> list[Row]:
    """Return a row per join; its id is the peer's."""
    return [_row([row]) for row in session.attendance]


def consolidated(session: Session) -> list[Row]:
    """Return a row per person: first join, last leave (none while one of the peers is in), minutes added up."""
    people: dict[str, list[Attendance]] = {}
    for row in session.attendance:
        people.setdefault(row.participant_id, []).append(row)
    return [_row(rows) for rows in people.values()]


def _row(rows: list[Attendance]) -> Row:
    first = rows[0]
    left = [row.left_at for row in rows if row.left_at is not None]
    return Row(
        id=first.id,
        participant_id=first.participant_id,
        custom_participant_id=first.custom_participant_id,
        display_name=first.display_name,
        preset_name=first.preset_name,
        joined_at=min(row.joined_at for row in rows),
        left_at=max(left) if len(left) == len(rows) else None,
        minutes=sum(row.minutes for row in rows),
        created_at=first.created_at,
        updated_at=max(row.updated_at for row in rows),
        peers=tuple(rows),
    )


def shown_row(world: World, session: Session, row: Row, *, events: bool) -> dict[str, Any]:
    """Return a row as both dialects write it; ``left_at`` and ``duration`` are missing while somebody is in."""
    found: dict[str, Any] = {
        "id": row.id,
        "user_id": row.participant_id,
        "custom_participant_id": row.custom_participant_id,
        "display_name": row.display_name,
        "preset_name": row.preset_name,
        "joined_at": stamp(row.joined_at),
        "created_at": stamp(row.created_at),
        "updated_at": stamp(row.updated_at),
    }
    if row.left_at is not None:
        found["left_at"] = stamp(row.left_at)
        found["duration"] = round(row.minutes, 4)
    if events:
        found["peer_events"] = [event for peer in row.peers for event in _events(world, session, peer)]
    return found


def _events(world: World, session: Session, peer: Attendance) -> list[dict[str, Any]]:
    preset = world.preset_by_name(peer.preset_name)
    moments = [("PEER_CREATED", peer.created_at, 0.0), ("PEER_JOINING", peer.joined_at, 0.0)]
    if peer.left_at is not None:
        moments.append(("PEER_LEAVING", peer.left_at, round(peer.minutes, 4)))
    return [
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{peer.id}{name}")),
            "event_name": name,
            "minutes_consumed": consumed,
            "participant_id": peer.participant_id,
            "peer_id": peer.id,
            "preset_view_type": preset.config.get("view_type") if preset else None,
            "session_id": session.id,
            "socket_session_id": None,
            "created_at": stamp(moment),
            "updated_at": stamp(moment),
        }
        for name, moment, consumed in moments
    ]
