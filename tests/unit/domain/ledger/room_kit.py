"""A room that is simulated second by second, and what each source says of it: with gaps, repeats and wrong clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, PeerId, RoomId, SessionId
from hosted_meetings_desktop.domain.ledger.account import account
from hosted_meetings_desktop.domain.ledger.facts import Fact, Kind, Place, Who
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.sources import (
    PeerEvent,
    by_participant,
    event_fact,
    plan_facts,
    read_fact,
    session_fact,
    sighting_fact,
    stay_fact,
)
from hosted_meetings_desktop.domain.ledger.truth import SittingId, Truth, planned_sitting
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.session import Session

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MEETING = MeetingId("m")
SESSION = SessionId("s")
ROOM = RoomId("r")
RULES = LedgerRules()
LATER = NINE + timedelta(hours=3)
"""When everything is known."""
LENGTH = 900
"""Of the simulated session, in seconds."""


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def invitee(name: str, role: Role = Role.PATIENT) -> Invitee:
    return Invitee(InviteeId(f"i-{name}"), name, role, "preset", participant_id=ParticipantId(f"u-{name}"))


def meeting(*people: Invitee, minutes: float = 15, cancelled: bool = False) -> Meeting:
    schedule = Schedule(NINE, timedelta(minutes=minutes), "Europe/Berlin")
    host = invitee("Host", Role.HOST)
    return Meeting(MEETING, "Knee", schedule, "Dr Sommer", (host, *people), cancelled=cancelled)


def plan(*names: str, learned: float = 60, **more: object) -> tuple[Fact, ...]:
    return plan_facts(meeting(*map(invitee, names), **more), learned_at=at(learned))  # type: ignore[arg-type]


def session(ended: float | None = LENGTH, *, began: float = 0, learned: float = 7_000, name: str = "s") -> Fact:
    made = Session(SessionId(name), ROOM, "Video visit", at(began), None if ended is None else at(ended), 0, 2)
    return session_fact(replace(made, meeting_id=MEETING), learned_at=at(learned))


def read(when: float = LENGTH + 60, name: str = "s") -> Fact:
    return read_fact(SessionId(name), read_at=at(when))


def row(
    who: str, joined: float, left: float | None = None, *, minutes: float | None = None, peer: str = "",
    learned: float = 2_000, name: str = "s", invited: bool = True,
) -> Fact:  # fmt: skip
    presence = Presence(
        PeerId(peer or f"p-{who}-{joined}"), SessionId(name), f"u-{who}", f"i-{who}" if invited else "", who,
        "preset", at(joined), None if left is None else at(left), minutes,
    )  # fmt: skip
    return stay_fact(presence, learned_at=at(learned))


def event(who: str, name: str, when: float, *, peer: str, learned: float = 2_000) -> Fact:
    said = PeerEvent(SESSION, PeerId(peer), f"u-{who}", f"i-{who}", name, at(when))
    return event_fact(said, learned_at=at(learned))


def seen(
    who: str, kind: Kind, when: float, *, place: Place = Place.ROOM, window: str = "w", own: bool = False
) -> Fact:
    person = Who(f"i-{who}") if own else by_participant(ParticipantId(f"u-{who}"), who)
    return sighting_fact(kind, place, MEETING, person, witness=window, at=at(when), learned_at=at(when))


def sitting() -> SittingId:
    return planned_sitting(MEETING, NINE)


def truth_of(facts: Iterable[Fact], *, as_of: datetime = LATER, rules: LedgerRules = RULES) -> Truth:
    return account(sitting(), facts, rules, as_of=as_of)


# ---- at random
@dataclass(frozen=True)
class Tab:
    """One connection: who, from which second until which, and how its end is told."""

    who: str
    began: int
    ended: int
    told: str
    repeats: int

    @property
    def counted_until(self) -> int:
        """Return until when it counts: where nobody tells of its end, until the session's."""
        return LENGTH if self.told == "never" else self.ended


@st.composite
def tabs(draw: st.DrawFn, people: str = "ABC", most: int = 7) -> list[Tab]:
    found = []
    for _ in range(draw(st.integers(0, most))):
        began = draw(st.integers(0, LENGTH - 1))
        ended = draw(st.integers(began + 1, LENGTH))
        told = draw(st.sampled_from(["left", "left", "figure", "event", "only-events", "late", "never"]))
        found.append(Tab(draw(st.sampled_from(people)), began, ended, told, draw(st.integers(0, 2))))
    return found


def provider_says(number: int, tab: Tab) -> list[Fact]:
    """Return what the provider says of one connection, in the way in which its end is told, some of it again."""
    peer, who = f"p{number}", tab.who
    came, went = (event(who, name, when, peer=peer, learned=2_000 + number) for name, when in
                  (("PEER_JOINING", tab.began), ("PEER_LEAVING", tab.ended)))  # fmt: skip
    early = row(who, tab.began, peer=peer, learned=tab.began + 5)
    facts = {
        "left": [early, row(who, tab.began, tab.ended, minutes=(tab.ended - tab.began) / 60, peer=peer), came, went],
        "figure": [early, row(who, tab.began, minutes=(tab.ended - tab.began) / 60, peer=peer)],
        "event": [early, came, went],
        "only-events": [event(who, "PEER_CREATED", tab.began, peer=peer), came, went],
        "late": [row(who, tab.began, peer=peer), row(who, tab.began, tab.ended, peer=peer, learned=6_000)],
        "never": [early, row(who, tab.began, peer=peer)],
    }[tab.told]
    again = [replace(fact, learned_at=fact.learned_at + timedelta(seconds=each)) for fact in facts
             for each in range(1, tab.repeats + 1)]  # fmt: skip
    return [*facts, *again]


def grid(spans: Iterable[tuple[int, int]]) -> list[bool]:
    """Return for each second whether somebody was there: the plainest way to count."""
    seconds = [False] * LENGTH
    for began, ended in spans:
        for second in range(began, ended):
            seconds[second] = True
    return seconds


def runs(seconds: list[bool], gap: int = 0) -> list[tuple[int, int]]:
    """Return the runs of a grid, those no further apart than ``gap`` as one."""
    found: list[tuple[int, int]] = []
    for second, there in enumerate(seconds):
        if not there:
            continue
        if found and second - found[-1][1] <= gap:
            found[-1] = (found[-1][0], second + 1)
        else:
            found.append((second, second + 1))
    return found
