"""What the attendance screen asks: the list of sittings, one of them, weeks and hosts, and the proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.listing import LedgerList, ListedSitting, ListQuery, listed_truth
from hosted_meetings_desktop.domain.ledger.overview import (
    WEEK,
    ListChoices,
    ProofStanding,
    Proved,
    Trends,
    WeekSums,
)
from hosted_meetings_desktop.domain.ledger.repository import LedgerRepository
from hosted_meetings_desktop.domain.ledger.shape import ODD
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, SITTINGS, Sums
from hosted_meetings_desktop.domain.ledger.truth import SittingId
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Clock, Store
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.retention import must_reason
from hosted_meetings_desktop.services.audit import TOPIC as AUDIT
from hosted_meetings_desktop.services.ledger import LedgerService, SittingReport
from hosted_meetings_desktop.services.ledger_facts import FactCollector, clinic_zone, kept_rules, read_to
from hosted_meetings_desktop.services.ledger_known import acknowledge, known_of
from hosted_meetings_desktop.services.ledger_proof import LedgerProof
from hosted_meetings_desktop.services.slot_rule import known_visit_types
from hosted_meetings_desktop.support.pc_user import pc_user

PROVED = "ledger_proved"
"""The fact that holds what the last proof found."""
MOST_UNCLOSED = 60
"""Sittings that are worked out anew for the top of the list: a busy day's; older ones close within minutes."""
_NEW = timedelta(days=2)
_FRESH = timedelta(minutes=1)
"""So long what was worked out of a sitting holds, if nothing new is heard of it: time goes by for it all the same."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was worked out of a sitting that is not closed, and from what: most do not change from look to look."""

    seen: tuple[object, ...]
    at: datetime
    listed: ListedSitting | None


@dataclass(slots=True)
class _Book:
    """What the pages of one list have in common."""

    query: ListQuery
    unclosed: tuple[ListedSitting, ...]
    days: tuple[tuple[date, int], ...]

    @property
    def total(self) -> int:
        return len(self.unclosed) + sum(count for _day, count in self.days)

    def parts(self) -> Iterator[tuple[date | None, int]]:
        """Yield what the list is made of, in its order; None stands for what is not closed."""
        moving = [(None, len(self.unclosed))] if self.unclosed else []
        yield from (*self.days, *moving) if self.query.oldest_first else (*moving, *reversed(self.days))


@dataclass(frozen=True, slots=True)
class AttendanceDesk:
    """Answers the attendance screen.

    Attributes:
        listing: Makes the list for a transaction.
        repository: Makes the ledger for a transaction.
        zone: Tells the IANA zone of this PC: the clinic's until its hours name one.
        who: Tells who sits at this PC.
    """

    store: Store
    ledger: LedgerService
    proof: LedgerProof
    listing: Callable[[Library], LedgerList]
    repository: Callable[[Library], LedgerRepository]
    clock: Clock
    zone: Callable[[], str]
    who: Callable[[], str] = field(default=pc_user)
    _books: dict[str, _Book] = field(default_factory=dict)
    _kept: dict[SittingId, _Kept] = field(default_factory=dict)

    # ---- the list
    async def page(self, query: ListQuery, offset: int, limit: int) -> Page[ListedSitting]:
        """Return some sittings, and how many there are: what is not closed yet, then day by day."""

        def work(lib: Library) -> Page[ListedSitting]:
            reader, book = self.listing(lib), self._books.get("")
            if not offset or book is None or book.query != query:
                book = _Book(query, self._unclosed(lib, reader, query), reader.days(query))
                self._books[""] = book
            return Page(tuple(_slice(reader, book, offset, limit)), book.total)

        return await self.store.run(work)

    def _unclosed(self, lib: Library, reader: LedgerList, query: ListQuery) -> tuple[ListedSitting, ...]:
        """Return what is not in the chain yet, as it is known now, in the order of the list."""
        now, ledger = self.clock(), self.repository(lib)
        collector = FactCollector(lib, ledger, kept_rules(lib), now)
        zone = clinic_zone(lib, self.zone())
        for session in ledger.new_sessions(now - _NEW, now + _NEW):
            collector.of_session(session)  # one that began a moment ago is listed at once
        still: dict[SittingId, _Kept] = {}
        found = []
        for each, facts in reader.unclosed(MOST_UNCLOSED):
            sitting = ledger.sitting(each)
            if sitting is None:
                continue
            sessions = ((lib.sessions.get(one), lib.sessions.presences_observed_at(one)) for one in sitting.sessions)
            seen = (facts, *sessions)
            kept = self._kept.get(each)
            if kept is None or kept.seen != seen or now - kept.at >= _FRESH:
                try:
                    looked = collector.look(sitting, read_to(lib))
                except ODD:
                    looked = None  # one that cannot be worked out must not take the list away
                kept = _Kept(seen, now, listed_truth(looked.truth) if looked is not None else None)
            still[each] = kept
            if kept.listed is not None and kept.listed.fits(query, _day(kept.listed.began, zone)):
                found.append(kept.listed)
        self._kept.clear()
        self._kept.update(still)
        found.sort(key=lambda each: (each.began, each.id), reverse=not query.oldest_first)
        return tuple(found)

    async def choices(self) -> ListChoices:
        """Return by what the list can be narrowed."""

        def work(lib: Library) -> ListChoices:
            hosts = tuple(name for name in lib.meetings.host_names() if name)
            return ListChoices(hosts, tuple((str(each.id), each.name) for each in known_visit_types(lib)))

        return await self.store.run(work)

    # ---- one sitting
    async def sitting(self, sitting: SittingId) -> SittingReport:
        """Return one sitting as it is known now."""
        return await self.ledger.sitting(sitting)

    async def session(self, session_id: SessionId) -> SittingReport:
        """Return the sitting of a session."""
        return await self.ledger.session(session_id)

    async def visits(self, person: PersonId) -> Sums:
        """Return what all visits of a person in the ledger add up to."""
        return await self.ledger.person((person,))

    async def of_meeting(self, meeting: MeetingId) -> Sums:
        """Return what all people of a meeting add up to, whenever it was held."""
        return await self.ledger.of_meeting(meeting)

    # ---- weeks and hosts
    async def trends(self, days_from: date, days_before: date, *, host: str = "", everybody: bool = False) -> Trends:
        """Return the weeks of a time, also those in which nothing was.

        Args:
            days_from: The first day; its whole week counts from there.
            days_before: The day after the last.
            host: Only this one's meetings.
            everybody: Not patients alone.
        """
        roles = () if everybody else (Role.PATIENT.value,)
        only = host or None
        people = await self.ledger.weeks(days_from, days_before, host=only, roles=roles)
        held = await self.ledger.weeks(days_from, days_before, host=only, roles=(SITTINGS,))
        weeks = []
        monday = days_from - timedelta(days=days_from.weekday())
        while monday < days_before:
            weeks.append(WeekSums(monday, people.get(monday, NOTHING), held.get(monday, NOTHING)))
            monday += WEEK
        hosts: tuple[tuple[str, Sums], ...] = ()
        if not host:
            names = {host_key(name): name for name in reversed((await self.choices()).hosts)}
            found = await self.ledger.hosts(days_from, days_before, roles=roles)
            hosts = tuple(
                sorted(
                    ((names.get(key, key), sums) for key, sums in found.items()), key=lambda pair: pair[0].casefold()
                )
            )
        return Trends(tuple(weeks), hosts)

    # ---- the proof
    async def standing(self) -> ProofStanding:
        """Return when the ledger was proved last, and how long it is now."""
        anchor = await self.ledger.anchor()
        proved = await self.store.run(_last)
        return ProofStanding(proved, anchor.number)

    async def prove(self, told: Callable[[Progress], None] = lambda _progress: None) -> Proved:
        """Look at the whole ledger, and remember what came of it.

        Raises:
            AppError: it cannot be looked at.
        """
        verdict = await self.proof.verify(told=told)
        found = Proved.of(verdict, self.clock())

        def keep(lib: Library) -> Proved:
            lib.facts.set(PROVED, found.words())
            return replace(found, known=known_of(lib, found.lost))

        return await self.store.run(keep)

    async def acknowledge(self, why: str) -> Proved:
        """Write to the audit log why the ends are lost that the last look missed; returns that look, now known.

        The proof goes on failing, and says so. Ends that are lost later are not meant by it.

        Raises:
            InputProblem: no reason is given.
            AppError: what was found cannot be acknowledged.
        """
        reason, who = must_reason(why), self.who()

        def work(lib: Library) -> Proved:
            proved = _last(lib)
            if proved is None or proved.sound or not proved.lost:
                raise AppError(
                    "There is nothing here to acknowledge",
                    "Check the ledger again. Only what a backup leaves that was put back can be acknowledged.",
                )
            if proved.known is None:
                acknowledge(lib, proved.lost, at=self.clock(), who=who, why=reason)
            return replace(proved, known=known_of(lib, proved.lost))

        found = await self.store.run(work)
        self.ledger.changes.publish(AUDIT)
        return found


def _last(lib: Library) -> Proved | None:
    """Return the last look, with what the audit log knows of it."""
    proved = Proved.read(lib.facts.get(PROVED))
    return replace(proved, known=known_of(lib, proved.lost)) if proved is not None else None


def _slice(reader: LedgerList, book: _Book, offset: int, limit: int) -> Iterator[ListedSitting]:
    """Yield so many sittings from a place of the list on; only the days that they lie in are read."""
    passed, wanted = 0, []
    for day, count in book.parts():
        begin, end = max(0, offset - passed), min(count, offset + limit - passed)
        passed += count
        if end <= 0:
            break
        if begin < end:
            wanted.append((day, count, begin, end))
    read = reader.of_days(book.query, {day: count for day, count, _begin, _end in wanted if day is not None})
    for day, _count, begin, end in wanted:
        found = book.unclosed if day is None else read[day]
        if day is not None and not book.query.oldest_first:
            found = tuple(reversed(found))
        yield from found[begin:end]


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
