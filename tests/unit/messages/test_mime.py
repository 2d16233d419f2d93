"""What travels: the parts calendars need, bytes that stay as they are, headers that nothing from outside adds to."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.invitation import Contact, Method
from hosted_meetings_desktop.domain.message import LOGO_ID, Mail
from hosted_meetings_desktop.messages.mime import address, envelope, message_bytes
from hosted_meetings_desktop.messages.outside import one_line
from tests.unit.messages.kit import ANN, calendar, mail, png

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
    "Content-Type", "Content-Language",
]  # fmt: skip


def read(data: bytes) -> EmailMessage:
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def shape(part: Message) -> list[object]:
    payload = part.get_payload()
    if part.is_multipart():
        assert isinstance(payload, list)
        return [part.get_content_type(), *(shape(each) for each in payload if isinstance(each, Message))]
    return [part.get_content_type()]


def of_type(data: bytes, kind: str) -> Message:
    return next(part for part in read(data).walk() if part.get_content_type() == kind)


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL, Method.PUBLISH])
def test_an_invitation_has_the_parts_that_calendars_look_for(method: Method) -> None:
    data = message_bytes(mail(calendar=calendar(method, 3), method=method, logo=png(8, 8)))
    assert shape(read(data)) == [
        "multipart/mixed",
        [
            "multipart/alternative",
            ["text/plain"],
            ["multipart/related", ["text/html"], ["image/png"]],
            ["text/calendar"],
        ],
        ["application/ics"],
    ]
    part = of_type(data, "text/calendar")
    assert part.get_param("method") == method.value
    assert part.get_param("charset") == "UTF-8"
    assert part.get_payload(decode=True) == calendar(method, 3)
    file = of_type(data, "application/ics")
    assert (file.get_filename(), file.get_content_disposition()) == ("invite.ics", "attachment")
    assert file.get_payload(decode=True) == calendar(method, 3)
    logo = of_type(data, "image/png")
    assert logo["Content-ID"] == f"<{LOGO_ID}>"
    assert logo.get_payload(decode=True) == png(8, 8)


def test_without_logo_and_calendar_there_are_only_two_texts() -> None:
    data = message_bytes(mail(calendar=b"", method=None))
    assert shape(read(data)) == ["multipart/alternative", ["text/plain"], ["text/html"]]


def test_headers_are_these_in_this_order() -> None:
    found = read(message_bytes(mail()))
    assert found.keys() == HEADERS
    assert found["Date"] == "Thu, 01 Apr 2027 12:30:00 +0000"
    assert found["Message-ID"] == "<meeting-1.2@praxis.example>"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found["Content-Language"] == "en-GB"
    assert [part["MIME-Version"] for part in found.walk()][1:] == [None] * 5


def test_a_date_of_any_zone_is_told_in_utc() -> None:
    there = datetime(2027, 4, 1, 14, 30, tzinfo=timezone(timedelta(hours=2)))
    assert read(message_bytes(mail(date=there)))["Date"] == "Thu, 01 Apr 2027 12:30:00 +0000"


def test_the_message_passes_the_narrowest_server() -> None:
    long = "ü" * 5000 + "\n" + "x" * 5000 + "\n.\n..\nFrom me\n\ttab \n" + "שלום " * 900
    data = message_bytes(mail(text=long, html=long, subject="Ж" * 200, logo=png(300, 300)))
    lines = data.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    for kind in ("text/plain", "text/html"):
        assert of_type(data, kind).get_content().replace("\r\n", "\n") == long + "\n"  # type: ignore[attr-defined]


def test_a_draft_is_the_same_and_unsent() -> None:
    sent, draft = (re.sub(rb"=+\d+=+", b"boundary", message_bytes(mail(), draft=draft)) for draft in (False, True))
    assert draft.replace(b"X-Unsent: 1\r\n", b"") == sent
    assert read(draft)["X-Unsent"] == "1"


def test_answers_go_where_the_clinic_wants() -> None:
    found = read(message_bytes(mail(reply_to=Contact("Desk, front", "desk@praxis.example"))))
    assert found["Reply-To"] == '"Desk, front" <desk@praxis.example>'


# ---- what must never be sent
def test_a_calendar_that_asks_for_something_else_is_an_error_of_ours() -> None:
    for wrong in (mail(method=Method.CANCEL), mail(method=None), mail(calendar=b"BEGIN:VCALENDAR\r\n")):
        with pytest.raises(ValueError, match="something else"):
            message_bytes(wrong)


def test_a_calendar_with_lone_line_breaks_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="CRLF"):
        message_bytes(mail(calendar=calendar(Method.REQUEST) + b"X:1\n"))


@pytest.mark.parametrize("message_id", ["", "a@b", "<a>", "<a@b>\r\nBcc: x@y.example", "<a b@c>", "<ä@b>"])
def test_a_message_id_that_is_none_is_an_error_of_ours(message_id: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        message_bytes(mail(message_id=message_id))


# ---- addresses
@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("ann@example.org", "ann@example.org"),
        (" ann+visit@example.org ", "ann+visit@example.org"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("ann@müller.example", "ann@xn--mller-kva.example"),
        ("ann@straße.example", "ann@xn--strae-oqa.example"),  # not "strasse", which is somebody else
        ("ann@localhost", "ann@localhost"),
        ("иван@пример.example", "иван@xn--e1afmkfd.example"),
    ],
)
def test_addresses_travel(given: str, sent: str) -> None:
    assert address(Contact("Ann", given), "email") == sent


@pytest.mark.parametrize(
    "wrong",
    [
        "", "ann", "@example.org", "ann@", "ann@@", "a b@example.org", "ann@exam ple.org", "a@b.example,e@x.example",
        "a@b.example>\r\nBcc: eve@x.example", "ann\n@example.org", '"a b"@example.org', "<ann@example.org>",
        ".a@b.example", "a..b@c.example", "a.@b.example", "ann@-x.example", "ann@[127.0.0.1]", "ann@.example",
        "x" * 65 + "@b.example", "ann@" + "x" * 64 + ".example", "a\u202eb@c.example", "ann@\u202eexample",
        "a\0@b.example", "a:b@c.example",
    ],
)  # fmt: skip
def test_what_cannot_be_written_to_is_told_at_its_field(wrong: str) -> None:
    with pytest.raises(InputProblem) as caught:
        envelope(mail(to=Contact("Ann", wrong)))
    assert caught.value.field == "email"
    with pytest.raises(InputProblem) as caught:
        envelope(mail(sender=Contact("Ann", wrong)))
    assert caught.value.field == "sender"


def test_an_international_address_is_marked_as_such() -> None:
    assert not envelope(mail()).international
    found = envelope(mail(to=Contact("Иван", "иван@пример.example")))
    assert found.international
    assert "To: =?utf-8?b?0JjQstCw0L0=?= <иван@xn--e1afmkfd.example>\r\n".encode() in found.data


# ---- nothing from outside adds a header
NAMES = st.text(max_size=150) | st.text(
    st.sampled_from('ab \r\n\t\0\x0b\x0c\x1c\x85\u2028\u2029,;:<>@"\\()[]=?_.äЖש日😀\u202e'), max_size=150
)


def opened(value: str) -> str:
    return str(make_header(decode_header(re.sub(r"\r\n(?=[ \t])", "", value))))


@settings(max_examples=300, deadline=None)
@given(name=NAMES, subject=NAMES, tag=NAMES)
def test_no_name_or_title_adds_a_header_or_an_address(name: str, subject: str, tag: str) -> None:
    sent = mail(
        sender=Contact(name, "office@praxis.example"), to=Contact(name, ANN.email), subject=subject, language=tag
    )
    data = message_bytes(sent)
    found = email.message_from_bytes(data)  # the plainest rules, as those of old servers
    assert found.keys() == HEADERS
    assert not found.defects
    for header, where in (("From", "office@praxis.example"), ("To", ANN.email)):
        assert [each for _, each in getaddresses([found[header]])] == [where]
    assert max(map(len, data.split(b"\r\n"))) <= 200


@settings(max_examples=200, deadline=None)
@given(name=NAMES, subject=NAMES)
def test_names_and_titles_arrive_as_they_are(name: str, subject: str) -> None:
    sent: Mail = replace(mail(), to=Contact(name, ANN.email), subject=subject)
    found = email.message_from_bytes(message_bytes(sent))
    assert opened(found["Subject"]) == one_line(subject, 250)
    shown = getaddresses([re.sub(r"\r\n(?=[ \t])", "", found["To"])])[0][0]
    assert opened(shown) == one_line(name)


def test_long_words_of_other_scripts_keep_their_spaces() -> None:
    subject = "याद दिलाने के लिए: " + "परामर्श और जाँच " * 12
    found = email.message_from_bytes(message_bytes(mail(subject=subject)))
    assert opened(found["Subject"]) == subject.strip()
