"""From all facts of a sitting to the one truth about it: the same for the same facts, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hosted_meetings_desktop.domain.ledger.clocks import Moments, offset
from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId, Kind, Place, Source, digest, distinct
from hosted_meetings_desktop.domain.ledger.identity import by_person
from hosted_meetings_desktop.domain.ledger.judging import Company, judged
from hosted_meetings_desktop.domain.ledger.person import person_truth
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.scene import Known, Scene, invited, known_by, plan_of, set_scene
from hosted_meetings_desktop.domain.ledger.sources import standing_marks
from hosted_meetings_desktop.domain.ledger.stretches import common, total
from hosted_meetings_desktop.domain.ledger.truth import Judgement, PersonTruth, SittingId, Truth
from hosted_meetings_desktop.domain.preset import Role

_NONE = timedelta(0)
_LAST = datetime.max.replace(tzinfo=UTC)


def account(sitting: SittingId, facts: Iterable[Fact], rules: LedgerRules, *, as_of: datetime) -> Truth:
    """Return the truth about a sitting.

    Args:
        sitting: Which one.
        facts: Everything that any source said of it, in any order, also more than once.
        rules: What the clinic calls late, and so on.
        as_of: Until when what still goes on counts, aware UTC by the provider's clock.
    """
    kept = distinct(facts)
    shift = clock_offset(kept)
    known = known_by(kept, shift)
    scene = set_scene(known, rules, as_of)
    invitations = invited(known, scene.plan)
    people = _people(known, invitations, scene, shift)
    # A time to come was written while this PC's clock was ahead.
    told = (each.at for each in known if each.fact.kind is Kind.NOTHING_HELD and each.at <= as_of)
    nothing = max(told, default=None)
    company = Company.of(people, scene, nothing, _marks(known))
    by_id = {each.id: each for each in known}
    people = [judged(each, by_id, company, scene) for each in people]
    return Truth(
        sitting=sitting,
        as_of=as_of,
        moving=scene.moving,
        plan=scene.plan,
        sessions=scene.sessions,
        people=tuple(_in_order(people, invitations)),
        nothing_held_at=nothing,
        together=_together(people),
        present=sum((each.present for each in people if each.judgement is not Judgement.STOOD_BY), _NONE),
        clock_offset=shift,
        facts=len(known),
        facts_digest=digest(kept),
    )


def clock_offset(facts: Mapping[FactId, Fact]) -> timedelta:
    """Return what to add to this PC's times of a sitting to get the provider's."""
    if not any(each.source.by_our_clock for each in facts.values()):
        return _NONE
    known = known_by(facts)
    people = by_person(_about_people(known), invited=invited(known, plan_of(known)))
    return offset(pair for each in people.values() for pair in _moments(each))


def _moments(known: Sequence[Known]) -> tuple[Moments, Moments]:
    """Return all comings of one person and all goings, each by the provider and by our own windows."""
    came: tuple[list[datetime], list[datetime]] = ([], [])
    went: tuple[list[datetime], list[datetime]] = ([], [])
    listed = {each.fact.who.peer for each in known if each.fact.kind is Kind.STAY}
    for each in known:
        fact = each.fact
        ours = fact.source is Source.CALL_WINDOW
        if fact.kind is Kind.STAY:
            came[0].append(each.at)
            if each.until is not None:
                went[0].append(each.until)
        elif fact.place is Place.ROOM and (ours or fact.who.peer not in listed):
            if fact.kind is Kind.CAME_IN:
                came[ours].append(each.at)
            elif fact.kind is Kind.WENT_OUT:
                went[ours].append(each.at)
    return (_distinct(came[0]), _distinct(came[1])), (_distinct(went[0]), _distinct(went[1]))


def _distinct(moments: list[datetime]) -> list[datetime]:
    """Return moments once each: the same row, read twice, is no second witness."""
    return sorted(set(moments))


def _about_people(known: Iterable[Known]) -> list[Known]:
    return [each for each in known if each.fact.kind not in _OF_THE_SITTING]


_OF_THE_SITTING = frozenset({Kind.PLANNED, Kind.SESSION, Kind.PEOPLE_READ, Kind.NOTHING_HELD, Kind.MISSED})


def _people(
    known: Sequence[Known], invitations: Mapping[str, list[Known]], scene: Scene, shift: timedelta
) -> list[PersonTruth]:
    """Return everybody who was invited or seen; who is not invited any more, only where they were seen."""
    counted = {each.id for several in invitations.values() for each in several}
    about = [each for each in _about_people(known) if each.fact.kind is not Kind.INVITED or each.id in counted]
    found = by_person(about, invited=invitations)
    return [
        person_truth(key, facts, _invitation(key, invitations), scene, shift)
        for key, facts in found.items()
        if any(each.fact.kind is not Kind.DEVICE for each in facts)
    ]


def _invitation(key: str, invitations: Mapping[str, list[Known]]) -> Sequence[Known]:
    kind, _, custom = key.partition(":")
    return invitations[custom] if kind == "invitee" else ()


def _in_order(people: Iterable[PersonTruth], invitations: Iterable[str]) -> list[PersonTruth]:
    """Return people in the order of the plan, then those who came without being invited as they came."""
    places = {custom: place for place, custom in enumerate(invitations)}
    return sorted(
        people,
        key=lambda each: (
            places.get(str(each.invitee), len(places)),
            each.arrived or _LAST,
            each.key,
        ),
    )


def _together(people: Iterable[PersonTruth]) -> timedelta:
    counted = [each for each in people if each.judgement is not Judgement.STOOD_BY]
    spans = [(each.role is Role.HOST, one.span) for each in counted for stay in each.stays for one in stay.stretches]
    hosts = [span for is_host, span in spans if is_host]
    return total(common(hosts, (span for is_host, span in spans if not is_host)))


def _marks(known: Iterable[Known]) -> tuple[FactId, ...]:
    return tuple(each.id for each in standing_marks(each.fact for each in known))
