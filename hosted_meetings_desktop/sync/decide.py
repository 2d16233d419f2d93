"""What to do next for one meeting: pure decisions over what should exist and what the provider said last."""

from __future__ import annotations

from dataclasses import dataclass

from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.ids import InviteeId, ParticipantId
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Region
from hosted_meetings_desktop.domain.room import Room, RoomPatch, RoomSpec


@dataclass(frozen=True, slots=True)
class LookUpRoom:
    """A creation was sent and its answer is not kept: find out whether the room exists."""

    marker: str


@dataclass(frozen=True, slots=True)
class MakeRoom:
    """No room exists, surely: make one, under a marker instead of its title."""

    spec: RoomSpec


@dataclass(frozen=True, slots=True)
class ChangeRoom:
    """The room differs from what should be: one patch for all of it."""

    patch: RoomPatch


@dataclass(frozen=True, slots=True)
class AddPerson:
    """Somebody is invited whom the provider does not have."""

    invitee: Invitee


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """Somebody has another name or preset at the provider."""

    invitee: Invitee
    participant: ParticipantId


@dataclass(frozen=True, slots=True)
class RemovePerson:
    """Somebody is no longer invited: their link must stop working."""

    participant: ParticipantId


Step = LookUpRoom | MakeRoom | ChangeRoom | AddPerson | ChangePerson | RemovePerson


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of one meeting.

    Attributes:
        marker: The title under which a room is perhaps being made.
        observed: The room as the provider last described it.
        people: (name, preset) at the provider, of those it has.
        removed: Who is to be removed there.
    """

    meeting: Meeting
    marker: str | None
    observed: Room | None
    people: dict[InviteeId, tuple[str, str]]
    removed: tuple[ParticipantId, ...]


def next_step(sides: Sides, provider: Provider) -> Step | None:
    """Return the next thing to do, or None when both sides agree.

    Removals come first (a withdrawn link must die soonest), then the room, then the people.
    """
    meeting = sides.meeting
    if sides.observed is None:
        return _creation(sides)
    if sides.removed:
        return RemovePerson(sides.removed[0])
    patch = _difference(meeting, sides.observed, provider)
    if patch is not None:
        return ChangeRoom(patch)
    return None if meeting.cancelled else _people_step(sides)


def _creation(sides: Sides) -> Step | None:
    if sides.marker is not None:
        return LookUpRoom(sides.marker)
    meeting = sides.meeting
    if meeting.cancelled:
        return None
    return MakeRoom(RoomSpec(meeting.public_title, meeting.record_on_start, meeting.region))


def _people_step(sides: Sides) -> Step | None:
    for person in sides.meeting.invitees:
        if person.participant_id is None:
            return AddPerson(person)
        if sides.people.get(person.id) != (person.name, person.preset):
            return ChangePerson(person, person.participant_id)
    return None


def _difference(meeting: Meeting, room: Room, provider: Provider) -> RoomPatch | None:
    title = meeting.public_title if room.title != meeting.public_title else None
    record = meeting.record_on_start if room.record_on_start != meeting.record_on_start else None
    # RealtimeKit has no region, and Dyte's cannot be taken back: "nearest" is content with any.
    chosen = provider is Provider.DYTE and meeting.region is not Region.NEAREST
    region = meeting.region if chosen and room.region != meeting.region else None
    active = not meeting.cancelled if room.active == meeting.cancelled else None
    patch = RoomPatch(title, record, region, active)
    return None if patch == RoomPatch() else patch
