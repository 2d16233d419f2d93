"""Attendance: who was in a session, when and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.ids import PeerId, SessionId


@dataclass(frozen=True, slots=True)
class Presence:
    """One join of one person, as the provider reports it (one row per peer).

    Attributes:
        custom_id: Our invitee id, where the person was invited by us.
        left_at: None while the person is in, or when the provider never said.
        minutes: The provider's own figure, fractional; None while the person is in.
    """

    peer_id: PeerId
    session_id: SessionId
    user_id: str
    custom_id: str
    name: str
    preset: str
    joined_at: datetime
    left_at: datetime | None
    minutes: float | None


@dataclass(frozen=True, slots=True)
class PersonAttendance:
    """One person's presence in one session, all joins together.

    Attributes:
        present: Time in the room; overlapping joins (two tabs) count once.
        joins: How often the person came.
        still_in: Whether a join has not ended.
    """

    key: str
    name: str
    preset: str
    first_joined: datetime
    last_left: datetime | None
    present: timedelta
    joins: int
    still_in: bool


def consolidate(
    rows: Iterable[Presence], *, now: datetime, session_ended: datetime | None
) -> tuple[PersonAttendance, ...]:
    """Add up the joins per person, in the order they first came.

    A join without an end lasts until ``session_ended`` or, in an open session, until ``now``.
    """
    by_person: dict[str, list[Presence]] = {}
    for row in sorted(rows, key=lambda r: (r.joined_at, r.peer_id)):
        by_person.setdefault(row.custom_id or row.user_id or row.peer_id, []).append(row)
    return tuple(_person(key, joins, now, session_ended) for key, joins in by_person.items())


def _person(key: str, joins: list[Presence], now: datetime, session_ended: datetime | None) -> PersonAttendance:
    still_in = session_ended is None and any(row.left_at is None for row in joins)
    present = timedelta(0)
    covered_until: datetime | None = None
    last = joins[0].joined_at
    for row in joins:
        end = max(row.joined_at, _end(row, now, session_ended))
        start = row.joined_at if covered_until is None else max(row.joined_at, covered_until)
        present += max(timedelta(0), end - start)
        covered_until = end if covered_until is None else max(covered_until, end)
        last = max(last, end)
    return PersonAttendance(
        key=key,
        name=joins[-1].name or "Guest",
        preset=joins[-1].preset,
        first_joined=joins[0].joined_at,
        last_left=None if still_in else last,
        present=present,
        joins=len(joins),
        still_in=still_in,
    )


def _end(row: Presence, now: datetime, session_ended: datetime | None) -> datetime:
    if row.left_at is not None:
        return row.left_at
    if row.minutes is not None:
        return row.joined_at + timedelta(minutes=row.minutes)
    return session_ended if session_ended is not None else now
