"""A sitting as a picture of time: for each person when they waited, were in, came back, and tried in vain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId, Kind
from hosted_meetings_desktop.domain.ledger.truth import Closing, PersonTruth, Stage, Stay, Stretch, Truth

_LEAST = timedelta(minutes=5)
_NEAR = timedelta(hours=3)
_AROUND = 0.03
"""Of the whole, free on both sides: what lies at an end is seen to end there."""


class PieceKind(StrEnum):
    """What a piece of somebody's lane is."""

    WAIT = "wait"
    ROOM = "room"
    GAP = "gap"  # out for a moment within one stay
    TRY = "try"  # tried to come in and could not


@dataclass(frozen=True, slots=True)
class Piece:
    """One mark in a lane.

    Attributes:
        ended: Of what still goes on: when it was looked at.
        windows: At most so many connections at once; they count as one.
        closing: By which rule it ends; None of gaps and tries.
    """

    kind: PieceKind
    began: datetime
    ended: datetime
    facts: tuple[FactId, ...]
    closing: Closing | None = None
    windows: int = 1

    @property
    def open(self) -> bool:
        """Whether it still goes on."""
        return self.closing is Closing.OPEN


@dataclass(frozen=True, slots=True)
class Lane:
    """One person, their pieces by time."""

    person: PersonTruth
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole picture.

    Attributes:
        planned: From when to when it was planned; None where nobody did.
        now: Where what goes on has got to; None where it has ended.
    """

    begin: datetime
    end: datetime
    planned: tuple[datetime, datetime] | None
    now: datetime | None
    lanes: tuple[Lane, ...]

    @property
    def span(self) -> timedelta:
        """How long it is."""
        return self.end - self.begin

    def kinds(self) -> frozenset[PieceKind]:
        """Return which kinds of pieces there are."""
        return frozenset(piece.kind for lane in self.lanes for piece in lane.pieces)


EMPTY = Timeline(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC) + _LEAST, None, None, ())


def timeline_of(truth: Truth, facts: Mapping[FactId, Fact]) -> Timeline:
    """Return the picture of a sitting."""
    lanes = tuple(Lane(each, tuple(_pieces(each, facts))) for each in truth.people)
    moments = [moment for lane in lanes for piece in lane.pieces for moment in (piece.began, piece.ended)]
    moments += [at for held in truth.sessions for at in (held.started_at, held.ended_at) if at is not None]
    plan = truth.plan
    planned = (plan.starts_at, plan.ends_at) if plan is not None else None
    if planned is not None and (not moments or min(moments) - planned[1] < _NEAR):
        moments += planned
    goes_on = truth.stage in {Stage.AHEAD, Stage.GOES_ON}
    if goes_on:
        moments.append(min(truth.as_of, max(moments, default=truth.as_of) + _NEAR))
    begin, end = min(moments, default=truth.as_of), max(moments, default=truth.as_of)
    around = max((end - begin) * _AROUND, (_LEAST - (end - begin)) / 2)
    return Timeline(begin - around, end + around, planned, truth.as_of if goes_on else None, lanes)


def _pieces(person: PersonTruth, facts: Mapping[FactId, Fact]) -> list[Piece]:
    found = [_wait(each) for each in person.waits]
    for stay in person.stays:
        found += _of_stay(stay)
    tries = (facts[each] for each in person.facts_of("tries") if each in facts)
    found += [_try(each) for each in tries]
    return sorted(found, key=lambda each: (each.began, each.ended, each.kind))


def _wait(wait: Stretch) -> Piece:
    return Piece(PieceKind.WAIT, wait.began, wait.ended, wait.facts, wait.closing)


def _try(fact: Fact) -> Piece:
    until = fact.until if fact.kind is Kind.FAILED and fact.until is not None else fact.at
    return Piece(PieceKind.TRY, fact.at, max(fact.at, until), (fact.id,))


def _of_stay(stay: Stay) -> list[Piece]:
    """Return a stay as unbroken pieces with the gaps between them; what overlaps is one piece."""
    groups: list[list[Stretch]] = []
    for each in sorted(stay.stretches, key=lambda one: (one.began, one.ended)):
        if groups and each.began <= max(one.ended for one in groups[-1]):
            groups[-1].append(each)
        else:
            groups.append([each])
    found: list[Piece] = []
    for group in groups:
        last = max(group, key=lambda one: (one.closing is Closing.OPEN, one.ended))
        facts = tuple(dict.fromkeys(fact for one in group for fact in one.facts))
        if found:
            found.append(Piece(PieceKind.GAP, found[-1].ended, group[0].began, facts))
        found.append(Piece(PieceKind.ROOM, group[0].began, last.ended, facts, last.closing, _at_once(group)))
    return found


def _at_once(stretches: Iterable[Stretch]) -> int:
    """Return how many lay over each other at most."""
    turns = sorted((moment, step) for one in stretches for moment, step in ((one.began, 1), (one.ended, -1)))
    count = most = 0
    for _moment, step in turns:
        count += step
        most = max(most, count)
    return max(1, most)
