"""Days, times and cities in the words of a language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hosted_meetings_desktop.messages.clocks import Clock, city, same_clock, zone
from hosted_meetings_desktop.messages.languages import language, tags

MORNING = datetime(2027, 3, 30, 7, 0, tzinfo=UTC)
FIXED = "\u00a0"


def clock(tag: str, where: str) -> Clock:
    return Clock(language(tag).locale, zone(where))


@pytest.mark.parametrize(
    ("tag", "day", "times"),
    [
        ("en-GB", "Tuesday, 30 March 2027", "09:00\u201309:30"),
        ("en-US", "Tuesday, March 30, 2027", f"9:00{FIXED}\u2013{FIXED}9:30{FIXED}AM"),
        ("de", "Dienstag, 30. März 2027", "09:00\u201309:30 Uhr"),
        ("es", "martes, 30 de marzo de 2027", "9:00\u20139:30"),
        ("fr", "mardi 30 mars 2027", f"09:00{FIXED}\u2013{FIXED}09:30"),
        ("pt", "terça-feira, 30 de março de 2027", f"09:00{FIXED}\u2013{FIXED}09:30"),
        ("hi", "मंगलवार, 30 मार्च 2027", "9:00\u20139:30 am"),
        ("ar", "الثلاثاء، 30 مارس 2027", "9:00\u20139:30 ص"),
    ],
)
def test_days_and_times_are_those_of_the_language(tag: str, day: str, times: str) -> None:
    berlin = clock(tag, "Europe/Berlin")
    assert berlin.day(MORNING) == day
    assert berlin.times(MORNING, timedelta(minutes=30)) == times


def test_a_24_hour_clock_is_no_12_hour_clock_for_the_h_it_writes() -> None:
    assert "13 h 00" in clock("fr-CA", "Europe/Berlin").times(MORNING + timedelta(hours=4), timedelta(hours=1))


def test_a_meeting_past_midnight_and_across_a_clock_change_shows_both_readings() -> None:
    berlin = clock("en-GB", "Europe/Berlin")
    assert berlin.times(datetime(2027, 3, 30, 21, 45, tzinfo=UTC), timedelta(minutes=30)) == "23:45 \u2013 00:15"
    assert berlin.times(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), timedelta(hours=1)) == "01:30 \u2013 03:30"


@pytest.mark.parametrize("tag", tags())
def test_no_thin_spaces_are_left(tag: str) -> None:
    told = clock(tag, "Europe/Berlin").times(MORNING, timedelta(minutes=30)) + clock(tag, "UTC").time(MORNING)
    assert not set(told) & {"\u2009", "\u202f"}


@pytest.mark.parametrize(
    ("key", "tag", "name"),
    [
        ("Europe/Berlin", "es", "Berlín"),
        ("Africa/Casablanca", "ar", "الدار البيضاء"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
        ("Asia/Kolkata", "hi", "कोलकाता"),
        ("Asia/Calcutta", "hi", "कोलकाता"),
        ("Etc/UTC", "de", "UTC"),
        ("Etc/GMT+5", "de", "GMT+5"),
    ],
)
def test_cities_are_named_in_the_language(key: str, tag: str, name: str) -> None:
    assert city(key, language(tag).locale) == name


@pytest.mark.parametrize("keys", [("Mars/Base", "Europe/Berlin"), ("", "Europe/Berlin"), ("../x", "Europe/Berlin")])
def test_an_unknown_zone_gives_way_to_the_next(keys: tuple[str, ...]) -> None:
    assert zone(*keys).key == "Europe/Berlin"


def test_with_no_known_zone_at_all_it_is_utc() -> None:
    assert zone("Mars/Base", "a" * 300, "\0").key == "UTC"


def test_clocks_are_compared_at_a_moment_not_by_name() -> None:
    berlin, lagos = zone("Europe/Berlin"), zone("Africa/Lagos")
    assert same_clock(berlin, lagos, datetime(2027, 1, 12, 9, tzinfo=UTC))
    assert not same_clock(berlin, lagos, datetime(2027, 7, 12, 9, tzinfo=UTC))
    assert same_clock(berlin, zone("Europe/Paris"), MORNING)


def test_weekdays_are_listed_in_order() -> None:
    assert clock("de", "UTC").weekdays((3, 1)) == "Dienstag und Donnerstag"
