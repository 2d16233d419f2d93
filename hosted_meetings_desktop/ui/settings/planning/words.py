"""Planning settings in words: lengths before a start, weeks, closed days, and what an import would change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt, QTime
from PySide6.QtGui import QGuiApplication

from hosted_meetings_desktop.domain.availability import DAYS, Availability, ClosedDays
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.visit_type import (
    ConsentPolicy,
    RecordingPolicy,
    RoomPolicy,
    VisitFormat,
    VisitType,
)
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.settings.planning.colours import colour_word
from hosted_meetings_desktop.ui.text.format import DASH, duration_text, isolated, one_or_many

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MONDAY = 1  # as QLocale counts


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("PlanningSettings", text, comment, n)


# ---- visit types
def room_word(rooms: RoomPolicy) -> str:
    """Return what a room policy is called."""
    words = {
        RoomPolicy.PER_VISIT: _tr("A fresh room each visit"),
        RoomPolicy.PER_SERIES: _tr("One room for the series"),
    }
    return words[rooms]


def room_note(rooms: RoomPolicy) -> str:
    """Say in one line what a room policy means."""
    words = {
        RoomPolicy.PER_VISIT: _tr("Each visit has links of its own: nobody can walk into another patient's visit."),
        RoomPolicy.PER_SERIES: _tr("The same link opens every meeting of a series: right for groups that stay."),
    }
    return words[rooms]


def format_word(shown: VisitFormat) -> str:
    """Return what a form of visit is called."""
    words = {
        VisitFormat.CALL: _tr("Call"),
        VisitFormat.WEBINAR: _tr("Webinar"),
        VisitFormat.LIVESTREAM: _tr("Livestream"),
    }
    return words[shown]


def format_note(shown: VisitFormat) -> str:
    """Say in one line who is heard and seen in it."""
    words = {
        VisitFormat.CALL: _tr("Everybody is heard and seen."),
        VisitFormat.WEBINAR: _tr("Presenters are heard and seen. Viewers watch, and may ask to come on stage."),
        VisitFormat.LIVESTREAM: _tr("Presenters are heard and seen. The others watch a stream, some seconds later."),
    }
    return words[shown]


def recording_word(recording: RecordingPolicy) -> str:
    """Return what a recording policy is called."""
    words = {
        RecordingPolicy.NEVER: _tr("Never"),
        RecordingPolicy.BY_HAND: _tr("When the host starts it"),
        RecordingPolicy.FROM_START: _tr("From the start, by itself"),
    }
    return words[recording]


def consent_word(consent: ConsentPolicy) -> str:
    """Return what a consent policy is called."""
    words = {
        ConsentPolicy.EACH_PERSON: _tr("Each person says yes first"),
        ConsentPolicy.ANNOUNCED: _tr("It is announced to all"),
    }
    return words[consent]


def ahead_word(ahead: timedelta) -> str:
    """Return how long before a start: "1 day", "90 min"."""
    if ahead >= _DAY and not ahead % _DAY:
        return one_or_many(ahead // _DAY, _tr("1 day"), _tr("%n days", "", ahead // _DAY))
    if ahead >= _HOUR and not ahead % _HOUR:
        return one_or_many(ahead // _HOUR, _tr("1 hour"), _tr("%n hours", "", ahead // _HOUR))
    return _tr("%1 min").replace("%1", str(ahead // timedelta(minutes=1)))


def reminders_words(reminders: tuple[timedelta, ...]) -> str:
    """Return when invited people are reminded: "1 day, 1 hour before"."""
    if not reminders:
        return _tr("no reminders")
    return _tr("%1 before").replace("%1", ", ".join(ahead_word(ahead) for ahead in reminders))


def buffer_word(buffer: timedelta) -> str:
    """Return a buffer: "5 min", a dash for none."""
    return duration_text(buffer) if buffer else DASH


def _yes(on: bool) -> str:  # noqa: FBT001 (a value of a field)
    return _tr("yes") if on else _tr("no")


def _presets_words(presets: dict[Role, str]) -> str:
    said = [f"{role_word(role)}: {isolated(presets[role])}" for role in Role if presets.get(role)]
    return ", ".join(said) or _tr("the usual ones")


def field_words(field: str, kind: VisitType) -> tuple[str, str]:
    """Return what a field of a visit type is called, and what stands in it."""
    fields: dict[str, tuple[str, Callable[[Any], str]]] = {
        "name": (_tr("Name"), isolated),
        "duration": (_tr("Length"), duration_text),
        "colour": (_tr("Colour"), colour_word),
        "format": (_tr("Held as"), format_word),
        "before": (_tr("Free before"), buffer_word),
        "after": (_tr("Free after"), buffer_word),
        "one_at_a_time": (_tr("One patient at a time"), _yes),
        "rooms": (_tr("Room"), room_word),
        "recording": (_tr("Recording"), recording_word),
        "consent": (_tr("Consent"), consent_word),
        "public_title": (_tr("Title that guests read"), isolated),
        "presets": (_tr("Presets"), _presets_words),
        "reminders": (_tr("Reminders"), reminders_words),
        "retired": (_tr("Retired"), _yes),
    }
    called, say = fields[field]
    return called, say(getattr(kind, field))


# ---- hours
def day_word(weekday: int) -> str:
    """Return a weekday's name; Monday is 0."""
    return QLocale().standaloneDayName(weekday + _MONDAY, QLocale.FormatType.LongFormat)


def _short_day(weekday: int) -> str:
    return QLocale().standaloneDayName(weekday + _MONDAY, QLocale.FormatType.ShortFormat)


def clock_word(at: time) -> str:
    """Return a time of day as the locale writes it."""
    return QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)


def _minutes_word(start: int, end: int) -> str:
    said = DASH.join(clock_word(time(minute // 60 % 24, minute % 60)) for minute in (start, end))
    # The start stands on the left in every layout, as on a clock face and in the calendar.
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    return f"\N{LEFT-TO-RIGHT ISOLATE}{said}\N{POP DIRECTIONAL ISOLATE}" if mirrored else said


def week_words(hours: Availability) -> list[str]:
    """Return a week, days of the same hours together: "Mon-Thu 08:00-12:00, 13:00-18:00", "Fri, Sun 09:00-12:00"."""
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for weekday in range(DAYS):
        alike.setdefault(tuple(hours.open_minutes(weekday)), []).append(weekday)
    alike.pop((), None)
    said = [
        f"{_days_word(days)} {', '.join(_minutes_word(start, end) for start, end in parts)}"
        for parts, days in alike.items()
    ]
    return said or [_tr("No hours at all")]


def _days_word(days: list[int]) -> str:
    """Return days by name, three or more in a row as a span."""
    rows: list[list[int]] = []
    for day in days:
        if rows and rows[-1][-1] == day - 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    said: list[str] = []
    for row in rows:
        named = [_short_day(day) for day in row]
        said += [f"{named[0]}{DASH}{named[-1]}"] if len(named) > 2 else named
    return ", ".join(said)


def closed_words(days: ClosedDays, today: date) -> str:
    """Return closed days with their reason: "24 Dec - 1 Jan 2027 (Christmas)"."""
    first, last = _date_word(days.first, today), _date_word(days.last, today)
    span = first if days.first == days.last else f"{first} {DASH} {last}"
    return f"{span} ({isolated(days.reason)})" if days.reason else span


def next_closed_words(closed: tuple[ClosedDays, ...], today: date) -> str:
    """Return which closed days come next, and how many after them; empty where there are none."""
    coming = sorted((days for days in closed if days.last >= today), key=lambda days: days.first)
    if not coming:
        return ""
    said = _tr("Closed %1").replace("%1", closed_words(coming[0], today))
    more = len(coming) - 1
    if not more:
        return said
    return f"{said}, {one_or_many(more, _tr('and once more'), _tr('and %n times more', '', more))}"


def _date_word(day: date, today: date) -> str:
    form = _tr("d MMM", "date format of QLocale") if day.year == today.year else _tr("d MMM yyyy", "date format")
    return QLocale().toString(QDate(day.year, day.month, day.day), form)
