"""How a meeting stands, in the words and with the sign that every list, panel and agenda uses."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, Phase
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.parts.badge import badge_word
from hosted_meetings_desktop.ui.text.format import (
    ago_text,
    isolated,
    local,
    moment_text,
    span_text,
    time_text,
    until_text,
)

FRESH = timedelta(minutes=2)
"""What was heard longer ago about a call is shown as what it was, not as what is."""


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("MeetingState", text, comment, n)


def in_the_call(count: int) -> str:
    """Return how many people are in."""
    return _tr("%n in the call", "", count)


def was_in_the_call(count: int, seen_at: datetime, now: datetime) -> str:
    """Return how many people were in when that was last heard."""
    nearly_a_day = timedelta(hours=20)
    when = time_text(seen_at) if now - seen_at < nearly_a_day else moment_text(seen_at, now)
    return _tr("%1 at %2", "3 in the call at 09:02").replace("%1", in_the_call(count)).replace("%2", when)


def fresh(seen_at: datetime | None, now: datetime) -> bool:
    """Return whether what was heard then can be told as what is."""
    return seen_at is not None and now - seen_at < FRESH


def state_of(meeting: Meeting, now: datetime) -> str:
    """Return where the meeting is: who is in, how soon it starts, that it is over."""
    match meeting.phase(now):
        case Phase.CANCELLED:
            return badge_word("cancelled")
        case Phase.LIVE:
            seen, count = meeting.observed_at, meeting.live or 0
            if seen is None or fresh(seen, now):
                return in_the_call(count)
            return was_in_the_call(count, seen, now)
        case _ if meeting.made_elsewhere:
            return _tr("Open", "a room that can be joined, whose time is not known")
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
            seen = meeting.observed_at
            return "live" if seen is None or fresh(seen, now) else "was_live"
        case _ if meeting.made_elsewhere:
            return "upcoming"
        case Phase.PAST:
            return "over"
        case Phase.UPCOMING:
            return "waiting" if meeting.schedule.starts_at <= now else "upcoming"


def when_of(meeting: Meeting, now: datetime) -> str:
    """Return from when to when, or, where another program made the room, on which day it did."""
    if meeting.made_elsewhere:
        return made_on(meeting, now)
    return span_text(meeting.schedule.starts_at, meeting.schedule.ends_at)


def made_on(meeting: Meeting, now: datetime) -> str:
    """Return the day on which another program made the room: "Made 12 Nov"."""
    then = local(meeting.schedule.starts_at)
    this_year = then.year == local(now).year
    form = _tr("d MMM", "date format of QLocale") if this_year else _tr("d MMM yyyy", "date format of QLocale")
    return _tr("Made %1").replace("%1", QLocale().toString(QDate(then.year, then.month, then.day), form))


# ---- people
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


def first_guest(meeting: Meeting) -> Invitee | None:
    """Return whom the meeting is about: the first patient, or else the first who is not its host."""
    guests = [person for person in meeting.invitees if person.role is not Role.HOST]
    return next((person for person in guests if person.role is Role.PATIENT), guests[0] if guests else None)


def short_name(name: str, *, among: tuple[str, ...] = ()) -> str:
    """Return what somebody is called in a button: the first word that is no title, if that is clear ``among`` others.

    "Dr. Karim Haddad" is Karim, but nobody is called by a single letter.
    """
    word = next((part for part in name.split() if not part.endswith(".") and len(part) > 1), name)
    others = [other for other in among if other != name and word in other.split()]
    return name if others else word


def people_of(meeting: Meeting) -> tuple[str, str]:
    """Return whom the meeting is about and how many more there are: ("Fatima al-Hassani", "+2")."""
    first = first_guest(meeting)
    if first is None:
        return _tr("Nobody invited"), ""
    more = sum(person.role is not Role.HOST for person in meeting.invitees) - 1
    return first.name, _tr("+%1", "how many more people").replace("%1", str(more)) if more else ""


def people_tip(meeting: Meeting) -> str:
    """Return the invited people with their roles, one on a line."""
    lines = [f"{isolated(person.name)} ({role_word(person.role)})" for person in meeting.invitees]
    return "\n".join(lines) or _tr("Nobody invited")
