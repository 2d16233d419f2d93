"""The one truth about a sitting: who was invited, who came, when and for how long, and by which facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NewType

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, PersonId, RoomId, SessionId
from hosted_meetings_desktop.domain.ledger.canonical import stamp
from hosted_meetings_desktop.domain.ledger.facts import FactId, Source
from hosted_meetings_desktop.domain.preset import Role

SittingId = NewType("SittingId", str)
"""One planned time of a meeting with all sessions that were held for it, or a session that nobody planned."""

_NONE = timedelta(0)


def planned_sitting(meeting: MeetingId, starts_at: datetime) -> SittingId:
    """Return the id of a planned time: a meeting that is moved is another sitting."""
    return SittingId(f"{meeting}@{stamp(starts_at.astimezone(UTC))}")


def unplanned_sitting(session: SessionId) -> SittingId:
    """Return the id of a session that belongs to no planned time."""
    return SittingId(f"session:{session}")


class Judgement(StrEnum):
    """What became of one person in one sitting."""

    ATTENDED = "attended"
    NEVER_CAME = "never-came"
    WAITED_AND_LEFT = "waited-and-left"
    COULD_NOT_CONNECT = "could-not-connect"
    CALLED_OFF = "called-off"  # it was cancelled, and they did not come
    UNKNOWN = "unknown"  # nobody who could know was asked in time
    NOT_YET = "not-yet"  # it still goes on or is to come
    WAITING = "waiting"  # still in the waiting room
    STOOD_BY = "stood-by"  # the front desk itself, which is nobody who came

    @property
    def final(self) -> bool:
        """Whether it stays, once the sitting is over."""
        return self not in {Judgement.NOT_YET, Judgement.WAITING}


class Closing(StrEnum):
    """By which rule a stretch of time has its end, the surest first."""

    REPORTED = "reported"  # the provider's list of people says when they left
    EVENT = "event"  # the provider's room noted that the connection ended
    DURATION = "duration"  # the join and the provider's figure of how long it lasted
    SEEN = "seen"  # a call window of ours saw them go
    ADMITTED = "admitted"  # of a wait: they came into the room
    OUT_OF_SIGHT = "out-of-sight"  # nobody looked any more: it may have lasted longer
    SESSION_END = "session-end"  # nobody said when: it lasted until the session ended at the latest
    MOMENT = "moment"  # only one of its ends is known, so it counts as none of the time
    OPEN = "open"  # it still goes on


class Doubt(StrEnum):
    """What is not as certain as it looks."""

    LEAVE_ASSUMED = "leave-assumed"  # nobody said when they left: it counts to the end of the session
    FIGURES_DIFFER = "figures-differ"  # the provider's times and its figure do not agree; the times count
    BACKWARDS = "backwards"  # the provider's leave lies before the join
    ONLY_SEEN = "only-seen"  # only our own call window knows of some of the time
    CLOCKS_APART = "clocks-apart"  # times of our own call window were set right by more than a few seconds
    WAITED_LONGER = "waited-longer"  # they were waiting already when somebody began to look
    LATENESS_UNPROVEN = "lateness-unproven"  # they may have waited where nobody saw it: no host was there yet
    PEOPLE_UNREAD = "people-unread"  # the provider never said who was in a session
    MARKED_BUT_CAME = "marked-but-came"  # the desk said that nobody came


@dataclass(frozen=True, slots=True)
class Stretch:
    """One unbroken piece of time of one connection or one sighting.

    Attributes:
        ended: Of what still goes on: when it was looked at.
        source: Who knows of it.
        facts: By which facts.
        session: In which session, where that is known.
    """

    began: datetime
    ended: datetime
    closing: Closing
    source: Source
    facts: tuple[FactId, ...]
    session: SessionId | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when until when."""
        return self.began, self.ended


@dataclass(frozen=True, slots=True)
class Stay:
    """One time in the room, short breaks and second tabs included.

    Attributes:
        present: How long they were really in, the breaks left out.
        stretches: What it is made of, by time.
    """

    began: datetime
    ended: datetime
    present: timedelta
    stretches: tuple[Stretch, ...]

    @property
    def open(self) -> bool:
        """Whether it still goes on."""
        return any(each.closing is Closing.OPEN for each in self.stretches)

    @property
    def closing(self) -> Closing:
        """By which rule it has its end."""
        if self.open:
            return Closing.OPEN
        return max(self.stretches, key=lambda each: (each.ended, -_CLOSINGS.index(each.closing))).closing


_CLOSINGS = tuple(Closing)


@dataclass(frozen=True, slots=True)
class PersonTruth:
    """What became of one person.

    Attributes:
        key: Tells them apart in this sitting.
        invitee: Their place in the plan, None where they were not invited.
        person: Who that is in the clinic's list of people.
        participants: The provider's ids of them in the room.
        arrived: When they were first seen, in the room, waiting or trying.
        waits: Their time in the waiting room, as far as a call window saw it, by time.
        stays: Their time in the room.
        tries: How often they tried to come in and could not.
        present: Time in the room; waited: in the waiting room. What overlaps counts once.
        joins: How often they came; connections: how many connections that took, second tabs included.
        late_by: How long after the planned start they came, where that is late; None where it is not.
        left_early_by: How long before the end they left, likewise.
        because: For each of these which facts it rests on.
    """

    key: str
    name: str
    judgement: Judgement
    role: Role | None = None
    invitee: InviteeId | None = None
    person: PersonId | None = None
    participants: tuple[str, ...] = ()
    preset: str = ""
    arrived: datetime | None = None
    waits: tuple[Stretch, ...] = ()
    stays: tuple[Stay, ...] = ()
    tries: int = 0
    present: timedelta = _NONE
    waited: timedelta = _NONE
    connections: int = 0
    late_by: timedelta | None = None
    left_early_by: timedelta | None = None
    devices: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    because: tuple[tuple[str, tuple[FactId, ...]], ...] = field(default=(), repr=False)

    @property
    def invited(self) -> bool:
        """Whether they were."""
        return self.invitee is not None

    @property
    def joins(self) -> int:
        """How often they came into the room."""
        return len(self.stays)

    @property
    def still_in(self) -> bool:
        """Whether they are in the room."""
        return any(each.open for each in self.stays)

    @property
    def first_joined(self) -> datetime | None:
        """When they first came into the room."""
        return self.stays[0].began if self.stays else None

    @property
    def last_left(self) -> datetime | None:
        """When they left it for good; None while they are in or where they never were."""
        return max(each.ended for each in self.stays) if self.stays and not self.still_in else None

    def facts_of(self, name: str) -> tuple[FactId, ...]:
        """Return by which facts a field has its value; none where nothing was ever said about it."""
        return dict(self.because).get(name, ())


@dataclass(frozen=True, slots=True)
class Plan:
    """What was planned, as it stood at the time."""

    meeting: MeetingId
    title: str
    host: str
    starts_at: datetime
    ends_at: datetime
    visit_type: str
    cancelled: bool
    facts: tuple[FactId, ...]


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session as the ledger knows it.

    Attributes:
        ended_at: None while it goes on.
        read_at: When the provider last said who was in it, as far as that is a fact.
    """

    id: SessionId
    room: RoomId
    title: str
    started_at: datetime
    ended_at: datetime | None
    read_at: datetime | None
    facts: tuple[FactId, ...]

    @property
    def open(self) -> bool:
        """Whether it goes on."""
        return self.ended_at is None


class Stage(StrEnum):
    """How far a sitting has got; until it is over, all of it may change."""

    AHEAD = "ahead"  # nobody was in a call yet, and its planned time is not over
    GOES_ON = "goes-on"
    ENDED = "ended"  # every session has ended and nobody is there, but its planned time is not over
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Truth:
    """All that follows from the facts about a sitting.

    Attributes:
        as_of: What still went on counts until then.
        moving: Whether it goes on, or its planned time is not over: all of this may change.
        nothing_held_at: When the provider last said that there was no session; None where it was not asked.
        together: How long a host and somebody else were in the room at once.
        present: Person-time of all people together, the front desk left out.
        clock_offset: What was added to times of our own call windows.
        facts: How many facts this rests on, and the SHA-256 over them.
    """

    sitting: SittingId
    as_of: datetime
    moving: bool
    plan: Plan | None
    sessions: tuple[HeldSession, ...]
    people: tuple[PersonTruth, ...]
    nothing_held_at: datetime | None
    together: timedelta
    present: timedelta
    clock_offset: timedelta
    facts: int
    facts_digest: str

    @property
    def starts_at(self) -> datetime | None:
        """When it was planned to start, or else did."""
        if self.plan is not None:
            return self.plan.starts_at
        return self.sessions[0].started_at if self.sessions else None

    @property
    def stage(self) -> Stage:
        """How far it has got. Somebody who waits or is in by our own word alone keeps it going too."""
        if not self.moving:
            return Stage.OVER
        came = (each for each in self.people if each.judgement is not Judgement.STOOD_BY)
        here = any(each.still_in or each.judgement is Judgement.WAITING for each in came)
        if here or any(each.open for each in self.sessions):
            return Stage.GOES_ON
        return Stage.ENDED if self.sessions else Stage.AHEAD

    def person(self, key: str) -> PersonTruth | None:
        """Return one of the people."""
        return next((each for each in self.people if each.key == key), None)
