"""Both sides of the meetings for the sync engine: what waits, the mirror of the rooms, the journal of deeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, case, delete, exists, insert, or_, select, union_all, update

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId
from hosted_meetings_desktop.domain.meeting import Conflict, Region, SharedField
from hosted_meetings_desktop.domain.room import Room
from hosted_meetings_desktop.domain.sides import Change, Creation, Guest, Mirror, Shared, Sides
from hosted_meetings_desktop.store import tables as t
from hosted_meetings_desktop.store.rooms import SqlRooms

_SOON = timedelta(hours=12)
_JUST_BEGUN = timedelta(hours=1)


class SqlSync(SqlRooms):
    """Implements ``SyncRepository``."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._connection = connection

    # ---- what waits
    def due(self, *, now: datetime, longest: timedelta, limit: int, skip: tuple[MeetingId, ...]) -> list[MeetingId]:
        """Return meetings to be settled now: live ones, then the day's, then those to come, then the past.

        Args:
            now: Aware UTC.
            longest: No pause was ever longer; one that lies further away is not waited for (the clock was set back).
            limit: How many at most.
            skip: Those tried already.
        """
        m = t.meetings.c
        live = exists().where(t.sessions.c.room_id == m.room_id, t.sessions.c.ended_at.is_(None))
        urgency = case(
            (live, 0),
            (m.starts_at.between(now - _JUST_BEGUN, now + _SOON), 1),
            (m.starts_at > now, 2),
            else_=3,
        )
        waits = or_(m.next_try_at.is_(None), m.next_try_at <= now, m.next_try_at > now + longest)
        # Two lists from an index each: what waits is found without looking at what does not.
        near = or_(m.not_before.is_(None), m.not_before <= now)
        unsettled = select(m.id).where(m.version != m.settled_version, m.refused_version != m.version, waits, near)
        to_check = select(t.invitees.c.meeting_id).where(t.invitees.c.check_at <= now)
        query = (
            select(m.id)
            .where(m.id.in_(union_all(unsettled, to_check)), m.id.not_in(skip))
            .order_by(urgency, m.starts_at, m.id)
            .limit(limit)
        )
        return [MeetingId(found) for found in self._connection.scalars(query)]

    def next_due_at(self) -> datetime | None:
        """Return when the first of those that pause is due; None when none pauses."""
        m, i = t.meetings.c, t.invitees.c
        paused = select(m.next_try_at).where(
            m.version != m.settled_version, m.refused_version != m.version, m.next_try_at.is_not(None)
        )
        ahead = select(m.not_before).where(m.version != m.settled_version, m.not_before.is_not(None))
        checked = select(i.check_at).where(i.check_at.is_not(None))
        found = [
            when
            for query in (
                paused.order_by(m.next_try_at),
                ahead.order_by(m.not_before),
                checked.order_by(i.check_at),
            )
            if (when := self._connection.scalar(query.limit(1))) is not None
        ]
        return min(found, default=None)

    def carrier(self, meeting: MeetingId) -> MeetingId:
        """Return what has the room and the people of a meeting: itself, or the carrier of its series."""
        found = self._connection.scalar(select(t.meetings.c.room_of).where(t.meetings.c.id == meeting))
        return MeetingId(found) if found else meeting

    def sides(self, meeting: MeetingId) -> Sides | None:
        """Return both sides of a meeting; None when it is not there any more, or shares the room of its series."""
        m, r = t.meetings, t.rooms
        row = self._connection.execute(
            select(
                m, r.c.id.label("known_room"), r.c.title.label("said_title"), r.c.active.label("said_active"),
                r.c.record_on_start.label("said_record"), r.c.region.label("said_region"), r.c.gone,
            )
            .select_from(m.outerjoin(r, r.c.id == m.c.room_id))
            .where(m.c.id == meeting, m.c.room_of.is_(None))
        ).one_or_none()  # fmt: skip
        if row is None:
            return None
        wanted = Shared(row.public_title, row.record_on_start, Region(row.region), not row.cancelled)
        return Sides(
            meeting,
            row.version,
            wanted,
            _base(row.base),
            _mirror(row),
            self._creation(meeting),
            self.orphan() if row.room_id is None else None,
            self._guests(meeting),
            _changes(row.changes),
        )

    def _creation(self, meeting: MeetingId) -> Creation | None:
        c = t.creations.c
        row = self._connection.execute(
            select(c.marker, c.sent_at).where(c.meeting_id == meeting, c.given_up_at.is_(None))
        ).first()
        return None if row is None else Creation(row.marker, row.sent_at)

    def _guests(self, meeting: MeetingId) -> tuple[Guest, ...]:
        query = select(t.invitees).where(t.invitees.c.meeting_id == meeting).order_by(t.invitees.c.position)
        return tuple(
            Guest(
                InviteeId(row.id),
                row.name,
                row.preset,
                ParticipantId(row.participant_id) if row.participant_id else None,
                (row.observed_name, row.observed_preset) if row.participant_id else None,
                row.sent_at,
                row.removed,
                row.check_at,
                bool(row.problem),
            )
            for row in self._connection.execute(query)
        )

    # ---- how it went
    def note_settled(self, meeting: MeetingId, version: int) -> None:
        """Both sides agree at ``version``."""
        self._set(meeting, settled_version=version, attempts=0, next_try_at=None, problem="", problem_field="")

    def note_refused(self, meeting: MeetingId, version: int, *, problem: str, field: str = "") -> None:
        """The provider says no to this version: it waits for a person. A newer version is sent all the same."""
        self._set(meeting, version, refused_version=version, next_try_at=None, problem=problem, problem_field=field)

    def note_paused(self, meeting: MeetingId, version: int, *, until: datetime, problem: str, failed: bool) -> None:
        """It is tried again at ``until``; ``failed`` counts as an attempt."""
        attempts = t.meetings.c.attempts + 1 if failed else t.meetings.c.attempts
        self._set(meeting, version, attempts=attempts, next_try_at=until, problem=problem)

    def attempts(self, meeting: MeetingId) -> int:
        """Return how often it failed in a row."""
        return self._connection.scalar(select(t.meetings.c.attempts).where(t.meetings.c.id == meeting)) or 0

    def retry_all(self) -> None:
        """Let everything that pauses be tried with the next turn."""
        self._connection.execute(
            update(t.meetings).where(t.meetings.c.next_try_at.is_not(None)).values(next_try_at=None)
        )

    def retry(self, meeting: MeetingId) -> None:
        """Let a meeting that pauses or waits for a person be sent again as it is."""
        meeting = self.carrier(meeting)
        self._set(meeting, refused_version=0, next_try_at=None, attempts=0, version=t.meetings.c.version + 1)
        self._connection.execute(update(t.invitees).where(t.invitees.c.meeting_id == meeting).values(problem=""))

    # ---- the merge
    def take_theirs(
        self, meeting: MeetingId, ours: Shared, base: Shared, conflicts: tuple[Conflict, ...], *, now: datetime
    ) -> None:
        """Write a merge down."""
        row = self._connection.execute(
            select(t.meetings.c.title, t.meetings.c.public_title, t.meetings.c.host).where(t.meetings.c.id == meeting)
        ).one()
        values = _wanted(ours) | {"base": _kept(base), "changed_at": now}
        if row.title == row.public_title and ours.title:
            # The host never gave it a name of its own.
            values["title"] = ours.title
            names = self._connection.scalars(
                select(t.invitees.c.name).where(t.invitees.c.meeting_id == meeting, t.invitees.c.removed.is_(False))
            )
            values["search"] = " ".join([ours.title, row.host, *names]).casefold()
        self._set(meeting, **values)
        for conflict in conflicts:
            self._forget_conflict(meeting, conflict.field)
            self._connection.execute(
                insert(t.conflicts).values(
                    meeting_id=meeting, field=conflict.field, ours=conflict.ours, theirs=conflict.theirs,
                    at=conflict.at,
                )
            )  # fmt: skip

    def resolve(self, meeting: MeetingId, field: SharedField, *, use_theirs: bool, now: datetime) -> None:
        """Settle a conflict as the host chose."""
        meeting = self.carrier(meeting)
        c = t.conflicts.c
        theirs = self._connection.scalar(select(c.theirs).where(c.meeting_id == meeting, c.field == field))
        self._forget_conflict(meeting, field)
        if theirs is None or not use_theirs:
            return
        sides = self.sides(meeting)
        if sides is None or sides.base is None:
            return
        read: dict[SharedField, Callable[[str], Any]] = {SharedField.TITLE: str, SharedField.REGION: Region}
        chosen: dict[str, Any] = {field: read.get(field, "true".__eq__)(theirs)}
        self.take_theirs(meeting, replace(sides.wanted, **chosen), sides.base, (), now=now)
        self._set(meeting, version=t.meetings.c.version + 1)

    def _forget_conflict(self, meeting: MeetingId, field: SharedField) -> None:
        c = t.conflicts.c
        self._connection.execute(delete(t.conflicts).where(c.meeting_id == meeting, c.field == field))

    # ---- the journal of creations
    def begin_creation(self, meeting: MeetingId, marker: str, *, now: datetime) -> None:
        """Write down, before anything is sent, under which title the room is being made."""
        self._connection.execute(insert(t.creations).values(marker=marker, meeting_id=meeting, sent_at=now))

    def forget_creation(self, marker: str) -> None:
        """It was surely not made, or is known by now."""
        self._connection.execute(delete(t.creations).where(t.creations.c.marker == marker))

    def give_up_creation(self, marker: str, *, now: datetime) -> None:
        """It was not there when it should have been: another may be made, and this one may still come late."""
        self._connection.execute(update(t.creations).where(t.creations.c.marker == marker).values(given_up_at=now))

    def note_made(self, meeting: MeetingId, room: Room, *, now: datetime) -> None:
        """Keep the room that was made, found or adopted for a meeting; what it is like now is the base."""
        meeting = self.carrier(meeting)  # it may have become one of a series while the room was on its way
        self.note_room(room, now=now)
        c = t.creations.c
        under_way = (c.meeting_id == meeting) & c.given_up_at.is_(None)
        # What was given up stays in the journal: it may still come, and serves the next meeting then.
        self._connection.execute(delete(t.creations).where(or_(under_way, c.marker == room.title)))
        self._set(meeting, room_id=room.id, base=self._said(room.id), not_before=None)

    # ---- the journal of changes
    def begin_change(self, meeting: MeetingId, change: Change, *, since: datetime) -> None:
        """Write down, before it is sent, how a room is being changed; those sent before ``since`` are forgotten."""
        kept = [each for each in self._known_changes(meeting) if each.sent_at >= since]
        self._set(meeting, changes=_kept_changes([*kept, change]))

    def end_change(self, meeting: MeetingId, change: Change) -> None:
        """It was answered, or surely not done. One that was sent just like it at the same time may still come."""
        known = list(self._known_changes(meeting))
        if change in known:
            known.remove(change)
        self._set(meeting, changes=_kept_changes(known))

    def note_checked_changes(self, meeting: MeetingId, *, sent_before: datetime) -> None:
        """The room was read: changes sent before that time have arrived or are not waited for any more."""
        known = self._known_changes(meeting)
        checked = [replace(each, checked=each.checked or each.sent_at <= sent_before) for each in known]
        self._set(meeting, changes=_kept_changes(checked))

    def _known_changes(self, meeting: MeetingId) -> tuple[Change, ...]:
        return _changes(self._connection.scalar(select(t.meetings.c.changes).where(t.meetings.c.id == meeting)))

    def note_changed(self, meeting: MeetingId, room: Room, *, now: datetime) -> None:
        """Keep how a room is after our own change: both sides agree on that."""
        self.note_room(room, now=now)
        self._set(self.carrier(meeting), base=self._said(room.id))

    def note_gone(self, room: RoomId, *, now: datetime) -> None:
        """The provider has no such room."""
        self._connection.execute(update(t.rooms).where(t.rooms.c.id == room).values(gone=True, observed_at=now))

    def leave_room(self, meeting: MeetingId) -> None:
        """Let a meeting whose room is gone have another; its people are to be added anew."""
        meeting = self.carrier(meeting)
        self._set(meeting, room_id=None, base=None, version=t.meetings.c.version + 1, refused_version=0, problem="")
        self._connection.execute(
            update(t.invitees)
            .where(t.invitees.c.meeting_id == meeting)
            .values(participant_id=None, sent_at=None, check_at=None)
        )

    # ---- the people
    def begin_addition(self, invitee: InviteeId, *, now: datetime) -> None:
        """Write down that an addition is being sent."""
        self._set_invitee(invitee, sent_at=now)

    def forget_addition(self, invitee: InviteeId, *, check_at: datetime | None = None) -> None:
        """It was surely not made (``check_at`` None), or is given up and may come late."""
        self._set_invitee(invitee, sent_at=None, check_at=check_at)
        self._drop_removed(invitee)

    def note_participant(self, invitee: InviteeId, participant: ParticipantId, *, name: str, preset: str) -> None:
        """Keep the provider's id of a person, with the name and preset it has there."""
        self._set_invitee(
            invitee, participant_id=participant, observed_name=name, observed_preset=preset, sent_at=None, problem=""
        )

    def check_later(self, invitee: InviteeId, *, check_at: datetime) -> None:
        """A change or removal of this person is in doubt: look at that time what became of it."""
        self._set_invitee(invitee, check_at=check_at, sent_at=None)

    def note_checked(self, invitee: InviteeId, *, name: str, preset: str) -> None:
        """Keep how a person was found."""
        self._set_invitee(invitee, check_at=None, observed_name=name, observed_preset=preset)

    def note_participant_gone(self, invitee: InviteeId) -> None:
        """The provider does not have this person any more."""
        meeting = self._connection.scalar(select(t.invitees.c.meeting_id).where(t.invitees.c.id == invitee))
        self._set_invitee(
            invitee, participant_id=None, observed_name="", observed_preset="", sent_at=None, check_at=None
        )
        self._drop_removed(invitee)
        if meeting is not None:
            self._set(MeetingId(meeting), version=t.meetings.c.version + 1)

    def note_person_refused(self, invitee: InviteeId, *, name: str, preset: str, problem: str) -> None:
        """The provider says no to this person, if they are still as they were asked for."""
        i = t.invitees.c
        self._connection.execute(
            update(t.invitees)
            .where(i.id == invitee, i.name == name, i.preset == preset)
            .values(problem=problem, sent_at=None)
        )

    def _drop_removed(self, invitee: InviteeId) -> None:
        i = t.invitees.c
        self._connection.execute(
            delete(t.invitees).where(
                # Whose addition was given up may still come, and is to be removed then.
                i.id == invitee,
                i.removed,
                i.participant_id.is_(None),
                i.sent_at.is_(None),
                i.check_at.is_(None),
            )
        )

    def _set_invitee(self, invitee: InviteeId, **values: Any) -> None:
        self._connection.execute(update(t.invitees).where(t.invitees.c.id == invitee).values(**values))

    def _set(self, meeting: MeetingId, at_version: int | None = None, **values: Any) -> None:
        change = update(t.meetings).where(t.meetings.c.id == meeting)
        if at_version is not None:
            change = change.where(t.meetings.c.version == at_version)
        self._connection.execute(change.values(**values))

    def _said(self, room: RoomId) -> dict[str, Any]:
        row = self._connection.execute(select(t.rooms).where(t.rooms.c.id == room)).one()
        return _kept(Shared(row.title, row.record_on_start, Region(row.region), row.active))


def _wanted(ours: Shared) -> dict[str, Any]:
    return {
        "public_title": ours.title,
        "record_on_start": ours.record_on_start,
        "region": ours.region,
        "cancelled": not ours.active,
    }


def _kept(shared: Shared) -> dict[str, Any]:
    return {
        "title": shared.title,
        "record_on_start": shared.record_on_start,
        "region": shared.region,
        "active": shared.active,
    }


def _base(kept: dict[str, Any] | None) -> Shared | None:
    if kept is None:
        return None
    return Shared(kept["title"], kept["record_on_start"], Region(kept["region"]), kept["active"])


def _mirror(row: Row[Any]) -> Mirror | None:
    if row.known_room is None:
        return None
    said = Shared(row.said_title, row.said_record, Region(row.said_region), row.said_active)
    return Mirror(RoomId(row.known_room), said, row.gone)


def _changes(kept: list[dict[str, Any]] | None) -> tuple[Change, ...]:
    return tuple(
        Change(datetime.fromisoformat(each["sent_at"]), each["values"], each["checked"]) for each in kept or ()
    )


def _kept_changes(changes: list[Change]) -> list[dict[str, Any]] | None:
    kept = [{"sent_at": each.sent_at.isoformat(), "values": each.values, "checked": each.checked} for each in changes]
    return kept or None
