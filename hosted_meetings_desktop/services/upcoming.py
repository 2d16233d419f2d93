"""Waits for the starts of meetings that somebody wants to be told of; asks the store seldom and wakes in time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio

from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.ports import Clock, Store
from hosted_meetings_desktop.domain.repositories import MeetingReader
from hosted_meetings_desktop.domain.upcoming import HELD, News, Start, Wishes, news, next_news_at

NAP = timedelta(seconds=10)
"""The longest sleep: a PC that slept itself, or whose clock was set, is noticed this soon. No query is made then."""
AHEAD = timedelta(minutes=30)
"""How far beyond the lead the meetings are read; changes are told of, so that this can be long."""
_SHORTEST = timedelta(milliseconds=10)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Plan:
    """The meetings of a while, as read at ``read_at``."""

    meetings: tuple[Meeting, ...]
    read_at: datetime

    def covers(self, now: datetime) -> bool:
        """Return whether all that could be told at ``now`` is in it."""
        return self.read_at <= now < self.read_at + AHEAD


@dataclass(frozen=True, slots=True)
class UpcomingService:
    """Answers when there is something to tell.

    Attributes:
        sleep: Sleeps that many seconds; tests give their own.
    """

    store: Store
    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = anyio.sleep

    async def news(self, wishes: Wishes, told: frozenset[Start], shown: frozenset[Start] = frozenset()) -> News:
        """Wait until something has to be told or taken off the screen.

        When the meetings or the wishes change, cancel it and ask again: what is due then is answered at once.

        Args:
            wishes: Of what somebody wants to be told.
            told: The starts that were told before.
            shown: The starts that are on the screen.

        Raises:
            StoreProblem: the meetings cannot be read.
        """
        plan = await self._read(wishes, shown)
        while True:
            while not plan.covers(now := self.clock()):
                plan = await self._read(wishes, shown)
            if found := news(plan.meetings, now, told, wishes, shown):
                return found
            next_at = next_news_at(plan.meetings, now, told, wishes, shown)
            nap = NAP if next_at is None else min(NAP, max(_SHORTEST, next_at - now))
            await self.sleep(nap.total_seconds())

    async def _read(self, wishes: Wishes, shown: frozenset[Start]) -> _Plan:
        now = self.clock()
        lead = wishes.lead or timedelta(0)
        wanted = MeetingFilter(starts_from=now - HELD, starts_before=now + lead + AHEAD)

        def look(meetings: MeetingReader) -> tuple[Meeting, ...]:
            found: list[Meeting] = []
            while True:
                page = meetings.page(wanted, now=now, offset=len(found), limit=_AT_ONCE)
                found += page.rows
                if not page.rows or len(found) >= page.total:
                    break
            # What is on the screen may lie far from now, once the clock was set.
            others = {start.meeting for start in shown} - {meeting.id for meeting in found}
            return (*found, *filter(None, map(meetings.get, sorted(others))))

        return _Plan(await self.store.read(look), now)
