"""Which meetings somebody marked as missed, kept by the day for which they were planned."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.repositories import Library

_NO_SHOWS = "no_shows"
"""Begins the name of a fact for each day (UTC) with the no-shows of meetings that were planned for it, as JSON."""


class NoShows:
    """The marks, inside one transaction.

    A mark is about a planned time: a meeting that is moved has missed the old one and not the new one.
    """

    def __init__(self, lib: Library) -> None:
        self._lib = lib
        self._days: dict[str, dict[str, str]] = {}

    def of(self, meeting: Meeting) -> datetime | None:
        """Return when a meeting was marked, None where it was not."""
        marked = self._day(meeting).get(_mark(meeting))
        try:
            return datetime.fromisoformat(marked) if marked else None
        except ValueError:
            return None

    def set(self, meeting: Meeting, at: datetime | None) -> None:
        """Mark a meeting, or with None take the mark back."""
        marks = {key: each for key, each in self._day(meeting).items() if key != _mark(meeting)}
        if at is not None:
            marks[_mark(meeting)] = at.isoformat()
        name = _fact(meeting)
        self._days[name] = marks
        if marks:
            self._lib.facts.set(name, json.dumps(marks))
        else:
            self._lib.facts.forget(name)

    def _day(self, meeting: Meeting) -> dict[str, str]:
        name = _fact(meeting)
        if name not in self._days:
            try:
                kept = json.loads(self._lib.facts.get(name) or "{}")
            except (ValueError, RecursionError):
                kept = {}
            pairs = kept.items() if isinstance(kept, dict) else ()
            self._days[name] = {str(key): str(each) for key, each in pairs}
        return self._days[name]


def _fact(meeting: Meeting) -> str:
    return f"{_NO_SHOWS}.{meeting.schedule.starts_at.astimezone(UTC).date().isoformat()}"


def _mark(meeting: Meeting) -> str:
    return f"{meeting.id} {meeting.schedule.starts_at.astimezone(UTC).isoformat()}"
