"""The slot rule compared, minute by minute, with what it says in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain import slots
from hosted_meetings_desktop.domain.availability import DAYS, Availability, ClosedDays, Span
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.slots import (
    SEARCH,
    Concern,
    Policy,
    SlotPolicies,
    Taken,
    Wish,
    findings,
    free_times,
)

BERLIN = "Europe/Berlin"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
STRICT = SlotPolicies(*(Policy.REFUSE,) * 6)
MONDAY = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Day:
    """A few days of a clinic, with all that can be in the way of one wish."""

    wish: Wish
    taken: tuple[Taken, ...]
    policies: SlotPolicies
    starts_from: datetime
    minutes: dict[datetime, tuple[bool, bool]] = field(default_factory=dict)
    """What was found out about a minute: whether it is closed, and whether it is outside of the hours."""

    def shows(self, moment: datetime) -> tuple[bool, bool]:
        if moment not in self.minutes:
            hours = self.wish.availability
            assert hours is not None
            rules = [hours, *([self.wish.clinic] if self.wish.clinic else [])]
            closed = any(shut(each, moment) for each in rules)
            pause = shown_within(moment, hours.zone, hours.breaks)
            self.minutes[moment] = closed, pause or not shown_within(moment, hours.zone, hours.hours)
        return self.minutes[moment]


ZONES = (BERLIN, "America/Santiago", "Asia/Kathmandu", "Africa/Casablanca")
BASES = (
    datetime(2026, 3, 28, 12, 0, tzinfo=UTC), datetime(2026, 10, 24, 12, 0, tzinfo=UTC),
    datetime(2026, 9, 5, 12, 0, tzinfo=UTC), datetime(2026, 2, 14, 12, 0, tzinfo=UTC), MONDAY,
)  # fmt: skip


@st.composite
def some_week(draw: st.DrawFn) -> tuple[tuple[Span, ...], ...]:
    def marks(*quarters: int) -> tuple[Span, ...]:
        times = [time(quarter // 4 % 24, quarter % 4 * 15) for quarter in sorted(set(quarters))]
        return tuple(Span(*pair) for pair in zip(times[::2], times[1::2], strict=False))

    quarters = st.lists(st.integers(0, 96), max_size=4)
    days = [marks(*draw(quarters)) if draw(st.booleans()) else (Span(time(8), time(0)),) for _day in range(DAYS)]
    return tuple(days)


@st.composite
def some_availability(draw: st.DrawFn, base: datetime) -> Availability:
    def days(ahead: int, length: int) -> ClosedDays:
        first = base.date() + timedelta(days=ahead)
        return ClosedDays(first, first + timedelta(days=length))

    closed = st.builds(days, st.integers(-1, 3), st.integers(0, 1))
    breaks = draw(some_week()) if draw(st.booleans()) else ((),) * DAYS
    return Availability(
        "", draw(st.sampled_from(ZONES)), draw(some_week()), breaks, tuple(draw(st.lists(closed, max_size=1)))
    )


@st.composite
def some_taken(draw: st.DrawFn, base: datetime, number: int) -> Taken:
    start = base + draw(st.integers(-12, 150)) * 5 * MINUTE
    buffers = st.sampled_from([timedelta(0), timedelta(0), 5 * MINUTE, 7 * MINUTE, HOUR])
    busy = draw(st.integers(0, 3)) == 0
    return Taken(
        start,
        start + draw(st.sampled_from([0, 10, 10, 30, 30, 45, 61, 600])) * MINUTE,
        "",
        meeting=None if busy else MeetingId(f"m{number}"),
        host=draw(st.sampled_from(["Dr Sommer", "dr sommer ", "Dr Winter"])),
        place="" if busy else draw(st.sampled_from(["", "Room 2", "room 2"])),
        before=draw(buffers),
        after=draw(buffers),
        exclusive=draw(st.integers(0, 3)) > 0,
        busy=busy,
    )


@st.composite
def some_day(draw: st.DrawFn) -> Day:
    base = draw(st.sampled_from(BASES))
    mine = draw(some_taken(base, 0))
    mine = replace(
        mine, busy=False, meeting=MeetingId("mine"), ends_at=max(mine.ends_at, mine.starts_at + 5 * MINUTE)
    )
    hours = draw(some_availability(base)) if draw(st.integers(0, 2)) else None
    clinic = draw(some_availability(base)) if hours is not None and draw(st.booleans()) else None
    others = tuple(draw(some_taken(base, number)) for number in range(1, draw(st.integers(0, 12)) + 1))
    policies = draw(
        st.just(STRICT) | st.just(SlotPolicies()) | st.builds(SlotPolicies, *[st.sampled_from(Policy)] * 6)
    )
    return Day(Wish(mine, hours, clinic), others, policies, base + draw(st.integers(0, 200)) * MINUTE)


def shown_within(moment: datetime, zone: str, week: tuple[tuple[Span, ...], ...]) -> bool:
    wall = moment.astimezone(ZoneInfo(zone))
    minute = wall.hour * 60 + wall.minute
    return any(each.start_minute <= minute < each.end_minute for each in week[wall.weekday()])


def shut(hours: Availability, moment: datetime) -> bool:
    return any(days.first <= moment.astimezone(ZoneInfo(hours.zone)).date() <= days.last for days in hours.closed)


def wrong_by_minutes(day: Day, start: datetime) -> set[Concern]:
    """Say what is wrong with a start from the minutes it takes, without a thought for speed."""
    mine, policies = day.wish.taken, day.policies
    end = start + (mine.ends_at - mine.starts_at)
    found: set[Concern] = set()
    for other in day.taken:
        same = mine.host.strip().lower() == other.host.strip().lower()
        both = same and mine.exclusive and (other.exclusive or other.busy)
        overlap = start < other.ends_at and other.starts_at < end
        if overlap and mine.place and mine.place.lower() == other.place.lower():
            found.add(Concern.OVERLAP if both else Concern.ROOM)
        elif overlap and both:
            found.add(Concern.BUSY if other.busy else Concern.OVERLAP)
        elif both and not other.busy:
            pause = max(other.after, mine.before) if other.ends_at <= start else max(mine.after, other.before)
            gap = start - other.ends_at if other.ends_at <= start else other.starts_at - end
            if gap < pause:
                found.add(Concern.TOO_CLOSE)
    if day.wish.availability is not None and mine.exclusive:
        shown = [day.shows(start + count * MINUTE) for count in range(int((end - start) / MINUTE))]
        if any(closed for closed, _outside in shown) and policies.closed is not Policy.ALLOW:
            found.add(Concern.CLOSED)
        elif any(outside for _closed, outside in shown):
            found.add(Concern.OUT_OF_HOURS)
    return {concern for concern in found if policies.of(concern) is not Policy.ALLOW}


def worked(day: Day, start: datetime) -> bool:
    """Say whether all of a time lies within the hours of open days, whatever the policies are."""
    strict = replace(day, taken=(), policies=STRICT)
    return not wrong_by_minutes(strict, start)


def free_by_minutes(day: Day, *, until: datetime, count: int = 3) -> list[datetime]:
    length = day.wish.taken.ends_at - day.wish.taken.starts_at
    start, found = day.starts_from, []
    while start < until and len(found) < count:
        aligned = start.minute % 5 == 0
        if aligned and worked(day, start) and not wrong_by_minutes(day, start):
            found.append(start)
            start += length
        else:
            start += MINUTE
    return found


@settings(max_examples=200, deadline=None)
@given(some_day())
def test_findings_are_those_that_the_minutes_show(day: Day) -> None:
    found = list(findings(day.wish, day.taken, day.policies))
    assert {each.concern for each in found} == wrong_by_minutes(day, day.wish.taken.starts_at)
    assert all(each.policy is day.policies.of(each.concern) is not Policy.ALLOW for each in found)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some_day())
def test_free_times_are_those_that_the_minutes_show(day: Day) -> None:
    found = free_times(day.wish, day.taken, day.policies, starts_from=day.starts_from)
    soon = day.starts_from + timedelta(days=3)
    assert [start for start in found if start < soon] == free_by_minutes(day, until=soon)
    for start in found:
        moved = Wish(slots._moved(day.wish.taken, start), day.wish.availability, day.wish.clinic)
        assert list(findings(moved, day.taken, day.policies)) == []
        assert start.minute % 5 == start.second == start.microsecond == 0
        assert day.starts_from <= start < day.starts_from + SEARCH
        assert worked(day, start)
    assert list(found) == sorted(set(found))
