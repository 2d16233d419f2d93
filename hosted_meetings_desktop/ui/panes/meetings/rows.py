"""How a meeting reads in a list: its day, time, people, state and badge."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from hosted_meetings_desktop.domain.meeting import Meeting, Phase, SyncState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.parts.badge import badge_icon, badge_word
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.parts.paged_table import Column
from hosted_meetings_desktop.ui.text.format import (
    ago_text,
    date_text,
    day_text,
    duration_text,
    local,
    span_text,
    until_text,
)
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_WIDEST_AGE = timedelta(minutes=42)
DAY, TIME, TITLE, HOST, INVITED, STATE, SENT = range(7)


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("MeetingRow", text, comment, n)


def role_word(role: Role) -> str:
    """Return what a role is called."""
    words = {
        Role.HOST: _tr("Host"),
        Role.COLLEAGUE: _tr("Colleague"),
        Role.PATIENT: _tr("Patient"),
        Role.RELATIVE: _tr("Relative"),
        Role.INTERPRETER: _tr("Interpreter"),
    }
    return words[role]


def span_of(meeting: Meeting) -> str:
    """Return from when to when, in the viewer's zone."""
    return span_text(meeting.schedule.starts_at, meeting.schedule.ends_at)


def day_of(meeting: Meeting, now: datetime) -> str:
    """Return the day: "Today", "Tomorrow" or the date."""
    return day_text(meeting.schedule.starts_at, now)


def people_of(meeting: Meeting) -> str:
    """Return the invited people, or that there are none."""
    return ", ".join(person.name for person in meeting.invitees) or _tr("Nobody invited")


def people_tip(meeting: Meeting) -> str:
    """Return the invited people with their roles, one on a line."""
    lines = [f"{person.name} ({role_word(person.role)})" for person in meeting.invitees]
    return "\n".join(lines) or _tr("Nobody invited")


def in_the_call(count: int) -> str:
    """Return how many people are in."""
    return _tr("%n in the call", "", count)


def state_of(meeting: Meeting, now: datetime) -> str:
    """Return where the meeting is: who is in, how soon it starts, that it is over."""
    match meeting.phase(now):
        case Phase.CANCELLED:
            return badge_word("cancelled")
        case Phase.LIVE:
            return in_the_call(meeting.live or 0)
        case Phase.PAST:
            return badge_word("over")
        case Phase.UPCOMING:
            return _soon(meeting.schedule.starts_at, now)


def _soon(starts_at: datetime, now: datetime) -> str:
    if starts_at <= now:
        return _tr("Began %1").replace("%1", ago_text(starts_at, now))
    if local(starts_at).date() != local(now).date():
        return _tr("Planned")
    told = until_text(starts_at, now)
    return told[:1].upper() + told[1:]


def state_kind(meeting: Meeting, now: datetime) -> str:
    """Return the badge of the meeting's state."""
    match meeting.phase(now):
        case Phase.CANCELLED:
            return "cancelled"
        case Phase.LIVE:
            return "live"
        case Phase.PAST:
            return "over"
        case Phase.UPCOMING:
            return "waiting" if meeting.schedule.starts_at <= now else "upcoming"


def _sent_tip(meeting: Meeting) -> str:
    word = badge_word(meeting.sync)
    return meeting.problem if meeting.problem.startswith(word) else f"{word}: {meeting.problem}".removesuffix(": ")


def _time_tip(meeting: Meeting) -> str:
    return f"{span_of(meeting)} ({duration_text(meeting.schedule.duration)})"


def _sync_icon(meeting: Meeting) -> QIcon:
    return badge_icon(meeting.sync)


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
    week = (date_text(evening + timedelta(days=days), evening) for days in range(7))
    day = width_for(_tr("Yesterday"), *week) + SPACE.gap  # strong, and with the margin of the page
    time = width_for(span_text(evening, evening))
    state_width = width_for(_tr("Began %1").replace("%1", ago_text(clock() - _WIDEST_AGE, clock())), icon=True)
    sent = width_for(badge_word(SyncState.WAITING), icon=True)
    name = width_for("Dr. Maria Fernandez")
    return [
        Column(_tr("Day"), lambda m: day_of(m, clock()), width=day),
        Column(_tr("Time"), span_of, tooltip=_time_tip, width=time),
        Column(_tr("Title"), lambda m: m.title, stretch=True),
        Column(_tr("Host"), lambda m: m.host, width=name, optional=2),
        Column(_tr("Invited"), people_of, tooltip=people_tip, width=name + SPACE.wide, optional=3),
        Column(_tr("State"), state, icon=state_icon, width=state_width),
        Column(
            _tr("Sent"),
            lambda m: badge_word(m.sync),
            tooltip=_sent_tip,
            icon=_sync_icon,
            width=sent,
            optional=1,
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
