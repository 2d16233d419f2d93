"""Reports of mail servers read from files: of each kind, of none, and of those who mean harm."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.message import Bounce
from hosted_meetings_desktop.messages.bounces import LARGEST, read_bounce
from hosted_meetings_desktop.messages.mime import message_bytes
from tests.unit.messages.kit import mail
from tests.unit.messages.reports import EXCHANGE, GMAIL, ID, INTERNATIONAL, POSTFIX

UNKNOWN = Bounce(ID, "ann@example.org", permanent=True, reason="")


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("report", "read"),
    [
        (
            POSTFIX,
            replace(
                UNKNOWN,
                reason="550 5.1.1 …: Recipient address rejected: User unknown in virtual mailbox table at … …",
            ),
        ),
        (EXCHANGE, replace(UNKNOWN, reason="550 5.1.10 …; Recipient not found by SMTP address lookup: …")),
        (
            GMAIL,
            replace(
                UNKNOWN,
                permanent=False,
                reason="The recipient server did not accept our requests to connect. Learn more at",
            ),
        ),
        (INTERNATIONAL, replace(UNKNOWN, email="иван@example.org", reason="550 5.1.1 no such mailbox")),
    ],
    ids=["postfix", "exchange", "gmail", "international"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_reports_are_read(report: str, read: Bounce, end: str) -> None:
    assert read_bounce(report.replace("\n", end).encode()) == read


def test_a_mark_that_went_along_names_the_message_where_nothing_is_quoted() -> None:
    bare = POSTFIX[: POSTFIX.index("Content-Description: Undelivered")] + "\n"
    assert read_bounce(crlf(bare)) == replace(read_bounce(crlf(POSTFIX)) or UNKNOWN, message_id="")
    marked = bare.replace(
        "X-Postfix-Queue-ID", "Original-Envelope-Id: meeting-1+2E2@praxis.example\nX-Postfix-Queue-ID"
    )
    assert (read_bounce(crlf(marked)) or UNKNOWN).message_id == "<meeting-1.2@praxis.example>"
    answered = bare.replace("Subject: Undelivered", f"In-Reply-To: {ID}\nSubject: Undelivered")
    assert (read_bounce(crlf(answered)) or UNKNOWN).message_id == ID


def test_where_several_are_told_the_one_that_failed_counts() -> None:
    first = "Final-Recipient: rfc822; other@example.org\nAction: relayed\nStatus: 2.0.0\n\n"
    two = POSTFIX.replace("Final-Recipient: rfc822; ann", first + "Final-Recipient: rfc822; ann")
    assert (read_bounce(crlf(two)) or UNKNOWN).email == "ann@example.org"


def test_an_address_that_was_forwarded_is_told_as_it_was_written_to() -> None:
    moved = POSTFIX.replace(
        "Final-Recipient: rfc822; ann@example.org", "Final-Recipient: rfc822; x@elsewhere.example"
    )
    moved = moved.replace(
        "Original-Recipient: rfc822;ann@example.org", "Original-Recipient: rfc822;ann+2Bvisit@example.org"
    )
    assert (read_bounce(crlf(moved)) or UNKNOWN).email == "ann+visit@example.org"


def test_a_bare_status_is_better_than_no_reason() -> None:
    bare = EXCHANGE.replace("Diagnostic-Code", "X-Not-The-Code")
    assert (read_bounce(crlf(bare)) or UNKNOWN).reason == "5.1.10"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 1000,
        b"PK\x03\x04",
        "Grüße".encode("latin-1"),
        b"Subject: Hello\r\n\r\nI am away until Monday.\r\n",
        crlf(POSTFIX.replace("Action: failed", "Action: delivered")),
        crlf(POSTFIX.replace("Action: failed", "Action: expanded")),
        crlf(POSTFIX.replace("Action: failed", "X-Action: failed")),
        crlf(POSTFIX.replace("message/delivery-status", "text/plain")),
        b"Content-Type: message/delivery-status\r\n\r\n",
        b"Content-Type: message/delivery-status; charset=\xff\r\n\r\n\xff: \xff\r\n\r\nAction: \xff\r\n",
    ],
)
def test_something_else_is_none(data: bytes) -> None:
    assert read_bounce(data) is None


def test_a_report_that_quotes_a_large_message_is_read() -> None:
    large = EXCHANGE.replace("\nHello\n", "\n" + "iVBORw0KGgo=" * 200_000 + "\n")
    assert read_bounce(crlf(large)) == read_bounce(crlf(EXCHANGE))


def test_our_own_invitation_is_no_report() -> None:
    assert read_bounce(message_bytes(mail())) is None


def test_a_report_in_a_message_that_is_only_quoted_does_not_count() -> None:
    wrapped = "Subject: Fwd\nContent-Type: message/rfc822\n\n" + POSTFIX
    assert read_bounce(crlf(wrapped)) is None


def test_a_file_far_larger_than_any_report_is_told() -> None:
    with pytest.raises(InputProblem) as caught:
        read_bounce(b"x" * (LARGEST + 1))
    assert caught.value.field == "file"


# ---- those who mean harm
def deep(levels: int) -> bytes:
    opening = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(levels))
    return crlf(opening + "Content-Type: message/delivery-status\n\nA: b\n\nAction: failed\n")


@pytest.mark.parametrize(
    "data",
    [
        deep(3000),
        b"Content-Type: multipart/report; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 200_000,
        b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        + b"A: b\r\n\r\n" * 100_000,
        b"Content-Type: message/rfc822\r\n\r\n" * 2000,
        b"Content-Type: " + b"a;" * 500_000 + b"\r\n\r\n",
        b'Content-Type: multipart/mixed; boundary="' + b"\\" * 500_000 + b'"\r\n\r\n',
        b"X: y\r\n " * 200_000,
    ],
    ids=["deep", "many parts", "many recipients", "messages in messages", "parameters", "backslashes", "folds"],
)
@pytest.mark.timeout(20)
def test_files_made_to_hurt_are_none(data: bytes) -> None:
    assert read_bounce(data) is None


def test_what_a_report_says_becomes_no_header_no_link_and_no_secret() -> None:
    evil = POSTFIX.replace(
        "smtp; 550 5.1.1 <ann@example.org>",
        "smtp; 550 \x1b[31m\u202ehttps://evil.example/ call +49 30 1234567 password=hunter22 <ann@example.org>",
    )
    reason = (read_bounce(crlf(evil)) or UNKNOWN).reason
    for leaked in ("\x1b", "\u202e", "evil", "1234567", "hunter22", "ann@", "\n"):
        assert leaked not in reason
    long = POSTFIX.replace("Recipient address rejected", "x " * 5000)
    assert len((read_bounce(crlf(long)) or UNKNOWN).reason) <= 300


def test_a_message_id_holds_no_line_break() -> None:
    evil = POSTFIX.replace(f"Message-ID: {ID}", "Message-ID: <a\x0b@b\x85> <good@praxis.example>")
    assert (read_bounce(crlf(evil)) or UNKNOWN).message_id in {"", "<good@praxis.example>"}


LINES = st.sampled_from(
    [line.encode() for report in (POSTFIX, EXCHANGE, GMAIL, INTERNATIONAL) for line in report.split("\n")]
) | st.binary(max_size=30)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=60), st.sampled_from([b"\n", b"\r\n"]))
def test_no_mixture_of_lines_raises(lines: list[bytes], end: bytes) -> None:
    found = read_bounce(end.join(lines))
    assert found is None or found.reason == found.reason.strip()
