"""Which meeting was held in a room at a time: of a series that shares one, the meeting planned nearest to it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, Table, case, func, select

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.store import tables as t

_owner = t.meetings.alias("owner")
_planned = t.meetings.alias("planned")


def with_meeting(found: Table, began: Column[Any]) -> FromClause:
    """Return ``found`` (rows with a ``room_id``) joined with ``meetings``; a row without a meeting stays."""
    apart = func.abs(func.julianday(_planned.c.starts_at) - func.julianday(began))
    nearest = (
        select(_planned.c.id)
        .where(_planned.c.room_of == _owner.c.id)
        .order_by(_planned.c.cancelled, apart, _planned.c.id)
        .limit(1)
        .correlate(_owner, found)
        .scalar_subquery()
    )
    held = case((_owner.c.carrier, nearest), else_=_owner.c.id)
    joined = found.outerjoin(_owner, _owner.c.room_id == found.c.room_id)
    return joined.outerjoin(t.meetings, t.meetings.c.id == held)


def in_room_of(found: Table, meeting: MeetingId) -> ColumnElement[bool]:
    """Return the condition that a row lies in the room of a meeting; without it every room would be looked at."""
    own = func.coalesce(_planned.c.room_of, _planned.c.id)
    rooms = (
        select(_owner.c.room_id)
        .join(_planned, own == _owner.c.id)
        .where(_planned.c.id == meeting)
        .correlate(None)
        .scalar_subquery()
    )
    return (found.c.room_id == rooms) & (t.meetings.c.id == meeting)
