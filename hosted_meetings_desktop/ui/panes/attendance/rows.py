"""How a session and a person's presence in it read."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from hosted_meetings_desktop.domain.attendance import PersonAttendance
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.ui.parts.badge import badge_icon, badge_word
from hosted_meetings_desktop.ui.parts.list_pane import width_for
from hosted_meetings_desktop.ui.parts.paged_table import Column
from hosted_meetings_desktop.ui.text.format import DASH, duration_text, isolated, moment_text, span_text, time_text


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("AttendanceRow", text, comment, n)


def length_of(session: Session, now: datetime) -> timedelta:
    """Return how long the session lasted, or lasts by now."""
    return (session.ended_at or now) - session.started_at


def when_text(session: Session, now: datetime) -> str:
    """Return day and times of a session."""
    begun = moment_text(session.started_at, now)
    if session.ended_at is None:
        return _tr("%1, still running").replace("%1", begun)
    return f"{begun}{DASH}{time_text(session.ended_at)}"


def state_text(session: Session) -> str:
    """Return whether it runs, and who is in it now."""
    if session.open:
        return _tr("%n in the call", "", session.live)
    return badge_word("over")


def left_text(person: PersonAttendance) -> str:
    """Return when a person left for the last time."""
    if person.still_in:
        return _tr("still in")
    return DASH if person.last_left is None else time_text(person.last_left)


def presence_tip(person: PersonAttendance) -> str:
    """Return a person's presence in a sentence."""
    end = _tr("now") if person.still_in or person.last_left is None else time_text(person.last_left)
    said = _tr("%1: in the call for %2 between %3 and %4")
    said = said.replace("%1", isolated(person.name)).replace("%2", duration_text(person.present))
    said = said.replace("%3", time_text(person.first_joined)).replace("%4", end)
    return said if person.joins == 1 else f"{said}, {_tr('came %n times', '', person.joins)}"


def session_columns(clock: Clock) -> list[Column[Session]]:
    """Return the columns of the list; times are told by ``clock``."""

    def icon(session: Session) -> QIcon:
        return badge_icon("live" if session.open else "over")

    began = width_for(*(moment_text(clock() - timedelta(days=days), clock()) for days in range(2, 9)))
    length = width_for(duration_text(timedelta(hours=1, minutes=5)))
    return [
        Column(_tr("Meeting"), lambda s: s.title, stretch=True),
        Column(_tr("Began"), lambda s: moment_text(s.started_at, clock()), width=began),
        Column(
            _tr("Length"),
            lambda s: duration_text(length_of(s, clock())),
            tooltip=lambda s: when_text(s, clock()) if s.open else span_text(s.started_at, s.ended_at or clock()),
            align_right=True,
            width=length,
            optional=1,
        ),
        Column(
            _tr("At once"),
            lambda s: str(s.most_at_once),
            tooltip=lambda s: _tr("At most %n at the same time", "", s.most_at_once),
            align_right=True,
            width=width_for(_tr("At once")),
            optional=2,
        ),
        Column(_tr("State"), state_text, icon=icon, width=width_for(_tr("%n in the call", "", 88), icon=True)),
    ]
