"""Rules become times: what a person means, in every zone, with an end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.calendars.recurrences import occurrences, placed, rule_text
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.recurrence import (
    LAST,
    MAX_OCCURRENCES,
    MAX_YEARS,
    Frequency,
    Oddity,
    Recurrence,
)
from tests.unit.calendars.kit import BERLIN, TUESDAY, instant


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def days(first: str, rule: Recurrence, zone: str = BERLIN) -> list[str]:
    return [each.wall.isoformat()[:10] for each in occurrences(wall(first), zone, rule)]


def test_daily() -> None:
    rule = Recurrence(Frequency.DAILY, interval=3, count=3)
    assert days("2027-02-26T09:00", rule) == ["2027-02-26", "2027-03-01", "2027-03-04"]


def test_weekly_on_days_every_other_week() -> None:
    rule = Recurrence(Frequency.WEEKLY, interval=2, weekdays=(3, 1), count=5)
    assert days("2027-03-16T10:00", rule) == ["2027-03-16", "2027-03-18", "2027-03-30", "2027-04-01", "2027-04-13"]


def test_a_week_begins_on_monday() -> None:
    rule = Recurrence(Frequency.WEEKLY, interval=2, weekdays=(6, 0), count=3)
    assert days("2027-03-14T10:00", rule) == ["2027-03-14", "2027-03-22", "2027-03-28"]


def test_monthly_leaves_out_months_without_the_day() -> None:
    rule = Recurrence(Frequency.MONTHLY, count=4)
    assert days("2027-01-31T10:00", rule) == ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]


def test_monthly_on_weekdays() -> None:
    assert days("2027-03-09T10:00", Recurrence(Frequency.MONTHLY, nth=2, weekdays=(1,), count=3)) == [
        "2027-03-09",
        "2027-04-13",
        "2027-05-11",
    ]
    assert days("2027-02-26T10:00", Recurrence(Frequency.MONTHLY, nth=LAST, weekdays=(4,), count=3)) == [
        "2027-02-26",
        "2027-03-26",
        "2027-04-30",
    ]


def test_the_last_day_is_included_in_the_zone_of_the_meeting() -> None:
    rule = Recurrence(Frequency.DAILY, until=date(2027, 3, 18))
    assert days("2027-03-16T23:30", rule, "America/New_York") == ["2027-03-16", "2027-03-17", "2027-03-18"]
    assert days("2027-03-16T00:15", rule, "Australia/Sydney") == ["2027-03-16", "2027-03-17", "2027-03-18"]
    assert days("2027-03-18T10:00", rule) == ["2027-03-18"]


def test_the_clock_on_the_wall_stays_when_clocks_change() -> None:
    found = occurrences(wall("2027-03-25T10:00"), BERLIN, Recurrence(Frequency.DAILY, count=6))
    assert [each.starts_at.hour for each in found] == [9, 9, 9, 8, 8, 8]
    assert {each.oddity for each in found} == {Oddity.NONE}


def test_a_time_that_the_clock_skips_is_as_much_later() -> None:
    found = occurrences(wall("2027-03-27T02:30"), BERLIN, Recurrence(Frequency.DAILY, count=3))
    assert [each.oddity for each in found] == [Oddity.NONE, Oddity.SKIPPED, Oddity.NONE]
    assert found[1].wall == wall("2027-03-28T02:30")
    assert found[1].starts_at.astimezone(ZoneInfo(BERLIN)).replace(tzinfo=None) == wall("2027-03-28T03:30")


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    found = occurrences(wall("2027-10-30T02:30"), BERLIN, Recurrence(Frequency.DAILY, count=3))
    assert [each.oddity for each in found] == [Oddity.NONE, Oddity.TWICE, Oddity.NONE]
    assert found[1].starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "oddity"),
    [
        ("Australia/Lord_Howe", "2026-10-04T02:15", Oddity.SKIPPED),  # half an hour
        ("Australia/Lord_Howe", "2026-10-04T02:30", Oddity.NONE),
        ("Australia/Lord_Howe", "2026-04-05T01:45", Oddity.TWICE),
        ("America/Santiago", "2025-09-07T00:00", Oddity.SKIPPED),  # midnight itself
        ("Pacific/Apia", "2011-12-30T10:00", Oddity.SKIPPED),  # a whole day
        ("Asia/Kathmandu", "2026-04-05T01:45", Oddity.NONE),
    ],
)
def test_odd_times_of_odd_zones(zone: str, at: str, oddity: Oddity) -> None:
    assert placed(wall(at), ZoneInfo(zone)).oddity is oddity


@pytest.mark.parametrize(
    ("first", "rule"),
    [
        ("2027-03-15T10:00", Recurrence(Frequency.WEEKLY, weekdays=(1, 3), count=4)),
        ("2027-03-16T10:00", Recurrence(Frequency.MONTHLY, nth=1, weekdays=(1,), count=4)),
        ("2027-03-16T10:00", Recurrence(Frequency.MONTHLY, nth=LAST, weekdays=(1,), until=date(2027, 3, 20))),
    ],
)
def test_a_first_time_that_its_rule_leaves_out_is_refused(first: str, rule: Recurrence) -> None:
    with pytest.raises(InputProblem, match="The first meeting is on") as refused:
        occurrences(wall(first), BERLIN, rule)
    assert refused.value.field == "repeat"
    assert refused.value.advice


def test_what_cannot_be_meant_is_refused() -> None:
    daily = Recurrence(Frequency.DAILY, until=date(2027, 3, 15))
    with pytest.raises(InputProblem, match="before the first"):
        occurrences(TUESDAY, BERLIN, daily)
    with pytest.raises(InputProblem, match="Mars/Olympus"):
        occurrences(TUESDAY, "Mars/Olympus", Recurrence(Frequency.DAILY, count=2))
    with pytest.raises(InputProblem, match="how often"):
        occurrences(TUESDAY, BERLIN, Recurrence(Frequency.DAILY))
    with pytest.raises(InputProblem, match="begins between"):
        occurrences(wall("9990-01-01T10:00"), BERLIN, Recurrence(Frequency.DAILY, count=2))
    with pytest.raises(ValueError, match="naive"):
        occurrences(datetime(2027, 3, 16, tzinfo=UTC), BERLIN, Recurrence(Frequency.DAILY, count=2))


def test_too_many_times_are_refused() -> None:
    allowed = Recurrence(Frequency.DAILY, until=TUESDAY.date() + timedelta(days=MAX_OCCURRENCES - 1))
    assert len(occurrences(TUESDAY, BERLIN, allowed)) == MAX_OCCURRENCES
    with pytest.raises(InputProblem, match=str(MAX_OCCURRENCES)):
        occurrences(TUESDAY, BERLIN, Recurrence(Frequency.DAILY, until=TUESDAY.date() + timedelta(MAX_OCCURRENCES)))


def test_rules_that_hardly_ever_hold_have_an_end() -> None:
    leap = Recurrence(Frequency.MONTHLY, interval=99, count=400)  # 29 February every 132 years
    with pytest.raises(InputProblem, match=f"{MAX_YEARS} years"):
        occurrences(wall("2028-02-29T10:00"), BERLIN, leap)
    assert days("2028-02-29T10:00", Recurrence(Frequency.MONTHLY, interval=12, count=3)) == [
        "2028-02-29",
        "2032-02-29",
        "2036-02-29",
    ]


@pytest.mark.parametrize(
    ("rule", "zone", "text"),
    [
        (Recurrence(Frequency.DAILY, count=3), BERLIN, "FREQ=DAILY;COUNT=3"),
        (
            Recurrence(Frequency.WEEKLY, interval=2, weekdays=(3, 1), count=9),
            BERLIN,
            "FREQ=WEEKLY;COUNT=9;INTERVAL=2;BYDAY=TU,TH;WKST=MO",
        ),
        (
            Recurrence(Frequency.WEEKLY, weekdays=(1,), until=date(2027, 7, 1)),
            BERLIN,
            "FREQ=WEEKLY;UNTIL=20270701T215959Z;BYDAY=TU",
        ),
        (
            Recurrence(Frequency.DAILY, until=date(2027, 7, 1)),
            "America/New_York",
            "FREQ=DAILY;UNTIL=20270702T035959Z",
        ),
        (Recurrence(Frequency.MONTHLY, count=3), BERLIN, "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=16"),
        (Recurrence(Frequency.MONTHLY, nth=3, weekdays=(1,), count=3), BERLIN, "FREQ=MONTHLY;COUNT=3;BYDAY=3TU"),
        (Recurrence(Frequency.MONTHLY, nth=LAST, weekdays=(1,), count=3), BERLIN, "FREQ=MONTHLY;COUNT=3;BYDAY=-1TU"),
    ],
)
def test_rules_as_calendars_write_them(rule: Recurrence, zone: str, text: str) -> None:
    assert rule_text(rule, TUESDAY, zone) == text


@settings(max_examples=150, deadline=None)
@given(
    first=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda found: found.replace(microsecond=0)),  # noqa: DTZ001
    zone=st.sampled_from([BERLIN, "Africa/Casablanca", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"]),
    frequency=st.sampled_from(Frequency),
    interval=st.integers(1, 99),
    count=st.integers(1, MAX_OCCURRENCES),
)
def test_every_rule_has_as_many_times_as_it_says_or_is_refused(
    first: datetime, zone: str, frequency: Frequency, interval: int, count: int
) -> None:
    weekdays = (first.weekday(),) if frequency is Frequency.WEEKLY else ()
    rule = Recurrence(frequency, interval=interval, weekdays=weekdays, count=count)
    try:
        found = occurrences(first, zone, rule)
    except InputProblem as problem:
        assert "years" in problem.title  # noqa: PT017 (nothing else may be wrong)
        return
    assert len(found) == count
    assert found[0].wall == first
    assert found[0].starts_at == instant(first, zone)
    assert all(one.wall < other.wall for one, other in pairwise(found))
    assert {each.wall.time() for each in found} == {first.time()}
