"""What is held in somebody's calendar, however its program writes it down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.calendars.invitations import export
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import ChangedOccurrence, FoundEvent, LineProblem
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from tests.unit.calendars.kit import BERLIN, calendar, event, meeting, read_2027

TEN = "DTSTART;TZID=Europe/Berlin:20270310T100000\nDTEND;TZID=Europe/Berlin:20270310T110000\nSUMMARY:Busy"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def only(text: str, *, head: str = "", zone: str = BERLIN) -> FoundEvent:
    found = read_2027(calendar(event(text), head=head), zone)
    assert not found.problems
    (one,) = found.events
    return one


def starts(text: str, *, head: str = "") -> list[str]:
    found = read_2027(calendar(text, head=head))
    assert not found.problems
    return [f"{each.starts_at:%m-%d %H:%M}" for each in found.events]


def test_a_single_event() -> None:
    assert only(TEN + "\nDESCRIPTION:Line\\nbreak\\, and more\nLOCATION:x\nATTACH:x") == FoundEvent(
        uid="1@x",
        title="Busy",
        starts_at=at("2027-03-10T09:00"),
        ends_at=at("2027-03-10T10:00"),
        zone=BERLIN,
        note="Line\nbreak, and more",
    )


def test_what_we_export_is_read_back() -> None:
    moved = ChangedOccurrence(
        datetime.fromisoformat("2027-03-18T10:00"), at("2027-03-19T13:00"), timedelta(hours=1), "America/New_York"
    )
    series = meeting(
        recurrence=Recurrence(Frequency.WEEKLY, weekdays=(1, 3), count=4),
        changed=(moved,),
        left_out=(datetime.fromisoformat("2027-03-23T10:00"),),
    )
    found = read_2027(export([series], "Klinik"))
    assert found.name == "Klinik"
    assert [(each.starts_at, each.zone) for each in found.events] == [
        (at("2027-03-16T09:00"), BERLIN),
        (at("2027-03-19T13:00"), "America/New_York"),
        (at("2027-03-25T09:00"), BERLIN),
    ]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("DTSTART:20270310T090000Z\nDURATION:PT1H30M", "2027-03-10T10:30"),
        ("DTSTART:20270310T090000Z", "2027-03-10T09:00"),
        ("DTSTART:20270310T090000Z\nDTEND;TZID=America/New_York:20270310T060000", "2027-03-10T11:00"),
        ("DTSTART:20270310T090000Z\nDURATION:P1D", "2027-03-11T09:00"),
    ],
)
def test_ends(text: str, end: str) -> None:
    assert only(text).ends_at == at(end)


def test_whole_days_are_the_readers() -> None:
    found = only("DTSTART;VALUE=DATE:20270310\nDTEND;VALUE=DATE:20270312\nSUMMARY:Leave")
    assert (found.starts_at, found.ends_at) == (at("2027-03-09T23:00"), at("2027-03-11T23:00"))
    assert found.all_day
    assert found.zone == ""
    assert only("DTSTART;VALUE=DATE:20270310", zone="Pacific/Auckland").starts_at == at("2027-03-09T11:00")
    assert only("DTSTART:20270310").ends_at == at("2027-03-10T23:00")
    days = starts(event("DTSTART;VALUE=DATE:20270326\nRRULE:FREQ=DAILY;UNTIL=20270329\nEXDATE;VALUE=DATE:20270327"))
    assert days == ["03-25 23:00", "03-27 23:00", "03-28 22:00"]


def test_times_without_a_zone_are_in_the_one_asked_for() -> None:
    found = only("DTSTART:20270310T100000", zone="America/New_York")
    assert found.starts_at == at("2027-03-10T15:00")
    assert found.zone == ""


def test_a_calendars_own_zone_comes_first() -> None:
    head = "X-WR-TIMEZONE:America/New_York\n"
    assert only("DTSTART:20270310T100000", head=head).starts_at == at("2027-03-10T15:00")
    found = only("DTSTART:20270310T150000Z", head=head)
    assert (found.starts_at, found.zone) == (at("2027-03-10T15:00"), "America/New_York")
    # In UTC, but meant on New York's clock.
    weekly = event("DTSTART:20270310T150000Z\nRRULE:FREQ=WEEKLY;COUNT=2")
    assert starts(weekly, head=head) == ["03-10 15:00", "03-17 14:00"]


@pytest.mark.parametrize(
    "name",
    [
        "W. Europe Standard Time",
        '"W. Europe Standard Time"',
        "/freeassociation.sourceforge.net/Europe/Berlin",
        "/mozilla.org/20050126_1/Europe/Berlin",
        "europe/berlin",
        "/Europe/Berlin",
    ],
)
def test_zones_by_other_names(name: str) -> None:
    found = only(f"DTSTART;TZID={name}:20270710T100000")
    assert (found.starts_at, found.zone) == (at("2027-07-10T08:00"), BERLIN)


OWN_ZONE = """BEGIN:VTIMEZONE
TZID:(UTC+01:00) Amsterdam\\, Berlin
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def test_a_zone_that_only_the_file_knows() -> None:
    timed = event('DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin":20270326T100000\nRRULE:FREQ=DAILY;COUNT=3')
    found = read_2027(calendar(OWN_ZONE, timed), "Asia/Tokyo")
    assert not found.problems
    assert [each.starts_at for each in found.events] == [
        at("2027-03-26T09:00"),
        at("2027-03-27T09:00"),
        at("2027-03-28T08:00"),
    ]
    assert found.events[0].zone == ""


def test_what_one_file_says_of_zones_is_forgotten_for_the_next() -> None:
    wrong = OWN_ZONE.replace("(UTC+01:00) Amsterdam\\, Berlin", "W. Europe Standard Time").replace("+0", "+1")
    mine = OWN_ZONE.replace("(UTC+01:00) Amsterdam\\, Berlin", "Mine").replace("+0", "+1")
    first = read_2027(calendar(wrong, mine, event("DTSTART;TZID=Mine:20270310T100000")))
    assert first.events[0].starts_at == at("2027-03-09T23:00")
    assert only("DTSTART;TZID=W. Europe Standard Time:20270310T100000").starts_at == at("2027-03-10T09:00")
    second = read_2027(calendar(event("DTSTART;TZID=Mine:20270310T100000")))
    assert second.events[0].starts_at == at("2027-03-10T09:00")
    assert second.problems


def test_an_unknown_zone_is_told_once_and_the_readers_assumed() -> None:
    text = "DTSTART;TZID=Mars/Olympus:20270310T100000\nDTEND;TZID=Mars/Olympus:20270310T110000"
    found = read_2027(calendar(event(text), event(text, "2@x")))
    assert [each.starts_at for each in found.events] == [at("2027-03-10T09:00")] * 2
    assert found.problems == (LineProblem(7, 'The time zone "Mars/Olympus" is not known; Europe/Berlin was assumed'),)


@pytest.mark.parametrize(
    ("text", "busy"),
    [
        ("", True),
        ("TRANSP:OPAQUE", True),
        ("TRANSP:TRANSPARENT", False),
        ("STATUS:CANCELLED", False),
        ("STATUS:TENTATIVE", True),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", False),
    ],
)
def test_what_takes_time(text: str, *, busy: bool) -> None:
    assert only(f"{TEN}\n{text}").busy is busy
    assert only(TEN, head="METHOD:CANCEL\n").busy is False


def test_series_with_exceptions() -> None:
    series = event(
        TEN + "\nRRULE:FREQ=DAILY;COUNT=5\nEXDATE;TZID=Europe/Berlin:20270311T100000\nRDATE:20270401T060000Z"
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20270312T100000\nDTSTART;TZID=Europe/Berlin:20270320T150000\n"
        "DTEND;TZID=Europe/Berlin:20270320T160000"
    )
    gone = event("RECURRENCE-ID:20270313T090000Z\nDTSTART:20270313T090000Z\nSTATUS:CANCELLED")
    found = read_2027(calendar(moved, series, gone))
    assert [(f"{each.starts_at:%m-%d %H:%M}", each.busy) for each in found.events] == [
        ("03-10 09:00", True),
        ("03-13 09:00", False),
        ("03-14 09:00", True),
        ("03-20 14:00", True),
        ("04-01 06:00", True),
    ]


def test_all_from_one_time_on() -> None:
    series = event(TEN + "\nRRULE:FREQ=DAILY;COUNT=4")
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20270312T090000Z\nDTSTART:20270312T100000Z\nDTEND:20270312T110000Z"
    )
    assert starts(series + later) == ["03-10 09:00", "03-11 09:00", "03-12 10:00", "03-13 10:00"]


def test_a_changed_time_without_its_series() -> None:
    alone = event(TEN + "\nRECURRENCE-ID:20270301T090000Z")
    assert starts(alone) == ["03-10 09:00"]


def test_the_last_day_of_a_series_is_part_of_it() -> None:
    for until in ("20270312", "20270312T100000", "20270312T090000Z"):
        assert len(starts(event(f"{TEN}\nRRULE:FREQ=DAILY;UNTIL={until}"))) == 3, until
    assert len(starts(event("DTSTART:20270310T100000\nRRULE:FREQ=DAILY;UNTIL=20270312"))) == 3


def test_only_what_lies_in_the_time_asked_for() -> None:
    file = calendar(
        event("DTSTART:20261231T230000Z\nDTEND:20270101T000000Z", "before"),
        event("DTSTART:20261231T230000Z\nDTEND:20270101T000100Z", "reaches in"),
        event("DTSTART:20270101T000000Z", "a moment"),
        event("DTSTART:20271231T235959Z\nDTEND:20280102T000000Z", "reaches out"),
        event("DTSTART:20280101T000000Z\nDTEND:20280101T010000Z", "after"),
        event("DTSTART:20200101T000000Z\nDTEND:20300101T000000Z", "all along"),
        event("DTSTART:20200101T000000Z\nDURATION:P3650D", "for days"),
    )
    found = read_2027(file)
    assert {each.uid for each in found.events} == {"reaches in", "a moment", "reaches out", "all along", "for days"}


def test_old_series_without_an_end() -> None:
    found = read_2027(
        calendar(
            event(TEN.replace("2027", "1997") + "\nRRULE:FREQ=DAILY"),
            event(TEN.replace("2027", "2010") + "\nRRULE:FREQ=YEARLY", "2@x"),
        )
    )
    assert len(found.events) == 366
    assert {f"{each.starts_at:%H:%M}" for each in found.events} == {"09:00", "08:00"}


def test_several_calendars_in_one_file() -> None:
    file = calendar(event(TEN)) + calendar(
        event("DTSTART:20270311T100000", "2@x"), head="X-WR-TIMEZONE:UTC\nNAME:Two\n"
    )
    found = read_2027(file)
    assert [each.starts_at for each in found.events] == [at("2027-03-10T09:00"), at("2027-03-11T10:00")]
    assert found.name == "Two"


def test_the_same_event_twice_is_one_and_a_newer_one_counts() -> None:
    assert len(starts(event(TEN) + event(TEN))) == 1
    newer = event("DTSTART:20270315T100000Z\nSEQUENCE:2")
    assert starts(newer + event(TEN + "\nSEQUENCE:1")) == ["03-15 10:00"]


def test_events_that_share_a_uid_by_mistake_are_all_kept() -> None:
    other = "DTSTART:20270311T100000Z\nSUMMARY:Other"
    assert len(starts(event(TEN, "0") + event(other, "0"))) == 2
    without = (event(TEN) + event(other)).replace("UID:1@x\n", "")
    assert len(starts(without)) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_letters_in_any_encoding(encoding: str) -> None:
    data = calendar(event(TEN.replace("Busy", "Größe, Zoë"))).decode().encode(encoding)
    assert read_2027(data).events[0].title == "Größe, Zoë"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\n\r\n"])
def test_lines_that_end_in_any_way(end: str) -> None:
    data = calendar(event(TEN)).decode().replace("\r\n", end).encode()
    assert read_2027(data).events[0].title == "Busy"


def test_lines_folded_within_a_letter() -> None:
    title = "ä" * 40
    whole = calendar(event(TEN.replace("Busy", title)))
    cut = whole.index("ä".encode()) + 21
    assert read_2027(whole[:cut] + b"\r\n " + whole[cut:]).events[0].title == title


def test_progress_is_told_and_stopping_stops() -> None:
    file = calendar(*(event(TEN, str(number)) for number in range(200)))
    told: list[tuple[int, int | None]] = []
    read_2027(file, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 200), (50, 200), (100, 200), (150, 200), (200, 200), (200, 200)]
    with pytest.raises(InputProblem, match="stopped"):
        read_2027(file, stop=lambda: True)


def test_an_unknown_zone_to_read_in_is_refused() -> None:
    with pytest.raises(InputProblem, match="Mars"):
        read_2027(calendar(event(TEN)), "Mars/Olympus")


FREQUENCIES = st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"])
DAYS = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), unique=True, max_size=4)


@st.composite
def rules(draw: st.DrawFn) -> str:
    frequency = draw(FREQUENCIES)
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 7))}"]
    if days := draw(DAYS):
        parts.append(f"BYDAY={','.join(days)}")
    if draw(st.booleans()):
        parts.append(f"BYMONTH={draw(st.integers(1, 12))}")
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"BYMONTHDAY={draw(st.integers(1, 28))}")
    if frequency != "HOURLY" and draw(st.integers(0, 3)) == 0:
        parts.append("BYHOUR=8,16")
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"WKST={draw(st.sampled_from(['MO', 'SU', 'WE']))}")
    end = draw(st.sampled_from(["", "COUNT=700", "UNTIL=20270705T120000Z"]))
    return ";".join([*parts, *filter(None, [end])])


@settings(max_examples=100, deadline=None)
@given(rule=rules(), year=st.integers(2023, 2027), month=st.integers(1, 12), day=st.integers(1, 28))
def test_counting_from_nearby_finds_what_counting_from_the_beginning_finds(
    rule: str, year: int, month: int, day: int
) -> None:
    """Against recurring-ical-events by itself, which goes through every time from the first one on."""
    start = f"{year}{month:02}{day:02}T081500"
    data = calendar(event(f"DTSTART;TZID={BERLIN}:{start}\nDURATION:PT20M\nRRULE:{rule}"))
    span = (datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 9, 1, tzinfo=UTC))
    plain = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(*span)
    # Each once: by the hour, the skipped quarter past two and the quarter past three are the same moment.
    expected = sorted({each.DTSTART.astimezone(UTC) for each in plain})
    found = read_2027(data, starts_from=span[0], starts_before=span[1])
    assert all("never again" in each.problem for each in found.problems)
    assert [each.starts_at for each in found.events] == expected
