"""What invited people are told about a time and what they answer: the facts behind iCalendar and iTIP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hosted_meetings_desktop.domain.recurrence import Recurrence


class Method(StrEnum):
    """What an iTIP message asks for."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    REPLY = "REPLY"
    PUBLISH = "PUBLISH"


class Attending(StrEnum):
    """What an invited person answered (PARTSTAT)."""

    UNANSWERED = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is written to, or who writes."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Attendee:
    """An invited person as a calendar shows them."""

    contact: Contact
    attending: Attending = Attending.UNANSWERED


@dataclass(frozen=True, slots=True)
class ChangedOccurrence:
    """One time of a series that is not as the rule says.

    Attributes:
        wall: Which, by the rule: naive, in the zone of the series.
        starts_at: When it is now, aware UTC.
        zone: The IANA zone it was moved in.
        host: Who meets the reader then; empty where that is as in the rest of the series.
        title: What it is called to guests; likewise.
    """

    wall: datetime
    starts_at: datetime
    duration: timedelta
    zone: str
    host: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A meeting or a series as calendars know it.

    Attributes:
        uid: The same for good, also when everything else changes.
        sequence: Grows with each message about a changed time (RFC 5546, section 2.1.4).
        starts: The first time by rule: naive wall-clock time in ``zone``.
        first: The same, aware UTC: tells which is meant of a wall-clock time that comes twice. Of a single meeting
            it is all that counts.
        url: Where to join, empty where the link comes later.
        left_out: Times of the rule that are not held: naive, in ``zone`` (EXDATE).
        changed: Times of the rule that were moved (RECURRENCE-ID).
        only: The one time of the series that this message is about; None for all of it.
        stamp: When this was said, aware UTC.
        language: BCP 47 tag of ``summary`` and ``description``.
    """

    uid: str
    sequence: int
    starts: datetime
    first: datetime
    duration: timedelta
    zone: str
    summary: str
    organizer: Contact
    attendees: tuple[Attendee, ...]
    stamp: datetime
    description: str = ""
    url: str = ""
    recurrence: Recurrence | None = None
    left_out: tuple[datetime, ...] = ()
    changed: tuple[ChangedOccurrence, ...] = ()
    only: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an invited person answered (iTIP REPLY).

    Attributes:
        only: The one time of a series that is answered, by its rule: aware UTC, or naive in the zone of the series
            where the answer names no zone; None for all.
        sequence: Of the invitation that is answered; 0 where the answer does not say.
        stamp: When it was answered, aware UTC; decides between two answers to the same invitation. 1970 where the
            answer does not say.
    """

    uid: str
    contact: Contact
    attending: Attending
    sequence: int
    stamp: datetime
    only: datetime | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """One time read from somebody's calendar, a series already expanded.

    Attributes:
        starts_at: Aware UTC. For a whole day: midnight in the zone that was asked for.
        zone: IANA zone it was planned in, empty where the file does not say one that is known here, and for whole
            days.
        busy: False where the calendar says that the time is free or the event is cancelled.
        note: Its description.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str = ""
    all_day: bool = False
    busy: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What could not be read of a file, and where.

    Attributes:
        line: Counted from 1; 0 where no line can be told.
    """

    line: int
    problem: str


@dataclass(frozen=True, slots=True)
class ReadCalendar:
    """What an iCalendar file holds in a given time, and what of it could not be read."""

    name: str
    events: tuple[FoundEvent, ...]
    problems: tuple[LineProblem, ...] = ()
