"""Sums over the ledger that can be kept up to date by adding and taking away: days make weeks, months and trends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from operator import attrgetter
from typing import TypeVar

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.ledger.canonical import length, micros
from hosted_meetings_desktop.domain.ledger.entries import Body, LedgerRow, rows_of
from hosted_meetings_desktop.domain.ledger.truth import Judgement

K = TypeVar("K")

SITTINGS = "sitting"
"""Stands in place of a role for what is counted once a sitting."""
UNINVITED = "uninvited"
"""Stands in place of the role of people whom nobody invited."""
WAIT_STEPS = tuple(timedelta(minutes=count) for count in (1, 5, 15, 30))
"""Waits are counted by whether they are no longer than these, so that their spread can be added up as well."""


@dataclass(frozen=True, slots=True, order=True)
class SumKey:
    """What a sum is kept for.

    Attributes:
        day: A day of the clinic.
        host: As ``host_key`` writes the host; empty where nobody planned it.
        visit_type: Empty for none.
        role: A role, ``SITTINGS`` or ``UNINVITED``.
    """

    day: date
    host: str
    visit_type: str
    role: str


@dataclass(frozen=True, slots=True)
class Sums:
    """Whole numbers that add up. Of people: how many were in which sitting; somebody in two of them counts twice.

    Attributes:
        sittings: How many there were; held: in how many a host and somebody else met.
        sessions: In how many sessions.
        together_us: How long they met.
        people: Everybody who was invited or came.
        timed: Of those who came or tried, how many can be late: a time was planned and it is known when they came.
        late: How many of these were; late_us: by how much, together.
        stayed: Of those who attended, how many can leave early: a time was planned.
        present_us: Person-time in the room.
        waiters: Who waited at all; waited_us: how long, together.
        waited_1m: Who of them waited a minute at most, and so on; waited_more: who waited longer than all.
    """

    sittings: int = 0
    held: int = 0
    sessions: int = 0
    together_us: int = 0
    people: int = 0
    attended: int = 0
    never_came: int = 0
    waited_and_left: int = 0
    could_not_connect: int = 0
    called_off: int = 0
    unknown: int = 0
    timed: int = 0
    late: int = 0
    late_us: int = 0
    stayed: int = 0
    left_early: int = 0
    joins: int = 0
    present_us: int = 0
    waiters: int = 0
    waited_us: int = 0
    waited_1m: int = 0
    waited_5m: int = 0
    waited_15m: int = 0
    waited_30m: int = 0
    waited_more: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*map(int.__add__, numbers(self), numbers(other)))

    def __sub__(self, other: Sums) -> Sums:
        return Sums(*map(int.__sub__, numbers(self), numbers(other)))

    def __bool__(self) -> bool:
        return any(numbers(self))

    # ---- what follows
    @property
    def expected(self) -> int:
        """How many were to come and are known to have come or not."""
        return self.attended + self.never_came + self.waited_and_left + self.could_not_connect

    @property
    def no_show_rate(self) -> float | None:
        """Who never came of those who were to come, 0 to 1; None where nobody was."""
        return _share(self.never_came, self.expected)

    @property
    def lost_rate(self) -> float | None:
        """Who came, and waited in vain or could not connect, of those who were to come."""
        return _share(self.waited_and_left + self.could_not_connect, self.expected)

    @property
    def punctuality(self) -> float | None:
        """Who was on time of those of whom it is known."""
        return _share(self.timed - self.late, self.timed)

    @property
    def left_early_rate(self) -> float | None:
        """Who left early of those who attended at a planned time."""
        return _share(self.left_early, self.stayed)

    @property
    def present(self) -> timedelta:
        """Person-time in the room."""
        return length(self.present_us)

    @property
    def together(self) -> timedelta:
        """How long hosts and others met."""
        return length(self.together_us)

    @property
    def usual_wait(self) -> timedelta | None:
        """How long those who waited did on average."""
        return length(self.waited_us // self.waiters) if self.waiters else None

    @property
    def usual_lateness(self) -> timedelta | None:
        """How late those were on average who were late."""
        return length(self.late_us // self.late) if self.late else None


NOTHING = Sums()
SUM_NAMES = tuple(each.name for each in fields(Sums))
"""The names of the numbers in :class:`Sums`, in their order."""
numbers = attrgetter(*SUM_NAMES)
"""Returns the numbers of :class:`Sums` in their order, for a table's columns."""

_JUDGED = {
    Judgement.ATTENDED: "attended",
    Judgement.NEVER_CAME: "never_came",
    Judgement.WAITED_AND_LEFT: "waited_and_left",
    Judgement.COULD_NOT_CONNECT: "could_not_connect",
    Judgement.CALLED_OFF: "called_off",
    Judgement.UNKNOWN: "unknown",
}
_BUCKETS = ("waited_1m", "waited_5m", "waited_15m", "waited_30m", "waited_more")


def sums_of(row: LedgerRow) -> Sums:
    """Return what one person in one sitting adds; the front desk itself adds nothing."""
    if row.judgement is Judgement.STOOD_BY:
        return NOTHING
    counts = {"people": 1, "joins": row.joins, "present_us": micros(row.present)}
    if row.judgement in _JUDGED:
        counts[_JUDGED[row.judgement]] = 1
    planned = row.invited and row.starts_at is not None and not row.cancelled
    if planned and row.arrived is not None and "lateness-unproven" not in row.doubts:
        counts["timed"] = 1
        if row.late_by is not None:
            counts |= {"late": 1, "late_us": micros(row.late_by)}
    if planned and row.judgement is Judgement.ATTENDED:
        counts |= {"stayed": 1, "left_early": int(row.left_early_by is not None)}
    if row.waited:
        step = sum(row.waited > each for each in WAIT_STEPS)
        counts |= {"waiters": 1, "waited_us": micros(row.waited), _BUCKETS[step]: 1}
    return Sums(**counts)


def entry_sums(body: Body) -> dict[SumKey, Sums]:
    """Return all that an entry adds; what a correction takes the place of is taken away again."""
    plan = body["plan"]
    host, visit_type = (host_key(plan["host"]), plan["visit_type"]) if plan is not None else ("", "")
    day = date.fromisoformat(body["day"])
    together = body["together_us"]
    whole = Sums(sittings=1, held=int(together > 0), sessions=len(body["sessions"]), together_us=together)
    found = [(SumKey(day, host, visit_type, SITTINGS), whole)]
    for row in rows_of(0, body):
        role = row.role.value if row.role is not None else UNINVITED
        found.append((SumKey(day, host, visit_type, role), sums_of(row)))
    return sum_up(found)


def changed_sums(before: Body | None, after: Body) -> dict[SumKey, Sums]:
    """Return what a new entry changes: its own sums less those of the entry that it takes the place of."""
    taken = () if before is None else ((key, NOTHING - sums) for key, sums in entry_sums(before).items())
    return {key: sums for key, sums in sum_up((*entry_sums(after).items(), *taken)).items() if sums}


# ---- many of them
def sum_up(pairs: Iterable[tuple[K, Sums]]) -> dict[K, Sums]:
    """Return one sum for each key, in the order in which the keys first came; reads its input once."""
    found: dict[K, list[int]] = {}
    for key, sums in pairs:
        row = numbers(sums)
        kept = found.get(key)
        if kept is None:
            found[key] = list(row)
        else:
            for place, count in enumerate(row):
                if count:
                    kept[place] += count
    return {key: Sums(*row) for key, row in found.items()}


def by_week(days: Iterable[tuple[SumKey, Sums]]) -> dict[date, Sums]:
    """Return one sum for each week, by its Monday, in order of time."""
    found = sum_up((key.day - timedelta(days=key.day.weekday()), sums) for key, sums in days)
    return dict(sorted(found.items()))


def by_month(days: Iterable[tuple[SumKey, Sums]]) -> dict[date, Sums]:
    """Return one sum for each month, by its first day, in order of time."""
    return dict(sorted(sum_up((key.day.replace(day=1), sums) for key, sums in days).items()))


def by_host(days: Iterable[tuple[SumKey, Sums]]) -> dict[str, Sums]:
    """Return one sum for each host, by ``host_key``."""
    return dict(sorted(sum_up((key.host, sums) for key, sums in days).items()))


def of_roles(days: Iterable[tuple[SumKey, Sums]], *roles: str) -> Iterator[tuple[SumKey, Sums]]:
    """Yield the sums of some roles: ``Role.PATIENT`` for a clinic's no-show rate, ``SITTINGS`` for what was held."""
    return ((key, sums) for key, sums in days if key.role in roles)


def total(rows: Iterable[LedgerRow]) -> Sums:
    """Return what the people of a meeting or a person's sittings add up to; reads its input once."""
    return sum_up(("", sums_of(row)) for row in rows).get("", NOTHING)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
