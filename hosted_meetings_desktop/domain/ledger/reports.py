"""Attendance reports as data: of a session, a person, a host or a period; and the certificate of one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import PersonId, SessionId
from hosted_meetings_desktop.domain.ledger.chain import Anchor
from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.repository import RowFilter
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, Sums
from hosted_meetings_desktop.domain.ledger.truth import SittingId, Truth
from hosted_meetings_desktop.domain.message import Clinic

MOST_ON_PAPER = 1_000
"""Rows that a report for paper holds; more is for spreadsheets."""


class Scope(StrEnum):
    """What a report is about."""

    SESSION = "session"
    PERSON = "person"
    HOST = "host"
    PERIOD = "period"


class Form(StrEnum):
    """As what kind of file it is written; the value is the file's suffix."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class ReportOf:
    """What a report is wanted of; made by the functions below.

    Attributes:
        sitting: Of ``SESSION``: which one; or ``session``: that of a session.
        persons: Of ``PERSON``: their id in the clinic's list of people, or several; those that they had before they
            were merged are found.
        name: The person or the host, as people write the name.
        days_from: The first day, None for all there are; ``days_before`` the day after the last.
    """

    scope: Scope
    sitting: SittingId | None = None
    session: SessionId | None = None
    persons: frozenset[PersonId] = frozenset()
    name: str = ""
    days_from: date | None = None
    days_before: date | None = None

    def check(self) -> None:
        """Refuse what nothing can be reported of.

        Raises:
            InputProblem: for the field to mend.
        """
        backwards = self.days_from and self.days_before and self.days_from >= self.days_before
        if backwards:
            raise InputProblem("days", "The last day lies before the first")
        if self.scope is Scope.HOST and not self.name.strip():
            raise InputProblem("host", "Choose a host")

    @property
    def wanted(self) -> RowFilter:
        """Which rows of the ledger belong into it; not of ``SESSION``, which may not be in the ledger yet."""
        return RowFilter(
            days_from=self.days_from,
            days_before=self.days_before,
            host=host_key(self.name) if self.scope is Scope.HOST else None,
            persons=self.persons if self.scope is Scope.PERSON else None,
        )


def of_session(session: SessionId) -> ReportOf:
    """Return a report of everybody in the sitting of a session."""
    return ReportOf(Scope.SESSION, session=session)


def of_sitting(sitting: SittingId) -> ReportOf:
    """Return a report of everybody in a sitting."""
    return ReportOf(Scope.SESSION, sitting=sitting)


@dataclass(frozen=True, slots=True)
class ReportHead:
    """What stands over every report.

    Attributes:
        clinic: Whose report it is.
        zone: IANA zone of the clinic, in which times are told.
        made_at: Aware UTC.
        end: Where the chain of the ledger ended then: by it anybody can prove that nothing before was changed.
        rules: By which people are late, and so on.
        visit_types: The names of the clinic's visit types by their ids.
    """

    of: ReportOf
    clinic: Clinic
    zone: str
    made_at: datetime
    end: Anchor
    rules: LedgerRules
    visit_types: Mapping[str, str] = field(default_factory=dict)

    def visit_type(self, row: LedgerRow) -> str:
        """Return the name of a row's visit type; one that is not there any more is told by its id."""
        return self.visit_types.get(row.visit_type, row.visit_type)


@dataclass(frozen=True, slots=True)
class ReportTotals:
    """What the rows of a report add up to.

    Attributes:
        rows: How many there were.
        all: All together; ``sittings`` and what belongs to them are not counted here, since rows are of people.
        patients: The patients alone: what a no-show rate is made of.
        hosts: By the host's name as it is written in the rows, in the order in which they came.
        sittings: In how many sittings.
    """

    rows: int = 0
    all: Sums = NOTHING
    patients: Sums = NOTHING
    hosts: Mapping[str, Sums] = field(default_factory=dict)
    sittings: int = 0


@dataclass(frozen=True, slots=True)
class AttendanceReport:
    """A report for paper.

    Attributes:
        rows: As many as were wanted; ``totals.rows`` says how many there are.
        truth: Of ``SESSION``: all that is known of it, as of ``head.made_at``.
        closed: Whether all of it stands in the ledger as it is told here.
    """

    head: ReportHead
    rows: tuple[LedgerRow, ...]
    totals: ReportTotals
    truth: Truth | None = None
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Certificate:
    """Proof for one person that they were there.

    Attributes:
        row: They in the ledger.
        with_title: Whether the meeting is named: its title may say more than whoever reads it should know.
    """

    head: ReportHead
    row: LedgerRow
    with_title: bool = False


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A report that was written to a file.

    Attributes:
        name: Of the file.
        rows: How many rows it holds.
        end: Where the ledger ended.
    """

    name: str
    rows: int
    end: Anchor
