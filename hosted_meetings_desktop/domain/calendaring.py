"""The Protocol of what knows calendars: recurrences, iCalendar and other people's calendars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hosted_meetings_desktop.domain.invitation import Answer, CalendarEvent, Method, ReadCalendar
from hosted_meetings_desktop.domain.recurrence import Occurrence, Recurrence


class Calendars(Protocol):
    """Recurrences and iCalendar. Everything here is plain computation; long ones report progress."""

    def occurrences(self, first: datetime, zone: str, recurrence: Recurrence) -> tuple[Occurrence, ...]:
        """Return all times of a series, in order; the first is ``first``.

        Args:
            first: Naive wall-clock time in ``zone``.
            zone: IANA.
            recurrence: The rule.

        Raises:
            InputProblem: the rule or the zone cannot be used, the rule leaves out its own first time (calendars do
                not agree what that means), or there would be more than ``MAX_OCCURRENCES`` or ``MAX_YEARS``.
        """
        ...

    def message(self, event: CalendarEvent, method: Method) -> bytes:
        """Return an iTIP message about one event: UTF-8, CRLF, folded; the same bytes for the same facts.

        Args:
            event: All of it, or with ``only`` one time of it.
            method: REQUEST (a first invitation or, with a higher sequence, an update), CANCEL or PUBLISH.

        Raises:
            InputProblem: its zone, its rule or an e-mail address cannot be used.
        """
        ...

    def export(self, events: Sequence[CalendarEvent], name: str) -> bytes:
        """Return a calendar file with all the events (METHOD:PUBLISH), without who is invited.

        Raises:
            InputProblem: a zone, a rule or an e-mail address cannot be used.
        """
        ...

    def read_answer(self, data: bytes) -> tuple[Answer, ...]:
        """Read a REPLY, as a file of its own or inside the e-mail (.eml) that brought it.

        Raises:
            InputProblem: it is something else, or cannot be read.
        """
        ...

    def read(
        self,
        data: bytes,
        *,
        starts_from: datetime,
        starts_before: datetime,
        zone: str,
        progress: Callable[[int, int | None], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> ReadCalendar:
        """Read a calendar file and return what it holds in a given time, series expanded.

        Args:
            data: The file.
            starts_from: Aware; what ended before is not returned.
            starts_before: Aware.
            zone: IANA; of times that name none, and of whole days.
            progress: Told now and then how many events were read, and how many there are.
            stop: Asked now and then whether to give up.

        Raises:
            InputProblem: it is no calendar, too large, or holds more than can be shown, or ``stop`` said so; nothing
                was kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class FetchedCalendar:
    """A calendar file as it came; ``etag`` is empty where the server names none."""

    data: bytes
    etag: str


class CalendarFetcher(Protocol):
    """Fetches somebody's calendar over the web, read-only."""

    async def fetch(self, address: str, *, etag: str = "") -> FetchedCalendar | None:
        """Return the file at ``address``, or None where it is as it was (its ``etag`` fits).

        Args:
            address: http, https or webcal, perhaps with ``name:password@``: a secret.
            etag: As it came with the file before; empty for the file in any case.

        Raises:
            InputProblem: the address, or the name and password in it, have to be mended.
            AppError: what else happened; ``retryable`` where later may be better.
        """
        ...
