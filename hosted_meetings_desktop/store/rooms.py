"""The mirror of the provider's rooms, and the meetings that stand for those made elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from hosted_meetings_desktop.domain.ids import RoomId, new_id
from hosted_meetings_desktop.domain.meeting import Region
from hosted_meetings_desktop.domain.room import Room
from hosted_meetings_desktop.domain.sides import MARKER_PREFIX
from hosted_meetings_desktop.store import tables as t

_UNKNOWN_LENGTH = timedelta(minutes=30)


class SqlRooms:
    """The half of ``SyncRepository`` that keeps what the provider says about rooms."""

    def __init__(self, connection: Connection) -> None:
        self._rooms_in = connection

    def note_room(self, room: Room, *, now: datetime) -> None:
        """Keep what the provider said about one room."""
        self.note_rooms((room,), asked_at=now, now=now, show=False)

    def note_rooms(self, rooms: Sequence[Room], *, asked_at: datetime, now: datetime, show: bool = True) -> int:
        """Keep a page of rooms; returns how many were new or had changed.

        A row about which something newer is known is left alone: the page was asked for before our own change.

        Args:
            rooms: What came.
            asked_at: When the page was asked for.
            now: Aware UTC.
            show: Whether rooms made elsewhere become meetings of the list. Rooms that are being made, by this PC or
                another one of the clinic, never do: their title is a marker.
        """
        unique = {room.id: room for room in rooms}
        known = {row.id: row for row in self._rooms_in.execute(select(t.rooms).where(t.rooms.c.id.in_(unique)))}
        used = set(self._rooms_in.scalars(select(t.meetings.c.room_id).where(t.meetings.c.room_id.in_(unique))))
        fresh, changed, seen = [], [], []
        for room in unique.values():
            before = known.get(room.id)
            values = _values(room, before)
            if before is None:
                fresh.append(values | {"id": room.id, "observed_at": now, "gone": False})
            elif asked_at < before.observed_at <= now:
                continue
            elif before.gone or any(values[name] != getattr(before, name) for name in values):
                changed.append(values | {"gone": False, "observed_at": now, "id": room.id})
            else:
                seen.append(room.id)
        self._write(fresh, changed, seen, now)
        if show:
            strangers = [
                room
                for room in unique.values()
                if room.id not in used and not _values(room, known.get(room.id))["title"].startswith(MARKER_PREFIX)
            ]
            self._show(strangers, now)
        return len(fresh) + len(changed)

    def _write(
        self, fresh: list[dict[str, Any]], changed: list[dict[str, Any]], seen: list[RoomId], now: datetime
    ) -> None:
        if fresh:
            self._rooms_in.execute(insert(t.rooms), fresh)
        for values in changed:
            self._rooms_in.execute(update(t.rooms).where(t.rooms.c.id == values["id"]).values(**values))
        if changed:
            ids = [values["id"] for values in changed]
            self._rooms_in.execute(
                update(t.meetings).where(t.meetings.c.room_id.in_(ids)).values(version=t.meetings.c.version + 1)
            )
        if seen:
            self._rooms_in.execute(update(t.rooms).where(t.rooms.c.id.in_(seen)).values(observed_at=now))

    def _show(self, rooms: list[Room], now: datetime) -> None:
        """Let rooms made elsewhere stand in the list, on the day they were made."""
        rows = []
        for room in rooms:
            values = _values(room, None)
            starts_at = room.created_at or now
            rows.append(
                {
                    "id": new_id(), "title": values["title"], "public_title": values["title"], "starts_at": starts_at,
                    "ends_at": starts_at + _UNKNOWN_LENGTH, "zone": "UTC", "host": "",
                    "record_on_start": values["record_on_start"], "region": values["region"],
                    "cancelled": not values["active"], "created_at": now, "changed_at": now,
                    "search": values["title"].casefold(), "room_id": room.id, "made_elsewhere": True,
                    "base": {name: values[name] for name in ("title", "record_on_start", "region", "active")},
                    "version": 1, "settled_version": 1,
                }
            )  # fmt: skip
        if rows:
            self._rooms_in.execute(insert(t.meetings), rows)

    def orphan(self) -> RoomId | None:
        """Return a room that this PC made too late, which nobody uses; None when there is none."""
        used = select(t.meetings.c.id).where(t.meetings.c.room_id == t.rooms.c.id).exists()
        found = self._rooms_in.scalar(
            select(t.rooms.c.id)
            .join(t.creations, t.creations.c.marker == t.rooms.c.title)
            .where(t.creations.c.given_up_at.is_not(None), t.rooms.c.gone.is_(False), ~used)
            .limit(1)
        )
        return None if found is None else RoomId(found)

    def room(self, room: RoomId) -> Room | None:
        """Return a room as the provider described it last."""
        row = self._rooms_in.execute(select(t.rooms).where(t.rooms.c.id == room)).one_or_none()
        if row is None:
            return None
        return Room(room, row.title, row.active, row.record_on_start, Region(row.region), row.created_at, None)


def _values(room: Room, before: Any) -> dict[str, Any]:
    """Return what to keep: what the answer leaves out stays as it was."""

    def said(found: Any, kept: str, otherwise: Any) -> Any:
        if found is not None:
            return found
        return otherwise if before is None else getattr(before, kept)

    return {
        "title": said(room.title, "title", ""),
        "record_on_start": said(room.record_on_start, "record_on_start", False),  # noqa: FBT003
        "region": said(room.region, "region", Region.NEAREST),
        "active": said(room.active, "active", True),  # noqa: FBT003
        "created_at": said(room.created_at, "created_at", None),
    }
