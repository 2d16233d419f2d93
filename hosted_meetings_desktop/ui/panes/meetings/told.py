"""What is said after a meeting was changed, and what its list says when it is empty."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.meeting import Meeting, Phase
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.text.format import date_text, isolated, one_or_many, time_text


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("MeetingsTold", text, comment, n)


def cancelled_sentence(meeting: Meeting, now: datetime) -> str:
    """Say which meeting is cancelled, of when, and whom that concerns."""
    said = _tr("“%1” is cancelled.")
    if not meeting.made_elsewhere:
        start = meeting.schedule.starts_at
        said = _tr("“%1” on %2 at %3 is cancelled.", "title, day, time")
        said = said.replace("%2", date_text(start, now)).replace("%3", time_text(start))
    said = said.replace("%1", isolated(meeting.title))
    guests = [person for person in meeting.invitees if person.role is not Role.HOST]
    if not guests:
        return said
    one = _tr("%1 can no longer join.").replace("%1", isolated(guests[0].name))
    return f"{said} {one_or_many(len(guests), one, _tr('%n people can no longer join.', '', len(guests)))}"


def count_sentence(count: int) -> str:
    """Say how many meetings a change concerned; empty for one."""
    return "" if count < 2 else _tr("That concerns %n meetings of the series.", "", count)


def planned_sentence(count: int) -> str:
    """Say that "%1" is planned, and how many meetings that are."""
    return one_or_many(count, _tr("“%1” is planned."), _tr("“%1”: %n meetings are planned.", "", count))


def readers_sentence(meeting: Meeting, *, texts: bool) -> str:
    """Say how many people are told what becomes of a meeting; empty where nobody is, or that is not known.

    Args:
        meeting: Which.
        texts: Whether people without an e-mail address get a text message.
    """
    guests = [person for person in meeting.invitees if person.role is not Role.HOST] if meeting.invites else []
    count = sum(bool(person.email or (texts and person.phone)) for person in guests)
    return one_or_many(count, _tr("1 person is told."), _tr("%n people are told.", "", count)) if count else ""


def messages_sentence(count: int) -> str:
    """Say how many messages wait about a change; empty for none."""
    if not count:
        return ""
    one = _tr("1 message goes out soon.")
    return one_or_many(count, one, _tr("%n messages go out soon.", "", count))


def empty_sentence(phase: Phase | None) -> str:
    """Say that there is no meeting of a phase."""
    match phase:
        case Phase.LIVE:
            return _tr("Nobody is in a call now.")
        case Phase.PAST:
            return _tr("No meeting is over yet.")
        case Phase.CANCELLED:
            return _tr("No meeting was cancelled.")
        case _:
            return _tr("No meetings are planned.")
