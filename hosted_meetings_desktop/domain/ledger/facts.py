"""Single facts about attendance: what one source said of one thing, when that happened and when it was learned."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from hosted_meetings_desktop.domain.ids import MeetingId, SessionId
from hosted_meetings_desktop.domain.ledger.canonical import canonical, clean, micros, stamp

FactId = NewType("FactId", str)
"""Made of what a fact says, so that the same thing said twice is one fact."""

_DIGITS = 32


class Source(StrEnum):
    """Whose word a fact is."""

    PLAN = "plan"
    SESSIONS = "sessions"  # the provider's list of sessions
    PARTICIPANTS = "participants"  # the provider's list of a session's people, one row per join
    PEER_EVENTS = "peer-events"  # what the provider's rooms noted of each connection
    PEER_REPORT = "peer-report"
    CALL_WINDOW = "call-window"  # our own, by this PC's clock
    DIARY = "diary"  # what a call window wrote down on its way in, likewise
    DESK = "desk"

    @property
    def by_our_clock(self) -> bool:
        """Whether its times are those of this PC and not the provider's."""
        return self in {Source.CALL_WINDOW, Source.DIARY}


class Kind(StrEnum):
    """What a fact is about."""

    PLANNED = "planned"
    INVITED = "invited"
    SESSION = "session"
    PEOPLE_READ = "people-read"  # the provider was asked who was in a session, and answered with all of them
    NOTHING_HELD = "nothing-held"  # all sessions were read, and none was for this
    STAY = "stay"  # one connection, from its join to its leave as far as that is said
    REACHED = "reached"  # a connection was begun; whether it came in, others say
    CAME_IN = "came-in"
    WENT_OUT = "went-out"
    SIGHTED = "sighted"  # was there already when somebody began to look
    LOST_SIGHT = "lost-sight"  # was there still when nobody looked any more
    FAILED = "failed"  # somebody tried to come in and could not
    DEVICE = "device"
    MISSED = "missed"  # somebody at the desk said that nobody came


class Place(StrEnum):
    """Where somebody was."""

    ROOM = "room"
    LOBBY = "lobby"  # the waiting room: seen by a host's call window alone


@dataclass(frozen=True, slots=True)
class Who:
    """Whom a fact is about, by as many names as its source has for them.

    Attributes:
        custom: Our invitee id where we invited them, else what another program put there.
        participant: The provider's id of them in the room.
        peer: The provider's id of one connection.
        name: As the source calls them.
        preset: What they may do in the call.
    """

    custom: str = ""
    participant: str = ""
    peer: str = ""
    name: str = ""
    preset: str = ""


NOBODY = Who()


@dataclass(frozen=True, slots=True)
class Fact:
    """What one source said of one thing.

    Attributes:
        at: When it happened or began, aware UTC, by the source's own clock.
        learned_at: When we knew, aware UTC: its age.
        until: When it ended; None where the source does not say, or it goes on.
        length: How long it lasted by the source's own figure.
        meeting: For which of our meetings, None where the source does not know.
        session: In which session, likewise.
        place: Of who came, went and was sighted.
        witness: Which call window saw it, by any name of its own; two windows may see the same.
        text: A word more: a device, why somebody could not come in.
        details: What else the plan says, as pairs in the order of their names.
    """

    kind: Kind
    source: Source
    at: datetime
    learned_at: datetime
    who: Who = NOBODY
    until: datetime | None = None
    length: timedelta | None = None
    meeting: MeetingId | None = None
    session: SessionId | None = None
    place: Place = Place.ROOM
    witness: str = ""
    text: str = ""
    details: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Refuse times that could not be told apart later."""
        if any(each is not None and each.tzinfo is None for each in (self.at, self.learned_at, self.until)):
            raise ValueError("a fact needs aware times")

    @property
    def id(self) -> FactId:
        """The fact's id: a hash over all it says but when it was learned."""
        return FactId(hashlib.sha256(canonical(_says(self)).encode()).hexdigest()[:_DIGITS])

    def detail(self, name: str) -> str:
        """Return one of the details, empty where it has none of that name."""
        return next((value for key, value in self.details if key == name), "")


def details(**said: str) -> tuple[tuple[str, str], ...]:
    """Return details in their order; empty ones say nothing."""
    return tuple(sorted((name, clean(value)) for name, value in said.items() if value))


def distinct(facts: Iterable[Fact]) -> dict[FactId, Fact]:
    """Return facts by id, in the order of the ids; what was said twice has been known since the first time."""
    found: dict[FactId, Fact] = {}
    for fact in facts:
        key = fact.id
        same = found.get(key)
        if same is None:
            found[key] = fact
        elif fact.learned_at < same.learned_at:
            found[key] = replace(same, learned_at=fact.learned_at)
    return {key: found[key] for key in sorted(found)}


def digest(facts: Mapping[FactId, Fact]) -> str:
    """Return one SHA-256 over :func:`distinct` facts and when each was learned."""
    lines = (f"{key} {stamp(fact.learned_at)}\n" for key, fact in facts.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _says(fact: Fact) -> dict[str, object]:
    said: dict[str, object] = {"kind": fact.kind, "source": fact.source, "at": stamp(fact.at)}
    who = fact.who
    optional: dict[str, object] = {
        "until": stamp(fact.until) if fact.until is not None else None,
        "length": micros(fact.length) if fact.length is not None else None,
        "meeting": fact.meeting,
        "session": fact.session,
        "place": fact.place if fact.place is not Place.ROOM else None,
        "witness": fact.witness,
        "text": fact.text,
        "details": fact.details,
        "custom": who.custom,
        "participant": who.participant,
        "peer": who.peer,
        "name": who.name,
        "preset": who.preset,
    }
    # A zero length says something; the others say nothing when they are empty.
    return said | {name: value for name, value in optional.items() if value or value == 0}
