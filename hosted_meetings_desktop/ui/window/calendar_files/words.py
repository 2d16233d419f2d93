"""What becomes of the events of a calendar file, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from hosted_meetings_desktop.domain.invitation import FoundEvent, LineProblem
from hosted_meetings_desktop.domain.own_calendar import ImportVerdict, PassedOver, WhyNot
from hosted_meetings_desktop.ui.parts.badge import badge_icon
from hosted_meetings_desktop.ui.parts.slot_words import check_sentences
from hosted_meetings_desktop.ui.text.format import DASH, date_text, isolated, local, moment_text, span_text

_TICK = timedelta.resolution


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("CalendarFiles", text, comment, n)


def when_text(event: FoundEvent, now: datetime) -> str:
    """Return when an event is, on this PC's clock: "Mon 23 Nov 09:30-10:00"; a whole day without its hours."""
    last = event.ends_at - _TICK if event.ends_at > event.starts_at else event.ends_at
    same_day = local(event.starts_at).date() == local(last).date()
    if event.all_day:
        first = date_text(event.starts_at, now)
        return first if same_day else f"{first} {DASH} {date_text(last, now)}"
    if same_day:
        return f"{date_text(event.starts_at, now)} {span_text(event.starts_at, event.ends_at)}"
    return f"{moment_text(event.starts_at, now)} {DASH} {moment_text(event.ends_at, now)}"


def title_text(event: FoundEvent) -> str:
    """Return what an event is called, in this layout's reading order."""
    return isolated(event.title) or _tr("Without a title")


def verdict_text(verdict: ImportVerdict, now: datetime) -> str:
    """Return what becomes of an event, and why."""
    if not verdict.planned:
        return _tr("Left out: %1", "why").replace("%1", reason_text(verdict, now))
    said = reason_text(verdict, now)
    return _tr("Will be planned, but: %1", "why not").replace("%1", said) if said else _tr("Will be planned.")


def reason_text(verdict: ImportVerdict, now: datetime) -> str:
    """Return what is wrong with an event, empty where nothing is."""
    if verdict.known:
        return _tr("it is planned here already.")
    if verdict.problem:
        return f"{verdict.problem}."
    return "" if verdict.mine is None else " ".join(check_sentences(verdict.check, verdict.mine, now))


def verdict_icon(verdict: ImportVerdict) -> QIcon:
    """Return the sign of what becomes of an event."""
    if verdict.known:
        return badge_icon("over")
    if not verdict.planned:
        return badge_icon("attention")
    return badge_icon("waiting" if verdict.check.findings else "synced")


def why_text(why: WhyNot) -> str:
    """Return why an event is no time to plan."""
    words = {
        WhyNot.ALL_DAY: _tr("It lasts all day"),
        WhyNot.TOO_LONG: _tr("It is longer than a day"),
        WhyNot.NO_LENGTH: _tr("It has no length"),
        WhyNot.FREE: _tr("Cancelled, or marked as free time"),
    }
    return words[why]


def passed_row(passed: PassedOver, now: datetime) -> tuple[str, str, str]:
    """Return where an event is, what it is, and why it is passed over."""
    return when_text(passed.event, now), title_text(passed.event), why_text(passed.why)


def problem_row(problem: LineProblem) -> tuple[str, str, str]:
    """Likewise, for what cannot be read."""
    where = _tr("Line %1").replace("%1", str(problem.line)) if problem.line else ""
    return where, "", problem.problem
