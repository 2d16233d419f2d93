"""When a check-up is offered before a call: at most once a day, and never where it would make somebody late."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hosted_meetings_desktop.domain.checkup import Result

ABOUT_TO_START = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CheckupMemory:
    """What this PC remembers of its check-ups; days are those of this PC's own calendar.

    Attributes:
        good_on: When nothing was found last.
        faulty: Whether the last one found faults.
        offered_on: When one was offered last.
        unwanted: Whether the person wants no offers.
    """

    good_on: date | None = None
    faulty: bool = False
    offered_on: date | None = None
    unwanted: bool = False

    def after(self, outcome: Result, today: date) -> CheckupMemory:
        """Return what is remembered when a check-up has ended; one that found faults is offered again."""
        if outcome is Result.FAULTS:
            return replace(self, good_on=None, faulty=True, offered_on=None)
        if outcome in {Result.GOOD, Result.LOOK}:
            return replace(self, good_on=today, faulty=False)
        return self

    def after_offer(self, today: date) -> CheckupMemory:
        """Return what is remembered when a check-up was offered."""
        return replace(self, offered_on=today)


def is_due(memory: CheckupMemory, today: date, *, host: bool, in_call: bool) -> bool:
    """Return whether a check-up may be offered, as far as this PC alone can say.

    Args:
        memory: What this PC remembers.
        today: The day by this PC's own calendar.
        host: Whether the host joins, and not somebody who tries a guest's link or stands by.
        in_call: Whether a call is under way already.
    """
    return host and not in_call and not memory.unwanted and today not in {memory.good_on, memory.offered_on}


def leaves_time(starts_at: datetime | None, now: datetime) -> bool:
    """Return whether a check-up would make nobody late for a meeting; None: its start is not known, it may be now."""
    return starts_at is not None and starts_at - now > ABOUT_TO_START
