"""Hosts' own calendars: read now and then, kept for when there is no network, never written to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import anyio

from hosted_meetings_desktop.domain.calendar_entry import BusyTime
from hosted_meetings_desktop.domain.calendaring import CalendarFetcher, Calendars
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.invitation import CalendarEvent, Contact, FoundEvent
from hosted_meetings_desktop.domain.live import Planned
from hosted_meetings_desktop.domain.meeting import (
    MAX_DURATION,
    MAX_TITLE,
    Meeting,
    MeetingDraft,
    MeetingFilter,
    Schedule,
)
from hosted_meetings_desktop.domain.own_calendar import LOOKED_AHEAD, LOOKED_BACK, ImportedEvents, OwnCalendar
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.slots import Concern
from hosted_meetings_desktop.services.planning import PlanService
from hosted_meetings_desktop.services.series_plan import wall_of

log = logging.getLogger(__name__)

READ_EVERY = timedelta(minutes=15)
_LOOK_EVERY = 60.0
_MOST = 5_000
_ACCEPTED = frozenset(Concern)


@dataclass(frozen=True, slots=True)
class OwnCalendarService:
    """Reading fails softly: what was read before stays, with its age and why it could not be read anew.

    Attributes:
        zone: Tells the IANA zone of this PC, for times that name none.
    """

    store: Store
    calendars: Calendars
    fetcher: CalendarFetcher
    plans: PlanService
    changes: Changes
    clock: Clock
    zone: Callable[[], str]

    async def run(self) -> None:
        """Read what is due until cancelled."""
        while True:
            try:
                for calendar in await self.all():
                    if calendar.read_at is None or self.clock() - calendar.read_at >= READ_EVERY:
                        await self.read(calendar)
            except AppError as error:  # the store: the disk is full, or the file cannot be read
                log.info("calendars wait: %s", error.title)
            await anyio.sleep(_LOOK_EVERY)

    async def all(self) -> tuple[OwnCalendar, ...]:
        """Return every calendar, by host and name."""
        return await self.store.run(lambda lib: lib.own_calendars.all())

    async def keep(self, calendar: OwnCalendar) -> OwnCalendar:
        """Keep a calendar and read it; an ``id`` that is empty makes a new one.

        Raises:
            InputProblem: for the field to mend.
        """
        calendar.check()
        kept = OwnCalendar(
            calendar.id or new_id(), calendar.host.strip(), calendar.name.strip(), calendar.address.strip()
        )
        await self.store.run(lambda lib: lib.own_calendars.keep(kept))
        await self.read(kept)
        return next((each for each in await self.all() if each.id == kept.id), kept)

    async def remove(self, calendar_id: str) -> None:
        """Forget a calendar and what was read from it."""
        await self.store.run(lambda lib: lib.own_calendars.remove(calendar_id))
        self.changes.publish("calendars")

    async def read(self, calendar: OwnCalendar) -> None:
        """Read one calendar now; what goes wrong is written down with it."""
        now = self.clock()
        try:
            found = await self.fetcher.fetch(calendar.address, etag=calendar.etag)
            times, etag = None, calendar.etag
            if found is not None:
                times, etag = await anyio.to_thread.run_sync(self._times, calendar, found.data, now), found.etag
        except AppError as error:
            problem = f"{error.title}. {error.advice}".strip()
            await self.store.run(lambda lib: lib.own_calendars.note_problem(calendar.id, problem))
        else:
            await self.store.run(lambda lib: lib.own_calendars.note_read(calendar.id, times, etag=etag, now=now))
        self.changes.publish("calendars")

    def _times(self, calendar: OwnCalendar, data: bytes, now: datetime) -> tuple[BusyTime, ...]:
        read = self.calendars.read(
            data, starts_from=now - LOOKED_BACK, starts_before=now + LOOKED_AHEAD, zone=self.zone()
        )
        return tuple(
            BusyTime(calendar.host, each.starts_at, each.ends_at, each.title, calendar.name, now, each.all_day)
            for each in read.events
            if each.busy
        )

    # ---- files
    async def look_into(self, data: bytes) -> ImportedEvents:
        """Return what a calendar file would bring into the plan.

        Raises:
            InputProblem: it is no calendar, or too large; nothing was kept.
        """
        now = self.clock()

        def read() -> ImportedEvents:
            found = self.calendars.read(data, starts_from=now, starts_before=now + LOOKED_AHEAD, zone=self.zone())
            fits = [each for each in found.events if _fits(each)]
            said = tuple(f"{each.problem}" for each in found.problems)
            return ImportedEvents(found.name, tuple(fits), len(found.events) - len(fits), said)

        return await anyio.to_thread.run_sync(read)

    async def import_events(self, events: tuple[FoundEvent, ...], host: str) -> tuple[Planned, ...]:
        """Plan what was chosen of a file, each as a meeting of its own; nobody is invited.

        Raises:
            SlotTaken: one of them is refused by the slot rule; those before it were planned.
        """
        return tuple([await self.plans.plan(self._draft(each, host), accepted=_ACCEPTED) for each in events])

    def _draft(self, event: FoundEvent, host: str) -> MeetingDraft:
        schedule = Schedule(event.starts_at, event.ends_at - event.starts_at, event.zone or self.zone())
        return MeetingDraft((event.title.strip() or "Imported")[:MAX_TITLE], schedule, host)

    async def export(self, starts_from: datetime, starts_before: datetime, name: str) -> bytes:
        """Return a calendar file with what is planned in a time; people's names stay in the clinic."""
        wanted = MeetingFilter(starts_from=starts_from, starts_before=starts_before)
        now = self.clock()
        page = await self.store.read(lambda meetings: meetings.page(wanted, now=now, offset=0, limit=_MOST))
        events = [_event(each, now) for each in page.rows if not each.cancelled]
        return await anyio.to_thread.run_sync(self.calendars.export, events, name)


def _fits(event: FoundEvent) -> bool:
    return event.busy and not event.all_day and timedelta(0) < event.ends_at - event.starts_at <= MAX_DURATION


def _event(meeting: Meeting, now: datetime) -> CalendarEvent:
    when = meeting.schedule
    return CalendarEvent(
        uid=meeting.id, sequence=0, starts=wall_of(when), first=when.starts_at, duration=when.duration,
        zone=when.zone, summary=meeting.public_title, organizer=Contact(meeting.host, ""), attendees=(), stamp=now,
    )  # fmt: skip
