"""Mail servers that are down, slow, picky, or leave in the middle: what is told, and what is known."""

from __future__ import annotations

import asyncio
import base64
import socket
from collections.abc import Callable
from typing import Any

import anyio
import pytest

from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    CredentialsRefused,
    InputProblem,
    RecipientRefused,
    Refused,
    Unreachable,
)
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.message import MailSecurity, MailServer, MailSignIn
from hosted_meetings_desktop.messages.mime import Envelope, envelope, message_bytes
from hosted_meetings_desktop.messages.smtp import MailHandOver, Patience
from hosted_meetings_desktop.messages.smtp_answers import GREYLISTED, SOON
from tests.unit.messages.kit import mail
from tests.unit.messages.mail_server import Before, Drop, Hang, Script, scripted

pytestmark = pytest.mark.anyio

SHORT = Patience(connect=0.3, command=0.3)
SHORT_AT_THE_END = Patience(message=0.3)


def at(port: int, host: str = "127.0.0.1") -> MailServer:
    return MailServer(host, port, MailSecurity.NONE, MailSignIn.NONE)


async def failure(
    script: Script,
    before: Before | None = None,
    patience: Patience | None = None,
    sent: Envelope | None = None,
) -> tuple[AppError, Before]:
    before = before or Before(script)
    async with scripted(script) as port:
        with pytest.raises(AppError) as caught:
            await MailHandOver(patience).send(at(port), sent or envelope(mail()), before)
    assert "video" not in f"{caught.value} {caught.value.advice}"
    return caught.value, before


# ---- nobody there
async def test_a_server_that_is_down() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        before = Before()
        with pytest.raises(Unreachable) as caught:
            await MailHandOver().send(at(taken.getsockname()[1]), envelope(mail()), before)
    assert str(caught.value) == "The mail server cannot be reached"
    assert "Nothing answers at this port." in caught.value.advice
    assert caught.value.details == "connecting: SMTPConnectError: ConnectionRefusedError"
    assert before.times == 0


async def test_a_server_of_an_unknown_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_args: Any, **_more: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    server = MailServer("mail.nowhere.example", 587, MailSecurity.STARTTLS, MailSignIn.NONE)
    with pytest.raises(Unreachable) as caught:
        await MailHandOver().send(server, envelope(mail()), Before())
    assert "No server of this name was found." in caught.value.advice


# ---- silence and hanging up before the message: nothing was handed over
@pytest.mark.parametrize("word", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("what", [Drop, Hang], ids=["drops", "hangs"])
async def test_a_server_that_leaves_before_the_message(word: str, what: object) -> None:
    script = Script({word: what})
    error, before = await failure(script, patience=SHORT if what is Hang else None)
    assert isinstance(error, Unreachable)
    assert before.times == 0
    assert script.message == b""
    assert ("It did not answer in time." in error.advice) == (what is Hang)


async def test_a_server_that_leaves_while_the_outbox_writes_it_down() -> None:
    script = Script()

    async def leave() -> None:
        script.writers[0].transport.abort()
        await script.left.wait()
        await asyncio.sleep(0.05)  # until the news has come over the socket

    error, before = await failure(script, Before(script, leave))
    assert isinstance(error, Unreachable)
    assert before.times == 1
    assert script.message == b""


# ---- in the middle of it and after it: nobody knows
@pytest.mark.parametrize("cut", [1, 100, 800])
async def test_a_server_that_leaves_in_the_middle_of_the_message(cut: int) -> None:
    script = Script(cut=cut)
    error, before = await failure(script)
    assert isinstance(error, AnswerLost)
    assert str(error) == "The mail server did not answer"
    assert "may have been sent all the same" in error.advice
    assert before.times == 1
    assert before.seen == [b""]


@pytest.mark.parametrize("end", [Drop, Hang, "999 what", "nonsense", "354 go on"])
async def test_a_server_without_an_answer_after_the_final_dot(end: object) -> None:
    script = Script({"END": end})
    error, before = await failure(script, patience=SHORT_AT_THE_END if end is Hang else None)
    assert isinstance(error, AnswerLost)
    assert before.times == 1
    assert script.message.endswith(b"\r\n.\r\n")


async def test_the_message_is_handed_over_once_and_after_before() -> None:
    script = Script()
    before = Before(script)
    sent = envelope(mail())
    async with scripted(script) as port:
        await MailHandOver().send(at(port), sent, before)
        await script.left.wait()
    assert before.seen == [b""]
    assert bytes(script.message) == sent.data.replace(b"\r\n.", b"\r\n..") + b".\r\n"
    assert [word.split(" ")[0] for word in script.heard] == ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"]
    assert f"SIZE={len(sent.data)}" in script.heard[1]


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        (b"", b"\r\n.\r\n"),
        (b".", b"..\r\n.\r\n"),
        (b"a\n.b\n..c\n", b"a\r\n..b\r\n...c\r\n.\r\n"),
        (b"a\r\n.\r\nQUIT\r\n", b"a\r\n..\r\nQUIT\r\n.\r\n"),
        (b"lone\rreturn\r.\r", b"lone\r\nreturn\r\n..\r\n.\r\n"),
    ],
)
async def test_dots_and_line_ends_are_those_of_the_protocol(text: bytes, sent: bytes) -> None:
    script = Script()
    async with scripted(script) as port:
        await MailHandOver().send(at(port), Envelope("a@b.example", "c@d.example", text), Before())
    assert bytes(script.message) == sent


# ---- answers that say no
@pytest.mark.parametrize(
    ("answers", "kind", "words"),
    [
        ({"GREETING": "421 4.3.2 too busy"}, Busy, "too busy"),
        ({"GREETING": "554 no mail from there"}, Refused, "no mail from there"),
        ({"EHLO": "421 closing"}, Busy, "closing"),
        ({"EHLO": "550 go away", "HELO": "550 go away"}, Refused, "go away"),
        ({"MAIL": "451 4.7.1 later"}, Busy, "later"),
        ({"MAIL": "530 5.7.0 Authentication required"}, CredentialsRefused, "It wants a sign-in."),
        ({"MAIL": "550 5.7.60 Client does not have permissions to send as this sender"}, Refused, "sender's address"),
        ({"MAIL": "552 5.3.4 Message size exceeds fixed limit"}, Refused, "larger than the mail server takes"),
        ({"RCPT": "450 4.2.0 Greylisted"}, Busy, "Greylisted"),
        ({"RCPT": "452 4.2.2 mailbox full"}, Busy, "mailbox full"),
        ({"RCPT": "550 5.1.1 User unknown"}, RecipientRefused, "User unknown"),
        ({"RCPT": "553 no such domain"}, RecipientRefused, "no such domain"),
        ({"RCPT": "554 5.7.1 Relay access denied"}, Refused, "passes no mail on"),
        ({"DATA": "451 4.3.0 later"}, Busy, "later"),
        ({"DATA": "554 5.5.1 no valid recipients"}, Refused, "no valid recipients"),
    ],
)  # fmt: skip
async def test_a_no_before_the_message(answers: dict[str, str], kind: type[AppError], words: str) -> None:
    error, before = await failure(Script(answers))
    assert type(error) is kind
    assert words in error.advice
    assert before.times == 0


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ("451 4.3.0 try again later", Busy, "try again later"),
        ("421 4.4.2 timeout", Busy, "timeout"),
        ("550 5.1.1 no mailbox here", RecipientRefused, "no mailbox here"),
        ("552 5.3.4 too large", Refused, "larger than the mail server takes"),
        ("554 5.7.1 looks like spam", Refused, "looks like spam"),
    ],
)
async def test_a_no_after_the_message_is_certain(answer: str, kind: type[AppError], words: str) -> None:
    error, before = await failure(Script({"END": answer}))
    assert type(error) is kind
    assert words in error.advice
    assert before.times == 1


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        ("RCPT 450 4.2.0 Greylisted, see the help", GREYLISTED),
        ("RCPT 451 4.7.1 Try again in 120 seconds", 120),
        ("RCPT 450 please wait 10 minutes", 600),
        ("RCPT 450 come back after 9999 minutes", 3600),
        ("MAIL 421 4.7.0 too many connections", SOON),
        ("END 451 greylisting in action", GREYLISTED),
    ],
)
async def test_how_long_to_wait(answer: str, seconds: float) -> None:
    word, _, said = answer.partition(" ")
    error, _ = await failure(Script({word: said}))
    assert isinstance(error, Busy)
    assert str(error) == "The mail server asks to try again later"
    assert error.retry_after == seconds


async def test_a_very_old_server_is_greeted_in_its_way() -> None:
    script = Script({"EHLO": "502 unknown command"})
    async with scripted(script) as port:
        await MailHandOver().send(at(port), envelope(mail()), Before())
    assert script.heard[1] == "HELO [127.0.0.1]"
    assert "SIZE" not in script.heard[2]


async def test_a_server_that_writes_no_international_addresses() -> None:
    script = Script()
    error, before = await failure(script, sent=envelope(mail(to=Contact("", "иван@example.org"))))
    assert isinstance(error, InputProblem)
    assert error.field == "email"
    assert before.times == 0
    assert [word.split(" ")[0] for word in script.heard] == ["EHLO"]


async def test_reports_are_asked_to_leave_the_contents_out() -> None:
    script = Script({"EHLO": "250-script\r\n250-DSN\r\n250 8BITMIME"})
    async with scripted(script) as port:
        await MailHandOver().send(at(port), envelope(mail()), Before())
    assert script.heard[1] == "MAIL FROM:<office@praxis.example> RET=HDRS ENVID=meeting-1.2@praxis.example"


@pytest.mark.parametrize(("mark", "sent"), [("a+b=c@d", " ENVID=a+2Bb+3Dc@d"), ("x" * 120, ""), ("", "")])
async def test_a_mark_survives_its_parameter_and_a_long_one_is_left_out(mark: str, sent: str) -> None:
    script = Script({"EHLO": "250-script\r\n250 DSN"})
    async with scripted(script) as port:
        await MailHandOver().send(at(port), Envelope("a@b.example", "c@d.example", b"", mark), Before())
    assert script.heard[1] == f"MAIL FROM:<a@b.example> RET=HDRS{sent}"


@pytest.mark.parametrize("way", [MailSignIn.PASSWORD, MailSignIn.XOAUTH2])
async def test_a_server_that_repeats_the_sign_in_gives_nothing_away(way: MailSignIn) -> None:
    offer = "250-script\r\n250 AUTH PLAIN XOAUTH2"
    script = Script({"EHLO": offer})

    secret = "corr€ct horse"
    plain = base64.b64encode(f"\0ann\0{secret}".encode()).decode()
    bearer = base64.b64encode(f"user=ann\x01auth=Bearer {secret}\x01\x01".encode()).decode()
    script.answers["AUTH"] = f"501 5.5.2 cannot read {plain} {bearer} {secret}"
    async with scripted(script) as port:
        server = MailServer("127.0.0.1", port, MailSecurity.NONE, way, "ann", secret)
        with pytest.raises(CredentialsRefused) as caught:
            await MailHandOver().send(server, envelope(mail()), Before())
    told = f"{caught.value.advice} {caught.value.details} {caught.value.__cause__}"
    assert "cannot read [secret] [secret] [secret]" in caught.value.advice
    assert not any(form in told for form in (plain, bearer, secret))


@pytest.mark.parametrize("size", ["", "0", "x", "9" * 40, "-1"])
async def test_a_strange_size_is_no_limit(size: str) -> None:
    script = Script({"EHLO": f"250-script\r\n250 SIZE {size}"})
    async with scripted(script) as port:
        await MailHandOver().send(at(port), envelope(mail()), Before())
    assert script.message


@pytest.mark.parametrize("hostile", ["x" * 100_000, "250-" + "y" * 40_000, "250-a\r\n" * 20_000])
async def test_a_flood_of_an_answer_ends_the_conversation(hostile: str) -> None:
    error, before = await failure(Script({"EHLO": hostile}), patience=SHORT)
    assert isinstance(error, Unreachable | Refused)
    assert before.times == 0
    assert len(error.details) < 400


async def test_what_a_server_says_is_told_without_addresses_links_and_secrets() -> None:
    said = "550 5.1.1 <ann@example.org> unknown at mx.praxis.example [192.0.2.7], https://evil.example/x token=abcdef"
    error, _ = await failure(Script({"RCPT": said}))
    for leaked in ("ann@", "mx.praxis", "192.0.2.7", "evil", "abcdef"):
        assert leaked not in error.advice + error.details
    assert "5.1.1" in error.advice


# ---- giving up
async def test_when_writing_it_down_fails_nothing_is_sent() -> None:
    script = Script()

    async def fail() -> None:
        raise LookupError("the store is gone")

    before = Before(script, fail)
    async with scripted(script) as port:
        with pytest.raises(LookupError):
            await MailHandOver().send(at(port), envelope(mail()), before)
        await script.left.wait()
    assert script.message == b""


@pytest.mark.parametrize(
    ("answers", "reached"),
    [
        ({"RCPT": Hang}, lambda script: any(word.startswith("RCPT") for word in script.heard)),
        ({"END": Hang}, lambda script: script.message.endswith(b"\r\n.\r\n")),
    ],
)
async def test_a_cancelled_task_closes_its_connection(
    answers: dict[str, Any], reached: Callable[[Script], bool]
) -> None:
    script = Script(answers)
    async with scripted(script) as port, anyio.create_task_group() as tasks:
        tasks.start_soon(MailHandOver().send, at(port), envelope(mail()), Before())
        with anyio.fail_after(5):
            while not reached(script):
                await anyio.sleep(0.01)
            tasks.cancel_scope.cancel()
    with anyio.fail_after(5):
        await script.left.wait()


async def test_a_large_message_is_not_left_half_sent_when_given_up() -> None:
    script = Script({"DATA": "354 go on"}, cut=50_000)
    error, _ = await failure(script, sent=envelope(mail(text="x" * 700_000)))
    assert isinstance(error, AnswerLost)
    assert not script.message.endswith(b"\r\n.\r\n")


def test_the_bytes_are_the_same_at_each_try_but_for_their_boundaries() -> None:
    first, second = (message_bytes(mail()).splitlines() for _ in range(2))
    assert [a for a, b in zip(first, second, strict=True) if a != b and b"====" not in a] == []
