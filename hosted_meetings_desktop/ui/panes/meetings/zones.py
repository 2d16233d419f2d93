"""Time zones and regions as people call them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QTimeZone

from hosted_meetings_desktop.domain.meeting import Meeting, Region
from hosted_meetings_desktop.ui.text.format import date_text, local, span_text

_LEFT_OUT = ("Etc/", "SystemV/", "UTC+", "UTC-")


def zone_word(zone: str) -> str:
    """Return "America/New York" for "America/New_York"."""
    return zone.replace("_", " ")


def planned_there(meeting: Meeting, now: datetime) -> str:
    """Return what the clock shows where a meeting was planned; empty where it shows the same here."""
    schedule = meeting.schedule
    zone = ZoneInfo(schedule.zone)
    same = local(schedule.starts_at).utcoffset() == schedule.starts_at.astimezone(zone).utcoffset()
    if same or meeting.made_elsewhere:
        return ""
    date = date_text(schedule.starts_at, now, zone=zone)
    return f"{zone_word(schedule.zone)}: {date} {span_text(schedule.starts_at, schedule.ends_at, zone=zone)}"


def zone_id(word: str) -> str:
    """Return the IANA id for what :func:`zone_word` showed, or for what was typed."""
    return "_".join(word.split())


@cache
def zone_ids() -> tuple[str, ...]:
    """Return the zones of the world by place, and UTC, in order."""
    known = {bytes(name.data()).decode() for name in QTimeZone.availableTimeZoneIds()}
    places = {name for name in known if "/" in name and not name.startswith(_LEFT_OUT)}
    return tuple(sorted(places | {"UTC"}))


def system_zone() -> str:
    """Return this PC's zone as an IANA id."""
    found = bytes(QTimeZone.systemTimeZoneId().data()).decode()
    return "UTC" if found in {"Etc/UTC", "Etc/Universal", "Zulu", ""} else found


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
