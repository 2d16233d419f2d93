"""The slot rule: one patient at a time per host, with breath in between; refused or warned about by policy."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate

from hosted_meetings_desktop.domain.availability import Availability, ClosedDays, host_key
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId

SEARCH = timedelta(days=60)
"""How far ahead a free time is looked for."""
STEP = timedelta(minutes=5)
"""Free times begin on multiples of this, as people plan."""
OFFERED = 3


class Concern(StrEnum):
    """What can be wrong with a time."""

    OVERLAP = "overlap"  # the host is with somebody else
    TOO_CLOSE = "too-close"  # a buffer is cut short
    OUT_OF_HOURS = "out-of-hours"
    CLOSED = "closed"  # a holiday, or leave
    BUSY = "busy"  # the host's own calendar says so
    ROOM = "room"  # the place on site is taken


class Policy(StrEnum):
    """What becomes of a concern."""

    ALLOW = "allow"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class SlotPolicies:
    """A clinic's choice for each concern."""

    overlap: Policy = Policy.REFUSE
    too_close: Policy = Policy.WARN
    out_of_hours: Policy = Policy.WARN
    closed: Policy = Policy.WARN
    busy: Policy = Policy.WARN
    room: Policy = Policy.WARN

    def of(self, concern: Concern) -> Policy:
        """Return the policy for one concern."""
        found: Policy = getattr(self, _field(concern))
        return found

    def having(self, concern: Concern, policy: Policy) -> SlotPolicies:
        """Return these with another choice for one concern."""
        return SlotPolicies.read({**self.words(), _field(concern): policy.value})

    def words(self) -> dict[str, str]:
        """Return the choices as plain words, for :meth:`read`."""
        return {_field(concern): self.of(concern).value for concern in Concern}

    @classmethod
    def read(cls, words: Mapping[str, object]) -> SlotPolicies:
        """Return what :meth:`words` gave; what is missing or not known is as a clinic starts."""
        known = {policy.value: policy for policy in Policy}
        fields = {_field(concern) for concern in Concern}
        chosen = {name: known.get(word) for name, word in words.items() if name in fields and isinstance(word, str)}
        return cls(**{name: policy for name, policy in chosen.items() if policy is not None})


def _field(concern: Concern) -> str:
    return concern.value.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Taken:
    """A time that is taken.

    Attributes:
        meeting: None for a time of the host's own calendar.
        before: The buffer it keeps before it; ``after`` likewise.
        exclusive: Whether the host can do nothing else meanwhile.
    """

    starts_at: datetime
    ends_at: datetime
    title: str
    meeting: MeetingId | None = None
    host: str = ""
    place: str = ""
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)
    exclusive: bool = True
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a time.

    Attributes:
        other: What it collides with; None for hours and closed days.
        closed: Why the day is closed; None for all else.
    """

    concern: Concern
    policy: Policy
    at: datetime
    other: Taken | None = None
    closed: ClosedDays | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A time that somebody would like.

    Attributes:
        taken: The time with its buffers, host and place.
        availability: The host's, or the clinic's.
        clinic: Whose closed days hold too; None where ``availability`` is the clinic's.
    """

    taken: Taken
    availability: Availability | None = None
    clinic: Availability | None = None


@dataclass(frozen=True, slots=True)
class SlotCheck:
    """What is wrong with a time, and when it could be instead."""

    findings: tuple[Finding, ...] = ()
    free: tuple[datetime, ...] = ()

    @property
    def refused(self) -> tuple[Finding, ...]:
        """What must not be."""
        return tuple(each for each in self.findings if each.policy is Policy.REFUSE)

    @property
    def concerns(self) -> frozenset[Concern]:
        """What somebody has to accept to have it all the same."""
        return frozenset(each.concern for each in self.findings)


class SlotTaken(AppError):
    """A time cannot be had, or not without somebody's saying so.

    Attributes:
        check: What is wrong with it, and when it could be instead.
    """

    def __init__(self, check: SlotCheck) -> None:
        super().__init__("This time is not free", "Nothing was changed. Choose another time.")
        self.check = check


def findings(wish: Wish, taken: Iterable[Taken], policies: SlotPolicies) -> Iterator[Finding]:
    """Yield what is wrong with a time.

    Args:
        wish: The time.
        taken: What could be in its way; the meeting itself is passed over.
        policies: What becomes of each concern; what is allowed is not found.
    """
    mine = wish.taken
    for other in taken:
        if other.meeting is not None and other.meeting == mine.meeting:
            continue
        concern = _collision(mine, other)
        if concern is not None and policies.of(concern) is not Policy.ALLOW:
            yield Finding(concern, policies.of(concern), other.starts_at, other)
    yield from _hours(wish, policies)


def free_times(
    wish: Wish, taken: Sequence[Taken], policies: SlotPolicies, *, starts_from: datetime, count: int = OFFERED
) -> tuple[datetime, ...]:
    """Return the next starts with which nothing is wrong, in order; fewer where there are none within ``SEARCH``.

    What is offered lies within the hours of open days, whatever the policies allow besides.
    """
    mine = wish.taken
    length = mine.ends_at - mine.starts_at
    end = starts_from + SEARCH
    obstacles = _Obstacles(mine, taken, policies)
    found: list[datetime] = []
    for opens, closes in _open_times(wish, starts_from, end, length):
        start = _rounded(max(opens, starts_from))
        while start + length <= closes and start < end:
            moved = Wish(_moved(mine, start), wish.availability, wish.clinic)
            ahead = next(findings(moved, obstacles.near(start, start + length), policies), None)
            if ahead is not None:
                start = max(_rounded(_over(moved.taken, ahead, policies)), start + STEP)
                continue
            found.append(start)
            if len(found) == count:
                return tuple(found)
            start = max(_rounded(start + length), start + STEP)
    return tuple(found)


def _over(mine: Taken, ahead: Finding, policies: SlotPolicies) -> datetime:
    """Return a later time before which no start is free, as far as one finding goes."""
    other = ahead.other
    if other is None:
        return mine.starts_at
    if ahead.concern is not Concern.TOO_CLOSE:
        return other.ends_at
    if other.ends_at <= mine.starts_at:
        return other.ends_at + max(other.after, mine.before)
    # What begins too soon after mine would overlap with all that starts later, until it ends.
    return other.ends_at if policies.overlap is not Policy.ALLOW else mine.starts_at


class _Obstacles:
    """What can be in the way of one wish at any time, to be asked for around one time."""

    def __init__(self, mine: Taken, taken: Iterable[Taken], policies: SlotPolicies) -> None:
        found = sorted((each for each in taken if _can_matter(mine, each, policies)), key=lambda each: each.starts_at)
        self._taken = found
        self._starts = [each.starts_at for each in found]
        # The latest end so far, as a long one may begin long before those that follow it.
        self._ends = list(accumulate((each.ends_at + max(each.after, mine.before) for each in found), max))
        self._reach = max((max(each.before, mine.after) for each in found), default=timedelta(0))

    def near(self, starts_at: datetime, ends_at: datetime) -> list[Taken]:
        """Return those that could collide with a time, and maybe more."""
        first = bisect_right(self._ends, starts_at)
        return self._taken[first : bisect_left(self._starts, ends_at + self._reach)]


def _can_matter(mine: Taken, other: Taken, policies: SlotPolicies) -> bool:
    if other.meeting is not None and other.meeting == mine.meeting:
        return False
    length = mine.ends_at - mine.starts_at
    worst = _collision(_moved(mine, other.starts_at - length / 2), other)
    if worst is None:
        return False
    close = worst is Concern.OVERLAP and policies.too_close is not Policy.ALLOW
    return close or policies.of(worst) is not Policy.ALLOW


def _collision(mine: Taken, other: Taken) -> Concern | None:
    overlap = mine.starts_at < other.ends_at and other.starts_at < mine.ends_at
    same_host = host_key(mine.host) == host_key(other.host)
    if overlap and mine.place and host_key(mine.place) == host_key(other.place):
        return Concern.ROOM if not (same_host and mine.exclusive and other.exclusive) else Concern.OVERLAP
    if not same_host or not mine.exclusive:
        return None
    if other.busy:
        return Concern.BUSY if overlap else None
    if not other.exclusive:
        return None
    if overlap:
        return Concern.OVERLAP
    gap = max(mine.starts_at - other.ends_at, other.starts_at - mine.ends_at)
    wanted = max(other.after, mine.before) if other.ends_at <= mine.starts_at else max(mine.after, other.before)
    return Concern.TOO_CLOSE if gap < wanted else None


def _hours(wish: Wish, policies: SlotPolicies) -> Iterator[Finding]:
    mine, hours = wish.taken, wish.availability
    if hours is None or not mine.exclusive:
        return
    if policies.closed is Policy.ALLOW:
        # A closed day counts as any other of its weekday.
        hours = replace(hours, closed=())
    else:
        for each in (hours, wish.clinic):
            closed = each.closed_within(mine.starts_at, mine.ends_at) if each is not None else None
            if closed is not None:
                yield Finding(Concern.CLOSED, policies.closed, mine.starts_at, closed=closed)
                return
    if policies.out_of_hours is Policy.ALLOW:
        return
    covered = mine.starts_at
    for start, end in hours.work(mine.starts_at, mine.ends_at):
        if start > covered:
            break
        covered = max(covered, end)
    if covered < mine.ends_at:
        yield Finding(Concern.OUT_OF_HOURS, policies.out_of_hours, covered)


def _open_times(
    wish: Wish, starts_from: datetime, end: datetime, length: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """Yield when a meeting may be that starts within a window and ends as much as ``length`` after it."""
    if wish.availability is None or not wish.taken.exclusive:
        yield starts_from, end + length
        return
    closed = wish.clinic.closed_times() if wish.clinic is not None else []
    for opens, closes in wish.availability.work(starts_from, end + length):
        begins = opens
        for first, last in closed:
            if begins < first < closes:
                yield begins, first
            if first < closes and last > begins:
                begins = last
        if begins < closes:
            yield begins, closes


def _moved(taken: Taken, start: datetime) -> Taken:
    return replace(taken, starts_at=start, ends_at=start + (taken.ends_at - taken.starts_at))


def _rounded(when: datetime) -> datetime:
    """Return the next multiple of ``STEP`` that is not before ``when``."""
    over = timedelta(minutes=when.minute % (STEP.seconds // 60), seconds=when.second, microseconds=when.microsecond)
    return when if not over else when - over + STEP
