"""What holds for everybody in a sitting: its facts, its plan, its sessions, and the clock all times are read by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.ids import MeetingId, RoomId, SessionId
from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId, Kind
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.truth import HeldSession, Plan

_NEAR_SESSION = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Known:
    """A fact with its id, its times by the provider's clock."""

    id: FactId
    fact: Fact
    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Scene:
    """The sitting.

    Attributes:
        moving: Whether it goes on, or its planned time is not over.
    """

    plan: Plan | None
    sessions: tuple[HeldSession, ...]
    rules: LedgerRules
    as_of: datetime
    moving: bool

    def session(self, known: Known) -> HeldSession | None:
        """Return in which session a fact lies: the one it names, or else the one that was on at the time."""
        if known.fact.session is not None:
            return next((each for each in self.sessions if each.id == known.fact.session), None)
        near = (each for each in self.sessions if _was_on(each, known.at))
        return min(near, key=lambda each: (abs(each.started_at - known.at), each.id), default=None)

    def goes_on(self, session: HeldSession | None) -> bool:
        """Return whether nothing says that a stretch without an end is over."""
        return self.moving if session is None else session.ended_at is None


def known_by(facts: Mapping[FactId, Fact], offset: timedelta = timedelta(0)) -> list[Known]:
    """Return facts in the order of their ids, those by our clock set right by ``offset``."""
    none = timedelta(0)
    return [
        Known(key, fact, fact.at + shift, None if fact.until is None else fact.until + shift)
        for key, fact in facts.items()
        for shift in [offset if fact.source.by_our_clock else none]
    ]


def set_scene(known: Sequence[Known], rules: LedgerRules, as_of: datetime) -> Scene:
    """Return what the facts say of the sitting itself."""
    plan, sessions = plan_of(known), _sessions(known)
    before_end = plan is not None and not plan.cancelled and as_of < plan.ends_at
    moving = before_end or any(each.ended_at is None for each in sessions)
    return Scene(plan, sessions, rules, as_of, moving)


def invited(known: Iterable[Known], plan: Plan | None) -> dict[str, list[Known]]:
    """Return the invitations that counted, by the custom id in the order of the plan, the newest word last."""
    if plan is None:
        return {}
    by_id = {each.id: each for each in known}
    chosen = by_id[plan.facts[0]].fact.detail("invited").split()
    found: dict[str, list[Known]] = {custom: [] for custom in chosen}
    for each in known:
        if each.fact.kind is Kind.INVITED and each.fact.who.custom in found:
            found[each.fact.who.custom].append(each)
    return {custom: sorted(each, key=_age) for custom, each in found.items() if each}


def plan_of(known: Iterable[Known]) -> Plan | None:
    """Return the plan as it stood when its time was over: who is invited afterwards has not stayed away.

    Where it was first looked at later than that, it is as it was then.
    """
    plans = sorted((each for each in known if each.fact.kind is Kind.PLANNED), key=_age)
    if not plans:
        return None
    in_time = [each for each in plans if each.fact.learned_at <= (each.until or each.at)]
    chosen = in_time[-1] if in_time else plans[0]
    fact = chosen.fact
    return Plan(
        meeting=fact.meeting or MeetingId(""),
        title=fact.detail("title"),
        host=fact.detail("host"),
        starts_at=chosen.at,
        ends_at=max(chosen.at, chosen.until or chosen.at),
        visit_type=fact.detail("visit_type"),
        cancelled=bool(fact.detail("cancelled")),
        facts=(chosen.id,),
    )


def _sessions(known: Sequence[Known]) -> tuple[HeldSession, ...]:
    said: dict[SessionId, list[Known]] = {}
    read: dict[SessionId, Known] = {}
    for each in known:
        session = each.fact.session
        if session is not None and each.fact.kind is Kind.SESSION:
            said.setdefault(session, []).append(each)
        elif session is not None and each.fact.kind is Kind.PEOPLE_READ:
            before = read.get(session)
            read[session] = each if before is None or each.at > before.at else before
    found = (_session(session, words, read.get(session)) for session, words in said.items())
    return tuple(sorted(found, key=lambda each: (each.started_at, each.id)))


def _session(session: SessionId, words: list[Known], read: Known | None) -> HeldSession:
    # What has ended stays ended, whatever comes late.
    best = max(words, key=lambda each: (each.until is not None, *_age(each)))
    return HeldSession(
        id=session,
        room=RoomId(best.fact.detail("room")),
        title=best.fact.detail("title"),
        started_at=best.at,
        ended_at=None if best.until is None else max(best.at, best.until),
        read_at=read.at if read is not None else None,
        facts=(best.id,) if read is None else (best.id, read.id),
    )


def _was_on(session: HeldSession, at: datetime) -> bool:
    ended = session.ended_at
    return session.started_at - _NEAR_SESSION <= at and (ended is None or at <= ended + _NEAR_SESSION)


def _age(known: Known) -> tuple[datetime, str]:
    return known.fact.learned_at, known.id
