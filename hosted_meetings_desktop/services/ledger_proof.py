"""Proves that nothing in the ledger was changed or removed: the chain, its anchors, what reports are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

import anyio

from hosted_meetings_desktop.domain.ledger.chain import (
    Anchor,
    Entry,
    Flaw,
    Problem,
    Verifier,
    genesis,
    read,
)
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow, rows_of
from hosted_meetings_desktop.domain.ledger.overview import LedgerVerdict
from hosted_meetings_desktop.domain.ledger.repository import Anchors
from hosted_meetings_desktop.domain.ledger.shape import ODD, checked_sums
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, SumKey, Sums
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.ports import Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.ledger_gathering import Ledgers

_AT_ONCE = 200
_MOST_STRAY = 100
_FAR = 2**62
"""No entry has such a number, and no row that SQLite keeps a larger one."""


@dataclass(frozen=True, slots=True)
class LedgerProof:
    """Looks at a ledger from its first entry to its last.

    Attributes:
        name: Of the ledger: the account's id.
        anchors: Where the end of the chain is kept outside the store; None: nowhere.
    """

    store: Store
    ledger: Ledgers
    name: str
    anchors: Anchors | None = None

    async def verify(
        self, reported: Iterable[Anchor] = (), *, told: Callable[[Progress], None] = lambda _progress: None
    ) -> LedgerVerdict:
        """Return what is wrong. Entries that are appended meanwhile are looked at as well.

        Args:
            reported: Ends of the chain as reports name them; those that are kept outside the store are used as well.
            told: Called every few hundred entries.

        Raises:
            AppError: the store or the anchors cannot be read.
        """
        anchors = set(reported)
        if self.anchors is not None:
            anchors |= set(await anyio.to_thread.run_sync(self.anchors.kept, self.name))
        verifier, books = Verifier(self.name, tuple(anchors)), _Books()
        head = await self.store.run(lambda lib: self.ledger(lib).head())
        after, done = 0, 0
        while True:
            page = await self.store.run(partial(self._page, after=after))
            if not page.kept:
                break
            replaced = await anyio.to_thread.run_sync(_take, verifier, books, page.kept)
            if replaced:
                books.take_back(await self.store.run(partial(self._entries, numbers=replaced)))
            done += len(page.kept)
            # A number that was made up must not keep this from ending.
            after = max(after + 1, *(entry.number for entry, _rows in page.kept))
            told(Progress(done, max(done, head.number if head is not None else 0)))
        verdict = verifier.verdict()
        known = {each.number for each in verdict.problems if each.flaw in {Flaw.UNREADABLE, Flaw.CHANGED}}
        odd = [Problem(Flaw.UNREADABLE, each) for each in sorted(books.odd - known)]
        problems = (*verdict.problems, *odd, *books.problems(page, verdict.head.number))
        lost = await self.store.run(partial(self._lost, anchors=anchors))
        return LedgerVerdict(verdict.entries, verdict.head, verdict.anchored, problems, lost)

    def _lost(self, lib: Library, anchors: set[Anchor]) -> tuple[Anchor, ...]:
        """Return which of these ends the chain does not contain."""
        ledger, begin = self.ledger(lib), genesis(self.name)
        kept = ((each, ledger.entry(each.number)) for each in sorted(anchors, key=lambda end: (end.number, end.hash)))
        return tuple(end for end, entry in kept if end != begin and (entry is None or entry.anchor != end))

    def _page(self, lib: Library, after: int) -> _Page:
        ledger = self.ledger(lib)
        entries = ledger.entries(after=after, limit=_AT_ONCE)
        if not entries:
            # In the same transaction: what is appended later is in none of them.
            stray = (*ledger.rows_of_entries(-_FAR, 0), *ledger.rows_of_entries(after + 1, _FAR))
            return _Page([], dict(ledger.sums()), stray[:_MOST_STRAY])
        numbers = [each.number for each in entries]
        rows = ledger.rows_of_entries(min(numbers), max(numbers))
        return _Page([(each, rows.get(each.number, ())) for each in entries])

    def _entries(self, lib: Library, numbers: tuple[int, ...]) -> list[_Kept]:
        ledger = self.ledger(lib)
        found = ((ledger.entry(each), ledger.rows_of_entries(each, each)) for each in numbers)
        return [(entry, rows.get(entry.number, ())) for entry, rows in found if entry is not None]


_Kept = tuple[Entry, tuple[LedgerRow, ...]]
"""An entry, and the rows that are kept of it."""


@dataclass(frozen=True, slots=True)
class _Page:
    """Entries; after the last of them none, but all sums that are kept, and whose rows are there without an entry."""

    kept: list[_Kept]
    sums: dict[SumKey, Sums] = field(default_factory=dict)
    stray: tuple[int, ...] = ()


class _Books:
    """Makes the rows and sums anew that the store should have beside the entries.

    Attributes:
        odd: The numbers of entries that are no account of a sitting.
    """

    def __init__(self) -> None:
        self.odd: set[int] = set()
        self._sums: dict[SumKey, Sums] = {}
        self._without_rows: set[int] = set()
        self._wrong: set[int] = set()

    def take(self, entry: Entry, rows: tuple[LedgerRow, ...]) -> int | None:
        """Count an entry; returns the number of that which it takes the place of."""
        try:
            content = read(entry)
        except ODD:
            self.odd.add(entry.number)  # the proof of the chain names it too
            return None
        try:
            expected = tuple(rows_of(entry.number, content.body))
            self._add(checked_sums(content.body))
        except ODD:
            self.odd.add(entry.number)
        else:
            if expected and not rows:
                self._without_rows.add(entry.number)
            elif rows != expected:
                self._wrong.add(entry.number)
        return content.corrects.number if content.corrects is not None else None

    def take_back(self, replaced: Iterable[_Kept]) -> None:
        """Count entries that others took the place of no more: no rows may be left of them."""
        for entry, rows in replaced:
            self._without_rows.discard(entry.number)
            if rows:
                self._wrong.add(entry.number)
            try:
                sums = checked_sums(read(entry).body)
            except ODD:
                self.odd.add(entry.number)
                continue
            self._add({key: NOTHING - each for key, each in sums.items()})

    def problems(self, last: _Page, number: int) -> tuple[Problem, ...]:
        """Return in what the store differs.

        Args:
            last: What is kept beside the entries.
            number: Of the last entry.
        """
        kept = last.sums
        rows = [Problem(Flaw.ROWS, each) for each in sorted({*self._wrong, *self._without_rows, *last.stray})]
        differ = {
            key for key in self._sums.keys() | kept.keys() if self._sums.get(key, NOTHING) != kept.get(key, NOTHING)
        }
        # Where entries cannot be read nobody can tell what their sums were.
        sums = [Problem(Flaw.SUMS, number, len(differ))] if differ and not self.odd else []
        return (*rows, *sums)

    def _add(self, sums: dict[SumKey, Sums]) -> None:
        for key, each in sums.items():
            self._sums[key] = self._sums.get(key, NOTHING) + each


def _take(verifier: Verifier, books: _Books, page: Iterable[_Kept]) -> tuple[int, ...]:
    """Look at a page of entries; returns the numbers of those that they take the place of."""
    replaced = []
    for entry, rows in page:
        verifier.take(entry)
        number = books.take(entry, rows)
        if number is not None:
            replaced.append(number)
    return tuple(replaced)
