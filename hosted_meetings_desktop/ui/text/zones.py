"""Time zones as people call them."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QTimeZone

_LEFT_OUT = ("Etc/", "SystemV/", "UTC+", "UTC-")


def zone_word(zone: str) -> str:
    """Return "America/New York" for "America/New_York"."""
    return zone.replace("_", " ")


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
