"""The ledger as a list to look through: one line for each sitting, with what became of its people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.ids import MeetingId, SessionId
from hosted_meetings_desktop.domain.ledger.entries import Body, LedgerRow, rows_of
from hosted_meetings_desktop.domain.ledger.truth import Judgement, PersonTruth, SittingId, Stage, Truth
from hosted_meetings_desktop.domain.preset import Role


class Outcome(StrEnum):
    """By what a list can be narrowed; the first six are judgements by the same name."""

    ATTENDED = "attended"
    NEVER_CAME = "never-came"
    WAITED_AND_LEFT = "waited-and-left"
    COULD_NOT_CONNECT = "could-not-connect"
    CALLED_OFF = "called-off"
    UNKNOWN = "unknown"
    LATE = "late"
    LEFT_EARLY = "left-early"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which sittings are listed; all given conditions hold together.

    Attributes:
        text: With each of its words a word of the title or of somebody's name begins.
        host: As people write the name; empty for all.
        visit_type: Its id; empty for all.
        days_from: The first day; ``days_before`` the day after the last.
        outcome: Of at least one of the people.
        oldest_first: Else the newest comes first.
    """

    text: str = ""
    host: str = ""
    visit_type: str = ""
    days_from: date | None = None
    days_before: date | None = None
    outcome: Outcome | None = None
    oldest_first: bool = False

    @property
    def narrowed(self) -> bool:
        """Whether anything but words leaves something out."""
        return bool(self.host or self.visit_type or self.days_from or self.days_before or self.outcome)


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """One person of a sitting in few words; the front desk itself is none."""

    key: str
    name: str
    role: Role | None
    judgement: Judgement
    late_by: timedelta | None
    left_early_by: timedelta | None
    waited: timedelta
    present: timedelta
    doubtful: bool

    def has(self, outcome: Outcome) -> bool:
        """Return whether that became of them."""
        if outcome is Outcome.LATE:
            return self.late_by is not None
        if outcome is Outcome.LEFT_EARLY:
            return self.left_early_by is not None
        return self.judgement == outcome.value


@dataclass(frozen=True, slots=True)
class ListedSitting:
    """One line of the list.

    Attributes:
        session: The first that was held, None where there was none.
        began: When it was planned to start, or else did.
        ends_at: When it was planned to end, None where nobody planned it.
        stage: How far it has got.
        closed: Whether it stands in the chain.
    """

    id: SittingId
    session: SessionId | None
    meeting: MeetingId | None
    title: str
    host: str
    visit_type: str
    began: datetime
    ends_at: datetime | None
    cancelled: bool
    stage: Stage
    closed: bool
    people: tuple[ListedPerson, ...]

    @property
    def moving(self) -> bool:
        """Whether it goes on, or its time is not over: all of it may change."""
        return self.stage is not Stage.OVER

    def fits(self, query: ListQuery, day: date) -> bool:
        """Return whether a query lists it, which counts to ``day``."""
        if query.host and host_key(self.host) != host_key(query.host):
            return False
        if query.visit_type and self.visit_type != query.visit_type:
            return False
        if (query.days_from and day < query.days_from) or (query.days_before and day >= query.days_before):
            return False
        if query.outcome is not None and not any(each.has(query.outcome) for each in self.people):
            return False
        said = " ".join((self.title, *(each.name for each in self.people))).casefold().split()
        return all(any(each.startswith(word) for each in said) for word in query.text.casefold().split())


def listed_rows(rows: Iterable[LedgerRow]) -> tuple[ListedSitting, ...]:
    """Return the sittings of rows, in the order in which they first come."""
    found: dict[SittingId, list[LedgerRow]] = {}
    for row in rows:
        found.setdefault(row.sitting, []).append(row)
    return tuple(_of_rows(each) for each in found.values())


def listed_body(sitting: SittingId, body: Body) -> ListedSitting:
    """Return what an entry says of its sitting, also where there is nobody in it."""
    rows = tuple(rows_of(1, body))
    if rows:
        return _of_rows(rows)
    plan, sessions = body["plan"], body["sessions"]
    at = plan["starts_at"] if plan is not None else sessions[0]["started_at"]
    return ListedSitting(
        sitting, SessionId(sessions[0]["id"]) if sessions else None,
        MeetingId(plan["meeting"]) if plan is not None else None,
        plan["title"] if plan is not None else sessions[0]["title"], plan["host"] if plan is not None else "",
        plan["visit_type"] if plan is not None else "", datetime.fromisoformat(at),
        datetime.fromisoformat(plan["ends_at"]) if plan is not None else None,
        plan is not None and plan["cancelled"], Stage.OVER, closed=True, people=(),
    )  # fmt: skip


def listed_truth(truth: Truth, *, closed: bool = False) -> ListedSitting:
    """Return a sitting as it is known now."""
    plan, first = truth.plan, truth.sessions[0] if truth.sessions else None
    return ListedSitting(
        truth.sitting, first.id if first is not None else None, plan.meeting if plan is not None else None,
        plan.title if plan is not None else first.title if first is not None else "",
        plan.host if plan is not None else "", plan.visit_type if plan is not None else "",
        truth.starts_at or truth.as_of, plan.ends_at if plan is not None else None,
        plan is not None and plan.cancelled, truth.stage, closed,
        tuple(_person(each) for each in truth.people if each.judgement is not Judgement.STOOD_BY),
    )  # fmt: skip


def _of_rows(rows: Iterable[LedgerRow]) -> ListedSitting:
    several = tuple(rows)
    row = several[0]
    return ListedSitting(
        row.sitting, row.first_session, row.meeting, row.title, row.host, row.visit_type, row.began, row.ends_at,
        row.cancelled, Stage.OVER, closed=True,
        people=tuple(_person(each) for each in several if each.judgement is not Judgement.STOOD_BY),
    )  # fmt: skip


def _person(who: LedgerRow | PersonTruth) -> ListedPerson:
    return ListedPerson(
        who.key, who.name, who.role, who.judgement, who.late_by, who.left_early_by, who.waited, who.present,
        bool(who.doubts),
    )  # fmt: skip


class LedgerList(Protocol):
    """Reads the list inside one transaction."""

    def days(self, query: ListQuery) -> tuple[tuple[date, int], ...]:
        """Return how many closed sittings each day has that a query lists, by day; no day without any."""
        ...

    def of_days(self, query: ListQuery, days: Mapping[date, int]) -> dict[date, tuple[ListedSitting, ...]]:
        """Return those of some days that follow each other in ``days``, each day's by start.

        Args:
            query: Which are listed.
            days: What ``days`` says of them.
        """
        ...

    def unclosed(self, limit: int) -> tuple[tuple[SittingId, int], ...]:
        """Return sittings that are not closed yet, the newest first, each with how many facts there may be of it.

        The number grows with every new fact about it, and may grow with others.
        """
        ...
