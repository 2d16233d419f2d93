"""A meeting as a calendar shows it: no more than fits into its box, so that thousands can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import SyncState
from hosted_meetings_desktop.domain.visit_type import VisitColour


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One meeting.

    Attributes:
        zone: The IANA zone it was planned in.
        people: The names of those who were invited, without the host.
        visit_type: Its name, empty where none was chosen.
        before: The buffer before it; ``after`` likewise.
        in_series: Whether it belongs to a series; ``moved`` whether it is not where the rule has it.
        live: How many people are in the room now; None when nobody is or it is not known.
        place: The room on site that the host sits in, empty for none.
    """

    meeting_id: MeetingId
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    host: str
    sync: SyncState
    people: tuple[str, ...] = ()
    visit_type: str = ""
    colour: VisitColour = VisitColour.BLUE
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)
    place: str = ""
    cancelled: bool = False
    in_series: bool = False
    moved: bool = False
    live: int | None = None


@dataclass(frozen=True, slots=True)
class BusyTime:
    """A time that a host's own calendar has taken; what it is for is shown to nobody else.

    Attributes:
        calendar: The name of the calendar it was read from.
        read_at: When that was read, aware UTC: its age.
    """

    host: str
    starts_at: datetime
    ends_at: datetime
    title: str
    calendar: str
    read_at: datetime
    all_day: bool = False
