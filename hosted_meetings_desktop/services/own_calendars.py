"""Hosts' own calendars: read now and then, kept for when there is no network, never written to; calendar files."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.calendar_entry import BusyTime
from hosted_meetings_desktop.domain.calendaring import CalendarFetcher, Calendars
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.invitation import ReadCalendar
from hosted_meetings_desktop.domain.own_calendar import (
    LOOKED_AHEAD,
    LOOKED_BACK,
    NEXT_WEEKS,
    CalendarLook,
    ExportWish,
    ImportedEvents,
    ImportOutcome,
    ImportVerdict,
    ImportWish,
    KnownCalendar,
    OwnCalendar,
    RemovedCalendar,
)
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.calendar_export import events_of, exported, write_whole
from hosted_meetings_desktop.services.calendar_import import carry_out, look_at, refuse_others, sorted_out, start_of
from hosted_meetings_desktop.services.planning import PlanService

log = logging.getLogger(__name__)

READ_EVERY = timedelta(minutes=15)
TRY_EVERY = timedelta(minutes=5)
"""How soon a calendar that could not be read is tried again."""
CHANGED, READING = "calendars", "calendar_reads"
"""Topics: calendars or what was read from them; that one is being read."""
_LOOK_EVERY = 60.0
_AT_ONCE = 4
_BREATH_S = 0.001
_EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))
_STILL_SHOWN = "What was read before is still shown."

_Key = tuple[str, str]


@dataclass(slots=True)
class _Readings:
    """What is under way; none of it outlives a run. A calendar under another address is another one.

    Attributes:
        tried: When reading began last.
        wake: Ends the pause between two looks; None while nobody looks.
    """

    now: set[_Key] = field(default_factory=set)
    tried: dict[_Key, datetime] = field(default_factory=dict)
    wake: anyio.Event | None = None


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
    _readings: _Readings = field(default_factory=_Readings, repr=False, compare=False)

    # ---- calendars
    async def run(self) -> None:
        """Read what is due until cancelled, a few at once: a slow server holds up no other calendar."""
        limiter = anyio.CapacityLimiter(_AT_ONCE)
        async with anyio.create_task_group() as readings:
            while True:
                self._readings.wake = anyio.Event()
                try:
                    for calendar in await self._due():
                        readings.start_soon(self._read_softly, calendar, limiter)
                except AppError as error:  # the store: the disk is full, or the file cannot be read
                    log.info("calendars wait: %s", error.title)
                with anyio.move_on_after(_LOOK_EVERY):
                    await self._readings.wake.wait()

    async def _due(self) -> list[OwnCalendar]:
        now, tried = self.clock(), self._readings.tried
        return [
            each
            for each in await self.all()
            if _key(each) not in self._readings.now
            and (each.read_at is None or now - each.read_at >= READ_EVERY)
            and (_key(each) not in tried or now - tried[_key(each)] >= TRY_EVERY)
        ]

    async def _read_softly(self, calendar: OwnCalendar, limiter: anyio.CapacityLimiter) -> None:
        async with limiter:
            try:
                await self.read(calendar)
            except AppError as error:
                log.info("a calendar waits: %s", error.title)

    async def all(self) -> tuple[OwnCalendar, ...]:
        """Return every calendar, by host and name."""
        return await self.store.run(lambda lib: lib.own_calendars.all())

    async def overview(self) -> tuple[KnownCalendar, ...]:
        """Return every calendar with how it stands, by host and name."""
        now = self.clock()

        def look(lib: Library) -> tuple[tuple[OwnCalendar, ...], Counter[_Key]]:
            busy = lib.calendar.busy(now, now + NEXT_WEEKS)
            return lib.own_calendars.all(), Counter((host_key(each.host), each.calendar) for each in busy)

        calendars, busy = await self.store.run(look)
        known = [
            KnownCalendar(each, busy[host_key(each.host), each.name], _key(each) in self._readings.now)
            for each in calendars
        ]
        return tuple(sorted(known, key=lambda one: (host_key(one.calendar.host), one.calendar.name.casefold())))

    async def keep(self, calendar: OwnCalendar) -> OwnCalendar:
        """Keep a calendar; it is read behind, by :meth:`run`. An ``id`` that is empty makes a new one.

        Raises:
            InputProblem: for the field to mend.
        """
        calendar.check()
        wanted = OwnCalendar(
            calendar.id or new_id(), calendar.host.strip(), calendar.name.strip(), calendar.address.strip()
        )

        def write(lib: Library) -> OwnCalendar:
            _refuse_double(wanted, lib.own_calendars.all())
            lib.own_calendars.keep(wanted)
            return next(each for each in lib.own_calendars.all() if each.id == wanted.id)

        kept = await self.store.run(write)
        self._readings.tried.pop(_key(kept), None)
        self._look_again()
        return kept

    async def remove(self, calendar_id: str) -> RemovedCalendar:
        """Forget a calendar and what was read from it; returns the way back.

        Raises:
            AppError: it is not there any more.
        """

        def write(lib: Library) -> RemovedCalendar:
            known = next((each for each in lib.own_calendars.all() if each.id == calendar_id), None)
            if known is None:
                raise AppError("This calendar is not there any more", "The list is up to date.")
            busy = lib.calendar.busy(*_EVER, host=known.host)
            lib.own_calendars.remove(calendar_id)
            return RemovedCalendar(known, tuple(each for each in busy if each.calendar == known.name))

        removed = await self.store.run(write)
        self.changes.publish(CHANGED)
        return removed

    async def restore(self, removed: RemovedCalendar) -> None:
        """Put a calendar back with what was read from it.

        Raises:
            InputProblem: another one is in its place by now.
        """
        known = removed.calendar

        def write(lib: Library) -> None:
            _refuse_double(known, lib.own_calendars.all())
            lib.own_calendars.keep(known)
            if known.read_at is not None:
                lib.own_calendars.note_read(known.id, removed.times, etag=known.etag, now=known.read_at)
            if known.problem:
                lib.own_calendars.note_problem(known.id, known.problem)

        await self.store.run(write)
        self._look_again()

    def _look_again(self) -> None:
        if self._readings.wake is not None:
            self._readings.wake.set()
        self.changes.publish(CHANGED)

    async def look(self, calendar: OwnCalendar) -> CalendarLook:
        """Return what an address leads to; nothing is kept.

        Raises:
            AppError: it cannot be read, and why.
        """
        calendar.check_address()
        now = self.clock()
        try:
            found = await self.fetcher.fetch(calendar.address.strip())
            data = b"" if found is None else found.data
            read = await anyio.to_thread.run_sync(self._events, data, now, now + NEXT_WEEKS)
        except AppError as error:
            raise error.with_advice(error.advice.removeprefix(_STILL_SHOWN).strip()) from error
        return CalendarLook(read.name, sum(each.busy for each in read.events), len(read.problems))

    async def read_now(self, calendar_id: str) -> None:
        """Read one calendar now, unless it is being read; what goes wrong is written down with it."""
        known = next((each for each in await self.all() if each.id == calendar_id), None)
        if known is not None and _key(known) not in self._readings.now:
            await self.read(known)

    async def read(self, calendar: OwnCalendar) -> None:
        """Read one calendar now; what goes wrong is written down with it.

        What comes after it was removed, or given another address, is dropped.
        """
        now, key = self.clock(), _key(calendar)
        self._readings.now.add(key)
        self._readings.tried[key] = now
        self.changes.publish(READING)
        try:
            note = await self._looked_into(calendar, now)

            def write(lib: Library) -> None:
                if any(_key(each) == key for each in lib.own_calendars.all()):
                    note(lib)

            await self.store.run(write)
        finally:
            self._readings.now.discard(key)
            self.changes.publish(CHANGED)

    async def _looked_into(self, calendar: OwnCalendar, now: datetime) -> Callable[[Library], None]:
        """Return what writes down how reading went."""
        try:
            found = await self.fetcher.fetch(calendar.address, etag=calendar.etag)
            times, etag = None, calendar.etag
            if found is not None:
                read = await anyio.to_thread.run_sync(self._events, found.data, now - LOOKED_BACK, now + LOOKED_AHEAD)
                times, etag = _busy_times(calendar, read, now), found.etag
        except AppError as error:
            advice = error.advice if calendar.read_at is not None else error.advice.removeprefix(_STILL_SHOWN)
            problem = f"{error.title.removesuffix('.')}. {advice.strip()}".strip()
            return lambda lib: lib.own_calendars.note_problem(calendar.id, problem)
        return lambda lib: lib.own_calendars.note_read(calendar.id, times, etag=etag, now=now)

    def _events(self, data: bytes, starts_from: datetime, starts_before: datetime) -> ReadCalendar:
        def breathe() -> bool:
            time.sleep(_BREATH_S)  # the screens need the interpreter too
            return False

        return self.calendars.read(
            data, starts_from=starts_from, starts_before=starts_before, zone=self.zone(), stop=breathe
        )

    # ---- importing a file
    async def open_file(
        self,
        path: Path,
        progress: Callable[[int, int | None], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> ImportedEvents:
        """Return what a calendar file on this PC would bring into the plan.

        Args:
            path: The file.
            progress: Told how many events were read and how many there are, in another thread.
            stop: Asked now and then, there too, whether to give up.

        Raises:
            AppError: it cannot be read, is no calendar, or too large; nothing was kept.
        """
        data = await anyio.to_thread.run_sync(start_of, path)
        return await self.look_into(data, progress, stop)

    async def look_into(
        self,
        data: bytes,
        progress: Callable[[int, int | None], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> ImportedEvents:
        """Likewise, of what a file holds."""
        now = self.clock()
        refuse_others(data)

        def ended() -> bool:
            time.sleep(_BREATH_S)  # the screens need the interpreter too
            return stop()

        def read() -> ImportedEvents:
            until = now + LOOKED_AHEAD
            found = self.calendars.read(
                data, starts_from=now, starts_before=until, zone=self.zone(), progress=progress, stop=ended
            )
            return sorted_out(found, until)

        return await anyio.to_thread.run_sync(read)

    async def check_import(self, wish: ImportWish) -> tuple[ImportVerdict, ...]:
        """Return what would become of each event, in order; nothing is planned.

        Raises:
            InputProblem: for the field to mend.
        """
        zone, now = self.zone(), self.clock()
        return await self.store.run(lambda lib: look_at(lib, wish, zone=zone, now=now))

    async def import_events(self, wish: ImportWish) -> ImportOutcome:
        """Plan what was chosen of a file, each as a meeting of its own; nobody is invited.

        What the slot rule refuses stays out, with the reason; what it warns about is planned.

        Raises:
            InputProblem: for the field to mend; nothing was planned.
        """
        zone, now = self.zone(), self.clock()
        outcome = await self.store.run(lambda lib: carry_out(lib, wish, zone=zone, now=now))
        if outcome.undo is not None:
            self.changes.publish("meetings", "sync")
            self.plans.engine.nudge()
        return outcome

    # ---- exporting one
    async def count_export(self, wish: ExportWish) -> int:
        """Return how many meetings would go into a file.

        Raises:
            InputProblem: for the field to mend.
        """
        now = self.clock()
        return len(await self.store.read(lambda meetings: exported(meetings, wish, now)))

    async def save_export(self, target: Path, wish: ExportWish, name: str) -> int:
        """Write a calendar file with what is planned in a time, whole or not at all; nobody who is invited is in it.

        Args:
            target: The file.
            wish: Which meetings, and how they are called.
            name: What the calendar calls itself.

        Returns:
            How many meetings it holds.

        Raises:
            AppError: the place cannot be written.
            InputProblem: for the field to mend.
        """
        now = self.clock()
        meetings = await self.store.read(lambda reader: exported(reader, wish, now))

        def write() -> None:
            write_whole(target, self.calendars.export(events_of(meetings, wish, now), name))

        try:
            await anyio.to_thread.run_sync(write)
        except OSError as error:
            raise AppError(
                "The file could not be saved",
                "The meetings themselves are kept. Choose another folder, or close the file where it is open.",
                details=str(error.strerror),
            ) from error
        return len(meetings)


def _key(calendar: OwnCalendar) -> _Key:
    return calendar.id, calendar.address


def _refuse_double(wanted: OwnCalendar, others: tuple[OwnCalendar, ...]) -> None:
    for other in others:
        if other.id == wanted.id or host_key(other.host) != host_key(wanted.host):
            continue
        if other.name.casefold() == wanted.name.casefold():
            raise InputProblem("name", "This host has another calendar with that name")
        if other.address == wanted.address:
            raise InputProblem("address", f"This calendar is connected already, as “{other.name}”")


def _busy_times(calendar: OwnCalendar, read: ReadCalendar, now: datetime) -> tuple[BusyTime, ...]:
    return tuple(
        BusyTime(calendar.host, each.starts_at, each.ends_at, each.title, calendar.name, now, each.all_day)
        for each in read.events
        if each.busy
    )
