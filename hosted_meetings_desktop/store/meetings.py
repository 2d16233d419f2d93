"""Meetings and their invitees in the store: what should exist, beside what the provider said last."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingDraft
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.meeting_list import ListedMeetings
from hosted_meetings_desktop.store.meetings_observed import ObservedMeetings


class SqlMeetings(ListedMeetings, ObservedMeetings):
    """Implements ``MeetingRepository``."""

    def __init__(self, connection: Connection) -> None:
        ListedMeetings.__init__(self, connection.connection.driver_connection)
        ObservedMeetings.__init__(self, connection)
        self._connection = connection

    def add(self, meeting: MeetingId, draft: MeetingDraft, *, now: datetime) -> Meeting:
        """Keep a new meeting; it waits to be sent."""
        self._connection.execute(
            insert(t.meetings).values(id=meeting, created_at=now, **_desired(draft), changed_at=now, sync="waiting")
        )
        self._write_invitees(meeting, draft.invitees)
        return self._must(meeting)

    def change(self, meeting: MeetingId, draft: MeetingDraft, *, now: datetime) -> Meeting:
        """Replace what should exist; participants who are no longer invited are to be removed at the provider."""
        self._connection.execute(
            update(t.meetings)
            .where(t.meetings.c.id == meeting)
            .values(**_desired(draft), changed_at=now, sync="waiting", problem="")
        )
        self._write_invitees(meeting, draft.invitees)
        return self._must(meeting)

    def set_cancelled(self, meeting: MeetingId, *, cancelled: bool, now: datetime) -> Meeting:
        """Cancel or restore."""
        self._connection.execute(
            update(t.meetings)
            .where(t.meetings.c.id == meeting)
            .values(cancelled=cancelled, changed_at=now, sync="waiting", problem="")
        )
        return self._must(meeting)

    def remove(self, meeting: MeetingId) -> None:
        """Forget a meeting that the provider never heard of."""
        self._connection.execute(delete(t.meetings).where(t.meetings.c.id == meeting))

    def host_names(self) -> tuple[str, ...]:
        """Return the hosts used before, the most recent first."""
        query = (
            select(t.meetings.c.host).group_by(t.meetings.c.host).order_by(func.max(t.meetings.c.created_at).desc())
        )
        return tuple(self._connection.scalars(query.limit(50)))

    # ---- rows
    def _must(self, meeting: MeetingId) -> Meeting:
        found = self.get(meeting)
        if found is None:
            raise KeyError(meeting)
        return found

    def _write_invitees(self, meeting: MeetingId, people: tuple[Invitee, ...]) -> None:
        keep = [person.id for person in people]
        gone = and_(t.invitees.c.meeting_id == meeting, t.invitees.c.id.not_in(keep))
        left = self._connection.scalars(
            select(t.invitees.c.participant_id).where(gone, t.invitees.c.participant_id.is_not(None))
        ).all()
        if left:
            self._connection.execute(
                insert(t.removed_participants), [{"participant_id": p, "meeting_id": meeting} for p in left]
            )
        self._connection.execute(delete(t.invitees).where(gone))
        known = set(self._connection.scalars(select(t.invitees.c.id).where(t.invitees.c.meeting_id == meeting)))
        for position, person in enumerate(people):
            values = {"position": position, "name": person.name, "role": person.role, "preset": person.preset}
            values["email"] = person.email
            if person.id in known:
                self._connection.execute(update(t.invitees).where(t.invitees.c.id == person.id).values(**values))
            else:
                self._connection.execute(insert(t.invitees).values(id=person.id, meeting_id=meeting, **values))


def _desired(draft: MeetingDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "public_title": draft.public_title,
        "starts_at": draft.schedule.starts_at,
        "ends_at": draft.schedule.ends_at,
        "zone": draft.schedule.zone,
        "host": draft.host,
        "record_on_start": draft.record_on_start,
        "region": draft.region,
        "search": " ".join([draft.title, draft.host, *(person.name for person in draft.invitees)]).casefold(),
    }
