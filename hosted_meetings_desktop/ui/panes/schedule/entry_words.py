"""What a calendar says of a meeting, in the words of the list of meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from hosted_meetings_desktop.domain.calendar_entry import BusyTime, CalendarEntry
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Phase
from hosted_meetings_desktop.ui.parts.badge import badge_word
from hosted_meetings_desktop.ui.parts.meeting_state import in_the_call
from hosted_meetings_desktop.ui.text.format import (
    ago_text,
    duration_text,
    isolated,
    local,
    moment_text,
    span_text,
    until_text,
)

NO_TIME = timedelta(0)


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("CalendarEntry", text, comment, n)


def phase_of(entry: CalendarEntry, now: datetime) -> Phase:
    """Return where a meeting is at ``now``."""
    if entry.cancelled:
        return Phase.CANCELLED
    if entry.live:
        return Phase.LIVE
    return Phase.PAST if entry.ends_at < now else Phase.UPCOMING


def state_kind(entry: CalendarEntry, now: datetime) -> str:
    """Return the badge of a meeting; what needs somebody or waits comes before the time."""
    phase = phase_of(entry, now)
    if phase in {Phase.UPCOMING, Phase.PAST} and not entry.sync.calm:
        return entry.sync.value
    kinds = {Phase.CANCELLED: "cancelled", Phase.LIVE: "live", Phase.PAST: "over"}
    return kinds.get(phase) or ("waiting" if entry.starts_at <= now else "upcoming")


def state_words(entry: CalendarEntry, now: datetime) -> str:
    """Return where a meeting is: who is in, how soon it starts, that it needs somebody."""
    phase = phase_of(entry, now)
    if phase is Phase.LIVE:
        return in_the_call(entry.live or 0)
    kind = state_kind(entry, now)
    if phase is not Phase.UPCOMING or kind == entry.sync.value:
        return badge_word(kind)
    if entry.starts_at <= now:
        return _tr("Began %1").replace("%1", ago_text(entry.starts_at, now))
    if local(entry.starts_at).date() != local(now).date():
        return _tr("Planned")
    told = until_text(entry.starts_at, now)
    return told[:1].upper() + told[1:]


def people_words(entry: CalendarEntry) -> str:
    """Return the names of those who were invited."""
    return ", ".join(isolated(name) for name in entry.people if name != entry.host)


def entry_sentence(entry: CalendarEntry, now: datetime, *, with_day: bool = True) -> str:
    """Return all there is to say about a meeting, for those who hear it."""
    parts = [span_text(entry.starts_at, entry.ends_at), isolated(entry.title), people_words(entry)]
    parts += [isolated(entry.host), isolated(entry.place), isolated(entry.visit_type), *series_words(entry)]
    parts.append(state_words(entry, now))
    if with_day:
        parts.append(long_day_words(entry.starts_at))
    return ", ".join(part for part in parts if part)


def series_words(entry: CalendarEntry) -> list[str]:
    """Return what is to be said about its series."""
    if not entry.in_series:
        return []
    return [_tr("moved within its series") if entry.moved else _tr("in a series")]


def long_day_words(at: datetime) -> str:
    """Return the day of a moment, in full."""
    then = local(at)
    return QLocale().toString(QDate(then.year, then.month, then.day), QLocale.FormatType.LongFormat)


def entry_tip(entry: CalendarEntry, now: datetime, clash: str = "") -> str:
    """Return the tooltip of a meeting, as rich text: names come from people and are escaped."""
    when = f"{moment_text(entry.starts_at, now)} {span_text(entry.starts_at, entry.ends_at)}"
    if local(entry.starts_at).date() == local(entry.ends_at).date():
        when = moment_text(entry.starts_at, now).rsplit(" ", 1)[0]
        when = f"{when} {span_text(entry.starts_at, entry.ends_at)}"
    lines = [f"<b>{escape(entry.title)}</b>", f"{when} ({duration_text(entry.ends_at - entry.starts_at)})"]
    lines += [escape(text) for text in (people_words(entry), entry.host, entry.place, entry.visit_type) if text]
    lines += [_sentence(word) for word in series_words(entry)]
    lines += [words for words in (buffer_words(entry), state_words(entry, now), escape(clash)) if words]
    return "<br>".join(lines)


def buffer_words(entry: CalendarEntry) -> str:
    """Return what is kept free around a meeting."""
    if entry.cancelled:
        return ""
    before = _tr("%1 kept free before").replace("%1", duration_text(entry.before)) if entry.before > NO_TIME else ""
    after = _tr("%1 kept free after").replace("%1", duration_text(entry.after)) if entry.after > NO_TIME else ""
    return ", ".join(part for part in (before, after) if part)


def busy_words(busy: BusyTime, now: datetime) -> str:
    """Return what is told of a time that somebody's own calendar has taken: not what it is for."""
    said = _tr("%1: busy %2 by the calendar “%3”, read %4", "who, from when to when, whose name, how long ago")
    span = _tr("all day") if busy.all_day else span_text(busy.starts_at, busy.ends_at)
    said = said.replace("%1", isolated(busy.host)).replace("%2", span)
    return said.replace("%3", isolated(busy.calendar)).replace("%4", ago_text(busy.read_at, now))


def clashes(entries: Iterable[CalendarEntry]) -> dict[MeetingId, CalendarEntry]:
    """Return every meeting whose host has another at the same time, with the first such other one."""
    by_host: dict[str, list[CalendarEntry]] = {}
    for entry in entries:
        if not entry.cancelled and entry.host.strip():
            by_host.setdefault(entry.host.strip().casefold(), []).append(entry)
    found: dict[MeetingId, CalendarEntry] = {}
    for planned in by_host.values():
        planned.sort(key=lambda one: one.starts_at)
        latest = planned[0]  # of those before, the one that ends last
        for entry in planned[1:]:
            if entry.starts_at < latest.ends_at:
                found.setdefault(latest.meeting_id, entry)
                found.setdefault(entry.meeting_id, latest)
            if entry.ends_at > latest.ends_at:
                latest = entry
    return found


def clash_words(other: CalendarEntry | None) -> str:
    """Say with which meeting one overlaps; empty when with none."""
    return "" if other is None else _tr("Overlaps “%1”").replace("%1", isolated(other.title))


def _sentence(word: str) -> str:
    return word[:1].upper() + word[1:]
