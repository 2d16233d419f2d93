"""Attendance in memory: sittings of every kind, made of facts as the ledger makes them, and weeks with their sums."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    ParticipantId,
    PeerId,
    PersonId,
    SessionId,
    VisitTypeId,
)
from hosted_meetings_desktop.domain.ledger.account import account
from hosted_meetings_desktop.domain.ledger.chain import Entry, append, genesis
from hosted_meetings_desktop.domain.ledger.entries import body_of
from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId, Kind, Place, Source, Who, distinct
from hosted_meetings_desktop.domain.ledger.listing import ListedSitting, ListQuery, listed_truth
from hosted_meetings_desktop.domain.ledger.overview import (
    Known,
    ListChoices,
    ProofStanding,
    Proved,
    Trends,
    WeekSums,
)
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.sources import (
    PeerDevice,
    device_fact,
    plan_facts,
    read_fact,
    session_fact,
    sighting_fact,
    stay_fact,
)
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, Sums
from hosted_meetings_desktop.domain.ledger.truth import SittingId, Truth, planned_sitting, unplanned_sitting
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Page, Schedule
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.retention import must_reason
from hosted_meetings_desktop.domain.session import Session
from tests.panes.clinic_data import NOW, PATIENTS, clinic_sessions

HOSTS = ("Dr. Ada Osei", "Dr. Benedikt Schwarzenberger-Hohenlohe", "Nurse Ida Lind")
VISITS = (("follow-up", "Follow-up"), ("first-visit", "First visit"), ("team", "Team call"))
RULES = LedgerRules()
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Report:
    """A sitting as the service tells it."""

    truth: Truth
    facts: Mapping[FactId, Fact]
    history: tuple[Entry, ...] = ()


class Scene:
    """Gathers the facts of one sitting, in minutes after the planned start."""

    def __init__(self, session: Session, *people: tuple[str, Role], minutes: int = 25, early: int = 0) -> None:
        self.session = session
        self.start = (session.started_at + early * MINUTE).replace(second=0)
        self.host = HOSTS[int(session.id[1:]) % len(HOSTS)] if session.id[1:].isdigit() else HOSTS[0]
        self.people = {name: _invitee(name, role) for name, role in ((self.host, Role.HOST), *people)}
        self.facts: list[Fact] = []
        self.heard = session.observed_at or NOW - MINUTE
        self.meeting = session.meeting_id or MeetingId(f"m-{session.id}")
        schedule = Schedule(self.start, minutes * MINUTE, "Europe/London")
        planned = Meeting(
            self.meeting, session.title, schedule, self.host, tuple(self.people.values()),
            visit_type=VisitTypeId(VISITS[int(session.id[-1]) % 2][0] if session.id[-1].isdigit() else VISITS[0][0]),
        )  # fmt: skip
        self.facts += plan_facts(planned, learned_at=self.start - timedelta(days=3))
        self.facts.append(session_fact(session, learned_at=self.heard))
        self.facts.append(read_fact(session.id, read_at=self.heard))

    def at(self, minutes: float) -> datetime:
        return self.start + minutes * MINUTE

    def came(self, name: str, begin: float, end: float | None, *, peer: str = "") -> Scene:
        """Note a connection as the provider lists it."""
        who = self.people.get(name)
        row = Presence(
            PeerId(peer or f"p-{name}-{begin}"), self.session.id, f"u-{name}", str(who.id) if who else "", name,
            "guest", self.at(begin), None if end is None else self.at(end), None,
        )  # fmt: skip
        self.facts.append(stay_fact(row, learned_at=self.heard))
        return self

    def waited(self, name: str, begin: float, end: float | None) -> Scene:
        """Note a wait that a call window saw."""
        person = self.people[name]
        who = Who(str(person.id), f"u-{name}", name=name)
        moments = [(Kind.CAME_IN, begin)] if end is None else [(Kind.CAME_IN, begin), (Kind.WENT_OUT, end)]
        for kind, minutes in moments:
            seen = self.at(minutes)
            self.facts.append(
                sighting_fact(kind, Place.LOBBY, self.meeting, who, witness="window 1", at=seen, learned_at=seen)
            )
        return self

    def tried(self, name: str, minutes: float) -> Scene:
        """Note that somebody could not come in."""
        who = Who(str(self.people[name].id))
        begun = self.at(minutes)
        self.facts.append(
            Fact(
                Kind.FAILED,
                Source.DIARY,
                begun,
                begun,
                who,
                until=begun + timedelta(seconds=20),
                meeting=self.meeting,
                text="join: the firewall let no sound and picture through",
            )
        )
        return self

    def device(self, name: str, browser: str, system: str, *, mobile: bool) -> Scene:
        """Note what somebody joined with."""
        peer = next(fact.who.peer for fact in self.facts if fact.kind is Kind.STAY and fact.who.name == name)
        found = PeerDevice(
            self.session.id, PeerId(peer), f"u-{name}", str(self.people[name].id), self.start, browser, system, mobile
        )
        self.facts.append(device_fact(found, learned_at=self.heard))
        return self

    def report(self, number: int = 1, *, now: datetime = NOW) -> Report:
        """Return what follows of it."""
        return report_of(planned_sitting(self.meeting, self.start), self.facts, number, now=now)


def report_of(sitting: SittingId, facts: list[Fact], number: int = 1, *, now: datetime = NOW) -> Report:
    truth = account(sitting, facts, RULES, as_of=now)
    kept = distinct(facts)
    if truth.moving:
        return Report(truth, kept)
    head = replace(genesis("clinic"), number=number - 1)
    written = (truth.plan.ends_at if truth.plan else truth.sessions[0].started_at) + timedelta(minutes=16)
    body = body_of(truth, RULES, truth.starts_at.date())  # type: ignore[union-attr]
    entries = (append(head, sitting, body, written_at=written),)
    if number % 4 == 1:
        later = append(
            entries[0].anchor, sitting, body, written_at=written + timedelta(hours=3), corrects=entries[0].anchor,
            changes=("people.x.present_us", "people.x.last_left"),
        )  # fmt: skip
        entries = (*entries, later)
    return Report(truth, kept, entries)


def _invitee(name: str, role: Role) -> Invitee:
    person = PersonId(f"person-{name}") if role is not Role.HOST else None
    mark = name.replace(" ", "-")  # ids hold no blanks
    return Invitee(
        InviteeId(f"i-{mark}"), name, role, "preset", participant_id=ParticipantId(f"u-{name}"), person_id=person
    )


def scene_of(session: Session) -> Scene:
    """Return one of six kinds of visits, by the session's number."""
    number = int(session.id[1:])
    asha, ben, carer = PATIENTS[number % 6], PATIENTS[(number + 1) % 6], "Priya Chandrasekhar"
    length = ((session.ended_at or NOW) - session.started_at) / MINUTE
    open_end = None if session.open else length
    match number % 6:
        case 0:
            made = Scene(session, (asha, Role.PATIENT), (carer, Role.INTERPRETER), (ben, Role.RELATIVE))
            made.came(made.host, 0, open_end).waited(asha, 3, 8).came(asha, 8, open_end).came(carer, 1, open_end)
            return made.device(asha, "Firefox 151", "Android 17", mobile=True)
        case 1:
            made = Scene(session, (asha, Role.PATIENT))
            return made.came(made.host, 0, open_end).came(asha, 9.5, open_end).waited(asha, 8, 9.5)
        case 2:
            made = Scene(session, (asha, Role.PATIENT))
            return made.came(made.host, 0, open_end)
        case 3:
            made = Scene(session, (asha, Role.PATIENT))
            return made.came(made.host, 0, open_end).waited(asha, 2, 14)
        case 4:
            made = Scene(session, (asha, Role.PATIENT), (carer, Role.RELATIVE))
            made.came(made.host, 0, open_end).came(carer, 2, open_end)
            return made.tried(asha, 1).tried(asha, 3.5).tried(asha, 9)
    made = Scene(session, (asha, Role.PATIENT), (ben, Role.RELATIVE))
    made.came(made.host, 0, open_end).came(asha, 1, 6).came(asha, 6.6, length - 9).came(asha, 7, 11, peer="tab-2")
    made.waited(asha, -2, 1)
    return made.came(ben, 2, None).came("Guest 4", 4, 8)


def full_room(count: int = 40, *, now: datetime = NOW) -> Report:
    """Return a sitting with many people, some names long."""
    session = replace(clinic_sessions()[5], id=SessionId("s65"))
    names = [
        f"Guest {n} with a fairly long name of their own" if n % 7 == 0 else f"Guest {n}" for n in range(count - 1)
    ]
    made = Scene(session, *((name, Role.RELATIVE) for name in names), minutes=60)
    made.came(made.host, 0, 22)
    for place, name in enumerate(names):
        if place % 9 != 4:
            made.came(name, place * 0.3, 20 - place % 5)
    return made.report(65, now=now)


def empty_report(session: Session) -> Report:
    """Return a session of which nobody said who was in it."""
    return report_of(unplanned_sitting(session.id), [session_fact(session, learned_at=NOW - MINUTE)])


def some_trends(count: int = 13, *, busy: int = 24, seed: int = 5, hosts: bool = True) -> Trends:
    """Return weeks up to this one: a week without any visit, one with few, and a rate that falls."""
    drawn = random.Random(seed)  # noqa: S311 (the same weeks each time)
    monday = NOW.date() - timedelta(days=NOW.date().weekday())
    weeks = []
    for back in reversed(range(count)):
        number = 0 if back == 7 else 3 if back == 9 else busy + drawn.randrange(-5, 6)
        weeks.append(_week(monday - timedelta(weeks=back), max(0, number), 0.05 + 0.01 * back, drawn))
    named = tuple(
        (name, _week(monday, 3 if n == 2 else 40 + 9 * n, 0.06 + 0.05 * n, drawn).people)
        for n, name in enumerate(HOSTS)
    )
    return Trends(tuple(weeks), named if hosts else ())


def _week(monday: date, number: int, missing: float, drawn: random.Random) -> WeekSums:
    never = round(number * missing)
    lost = min(number - never, round(number * 0.04))
    came = number - never - lost
    late = round(came * drawn.uniform(0.08, 0.3))
    wait = round(drawn.uniform(2, 7) * 60e6)
    people = Sums(
        people=number, attended=came, never_came=never, waited_and_left=lost, timed=came, late=late,
        late_us=late * 540_000_000, stayed=came, joins=came, present_us=came * 19 * 60_000_000, waiters=came,
        waited_us=came * wait,
    )  # fmt: skip
    held = Sums(sittings=number, held=came, sessions=came, together_us=came * 18 * 60_000_000)
    return WeekSums(monday, people, held) if number else WeekSums(monday)


@dataclass
class FakeAttendance:
    """Implements the pane's ``AttendanceService`` in memory."""

    rows: list[Session] = field(default_factory=clinic_sessions)
    empty: bool = False
    exported: Path | None = None
    problem: AppError | None = None
    reports: dict[str, Report] = field(default_factory=dict)
    weeks: Trends = field(default_factory=some_trends)
    proved: Proved | None = field(default_factory=lambda: Proved(NOW - timedelta(hours=2), 1_204, 1_204, 0))
    entries: int = 1_207
    found: Proved | None = None
    met: dict[MeetingId, Sums] = field(default_factory=dict)
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.reports:
            made = (
                empty_report(row) if self.empty else scene_of(row).report(int(row.id[1:]) + 1) for row in self.rows
            )
            self.reports = {str(each.truth.sitting): each for each in made}

    def _ask(self, *asked: Any) -> None:
        self.calls.append(asked)
        if self.problem is not None:
            raise self.problem

    def asked_for(self, name: str) -> list[tuple[Any, ...]]:
        return [asked[1:] for asked in self.calls if asked[0] == name]

    def listed(self, query: ListQuery = ListQuery()) -> list[ListedSitting]:  # noqa: B008 (it is frozen)
        listed = [listed_truth(each.truth, closed=bool(each.history)) for each in self.reports.values()]
        listed = [each for each in listed if each.fits(query, each.began.date())]
        return sorted(listed, key=lambda each: (each.began, each.id), reverse=not query.oldest_first)

    async def page(self, query: ListQuery, offset: int, limit: int) -> Page[ListedSitting]:
        self._ask("page", query, offset, limit)
        rows = self.listed(query)
        return Page(tuple(rows[offset : offset + limit]), len(rows))

    async def choices(self) -> ListChoices:
        return ListChoices(HOSTS, VISITS)

    async def sitting(self, sitting: SittingId) -> Report:
        self._ask("sitting", sitting)
        return self.reports[sitting]

    async def session(self, session_id: SessionId) -> Report:
        self._ask("session", session_id)
        return next(
            each for each in self.reports.values() if any(held.id == session_id for held in each.truth.sessions)
        )

    async def visits(self, person: PersonId) -> Sums:
        self._ask("visits", person)
        return Sums(people=12, attended=9, never_came=2, waited_and_left=1, timed=9, late=3)

    async def of_meeting(self, meeting: MeetingId) -> Sums:
        self._ask("of_meeting", meeting)
        return self.met.get(meeting, NOTHING)

    async def export_csv(self, session_id: SessionId, target: Path) -> None:
        self._ask("export_csv", session_id, target)
        self.exported = target

    async def trends(self, days_from: date, days_before: date, *, host: str = "", everybody: bool = False) -> Trends:
        self._ask("trends", days_from, days_before, host, everybody)
        weeks = tuple(each for each in self.weeks.weeks if days_from <= each.monday < days_before)
        return Trends(weeks, () if host else self.weeks.hosts)

    async def standing(self) -> ProofStanding:
        return ProofStanding(self.proved, self.entries)

    async def prove(self, told: Callable[[Progress], None] = lambda _progress: None) -> Proved:
        self._ask("prove")
        told(Progress(600, self.entries))
        self.proved = self.found or Proved(NOW, self.entries, self.entries, 0)
        return self.proved

    async def acknowledge(self, why: str) -> Proved:
        self._ask("acknowledge", why)
        assert self.proved is not None
        self.proved = replace(self.proved, known=Known(NOW, "Nurse Lind", must_reason(why)))
        return self.proved


EMPTY_TRENDS = Trends((WeekSums(NOW.date(), NOTHING, NOTHING),))


SHOWN: list[Any] = []
"""Widgets of the test that runs: what nobody holds may be taken away while it is painted after its last line."""
