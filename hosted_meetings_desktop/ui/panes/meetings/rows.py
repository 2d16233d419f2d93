"""How a meeting reads in a list: its day, time, people, state and badge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from hosted_meetings_desktop.domain.meeting import Meeting, Phase, SyncState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.badge import badge_icon, badge_word
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.parts.meeting_state import people_of, people_tip, state_kind, state_of, when_of
from hosted_meetings_desktop.ui.parts.paged_table import Column
from hosted_meetings_desktop.ui.text.format import (
    ago_text,
    date_text,
    day_text,
    duration_text,
    isolated,
    local,
    span_text,
)
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_WIDEST_AGE = timedelta(minutes=42)
_LEAST_TITLE = 72
DAY, TIME, INVITED, TITLE, HOST, STATE, ONLINE = range(7)


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("MeetingRow", text, comment, n)


def day_of(meeting: Meeting, now: datetime) -> str:
    """Return the day: "Today", "Tomorrow" or the date."""
    return day_text(meeting.schedule.starts_at, now)


def invited_text(meeting: Meeting) -> str:
    """Return whom the meeting is about, and how many more are invited."""
    first, more = people_of(meeting)
    return f"{isolated(first)} {more}".strip()


def online_word(meeting: Meeting) -> str:
    """Return how the meeting stands to the video service; nothing while all is well."""
    return "" if meeting.sync.calm else badge_word(meeting.sync)


def _online_tip(meeting: Meeting) -> str:
    word = badge_word(meeting.sync)
    return meeting.problem if meeting.problem.startswith(word) else f"{word}: {meeting.problem}".removesuffix(": ")


def _online_icon(meeting: Meeting) -> QIcon | None:
    return None if meeting.sync.calm else badge_icon(meeting.sync)


def _time_tip(meeting: Meeting, now: datetime) -> str:
    if meeting.made_elsewhere:
        return _tr("Made with another program on %1. Its time is not known here.").replace(
            "%1", date_text(meeting.schedule.starts_at, now)
        )
    return f"{when_of(meeting, now)} ({duration_text(meeting.schedule.duration)})"


def _longest_dates(now: datetime) -> list[str]:
    """Return dates that are told with their year, of every month and every day of the week."""
    late = [datetime(now.year + 1, month, day, 12, tzinfo=UTC) for month in range(1, 13) for day in range(22, 29)]
    return [date_text(at, now, zone=UTC) for at in late]


def meeting_columns(clock: Clock) -> list[Column[Meeting]]:
    """Return the columns of the list; times are told by ``clock``."""

    # What needs a person says so here too: of the last column only the icon is left when the details are open.
    def needs_you(meeting: Meeting) -> bool:
        return meeting.sync is SyncState.ATTENTION and meeting.phase(clock()) is Phase.UPCOMING

    def state_icon(meeting: Meeting) -> QIcon:
        return badge_icon(meeting.sync if needs_you(meeting) else state_kind(meeting, clock()))

    def state(meeting: Meeting) -> str:
        return badge_word(meeting.sync) if needs_you(meeting) else state_of(meeting, clock())

    evening = clock().replace(hour=20, minute=30)
    day = width_for(_tr("Yesterday"), *_longest_dates(evening)) + SPACE.gap  # strong, and with the margin of the page
    time = width_for(span_text(evening, evening), _tr("Made %1").replace("%1", _tr("30 Nov", "a date")))
    state_width = width_for(_tr("Began %1").replace("%1", ago_text(clock() - _WIDEST_AGE, clock())), icon=True)
    online = width_for(*(badge_word(state) for state in SyncState if not state.calm), icon=True)
    name = width_for("Dr. Maria Fernandez")
    return [
        Column(_tr("Day"), lambda m: day_of(m, clock()), width=day),
        Column(_tr("Time"), lambda m: when_of(m, clock()), tooltip=lambda m: _time_tip(m, clock()), width=time),
        Column(_tr("Invited"), invited_text, tooltip=people_tip, width=name),
        Column(_tr("Title"), lambda m: m.title, stretch=True, least=_LEAST_TITLE),
        Column(_tr("Host"), lambda m: m.host, width=name, optional=3),
        Column(_tr("State"), state, icon=state_icon, width=state_width, optional=1, icon_stays=True),
        Column(
            _tr("Online"),
            online_word,
            tooltip=_online_tip,
            icon=_online_icon,
            width=online,
            optional=2,
            icon_stays=True,
        ),
    ]


def phase_words() -> dict[Phase | None, str]:
    """Return the filters over the list, in order."""
    return {
        Phase.UPCOMING: _tr("Upcoming"),
        Phase.LIVE: _tr("Live"),
        Phase.PAST: _tr("Past"),
        Phase.CANCELLED: _tr("Cancelled"),
        None: _tr("All"),
    }


def same_day(one: Meeting, other: Meeting) -> bool:
    """Return whether both begin on one day of the viewer's calendar."""
    return local(one.schedule.starts_at).date() == local(other.schedule.starts_at).date()
