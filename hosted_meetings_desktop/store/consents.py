"""What people said to being recorded, in the store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from hosted_meetings_desktop.domain.consent import Answer, ConsentEntry, Way
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.store.consent_tables import consents

_AT_ONCE = 500
"""Ids in one query; SQLite allows 32,766."""


class SqlConsents:
    """Implements ``ConsentRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_meeting(self, meeting: MeetingId) -> tuple[ConsentEntry, ...]:
        """Return a meeting's entries, in the order in which they were written down."""
        return self.of_meetings([meeting]).get(meeting, ())

    def of_meetings(self, meetings: Iterable[MeetingId]) -> dict[MeetingId, tuple[ConsentEntry, ...]]:
        """Return the entries of several, by meeting; one without any is left out."""
        found: dict[MeetingId, list[ConsentEntry]] = {}
        wanted = list(meetings)
        for start in range(0, len(wanted), _AT_ONCE):
            query = (
                select(consents)
                .where(consents.c.meeting_id.in_(wanted[start : start + _AT_ONCE]))
                .order_by(consents.c.number)
            )
            for row in self._connection.execute(query):
                found.setdefault(MeetingId(row.meeting_id), []).append(_entry(row))
        return {meeting: tuple(entries) for meeting, entries in found.items()}

    def add(self, entry: ConsentEntry) -> None:
        """Keep what was said; the same entry once more changes nothing."""
        known = self._connection.scalar(select(consents.c.id).where(consents.c.id == entry.id))
        if known is None:
            self._connection.execute(
                insert(consents).values(
                    id=entry.id,
                    meeting_id=entry.meeting_id,
                    invitee_id=entry.invitee_id,
                    name=entry.name,
                    answer=entry.answer,
                    way=entry.way,
                    noted_by=entry.noted_by,
                    at=entry.at,
                    note=entry.note,
                )
            )


def _entry(row: Row[Any]) -> ConsentEntry:
    return ConsentEntry(
        id=row.id,
        meeting_id=MeetingId(row.meeting_id),
        invitee_id=InviteeId(row.invitee_id) if row.invitee_id else None,
        name=row.name,
        answer=Answer(row.answer),
        way=Way(row.way),
        noted_by=row.noted_by,
        at=row.at,
        note=row.note,
    )
