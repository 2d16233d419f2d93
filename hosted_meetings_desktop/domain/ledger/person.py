"""Puts together what became of one person in a sitting, each field with the facts it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.desk_place import is_desk
from hosted_meetings_desktop.domain.ids import InviteeId, PersonId
from hosted_meetings_desktop.domain.ledger.facts import FactId, Kind, Place, Source
from hosted_meetings_desktop.domain.ledger.scene import Known, Scene
from hosted_meetings_desktop.domain.ledger.stays import room_stretches, stays_of, waited, waits_of
from hosted_meetings_desktop.domain.ledger.stretches import total
from hosted_meetings_desktop.domain.ledger.truth import Closing, Doubt, Judgement, PersonTruth, Stretch
from hosted_meetings_desktop.domain.preset import Role

_ROUNDING = timedelta(seconds=1)
"""The provider's figure has four decimals of a minute and is taken a little later than its times."""
_NOTICEABLE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Tries:
    """How often somebody tried to come in, with what says so."""

    count: int
    first: datetime | None
    facts: tuple[FactId, ...]


def person_truth(
    key: str, known: Sequence[Known], invitation: Sequence[Known], scene: Scene, offset: timedelta
) -> PersonTruth:
    """Return what is known of a person by themselves; what takes the others to judge is still open.

    Args:
        key: What tells them apart.
        known: The facts about them.
        invitation: Those of them that invited them, the newest last; empty where nobody did.
        scene: The sitting.
        offset: What was added to times of our own call windows.
    """
    stretches = room_stretches(known, scene)
    stays, waits = stays_of(stretches, scene.rules.reconnect), waits_of(known, stretches, scene)
    tries = _tries(known, stretches)
    arrived, arrived_by = _first_sign(stretches, waits, tries)
    name, name_fact = _name(known, invitation)
    # The plan says what was wanted, everybody else what they really were.
    seen = [each for each in known if each.fact.source is not Source.PLAN and each.fact.who.preset]
    preset, preset_fact = _newest(seen or known, lambda each: each.fact.who.preset)
    devices = sorted((each.fact.text, each.id) for each in known if each.fact.kind is Kind.DEVICE and each.fact.text)
    newest = invitation[-1] if invitation else None
    invited_by = tuple(each.id for each in invitation)
    in_room, in_lobby = _ids(stretches), _ids(waits)
    because: dict[str, tuple[FactId, ...]] = {
        "name": name_fact,
        "preset": preset_fact,
        "role": invited_by[-1:],
        "invited": invited_by,
        "arrived": arrived_by,
        "first_joined": stretches[0].facts if stretches else (),
        "last_left": _of_last(stretches),
        "present": in_room,
        "joins": in_room,
        "connections": in_room,
        "waited": in_lobby,
        "tries": tries.facts,
        "devices": tuple(fact for _text, fact in devices),
    }
    return PersonTruth(
        key=key,
        name=name,
        judgement=Judgement.STOOD_BY if _is_the_desk(known) else Judgement.NOT_YET,
        role=Role(newest.fact.detail("role")) if newest is not None else None,
        invitee=InviteeId(newest.fact.who.custom) if newest is not None else None,
        person=PersonId(person) if newest is not None and (person := newest.fact.detail("person")) else None,
        participants=tuple(sorted({each.fact.who.participant for each in known if each.fact.who.participant})),
        preset=preset,
        arrived=arrived,
        waits=waits,
        stays=stays,
        tries=tries.count,
        present=total(each.span for each in stretches),
        waited=waited(waits, stretches),
        connections=len(stretches),
        devices=tuple(dict.fromkeys(text for text, _fact in devices)),
        doubts=_doubts(known, stretches, waits, offset),
        because=tuple(because.items()),
    )


def supports(
    truth: PersonTruth, more: Mapping[str, tuple[FactId, ...]]
) -> tuple[tuple[str, tuple[FactId, ...]], ...]:
    """Return what a truth rests on, and more."""
    return tuple((dict(truth.because) | dict(more)).items())


def _tries(known: Sequence[Known], stretches: Sequence[Stretch]) -> _Tries:
    """Return what failed: steps on the way in, and connections that were begun and never came in."""
    came = {fact for each in stretches for fact in each.facts}
    peers_in = {each.fact.who.peer for each in known if each.id in came}
    failed = [each for each in known if each.fact.kind is Kind.FAILED]
    reached = {
        each.fact.who.peer: each
        for each in sorted(known, key=lambda one: (one.at, one.id), reverse=True)
        if each.fact.kind is Kind.REACHED and each.fact.who.peer not in peers_in
    }
    found = sorted((*failed, *reached.values()), key=lambda each: (each.at, each.id))
    return _Tries(len(found), found[0].at if found else None, tuple(each.id for each in found))


def _is_the_desk(known: Sequence[Known]) -> bool:
    return any(is_desk(each.fact.who.custom) for each in known)


def _first_sign(
    stretches: Sequence[Stretch], waits: Sequence[Stretch], tries: _Tries
) -> tuple[datetime | None, tuple[FactId, ...]]:
    """Return when somebody was first seen, in the room, waiting or trying, and by which fact."""
    signs = [(each.began, each.facts[:1]) for each in (*stretches, *waits)]
    if tries.first is not None:
        signs.append((tries.first, tries.facts[:1]))
    return min(signs) if signs else (None, ())


def _name(known: Sequence[Known], invitation: Sequence[Known]) -> tuple[str, tuple[FactId, ...]]:
    """Return what the plan calls them, or else the newest name they went by."""
    for among in (invitation, known):
        name, fact = _newest(among, lambda each: each.fact.who.name)
        if name:
            return name, fact
    return "Guest", ()


def _newest(known: Sequence[Known], of: Callable[[Known], str]) -> tuple[str, tuple[FactId, ...]]:
    said = max((each for each in known if of(each)), key=lambda each: (each.fact.learned_at, each.id), default=None)
    return (of(said), (said.id,)) if said is not None else ("", ())


def _ids(stretches: Iterable[Stretch]) -> tuple[FactId, ...]:
    return tuple(dict.fromkeys(fact for each in stretches for fact in each.facts))


def _of_last(stretches: Sequence[Stretch]) -> tuple[FactId, ...]:
    return max(stretches, key=lambda each: (each.ended, each.facts)).facts if stretches else ()


def _doubts(
    known: Sequence[Known], stretches: Sequence[Stretch], waits: Sequence[Stretch], offset: timedelta
) -> tuple[Doubt, ...]:
    by_id = {each.id: each for each in known}
    everything = (*stretches, *waits)
    rows = [row for each in stretches if (row := by_id[each.facts[0]]).fact.kind is Kind.STAY]
    # What only our own window knows of, or alone saw end, is as right as this PC's clock was set.
    ours = [each for each in everything if each.source is Source.CALL_WINDOW or each.closing is Closing.SEEN]
    found = {
        Doubt.LEAVE_ASSUMED: any(each.closing is Closing.SESSION_END for each in everything),
        Doubt.FIGURES_DIFFER: any(_differ(each) for each in rows),
        Doubt.BACKWARDS: any(each.until is not None and each.until < each.at for each in rows),
        Doubt.ONLY_SEEN: any(each.source is Source.CALL_WINDOW for each in stretches),
        Doubt.CLOCKS_APART: bool(ours) and abs(offset) > _NOTICEABLE,
        Doubt.WAITED_LONGER: bool(waits) and by_id[waits[0].facts[0]].fact.kind is Kind.SIGHTED,
    }
    return tuple(doubt for doubt, there in found.items() if there)


def _differ(row: Known) -> bool:
    figure = row.fact.length
    if figure is None or row.until is None or row.until < row.at:
        return False
    return abs((row.until - row.at) - figure) > _ROUNDING


def first_seen_by(truth: PersonTruth, by_id: Mapping[FactId, Known]) -> Known | None:
    """Return the fact by which somebody was first there."""
    ids = truth.facts_of("arrived")
    return by_id[ids[0]] if ids else None


def was_there_before(known: Known | None) -> bool:
    """Return whether somebody was there already when somebody began to look."""
    return known is not None and known.fact.kind is Kind.SIGHTED


def came_to_wait(known: Known | None) -> bool:
    """Return whether the first that was seen of somebody is that they came to the waiting room."""
    return known is not None and known.fact.kind is Kind.CAME_IN and known.fact.place is Place.LOBBY
