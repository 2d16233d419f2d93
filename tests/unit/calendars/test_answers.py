"""What guests' calendars answer, in the shapes they really send it, and nothing that is not an answer."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from hosted_meetings_desktop.calendars.answers import MAX_ANSWERS, MAX_PARTS, read_answer
from hosted_meetings_desktop.calendars.file_lines import MAX_BYTES
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import Attending, Contact
from tests.unit.calendars.kit import calendar

REPLY = "METHOD:REPLY\n"


def answer(text: str = "", attendee: str = "ATTENDEE;PARTSTAT=ACCEPTED;CN=Zoë:mailto:zoe@mail.example") -> str:
    return f"BEGIN:VEVENT\nUID:4f1c@clinic.example\nDTSTAMP:20270201T120000Z\n{attendee}\n{text}END:VEVENT\n"


# As each of them writes, shortened by what is of no matter here.
GOOGLE = calendar(
    answer(
        "DTSTART:20270316T090000Z\nDTEND:20270316T093000Z\nORGANIZER;CN=Dr.:mailto:ada@clinic.example\nSEQUENCE:3\n"
        "STATUS:CONFIRMED\nX-NUM-GUESTS:0\n",
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=zoe@mail\n .example;X-NUM-GUESTS=0:"
        "mailto:zoe@mail.example",
    ),
    head=REPLY + "CALSCALE:GREGORIAN\n",
)
OUTLOOK = calendar(
    "BEGIN:VTIMEZONE\nTZID:W. Europe Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\n"
    "TZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nEND:VTIMEZONE\n",
    answer(
        "COMMENT;LANGUAGE=de-DE:Gern\\, bis dann\\n\nRECURRENCE-ID;TZID=W. Europe Standard Time:20270330T100000\n"
        "SUMMARY;LANGUAGE=de-DE:Zugesagt: Video\nDTSTART;TZID=W. Europe Standard Time:20270330T100000\nSEQUENCE:1\n"
        "X-MICROSOFT-CDO-APPT-SEQUENCE:1\nX-MICROSOFT-CDO-OWNERAPPTID:0\n",
        'ATTENDEE;PARTSTAT=ACCEPTED;CN="O\'Neil, Zoë":MAILTO:Zoe@Mail.example',
    ),
    head=REPLY,
)
APPLE = calendar(
    answer(
        "DTSTART;TZID=Europe/Berlin:20270316T100000\nCREATED:20270201T115900Z\n",
        "ATTENDEE;CN=Zoë;CUTYPE=INDIVIDUAL;EMAIL=zoe@mail.example;PARTSTAT=TENTATIVE;ROLE=REQ-PARTICIPANT:"
        "urn:uuid:0f2c-11",
    ),
    head=REPLY,
)


def mail(content: bytes, *, method: str = "REPLY", also_attached: bool = False, encoding: str = "base64") -> bytes:
    """Return an e-mail as calendars send it: a text, and the calendar as its alternative."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = "Zoë <zoe@mail.example>"
    letter["Date"] = "Mon, 01 Feb 2027 13:00:00 +0100"
    letter.set_content("Accepted")
    letter.add_alternative(content.decode(), subtype="calendar", cte=encoding, params={"method": method})
    if also_attached:
        letter.add_attachment(content, maintype="application", subtype="ics", filename="invite.ics")
    return letter.as_bytes()


def test_google() -> None:
    (found,) = read_answer(GOOGLE)
    assert (found.uid, found.sequence, found.attending) == ("4f1c@clinic.example", 3, Attending.DECLINED)
    assert found.contact == Contact("zoe@mail.example", "zoe@mail.example")
    assert found.only is None
    assert found.stamp == datetime(2027, 2, 1, 12, tzinfo=UTC)


def test_outlook() -> None:
    (found,) = read_answer(OUTLOOK)
    assert found.attending is Attending.ACCEPTED
    assert found.contact == Contact("O'Neil, Zoë", "Zoe@Mail.example")
    assert found.only == datetime(2027, 3, 30, 8, tzinfo=UTC)
    assert found.comment == "Gern, bis dann"


def test_apple() -> None:
    (found,) = read_answer(APPLE)
    assert found.attending is Attending.TENTATIVE
    assert found.contact.email == "zoe@mail.example"
    assert found.sequence == 0


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("also_attached", [False, True])
def test_inside_the_e_mail_that_brought_it(encoding: str, *, also_attached: bool) -> None:
    (found,) = read_answer(mail(OUTLOOK, also_attached=also_attached, encoding=encoding))
    assert found == read_answer(OUTLOOK)[0]


def test_only_attached_and_under_another_name() -> None:
    letter = EmailMessage(policy=SMTP)
    letter.set_content("See there")
    letter.add_attachment(GOOGLE, maintype="application", subtype="octet-stream", filename="Antwort Zoë.ICS")
    assert read_answer(letter.as_bytes()) == read_answer(GOOGLE)


def test_forwarded_as_an_e_mail_inside_another() -> None:
    inner = EmailMessage(policy=SMTP)
    inner.set_content(APPLE.decode(), subtype="calendar", params={"method": "REPLY"})
    outer = EmailMessage(policy=SMTP)
    outer.set_content("For you")
    outer.add_attachment(inner)
    assert read_answer(outer.as_bytes()) == read_answer(APPLE)


def test_in_other_letters() -> None:
    text = calendar(answer(), head=REPLY).decode()
    head = "From: zoe@mail.example\r\nContent-Type: text/calendar; method=REPLY; charset={}\r\n"
    head += "Content-Transfer-Encoding: base64\r\n\r\n"
    for charset in ("iso-8859-1", "utf-16", "no-such-letters", "utf-8"):
        written = text.encode(charset if charset != "no-such-letters" else "utf-8")
        found = read_answer(head.format(charset).encode() + base64.encodebytes(written))
        assert found[0].contact.name == "Zoë", charset
    assert read_answer(text.encode("utf-8-sig"))[0].contact.name == "Zoë"
    assert read_answer(text.encode("utf-16"))[0].contact.name == "Zoë"


def test_the_e_mail_may_say_what_the_calendar_does_not() -> None:
    silent = calendar(answer().replace("DTSTAMP:20270201T120000Z\n", ""))
    (found,) = read_answer(mail(silent))
    assert found.stamp == datetime(2027, 2, 1, 12, tzinfo=UTC)
    with pytest.raises(InputProblem, match="no answer"):
        read_answer(silent)


def test_of_several_people_the_writer_answers() -> None:
    both = "ATTENDEE;PARTSTAT=DECLINED:mailto:ben@mail.example\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ZOE@mail.example"
    silent = "\nATTENDEE:mailto:cleo@mail.example"
    file = calendar(answer(attendee=both + silent), head=REPLY)
    (found,) = read_answer(mail(file))
    assert (found.contact.email, found.attending) == ("ZOE@mail.example", Attending.ACCEPTED)
    assert [each.contact.email for each in read_answer(file)] == ["ben@mail.example", "ZOE@mail.example"]


def test_several_times_of_a_series() -> None:
    file = calendar(
        answer("RECURRENCE-ID:20270316T090000Z\n"),
        answer("RECURRENCE-ID:20270330T100000\n"),
        answer("RECURRENCE-ID;TZID=Unheard/Of:20270406T100000\n"),
        head=REPLY,
    )
    assert [each.only for each in read_answer(file)] == [
        datetime(2027, 3, 16, 9, tzinfo=UTC),
        datetime.fromisoformat("2027-03-30T10:00"),
        datetime.fromisoformat("2027-04-06T10:00"),
    ]


@pytest.mark.parametrize("said", ["DELEGATED", "X-MAYBE", "", "needs-action"])
def test_what_is_no_clear_word_counts_as_unanswered(said: str) -> None:
    parameter = f";PARTSTAT={said}" if said else ""
    file = calendar(answer(attendee=f"ATTENDEE{parameter}:mailto:zoe@mail.example"), head=REPLY)
    assert read_answer(file)[0].attending is Attending.UNANSWERED


@pytest.mark.parametrize(
    ("method", "told"),
    [
        ("REQUEST", "an invitation, not an answer"),
        ("CANCEL", "a cancellation"),
        ("COUNTER", "proposes another time"),
        ("PUBLISH", "no answer"),
        ("", "no answer"),
    ],
)
def test_what_is_no_answer_is_told_apart(method: str, told: str) -> None:
    file = calendar(answer(), head=f"METHOD:{method}\n" if method else "")
    with pytest.raises(InputProblem, match=told):
        read_answer(file)
    with pytest.raises(InputProblem, match=told):
        read_answer(mail(file, method=method or "PUBLISH"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "neither"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither"),
        (b"From: a@b.example\r\nSubject: Hello\r\n\r\nHow are you?", "neither"),
        (b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n", "cannot be read"),
        (calendar(answer().replace("UID:4f1c@clinic.example\n", ""), head=REPLY), "cannot be read"),
        (calendar(answer(attendee="ATTENDEE:urn:uuid:1"), head=REPLY), "cannot be read"),
        (calendar(answer("RECURRENCE-ID:yesterday\n"), head=REPLY), "from line 5 on"),
        (calendar(*[answer()] * (MAX_ANSWERS + 1), head=REPLY), "more than"),
        (mail(b"BEGIN:VCALENDAR"), "The answer cannot be read"),
        (b"Content-Type: text/calendar; method=REPLY\n\nHello", "not a calendar"),
        (b"Content-Type: application/ms-tnef; name=winmail.dat\n\nxxxx", "winmail"),
        (b" " * (MAX_BYTES + 1), "larger than"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, told: str) -> None:
    with pytest.raises(InputProblem, match=told):
        read_answer(data)


def nested(depth: int) -> bytes:
    return "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(depth)).encode()


@pytest.mark.parametrize(
    "data",
    [
        nested(MAX_PARTS + 5),
        nested(3_000),
        nested(30_000),
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 500_000,
        b"Content-Type: text/calendar" + b"; a=b" * 500_000 + b"\n\n",
        b"Content-Type: text/calendar" + b";\n a=b" * 500_000 + b"\n\n",
        b"Content-Disposition: attachment; filename=" + b"=?utf-8?q?a?=" * 100_000 + b"\n\n",
        b"X: y\n" * 1_000_000 + b"\n\n",
        b"\n\n" + b"Content-Type: x" * 100_000,
    ],
    ids=["parts", "deep", "deeper", "many", "parameters", "folded", "names", "headers", "body"],
)
def test_hostile_e_mails_end_in_a_clear_message(data: bytes) -> None:
    with pytest.raises(InputProblem, match=r"This e-mail|neither"):
        read_answer(data)
