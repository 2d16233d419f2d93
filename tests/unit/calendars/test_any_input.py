"""Whatever somebody opens or a server sends: it is read or refused in words, and never with work without end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.calendars.answers import MAX_CONTAINERS, read_answer
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from tests.unit.calendars.kit import Calls, calendar, event, read_2027
from tests.unit.calendars.test_answers import APPLE, GOOGLE, OUTLOOK, mail

GOLDEN = sorted(path.read_bytes() for path in (Path(__file__).parent / "golden").glob("*.ics"))
ANSWERS = [GOOGLE, OUTLOOK, APPLE]
MAILS = [
    mail(OUTLOOK),
    mail(GOOGLE, also_attached=True),
    mail(APPLE, encoding="quoted-printable"),
    mail(APPLE, encoding="8bit"),
]
NUMBERS = [
    "0",
    "-1",
    "9" * 400,
    "9" * 5_000,
    "1e9",
    "\u0663\u0664",
    "99999999T999999Z",
    "00010101T000000",
    "99991231T235959Z",
]
CHARSETS = [
    "utf-7",
    "utf-16",
    "utf-32",
    "idna",
    "punycode",
    "unicode_escape",
    "undefined",
    "zlib",
    "rot13",
    "\\0",
    "x" * 300,
    "cp037",
    "hz",
    "''",
]
CONTAINERS = [
    "multipart/mixed; boundary=b{}",
    "multipart/digest; boundary=b{}",
    "message/rfc822",
    "message/delivery-status",
]
LINES = st.sampled_from(
    [
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VALARM",
        "END:VALARM",
        "BEGIN:",
        "END",
        "BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD",
        "END:STANDARD\nEND:VTIMEZONE",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:-2359",
        "METHOD:REPLY",
        "METHOD:CANCEL",
        "UID:1",
        "UID:2",
        "SEQUENCE:1",
        "X-WR-TIMEZONE:Asia/Tokyo",
        "TZNAME:x",
        "DTSTART:20270310T100000Z",
        "DTSTART;TZID=Odd:20270310T100000",
        "DTSTART;VALUE=DATE:20270310",
        "DTSTAMP:x",
        "DTEND:20270310",
        "DTEND:20270309T100000Z",
        "DTEND;TZID=Odd:99991231T235959",
        "DURATION:-PT1H",
        "DURATION:P9999999D",
        "RRULE:FREQ=WEEKLY;UNTIL=20270401",
        "RRULE:FREQ=DAILY;COUNT=3",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "RRULE:FREQ=MONTHLY;BYSETPOS=400;BYDAY=MO",
        "RRULE:COUNT=0;FREQ=HOURLY",
        "RRULE:FREQ=DAILY;UNTIL=00010101",
        "RDATE;VALUE=PERIOD:20270401T100000Z/PT1H",
        "RDATE;VALUE=PERIOD:20270401T100000Z/20260401T100000Z",
        "RDATE:20270310",
        "RDATE:P1D",
        "EXDATE:",
        "EXDATE:,,,",
        "EXDATE;TZID=Odd:20270311T100000",
        "EXDATE:20270311T100000Z,20270312",
        "RECURRENCE-ID:20270311T100000Z",
        "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20270311",
        "RECURRENCE-ID:P1D",
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=Zoë:mailto:zoe@mail.example",
        "ATTENDEE;PARTSTAT=X;EMAIL=a@b.c:urn:uuid:1",
        'ATTENDEE;CN="a";CN=b;EMAIL=a@b.c;EMAIL=d@e.f:x',
        "ATTENDEE:mailto:%ff%00@%40",
        "COMMENT:a\\nb\\",
        "SUMMARY",
        " folded",
        "\tfolded",
        "",
        ":",
        ";",
        ":;:",
        "\x00",
        "\ufeff",
        'SUMMARY;X="open:',
        "=;,",
        "\\",
        "\u2028",
    ]
)


def words(data: bytes) -> str:
    """Return the file with letters for all bytes: what is changed in it stays so."""
    return data.decode("latin-1")


def refusal(work: Callable[[], object], most: int) -> AppError | None:
    """Return how a piece of work refuses, if it does; what else it raises fails the test, as do too many calls."""
    refused = None
    with Calls() as calls:
        try:
            work()
        except AppError as error:
            refused = error
    assert calls.made < most
    if refused is not None:
        assert isinstance(refused, InputProblem)
        assert refused.field == "file"
        assert refused.title
    return refused


def read_any(data: bytes) -> None:
    # A rule may be followed for 50,000 steps.
    rules = data.upper().count(b"RRULE") + data.upper().count(b"FREQ")
    refusal(lambda: read_2027(data), 100_000 + 1_000 * len(data) + rules * 2_000_000)


def read_any_answer(data: bytes) -> None:
    refusal(lambda: read_answer(data), 100_000 + 1_000 * len(data))


@st.composite
def mutated(draw: st.DrawFn, files: list[bytes]) -> bytes:
    """Return a real file that was cut, doubled, shuffled, or had something written into it."""
    text = words(draw(st.sampled_from(files)))
    for _ in range(draw(st.integers(1, 6))):
        at, upto = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        upto = min(upto, at + 400)
        piece = text[at:upto]
        pieces: dict[str, Callable[[], str]] = {
            "out": lambda: "",
            "twice": lambda piece=piece: piece * 2,  # type: ignore[misc]
            "turned": lambda piece=piece: piece[::-1],  # type: ignore[misc]
            "letters": lambda: words(draw(st.binary(max_size=20))),
            "line": lambda piece=piece: f"{piece}\r\n{draw(LINES)}\r\n",  # type: ignore[misc]
            "number": lambda: draw(st.sampled_from(NUMBERS)),
            "charset": lambda: f"; charset={draw(st.sampled_from(CHARSETS))}",
        }
        text = text[:at] + pieces[draw(st.sampled_from(sorted(pieces)))]() + text[upto:]
    return text.encode("utf-8" if draw(st.booleans()) else "latin-1", "replace")


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    for start in (b"", b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\n", b"\xff\xfe", b"\x00B"):
        read_any(start + data)
        read_any_answer(start + data)
    read_any_answer(b"Content-Type: text/calendar; method=REPLY\r\n" + data)


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(LINES, max_size=60),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    charset=st.sampled_from(["utf-8", "utf-16", "utf-16-be", "cp1252"]),
)
def test_any_mix_of_lines(lines: list[str], ending: str, charset: str) -> None:
    data = ending.join(["BEGIN:VCALENDAR", *lines]).replace("\n", ending).encode(charset, "replace")
    read_any(data)
    read_any_answer(data)


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(LINES, max_size=30))
def test_any_mix_of_lines_in_an_event(lines: list[str]) -> None:
    inside = "\n".join(["UID:1", *lines])
    read_any(calendar(event(inside)))
    read_any_answer(calendar(event(inside), head="METHOD:REPLY\n"))


@settings(max_examples=200, deadline=None)
@given(data=mutated(GOLDEN + ANSWERS))
def test_real_calendars_that_were_damaged(data: bytes) -> None:
    read_any(data)
    read_any_answer(data)


@settings(max_examples=200, deadline=None)
@given(data=mutated(MAILS))
def test_real_mails_that_were_damaged(data: bytes) -> None:
    read_any_answer(data)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:{}",
        "DTSTART;VALUE=DATE:{}",
        "DURATION:P{}D",
        "DURATION:PT{}S",
        "SEQUENCE:{}",
        "RRULE:FREQ=DAILY;COUNT={}",
        "RRULE:FREQ=DAILY;INTERVAL={}",
        "RRULE:FREQ=MONTHLY;BYDAY={}MO",
        "RRULE:FREQ=DAILY;UNTIL={}",
        "EXDATE:{}",
        "RDATE:{}",
        "RDATE;VALUE=PERIOD:20270310T100000Z/{}",
        "RECURRENCE-ID:{}",
        "DTSTAMP:{}",
        "DTEND:{}",
        "UID:{}",
        "TZOFFSETTO:{}",
    ],
)
def test_huge_and_odd_numbers(line: str, number: str) -> None:
    said = line.format(number)
    zone = f"BEGIN:VTIMEZONE\nTZID:Odd\nBEGIN:STANDARD\nTZOFFSETFROM:+0100\n{said}\nEND:STANDARD\nEND:VTIMEZONE\n"
    for start in ("DTSTART:20270310T100000Z", "DTSTART;TZID=Odd:99991231T235959", "DTSTART:00010101T000000Z"):
        named = f"{start}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.c\n{said}"
        read_any(calendar(zone, event(named)))
        read_any_answer(calendar(zone, event(named), head="METHOD:REPLY\n"))


@pytest.mark.parametrize("charset", CHARSETS)
def test_odd_charsets_of_mails(charset: str) -> None:
    text = calendar(event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.c"), head="METHOD:REPLY\n").decode()
    for head in (
        f"Content-Type: text/calendar; method=REPLY; charset={charset}",
        f"Content-Type: text/calendar; method=REPLY; charset*={charset}''{charset}",
        f"Content-Type: application/ics; name*={charset}''a.ics\nFrom: =?{charset}?q?=FF?= <a@b.c>",
        f"Content-Disposition: attachment; filename*0*={charset}'x'a; filename*99999999999*=.ics",
        f"Content-Type: text/calendar; method*={charset}''%ff\nContent-Transfer-Encoding: {charset}",
    ):
        for encoding in ("8bit", "base64", "quoted-printable", "x-uuencode"):
            read_any_answer(f"{head}\nContent-Transfer-Encoding: {encoding}\n\n{text}".encode())
    # However slowly Python reads them.
    read_any_answer(f"Content-Type: text/calendar; charset={charset}\n\n{text}{'a-' * 100_000}".encode())


@settings(max_examples=60, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(CONTAINERS), min_size=1, max_size=6),
    depth=st.integers(1, 400),
    ended=st.booleans(),
)
def test_any_nesting(kinds: list[str], depth: int, ended: bool) -> None:
    parts = []
    for number in range(depth):
        kind = kinds[number % len(kinds)].format(number)
        parts.append(f"Content-Type: {kind}\n\n" + (f"--b{number}\n" if "boundary" in kind else ""))
    inner = words(mail(APPLE).replace(b"\r\n", b"\n"))
    data = ("".join(parts) + inner + "".join(f"\n--b{each}--" for each in range(depth) if ended)).encode("latin-1")
    read_any_answer(data)


@pytest.mark.parametrize(
    "kind", ["message/rfc822", "multipart/mixed; boundary=b", "MESSAGE/\n RFC822", "\n multipart/x"]
)
def test_deep_nesting_ends_in_words(kind: str) -> None:
    for depth in (MAX_CONTAINERS + 1, 500, 5_000):
        data = f"Content-Type: {kind}\n\n".encode() * depth + GOOGLE
        refused = refusal(lambda data=data: read_answer(data), 100_000 + 100 * len(data))  # type: ignore[misc]
        assert refused is not None
        assert refused.title.startswith(("This e-mail cannot be read", "This is neither a calendar file"))


@pytest.mark.parametrize("opened", ["(", "((", '"', "<", "[", "a,", ":", "\\", "(\\", "=?utf-8?q?a?= "])
@pytest.mark.parametrize("times", [300, 1_900, 7_000, 100_000])
def test_writers_and_dates_that_never_end(opened: str, times: int) -> None:
    two = calendar(
        event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.c\nATTENDEE;PARTSTAT=DECLINED:mailto:d@e.f"),
        head="METHOD:REPLY\n",
    ).replace(b"DTSTAMP", b"X-STAMP")
    for header in ("From", "Date", "Subject", "MIME-Version"):
        head = f"{header}: {opened * times}\nContent-Type: text/calendar; method=REPLY\n\n".encode()
        refused = refusal(lambda head=head: read_answer(head + two), 3_000_000)  # type: ignore[misc]
        if refused is None:
            assert {each.contact.email for each in read_answer(head + two)} == {"a@b.c", "d@e.f"}
        else:
            assert times == 100_000


def test_a_mail_that_cannot_be_read_is_not_mistaken_for_an_answer() -> None:
    assert refusal(lambda: read_answer(b"From: " + b"(" * 300_000 + b"\n\n" + GOOGLE), 1_000) is not None


def test_times_at_the_ends_of_the_calendar() -> None:
    for moment in ("00010101T000000", "99991231T235959"):
        for zone in ("", ";TZID=Pacific/Kiritimati", ";TZID=Pacific/Pago_Pago"):
            text = f"DTSTART{zone}:{moment}\nRRULE:FREQ=DAILY;COUNT=2\nRECURRENCE-ID{zone}:{moment}"
            read_any(calendar(event(text)))
            read_any_answer(calendar(event(f"{text}\nATTENDEE:mailto:a@b.c"), head="METHOD:REPLY\n"))
    undated = event("ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.c").replace("DTSTAMP:20270101T000000Z\n", "")
    late = mail(calendar(undated, head="METHOD:REPLY\n"))
    for date in (
        b"Fri, 31 Dec 9999 23:59:59 -1200",
        b"Mon, 01 Jan 1 00:00:00 +2359",
        b"Mon, 01 Jan 2027 00:00:00 +999999",
    ):
        (found,) = read_answer(late.replace(b"Mon, 01 Feb 2027 13:00:00 +0100", date))
        assert found.stamp.utcoffset() == timedelta(0)
