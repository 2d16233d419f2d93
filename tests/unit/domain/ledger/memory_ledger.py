"""A ledger in memory, for tests: as strict as a store's, and open to whoever wants to tamper with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from unicodedata import combining, normalize

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Entry, read
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId
from hosted_meetings_desktop.domain.ledger.repository import RowFilter, RowPlace, Sitting, SumsBy
from hosted_meetings_desktop.domain.ledger.sums import SumKey, Sums, by_host, by_month, by_week, of_roles, sum_up
from hosted_meetings_desktop.domain.ledger.truth import SittingId
from hosted_meetings_desktop.domain.meeting import MeetingFilter
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.session import Session


@dataclass
class MemoryLedger:
    """Implements ``LedgerRepository``; ``of`` makes it the one of a transaction."""

    sittings: dict[SittingId, Sitting] = field(default_factory=dict)
    noted: dict[tuple[SittingId | None, FactId], Fact] = field(default_factory=dict)
    chain: list[Entry] = field(default_factory=list)
    kept_rows: dict[SittingId, tuple[LedgerRow, ...]] = field(default_factory=dict)
    kept_sums: dict[SumKey, Sums] = field(default_factory=dict)
    lib: Library | None = None

    def of(self, lib: Library) -> MemoryLedger:
        self.lib = lib
        return self

    @property
    def _lib(self) -> Library:
        assert self.lib is not None
        return self.lib

    # ---- where sittings come from
    def _sessions(self) -> list[Session]:
        return sorted(self._lib.sessions.page(text="", offset=0, limit=10_000).rows, key=lambda one: one.started_at)

    def new_sessions(self, starts_from: datetime, starts_before: datetime) -> tuple[Session, ...]:
        known = {session for sitting in self.sittings.values() for session in sitting.sessions}
        inside = (each for each in self._sessions() if starts_from <= each.started_at < starts_before)
        return tuple(each for each in inside if each.id not in known)

    def oldest(self) -> datetime | None:
        meetings = self._lib.meetings.page(MeetingFilter(), now=datetime.now().astimezone(), offset=0, limit=10_000)
        starts = [each.started_at for each in self._sessions()]
        return min(starts + [each.schedule.starts_at for each in meetings.rows], default=None)

    # ---- sittings and their facts
    def sitting(self, sitting: SittingId) -> Sitting | None:
        return self.sittings.get(sitting)

    def sitting_of(self, session: SessionId) -> SittingId | None:
        return next((each.id for each in self.sittings.values() if session in each.sessions), None)

    def sittings_of(self, meeting: MeetingId) -> tuple[Sitting, ...]:
        found = [each for each in self.sittings.values() if each.meeting == meeting]
        return tuple(sorted(found, key=lambda each: (each.starts_at, each.id)))

    def keep_sitting(self, sitting: Sitting) -> None:
        self.sittings[sitting.id] = sitting

    def drop_sitting(self, sitting: SittingId) -> None:
        if self.sittings[sitting].entry is not None:
            raise ValueError("it has an entry")
        del self.sittings[sitting]
        self.noted = {key: fact for key, fact in self.noted.items() if key[0] != sitting}

    def restless(
        self, *, closed_checked_before: datetime, after: SittingId | None, limit: int
    ) -> tuple[Sitting, ...]:
        def due(one: Sitting) -> bool:
            rested = one.checked_at is None or one.checked_at < closed_checked_before
            return not one.quiet and (one.entry is None or rested)

        found = sorted(each.id for each in self.sittings.values() if due(each) and (after is None or each.id > after))
        return tuple(self.sittings[each] for each in found[:limit])

    def wake(self, starts_from: datetime) -> None:
        for each in self.sittings.values():
            if each.starts_at >= starts_from:
                self.sittings[each.id] = replace(each, quiet=False, checked_at=None)

    def note(self, facts: Iterable[Fact], sitting: SittingId | None = None) -> int:
        new = {(sitting, each.id): each for each in facts}
        new = {key: fact for key, fact in new.items() if key not in self.noted}
        self.noted |= new
        return len(new)

    def adopt(self, meeting: MeetingId, happened_from: datetime, happened_before: datetime, to: SittingId) -> int:
        loose = [
            key for key, fact in self.noted.items()
            if key[0] is None and fact.meeting == meeting and happened_from <= fact.at < happened_before
        ]  # fmt: skip
        for key in loose:
            self.noted.setdefault((to, key[1]), self.noted.pop(key))
        return len(loose)

    def facts(self, sitting: SittingId) -> tuple[Fact, ...]:
        return tuple(fact for (of, _key), fact in self.noted.items() if of == sitting)

    # ---- the chain
    def head(self) -> Anchor | None:
        return self.chain[-1].anchor if self.chain else None

    def append(
        self, entry: Entry, sitting: SittingId, rows: Sequence[LedgerRow], sums: Mapping[SumKey, Sums]
    ) -> None:
        if entry.number != len(self.chain) + 1 or (self.chain and entry.previous != self.chain[-1].hash):
            raise ValueError("it does not follow the head")
        self.chain.append(entry)
        self.kept_rows[sitting] = tuple(rows)
        self.kept_sums = sum_up((*self.kept_sums.items(), *sums.items()))

    def entry(self, number: int) -> Entry | None:
        return next((each for each in self.chain if each.number == number), None)

    def entries(self, *, after: int, limit: int) -> tuple[Entry, ...]:
        found = sorted((each for each in self.chain if each.number > after), key=lambda each: each.number)
        return tuple(found[:limit])

    def history(self, sitting: SittingId) -> tuple[Entry, ...]:
        return tuple(each for each in self.chain if read(each).sitting == sitting)

    # ---- what reports and trends read
    def _wanted(self, wanted: RowFilter) -> list[tuple[RowPlace, LedgerRow]]:
        found = [
            (RowPlace(row.day, row.began, row.sitting, place), row)
            for rows in self.kept_rows.values() for place, row in enumerate(rows) if _fits(row, wanted)
        ]  # fmt: skip
        return sorted(found, key=lambda each: each[0])

    def rows(
        self, wanted: RowFilter, *, after: RowPlace | None, limit: int
    ) -> tuple[tuple[RowPlace, LedgerRow], ...]:
        return tuple(each for each in self._wanted(wanted) if after is None or each[0] > after)[:limit]

    def known_as(self, persons: frozenset[PersonId]) -> frozenset[PersonId]:
        meetings = self._lib.meetings.page(MeetingFilter(), now=datetime.now().astimezone(), offset=0, limit=10_000)
        theirs = {one.id for each in meetings.rows for one in each.invitees if one.person_id in persons}
        found = (row for rows in self.kept_rows.values() for row in rows if row.invitee in theirs)
        return frozenset(row.person for row in found if row.person is not None)

    def row_count(self, wanted: RowFilter) -> int:
        return len(self._wanted(wanted))

    def rows_of_entries(self, first: int, last: int) -> dict[int, tuple[LedgerRow, ...]]:
        found: dict[int, tuple[LedgerRow, ...]] = {}
        for rows in self.kept_rows.values():
            for row in rows:
                if first <= row.entry <= last:
                    found[row.entry] = (*found.get(row.entry, ()), row)
        return found

    def sums(
        self, days_from: date | None = None, days_before: date | None = None, *, host: str | None = None
    ) -> tuple[tuple[SumKey, Sums], ...]:
        def fits(key: SumKey) -> bool:
            early = days_from is not None and key.day < days_from
            late = days_before is not None and key.day >= days_before
            return not early and not late and host in {None, key.host}

        return tuple(sorted((pair for pair in self.kept_sums.items() if fits(pair[0])), key=lambda pair: pair[0]))

    def summed(
        self,
        by: SumsBy,
        days_from: date | None = None,
        days_before: date | None = None,
        *,
        host: str | None = None,
        roles: Collection[str] = (),
    ) -> tuple[tuple[str, Sums], ...]:
        days = self.sums(days_from, days_before, host=host)
        some = list(of_roles(days, *roles) if roles else days)
        found: dict[str, Sums] = {
            SumsBy.WEEK: lambda: {str(day): sums for day, sums in by_week(some).items()},
            SumsBy.MONTH: lambda: {str(day): sums for day, sums in by_month(some).items()},
            SumsBy.HOST: lambda: by_host(some),
        }[by]()
        return tuple((name, sums) for name, sums in sorted(found.items()) if sums)


def _fits(row: LedgerRow, wanted: RowFilter) -> bool:
    held = [_plain(word) for word in _words(f"{row.title} {row.name}")]
    return (
        (wanted.days_from is None or row.day >= wanted.days_from)
        and (wanted.days_before is None or row.day < wanted.days_before)
        and wanted.host in {None, host_key(row.host)}
        and (wanted.persons is None or row.person in wanted.persons)
        and wanted.meeting in {None, row.meeting}
        and wanted.sitting in {None, row.sitting}
        and (not wanted.text.strip() or bool(_words(wanted.text)))
        and all(any(each.startswith(_plain(word)) for each in held) for word in _words(wanted.text))
    )


def _words(text: str) -> list[str]:
    """Return what lies between the signs, as a full-text index sees it."""
    return "".join(letter if letter.isalnum() else " " for letter in text).split()


def _plain(word: str) -> str:
    return "".join(each for each in normalize("NFKD", word.casefold()) if not combining(each))


@dataclass
class MemoryAnchors:
    """Implements ``Anchors``."""

    anchors: dict[str, tuple[Anchor, ...]] = field(default_factory=dict)
    fails: bool = False

    def keep(self, ledger: str, anchors: tuple[Anchor, ...]) -> None:
        if self.fails:
            raise AppError("The keyring is locked")
        self.anchors[ledger] = anchors

    def kept(self, ledger: str) -> tuple[Anchor, ...]:
        return self.anchors.get(ledger, ())
