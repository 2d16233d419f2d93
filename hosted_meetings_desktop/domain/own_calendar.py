"""A host's own calendar elsewhere, looked into so that nobody is planned into taken time; and calendar files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from hosted_meetings_desktop.domain.calendar_entry import BusyTime
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.invitation import FoundEvent, LineProblem
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.meeting import MAX_DURATION, MAX_NAME
from hosted_meetings_desktop.domain.slots import SlotCheck, Taken

LOOKED_BACK = timedelta(days=31)
LOOKED_AHEAD = timedelta(days=400)
"""What is kept of somebody's calendar, so that it shows without a network too."""
NEXT_WEEKS = timedelta(weeks=4)
"""Of these it is told how many busy times a calendar holds."""
MAX_ADDRESS = 2_000
MAX_IMPORTED = 2_000
"""Meetings that are planned from a file at once."""
MAX_EXPORTED = 5_000

_SCHEMES = ("https://", "http://", "webcal://", "webcals://")


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """One calendar of one host.

    Attributes:
        address: http(s) or webcal; who has it can read the calendar, so it is a secret.
        read_at: When it was read last, aware UTC; None before the first time.
        problem: Why it could not be read the last time, in a sentence or two; what was read before still shows.
    """

    id: str
    host: str
    name: str
    address: str = field(repr=False)
    etag: str = field(default="", repr=False)
    read_at: datetime | None = None
    problem: str = ""

    def check(self) -> None:
        """Refuse what could not be read.

        Raises:
            InputProblem: for the field to mend.
        """
        if not self.host.strip() or len(self.host) > MAX_NAME:
            raise InputProblem("host", "Say whose calendar this is")
        if not self.name.strip() or len(self.name) > MAX_NAME:
            raise InputProblem("name", f"A calendar needs a name of up to {MAX_NAME} characters")
        self.check_address()

    def check_address(self) -> None:
        """Refuse what is no address at all.

        Raises:
            InputProblem: for the field to mend.
        """
        address = self.address.strip()
        if not address.lower().startswith(_SCHEMES):
            raise InputProblem("address", "Enter the whole address, beginning with https:// or webcal://")
        if len(address) > MAX_ADDRESS or not address.isprintable():
            raise InputProblem("address", "This is not one address", "Copy it again, and only the address itself.")


@dataclass(frozen=True, slots=True)
class KnownCalendar:
    """A calendar with how it stands.

    Attributes:
        busy: How many busy times it holds in the next weeks (``NEXT_WEEKS``), as last read.
        reading: Whether it is being read now.
    """

    calendar: OwnCalendar
    busy: int = 0
    reading: bool = False


@dataclass(frozen=True, slots=True)
class RemovedCalendar:
    """The way back from removing a calendar, with what was read from it."""

    calendar: OwnCalendar
    times: tuple[BusyTime, ...]


@dataclass(frozen=True, slots=True)
class CalendarLook:
    """What an address leads to, before it is kept.

    Attributes:
        name: As the calendar calls itself; empty where it does not.
        busy: How many busy times it holds in the next weeks (``NEXT_WEEKS``).
        problems: How many of its events cannot be read.
    """

    name: str
    busy: int
    problems: int = 0


# ---- files
class WhyNot(StrEnum):
    """Why an event of a file is no time to plan."""

    ALL_DAY = "all-day"
    TOO_LONG = "too-long"
    NO_LENGTH = "no-length"
    FREE = "free"  # the calendar says that the time is free, or the event is cancelled


@dataclass(frozen=True, slots=True)
class PassedOver:
    """An event that cannot be planned."""

    event: FoundEvent
    why: WhyNot


@dataclass(frozen=True, slots=True)
class ImportedEvents:
    """What a calendar file would bring into the plan.

    Attributes:
        events: What can be planned: not over yet, with a time of day, by start.
        passed_over: What cannot, and why. What is over, or begins after ``until``, is in neither.
        problems: What could not be read.
        until: Up to when was looked, aware UTC.
    """

    name: str
    events: tuple[FoundEvent, ...]
    passed_over: tuple[PassedOver, ...] = ()
    problems: tuple[LineProblem, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ImportWish:
    """What somebody wants planned of a file.

    Attributes:
        host: Who holds all of them.
        visit_type: The template they get; they keep their own length.
    """

    events: tuple[FoundEvent, ...]
    host: str
    visit_type: VisitTypeId | None = None

    def check(self) -> None:
        """Refuse what cannot be planned as a whole.

        Raises:
            InputProblem: for the field to mend.
        """
        if not self.host.strip():
            raise InputProblem("host", "Say who holds these meetings")
        if len(self.host) > MAX_NAME:
            raise InputProblem("host", f"A name can have up to {MAX_NAME} characters")
        if len(self.events) > MAX_IMPORTED:
            raise InputProblem(
                "events",
                f"Up to {MAX_IMPORTED:,} meetings are planned at once",
                "Nothing was planned. Tick fewer, then import the file again for the rest.",
            )


@dataclass(frozen=True, slots=True)
class ImportVerdict:
    """What becomes of one event.

    Attributes:
        mine: Its time as the slot rule looks at it; None where it cannot be planned at all.
        check: What is wrong with the time.
        known: Whether it is planned here already.
        problem: Why it cannot be planned at all, empty where it can.
    """

    event: FoundEvent
    mine: Taken | None = None
    check: SlotCheck = field(default_factory=SlotCheck)
    known: bool = False
    problem: str = ""

    @property
    def planned(self) -> bool:
        """Whether it is planned; what is only warned about is."""
        return not (self.known or self.problem or self.check.refused)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What was planned of a file, and what was not.

    Attributes:
        verdicts: One for each event that was wanted, in order.
        undo: The way back for all of it; None where nothing was planned.
    """

    verdicts: tuple[ImportVerdict, ...]
    undo: UndoStep | None

    @property
    def count(self) -> int:
        """How many meetings are planned."""
        return sum(each.planned for each in self.verdicts)

    @property
    def left_out(self) -> tuple[ImportVerdict, ...]:
        """What was not planned."""
        return tuple(each for each in self.verdicts if not each.planned)


@dataclass(frozen=True, slots=True)
class ExportWish:
    """Which meetings go into a file, and how they are called there.

    Attributes:
        starts_from: Aware; ``starts_before`` likewise.
        host: Whose; empty for all.
        neutral: Whether they have the title that guests read; else the one that was typed, with what names it holds.
    """

    starts_from: datetime
    starts_before: datetime
    host: str = ""
    neutral: bool = True

    def check(self) -> None:
        """Refuse a time that ends before it begins.

        Raises:
            InputProblem: for the field to mend.
        """
        if self.starts_before <= self.starts_from:
            raise InputProblem("until", "The last day is before the first")


def why_not(event: FoundEvent) -> WhyNot | None:
    """Return why an event is no time to plan, None where it is one."""
    length = event.ends_at - event.starts_at
    if not event.busy:
        return WhyNot.FREE
    if event.all_day:
        return WhyNot.ALL_DAY
    if length > MAX_DURATION:
        return WhyNot.TOO_LONG
    return WhyNot.NO_LENGTH if length <= timedelta(0) else None
