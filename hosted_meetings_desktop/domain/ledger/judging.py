"""Tells apart what became of people: attended, never came, waited and left, could not connect; late, left early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.ledger.facts import FactId
from hosted_meetings_desktop.domain.ledger.person import came_to_wait, first_seen_by, supports, was_there_before
from hosted_meetings_desktop.domain.ledger.rules import LATE_FACTS
from hosted_meetings_desktop.domain.ledger.scene import Known, Scene
from hosted_meetings_desktop.domain.ledger.truth import Closing, Doubt, Judgement, PersonTruth
from hosted_meetings_desktop.domain.preset import Role


@dataclass(frozen=True, slots=True)
class Company:
    """What of the others and of the sitting decides about one.

    Attributes:
        ends: Until when each person was there, by their key.
        host_came: When the first host came into the room.
        asked: Whether the provider was asked late enough to know that somebody did not come; None where it may still
            be asked.
        word: The facts that say so.
        marks: The facts by which the desk said that nobody came.
    """

    ends: Mapping[str, datetime]
    host_came: datetime | None
    asked: bool | None
    word: tuple[FactId, ...]
    marks: tuple[FactId, ...]

    @classmethod
    def of(
        cls, people: Sequence[PersonTruth], scene: Scene, nothing_held_at: datetime | None, marks: tuple[FactId, ...]
    ) -> Company:
        """Return it."""
        came = [each for each in people if each.stays and each.judgement is not Judgement.STOOD_BY]
        hosts = [each.stays[0].began for each in came if each.role is Role.HOST]
        return cls(
            ends={each.key: max(stay.ended for stay in each.stays) for each in came},
            host_came=min(hosts, default=None),
            asked=_asked(scene, nothing_held_at),
            word=tuple(fact for session in scene.sessions for fact in session.facts),
            marks=marks,
        )


def judged(person: PersonTruth, by_id: Mapping[FactId, Known], company: Company, scene: Scene) -> PersonTruth:
    """Return a person with what became of them."""
    judgement = _judgement(person, company, scene)
    first = first_seen_by(person, by_id)
    late_by, unproven = _late(person, first, company, scene)
    early_by = _left_early(person, judgement, company, scene)
    doubts = [
        *person.doubts,
        *([Doubt.LATENESS_UNPROVEN] if unproven else []),
        *([Doubt.PEOPLE_UNREAD] if judgement is Judgement.UNKNOWN else []),
        *([Doubt.MARKED_BUT_CAME] if company.marks and _is_guest(person) and judgement is Judgement.ATTENDED else []),
    ]
    plan = scene.plan.facts if scene.plan is not None else ()
    arrived = person.facts_of("arrived")
    return replace(
        person,
        judgement=judgement,
        late_by=late_by,
        left_early_by=early_by,
        doubts=tuple(doubts),
        because=supports(
            person,
            {
                "judgement": _grounds(person, judgement, company, plan),
                "late_by": (*plan, *arrived) if arrived else (),
                "left_early_by": (*plan, *person.facts_of("last_left")) if person.stays else (),
            },
        ),
    )


def _judgement(person: PersonTruth, company: Company, scene: Scene) -> Judgement:
    if person.judgement is Judgement.STOOD_BY:
        return Judgement.STOOD_BY
    if person.still_in or (person.stays and person.present >= scene.rules.fleeting):
        return Judgement.ATTENDED
    if any(each.closing is Closing.OPEN for each in person.waits):
        return Judgement.WAITING
    if scene.moving:
        return Judgement.NOT_YET
    if person.waits:
        return Judgement.WAITED_AND_LEFT
    if person.tries or person.stays:
        return Judgement.COULD_NOT_CONNECT
    if scene.plan is not None and scene.plan.cancelled:
        return Judgement.CALLED_OFF
    return {True: Judgement.NEVER_CAME, False: Judgement.UNKNOWN, None: Judgement.NOT_YET}[company.asked]


def _grounds(
    person: PersonTruth, judgement: Judgement, company: Company, plan: tuple[FactId, ...]
) -> tuple[FactId, ...]:
    """Return by which facts somebody is judged so: for who did not come, by those who would have known."""
    if judgement in {Judgement.ATTENDED, Judgement.STOOD_BY}:
        return person.facts_of("present")
    if judgement in {Judgement.WAITED_AND_LEFT, Judgement.WAITING}:
        return person.facts_of("waited")
    if judgement is Judgement.COULD_NOT_CONNECT:
        return (*person.facts_of("tries"), *person.facts_of("present"))
    if judgement is Judgement.NEVER_CAME:
        return (*plan, *company.word, *(company.marks if _is_guest(person) else ()))
    return (*plan, *company.word)


def _asked(scene: Scene, nothing_held_at: datetime | None) -> bool | None:
    """Return whether who is not known to have come has not: after the end, the provider named all who were there."""
    ends = [each.ended_at or each.started_at for each in scene.sessions]
    if scene.sessions:
        answered = all(
            each.read_at is not None and each.ended_at is not None and each.read_at >= each.ended_at
            for each in scene.sessions
        )
    else:
        planned = scene.plan.ends_at if scene.plan is not None else scene.as_of
        answered = nothing_held_at is not None and nothing_held_at >= planned
        ends = [planned]
    if answered:
        return True
    return False if scene.as_of >= max(ends) + LATE_FACTS else None


def _late(person: PersonTruth, first: Known | None, company: Company, scene: Scene) -> tuple[timedelta | None, bool]:
    """Return by how much somebody came late, and whether that may be untrue.

    Who comes in together with a late host may have waited all along: nobody but a host sees the waiting room.
    """
    plan, rules = scene.plan, scene.rules
    if plan is None or not person.invited or person.arrived is None or plan.cancelled:
        return None, False
    late_by = person.arrived - plan.starts_at
    if late_by <= rules.late_after:
        return None, False
    if was_there_before(first):
        return None, True
    with_host = (
        person.role is not Role.HOST
        and company.host_came is not None
        and company.host_came <= person.arrived <= company.host_came + rules.reconnect
    )
    return (None, True) if with_host and not came_to_wait(first) else (late_by, False)


def _left_early(person: PersonTruth, judgement: Judgement, company: Company, scene: Scene) -> timedelta | None:
    """Return how long before the end somebody left while others went on; who leaves last has not left early."""
    left, others = person.last_left, [end for key, end in company.ends.items() if key != person.key]
    if scene.plan is None or judgement is not Judgement.ATTENDED or left is None or not others:
        return None
    early = min(scene.plan.ends_at, max(others)) - left
    return early if early > scene.rules.early_before else None


def _is_guest(person: PersonTruth) -> bool:
    return person.role not in {Role.HOST, Role.COLLEAGUE}
