"""Independent readers find every time of every series where we put it, whatever clocks do meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.calendars.invitations import export, message
from hosted_meetings_desktop.calendars.recurrences import occurrences
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import CalendarEvent, ChangedOccurrence, Method
from hosted_meetings_desktop.domain.recurrence import LAST, Frequency, Oddity, Recurrence
from tests.calendars.readers import OtherProgram, Times, recurring_events, recurring_events_by_file
from tests.unit.calendars.kit import meeting

ZONES = {
    # A time of day in the hours of their clock changes, and one that is never touched.
    "Europe/Berlin": (time(2, 30), time(10)),
    "America/New_York": (time(1, 30), time(9, 15)),
    "Africa/Casablanca": (time(2, 30), time(8)),
    "Australia/Sydney": (time(2, 15), time(17, 45)),
    "America/Santiago": (time(23, 30), time(12)),
    "Asia/Kathmandu": (time(2, 30), time(23, 59)),
    "Australia/Lord_Howe": (time(1, 45), time(11)),
    "America/Sao_Paulo": (time(0), time(10)),
    "Africa/Cairo": (time(0, 30), time(10)),
    "UTC": (time(2), time(10)),
}
# Three years in the past, of which all versions of the zone data say the same: Morocco's clocks changed twice in each
# of them, for five weeks, and in 2026 for the last time.
FIRST = date(2023, 9, 4)  # a Monday, the first one of its month
LAST_DAY = date(2026, 9, 7)

WEEKLY = Recurrence(Frequency.WEEKLY, weekdays=(0,), until=LAST_DAY)
RULES = {
    "daily": Recurrence(Frequency.DAILY, interval=10, until=LAST_DAY),
    "every day": Recurrence(Frequency.DAILY, count=400),
    "weekly": WEEKLY,
    "two days a week": Recurrence(Frequency.WEEKLY, weekdays=(0, 3), until=LAST_DAY),
    "every other week": Recurrence(Frequency.WEEKLY, interval=2, weekdays=(6, 0), count=150),
    "monthly": Recurrence(Frequency.MONTHLY, count=36),
    "first Monday": Recurrence(Frequency.MONTHLY, nth=1, weekdays=(0,), until=LAST_DAY),
}


def ours(event: CalendarEvent) -> Times:
    """Return when a series is held by what we keep of it."""
    assert event.recurrence is not None
    changed = {each.wall: each for each in event.changed}
    found = []
    for each in occurrences(event.starts, event.zone, event.recurrence):
        if each.wall in changed:
            start, duration = changed[each.wall].starts_at, changed[each.wall].duration
        elif each.wall in event.left_out:
            continue
        else:
            start, duration = each.starts_at, event.duration
        found.append((int(start.timestamp()), int((start + duration).timestamp())))
    return sorted(found)


def with_exceptions(event: CalendarEvent) -> CalendarEvent:
    """Leave out every 7th time and move every 5th: a little, to another zone, or into the hour of a clock change."""
    assert event.recurrence is not None
    times = occurrences(event.starts, event.zone, event.recurrence)
    odd = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)  # 02:30 in Berlin, for the first time that night
    places = (
        (timedelta(hours=1), event.zone),
        (timedelta(days=-1), "America/New_York"),
        (timedelta(0), "Europe/Berlin"),
    )
    changed = []
    for number, each in enumerate(times[4::5]):
        by, zone = places[number % 3]
        moved = each.starts_at + by if by else odd + timedelta(hours=number % 2, days=number // 6 * 7)
        changed.append(ChangedOccurrence(each.wall, moved, timedelta(minutes=45), zone))
    moved_walls = {each.wall for each in changed}
    left_out = tuple(each.wall for each in times[::7] if each.wall not in moved_walls)
    return meeting(event.starts, event.zone, event.recurrence, left_out=left_out, changed=tuple(changed))


def starts(times: Times) -> list[int]:
    return [start for start, _ in times]


@pytest.mark.parametrize("zone", ZONES)
def test_every_reader_finds_every_time(zone: str, ical_js: OtherProgram) -> None:
    for name, rule in RULES.items():
        for place, at in enumerate(ZONES[zone]):
            plain = meeting(datetime.combine(FIRST, at), zone, rule)
            for event, by_python in (
                (plain, recurring_events),
                (with_exceptions(plain), recurring_events_by_file),
            ):
                expected = ours(event)
                assert len(expected) > 20, name
                text = message(event, Method.REQUEST).decode()
                for reader in (by_python, ical_js):
                    found = reader(text)
                    assert starts(found) == starts(expected), (name, at, reader)
                    if place == 1:  # within the hour of a change, readers differ by how long a meeting is
                        assert found == expected, (name, at, reader)


@pytest.mark.parametrize("zone", ZONES)
def test_khal_finds_every_time_too(zone: str, khal: OtherProgram) -> None:
    for name, rule in RULES.items():
        for at in ZONES[zone]:
            plain = meeting(datetime.combine(FIRST, at), zone, rule)
            for event in (plain, with_exceptions(plain)):
                found = khal(message(event, Method.REQUEST).decode())
                assert starts(found) == starts(ours(event)), (name, at)


def test_the_hours_of_clock_changes_are_really_met() -> None:
    met = {
        (zone, each.oddity)
        for zone, (at, _) in ZONES.items()
        for each in occurrences(datetime.combine(FIRST, at), zone, RULES["every day"])
    }
    assert {zone for zone, oddity in met if oddity is Oddity.SKIPPED} >= {"Europe/Berlin", "Australia/Sydney"}
    assert {zone for zone, oddity in met if oddity is Oddity.TWICE} >= {"America/New_York", "America/Santiago"}


def test_which_of_two_equal_clock_times_is_meant_is_told(ical_js: OtherProgram) -> None:
    wall = datetime.combine(date(2027, 10, 31), time(2, 30))
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    for event in (
        meeting(wall, "Europe/Berlin", first=second),
        meeting(wall, "Europe/Berlin", Recurrence(Frequency.DAILY, count=3), first=second),
    ):
        text = message(event, Method.REQUEST).decode()
        for reader in (recurring_events, recurring_events_by_file, ical_js):
            assert starts(reader(text))[0] == int(second.timestamp())


def test_a_file_of_many_series_is_read_like_each_of_them(ical_js: OtherProgram) -> None:
    events = [
        meeting(datetime.combine(FIRST, at), zone, WEEKLY, uid=f"{zone} {at}@clinic.example")
        for zone, hours in ZONES.items()
        for at in hours
    ]
    text = export(events, "Clinic").decode()
    expected = sorted(start for event in events for start in starts(ours(event)))
    for reader in (recurring_events, ical_js):
        assert sorted(starts(reader(text))) == expected


def test_cancelling_one_time_names_a_time_that_readers_know(ical_js: OtherProgram) -> None:
    plain = meeting(datetime.combine(FIRST, time(10)), "Africa/Casablanca", WEEKLY)
    series = message(plain, Method.REQUEST).decode()
    wall = occurrences(plain.starts, plain.zone, WEEKLY)[15].wall
    one = message(meeting(plain.starts, plain.zone, WEEKLY, only=wall, sequence=1), Method.CANCEL).decode()
    # What a calendar makes of both: the series, and beside it the one that it names.
    both = series.replace("END:VCALENDAR\r\n", one[one.index("BEGIN:VEVENT") :])
    for reader in (recurring_events, ical_js):
        assert starts(reader(both)) == starts(reader(series))


@st.composite
def series(draw: st.DrawFn) -> CalendarEvent:
    zone = draw(st.sampled_from(sorted(ZONES)))
    day = FIRST + timedelta(days=draw(st.integers(0, 1500)))
    at = time(draw(st.integers(0, 23)), draw(st.sampled_from([0, 15, 30])))
    first = datetime.combine(day, at)
    frequency = draw(st.sampled_from(Frequency))
    weekdays: tuple[int, ...] = ()
    nth = 0
    if frequency is Frequency.WEEKLY:
        weekdays = tuple(sorted({first.weekday(), *draw(st.lists(st.integers(0, 6), max_size=3))}))
    if frequency is Frequency.MONTHLY and draw(st.booleans()):
        weekdays = (first.weekday(),)
        nth = (day.day + 6) // 7
        last = (day + timedelta(days=7)).month != day.month
        nth = LAST if nth == 5 or (last and draw(st.booleans())) else nth
    ends_by_count = draw(st.booleans())
    rule = Recurrence(
        frequency,
        interval=draw(st.integers(1, 5)),
        weekdays=weekdays,
        nth=nth,
        count=draw(st.integers(1, 60)) if ends_by_count else None,
        until=None if ends_by_count else day + timedelta(days=draw(st.integers(0, 800))),
    )
    event = meeting(first, zone, rule)
    try:
        times = occurrences(first, zone, rule)
    except InputProblem:
        return meeting(first, zone, Recurrence(Frequency.DAILY, count=3))
    walls = {each.wall: each for each in times}
    left_out = draw(st.lists(st.sampled_from(sorted(walls)), unique=True, max_size=5))
    moved = draw(st.lists(st.sampled_from(sorted(walls)), unique=True, max_size=5))
    changed = tuple(
        ChangedOccurrence(
            wall,
            walls[wall].starts_at + timedelta(minutes=15 * draw(st.integers(-500, 500))),
            timedelta(minutes=20),
            draw(st.sampled_from(sorted(ZONES))),
        )
        for wall in moved
        if wall not in left_out
    )
    return meeting(event.starts, zone, rule, left_out=tuple(left_out), changed=changed)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(event=series())
def test_any_series_is_read_as_it_was_written(ical_js: OtherProgram, event: CalendarEvent) -> None:
    text = message(event, Method.REQUEST).decode()
    for reader in (recurring_events, recurring_events_by_file, ical_js):
        assert starts(reader(text)) == starts(ours(event)), reader


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(event=series())
def test_any_series_is_read_by_khal_as_it_was_written(khal: OtherProgram, event: CalendarEvent) -> None:
    def until_2037(times: Times) -> list[int]:  # khal looks no further
        return [start for start in starts(times) if start < datetime(2037, 1, 1, tzinfo=UTC).timestamp()]

    assert until_2037(khal(message(event, Method.REQUEST).decode())) == until_2037(ours(event))


def test_what_is_read_is_in_the_zone_it_was_planned_in() -> None:
    event = meeting(datetime.combine(FIRST, time(10)), "Australia/Sydney", WEEKLY)
    clock = {
        datetime.fromtimestamp(start, UTC).astimezone(ZoneInfo(event.zone)).time()
        for start in starts(recurring_events(message(event, Method.REQUEST).decode()))
    }
    assert clock == {time(10)}
