"""What of the plan goes into a calendar file, and how it is called there; and how the file is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.invitation import CalendarEvent, Contact
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter, Page, Schedule
from hosted_meetings_desktop.domain.own_calendar import MAX_EXPORTED, ExportWish
from hosted_meetings_desktop.domain.repositories import MeetingReader
from hosted_meetings_desktop.services.series_plan import wall_of


def exported(lib: MeetingReader, wish: ExportWish, now: datetime) -> list[Meeting]:
    """Return the meetings that go into a file.

    Raises:
        InputProblem: for the field to mend.
    """
    wish.check()
    wanted = MeetingFilter(starts_from=wish.starts_from, starts_before=wish.starts_before)
    page: Page[Meeting] = lib.page(wanted, now=now, offset=0, limit=MAX_EXPORTED)
    if page.total > MAX_EXPORTED:
        raise InputProblem("until", f"More than {MAX_EXPORTED:,} meetings lie in this time", "Choose a shorter one.")
    # When rooms are used that were made elsewhere is not known.
    planned = (each for each in page.rows if not each.cancelled and not each.made_elsewhere)
    return [each for each in planned if not wish.host or host_key(each.host) == host_key(wish.host)]


def events_of(meetings: Iterable[Meeting], wish: ExportWish, now: datetime) -> list[CalendarEvent]:
    """Return meetings as events, without who is invited; where they are of several hosts, each names its own."""
    meetings = list(meetings)
    named = len({host_key(each.host) for each in meetings}) > 1
    return [_event(each, wish, now, named=named) for each in meetings]


def _event(meeting: Meeting, wish: ExportWish, now: datetime, *, named: bool) -> CalendarEvent:
    when = _on_a_known_clock(meeting.schedule)
    title = meeting.public_title if wish.neutral else meeting.title
    return CalendarEvent(
        uid=meeting.id, sequence=0, starts=wall_of(when), first=when.starts_at, duration=when.duration,
        zone=when.zone, summary=f"{title} ({meeting.host})" if named else title,
        organizer=Contact(meeting.host, ""), attendees=(), stamp=now,
    )  # fmt: skip


def _on_a_known_clock(when: Schedule) -> Schedule:
    """Return a time in UTC where this PC does not know its zone: the moment is the same."""
    try:
        ZoneInfo(when.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return replace(when, zone="UTC")
    return when


def write_whole(target: Path, data: bytes) -> None:
    """Write a file, or leave what was there as it was.

    Raises:
        OSError: the place cannot be written.
    """
    unfinished = target.with_name(f".{new_id()[:8]}.part")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
