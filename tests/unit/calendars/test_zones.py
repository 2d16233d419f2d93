"""Every change of every clock is found, told exactly, and told no longer than needed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hosted_meetings_desktop.calendars.zones import clock_changes, time_zone

AWKWARD = [
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Nuuk",
    "America/Santiago",
    "America/Sao_Paulo",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Apia",
]


@pytest.mark.parametrize("zone", AWKWARD)
def test_the_changes_found_are_those_that_every_hour_shows(zone: str) -> None:
    place = ZoneInfo(zone)
    moment, end = datetime(2010, 1, 1, tzinfo=UTC), datetime(2012, 12, 31, 23, tzinfo=UTC)
    offset = moment.astimezone(place).utcoffset()
    seen = []
    while moment < end:
        moment += timedelta(hours=1)
        new = moment.astimezone(place).utcoffset()
        if new != offset:
            seen.append((offset, new))
            offset = new
    found = clock_changes(zone, 2010, 2012)
    assert [(each.before, each.after) for each in found] == seen
    for each in found:
        assert each.at.astimezone(place).utcoffset() == each.after
        assert (each.at - timedelta(seconds=1)).astimezone(place).utcoffset() == each.before


def test_short_windows_are_found() -> None:
    assert [(each.at, each.after) for each in clock_changes("Africa/Casablanca", 2025, 2025)] == [
        (datetime(2025, 2, 23, 2, tzinfo=UTC), timedelta(0)),
        (datetime(2025, 4, 6, 2, tzinfo=UTC), timedelta(hours=1)),
    ]


def written(zone: str, start: datetime, end: datetime) -> list[str]:
    text: str = time_zone(zone, start, end).to_ical().decode()
    return text.split("\r\n")


START, END = datetime(2023, 9, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)


def test_yearly_changes_are_told_by_a_rule_that_all_calendars_know() -> None:
    found = written("Europe/Berlin", START, END)
    assert [line for line in found if line.startswith("RRULE")] == [
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    ]
    assert "DTSTART:20220327T020000" in found
    assert found.count("BEGIN:STANDARD") == found.count("BEGIN:DAYLIGHT") == 1
    assert len("\r\n".join(found)) < 500
    assert [line for line in written("America/New_York", START, END) if line.startswith("RRULE")] == [
        "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3",
        "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11",
    ]


def test_other_changes_are_told_one_by_one() -> None:
    found = written("Africa/Casablanca", START, END)
    assert not any(line.startswith(("RRULE", "RDATE")) for line in found)
    assert sorted(line for line in found if line.startswith("DTSTART")) == [
        f"DTSTART:{day}0000"
        for day in (
            "20220327T03",
            "20220508T02",
            "20230319T03",
            "20230423T02",
            "20240310T03",
            "20240414T02",
            "20250223T03",
            "20250406T02",
        )
    ]


def test_the_clock_decides_what_is_called_daylight() -> None:
    dublin = written("Europe/Dublin", START, END)
    summer = dublin[dublin.index("BEGIN:DAYLIGHT") : dublin.index("END:DAYLIGHT")]
    assert {"TZNAME:IST", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100"} <= set(summer)


def test_a_zone_without_changes_is_one_line_of_time() -> None:
    found = written("Asia/Kathmandu", START, END)
    assert found.count("BEGIN:STANDARD") == 1
    assert "BEGIN:DAYLIGHT" not in found
    assert {"TZOFFSETFROM:+0545", "TZOFFSETTO:+0545"} <= set(found)


def test_what_holds_before_the_first_change_is_told_too() -> None:
    # The first change in Kazakhstan in many years was in March 2024.
    found = written("Asia/Almaty", datetime(2024, 1, 10, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC))
    assert found.count("BEGIN:STANDARD") == 2
    assert "TZOFFSETTO:+0600" in found
    assert "TZOFFSETTO:+0500" in found
