"""Days and times in words: in the reader's language, on the reader's clock and on the clinic's."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from babel import Locale

# Locale data sets thin spaces into times, which some mail programs show as boxes and no text message can hold.
_THIN = re.compile("[\u2009\u202f]")
_FIXED = "\u00a0"
# In a pattern of locale data: an hour from 1 to 12, and a word such as the "h" of "HH 'h' mm".
_HALF_DAYS = re.compile("[hK]")
_QUOTED = re.compile("'[^']*'")


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock on a wall in some zone, read aloud in some language."""

    locale: Locale
    zone: ZoneInfo

    def wall(self, moment: datetime) -> datetime:
        """Return the moment in the clock's zone."""
        return moment.astimezone(self.zone)

    def day(self, moment: datetime) -> str:
        """Return "Tuesday, 30 March 2027"."""
        from babel.dates import format_date

        return _plain(format_date(self.wall(moment), "full", self.locale))

    def short_day(self, moment: datetime) -> str:
        """Return "Tue, 30 March"."""
        return self._by_skeleton("MMMMEd", moment)

    def date(self, moment: datetime) -> str:
        """Return "30 March"."""
        return self._by_skeleton("MMMMd", moment)

    def time(self, moment: datetime) -> str:
        """Return "09:00"."""
        from babel.dates import format_time

        return _plain(format_time(self.wall(moment), "short", self.zone, self.locale))

    def times(self, moment: datetime, duration: timedelta) -> str:
        """Return "09:00-09:30", in the signs of the language."""
        from babel.dates import format_interval

        start, end = self.wall(moment), self.wall(moment + duration)
        if start.date() != end.date() or start.utcoffset() != end.utcoffset():
            return f"{self.time(moment)} \u2013 {self.time(moment + duration)}"
        skeleton = "hm" if _HALF_DAYS.search(_QUOTED.sub("", self.locale.time_formats["short"].pattern)) else "Hm"
        return _plain(format_interval(start, end, skeleton, self.zone, locale=self.locale))

    @property
    def city(self) -> str:
        """Return where the clock hangs."""
        return city(self.zone.key, self.locale)

    def weekdays(self, days: tuple[int, ...]) -> str:
        """Return "Tuesday and Thursday" for weekdays counted from Monday as 0."""
        from babel.lists import format_list

        names = self.locale.days["stand-alone"]["wide"]
        return format_list([names[day] for day in sorted(days)], locale=self.locale)

    def _by_skeleton(self, skeleton: str, moment: datetime) -> str:
        from babel.dates import format_skeleton

        return _plain(format_skeleton(skeleton, self.wall(moment), self.zone, locale=self.locale))


def zone(*keys: str) -> ZoneInfo:
    """Return the first zone that is known here, UTC where none is."""
    for key in keys:
        try:
            return ZoneInfo(key)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")


def same_clock(one: ZoneInfo, other: ZoneInfo, moment: datetime) -> bool:
    """Tell whether clocks in both zones show the same at a moment."""
    return moment.astimezone(one).utcoffset() == moment.astimezone(other).utcoffset()


@functools.lru_cache(maxsize=256)
def city(key: str, locale: Locale) -> str:
    """Return what a zone's city is called; locale data knows it by one of the zone's older names."""
    if key in {"UTC", "Etc/UTC", "Etc/GMT", "GMT"}:
        return "UTC"
    for name in _names(key):
        if (found := locale.time_zones.get(name, {}).get("city")) is not None:
            return str(found)
    return key.rpartition("/")[2].replace("_", " ")


@functools.cache
def _names(key: str) -> tuple[str, ...]:
    from babel.core import get_global

    aliases = get_global("zone_aliases")
    newest = aliases.get(key, key)
    return (key, newest, *(old for old, new in aliases.items() if new == newest))


def _plain(text: str) -> str:
    return _THIN.sub(_FIXED, text)
