"""Twice as much of anything costs twice as much to read, and whoever waits is told and may stop; counted in calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from hosted_meetings_desktop.calendars.answers import MAX_ATTENDEES, MAX_CALENDAR, read_answer
from hosted_meetings_desktop.calendars.budget import MAX_COST, Budget
from hosted_meetings_desktop.calendars.file_lines import LONGEST_LINE, MAX_LINES, MAX_PROPERTIES
from hosted_meetings_desktop.calendars.foreign_events import MAX_RULES
from hosted_meetings_desktop.calendars.reading import MAX_CHANGED_FROM, MAX_TITLE
from hosted_meetings_desktop.calendars.rules import MAX_TIMES
from hosted_meetings_desktop.domain.errors import InputProblem
from tests.unit.calendars.kit import Calls, calendar, calls_of, event, read_2027

START = "DTSTART:20270310T090000Z"
OPEN = f"{START}\n"
GOOD = event(START, "good")
FIRST = datetime.fromisoformat("2027-03-10T09:00")
REPLY = "METHOD:REPLY\n"


def hours(count: int) -> list[str]:
    return [f"{FIRST + timedelta(hours=number):%Y%m%dT%H%M%S}Z" for number in range(count)]


def zone(number: int, observances: int = 1) -> str:
    told = "BEGIN:STANDARD\nDTSTART:20000101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\n"
    return f"BEGIN:VTIMEZONE\nTZID:Own {number}\n{told * observances}END:VTIMEZONE\n"


def in_zone(number: int, uid: int) -> str:
    return event(f"DTSTART;TZID=Own {number}:20270310T090000", str(uid))


def changed(moment: str, more: str = "") -> str:
    return event(f"DTSTART:{moment}\nRECURRENCE-ID{more}:{moment}", "series")


SERIES = event(f"{START}\nRRULE:FREQ=HOURLY;COUNT=400", "series")
SHAPES: dict[str, Callable[[int], bytes]] = {
    "empty lines of exceptions": lambda n: calendar(event(OPEN + "EXDATE:\n" * n)),
    "lines of commas": lambda n: calendar(event(f"{START}\nEXDATE:{',' * n}")),
    "exceptions": lambda n: calendar(event("\n".join([START, *(f"EXDATE:{each}" for each in hours(n))]))),
    "added times": lambda n: calendar(event("\n".join([START, *(f"RDATE:{each}" for each in hours(n))]))),
    "both": lambda n: calendar(
        event("\n".join([START, *(f"RDATE:{each}\nEXDATE:{each}" for each in hours(n // 2))]))
    ),
    "times in one line": lambda n: calendar(event(f"{START}\nRDATE:{','.join(hours(n))}")),
    "starts": lambda n: calendar(event(f"{START}\n" * n)),
    "changed times": lambda n: calendar(SERIES, *map(changed, hours(n))),
    "events": lambda n: calendar(*(event(START, str(number)) for number in range(n))),
    "events of one name": lambda n: calendar(event(START) * n),
    "series": lambda n: calendar(*(event(f"{START}\nRRULE:FREQ=DAILY;COUNT=2", str(each)) for each in range(n))),
    "unknown zones": lambda n: calendar(*(in_zone(number, number) for number in range(n))),
    "zones of the file": lambda n: calendar(*map(zone, range(n)), *(in_zone(each, each) for each in range(n))),
    "calendars": lambda n: calendar(GOOD) * n,
    "nothing known": lambda n: calendar("X-SOMETHING:else\n" * n, GOOD),
    "alarms in alarms": lambda n: calendar(GOOD, "BEGIN:VEVENT\n" + "BEGIN:VALARM\n" * n),
    "folds": lambda n: calendar(event(f"{OPEN}SUMMARY:a" + "\n b" * n)),
    "parameters": lambda n: calendar(event(f"{OPEN}SUMMARY" + ';X="a"' * n + ":a")),
    "backslashes": lambda n: calendar(event(f"{START}\nSUMMARY:{chr(92) * n}")),
    "unreadable events": lambda n: calendar(event("DTSTART:never") * n),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_much_costs_twice_as_much(shape: str) -> None:
    read_2027(SHAPES[shape](10))  # what is only done once
    some, twice = (calls_of(lambda n=n: read_2027(SHAPES[shape](n))) for n in (300, 600))  # type: ignore[misc]
    assert twice < 2.3 * some, f"{some:,} calls became {twice:,}"


def test_longer_mails_of_answers_cost_no_more_than_they_are_longer() -> None:
    def answer(people: int) -> bytes:
        named = "".join(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:p{number}@mail.example\n" for number in range(people))
        return calendar(event(named), head=REPLY)

    some, twice = (calls_of(lambda n=n: read_answer(answer(n))) for n in (200, 400))  # type: ignore[misc]
    assert twice < 2.3 * some
    assert len(read_answer(answer(MAX_ATTENDEES))) == MAX_ATTENDEES
    with pytest.raises(InputProblem, match="names more than 500 people"):
        read_answer(answer(MAX_ATTENDEES + 1))
    # Of very many not one is read.
    assert calls_of(lambda: read_answer(answer(2 * MAX_ATTENDEES))) < 30 * 2 * MAX_ATTENDEES


def test_very_large_answers_are_not_even_taken_apart() -> None:
    data = calendar(event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:p@mail.example\n" * (MAX_CALENDAR // 40)), head=REPLY)
    letter = EmailMessage()
    letter.add_attachment(data, maintype="application", subtype="ics", filename="invite.ics")
    for each in (data, letter.as_bytes()):
        with pytest.raises(InputProblem, match="larger than 1 MB"):
            read_answer(each)
    assert calls_of(lambda: read_answer(data)) < 100


def test_an_answer_with_too_many_lines_is_told() -> None:
    with pytest.raises(InputProblem, match="cannot be read") as caught:
        read_answer(calendar(event("ATTENDEE:mailto:a@b.c\n" * (MAX_PROPERTIES + 1)), head=REPLY))
    assert "more than 10,000 lines" in caught.value.advice


@pytest.mark.parametrize("lines", [MAX_TIMES, MAX_TIMES + 1, MAX_PROPERTIES + 1])
def test_empty_lines_of_exceptions_count_too(lines: int) -> None:
    found = read_2027(calendar(event(OPEN + "EXDATE:\n" * lines), GOOD))
    (problem,) = found.problems or [None]
    if lines == MAX_TIMES:
        assert problem is None
        assert len(found.events) == 2
    else:
        assert problem is not None
        assert "more than" in problem.problem
        assert [each.uid for each in found.events] == ["good"]


def test_times_of_all_events_together_are_counted() -> None:
    listed = "\n".join([START, "RRULE:FREQ=DAILY;COUNT=2", f"EXDATE:{','.join(hours(MAX_TIMES - 1))}"])
    enough = MAX_COST // 10 // MAX_TIMES + 1
    with pytest.raises(InputProblem, match="holds more than can be read"):
        read_2027(calendar(*(event(listed, str(number)) for number in range(enough))))


def test_a_file_of_very_many_lines_is_refused_before_it_is_taken_apart() -> None:
    data = b"BEGIN:VCALENDAR\n" + b"\n" * MAX_LINES
    with pytest.raises(InputProblem, match="more than 500,000 lines"):
        read_2027(data)
    with pytest.raises(InputProblem, match="more than 500,000 lines"):
        read_2027(data.replace(b"\n", b"\r"))
    assert calls_of(lambda: read_2027(data)) < 200


def test_very_many_rules_of_one_event() -> None:
    rules = "RRULE:FREQ=YEARLY;COUNT=2\n"
    assert len(read_2027(calendar(event(f"{START}\n{rules * MAX_RULES}"))).events) == 1
    found = read_2027(calendar(event(f"{START}\n{rules * (MAX_RULES + 1)}"), GOOD))
    assert [each.uid for each in found.events] == ["good"]
    assert "more than 20 rules" in found.problems[0].problem


def test_very_many_changes_from_a_time_on() -> None:
    def read(count: int) -> list[str]:
        found = read_2027(calendar(SERIES, *(changed(each, ";RANGE=THISANDFUTURE") for each in hours(count)), GOOD))
        return [each.problem for each in found.problems]

    assert read(MAX_CHANGED_FROM) == []
    assert "more than 200 times" in read(MAX_CHANGED_FROM + 1)[0]


def test_long_texts_are_cut_and_other_long_lines_cost_their_event() -> None:
    title = read_2027(calendar(event(f"{START}\nSUMMARY:{'a' * 3 * LONGEST_LINE}"))).events[0].title
    assert title == "a" * MAX_TITLE
    found = read_2027(calendar(event(f"DTSTART;X={'a' * LONGEST_LINE}:20270310T090000Z"), GOOD))
    assert "DTSTART cannot be read" in found.problems[0].problem
    assert [each.uid for each in found.events] == ["good"]


@pytest.mark.parametrize(
    "described",
    [
        zone(1, observances=101),
        zone(1).replace("END:STANDARD", "X-A:b\n" * 1_000 + "END:STANDARD"),
        zone(1).replace("END:STANDARD", f"RDATE:{','.join(['20200101T000000'] * 10_000)}\nEND:STANDARD"),
    ],
    ids=["observances", "lines", "dates"],
)
def test_zones_that_take_long_to_ask_are_not_known(described: str) -> None:
    found = read_2027(calendar(described, in_zone(1, 1)))
    assert '"Own 1" is not known' in found.problems[0].problem
    assert not read_2027(calendar(zone(1), in_zone(1, 1))).problems


def test_each_question_to_a_zone_of_the_file_is_counted() -> None:
    """A hundred changes of the clock for every time of many series: more than anybody waits for."""
    busy = zone(1, observances=100).replace("END:STANDARD", "RRULE:FREQ=YEARLY;BYMONTH=3\nEND:STANDARD")
    series = (
        event(f"DTSTART;TZID=Own 1:20270310T{number // 60:02}{number % 60:02}00\nRRULE:FREQ=DAILY", str(number))
        for number in range(20)
    )
    with pytest.raises(InputProblem, match="holds more than can be read"):
        read_2027(calendar(busy, *series))


# ---- whoever waits
FULL: dict[str, bytes] = {
    "exceptions of many events": calendar(
        *(
            event(f"{OPEN}RRULE:FREQ=DAILY\nEXDATE:" + "\nEXDATE:".join(hours(500)), str(number))
            for number in range(30)
        )
    ),
    "empty lines": calendar(event(OPEN + "EXDATE:\n" * 20_000)),
    "one long event": calendar(event(OPEN + "RDATE:\n" * 4_900 + "X-A:b\n" * 20_000)),
    "events of other years": calendar(*(event(START.replace("2027", "2020"), str(each)) for each in range(5_000))),
    "zones": calendar(*map(zone, range(500)), *(in_zone(each, each) for each in range(500))),
    "folded lines": calendar(event(f"{OPEN}SUMMARY:a" + "\n b" * 30_000)),
}


@pytest.mark.parametrize("shape", FULL)
def test_progress_is_told_all_the_time(shape: str) -> None:
    told: list[int] = []
    with Calls() as calls:
        read_2027(FULL[shape], progress=lambda _done, _total: told.append(calls.made))
    silences = [later - before for before, later in zip([0, *told], [*told, calls.made], strict=True)]
    assert max(silences) < 200_000, f"{silences} of {calls.made}"


@pytest.mark.parametrize("shape", FULL)
@pytest.mark.parametrize("asked", [1, 3])
def test_stopping_is_heeded_wherever_it_is(shape: str, asked: int) -> None:
    answers = iter([False] * (asked - 1) + [True])
    with Calls() as calls, pytest.raises(InputProblem, match="stopped"):
        read_2027(FULL[shape], stop=lambda: next(answers))
    assert calls.made < 200_000 * asked


def test_until_all_is_taken_apart_nobody_knows_how_many_there_are() -> None:
    told: list[tuple[int, int | None]] = []
    data = calendar(*(event(START, str(number)) for number in range(2_000)))
    read_2027(data, progress=lambda done, total: told.append((done, total)))
    before = [done for done, total in told if total is None]
    assert before == sorted(before)
    assert 0 < before[-1] < 2_000
    after = told[len(before) :]
    assert after[0] == (0, 2_000)
    assert after[-1] == (2_000, 2_000)
    assert all(total == 2_000 for _, total in after)


def test_a_budget_looks_now_and_then_and_ends() -> None:
    looks: list[int] = []
    budget = Budget(lambda: looks.append(budget.taken), most=5_000)
    for _ in range(500):
        budget.take(10)
    assert looks == [1_000, 2_000, 3_000, 4_000, 5_000]
    with pytest.raises(InputProblem, match="more than can be read"):
        budget.take()
