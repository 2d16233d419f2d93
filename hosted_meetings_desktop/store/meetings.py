"""What should exist: our meetings and their invitees."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, and_, case, delete, func, insert, or_, select, update

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingDraft
from hosted_meetings_desktop.domain.outbox import HOLD
from hosted_meetings_desktop.domain.series import ON_ITS_OWN, InSeries
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.meeting_list import ListedMeetings

_OFFERED = 50
MADE_AHEAD = timedelta(days=60)
"""How long before a meeting of a series its room is made: rooms cannot be deleted there, and plans change."""

_HEARD_OF = or_(
    t.meetings.c.room_id.is_not(None),
    select(t.creations.c.marker).where(t.creations.c.meeting_id == t.meetings.c.id).exists(),
)


class SqlMeetings(ListedMeetings):
    """Implements ``MeetingRepository``. Every change makes a new version, which the sync engine settles."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection.connection.driver_connection)
        self._connection = connection

    def add(
        self, meeting: MeetingId, draft: MeetingDraft, *, now: datetime, place: InSeries | None = None
    ) -> Meeting:
        """Keep a new meeting; it waits to be sent, or until it is near. ``place`` None: it stands on its own."""
        place = place or ON_ITS_OWN
        values = _desired(draft, now) | _placed(place)
        if place.room_of is None:
            values["not_before"] = self._not_before(draft, place.series_id, now)
        else:
            values |= {"version": 1, "settled_version": 1}  # the carrier is what the provider hears of
        self._connection.execute(insert(t.meetings).values(id=meeting, created_at=now, **values))
        if place.room_of is None:
            self._write_invitees(meeting, draft.invitees, now)
        return self._must(meeting)

    def add_carrier(self, carrier: MeetingId, draft: MeetingDraft, *, now: datetime) -> None:
        """Keep what has the room and the people of a series; no list shows it.

        People who are in a meeting already come along, with their links.
        """
        self._connection.execute(
            insert(t.meetings).values(id=carrier, created_at=now, carrier=True, **_desired(draft, now))
        )
        known = t.invitees.c.id.in_([person.id for person in draft.invitees])
        self._connection.execute(update(t.invitees).where(known).values(meeting_id=carrier))
        self._write_invitees(carrier, draft.invitees, now)

    def change(
        self, meeting: MeetingId, draft: MeetingDraft, *, now: datetime, place: InSeries | None = None
    ) -> Meeting:
        """Replace what should exist; people who are no longer invited are to be removed at the provider too.

        Args:
            meeting: Which.
            draft: What it should be. Room and people that a series shares are changed for all of it.
            now: Aware UTC.
            place: Where in which series it stands from now on; None to leave that as it is. A meeting that shares
                its room from now on brings its own along, and takes it back when it does not any more.
        """
        row = self._connection.execute(
            select(t.meetings.c.room_of, t.meetings.c.series_id, t.meetings.c.room_id).where(
                t.meetings.c.id == meeting
            )
        ).one_or_none()
        if row is None:
            raise KeyError(meeting)
        values = _desired(draft, now) | ({} if place is None else _placed(place))
        carrier = row.room_of if place is None else place.room_of
        if (carrier is None) is not (row.room_of is None):
            self._hand_over(row.room_of or meeting, carrier or meeting)
        if carrier is None:
            series = row.series_id if place is None else place.series_id
            if row.room_id is None:
                values["not_before"] = self._not_before(draft, series, now)
            self._change(meeting, made_elsewhere=False, **values)  # its time is known now
            self._write_invitees(meeting, draft.invitees, now)
        else:
            if _shared(self._must(meeting)) != _shared(draft):
                self._change_carrier(carrier, draft, now)
            self._connection.execute(update(t.meetings).where(t.meetings.c.id == meeting).values(**values))
        return self._must(meeting)

    def _hand_over(self, source: str, target: str) -> None:
        """Give a room, made or on the way, with its people to what has it from now on: its links stay the same."""
        m = t.meetings.c
        taken = (m.room_id, m.base, m.changes, m.not_before, m.made_elsewhere)
        room = self._connection.execute(select(m.version, *taken).where(m.id == source)).one()._asdict()
        version = room.pop("version")
        # What is left has nothing to send any more; what has it now is compared with the provider anew.
        emptied = {"room_id": None, "base": None, "changes": None, "not_before": None, "settled_version": version}
        self._connection.execute(update(t.meetings).where(m.id == source).values(**emptied))
        self._change(MeetingId(target), **room)
        for table in (t.creations, t.conflicts, t.invitees):
            self._connection.execute(update(table).where(table.c.meeting_id == source).values(meeting_id=target))

    def _change_carrier(self, carrier: str, draft: MeetingDraft, now: datetime) -> None:
        self._change(
            MeetingId(carrier), changed_at=now, public_title=draft.public_title, region=draft.region,
            record_on_start=draft.record_on_start,
        )  # fmt: skip
        self._write_invitees(MeetingId(carrier), draft.invitees, now)
        sharing = select(t.meetings.c.id, t.meetings.c.title, t.meetings.c.host).where(
            t.meetings.c.room_of == carrier
        )
        for each in self._connection.execute(sharing).all():
            words = _search([each.title, each.host, *(person.name for person in draft.invitees)])
            self._connection.execute(update(t.meetings).where(t.meetings.c.id == each.id).values(search=words))

    @staticmethod
    def _not_before(draft: MeetingDraft, series: str | None, now: datetime) -> datetime | None:
        near = draft.schedule.starts_at - MADE_AHEAD
        return near if series is not None and near > now else None

    def add_invitee(self, meeting: MeetingId, person: Invitee, *, now: datetime) -> Meeting:
        """Invite one more person, before all others."""
        known = self._must(meeting)
        names = [known.title, known.host, person.name, *(each.name for each in known.invitees)]
        own = self._carrier(meeting)
        self._change(own, changed_at=now, search=_search(names))
        self._write_invitees(own, (person, *known.invitees), now)
        return self._must(meeting)

    def _carrier(self, meeting: MeetingId) -> MeetingId:
        found = self._connection.scalar(select(t.meetings.c.room_of).where(t.meetings.c.id == meeting))
        return MeetingId(found) if found else meeting

    def set_cancelled(self, meeting: MeetingId, *, cancelled: bool, now: datetime) -> Meeting:
        """Cancel or restore. A room that a series shares is closed with the last of its meetings."""
        m = t.meetings.c
        carrier = self._carrier(meeting)
        if carrier == meeting:
            self._change(meeting, cancelled=cancelled, changed_at=now)
            return self._must(meeting)
        self._connection.execute(
            update(t.meetings).where(m.id == meeting).values(cancelled=cancelled, changed_at=now)
        )
        held = select(m.id).where(m.room_of == carrier, m.cancelled.is_(False)).limit(1)
        closed = self._connection.scalar(held) is None
        if self._connection.scalar(select(m.cancelled).where(m.id == carrier)) is not closed:
            self._change(carrier, cancelled=closed, changed_at=now)
        return self._must(meeting)

    def forget_if_unsent(self, meeting: MeetingId) -> bool:
        """Forget a meeting that the provider never heard of; False when it may have."""
        m, carrier = t.meetings.c, self._carrier(meeting)
        if carrier != meeting:
            self._connection.execute(delete(t.meetings).where(m.id == meeting))
            if self._connection.scalar(select(m.id).where(m.room_of == carrier).limit(1)) is None:
                gone = self._connection.execute(delete(t.meetings).where(m.id == carrier, ~_HEARD_OF))
                if not gone.rowcount:
                    self._change(carrier, cancelled=True)
            return True
        return bool(self._connection.execute(delete(t.meetings).where(m.id == meeting, ~_HEARD_OF)).rowcount)

    def host_names(self) -> tuple[str, ...]:
        """Return the hosts used before, the most recent first."""
        return self._used_before(t.meetings.c.host)

    def place_names(self) -> tuple[str, ...]:
        """Return the places used before, the most recent first."""
        return self._used_before(t.meetings.c.place)

    def _used_before(self, column: Column[str]) -> tuple[str, ...]:
        query = select(column).where(column != "").group_by(column).order_by(func.max(t.meetings.c.created_at).desc())
        return tuple(self._connection.scalars(query.limit(_OFFERED)))

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

    def _write_invitees(self, meeting: MeetingId, people: tuple[Invitee, ...], now: datetime) -> None:
        """Write who is invited. Whom the provider has, or may have, is marked as removed until it has not."""
        rows = t.invitees.c
        gone = and_(rows.meeting_id == meeting, rows.id.not_in([person.id for person in people]))
        unknown = and_(rows.participant_id.is_(None), rows.sent_at.is_(None), rows.check_at.is_(None))
        self._connection.execute(delete(t.invitees).where(gone, unknown))
        has_link = and_(gone, rows.participant_id.is_not(None))
        if self._is_held_soon(meeting, now):
            self._connection.execute(update(t.invitees).where(has_link).values(sent_at=None))
        else:
            # Nothing was sent yet: it is looked at again after the hold, and their link works until then.
            held = {"sent_at": now, "check_at": now + HOLD}
            self._connection.execute(update(t.invitees).where(has_link, rows.removed.is_(False)).values(**held))
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
                "email": person.email, "removed": False, "phone": person.phone, "language": person.language,
                "zone": person.zone, "person_id": person.person_id,
            }  # fmt: skip
            if known.get(person.id) != (person.name, person.preset):
                values["problem"] = ""  # what was refused is not what is asked for now
            values["sent_at"] = case((rows.participant_id.is_(None), rows.sent_at))  # who comes back is not held
            changed = self._connection.execute(
                update(t.invitees).where(rows.id == person.id, rows.meeting_id == meeting).values(**values)
            )
            if not changed.rowcount:
                del values["sent_at"]
                self._connection.execute(insert(t.invitees).values(id=person.id, meeting_id=meeting, **values))

    def _is_held_soon(self, own: MeetingId, now: datetime) -> bool:
        """Return whether somebody may be in a room now, or within the hold of who is taken off."""
        m, s = t.meetings.c, t.sessions.c
        planned = select(m.id).where(
            or_(m.id == own, m.room_of == own), m.carrier.is_(False), m.starts_at <= now + HOLD, m.ends_at > now
        )
        live = select(s.id).join(t.meetings, m.room_id == s.room_id).where(m.id == own, s.ended_at.is_(None))
        return any(self._connection.execute(query.limit(1)).first() is not None for query in (planned, live))


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
        "visit_type_id": draft.visit_type,
        "place": draft.place,
        "invites": draft.invites,
        "search": _search([draft.title, draft.host, *(person.name for person in draft.invitees)]),
        "changed_at": now,
    }


def _shared(plan: Meeting | MeetingDraft) -> tuple[Any, ...]:
    """Return what the meetings of a series in one room have in common."""
    people = tuple(replace(person, participant_id=None, problem="") for person in plan.invitees)
    return plan.public_title, plan.region, plan.record_on_start, people


def _placed(place: InSeries) -> dict[str, Any]:
    return {
        "series_id": place.series_id,
        "wall": None if place.wall is None else place.wall.isoformat(timespec="seconds"),
        "room_of": place.room_of,
    }


def _search(names: list[str]) -> str:
    return " ".join(names).casefold()
