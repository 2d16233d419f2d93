"""What screens show of the whole ledger: what it can be filtered by, its weeks, and when it was proved last."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hosted_meetings_desktop.domain.ledger.chain import Anchor, Flaw, Problem, Verdict
from hosted_meetings_desktop.domain.ledger.sums import NOTHING, Sums

WEEK = timedelta(days=7)
FEW = 5
"""From fewer visits than these nobody should read a rate."""


@dataclass(frozen=True, slots=True)
class ListChoices:
    """By what a list can be narrowed.

    Attributes:
        hosts: Names, the most recent first.
        visit_types: Pairs of id and name.
    """

    hosts: tuple[str, ...] = ()
    visit_types: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WeekSums:
    """One week.

    Attributes:
        monday: Its first day.
        people: What was asked for: patients, or everybody.
        held: What is counted once a sitting: how many there were, how long people met.
    """

    monday: date
    people: Sums = NOTHING
    held: Sums = NOTHING


@dataclass(frozen=True, slots=True)
class Trends:
    """Weeks without a gap, the oldest first, and the hosts of all of them together.

    Attributes:
        hosts: Pairs of the host's name and their sums, by name; empty where one host was asked for.
    """

    weeks: tuple[WeekSums, ...]
    hosts: tuple[tuple[str, Sums], ...] = ()

    @property
    def people(self) -> Sums:
        """All weeks together."""
        return sum((each.people for each in self.weeks), NOTHING)

    @property
    def held(self) -> Sums:
        """All sittings together."""
        return sum((each.held for each in self.weeks), NOTHING)


_OF_A_RESTORE = frozenset({Flaw.CUT, Flaw.REWRITTEN})
"""What a backup that was put back leaves in a proof; all else was done to the entries themselves."""


@dataclass(frozen=True, slots=True)
class LedgerVerdict(Verdict):
    """What came of looking at a whole ledger.

    Attributes:
        lost: Ends that were kept elsewhere and that the chain does not contain.
    """

    lost: tuple[Anchor, ...] = ()

    @property
    def explainable(self) -> bool:
        """Whether a backup that was put back explains all that is wrong: only this can be acknowledged."""
        return bool(self.lost) and all(each.flaw in _OF_A_RESTORE for each in self.problems)


@dataclass(frozen=True, slots=True)
class Known:
    """That somebody told why the proof fails.

    Attributes:
        at: Aware UTC.
        who: As the audit log names them.
        why: The reason that was given.
    """

    at: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Proved:
    """When the ledger was proved last, and what came of it.

    Attributes:
        at: Aware UTC.
        entries: How many there were.
        anchored: Up to which entry a note outside the store says the same.
        problems: What was wrong; as many as are told. Only of the look that was just made.
        count: How many problems there were.
        lost: The ends to acknowledge; empty where the proof does not fail, or where nothing excuses it.
        known: Since when the failing is known; None where it is not, or not all of it.
    """

    at: datetime
    entries: int
    anchored: int
    count: int
    problems: tuple[Problem, ...] = ()
    lost: tuple[Anchor, ...] = ()
    known: Known | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing was changed."""
        return not self.count

    @property
    def alarming(self) -> bool:
        """Whether something is wrong that nobody has told the reason of."""
        return not self.sound and self.known is None

    @property
    def can_be_known(self) -> bool:
        """Whether it may be acknowledged, and is not yet."""
        return self.alarming and bool(self.lost)

    def words(self) -> str:
        """Return it for :meth:`read`, without the single problems and without what the audit log knows."""
        lost = [each.text() for each in self.lost]
        return json.dumps([self.at.isoformat(), self.entries, self.anchored, self.count, lost])

    @classmethod
    def read(cls, words: str | None) -> Proved | None:
        """Return what :meth:`words` gave, also of a version before, which named no ends; None for anything else."""
        try:
            at, entries, anchored, count, *more = json.loads(words or "")
            ends = [Anchor.read(str(each)) for each in (more[0] if more else ())]
            lost = tuple(each for each in ends if each is not None)
            found = cls(datetime.fromisoformat(at), int(entries), int(anchored), int(count), lost=lost)
        except (TypeError, ValueError):
            return None
        return found if found.at.tzinfo is not None else None

    @classmethod
    def of(cls, verdict: LedgerVerdict, at: datetime) -> Proved:
        """Return what came of a look."""
        lost = verdict.lost if verdict.explainable else ()
        return cls(at, verdict.entries, verdict.anchored, len(verdict.problems), verdict.problems, lost)


@dataclass(frozen=True, slots=True)
class ProofStanding:
    """How the proof stands.

    Attributes:
        proved: The last look; None where nobody ever looked on this PC.
        entries: How many entries there are now.
    """

    proved: Proved | None
    entries: int
