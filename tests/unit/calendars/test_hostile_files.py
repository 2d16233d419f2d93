"""Calendar files that are broken, endless or meant to do harm end in a clear message, and cost nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.calendars.file_lines import MAX_BYTES, MAX_PROBLEMS
from hosted_meetings_desktop.calendars.rules import MAX_ALL_STEPS, MAX_STEPS, MAX_TIMES
from hosted_meetings_desktop.domain.errors import InputProblem
from tests.unit.calendars.kit import calendar, event, read_2027

TEN = "DTSTART;TZID=Europe/Berlin:20270310T100000\nDTEND;TZID=Europe/Berlin:20270310T110000"
GOOD = event("DTSTART:20270311T100000Z", "good")


def problem_of(*bad: str) -> str:
    """Return what is told of a bad event between two good ones, which have to be there."""
    found = read_2027(calendar(GOOD, *bad, GOOD.replace("good", "fine")))
    assert {each.uid for each in found.events} == {"good", "fine"}
    (problem,) = found.problems
    assert problem.line > 8
    return problem.problem


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SUMMARY:When?", "without a start"),
        ("DTSTART:tomorrow", "DTSTART cannot be read"),
        ("DTSTART:20271399T000000Z", "DTSTART cannot be read"),
        ("DTSTART:PT1H", "DTSTART cannot be read"),
        ('DTSTART;TZID="Europe:20270310T100000', "DTSTART cannot be read"),
        (f"{TEN}\nDURATION:soon", "DURATION cannot be read"),
        (f"{TEN}\nRECURRENCE-ID:x", "RECURRENCE-ID cannot be read"),
        (f"{TEN}\nEXDATE:x", "EXDATE cannot be read"),
        (f"{TEN}\nRRULE:FREQ=SOMETIMES", "RRULE cannot be read"),
        (f"{TEN}\nRRULE:x", "how often"),
        (f"{TEN}\nRRULE:FREQ=DAILY;BYDAY={'MO,' * 200}MO", "rule is too long"),
        (f"{TEN}\nRRULE:FREQ=DAILY;UNTIL=never", "cannot be read"),
        (f"{TEN}\nRRULE:FREQ=MONTHLY;BYSETPOS=0", "cannot be read"),
        ("DTSTART:20270310T000000Z\nDTEND:00010101T000000\nRRULE:FREQ=DAILY", "cannot be read"),
    ],
)
def test_one_bad_event_costs_only_itself(text: str, told: str) -> None:
    assert told in problem_of(event(text))


def test_bad_words_about_an_event_do_not_cost_it() -> None:
    found = read_2027(
        calendar(
            event(f'{TEN}\nSUMMARY;X="unclosed:Title\nSEQUENCE:many\nSTATUS\nBEGIN:VALARM\nTRIGGER:x\nEND:VALARM')
        )
    )
    assert len(found.events) == 1
    assert not found.problems


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=SECONDLY;COUNT=100000",
        "FREQ=DAILY;COUNT=100000;BYHOUR=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=SECONDLY;BYHOUR=3;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYDAY=MO,TU,WE;BYHOUR=1,2,3,4,5,6,7,8,9;BYMINUTE=1,2,3,4,5,6,7;BYSECOND=1,2,3,4,5,6,7,8,9",
        *(f"FREQ={name};INTERVAL=0" for name in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "SECONDLY")),
        "FREQ=DAILY;INTERVAL=-1",
    ],
)
@pytest.mark.parametrize("year", [2027, 1970])
def test_rules_that_hold_all_the_time_or_never(rule: str, year: int) -> None:
    start = TEN.replace("2027", str(year))
    found = read_2027(calendar(event(f"{start}\nRRULE:{rule}"), GOOD))
    # The first time is held whatever the rule says, unless it says more than anybody can look at.
    mine = [each for each in found.events if each.uid == "1@x"]
    assert len(mine) == (year == 2027) or (not mine and "more than" in found.problems[0].problem)
    assert len(found.events) - len(mine) == 1
    assert found.problems or "YEARLY" in rule


def test_a_rule_that_never_holds_again_leaves_the_first_time() -> None:
    found = read_2027(calendar(event(f"{TEN}\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")))
    assert len(found.events) == 1
    assert "never again" in found.problems[0].problem


def test_very_many_of_them_are_refused_as_a_whole() -> None:
    endless = (event(f"{TEN}\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", str(number)) for number in range(40))
    assert 40 * MAX_STEPS > MAX_ALL_STEPS
    with pytest.raises(InputProblem, match="repeat too often"):
        read_2027(calendar(*endless))


def test_stopping_stops_in_the_middle_of_a_rule() -> None:
    asked = iter([False] * 3 + [True] * 1000)
    with pytest.raises(InputProblem, match="stopped"):
        read_2027(calendar(event(f"{TEN}\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")), stop=lambda: next(asked))


@pytest.mark.parametrize("name", ["RDATE", "EXDATE"])
def test_lists_of_very_many_times(name: str) -> None:
    listed = ",".join(["20270310T100000"] * 100_000)
    assert "lists more than" in problem_of(event(f"{TEN}\n{name};TZID=Europe/Berlin:{listed}"))
    many = "\n".join([f"{name}:20270310T100000"] * (MAX_TIMES + 1))
    assert "lists more than" in problem_of(event(f"{TEN}\n{many}"))


def test_very_many_changed_times_of_one_event() -> None:
    changed = event(f"{TEN}\nRECURRENCE-ID:20270310T090000Z", "many") * (MAX_TIMES + 1)
    assert "changed times" in problem_of(changed)


def test_more_events_than_anybody_can_look_at() -> None:
    often = (
        event(f"DTSTART:20270101T000000Z\nRRULE:FREQ=HOURLY;COUNT={MAX_TIMES - 1}", str(each)) for each in range(5)
    )
    with pytest.raises(InputProblem, match="20,000"):
        read_2027(calendar(*often))


def test_ten_megabytes_are_read_and_eleven_refused() -> None:
    one = event("DTSTART:20100310T100000Z\nDTEND:20100310T110000Z\nDESCRIPTION:" + "x" * 800, "old")
    file = calendar(GOOD, *[one] * ((MAX_BYTES - 2_000) // len(one.replace("\n", "\r\n"))))
    assert MAX_BYTES - 5_000 < len(file) < MAX_BYTES
    assert [each.uid for each in read_2027(file).events] == ["good"]
    with pytest.raises(InputProblem, match="larger than 10 MB"):
        read_2027(file + b"\r\n" * MAX_BYTES)


def test_very_many_problems_are_summed_up() -> None:
    found = read_2027(calendar(*(event("SUMMARY:x", str(number)) for number in range(MAX_PROBLEMS + 20))))
    assert len(found.problems) == MAX_PROBLEMS + 1
    assert found.problems[-1].problem == "20 more problems"


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"<html></html>", b"BEGIN:VCARD\r\nEND:VCARD\r\n", bytes(range(256)) * 99]
)
def test_what_is_no_calendar(data: bytes) -> None:
    with pytest.raises(InputProblem, match="not a calendar"):
        read_2027(data)


def test_a_calendar_without_events() -> None:
    assert read_2027(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR").events == ()


def test_files_that_are_cut_off_keep_what_was_whole() -> None:
    whole = calendar(GOOD, event(TEN))
    for end in range(whole.index(b"UID:1@x"), len(whole) - 20, 7):
        found = read_2027(whole[:end])
        assert [each.uid for each in found.events] == ["good"]
        assert found.problems[-1].problem == "This entry has no end; it was left out"
    found = read_2027(whole.removesuffix(b"END:VCALENDAR\r\n"))
    assert len(found.events) == 2
    assert "ends early" in found.problems[0].problem


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VALARM\n" * 100_000,
        "BEGIN:VEVENT\nBEGIN:VALARM\n" * 50_000,
        "BEGIN:VEVENT\n" * 50_000,
        "BEGIN:VTODO\n" * 50_000 + "END:VTODO\n" * 50_000,
        "END:VEVENT\n" * 50_000,
        "END:VALARM\n" * 50_000,
    ],
)
def test_nesting_without_end(text: str) -> None:
    found = read_2027(calendar(GOOD, f"BEGIN:VEVENT\n{text}"))
    assert [each.uid for each in found.events] == ["good"]
    assert found.problems or "END:VEVENT" in text


def test_events_after_a_broken_one_are_found() -> None:
    broken = "BEGIN:VEVENT\nUID:broken\nBEGIN:VALARM\nACTION:x\n"
    found = read_2027(calendar(broken, GOOD))
    assert [each.uid for each in found.events] == ["good"]
    unfinished_alarm = event(f"{TEN}\nBEGIN:VALARM\nACTION:x")
    found = read_2027(calendar(unfinished_alarm, GOOD))
    assert [each.uid for each in found.events] == ["1@x", "good"]


@pytest.mark.parametrize(
    "zone",
    [
        "BEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=SECONDLY\nEND:STANDARD\n",
        "BEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+9900\nTZOFFSETTO:+9900\nEND:STANDARD\n",
        "BEGIN:STANDARD\nDTSTART:never\nTZOFFSETFROM:x\nTZOFFSETTO:y\nEND:STANDARD\n",
        "BEGIN:STANDARD\nEND:STANDARD\n",
        "",
    ],
)
def test_zones_that_make_no_sense_are_not_known(zone: str) -> None:
    file = calendar(f"BEGIN:VTIMEZONE\nTZID:Odd\n{zone}END:VTIMEZONE\n", event("DTSTART;TZID=Odd:20270310T100000"))
    found = read_2027(file)
    assert len(found.events) == 1
    assert '"Odd" is not known' in found.problems[0].problem


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "Europe", "x" * 5_000, "a\\0b", " "])
def test_names_of_zones_that_are_paths(name: str) -> None:
    found = read_2027(calendar(event(f"DTSTART;TZID={name}:20270310T100000")))
    assert f"{found.events[0].starts_at:%H:%M}" == "09:00"


PIECES = st.sampled_from(
    [
        "BEGIN:VEVENT\n",
        "END:VEVENT\n",
        "BEGIN:VCALENDAR\n",
        "END:VCALENDAR\n",
        "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\n",
        "END:STANDARD\nEND:VTIMEZONE\n",
        "UID:1\n",
        "UID:2\n",
        "DTSTART:20270310T100000Z\n",
        "DTSTART;TZID=Odd:20270310T100000\n",
        "DTSTART;VALUE=DATE:20270310\n",
        "DTEND:20270310\n",
        "DTEND:20270309T100000Z\n",
        "DURATION:-PT1H\n",
        "RRULE:FREQ=DAILY;COUNT=3\n",
        "RRULE:FREQ=WEEKLY;UNTIL=20270401\n",
        "RDATE;VALUE=PERIOD:20270401T100000Z/PT1H\n",
        "RDATE:20270310\n",
        "EXDATE:20270311T100000Z\n",
        "RECURRENCE-ID:20270311T100000Z\n",
        "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20270311\n",
        "TZOFFSETFROM:+0100\n",
        "TZOFFSETTO:+0100\n",
        "X-WR-TIMEZONE:Asia/Tokyo\n",
        " folded\n",
        "\n",
        "SUMMARY",
        ":",
        ";",
        "\x00",
    ]
)


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(PIECES, max_size=40))
def test_any_heap_of_lines_is_read_or_refused_politely(pieces: list[str]) -> None:
    try:
        found = read_2027(("BEGIN:VCALENDAR\n" + "".join(pieces)).encode())
    except InputProblem:
        return
    assert all(each.starts_at.tzinfo is not None for each in found.events)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_politely(data: bytes) -> None:
    read_2027(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + data)
