"""What staff are told on the desktop, and when: each start once, never too late, never one that was called off."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting

LEADS = tuple(timedelta(minutes=minutes) for minutes in (0, 1, 5, 10, 15))
"""How long before a start somebody can be told of it."""
USUAL_LEAD = timedelta(minutes=5)
TOO_LATE = timedelta(minutes=2)
"""Nobody is told of a start this long after it: a PC that slept says only what still matters."""
HELD = timedelta(minutes=5)
"""How long after the start what was told stays on the screen."""
REMEMBERED = 256
"""How many starts are remembered at least, so that no clock that is set back has them told again."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Start:
    """One start of one meeting: a meeting that is moved has another one. Holds nothing personal.

    Attributes:
        at: Aware UTC.
    """

    at: datetime
    meeting: MeetingId


@dataclass(frozen=True, slots=True)
class Wishes:
    """Of what somebody wants to be told on this PC.

    Attributes:
        lead: How long before the start; None: of nothing.
        hosts: Of whose meetings, as :func:`host_key` has them; None: of all.
    """

    lead: timedelta | None = USUAL_LEAD
    hosts: frozenset[str] | None = None

    def want(self, meeting: Meeting) -> bool:
        """Return whether this meeting would be told of, whatever the time is."""
        if self.lead is None or meeting.cancelled or meeting.made_elsewhere:  # nobody knows when those are held
            return False
        return self.hosts is None or host_key(meeting.host) in self.hosts


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A meeting that starts.

    Attributes:
        title: As the host planned it; may name a patient.
        public_title: What guests read; neutral.
    """

    start: Start
    ends_at: datetime
    title: str
    public_title: str
    host: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who waits to be let into a meeting.

    Attributes:
        name: Of who waits.
        since: Aware UTC.
        title: Of the meeting; may name a patient.
        public_title: What guests read; neutral.
    """

    meeting: MeetingId
    name: str
    since: datetime
    title: str
    public_title: str
    host: str


@dataclass(frozen=True, slots=True)
class News:
    """What has to be told now, and what is not so any more.

    Attributes:
        starting: In order of start; told together.
        over: Of those that are shown: called off, moved, begun long ago, or of no interest any more.
    """

    starting: tuple[Upcoming, ...] = ()
    over: frozenset[Start] = frozenset()

    def __bool__(self) -> bool:
        """Return whether there is anything to do."""
        return bool(self.starting or self.over)


def start_of(meeting: Meeting) -> Start:
    """Return a meeting's start as it is planned now."""
    return Start(meeting.schedule.starts_at, meeting.id)


def news(
    meetings: Iterable[Meeting],
    now: datetime,
    told: Collection[Start],
    wishes: Wishes,
    shown: Collection[Start] = frozenset(),
) -> News:
    """Return what has to be told now.

    A start is never told twice: where a wrong clock had it told too early, it is not told again when it comes.

    Args:
        meetings: At least all that start between :data:`HELD` ago and a lead from now, and cancelled ones as such.
        now: Aware UTC.
        told: The starts that were told before, shown or not.
        wishes: Of what somebody wants to be told.
        shown: The starts that are on the screen.
    """
    wanted = [meeting for meeting in meetings if wishes.want(meeting)]
    due = sorted((m for m in wanted if start_of(m) not in told and _is_due(m, now, wishes)), key=start_of)
    true = {start_of(m) for m in wanted if now < _off_screen_at(m)}
    return News(tuple(_upcoming(meeting) for meeting in due), frozenset(shown) - true)


def next_news_at(
    meetings: Iterable[Meeting],
    now: datetime,
    told: Collection[Start],
    wishes: Wishes,
    shown: Collection[Start] = frozenset(),
) -> datetime | None:
    """Return when :func:`news` has something to say next if nothing changes; None: nothing by these meetings."""
    moments = []
    for meeting in meetings:
        if wishes.lead is not None and wishes.want(meeting):
            start = start_of(meeting)
            if start not in told and now <= _last_call(meeting):
                moments.append(start.at - wishes.lead)
            if start in shown:
                moments.append(_off_screen_at(meeting))
    return min(moments, default=None)


def remembered(told: Collection[Start], now: datetime) -> frozenset[Start]:
    """Return what to remember of the starts that were told: all of these days, and the newest of the others."""
    near = {start for start in told if abs(start.at - now) <= _DAY}
    others = sorted(set(told) - near, reverse=True)
    return frozenset(near.union(others[: max(0, REMEMBERED - len(near))]))


def _is_due(meeting: Meeting, now: datetime, wishes: Wishes) -> bool:
    return wishes.lead is not None and meeting.schedule.starts_at - wishes.lead <= now <= _last_call(meeting)


def _last_call(meeting: Meeting) -> datetime:
    """Return until when the start is worth telling; a meeting that is over by then never is."""
    moment = timedelta.resolution
    return min(meeting.schedule.starts_at + TOO_LATE, meeting.schedule.ends_at - moment)


def _off_screen_at(meeting: Meeting) -> datetime:
    return min(meeting.schedule.starts_at + HELD, meeting.schedule.ends_at)


def _upcoming(meeting: Meeting) -> Upcoming:
    return Upcoming(start_of(meeting), meeting.schedule.ends_at, meeting.title, meeting.public_title, meeting.host)
