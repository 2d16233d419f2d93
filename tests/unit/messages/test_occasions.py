"""When a message's times are: one, a series, across changes of the clock, far away, irregular, very many."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.message import Letter, Occasion
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.messages.languages import language
from hosted_meetings_desktop.messages.occasions import When, when
from tests.unit.messages.kit import MAY, letter, series, weekly


def told(one: Letter) -> When:
    return when(one, language(one.language))


def test_one_time_on_the_clinics_clock() -> None:
    said = told(letter())
    assert said == When("Tuesday, 4 May 2027", "09:00\u201309:30 (Berlin)", "", "", (), "Tue 4 May, 09:00")


def test_the_clinics_clock_is_told_where_it_shows_something_else() -> None:
    said = told(letter(zone="Europe/Lisbon"))
    assert said.times == "08:00\u201308:30 your time (Lisbon)"
    assert said.clinic_times == "09:00\u201309:30 at the clinic (Berlin)"
    assert said.short == "Tue 4 May, 08:00 (Lisbon)"


def test_the_clinics_day_is_told_where_it_is_another() -> None:
    said = told(letter(starts_at=datetime(2027, 5, 4, 20, tzinfo=UTC), zone="Pacific/Auckland"))
    assert said.day == "Wednesday, 5 May 2027"
    assert said.clinic_times.startswith("Tue 4 May, 22:00")


def test_the_old_time_of_a_change() -> None:
    said = told(letter(occasion=Occasion.CHANGE, before=MAY - timedelta(days=4, hours=1)))
    assert said.old == "Friday, 30 April 2027, 08:00\u201308:30"


def test_an_old_time_before_a_clock_change_is_told_on_the_readers_clock() -> None:
    # Winter in Berlin and Lagos are one hour, summer is not: the new time alone would hide it.
    winter = datetime(2027, 1, 12, 9, tzinfo=UTC)
    said = told(letter(zone="Africa/Lagos", starts_at=winter, before=winter + timedelta(days=180)))
    assert said.old.endswith("10:00\u201310:30 your time (Lagos)")
    assert said.clinic_times == "10:00\u201310:30 at the clinic (Berlin)"


def test_a_series_on_the_clinics_own_clock_stays_at_its_time() -> None:
    assert told(series()).repeats == (
        "Every week: Tuesday and Thursday",
        "10 times, the last on Thursday, 1 April 2027",
    )


def test_a_series_shows_both_clocks_from_each_change_on() -> None:
    said = told(series(zone="America/New_York"))
    assert said.times == "04:00\u201304:30 your time (New York)"
    assert said.clinic_times == "10:00\u201310:30 at the clinic (Berlin)"
    assert said.repeats[2:] == (
        "From 16 March: 05:00\u201305:30 your time (New York) · 10:00\u201310:30 at the clinic (Berlin)",
        "From 30 March: 04:00\u201304:30 your time (New York) · 10:00\u201310:30 at the clinic (Berlin)",
        "The clocks change during this series, so the time is not the same for all of it.",
    )


def test_a_series_where_only_the_clinics_clock_changes() -> None:
    said = told(series(zone="Asia/Kolkata"))
    assert "From 30 March: 13:30\u201314:00 your time (Kolkata)" in said.repeats[2]
    assert len(said.repeats) == 4


def test_weekdays_are_those_of_the_readers_calendar() -> None:
    times = weekly("2027-05-03T22:00", 4, (1, 3), "Europe/Berlin")
    rule = Recurrence(Frequency.WEEKLY, 1, (1, 3), count=8)
    said = told(letter(times=times, starts_at=times[0], recurrence=rule, zone="Pacific/Auckland"))
    assert said.day.startswith("Wednesday")
    assert said.repeats[0] == "Every week: Wednesday and Friday"


def test_every_other_week() -> None:
    times = weekly("2027-05-03T09:00", 7, (0, 2), "Europe/Berlin")
    kept = tuple(time for n, time in enumerate(times) if n // 2 % 2 == 0)
    rule = Recurrence(Frequency.WEEKLY, 2, (0, 2), count=8)
    said = told(letter(times=kept, starts_at=kept[0], recurrence=rule))
    assert said.repeats == ("Every 2 weeks: Monday and Wednesday", "8 times, the last on Wednesday, 16 June 2027")


def test_days_without_a_gap() -> None:
    times = tuple(MAY + timedelta(days=n) for n in range(5))
    said = told(letter(times=times, recurrence=Recurrence(Frequency.DAILY, count=5)))
    assert said.repeats == ("Every day", "5 times, the last on Saturday, 8 May 2027")


def test_a_series_with_one_time_moved_names_its_times_as_no_rule_tells_them() -> None:
    whole = series()
    moved = whole.times[3] + timedelta(days=1, hours=2)
    said = told(replace(whole, times=(*whole.times[:3], moved, *whole.times[4:])))
    assert said.repeats[0].startswith("10 times")
    assert "Fri 12 Mar, 12:00\u201312:30" in said.repeats
    assert len(said.repeats) == 10


def test_a_series_with_one_time_left_out_names_its_times() -> None:
    whole = series()
    said = told(replace(whole, times=(*whole.times[:3], *whole.times[4:])))
    assert len(said.repeats) == 9
    assert not any(line.startswith("Every") for line in said.repeats)


def test_a_monthly_series_names_its_days() -> None:
    times = tuple(datetime(2027, month, 4, 7, tzinfo=UTC) for month in (5, 6, 7))
    said = told(letter(times=times, recurrence=Recurrence(Frequency.MONTHLY, count=3)))
    assert said.repeats[1:] == ("Fri 4 Jun, 09:00\u201309:30", "Sun 4 Jul, 09:00\u201309:30")


def test_of_very_many_irregular_times_the_first_are_named() -> None:
    times = tuple(MAY + timedelta(days=n * n) for n in range(40))
    said = told(letter(times=times))
    assert said.repeats[-1] == "and 27 more"
    assert len(said.repeats) == 14


def test_one_time_of_a_series_is_told_as_one_time() -> None:
    assert told(series(only_one=True)).repeats == ()


def test_a_list_names_the_clinics_clock_where_it_is_news() -> None:
    lines = told(series(recurrence=None, zone="America/New_York")).repeats
    assert [" · " in line for line in lines[1:-1]] == [False, False, False, True, False, False, False, True, False]


@settings(max_examples=150, deadline=None)
@given(
    days=st.lists(st.integers(0, 400), min_size=2, max_size=30, unique=True),
    zone=st.sampled_from(
        ["Africa/Casablanca", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "Europe/Berlin"]
    ),
    interval=st.integers(1, 3),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found))),
)
def test_what_is_told_of_a_series_is_true_of_every_time(
    days: list[int], zone: str, interval: int, weekdays: tuple[int, ...]
) -> None:
    first = datetime.fromisoformat("2026-10-05T23:30")
    walls = [first + timedelta(days=day) for day in sorted(days)]
    times = tuple(wall.replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC) for wall in walls)
    rule = Recurrence(Frequency.WEEKLY, interval, weekdays, count=len(times))
    said = told(letter(starts_at=times[0], times=times, zone=zone, recurrence=rule))
    local = [time.astimezone(ZoneInfo(zone)) for time in times]
    if said.repeats[0].startswith("Every"):
        named = said.repeats[0].partition(": ")[2]
        assert all(time.strftime("%A") in named for time in local)
        assert (local[-1].date() - local[0].date()).days >= 7 * interval or len({t.weekday() for t in local}) == len(
            local
        )
    else:
        for time in local[1:13]:
            assert any(time.strftime(f"%a {time.day}") in line for line in said.repeats), time
