"""The attendance ledger as screens and reports ask for it: a session, a meeting, a person, a host, a period."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.canonical import NotCanonical
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Entry, genesis
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId, distinct
from hosted_meetings_desktop.domain.ledger.repository import LedgerRepository, RowFilter, RowPlace, SumsBy
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.shape import ODD
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, Sums, sum_up, sums_of
from hosted_meetings_desktop.domain.ledger.truth import SittingId, Truth
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.ledger_facts import RULES, FactCollector, kept_rules, read_to
from hosted_meetings_desktop.services.ledger_gathering import TOPIC, Ledgers

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class SittingReport:
    """A sitting as it is known now, and what the chain says of it.

    Attributes:
        truth: From the facts, as of now: may be ahead of the chain.
        facts: What it rests on, by id.
        history: Its entries, the first one first; the last one counts.
    """

    truth: Truth
    facts: dict[FactId, Fact]
    history: tuple[Entry, ...]

    @property
    def entry(self) -> Entry | None:
        """The entry that counts; None while the sitting is not closed."""
        return self.history[-1] if self.history else None


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of rows.

    Attributes:
        places: Where each row stands: the last one is where the next page begins.
        total: How many rows there are.
    """

    rows: tuple[LedgerRow, ...]
    places: tuple[RowPlace, ...]
    total: int


@dataclass(frozen=True, slots=True)
class LedgerService:
    """Answers from the ledger.

    Attributes:
        ledger: Makes the ledger for a transaction.
        name: Of the ledger: the account's id.
    """

    store: Store
    ledger: Ledgers
    name: str
    changes: Changes
    clock: Clock

    # ---- one sitting
    async def session(self, session_id: SessionId) -> SittingReport:
        """Return the sitting of a session, as everything known now has it.

        Raises:
            AppError: the session is not there any more.
        """

        def work(lib: Library) -> SittingReport:
            session = lib.sessions.get(session_id)
            ledger = self.ledger(lib)
            if session is None and ledger.sitting_of(session_id) is None:
                raise AppError("This session is not in the list any more")
            known = ledger.sitting_of(session_id)
            if known is None and session is not None:
                known = self._collector(lib, ledger).of_session(session)[0]
            return self._report(lib, ledger, known)

        return await self.store.run(work)

    async def sitting(self, sitting: SittingId) -> SittingReport:
        """Return one sitting; raises as ``session``."""
        return await self.store.run(lambda lib: self._report(lib, self.ledger(lib), sitting))

    async def meeting(self, meeting_id: MeetingId) -> tuple[SittingReport, ...]:
        """Return a meeting's sittings, by start; none where it has not been held and its time has not come."""

        def work(lib: Library) -> tuple[SittingReport, ...]:
            ledger, collector = self.ledger(lib), None
            for session in lib.sessions.of_meeting(meeting_id):
                collector = collector or self._collector(lib, ledger)
                collector.of_session(session)
            return tuple(self._report(lib, ledger, each.id) for each in ledger.sittings_of(meeting_id))

        return await self.store.run(work)

    def _collector(self, lib: Library, ledger: LedgerRepository) -> FactCollector:
        return FactCollector(lib, ledger, kept_rules(lib), self.clock())

    def _report(self, lib: Library, ledger: LedgerRepository, sitting: SittingId | None) -> SittingReport:
        kept = ledger.sitting(sitting) if sitting is not None else None
        if kept is None:
            raise AppError("This session is not in the list any more")
        try:
            looked = self._collector(lib, ledger).look(kept, read_to(lib))
        except NotCanonical as error:
            raise AppError(
                "The ledger's entry of this session cannot be read",
                "It was changed after it was written. Prove the ledger, and tell whoever looks after this PC.",
                details=f"entry {kept.entry}",
            ) from error
        except ODD as error:
            raise AppError(
                "What is known of this session cannot be put together",
                "All of it is kept. The other sessions are not affected; tell whoever looks after this PC.",
                details=type(error).__name__,
            ) from error
        if looked is None:
            raise AppError("This meeting was moved before anybody came", "Open it at its new time.")
        return SittingReport(looked.truth, distinct(ledger.facts(kept.id)), ledger.history(kept.id))

    # ---- many
    async def rows(self, wanted: RowFilter, *, after: RowPlace | None = None, limit: int = 100) -> RowPage:
        """Return a page of rows that count, by day, and how many there are."""

        def work(lib: Library) -> RowPage:
            ledger = self.ledger(lib)
            found = ledger.rows(wanted, after=after, limit=limit)
            places, rows = tuple(place for place, _row in found), tuple(row for _place, row in found)
            return RowPage(rows, places, ledger.row_count(wanted))

        return await self.store.run(work)

    async def walk(
        self, wanted: RowFilter, *, told: Callable[[Progress], None] = lambda _progress: None
    ) -> AsyncIterator[tuple[LedgerRow, ...]]:
        """Yield all rows that count, a thousand at a time, each page in its own transaction: for reports.

        Args:
            wanted: Which rows.
            told: Called after each page.
        """
        done, after = 0, None
        total = await self.store.run(lambda lib: self.ledger(lib).row_count(wanted))
        while True:
            found = await self.store.run(partial(self._page, wanted=wanted, after=after))
            if not found:
                return
            done, after = done + len(found), found[-1][0]
            yield tuple(row for _place, row in found)
            told(Progress(done, max(done, total)))

    def _page(
        self, lib: Library, wanted: RowFilter, after: RowPlace | None
    ) -> tuple[tuple[RowPlace, LedgerRow], ...]:
        return self.ledger(lib).rows(wanted, after=after, limit=_AT_ONCE)

    async def person(
        self, persons: Iterable[PersonId], days_from: date | None = None, days_before: date | None = None
    ) -> Sums:
        """Return what a person's sittings add up to; who was in the list twice has two ids."""
        return await self._total(RowFilter(days_from, days_before, persons=await self.known_as(persons)))

    async def known_as(self, persons: Iterable[PersonId]) -> frozenset[PersonId]:
        """Return these and all other ids that the ledger has for the same people, as for who was merged."""
        wanted = frozenset(persons)
        return wanted | await self.store.run(lambda lib: self.ledger(lib).known_as(wanted))

    async def of_meeting(self, meeting_id: MeetingId) -> Sums:
        """Return what a meeting's people add up to."""
        return await self._total(RowFilter(meeting=meeting_id))

    async def _total(self, wanted: RowFilter) -> Sums:
        found = NOTHING
        async for rows in self.walk(wanted):
            found += sum_up(("", sums_of(row)) for row in rows).get("", NOTHING)
        return found

    # ---- periods
    async def weeks(
        self, days_from: date, days_before: date, *, host: str | None = None, roles: Iterable[str] = ()
    ) -> dict[date, Sums]:
        """Return the sums of each week with anything in it, by its Monday.

        Args:
            days_from: The first day.
            days_before: The day after the last.
            host: Only this host's, as people write the name; None for all.
            roles: Only these, as ``SumKey`` names them; none for all.
        """
        found = await self._summed(SumsBy.WEEK, days_from, days_before, host, tuple(roles))
        return {date.fromisoformat(monday): sums for monday, sums in found}

    async def months(
        self, days_from: date, days_before: date, *, host: str | None = None, roles: Iterable[str] = ()
    ) -> dict[date, Sums]:
        """Return the sums of each month, by its first day; else as ``weeks``."""
        found = await self._summed(SumsBy.MONTH, days_from, days_before, host, tuple(roles))
        return {date.fromisoformat(first): sums for first, sums in found}

    async def hosts(self, days_from: date, days_before: date, *, roles: Iterable[str] = ()) -> dict[str, Sums]:
        """Return the sums of each host, by ``host_key``; else as ``weeks``."""
        return dict(await self._summed(SumsBy.HOST, days_from, days_before, None, tuple(roles)))

    async def _summed(
        self, by: SumsBy, days_from: date, days_before: date, host: str | None, roles: tuple[str, ...]
    ) -> tuple[tuple[str, Sums], ...]:
        key = host_key(host) if host is not None else None
        return await self.store.run(
            lambda lib: self.ledger(lib).summed(by, days_from, days_before, host=key, roles=roles)
        )

    # ---- the chain and the rules
    async def anchor(self) -> Anchor:
        """Return where the chain ends now: every report names it."""
        found = await self.store.run(lambda lib: self.ledger(lib).head())
        return found or genesis(self.name)

    async def rules(self) -> LedgerRules:
        """Return what the clinic calls late, and so on."""
        return await self.store.run(kept_rules)

    async def keep_rules(self, rules: LedgerRules) -> None:
        """Decide it; what is closed stays as it was judged.

        Raises:
            InputProblem: for the field to mend.
        """
        rules.check()
        await self.store.run(lambda lib: lib.facts.set(RULES, json.dumps(rules.words())))
        self.changes.publish(TOPIC)
