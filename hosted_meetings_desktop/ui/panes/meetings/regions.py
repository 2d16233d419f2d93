"""Where a room can run, in words, and what the clock shows there where a meeting was planned."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.meeting import Meeting, Region
from hosted_meetings_desktop.ui.text.format import date_text, local, span_text
from hosted_meetings_desktop.ui.text.zones import zone_word


def planned_there(meeting: Meeting, now: datetime) -> str:
    """Return what the clock shows where a meeting was planned; empty where it shows the same here."""
    schedule = meeting.schedule
    zone = ZoneInfo(schedule.zone)
    same = local(schedule.starts_at).utcoffset() == schedule.starts_at.astimezone(zone).utcoffset()
    if same or meeting.made_elsewhere:
        return ""
    date = date_text(schedule.starts_at, now, zone=zone)
    return f"{zone_word(schedule.zone)}: {date} {span_text(schedule.starts_at, schedule.ends_at, zone=zone)}"


def region_word(region: str) -> str:
    """Return what a region is called; one that the app does not know is shown by its code."""
    words = {
        Region.NEAREST: QCoreApplication.translate("Region", "The nearest"),
        Region.MUMBAI: QCoreApplication.translate("Region", "Mumbai"),
        Region.SINGAPORE: QCoreApplication.translate("Region", "Singapore"),
        Region.VIRGINIA: QCoreApplication.translate("Region", "Virginia"),
        Region.FRANKFURT: QCoreApplication.translate("Region", "Frankfurt"),
    }
    return {region.value: word for region, word in words.items()}.get(region, region)
