"""Time zones by the newest data at hand: governments change clocks faster than PCs are updated."""

from __future__ import annotations

import logging
import zoneinfo
from pathlib import Path

log = logging.getLogger(__name__)


def use_newest_zone_data() -> str:
    """Let ``zoneinfo`` read the app's own data where the system's is older; returns the version that is read.

    ``zoneinfo`` prefers the system's, however old it is. A system that does not tell its version counts as older.
    """
    import tzdata

    own: str = tzdata.IANA_VERSION
    system = max((_version(Path(folder)) for folder in zoneinfo.TZPATH), default="")
    if system >= own:
        return system
    zoneinfo.reset_tzpath([str(Path(tzdata.__file__).parent / "zoneinfo")])
    zoneinfo.ZoneInfo.clear_cache()
    log.info("time zones by %s; the system has %s", own, system or "none that says its version")
    return own


def _version(folder: Path) -> str:
    """Return the version in the first line of a zone folder's ``tzdata.zi`` ("# version 2026a"); empty without."""
    try:
        with (folder / "tzdata.zi").open(encoding="ascii") as file:
            word, _blank, version = file.readline().strip().removeprefix("# ").partition(" ")
            return version if word == "version" else ""
    except (OSError, UnicodeDecodeError):
        return ""
