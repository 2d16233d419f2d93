"""Finds who is planned into two meetings at once; that is allowed, but said."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Meeting, Schedule
from hosted_meetings_desktop.ui.text.format import isolated, span_text


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("DoubleBooking", text, comment, n)


def overlapping(
    meetings: Iterable[Meeting], host: str, schedule: Schedule, *, but: MeetingId | None = None
) -> tuple[Meeting, ...]:
    """Return the meetings that ``host`` has while ``schedule`` lasts, the earliest first.

    Args:
        meetings: Where to look.
        host: Compared without regard to case and to blanks around it; nobody for an empty one.
        schedule: When. Meetings that only touch it do not overlap.
        but: The meeting that is being planned itself.
    """
    wanted = host.strip().casefold()
    found = [
        one
        for one in meetings
        if wanted
        and one.id != but
        and _counts(one)
        and one.host.strip().casefold() == wanted
        and one.schedule.starts_at < schedule.ends_at
        and schedule.starts_at < one.schedule.ends_at
    ]
    return tuple(sorted(found, key=lambda one: one.schedule.starts_at))


def doubly_booked(meetings: Iterable[Meeting]) -> dict[MeetingId, Meeting]:
    """Return every meeting whose host has another at the same time, with the first such other one."""
    by_host: dict[str, list[Meeting]] = {}
    for one in meetings:
        if _counts(one) and one.host.strip():
            by_host.setdefault(one.host.strip().casefold(), []).append(one)
    found: dict[MeetingId, Meeting] = {}
    for planned in by_host.values():
        planned.sort(key=lambda one: one.schedule.starts_at)
        latest = planned[0]  # of those before, the one that ends last
        for one in planned[1:]:
            if one.schedule.starts_at < latest.schedule.ends_at:
                found.setdefault(latest.id, one)
                found.setdefault(one.id, latest)
            if one.schedule.ends_at > latest.schedule.ends_at:
                latest = one
    return found


def double_booking_text(host: str, others: tuple[Meeting, ...]) -> str:
    """Say in a sentence what else ``host`` has at that time; empty when there is nothing."""
    if not others:
        return ""
    other = others[0]
    said = _tr("At that time %1 also has “%2” (%3).").replace("%1", isolated(host.strip()))
    said = said.replace("%2", isolated(other.title))
    said = said.replace("%3", span_text(other.schedule.starts_at, other.schedule.ends_at))
    more = len(others) - 1
    return said if not more else f"{said} {_tr('%n more overlap.', 'meetings', more)}"


def _counts(meeting: Meeting) -> bool:
    return not meeting.cancelled and not meeting.made_elsewhere
