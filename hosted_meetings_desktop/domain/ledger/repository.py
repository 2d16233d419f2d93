"""What the ledger needs of a store, and of the places outside it: facts, entries, rows, sums, anchors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.ids import MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Entry
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.facts import Fact
from hosted_meetings_desktop.domain.ledger.sources import PeerDevice, PeerEvent
from hosted_meetings_desktop.domain.ledger.sums import SumKey, Sums
from hosted_meetings_desktop.domain.ledger.truth import SittingId
from hosted_meetings_desktop.domain.session import Session


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting as the store keeps it.

    Attributes:
        meeting: None where the room is none of ours.
        starts_at: When it was planned to start, or else did; by this it is found.
        planned: Whether it is a planned time.
        sessions: What was held for it; a session stays with its sitting for good.
        entry: The number of the entry that counts; None while it is not closed.
        checked_at: When its facts were last gathered, aware UTC.
        quiet: Whether nothing more is awaited of it.
    """

    id: SittingId
    meeting: MeetingId | None
    starts_at: datetime
    planned: bool
    sessions: tuple[SessionId, ...] = ()
    entry: int | None = None
    checked_at: datetime | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which rows are wanted; all given conditions hold together.

    Attributes:
        days_from: The first day; ``days_before`` the day after the last.
        host: As ``host_key`` writes a host.
        persons: Any of these in the clinic's list of people: who was there twice has two ids.
        text: With each of its words a word of the title or the name begins, whatever their case and accents.
    """

    days_from: date | None = None
    days_before: date | None = None
    host: str | None = None
    persons: frozenset[PersonId] | None = None
    meeting: MeetingId | None = None
    sitting: SittingId | None = None
    text: str = ""


class SumsBy(StrEnum):
    """By what sums are added up."""

    WEEK = "week"  # named by its Monday, in ISO form
    MONTH = "month"  # by its first day
    HOST = "host"  # as ``host_key`` writes a host


@dataclass(frozen=True, slots=True, order=True)
class RowPlace:
    """Where a row stands: by day, then by when its sitting began, then by its id, then as in its entry.

    Attributes:
        place: Which row of the sitting's entry, from 0.
    """

    day: date
    began: datetime
    sitting: SittingId
    place: int


class LedgerRepository(Protocol):
    """The ledger inside one transaction. What is appended cannot be taken back: there is no method for it."""

    # ---- where sittings come from
    def new_sessions(self, starts_from: datetime, starts_before: datetime) -> tuple[Session, ...]:
        """Return sessions that began in a time and are with no sitting, by start, each with its meeting."""
        ...

    def oldest(self) -> datetime | None:
        """Return when the first session or meeting in the store began or was planned to; None where there is none."""
        ...

    # ---- sittings and their facts
    def sitting(self, sitting: SittingId) -> Sitting | None:
        """Return one sitting."""
        ...

    def sitting_of(self, session: SessionId) -> SittingId | None:
        """Return with which sitting a session stays."""
        ...

    def sittings_of(self, meeting: MeetingId) -> tuple[Sitting, ...]:
        """Return a meeting's sittings, by start."""
        ...

    def keep_sitting(self, sitting: Sitting) -> None:
        """Keep a sitting that is new or has changed."""
        ...

    def drop_sitting(self, sitting: SittingId) -> None:
        """Forget a sitting without an entry, and its facts: it was moved before anybody came.

        Raises:
            ValueError: it has an entry.
        """
        ...

    def restless(
        self, *, closed_checked_before: datetime, after: SittingId | None, limit: int
    ) -> tuple[Sitting, ...]:
        """Return sittings that are not quiet, by their ids, those after one.

        Of those that have an entry only what was last gathered before a time: they seldom change.
        """
        ...

    def wake(self, starts_from: datetime) -> None:
        """Make all sittings from a start on restless, as if they had never been looked at."""
        ...

    def note(self, facts: Iterable[Fact], sitting: SittingId | None = None) -> int:
        """Keep facts of a sitting, or of one that is not known yet; returns how many were new.

        A fact that is kept already stays as it is, with the time when it was learned first.
        """
        ...

    def adopt(self, meeting: MeetingId, happened_from: datetime, happened_before: datetime, to: SittingId) -> int:
        """Give a sitting those facts of a meeting that happened in a time and have no sitting; returns how many."""
        ...

    def facts(self, sitting: SittingId) -> tuple[Fact, ...]:
        """Return all facts of a sitting, in any order."""
        ...

    # ---- the chain
    def head(self) -> Anchor | None:
        """Return where the chain ends; None before the first entry."""
        ...

    def append(
        self, entry: Entry, sitting: SittingId, rows: Sequence[LedgerRow], sums: Mapping[SumKey, Sums]
    ) -> None:
        """Append an entry; its rows take the place of those that the sitting had, and ``sums`` are added to the sums.

        Raises:
            ValueError: it does not follow the head.
        """
        ...

    def entry(self, number: int) -> Entry | None:
        """Return one entry."""
        ...

    def entries(self, *, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries as they are kept, by number, those after one."""
        ...

    def history(self, sitting: SittingId) -> tuple[Entry, ...]:
        """Return all entries of one sitting, by number."""
        ...

    # ---- what reports and trends read
    def rows(
        self, wanted: RowFilter, *, after: RowPlace | None, limit: int
    ) -> tuple[tuple[RowPlace, LedgerRow], ...]:
        """Return rows that count, by their place, those after one."""
        ...

    def row_count(self, wanted: RowFilter) -> int:
        """Return how many there are."""
        ...

    def known_as(self, persons: frozenset[PersonId]) -> frozenset[PersonId]:
        """Return which ids those had in the ledger whose invitations are these people's now."""
        ...

    def rows_of_entries(self, first: int, last: int) -> dict[int, tuple[LedgerRow, ...]]:
        """Return the rows kept of entries from one number to another, by entry and in their order."""
        ...

    def sums(
        self, days_from: date | None = None, days_before: date | None = None, *, host: str | None = None
    ) -> tuple[tuple[SumKey, Sums], ...]:
        """Return sums by day in order of time; those that are all zero may be left out."""
        ...

    def summed(
        self,
        by: SumsBy,
        days_from: date | None = None,
        days_before: date | None = None,
        *,
        host: str | None = None,
        roles: Collection[str] = (),
    ) -> tuple[tuple[str, Sums], ...]:
        """Return what ``sums`` add up to by week, month or host, in the order of its name; none that are all zero.

        Args:
            by: By what.
            days_from: The first day.
            days_before: The day after the last.
            host: Only this one's.
            roles: Only these, as ``SumKey`` names them; none for all.
        """
        ...


class Anchors(Protocol):
    """Keeps the end of the chain outside the store, as the OS keyring can; may block, asked in a worker thread.

    Both raise ``AppError`` where that cannot be done now.
    """

    def keep(self, ledger: str, anchors: tuple[Anchor, ...]) -> None:
        """Keep these of a ledger, and no others any longer."""
        ...

    def kept(self, ledger: str) -> tuple[Anchor, ...]:
        """Return what is kept of a ledger."""
        ...


class PeerReports(Protocol):
    """What the provider tells of connections beyond the list of people. All raise the errors of ``domain.errors``."""

    async def peer_events(self, session: SessionId) -> tuple[PeerEvent, ...]:
        """Return what happened to the connections of a session."""
        ...

    async def devices(self, session: SessionId) -> tuple[PeerDevice, ...]:
        """Return what people joined with."""
        ...
