"""How what the ledger says reads in reports."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from hosted_meetings_desktop.domain.ledger.reports import ReportHead, Scope
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.text.format import DASH, duration_text, time_text


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("AttendanceReport", text, comment, n)


_UTC_ZONES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"})
"""The IANA names of the same clock."""


def role_text(role: Role | None) -> str:
    """Return what somebody is to a meeting."""
    return role_word(role) if role is not None else _tr("Not invited")


def title_of(head: ReportHead) -> str:
    """Return what a report is called."""
    name = head.of.name.strip()
    return {
        Scope.SESSION: _tr("Attendance of a session"),
        Scope.PERSON: _tr("Attendance of %1").replace("%1", name or _tr("a person")),
        Scope.HOST: _tr("Attendance at %1's meetings").replace("%1", name),
        Scope.PERIOD: _tr("Attendance"),
    }[head.of.scope]


def zone_of(head: ReportHead) -> ZoneInfo:
    """Return the zone in which times are told."""
    return ZoneInfo(head.zone)


def day_words(day: date) -> str:
    """Return a day: "2 March 2026", as the locale writes it."""
    return QLocale().toString(QDate(day.year, day.month, day.day), _tr("d MMMM yyyy", "date format of QLocale"))


def short_day(day: date) -> str:
    """Return a day in few letters, its weekday too."""
    return QLocale().toString(QDate(day.year, day.month, day.day), _tr("ddd d MMM yyyy", "date format of QLocale"))


def days_words(head: ReportHead) -> str:
    """Return from when to when a report goes; empty where it goes over everything."""
    first, before = head.of.days_from, head.of.days_before
    last = before - timedelta(days=1) if before is not None else None
    if first is not None and last is not None:
        return day_words(first) if first == last else f"{day_words(first)} {DASH} {day_words(last)}"
    if first is not None:
        return _tr("From %1").replace("%1", day_words(first))
    return _tr("Up to %1").replace("%1", day_words(last)) if last is not None else ""


def zone_words(head: ReportHead, *times: datetime) -> str:
    """Return by which clock times are told: "Europe/Berlin (UTC+01:00)"; both of its hours where they need both."""
    if head.zone in _UTC_ZONES:
        return "UTC"
    zone = zone_of(head)
    one_of_each = {at.astimezone(zone).utcoffset(): at for at in times}
    offsets = sorted(at.astimezone(zone).strftime("%z") for at in one_of_each.values())
    said = _tr(" or ", "between two clocks").join(
        "UTC" if each == "+0000" else f"UTC{each[:3]}:{each[3:5]}" for each in offsets
    )
    return f"{head.zone.replace('_', ' ')} ({said})"


def is_utc(head: ReportHead, *times: datetime) -> bool:
    """Return whether the clinic's clock tells UTC at all of these times: it need not be told again then."""
    return all(at.astimezone(zone_of(head)).utcoffset() == timedelta(0) for at in times)


def made_words(head: ReportHead) -> str:
    """Return when a report was made."""
    zone = zone_of(head)
    day = day_words(head.made_at.astimezone(zone).date())
    return _tr("Made on %1 at %2").replace("%1", day).replace("%2", time_text(head.made_at, zone=zone))


def clock_or_dash(at: datetime | None, zone: tzinfo) -> str:
    """Return a time of day, a dash where there is none."""
    return DASH if at is None else time_text(at, zone=zone)


def length_or_dash(length: timedelta | None) -> str:
    """Return a length, a dash where there is none."""
    return duration_text(length) if length else DASH


def number_text(count: int) -> str:
    """Return a count as the locale writes it."""
    return QLocale().toString(count)


def share_words(share: float | None) -> str:
    """Return a share of one as a percentage, a dash where it cannot be told."""
    return DASH if share is None else f"{QLocale().toString(100 * share, 'f', 1)} %"


def foot_words(head: ReportHead) -> str:
    """Return what stands at the foot of each page: by it the report can be proved later."""
    return _tr("Ledger %1").replace("%1", head.end.text()) if head.end.number else ""
