"""What is sent is, byte for byte, what calendars want."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.calendars.invitations import export, message
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import (
    Attendee,
    Attending,
    CalendarEvent,
    ChangedOccurrence,
    Contact,
    Method,
)
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from tests.unit.calendars.kit import BERLIN, PATIENT, lines, meeting, values

GOLDEN = Path(__file__).parent / "golden"
SERIES = Recurrence(Frequency.WEEKLY, weekdays=(1, 3), count=8)
DESCRIPTION = (
    "Join with a browser; nothing to install.\n\nToo early? The page tells you, and waits.\nمرحبا "  # noqa: RUF001 (Arabic)
    + "👩🏽‍⚕️" * 6
    + " 你好"
)
LINK = "https://visit.clinic.example/#t=eyJhbGciOi,J9;x"


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def series(**other: Any) -> CalendarEvent:
    return meeting(
        recurrence=SERIES,
        left_out=(wall("2027-03-18T10:00"),),
        description=DESCRIPTION,
        url=LINK,
        **other,
    )


MOVED = ChangedOccurrence(
    wall("2027-03-30T10:00"), datetime(2027, 3, 31, 14, 0, tzinfo=UTC), timedelta(minutes=45), "America/New_York"
)
MESSAGES = {
    "request": (meeting(description=DESCRIPTION, url=LINK), Method.REQUEST),
    "request_series": (series(), Method.REQUEST),
    "update_series": (
        series(sequence=2, changed=(MOVED,), attendees=(Attendee(PATIENT, Attending.ACCEPTED),)),
        Method.REQUEST,
    ),
    "update_one": (series(sequence=2, changed=(MOVED,), only=MOVED.wall), Method.REQUEST),
    "cancel_one": (series(sequence=3, changed=(MOVED,), only=wall("2027-04-01T10:00")), Method.CANCEL),
    "cancel_all": (series(sequence=4, changed=(MOVED,)), Method.CANCEL),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_are_these_bytes(name: str) -> None:
    kept = (GOLDEN / f"{name}.ics").read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert message(*MESSAGES[name]).decode() == kept.decode()


@pytest.mark.parametrize("name", MESSAGES)
def test_lines_end_and_fold_as_they_must(name: str) -> None:
    data = message(*MESSAGES[name])
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is cut in two
    assert message(*MESSAGES[name]) == data


def test_a_calendar_reads_the_texts_as_they_were() -> None:
    data = message(*MESSAGES["request"])
    found = icalendar.Calendar.from_ical(data).events[0]
    assert found["DESCRIPTION"] == DESCRIPTION
    assert found["DESCRIPTION"].params["LANGUAGE"] == found["SUMMARY"].params["LANGUAGE"] == "en"
    assert found["LOCATION"] == found["URL"] == LINK


def test_the_method_decides_what_is_said() -> None:
    event = series()
    for method, status, asked in (
        (Method.REQUEST, "STATUS:CONFIRMED", True),
        (Method.CANCEL, "STATUS:CANCELLED", False),
        (Method.PUBLISH, "STATUS:CONFIRMED", False),
    ):
        data = message(event, method)
        assert f"METHOD:{method.value}" in lines(data)
        assert values(data, "STATUS") == [status]
        assert ("RSVP=TRUE" in "".join(values(data, "ATTENDEE"))) is asked
        assert bool(values(data, "ATTENDEE")) is (method is not Method.PUBLISH)
    with pytest.raises(ValueError, match="reply"):
        message(event, Method.REPLY)


def test_cancelling_one_time_names_it_and_leaves_the_rest() -> None:
    data = message(*MESSAGES["cancel_one"])
    assert values(data, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Europe/Berlin:20270401T100000"]
    assert not values(data, "RRULE")
    assert data.count(b"BEGIN:VEVENT") == 1


def test_cancelling_a_moved_time_names_it_by_its_rule() -> None:
    data = message(series(changed=(MOVED,), only=MOVED.wall), Method.CANCEL)
    assert values(data, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Europe/Berlin:20270330T100000"]
    assert values(data, "DTSTART") == ["DTSTART;TZID=America/New_York:20270331T100000"]
    assert data.count(b"BEGIN:VTIMEZONE") == 2


def test_times_of_which_readers_differ_are_written_out() -> None:
    """02:30 on the day the clock jumps over it is an exception, at half past three."""
    first = wall("2027-03-27T02:30")
    data = message(meeting(first, BERLIN, Recurrence(Frequency.DAILY, count=3)), Method.REQUEST)
    assert values(data, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Europe/Berlin:20270328T023000"]
    assert values(data, "DTSTART")[1] == "DTSTART;TZID=Europe/Berlin:20270328T033000"
    first = wall("2027-10-30T02:30")
    data = message(meeting(first, BERLIN, Recurrence(Frequency.DAILY, count=3)), Method.REQUEST)
    assert values(data, "RECURRENCE-ID") == ["RECURRENCE-ID;TZID=Europe/Berlin:20271031T023000"]
    assert values(data, "DTSTART")[1] == "DTSTART:20271031T003000Z"


def test_a_time_left_out_is_not_written_out() -> None:
    first = wall("2027-03-27T02:30")
    rule = Recurrence(Frequency.DAILY, count=3)
    data = message(meeting(first, BERLIN, rule, left_out=(wall("2027-03-28T02:30"),)), Method.REQUEST)
    assert not values(data, "RECURRENCE-ID")


def test_a_single_meeting_is_where_its_moment_is() -> None:
    second = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    data = message(meeting(wall("2027-10-31T02:30"), BERLIN, first=second), Method.REQUEST)
    assert values(data, "DTSTART") == ["DTSTART:20271031T013000Z"]
    data = message(meeting(wall("2027-03-28T02:30"), BERLIN), Method.REQUEST)
    assert values(data, "DTSTART") == ["DTSTART;TZID=Europe/Berlin:20270328T033000"]


def test_a_meeting_over_a_clock_change_is_as_long_as_it_is() -> None:
    data = message(meeting(wall("2027-03-28T01:30"), BERLIN, duration=timedelta(hours=1)), Method.REQUEST)
    assert values(data, "DTEND") == ["DTEND;TZID=Europe/Berlin:20270328T033000"]


@pytest.mark.parametrize("zone", ["UTC", "Etc/UTC"])
def test_utc_is_written_as_such(zone: str) -> None:
    data = message(meeting(zone=zone, recurrence=SERIES), Method.REQUEST)
    assert values(data, "DTSTART") == ["DTSTART:20270316T100000Z"]
    assert b"VTIMEZONE" not in data


@pytest.mark.parametrize(
    "zone", ["Asia/Calcutta", "Asia/Kathmandu", "America/Argentina/Buenos_Aires", "Arctic/Longyearbyen"]
)
def test_zones_keep_the_name_they_were_planned_under(zone: str) -> None:
    data = message(meeting(zone=zone), Method.REQUEST)
    assert values(data, "DTSTART") == [f"DTSTART;TZID={zone}:20270316T100000"]
    assert f"TZID:{zone}" in lines(data)


def test_exported_calendars_name_themselves_and_nobody_invited() -> None:
    data = export([series(), meeting(uid="2@clinic.example", zone="Australia/Sydney")], "Klinik, Süd")
    head = lines(data)[:6]
    assert head[3:] == ["METHOD:PUBLISH", "NAME:Klinik\\, Süd", "X-WR-CALNAME:Klinik\\, Süd"]
    assert data.count(b"BEGIN:VTIMEZONE") == 2
    assert not values(data, "ATTENDEE")
    assert len(icalendar.Calendar.from_ical(data).events) == 2
    empty = export([], "")
    assert lines(empty)[-2:] == ["END:VCALENDAR", ""]


def test_without_a_link_none_is_written() -> None:
    data = message(meeting(), Method.REQUEST)
    assert not values(data, "URL")
    assert not values(data, "LOCATION")
    assert not values(data, "DESCRIPTION")


HOSTILE = 'Ada\r\nATTENDEE:mailto:spy@x.example\r\n\x00\x07"A", B; C: \\Nora\\n 👍\ud800'


def test_names_and_texts_cannot_break_out_of_their_line() -> None:
    contact = Contact(HOSTILE, "ada@clinic.example")
    event = meeting(summary=HOSTILE, description=HOSTILE, organizer=contact, attendees=(Attendee(contact),))
    data = message(event, Method.REQUEST)
    assert len(values(data, "ATTENDEE")) == 1
    # Read as text: icalendar itself would take a backslash before an N for the end of a line.
    assert values(data, "SUMMARY")[0].endswith(
        'Ada\\nATTENDEE:mailto:spy@x.example\\n"A"\\, B\\; C: \\\\Nora\\\\n 👍?'
    )
    found = icalendar.Calendar.from_ical(data).events[0]
    assert found["ATTENDEE"].params["CN"].startswith("Ada ATTENDEE:mailto:spy@x.example 'A', B; C: ")


@pytest.mark.parametrize("email", ["", "nobody", "a@b.example\r\nX:1", "a b@c.example", "a@b.example\x00"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(InputProblem, match="e-mail address"):
        message(meeting(attendees=(Attendee(Contact("A", email)),)), Method.REQUEST)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(InputProblem, match="Mars"):
        message(replace(meeting(), zone="Mars/Olympus"), Method.REQUEST)


@settings(max_examples=200, deadline=None)
@given(summary=st.text(max_size=200), name=st.text(max_size=60))
def test_any_text_makes_a_file_that_is_read_back(summary: str, name: str) -> None:
    contact = Contact(name, "ada@clinic.example")
    data = message(meeting(summary=summary, attendees=(Attendee(contact),)), Method.REQUEST)
    found = icalendar.Calendar.from_ical(data)
    assert len(found.events) == 1
    assert not found.errors
    assert not found.events[0].errors
    assert not set(data.decode().replace("\r\n", "")) & set("\r\n\x0b\x0c\x85\x00\x7f")
