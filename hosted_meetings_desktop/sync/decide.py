"""What to do next for one meeting: pure decisions over both of its sides, see docs/sync.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.ids import RoomId
from hosted_meetings_desktop.domain.meeting import Region
from hosted_meetings_desktop.domain.outbox import HOLD
from hosted_meetings_desktop.domain.room import RoomPatch, RoomSpec
from hosted_meetings_desktop.domain.sides import Guest, Mirror, Shared, Sides
from hosted_meetings_desktop.sync.merge import Merged, merge

QUIET = timedelta(seconds=45)
"""How long a deed whose answer was lost may still arrive: until then it is looked up, but not sent again."""

LATE = timedelta(minutes=10)
"""When to look for additions that arrived after they had been given up."""


REMEMBERED = timedelta(hours=1)
"""How long a change that was in doubt is known again when the provider shows it late."""


@dataclass(frozen=True, slots=True)
class TakeTheirs:
    """The provider's side changed: write the merge down. Nothing is sent."""

    merged: Merged


@dataclass(frozen=True, slots=True)
class LookUpRoom:
    """A creation was sent and its answer is not kept: find out whether the room exists.

    Attributes:
        give_up: Whether one that is not there now counts as never made.
    """

    marker: str
    give_up: bool


@dataclass(frozen=True, slots=True)
class MakeRoom:
    """No room exists, surely: make one, under a marker instead of its title."""

    spec: RoomSpec


@dataclass(frozen=True, slots=True)
class AdoptOrphan:
    """No room exists, but one made too late by this PC stands unused: take it."""

    room: RoomId


@dataclass(frozen=True, slots=True)
class ChangeRoom:
    """The room differs from what should be: one patch for all of it."""

    room: RoomId
    patch: RoomPatch


@dataclass(frozen=True, slots=True)
class ReadRoom:
    """A change was in doubt, and has had its time: see what the room is like now."""

    room: RoomId


@dataclass(frozen=True, slots=True)
class LookUpPerson:
    """An addition was sent and its answer is not kept, or one may have come twice: read who is there.

    Attributes:
        give_up: Whether somebody who is not there now counts as never added.
    """

    room: RoomId
    guest: Guest
    give_up: bool


@dataclass(frozen=True, slots=True)
class AddPerson:
    """Somebody is invited whom the provider does not have."""

    room: RoomId
    guest: Guest


@dataclass(frozen=True, slots=True)
class ChangePerson:
    """Somebody has another name or preset at the provider."""

    room: RoomId
    guest: Guest


@dataclass(frozen=True, slots=True)
class RemovePerson:
    """Somebody is no longer invited, and not only since a moment ago: their link must stop working."""

    room: RoomId
    guest: Guest


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be done before that time: a deed may still arrive."""

    until: datetime


@dataclass(frozen=True, slots=True)
class RoomGone:
    """The provider does not have the room any more; a person decides."""


Step = (
    TakeTheirs
    | LookUpRoom
    | MakeRoom
    | AdoptOrphan
    | ChangeRoom
    | ReadRoom
    | LookUpPerson
    | AddPerson
    | ChangePerson
    | RemovePerson
    | Wait
    | RoomGone
)


def next_step(sides: Sides, provider: Provider, now: datetime, looked: frozenset[str] = frozenset()) -> Step | None:
    """Return the next thing to do, or None when both sides agree.

    Removals come first (a withdrawn link must die soonest), then the room, then the people.

    Args:
        sides: Both sides.
        provider: Whose service it is: RealtimeKit knows no region.
        now: Aware UTC.
        looked: Markers and invitees looked up in this pass already: once is enough.
    """
    mirror = sides.mirror
    if mirror is None:
        return _creation(sides, now, looked)
    if mirror.gone:
        return RoomGone() if sides.wanted.active else None
    merged = _merged(sides, mirror, now)
    if merged is not None:
        return TakeTheirs(merged)
    for guest in sides.guests:
        if guest.removed and guest.participant is not None and not _is_held(guest, now):
            return RemovePerson(mirror.room, guest)
    patch = _difference(sides.wanted, mirror.said, provider)
    if patch is not None:
        return ChangeRoom(mirror.room, patch)
    step = _people_step(mirror.room, sides, now, looked)
    return step if step is not None else _check_step(sides, mirror, now, looked)


def _creation(sides: Sides, now: datetime, looked: frozenset[str]) -> Step | None:
    creation = sides.creation
    if creation is not None:
        quiet_at = _in_reach(creation.sent_at + QUIET, now, QUIET)
        if creation.marker in looked:
            return Wait(quiet_at)
        return LookUpRoom(creation.marker, give_up=now >= quiet_at)
    if not sides.wanted.active:
        return None
    if sides.orphan is not None:
        return AdoptOrphan(sides.orphan)
    wanted = sides.wanted
    return MakeRoom(RoomSpec(wanted.title, wanted.record_on_start, wanted.region))


def _merged(sides: Sides, mirror: Mirror, now: datetime) -> Merged | None:
    """Return the merge when the provider's side moved since both agreed."""
    if sides.base is None or mirror.said == sides.base:
        return None
    return merge(sides.wanted, sides.base, mirror.said, now, sides.changes)


def _check_step(sides: Sides, mirror: Mirror, now: datetime, looked: frozenset[str]) -> Step | None:
    """Return how to find out what became of changes in doubt: an old one may arrive after a newer one."""
    times = [change.sent_at for change in sides.changes if not change.checked]
    if not times or mirror.room in looked:
        return None
    quiet_at = _in_reach(max(times) + QUIET, now, QUIET)
    return ReadRoom(mirror.room) if now >= quiet_at else Wait(quiet_at)


def _people_step(room: RoomId, sides: Sides, now: datetime, looked: frozenset[str]) -> Step | None:
    """Return the first thing to do for anybody; who must wait holds up nobody else."""
    waits: list[datetime] = []
    for guest in sides.guests:
        step = _doubt_step(room, guest, now, looked)
        if step is None and sides.wanted.active:
            step = _person_step(room, guest)
        if isinstance(step, Wait):
            waits.append(step.until)
        elif step is not None:
            return step
    return Wait(min(waits)) if waits else None


def _doubt_step(room: RoomId, guest: Guest, now: datetime, looked: frozenset[str]) -> Step | None:
    """Return how to find out what became of somebody's deed in doubt."""
    if guest.sent_at is not None and guest.participant is None:
        quiet_at = _in_reach(guest.sent_at + QUIET, now, QUIET)
        if guest.id in looked:
            return Wait(quiet_at)
        return LookUpPerson(room, guest, give_up=now >= quiet_at)
    if guest.check_at is not None and guest.id not in looked and now >= _in_reach(guest.check_at, now, LATE):
        return LookUpPerson(room, guest, give_up=True)
    return None


def _person_step(room: RoomId, guest: Guest) -> Step | None:
    if guest.removed or guest.refused:
        return None
    if guest.participant is None:
        return AddPerson(room, guest)
    if guest.said != (guest.name, guest.preset):
        return ChangePerson(room, guest)
    return None


def _is_held(guest: Guest, now: datetime) -> bool:
    """Return whether somebody was taken off so shortly ago that undo may bring them back with the link they have.

    Of such a person ``sent_at`` says since when, and ``check_at`` until when: they are looked at again then. Once a
    removal was sent, only ``check_at`` is known; one that must not wait has no ``sent_at`` from the start.
    """
    return guest.sent_at is not None and guest.check_at is not None and now < _in_reach(guest.check_at, now, HOLD)


def _in_reach(when: datetime, now: datetime, longest: timedelta) -> datetime:
    """Return ``when``, or now if it lies further away than was ever asked for: the clock was set back."""
    return when if when <= now + longest else now


def _difference(wanted: Shared, said: Shared, provider: Provider) -> RoomPatch | None:
    title = wanted.title if said.title != wanted.title else None
    record = wanted.record_on_start if said.record_on_start != wanted.record_on_start else None
    # RealtimeKit has no region, and Dyte's cannot be taken back: "nearest" is content with any.
    chosen = provider is Provider.DYTE and wanted.region is not Region.NEAREST
    region = wanted.region if chosen and said.region != wanted.region else None
    active = wanted.active if said.active != wanted.active else None
    patch = RoomPatch(title, record, region, active)
    return None if patch == RoomPatch() else patch
