"""What this pane asks of the service layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Protocol

from hosted_meetings_desktop.domain.ids import MeetingId, PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import Entry
from hosted_meetings_desktop.domain.ledger.facts import Fact, FactId
from hosted_meetings_desktop.domain.ledger.listing import ListedSitting, ListQuery
from hosted_meetings_desktop.domain.ledger.overview import ListChoices, ProofStanding, Proved, Trends
from hosted_meetings_desktop.domain.ledger.sums import Sums
from hosted_meetings_desktop.domain.ledger.truth import SittingId, Truth
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.domain.meeting import Page


class SittingReport(Protocol):
    """A sitting as it is known now."""

    @property
    def truth(self) -> Truth:
        """What follows from the facts."""
        ...

    @property
    def facts(self) -> Mapping[FactId, Fact]:
        """What it rests on."""
        ...

    @property
    def history(self) -> tuple[Entry, ...]:
        """Its entries in the chain, the first one first."""
        ...


class AttendanceService(Protocol):
    """The attendance ledger."""

    async def page(self, query: ListQuery, offset: int, limit: int) -> Page[ListedSitting]:
        """Return some sittings, and how many there are."""
        ...

    async def choices(self) -> ListChoices:
        """Return by what the list can be narrowed."""
        ...

    async def sitting(self, sitting: SittingId) -> SittingReport:
        """Return one sitting."""
        ...

    async def session(self, session_id: SessionId) -> SittingReport:
        """Return the sitting of a session."""
        ...

    async def visits(self, person: PersonId) -> Sums:
        """Return what all visits of a person in the ledger add up to."""
        ...

    async def of_meeting(self, meeting: MeetingId) -> Sums:
        """Return what all people of a meeting add up to, whenever it was held."""
        ...

    async def trends(self, days_from: date, days_before: date, *, host: str = ..., everybody: bool = ...) -> Trends:
        """Return the weeks of a time."""
        ...

    async def standing(self) -> ProofStanding:
        """Return when the ledger was proved last."""
        ...

    async def prove(self, told: Callable[[Progress], None] = ...) -> Proved:
        """Look at the whole ledger."""
        ...

    async def acknowledge(self, why: str) -> Proved:
        """Write down why the last look's proof failed; returns that look."""
        ...
