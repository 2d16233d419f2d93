"""A clinic's calendar in memory, with the slot rule over it, for tests and pictures of the schedule."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from PySide6.QtCore import QEvent, QPoint

from hosted_meetings_desktop.domain.availability import Availability, ClosedDays, Span
from hosted_meetings_desktop.domain.calendar_entry import BusyTime, CalendarEntry
from hosted_meetings_desktop.domain.errors import NotFound
from hosted_meetings_desktop.domain.ids import MeetingId, SeriesId
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, Schedule, SyncState
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import (
    Concern,
    Policy,
    SlotCheck,
    SlotPolicies,
    SlotTaken,
    Taken,
    Wish,
    findings,
    free_times,
)
from hosted_meetings_desktop.domain.visit_type import VisitType, usual_visit_types
from hosted_meetings_desktop.ui.panes.schedule.pane import SchedulePane
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from tests.panes.clinic_data import HOSTS, LONG_TITLE, NOW, PATIENTS, TITLES, invitee
from tests.panes.fake_services import Faulty
from tests.panes.fakes import NowCalls
from tests.panes.mouse_kit import send_mouse

TYPES = {each.id: each for each in usual_visit_types()}
MONDAY = date(2026, 11, 23)
ZONE = "Europe/London"
LUNCH = (Span(time(12, 30), time(13, 15)),)
WEEKDAYS = (Span(time(8, 30), time(17, 30)),)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a time of the week of ``NOW`` (day 0 is its Monday); London's clock is UTC in November."""
    return datetime.combine(MONDAY, time(hour, minute), UTC) + timedelta(days=day)


def entry(
    number: int, starts_at: datetime, minutes: int = 30, kind: str = "consultation", **changes: object
) -> CalendarEntry:
    """Make one entry; ``changes`` replaces fields."""
    visit: VisitType = TYPES[kind]  # type: ignore[index]
    made = CalendarEntry(
        meeting_id=MeetingId(f"e{number:03}"),
        title=TITLES[number % len(TITLES)],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        zone=ZONE,
        host=HOSTS[number % len(HOSTS)],
        sync=SyncState.SYNCED,
        people=(PATIENTS[number % len(PATIENTS)],),
        visit_type=visit.name,
        colour=visit.colour,
        before=visit.before,
        after=visit.after,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def clinic_entries() -> list[CalendarEntry]:
    """Return a full week of four hosts: every kind, series, buffers, cancelled, live, waiting, needing somebody."""
    rows: list[CalendarEntry] = []
    kinds = ("consultation", "follow-up", "consultation", "follow-up", "consultation")
    number = 100
    for day in range(-7, 21):
        if day % 7 > 4:
            continue
        for place, host in enumerate(HOSTS):
            starts = at(day, 8, 30) + timedelta(minutes=15 * (place % 2))
            for visit in range(9):
                number += 1
                kind = kinds[(number + visit + place) % len(kinds)]
                length = 30 if kind == "consultation" else 15
                lunch = at(day, 12, 30)
                if (number * 7) % 5 and not (
                    starts < lunch + timedelta(minutes=45) and starts + timedelta(minutes=length) > lunch
                ):
                    room = f"Room {place + 1}" if place != 2 else ""
                    rows.append(entry(number, starts, length, kind, host=host, place=room))
                starts += timedelta(minutes=length + (15 if (number * 3) % 4 else 45))
    special = [
        entry(0, at(0, 9), 30, title="Follow-up after knee surgery", live=3, host=HOSTS[0], place="Room 1",
              people=(PATIENTS[0], "Yusuf al-Hassani", "Leila Mansour")),
        entry(1, at(0, 9, 30), 30, sync=SyncState.WAITING, host=HOSTS[1], place="Room 2"),
        entry(2, at(0, 10), 45, title=LONG_TITLE, host=HOSTS[2], people=PATIENTS, in_series=True),
        entry(3, at(0, 11, 15), 30, sync=SyncState.ATTENTION, host=HOSTS[3], place="Room 4"),
        entry(4, at(0, 16), 45, "team", title="Team round", people=HOSTS[1:], host=HOSTS[0], in_series=True),
        entry(5, at(0, 14), 30, host=HOSTS[1], cancelled=True),
        entry(6, at(1, 15), 60, "group", host=HOSTS[3], in_series=True, moved=True, people=PATIENTS[:6]),
        entry(7, at(2, 18), 60, "webinar", title="Living with diabetes", host=HOSTS[2], people=()),
        entry(8, at(3, 13), 60, "livestream", title="Open house", host=HOSTS[0], people=()),
        entry(9, at(3, 23), 120, "team", title="On-call handover", host=HOSTS[3], people=()),
    ]  # fmt: skip
    kept = [row for row in rows if not any(_collide(row, one) for one in special)]
    return sorted([*kept, *special], key=lambda row: row.starts_at)


def _collide(one: CalendarEntry, other: CalendarEntry) -> bool:
    return one.host == other.host and one.starts_at < other.ends_at and other.starts_at < one.ends_at


def clinic_hours() -> tuple[Availability, ...]:
    """Return the clinic's hours, those of a host who works less, and a leave."""
    week = (WEEKDAYS,) * 5 + ((), ())
    breaks = (LUNCH,) * 5 + ((), ())
    part = ((Span(time(8, 30), time(12, 30)),),) * 3 + ((), WEEKDAYS, (), ())
    return (
        Availability("", ZONE, week, breaks, (ClosedDays(date(2026, 12, 25), date(2026, 12, 26), "Christmas"),)),
        Availability(HOSTS[3], ZONE, part),
        Availability(
            HOSTS[2], ZONE, week, breaks, (ClosedDays(MONDAY + timedelta(4), MONDAY + timedelta(4), "Leave"),)
        ),
    )


def clinic_busy() -> tuple[BusyTime, ...]:
    """Return what two hosts' own calendars have."""
    read = NOW - timedelta(minutes=20)
    return (
        BusyTime(HOSTS[1], at(0, 15), at(0, 16, 30), "Dentist", "Private", read),
        BusyTime(HOSTS[0], at(1, 8), at(1, 9), "School", "Family", read),
    )


@dataclass
class FakeSchedule(Faulty):
    """The schedule over a list in memory; the slot rule is the domain's own."""

    rows: list[CalendarEntry] = field(default_factory=clinic_entries)
    names: tuple[str, ...] = HOSTS
    hours: tuple[Availability, ...] = field(default_factory=clinic_hours)
    taken: tuple[BusyTime, ...] = field(default_factory=clinic_busy)
    policies: SlotPolicies = field(default_factory=SlotPolicies)
    now: datetime = NOW

    async def entries(self, starts_from: datetime, starts_before: datetime) -> tuple[CalendarEntry, ...]:
        self._ask("entries", starts_from, starts_before)
        found = (row for row in self.rows if row.starts_at < starts_before and row.ends_at > starts_from)
        return tuple(sorted(found, key=lambda row: row.starts_at))

    async def hosts(self) -> tuple[str, ...]:
        self._ask("hosts")
        return self.names

    async def places(self) -> tuple[str, ...]:
        self._ask("places")
        return tuple(sorted({row.place for row in self.rows if row.place}))

    async def availabilities(self) -> tuple[Availability, ...]:
        self._ask("availabilities")
        return self.hours

    async def busy(self, starts_from: datetime, starts_before: datetime) -> tuple[BusyTime, ...]:
        self._ask("busy", starts_from, starts_before)
        return tuple(row for row in self.taken if row.starts_at < starts_before and row.ends_at > starts_from)

    async def get(self, meeting_id: MeetingId) -> Meeting:
        self._ask("get", meeting_id)
        return _meeting(self.find(meeting_id))

    def find(self, meeting_id: str) -> CalendarEntry:
        """Return an entry."""
        for row in self.rows:
            if row.meeting_id == meeting_id:
                return row
        raise NotFound("The meeting")

    async def move(
        self,
        meeting_id: MeetingId,
        schedule: Schedule,
        *,
        host: str | None = None,
        place: str | None = None,
        scope: Scope = Scope.THIS,
        accepted: frozenset[Concern] = frozenset(),
    ) -> Planned:
        self._ask("move", meeting_id, schedule, host, scope, place, accepted)
        before = self.find(meeting_id)
        after = replace(
            before,
            starts_at=schedule.starts_at,
            ends_at=schedule.ends_at,
            host=before.host if host is None else host,
            place=before.place if place is None else place,
            moved=before.in_series and scope is Scope.THIS,
        )
        found = self._check(after, accepted)
        return self._put(before, after, "moved", 1 if scope is Scope.THIS else 12, found)

    async def cancel(self, meeting_id: MeetingId, *, scope: Scope = Scope.THIS) -> Planned:
        self._ask("cancel", meeting_id, scope)
        before = self.find(meeting_id)
        return self._put(before, replace(before, cancelled=True), "cancelled", 1 if scope is Scope.THIS else 12)

    async def restore(self, meeting_id: MeetingId, *, scope: Scope = Scope.THIS) -> Planned:
        self._ask("restore", meeting_id, scope)
        before = self.find(meeting_id)
        return self._put(before, replace(before, cancelled=False), "restored", 1)

    async def undo(self, step: UndoStep) -> UndoStep:
        self._ask("undo", step)
        now = self.find(step.meeting_id)
        assert step.before is not None
        self._replace(
            replace(
                now,
                starts_at=step.before.schedule.starts_at,
                ends_at=step.before.schedule.ends_at,
                host=step.before.host,
                place=step.before.place,
                cancelled=step.before.cancelled,
            )
        )
        return UndoStep(step.meeting_id, _meeting(now), step.what)

    def _put(self, before: CalendarEntry, after: CalendarEntry, what: str, count: int, found: tuple = ()) -> Planned:
        self._replace(after)
        step = UndoStep(before.meeting_id, _meeting(before), what)
        return Planned(_meeting(after), step, count, found)

    def _replace(self, row: CalendarEntry) -> None:
        self.rows = [other for other in self.rows if other.meeting_id != row.meeting_id] + [row]

    def _check(self, wanted: CalendarEntry, accepted: frozenset[Concern]) -> tuple:
        hours = {each.host: each for each in self.hours}
        wish = Wish(as_taken(wanted), hours.get(wanted.host, hours.get("")), hours.get(""))
        others = [as_taken(row) for row in self.rows if not row.cancelled]
        others += [Taken(b.starts_at, b.ends_at, b.title, host=b.host, busy=True) for b in self.taken]
        found = tuple(findings(wish, others, self.policies)) if wanted.ends_at > self.now else ()
        if any(one.policy is Policy.REFUSE or one.concern not in accepted for one in found):
            free = free_times(wish, others, self.policies, starts_from=max(wanted.starts_at, self.now))
            raise SlotTaken(SlotCheck(found, free))
        return found


def as_taken(row: CalendarEntry) -> Taken:
    """Return an entry as the slot rule looks at it."""
    team = row.visit_type == "Team meeting"
    return Taken(
        row.starts_at, row.ends_at, row.title, row.meeting_id, row.host, row.place, row.before, row.after, not team
    )


def _meeting(row: CalendarEntry) -> Meeting:
    return Meeting(
        id=row.meeting_id,
        title=row.title,
        schedule=Schedule(row.starts_at, row.ends_at - row.starts_at, row.zone),
        host=row.host,
        invitees=tuple(invitee(name, Role.PATIENT) for name in row.people),
        sync=row.sync,
        cancelled=row.cancelled,
        place=row.place,
        series_id=SeriesId("series") if row.in_series else None,
    )


def make_pane(qtbot, schedule=None, *, view: View = View.WEEK, calls=None, size=(1180, 700), now: datetime = NOW):
    """Show a schedule pane over a clinic at ``now``."""
    pane = SchedulePane(schedule or FakeSchedule(now=now), calls or NowCalls(), clock=lambda: now)
    qtbot.addWidget(pane)
    pane.resize(*size)
    with qtbot.waitActive(pane):  # its keys are its own, and not those of a window before it
        pane.show()
        pane.activateWindow()
    pane.show_view(view)
    return pane


def many_entries(count: int, *, days: int = 7) -> list[CalendarEntry]:
    """Return ``count`` entries spread over the working hours of some days from Monday on."""
    rows = []
    for number in range(count):
        start = at(number % days, 7) + timedelta(minutes=(number * 7919) % 660 // 5 * 5)
        kind = ("consultation", "follow-up", "group", "team")[number % 4]
        rows.append(entry(number, start, (15, 30, 45, 60)[number % 4], kind, title=f"{TITLES[number % 8]} {number}"))
    return sorted(rows, key=lambda row: row.starts_at)


def drag(grid, *points, drop: bool = True, between=None) -> None:
    """Press at the first of some points of a view's viewport, go to the others and let go at the last."""
    send_mouse(grid.viewport(), QEvent.Type.MouseButtonPress, points[0])
    for point in points[1:]:
        send_mouse(grid.viewport(), QEvent.Type.MouseMove, point)
        if between is not None:
            between()
    if drop:
        release(grid, points[-1])


def release(grid, point) -> None:
    """Let go at a point of a view's viewport."""
    send_mouse(grid.viewport(), QEvent.Type.MouseButtonRelease, point)


def point_at(grid, column: int, hour: float) -> QPoint:
    """Return the point of a grid's viewport in the middle of a column at an hour."""
    left, right = grid.places.inner(column)
    y = grid.places.y_of(hour * 60)
    return grid.to_view(left, y, right, y + 1).center()


def free_point(grid, column: int, hour: float) -> QPoint:
    """Return a point of a column at an hour that no meeting covers: in the gutter beside them."""
    right = grid.places.edges[column + 1]
    y = grid.places.y_of(hour * 60)
    return grid.to_view(right - 4, y, right - 2, y + 1).center()


def box_of(grid, meeting_id: str):
    """Return where a meeting is in a grid's viewport."""
    return grid.visualRect(grid.entries.index(grid.entries.row_of(meeting_id)))
