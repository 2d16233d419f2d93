"""Reads a length as people type it: "90", "1h", "1:30", "1 h 30", "1.5h"."""

from __future__ import annotations

import re

_HOUR = 60
_HOURS = r"(?:h|hrs?|hours?|std\.?|stunden?)"
_MINUTES = r"(?:m|mins?|minutes?)"
_PLAIN = re.compile(rf"(\d+)\s*{_MINUTES}?")
_CLOCK = re.compile(rf"(\d+)\s*:\s*(\d\d?)\s*(?:{_HOURS}|{_MINUTES})?")
_IN_HOURS = re.compile(rf"(\d+)\s*{_HOURS}(?:\s*(\d\d?)\s*{_MINUTES}?)?")
_FRACTION = re.compile(rf"(\d*)[.,](\d+)\s*{_HOURS}?")
_BEGUN = re.compile(r"[\d\s.,:]*[^\W\d_]*\.?[\d\s]*[^\W\d_]*")


def read_minutes(text: str) -> int | None:
    """Return how many minutes ``text`` means, None when it cannot be understood; a fraction is one of hours."""
    said = text.strip().casefold()
    if found := _PLAIN.fullmatch(said):
        return int(found[1])
    if found := _CLOCK.fullmatch(said) or _IN_HOURS.fullmatch(said):
        hours, minutes = int(found[1]), int(found[2] or 0)
        return hours * _HOUR + minutes if minutes < _HOUR else None
    if found := _FRACTION.fullmatch(said):
        return round(float(f"{int(found[1] or 0)}.{found[2]}") * _HOUR)
    return None


def may_become_length(text: str) -> bool:
    """Return whether somebody who goes on typing may end up with a length."""
    return _BEGUN.fullmatch(text.strip().casefold()) is not None
