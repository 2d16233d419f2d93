"""A series that is moved: to another zone or day, over a change of the clock, and when some of it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter, Schedule
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService, Ticking

pytestmark = pytest.mark.anyio

WEEKLY = Recurrence(Frequency.WEEKLY, weekdays=(0,), count=6)  # the first is on a Monday, at 11:00 in Berlin
BERLIN, LONDON = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def meetings(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> MeetingService:
    return MeetingService(store, Engine(store, service, changes, clock), changes, clock, IcsCalendars())


async def listed(meetings: MeetingService) -> list[Meeting]:
    return list((await meetings.page(MeetingFilter(), 0, 500)).rows)


async def planned(
    meetings: MeetingService, rule: Recurrence = WEEKLY, first: datetime | None = None
) -> list[Meeting]:
    draft = make_draft("Knee", "Asha", "Ben")
    starts = draft.schedule.starts_at if first is None else first
    draft = replace(draft, schedule=replace(draft.schedule, starts_at=starts))
    await meetings.plan(draft, recurrence=rule)
    return await listed(meetings)


def later(meeting: Meeting, by: timedelta) -> Schedule:
    return replace(meeting.schedule, starts_at=meeting.schedule.starts_at + by)


def days(rows: list[Meeting]) -> list[date]:
    return sorted(row.schedule.starts_at.date() for row in rows if not row.cancelled)


def as_is(row: Meeting) -> tuple[object, ...]:
    return row.schedule, row.host, row.title, row.invitees, row.series_id, row.wall


# ---- another zone, another clock
async def test_another_zone_is_the_zone_of_all(meetings: MeetingService) -> None:
    rows = await planned(meetings)
    by_hand = await meetings.move(rows[3].id, later(rows[3], HOUR))
    start = rows[0].schedule.starts_at.astimezone(BERLIN).replace(tzinfo=LONDON).astimezone(UTC)
    wished = replace(draft_of(rows[0]), schedule=Schedule(start, rows[0].schedule.duration, "Europe/London"))
    changed = await meetings.change(rows[0].id, wished, scope=Scope.ALL)
    after = await listed(meetings)
    others = [row for row in after if row.id != by_hand.meeting.id]
    assert {row.schedule.zone for row in others} == {"Europe/London"}
    assert [row.schedule.starts_at.astimezone(LONDON).hour for row in others] == [11] * 5
    assert (await meetings.get(by_hand.meeting.id)).schedule == by_hand.meeting.schedule, "an exception stays"
    await meetings.undo(changed.undo)
    assert [row.schedule for row in await listed(meetings) if row.id != by_hand.meeting.id] == [
        row.schedule for row in rows if row.id != by_hand.meeting.id
    ]


@pytest.mark.parametrize(
    "first", [datetime(2026, 10, 11, 0, 30, tzinfo=UTC), datetime(2026, 3, 15, 1, 30, tzinfo=UTC)]
)
async def test_a_time_that_the_clock_brings_twice_or_not_at_all_moves_with_the_others(
    meetings: MeetingService, first: datetime
) -> None:
    sundays = Recurrence(Frequency.WEEKLY, weekdays=(6,), count=4)
    rows = await planned(meetings, sundays, first)
    await meetings.move(rows[0].id, later(rows[0], 3 * HOUR), scope=Scope.ALL)
    assert [row.schedule.starts_at.astimezone(BERLIN).hour for row in await listed(meetings)] == [5] * 4


# ---- what is over
async def test_what_is_over_stays_as_it_was_held(meetings: MeetingService, clock: Ticking) -> None:
    rows = await planned(meetings)
    clock.advance(days=16)
    own = draft_of(rows[4])
    wished = replace(own, host="Dr Winter", invitees=own.invitees[:1], schedule=later(rows[4], 2 * HOUR))
    changed = await meetings.change(rows[4].id, wished, scope=Scope.ALL)
    after = {row.id: row for row in await listed(meetings)}
    assert [as_is(after[row.id]) for row in rows[:3]] == [as_is(row) for row in rows[:3]]
    assert [(after[row.id].schedule, after[row.id].host) for row in rows[3:]] == [
        (later(row, 2 * HOUR), "Dr Winter") for row in rows[3:]
    ]
    assert {len(after[row.id].invitees) for row in rows[3:]} == {1}
    before, series = rows[0].series_id, changed.meeting.series_id
    assert before is not None
    assert series is not None
    held, to_come = await meetings.series(before), await meetings.series(series)
    assert held is not None
    assert to_come is not None
    assert (held.starts, held.recurrence.count) == (rows[0].wall, 3), "the rule keeps the times that are over"
    assert to_come.recurrence.count == 3
    await meetings.undo(changed.undo)
    assert [as_is(row) for row in await listed(meetings)] == [as_is(row) for row in rows]


async def test_who_is_taken_off_all_came_to_what_is_over(meetings: MeetingService, clock: Ticking) -> None:
    rows = await planned(meetings)
    clock.advance(days=16)
    own = draft_of(rows[4])
    await meetings.change(rows[4].id, replace(own, invitees=own.invitees[:1]), scope=Scope.ALL)
    after = await listed(meetings)
    assert [len(row.invitees) for row in after] == [2, 2, 2, 1, 1, 1]
    assert {row.series_id for row in after} == {rows[0].series_id}, "the times are the same: it stays one series"


async def test_a_longer_series_stays_one_when_some_of_it_is_over(meetings: MeetingService, clock: Ticking) -> None:
    rows = await planned(meetings)
    clock.advance(days=16)
    longer = replace(WEEKLY, count=8)
    await meetings.change(rows[4].id, draft_of(rows[4]), scope=Scope.ALL, recurrence=longer)
    after = await listed(meetings)
    assert len(after) == 8
    assert {row.series_id for row in after} == {rows[0].series_id}


async def test_another_rule_begins_with_what_comes(meetings: MeetingService, clock: Ticking) -> None:
    rows = await planned(meetings)
    clock.advance(days=8)
    fortnightly = replace(WEEKLY, interval=2, count=4)
    await meetings.change(rows[4].id, draft_of(rows[4]), scope=Scope.ALL, recurrence=fortnightly)
    after = await listed(meetings)
    first = rows[0].schedule.starts_at.date()
    assert days(after) == [first + n * DAY for n in (0, 7, 14, 28, 42)], (
        "the second was held, though not by this rule"
    )
    assert [as_is(row) for row in after[:2]] == [as_is(row) for row in rows[:2]]


async def test_nothing_but_the_one_in_hand_changes_when_all_is_over(meetings: MeetingService, clock: Ticking) -> None:
    rows = await planned(meetings)
    clock.advance(days=100)
    await meetings.move(rows[2].id, later(rows[2], HOUR), scope=Scope.ALL)
    after = await listed(meetings)
    assert [row.schedule for row in after if row.id != rows[2].id] == [
        row.schedule for row in rows if row.id != rows[2].id
    ]
    assert after[2].schedule == later(rows[2], HOUR)


async def test_following_from_one_that_is_over_leaves_the_others_that_are(
    meetings: MeetingService, clock: Ticking
) -> None:
    rows = await planned(meetings)
    clock.advance(days=16)
    moved = replace(draft_of(rows[1]), title="Hip", schedule=later(rows[1], HOUR))
    await meetings.change(rows[1].id, moved, scope=Scope.FOLLOWING)
    after = {row.id: row for row in await listed(meetings)}
    assert [after[row.id].title for row in rows] == ["Knee", "Hip", "Knee", "Hip", "Hip", "Hip"]
    assert as_is(after[rows[2].id]) == as_is(rows[2])


# ---- another day
async def test_two_days_of_every_other_week_keep_their_distance(meetings: MeetingService) -> None:
    rule = Recurrence(Frequency.WEEKLY, interval=2, weekdays=(0, 6), count=4)
    rows = await planned(meetings, rule)
    await meetings.move(rows[0].id, later(rows[0], DAY), scope=Scope.ALL)
    after = await listed(meetings)
    assert days(after) == [day + DAY for day in days(rows)], "though the week begins between them now"
    assert {row.series_id for row in after} == {rows[0].series_id}
    await meetings.move(rows[0].id, later(after[0], DAY), scope=Scope.ALL)
    assert days(await listed(meetings)) == [day + 2 * DAY for day in days(rows)]


@pytest.mark.parametrize("end", [{"until": date(2026, 12, 31)}, {"count": 6}])
async def test_from_the_31st_to_the_30th_adds_nothing_between(
    meetings: MeetingService, end: dict[str, object]
) -> None:
    rule = Recurrence(Frequency.MONTHLY, **end)  # type: ignore[arg-type]
    rows = await planned(meetings, rule, datetime(2026, 3, 31, 9, tzinfo=UTC))
    await meetings.move(rows[0].id, later(rows[0], -DAY), scope=Scope.ALL)
    assert days(await listed(meetings)) == [day - DAY for day in days(rows)]


async def test_from_the_30th_to_the_31st_is_refused_whole(meetings: MeetingService) -> None:
    rows = await planned(meetings, Recurrence(Frequency.MONTHLY, count=6), datetime(2026, 3, 30, 9, tzinfo=UTC))
    with pytest.raises(InputProblem, match="such a day"):
        await meetings.move(rows[0].id, later(rows[0], DAY), scope=Scope.ALL)
    assert await listed(meetings) == rows


async def test_the_first_monday_becomes_the_first_tuesday(meetings: MeetingService) -> None:
    rule = Recurrence(Frequency.MONTHLY, weekdays=(0,), nth=1, count=8)
    rows = await planned(meetings, rule)
    await meetings.move(rows[0].id, later(rows[0], DAY), scope=Scope.ALL)
    found = days(await listed(meetings))
    assert [(day.month, day.weekday(), day.day <= 7) for day in found] == [(n, 1, True) for n in range(3, 11)]
