"""A host's own calendar elsewhere, looked into so that nobody is planned into taken time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import FoundEvent
from hosted_meetings_desktop.domain.meeting import MAX_NAME

LOOKED_BACK = timedelta(days=31)
LOOKED_AHEAD = timedelta(days=400)
"""What is kept of somebody's calendar, so that it shows without a network too."""


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """One calendar of one host.

    Attributes:
        address: http(s) or webcal; who has it can read the calendar, so it is a secret.
        read_at: When it was read last, aware UTC; None before the first time.
        problem: Why it could not be read the last time, in a sentence or two; what was read before still shows.
    """

    id: str
    host: str
    name: str
    address: str = field(repr=False)
    etag: str = field(default="", repr=False)
    read_at: datetime | None = None
    problem: str = ""

    def check(self) -> None:
        """Refuse what could not be read.

        Raises:
            InputProblem: for the field to mend.
        """
        if not self.host.strip():
            raise InputProblem("host", "Say whose calendar this is")
        if not self.name.strip() or len(self.name) > MAX_NAME:
            raise InputProblem("name", f"A calendar needs a name of up to {MAX_NAME} characters")
        if not self.address.strip().lower().startswith(("https://", "http://", "webcal://", "webcals://")):
            raise InputProblem("address", "Enter the whole address, beginning with https:// or webcal://")


@dataclass(frozen=True, slots=True)
class ImportedEvents:
    """What a calendar file would bring into the plan.

    Attributes:
        events: What can be planned: in the future, with a time of day.
        passed_over: How many cannot: over, whole days, longer than a day, or free time.
        problems: What could not be read, in sentences.
    """

    name: str
    events: tuple[FoundEvent, ...]
    passed_over: int
    problems: tuple[str, ...] = ()
