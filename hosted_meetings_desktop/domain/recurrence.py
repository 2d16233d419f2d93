"""How a planned time repeats, in the wall-clock time of its zone (RFC 5545, section 3.3.10, what people ask for)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hosted_meetings_desktop.domain.errors import InputProblem

MAX_OCCURRENCES = 400
"""More than a year of working days. A series is planned with all its meetings, so it has an end."""

MAX_YEARS = 40
"""What clocks do later nobody knows; 400 monthly meetings fit in."""

LAST = -1
"""As ``Recurrence.nth``: the last such weekday of a month."""


class Frequency(StrEnum):
    """What a recurrence counts in."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class Oddity(StrEnum):
    """What a change of the clock does to a wall-clock time."""

    NONE = ""
    SKIPPED = "skipped"  # the clock jumps over it: it is held as much later as the clock jumps
    TWICE = "twice"  # it comes twice: the first one is meant


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule with an end.

    Attributes:
        interval: Every how many days, weeks or months.
        weekdays: For weekly rules, and for monthly ones with ``nth`` (exactly one): Monday is 0.
        nth: For monthly rules: 1 to 4 or ``LAST`` with a weekday; 0 for the first one's day of the month. Months
            without that day are left out.
        count: How many in all, those left out by hand included; None where ``until`` says it.
        until: The last day, in the zone of the meeting.
    """

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    count: int | None = None
    until: date | None = None

    def check(self) -> None:
        """Refuse a rule that nobody could mean.

        Raises:
            InputProblem: for the field to mend.
        """
        if not 1 <= self.interval <= 99:
            raise InputProblem("repeat", "A series repeats every 1 to 99 days, weeks or months")
        if (self.count is None) == (self.until is None):
            raise InputProblem("repeat", "Say how often the series is held, or its last day")
        if self.count is not None and not 1 <= self.count <= MAX_OCCURRENCES:
            raise InputProblem("repeat", f"A series has up to {MAX_OCCURRENCES} meetings")
        if any(day not in range(7) for day in self.weekdays) or len(set(self.weekdays)) != len(self.weekdays):
            raise InputProblem("repeat", "Choose each weekday once")
        if self.frequency is Frequency.WEEKLY and not self.weekdays:
            raise InputProblem("repeat", "Choose the weekdays")
        if self.nth and (self.frequency is not Frequency.MONTHLY or self.nth not in {1, 2, 3, 4, LAST}):
            raise InputProblem("repeat", "Choose which weekday of the month")
        if self.nth and len(self.weekdays) != 1:
            raise InputProblem("repeat", "Choose one weekday of the month")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of a series.

    Attributes:
        wall: The wall-clock time by rule, naive, in the zone of the series; names it for good (RECURRENCE-ID), also
            after it was moved.
        starts_at: When that is, aware UTC.
    """

    wall: datetime
    starts_at: datetime
    oddity: Oddity = Oddity.NONE
