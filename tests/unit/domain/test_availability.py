"""Hours, breaks and closed days, compared minute by minute with what the clock on the wall shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.availability import (
    DAYS,
    Availability,
    ClosedDays,
    Span,
    host_key,
    usual_hours,
)
from hosted_meetings_desktop.domain.errors import InputProblem

BERLIN = "Europe/Berlin"
MINUTE = timedelta(minutes=1)
CHANGES = {
    # The days on which the clocks change: where, when, and how long the day is in hours.
    BERLIN: {date(2026, 3, 29): 23, date(2026, 10, 25): 25},
    "America/New_York": {date(2026, 3, 8): 23, date(2026, 11, 1): 25},
    "America/Santiago": {date(2026, 9, 6): 23, date(2026, 4, 4): 25},  # at midnight
    "Africa/Casablanca": {date(2026, 2, 15): 25, date(2026, 3, 22): 23},
    "Australia/Lord_Howe": {date(2026, 10, 4): 23.5, date(2026, 4, 5): 24.5},
    "Atlantic/Azores": {date(2026, 3, 29): 23, date(2026, 10, 25): 25},  # back to midnight
    "Pacific/Apia": {date(2011, 12, 30): 0},  # a day that never was
}


def clock(text: str) -> time:
    return time.fromisoformat(text)


def span(text: str) -> Span:
    start, end = text.split("-")
    return Span(clock(start), clock(end))


def week(*spans: str) -> tuple[tuple[Span, ...], ...]:
    return (tuple(span(text) for text in spans),) * DAYS


def local(zone: str, text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def day_of(zone: str, day: date) -> tuple[datetime, datetime]:
    return local(zone, day.isoformat()), local(zone, (day + timedelta(days=1)).isoformat())


def is_open(hours: Availability, moment: datetime) -> bool:
    """Say whether a moment is worked, from nothing but what the clock shows then."""
    wall = moment.astimezone(ZoneInfo(hours.zone))
    minute = wall.hour * 60 + wall.minute

    def within(spans: tuple[Span, ...]) -> bool:
        return any(
            each.start.hour * 60 + each.start.minute
            <= minute
            < (each.end.hour * 60 + each.end.minute if each.end != time(0) else 1440)
            for each in spans
        )

    closed = any(days.first <= wall.date() <= days.last for days in hours.closed)
    return not closed and within(hours.hours[wall.weekday()]) and not within(hours.breaks[wall.weekday()])


def open_by_minutes(hours: Availability, first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    moment = first
    while moment < last:
        if is_open(hours, moment):
            if found and found[-1][1] == moment:
                found[-1] = (found[-1][0], moment + MINUTE)
            else:
                found.append((moment, moment + MINUTE))
        moment += MINUTE
    return found


def cut(times: object, first: datetime, last: datetime) -> list[tuple[datetime, datetime]]:
    return [(max(start, first), min(end, last)) for start, end in times]  # type: ignore[attr-defined]


@st.composite
def some_spans(draw: st.DrawFn) -> tuple[Span, ...]:
    marks = sorted(draw(st.sets(st.integers(0, 288), max_size=6)))
    pairs = [pair for number, pair in enumerate(pairwise(marks)) if number % 2 == 0 or draw(st.booleans())]
    found = [Span(*(time(mark * 5 // 60 % 24, mark * 5 % 60) for mark in pair)) for pair in pairs]
    return tuple(draw(st.permutations(found)))


@st.composite
def some_hours(draw: st.DrawFn, zone: str, around: date) -> Availability:
    days = st.lists(some_spans(), min_size=DAYS, max_size=DAYS).map(tuple)
    start = st.integers(-3, 3).map(lambda ahead: around + timedelta(days=ahead))
    closed = st.builds(
        lambda first, length: ClosedDays(first, first + timedelta(days=length)), start, st.integers(0, 1)
    )
    return Availability("", zone, draw(days), draw(days), tuple(draw(st.lists(closed, max_size=2))))


@st.composite
def some_window(draw: st.DrawFn) -> tuple[Availability, datetime, datetime]:
    zone = draw(st.sampled_from(sorted(CHANGES)))
    day = draw(st.sampled_from([*CHANGES[zone], date(2026, 6, 17)]))
    first = day_of(zone, day - timedelta(days=1))[0] + draw(st.integers(0, 2000)) * MINUTE
    return draw(some_hours(zone, day)), first, first + draw(st.integers(1, 3000)) * MINUTE


# ---- work
@settings(max_examples=150, deadline=None)
@given(some_window())
def test_hours_are_what_the_clock_on_the_wall_shows(window: tuple[Availability, datetime, datetime]) -> None:
    hours, first, last = window
    hours.check()
    assert cut(hours.work(first, last), first, last) == open_by_minutes(hours, first, last)


@pytest.mark.parametrize(
    ("zone", "day", "length"), [(zone, day, long) for zone in CHANGES for day, long in CHANGES[zone].items()]
)
def test_days_are_as_long_as_they_are(zone: str, day: date, length: float) -> None:
    all_day = Availability("", zone, week("00:00-00:00"))
    first, last = day_of(zone, day)
    worked = sum((end - start for start, end in cut(all_day.work(first, last), first, last)), timedelta(0))
    assert worked == timedelta(hours=length)


@pytest.mark.parametrize("day", ["2026-03-27", "2026-03-29", "2026-10-23", "2026-10-25"])
def test_eight_is_eight_on_each_side_of_a_clock_change(day: str) -> None:
    hours = Availability("", BERLIN, week("08:00-18:00"))
    first, last = day_of(BERLIN, date.fromisoformat(day))
    assert list(hours.work(first, last)) == [(local(BERLIN, f"{day}T08:00"), local(BERLIN, f"{day}T18:00"))]


def test_hours_of_a_skipped_time_begin_when_the_clock_goes_on() -> None:
    hours = Availability("", BERLIN, week("02:30-10:00"))
    first, last = day_of(BERLIN, date(2026, 3, 29))
    assert list(hours.work(first, last)) == [(local(BERLIN, "2026-03-29T03:00"), local(BERLIN, "2026-03-29T10:00"))]
    skipped = Availability("", BERLIN, week("02:10-02:50"))
    assert list(skipped.work(first, last)) == []


def test_hours_of_a_repeated_time_are_worked_twice() -> None:
    hours = Availability("", BERLIN, week("02:10-02:50"))
    first, last = day_of(BERLIN, date(2026, 10, 25))
    assert [end - start for start, end in hours.work(first, last)] == [40 * MINUTE, 40 * MINUTE]


def test_work_over_midnight_and_between_touching_times_is_one() -> None:
    night = Availability("", BERLIN, week("00:00-06:00", "20:00-00:00"))
    first, last = local(BERLIN, "2026-06-17T12:00"), local(BERLIN, "2026-06-18T12:00")
    assert list(night.work(first, last)) == [(local(BERLIN, "2026-06-17T20:00"), local(BERLIN, "2026-06-18T06:00"))]
    touching = Availability("", BERLIN, week("12:00-18:00", "08:00-12:00"))
    assert len(list(touching.work(*day_of(BERLIN, date(2026, 6, 17))))) == 1


def test_breaks_are_taken_out_wherever_they_lie() -> None:
    hours = Availability(
        "", BERLIN, week("08:00-12:00", "13:00-18:00"), week("07:00-08:15", "11:45-13:15", "17:00-23:00")
    )
    assert hours.open_minutes(2) == [(8 * 60 + 15, 11 * 60 + 45), (13 * 60 + 15, 17 * 60)]
    assert replace(hours, breaks=week("00:00-00:00")).open_minutes(0) == []


def test_work_has_nothing_outside_its_window() -> None:
    hours = usual_hours(BERLIN)
    noon = local(BERLIN, "2026-06-17T12:00")
    assert list(hours.work(noon, noon + MINUTE)) == [
        (local(BERLIN, "2026-06-17T08:00"), local(BERLIN, "2026-06-17T18:00"))
    ]
    evening = local(BERLIN, "2026-06-17T18:00")
    assert list(hours.work(evening, evening + MINUTE)) == []
    saturday = local(BERLIN, "2026-06-20T00:00")
    assert list(hours.work(saturday, saturday + timedelta(days=2))) == []


# ---- closed days
def test_a_closed_day_is_told_with_its_reason() -> None:
    leave = ClosedDays(date(2026, 12, 24), date(2027, 1, 1), "Christmas")
    hours = replace(usual_hours(BERLIN), closed=(leave,))
    for day in (date(2026, 12, 24), date(2026, 12, 28), date(2027, 1, 1)):
        assert hours.closed_on(day) is leave
        assert list(hours.work(*day_of(BERLIN, day))) == []
    assert hours.closed_on(date(2026, 12, 23)) is None
    assert hours.closed_on(date(2027, 1, 2)) is None


def test_a_time_over_midnight_reaches_into_the_next_day_but_not_when_it_ends_there() -> None:
    leave = ClosedDays(date(2026, 6, 18), date(2026, 6, 18))
    hours = replace(usual_hours(BERLIN), closed=(leave,))
    start, midnight = local(BERLIN, "2026-06-17T23:30"), local(BERLIN, "2026-06-18T00:00")
    assert hours.closed_within(start, midnight) is None
    assert hours.closed_within(start, midnight + MINUTE) is leave
    assert hours.closed_within(local(BERLIN, "2026-06-18T23:59"), local(BERLIN, "2026-06-19T08:00")) is leave
    assert hours.closed_within(local(BERLIN, "2026-06-19T00:00"), local(BERLIN, "2026-06-19T08:00")) is None


def test_the_first_of_two_closed_times_is_told() -> None:
    late, early = ClosedDays(date(2026, 6, 18), date(2026, 6, 18)), ClosedDays(date(2026, 6, 17), date(2026, 6, 17))
    hours = replace(usual_hours(BERLIN), closed=(late, early))
    whole = local(BERLIN, "2026-06-17T12:00")
    assert hours.closed_within(whole, whole + timedelta(hours=24)) is early
    assert hours.closed_times() == [day_of(BERLIN, date(2026, 6, 17)), day_of(BERLIN, date(2026, 6, 18))]


# ---- what cannot be meant
@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("zone", {"zone": "Europe/Nowhere"}),
        ("zone", {"zone": ""}),
        ("zone", {"zone": "../../etc/passwd"}),
        ("hours", {"hours": ((),) * 6}),
        ("hours", {"hours": week("10:00-09:00")}),
        ("hours", {"hours": week("10:00-10:00")}),
        ("hours", {"hours": week("12:00-18:00", "08:00-12:05")}),
        ("breaks", {"breaks": week("13:00-12:00")}),
        ("breaks", {"breaks": ((),) * 8}),
        ("closed", {"closed": (ClosedDays(date(2026, 2, 2), date(2026, 2, 1)),)}),
        ("closed", {"closed": (ClosedDays(date(2026, 2, 2), date(2026, 2, 2), "x" * 201),)}),
    ],
)
def test_what_cannot_be_meant_names_the_field_to_mend(field: str, more: dict[str, object]) -> None:
    with pytest.raises(InputProblem) as found:
        replace(usual_hours(BERLIN), **more).check()  # type: ignore[arg-type]
    assert found.value.field == field


def test_midnight_as_an_end_is_the_end_of_the_day() -> None:
    assert span("22:00-00:00").end_minute == 1440
    assert span("00:00-00:00").start_minute == 0
    Availability("", BERLIN, week("00:00-00:00")).check()


def test_hosts_are_told_apart_by_their_names_alone() -> None:
    assert host_key(" Dr SOMMER ") == host_key("dr Sommer")
    assert host_key("Dr Sommer") != host_key("Dr Winter")
