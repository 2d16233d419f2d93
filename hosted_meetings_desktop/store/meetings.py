"""What should exist: our meetings and their invitees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingDraft
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.meeting_list import ListedMeetings

_HOSTS_OFFERED = 50


class SqlMeetings(ListedMeetings):
    """Implements ``MeetingRepository``. Every change makes a new version, which the sync engine settles."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.connection.driver_connection)
        self._connection = connection

    def add(self, meeting: MeetingId, draft: MeetingDraft, *, now: datetime) -> Meeting:
        """Keep a new meeting; it waits to be sent."""
        self._connection.execute(insert(t.meetings).values(id=meeting, created_at=now, **_desired(draft, now)))
        self._write_invitees(meeting, draft.invitees)
        return self._must(meeting)

    def change(self, meeting: MeetingId, draft: MeetingDraft, *, now: datetime) -> Meeting:
        """Replace what should exist; people who are no longer invited are to be removed at the provider too."""
        self._change(meeting, made_elsewhere=False, **_desired(draft, now))  # its time is known now
        self._write_invitees(meeting, draft.invitees)
        return self._must(meeting)

    def add_invitee(self, meeting: MeetingId, person: Invitee, *, now: datetime) -> Meeting:
        """Invite one more person, before all others."""
        known = self._must(meeting)
        names = [known.title, known.host, person.name, *(each.name for each in known.invitees)]
        self._change(meeting, changed_at=now, search=_search(names))
        self._write_invitees(meeting, (person, *known.invitees))
        return self._must(meeting)

    def set_cancelled(self, meeting: MeetingId, *, cancelled: bool, now: datetime) -> Meeting:
        """Cancel or restore."""
        self._change(meeting, cancelled=cancelled, changed_at=now)
        return self._must(meeting)

    def forget_if_unsent(self, meeting: MeetingId) -> bool:
        """Forget a meeting that the provider never heard of; False when it may have."""
        heard = or_(
            t.meetings.c.room_id.is_not(None),
            select(t.creations.c.marker).where(t.creations.c.meeting_id == t.meetings.c.id).exists(),
        )
        gone = self._connection.execute(delete(t.meetings).where(t.meetings.c.id == meeting, ~heard))
        return bool(gone.rowcount)

    def host_names(self) -> tuple[str, ...]:
        """Return the hosts used before, the most recent first."""
        query = (
            select(t.meetings.c.host).group_by(t.meetings.c.host).order_by(func.max(t.meetings.c.created_at).desc())
        )
        return tuple(self._connection.scalars(query.limit(_HOSTS_OFFERED)))

    def _must(self, meeting: MeetingId) -> Meeting:
        found = self.get(meeting)
        if found is None:
            raise KeyError(meeting)
        return found

    def _change(self, meeting: MeetingId, **values: Any) -> None:
        """Write a new version: what stood in the way of the last one is history."""
        self._connection.execute(
            update(t.meetings)
            .where(t.meetings.c.id == meeting)
            .values(
                version=t.meetings.c.version + 1, attempts=0, next_try_at=None, problem="", problem_field="", **values
            )
        )

    def _write_invitees(self, meeting: MeetingId, people: tuple[Invitee, ...]) -> None:
        """Write who is invited. Whom the provider has, or may have, is marked as removed until it has not."""
        rows = t.invitees.c
        gone = and_(rows.meeting_id == meeting, rows.id.not_in([person.id for person in people]))
        unknown = and_(rows.participant_id.is_(None), rows.sent_at.is_(None), rows.check_at.is_(None))
        self._connection.execute(delete(t.invitees).where(gone, unknown))
        self._connection.execute(update(t.invitees).where(gone).values(removed=True))
        known = {
            row.id: (row.name, row.preset)
            for row in self._connection.execute(
                select(rows.id, rows.name, rows.preset).where(rows.meeting_id == meeting, rows.removed.is_(False))
            )
        }
        for position, person in enumerate(people):
            values: dict[str, Any] = {
                "position": position, "name": person.name, "role": person.role, "preset": person.preset,
                "email": person.email, "removed": False,
            }  # fmt: skip
            if known.get(person.id) != (person.name, person.preset):
                values["problem"] = ""  # what was refused is not what is asked for now
            changed = self._connection.execute(
                update(t.invitees).where(rows.id == person.id, rows.meeting_id == meeting).values(**values)
            )
            if not changed.rowcount:
                self._connection.execute(insert(t.invitees).values(id=person.id, meeting_id=meeting, **values))


def _desired(draft: MeetingDraft, now: datetime) -> dict[str, Any]:
    return {
        "title": draft.title,
        "public_title": draft.public_title,
        "starts_at": draft.schedule.starts_at,
        "ends_at": draft.schedule.ends_at,
        "zone": draft.schedule.zone,
        "host": draft.host,
        "record_on_start": draft.record_on_start,
        "region": draft.region,
        "search": _search([draft.title, draft.host, *(person.name for person in draft.invitees)]),
        "changed_at": now,
    }


def _search(names: list[str]) -> str:
    return " ".join(names).casefold()
