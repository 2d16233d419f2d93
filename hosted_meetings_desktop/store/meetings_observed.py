"""The provider's side of a meeting: what it said last and how far we are in making it agree."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId, new_id
from hosted_meetings_desktop.domain.meeting import Region
from hosted_meetings_desktop.domain.room import Room
from hosted_meetings_desktop.store import tables as t


class ObservedMeetings:
    """The half of ``MeetingRepository`` that the reconciler uses."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def unsynced(self, *, limit: int) -> tuple[MeetingId, ...]:
        """Return meetings whose two sides differ, the next ones to start first; those for a person are left out."""
        query = (
            select(t.meetings.c.id)
            .where(t.meetings.c.sync.in_(["waiting", "sending"]))
            .order_by(t.meetings.c.starts_at)
            .limit(limit)
        )
        return tuple(MeetingId(found) for found in self._sql.scalars(query))

    def observed(self, meeting: MeetingId) -> Room | None:
        """Return the room as the provider last described it."""
        found = self._sql.execute(
            select(t.meetings.c.observed, t.meetings.c.room_id).where(t.meetings.c.id == meeting)
        ).one_or_none()
        if found is None or found.room_id is None:
            return None
        kept: dict[str, Any] = found.observed or {}
        return Room(
            id=RoomId(found.room_id),
            title=kept.get("title", ""),
            active=kept.get("active", True),
            record_on_start=kept.get("record_on_start", False),
            region=Region(kept.get("region", "")),
            created_at=None,
            updated_at=None,
        )

    def creation_marker(self, meeting: MeetingId) -> str | None:
        """Return the marker of a creation that may be under way at the provider."""
        return self._sql.scalar(select(t.meetings.c.marker).where(t.meetings.c.id == meeting))

    def begin_creation(self, meeting: MeetingId, marker: str) -> None:
        """Write down, before anything is sent, under which title the room is being made."""
        self._set(meeting, marker=marker, sync="sending")

    def forget_creation(self, meeting: MeetingId) -> None:
        """The provider surely does not have it: it may be made again."""
        self._set(meeting, marker=None)

    def note_room(self, meeting: MeetingId, room: Room, *, now: datetime) -> None:
        """Keep what the provider said about the room."""
        self._set(meeting, room_id=room.id, marker=None, observed=_kept(room), observed_at=now)

    def begin_addition(self, invitee: InviteeId) -> bool:
        """Write down that an addition is being sent; True when one was sent before and its answer is not known."""
        before = bool(self._sql.scalar(select(t.invitees.c.adding).where(t.invitees.c.id == invitee)))
        self._sql.execute(update(t.invitees).where(t.invitees.c.id == invitee).values(adding=True))
        return before

    def note_participant(self, invitee: InviteeId, participant: ParticipantId, *, name: str, preset: str) -> None:
        """Keep the provider's id of a person, with the name and preset it has there."""
        self._sql.execute(
            update(t.invitees)
            .where(t.invitees.c.id == invitee)
            .values(participant_id=participant, observed_name=name, observed_preset=preset, adding=False)
        )

    def observed_participants(self, meeting: MeetingId) -> dict[InviteeId, tuple[str, str]]:
        """Return (name, preset) as the provider has them, for those it has."""
        query = select(t.invitees).where(t.invitees.c.meeting_id == meeting, t.invitees.c.participant_id.is_not(None))
        return {InviteeId(row.id): (row.observed_name, row.observed_preset) for row in self._sql.execute(query)}

    def removed_participants(self, meeting: MeetingId) -> tuple[ParticipantId, ...]:
        """Return who is to be removed at the provider, so that their links stop working."""
        query = select(t.removed_participants.c.participant_id).where(t.removed_participants.c.meeting_id == meeting)
        return tuple(ParticipantId(found) for found in self._sql.scalars(query))

    def note_removed(self, meeting: MeetingId, participant: ParticipantId) -> None:
        """The provider no longer has this person."""
        self._sql.execute(
            delete(t.removed_participants).where(
                t.removed_participants.c.meeting_id == meeting, t.removed_participants.c.participant_id == participant
            )
        )

    def note_sync(self, meeting: MeetingId, *, settled: bool, problem: str = "", attention: bool = False) -> None:
        """Keep how the meeting stands."""
        state = "synced" if settled else "attention" if attention else "waiting"
        self._set(meeting, sync=state, problem=problem)

    def adopt_room(self, room: Room, *, now: datetime) -> None:
        """Keep a room made elsewhere: refresh it where it is ours, else show it as a meeting of its own day."""
        mine = self._sql.scalar(select(t.meetings.c.id).where(t.meetings.c.room_id == room.id))
        if mine is not None:
            self._set(MeetingId(mine), observed=_kept(room), observed_at=now)
            return
        if self._sql.scalar(select(t.meetings.c.id).where(t.meetings.c.marker == room.title)) is not None:
            return  # one of ours whose creation is being looked up
        starts_at = room.created_at or now
        title = room.title or "Untitled meeting"
        self._sql.execute(
            insert(t.meetings).values(
                id=new_id(), title=title, public_title=title, starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=30), zone="UTC", host="", record_on_start=room.record_on_start,
                region=room.region, cancelled=not room.active, created_at=now, changed_at=now,
                search=title.casefold(), room_id=room.id, observed=_kept(room), observed_at=now, sync="synced",
            )
        )  # fmt: skip

    def _set(self, meeting: MeetingId, **values: object) -> None:
        self._sql.execute(update(t.meetings).where(t.meetings.c.id == meeting).values(**values))


def _kept(room: Room) -> dict[str, Any]:
    kept = asdict(room)
    return {name: kept[name] for name in ("title", "active", "record_on_start", "region")}
