"""What this PC remembers of its check-ups, in the program's settings."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QSettings

from hosted_meetings_desktop.domain.checkup_offer import CheckupMemory

_GOOD_ON = "checkup/good_on"
_FAULTY = "checkup/faulty"
_OFFERED_ON = "checkup/offered_on"
_UNWANTED = "checkup/unwanted"


def read_memory(settings: QSettings) -> CheckupMemory:
    """Return what is remembered; what cannot be read counts as never."""
    return CheckupMemory(
        _day(settings, _GOOD_ON), _flag(settings, _FAULTY), _day(settings, _OFFERED_ON), _flag(settings, _UNWANTED)
    )


def keep_memory(settings: QSettings, memory: CheckupMemory) -> None:
    """Keep it."""
    for key, day in ((_GOOD_ON, memory.good_on), (_OFFERED_ON, memory.offered_on)):
        settings.setValue(key, day.isoformat() if day is not None else "")
    for key, flag in ((_FAULTY, memory.faulty), (_UNWANTED, memory.unwanted)):
        settings.setValue(key, "true" if flag else "false")


def _day(settings: QSettings, key: str) -> date | None:
    try:
        return date.fromisoformat(str(settings.value(key, "")))
    except ValueError:
        return None


def _flag(settings: QSettings, key: str) -> bool:
    return str(settings.value(key, "false")).lower() == "true"
