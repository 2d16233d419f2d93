"""Readers of calendar files that know nothing of ours: each tells from when until when, in seconds since 1970."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import recurring_ical_events

Times = list[tuple[int, int]]
Reader = Callable[[str], Times]


def recurring_events(text: str) -> Times:
    """Read with recurring-ical-events, which takes zones from this PC by their names."""
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(text))
    found = query.between(datetime(2020, 1, 1, tzinfo=UTC), datetime(2080, 1, 1, tzinfo=UTC))
    return sorted((int(each.DTSTART.timestamp()), int(each.DTEND.timestamp())) for each in found)


def recurring_events_by_file(text: str) -> Times:
    """Read with recurring-ical-events, made to take the zones from the file (dateutil's reader of VTIMEZONE)."""
    calendar = icalendar.Calendar.from_ical(text)
    for zone in calendar.walk("VTIMEZONE"):
        # Under a name that nobody knows, and that no other file has had.
        name = str(zone["TZID"])
        text = text.replace(f"TZID={name}:", f"TZID={_unknown(name, text)}:")
        text = text.replace(f"TZID:{name}\r\n", f"TZID:{_unknown(name, text)}\r\n")
    return recurring_events(text)


_names: dict[tuple[str, str], str] = {}


def _unknown(name: str, text: str) -> str:
    zone = text[text.index("BEGIN:VTIMEZONE") : text.index("BEGIN:VEVENT")]
    return _names.setdefault((name, zone), f"Own{len(_names)}")


class OtherProgram:
    """A reader that is a program of its own: a file in, its times out, line by line."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, text: str) -> Times:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(text) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the reader ended"
        return [(start, end) for start, end in json.loads(answer)]

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)
