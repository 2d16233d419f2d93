"""How a host's calendar stands, in words."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.own_calendar import NEXT_WEEKS, CalendarLook, KnownCalendar
from hosted_meetings_desktop.ui.text.format import ago_text, isolated, one_or_many

_WEEK_DAYS = 7


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("HostCalendars", text, comment, n)


def standing_words(known: KnownCalendar, now: datetime) -> str:
    """Return name, age and what is in it: "“Outlook”: read 8 min ago, 14 busy times in the next 4 weeks"."""
    calendar = known.calendar
    if known.reading:
        said = _tr("“%1”: is being read…", "a calendar's name")
    elif calendar.read_at is None:
        said = _tr("“%1”: not read yet", "a calendar's name")
    else:
        said = _tr("“%1”: read %2, %3", "a calendar's name, how long ago, how many busy times")
        said = said.replace("%2", ago_text(calendar.read_at, now)).replace("%3", busy_words(known.busy))
    return said.replace("%1", isolated(calendar.name))


def busy_words(count: int) -> str:
    """Return how many busy times lie in the next weeks."""
    if not count:
        said = _tr("no busy times in the next %1 weeks")
    else:
        many = _tr("%n busy times in the next %1 weeks", "", count)
        said = one_or_many(count, _tr("1 busy time in the next %1 weeks"), many)
    return said.replace("%1", str(NEXT_WEEKS.days // _WEEK_DAYS))


def look_sentence(look: CalendarLook) -> str:
    """Return what an address leads to."""
    said = _tr("It can be read: %1.", "how many busy times").replace("%1", busy_words(look.busy))
    if look.name:
        told = _tr("“%1” can be read: %2.", "what a calendar calls itself, how many busy times")
        said = told.replace("%2", busy_words(look.busy)).replace("%1", isolated(look.name))
    if look.problems:
        many = _tr("%n things in it cannot be read and are left out.", "", look.problems)
        said += " " + one_or_many(look.problems, _tr("One thing in it cannot be read and is left out."), many)
    return said
