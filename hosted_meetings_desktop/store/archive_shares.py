"""What of the archive was given to whom, in the store."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, or_, select, update

from hosted_meetings_desktop.domain.archive import ItemId
from hosted_meetings_desktop.domain.ids import PersonId, RecordingId
from hosted_meetings_desktop.domain.shares import Share, ShareId, ShareWay
from hosted_meetings_desktop.store.archive_tables import shares

_s = shares.c
_NAMES = tuple(each.name for each in fields(Share))


class SqlShares:
    """Implements ``ShareRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, share: ShareId) -> Share | None:
        """Return one."""
        found = self._newest(_s.id == share)
        return found[0] if found else None

    def keep(self, share: Share) -> None:
        """Keep a share that is new, or was withdrawn."""
        values = {name: getattr(share, name) for name in _NAMES}
        known = self._connection.scalar(select(_s.id).where(_s.id == share.id))
        if known is None:
            self._connection.execute(insert(shares).values(**values))
        else:
            self._connection.execute(update(shares).where(_s.id == share.id).values(**values))

    def of_item(self, item: ItemId) -> tuple[Share, ...]:
        """Return what was given of one file, the newest first."""
        return self._newest(_s.item_id == item)

    def of_recording(self, recording: RecordingId) -> tuple[Share, ...]:
        """Return what was given of a recording, the newest first."""
        return self._newest(_s.recording_id == recording)

    def of_person(self, person: PersonId) -> tuple[Share, ...]:
        """Return what somebody was given, the newest first."""
        return self._newest(_s.person_id == person)

    def open(self, *, now: datetime, limit: int) -> tuple[Share, ...]:
        """Return what can still be opened, what ends soonest first."""
        living = or_(_s.expires_at.is_(None), _s.expires_at > now)
        query = select(shares).where(_s.withdrawn_at.is_(None), living)
        rows = self._connection.execute(query.order_by(_s.expires_at.is_(None), _s.expires_at, _s.id).limit(limit))
        return tuple(_share(row) for row in rows)

    def _newest(self, where: ColumnElement[bool]) -> tuple[Share, ...]:
        rows = self._connection.execute(select(shares).where(where).order_by(_s.at.desc(), _s.id))
        return tuple(_share(row) for row in rows)


def _share(row: Row[Any]) -> Share:
    return Share(**{name: getattr(row, name) for name in _NAMES} | {"way": ShareWay(row.way)})
