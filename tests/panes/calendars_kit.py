"""Hosts' calendars and calendar files in memory, for tests of their screens and for pictures of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.domain.invitation import FoundEvent, LineProblem
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.own_calendar import (
    CalendarLook,
    ExportWish,
    ImportedEvents,
    ImportOutcome,
    ImportVerdict,
    ImportWish,
    KnownCalendar,
    OwnCalendar,
    PassedOver,
    RemovedCalendar,
    WhyNot,
)
from hosted_meetings_desktop.domain.slots import Concern, Finding, Policy, SlotCheck, Taken
from hosted_meetings_desktop.domain.visit_type import VisitType, usual_visit_types
from tests.panes.clinic_data import NOW

SECRET = "https://calendar.example.org/private-8f2c/basic.ics"
UNREACHED = "The calendar cannot be reached. What was read before is still shown. Check the connection."
HOSTS = ("Dr. Ada Osei", "Dr. Karim Haddad", "Nurse Lindqvist")
LONG_NAME = "Prof. Dr. Venkatanarasimharajuvaripeta Lakshminarasimhan Subramaniam-Hohenlohe-Langenburg Iyer"


def some_calendars() -> tuple[KnownCalendar, ...]:
    """Return calendars in every state."""

    def known(
        host: str, name: str, minutes: int | None = None, busy: int = 0, problem: str = "", *, reading: bool = False
    ) -> KnownCalendar:
        read_at = None if minutes is None else NOW - timedelta(minutes=minutes)
        own = OwnCalendar(f"{host}/{name}", host, name, SECRET, "v1", read_at, problem)
        return KnownCalendar(own, busy, reading)

    return (
        known("Dr. Ada Osei", "Outlook", 8, 14),
        known("Dr. Ada Osei", "Private", 12, 1),
        known("Dr. Karim Haddad", "Google", 185, 6, UNREACHED),
        known("Nurse Lindqvist", "iCloud"),
        known(LONG_NAME, "Calendar of the department for rehabilitation and long-term care", 2, reading=True),
    )


@dataclass
class FakeCalendars:
    """Implements ``HostCalendars`` and ``HostNames`` in memory; fails where it is told to."""

    known: tuple[KnownCalendar, ...] = field(default_factory=some_calendars)
    found: CalendarLook = field(default_factory=lambda: CalendarLook("Osei, private", 14))
    fails: AppError | None = None
    did: list[tuple[str, object]] = field(default_factory=list)

    def _look(self) -> None:
        if self.fails is not None:
            raise self.fails

    async def overview(self) -> tuple[KnownCalendar, ...]:
        self._look()
        return self.known

    async def keep(self, calendar: OwnCalendar) -> OwnCalendar:
        self.did.append(("keep", calendar))
        self._look()
        kept = replace(calendar, id=calendar.id or new_id())
        others = {each.calendar.id: each for each in self.known}
        self.known = tuple({**others, kept.id: KnownCalendar(kept)}.values())
        return kept

    async def remove(self, calendar_id: str) -> RemovedCalendar:
        self.did.append(("remove", calendar_id))
        self._look()
        gone = next(each for each in self.known if each.calendar.id == calendar_id)
        self.known = tuple(each for each in self.known if each is not gone)
        return RemovedCalendar(gone.calendar, ())

    async def restore(self, removed: RemovedCalendar) -> None:
        self.did.append(("restore", removed.calendar.id))
        self._look()
        self.known = (KnownCalendar(removed.calendar), *self.known)

    async def look(self, calendar: OwnCalendar) -> CalendarLook:
        self.did.append(("look", calendar.address))
        self._look()
        return self.found

    async def read_now(self, calendar_id: str) -> None:
        self.did.append(("read", calendar_id))
        self._look()
        self.known = tuple(
            replace(each, calendar=replace(each.calendar, read_at=NOW, problem=""))
            if each.calendar.id == calendar_id
            else each
            for each in self.known
        )

    async def host_names(self) -> tuple[str, ...]:
        self._look()
        return HOSTS


# ---- files
def event(hours: float, title: str, minutes: int = 30, zone: str = "Europe/London", **more: object) -> FoundEvent:
    """Return an event some hours from now."""
    start = (NOW + timedelta(hours=hours)).replace(minute=0)
    return FoundEvent(f"{title}-{hours}", title, start, start + timedelta(minutes=minutes), zone, **more)  # type: ignore[arg-type]


def some_events() -> ImportedEvents:
    """Return a file with everything in it."""
    events = (
        event(3, "Wound check"),
        event(4, "Follow-up after surgery"),
        event(24, "Interpreter briefing", 45, "Europe/Paris"),
        event(26, "Physiotherapy"),
        event(48, "A very long title that somebody has typed into the calendar of the department for rehabilitation"),
        event(72, "متابعة بعد الجراحة"),
    )
    passed_over = (
        PassedOver(event(24, "Holiday", 1440, all_day=True), WhyNot.ALL_DAY),
        PassedOver(event(30, "Congress in Lyon", 4000), WhyNot.TOO_LONG),
        PassedOver(event(31, "Perhaps swimming", busy=False), WhyNot.FREE),
    )
    problems = (
        LineProblem(212, "DTSTART cannot be read; the event was left out"),
        LineProblem(340, 'The time zone "Mars/Olympus" is not known; Europe/London was assumed'),
    )
    return ImportedEvents("Rehabilitation", events, passed_over, problems, NOW + timedelta(days=400))


def judged(one: FoundEvent, host: str = "Dr. Ada Osei") -> ImportVerdict:
    """Return what becomes of an event, by its title."""
    mine = Taken(one.starts_at, one.ends_at, one.title, MeetingId(one.uid), host)
    other = Taken(one.starts_at - timedelta(minutes=15), one.ends_at, "Knee", MeetingId("m1"), host)
    if one.title == "Follow-up after surgery":
        return ImportVerdict(one, mine, SlotCheck((Finding(Concern.OVERLAP, Policy.REFUSE, other.starts_at, other),)))
    if one.title == "Interpreter briefing":
        busy = replace(other, meeting=None, busy=True)
        return ImportVerdict(one, mine, SlotCheck((Finding(Concern.BUSY, Policy.WARN, busy.starts_at, busy),)))
    if one.title == "Physiotherapy":
        return ImportVerdict(one, mine, known=True)
    return ImportVerdict(one, mine)


@dataclass
class FakeFiles:
    """Implements ``CalendarFileService`` and ``PlanNames`` in memory."""

    file: ImportedEvents = field(default_factory=some_events)
    judge: Callable[[FoundEvent], ImportVerdict] = judged
    count: int = 12
    fails: AppError | None = None
    save_fails: AppError | None = None
    steps: tuple[tuple[int, int | None], ...] = ()
    did: list[tuple[str, object]] = field(default_factory=list)
    types: tuple[VisitType, ...] = field(default_factory=usual_visit_types)
    hosts: tuple[str, ...] = HOSTS

    def _look(self) -> None:
        if self.fails is not None:
            raise self.fails

    async def open_file(
        self,
        path: Path,
        progress: Callable[[int, int | None], None] = lambda _done, _total: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> ImportedEvents:
        self.did.append(("open", path.name))
        self._look()
        for done, total in self.steps:
            progress(done, total)
        self.did.append(("stopped", stop()))
        return self.file

    async def check_import(self, wish: ImportWish) -> tuple[ImportVerdict, ...]:
        self.did.append(("check", wish))
        wish.check()
        self._look()
        return tuple(map(self.judge, wish.events))

    async def import_events(self, wish: ImportWish) -> ImportOutcome:
        self.did.append(("import", wish))
        wish.check()
        self._look()
        verdicts = tuple(map(self.judge, wish.events))
        planned = [MeetingId(each.event.uid) for each in verdicts if each.planned]
        step = UndoStep(planned[0], None, "planned", tuple((each, None) for each in planned[1:])) if planned else None
        return ImportOutcome(verdicts, step)

    async def undo(self, step: UndoStep) -> UndoStep:
        self.did.append(("undo", step))
        return step

    async def count_export(self, wish: ExportWish) -> int:
        self.did.append(("count", wish))
        wish.check()
        self._look()
        return self.count

    async def save_export(self, target: Path, wish: ExportWish, name: str) -> int:
        self.did.append(("save", (target, wish, name)))
        if self.save_fails is not None:
            raise self.save_fails
        return self.count

    async def visit_types(self) -> tuple[VisitType, ...]:
        return self.types

    async def host_names(self) -> tuple[str, ...]:
        return self.hosts

    def last(self, what: str) -> object:
        """Return what was asked last."""
        return next(said for did, said in reversed(self.did) if did == what)


def now() -> datetime:
    """Return the time of the fakes."""
    return NOW
