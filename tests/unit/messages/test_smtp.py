"""Mails handed over to a real server, and the mailbox read back."""

from __future__ import annotations

import email
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hosted_meetings_desktop.domain.errors import (
    AppError,
    CredentialsRefused,
    InputProblem,
    RecipientRefused,
    Refused,
    Unreachable,
)
from hosted_meetings_desktop.domain.invitation import Contact, Method
from hosted_meetings_desktop.domain.message import Mail, MailSecurity, MailServer, MailSignIn
from hosted_meetings_desktop.messages.mime import message_bytes
from hosted_meetings_desktop.messages.postman import MessagePostman
from tests.unit.messages.kit import calendar, mail
from tests.unit.messages.mail_server import (
    PASSWORD,
    TOKEN,
    USER,
    Before,
    Certificate,
    Mailbox,
    make_certificate,
    real_server,
)

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def postman(certificate: Certificate) -> MessagePostman:
    return MessagePostman(trust=lambda: certificate.trust)


def at(port: int, /, **changes: Any) -> MailServer:
    return replace(MailServer("localhost", 25, MailSecurity.NONE, MailSignIn.NONE), **{"port": port, **changes})


def guarded(mailbox: Mailbox, certificate: Certificate, **options: Any) -> dict[str, Any]:
    return {
        "tls_context": certificate.server, "require_starttls": True, "authenticator": mailbox.authenticate,
        "auth_required": True, **options,
    }  # fmt: skip


@pytest.fixture
async def starttls(mailbox: Mailbox, certificate: Certificate) -> AsyncIterator[int]:
    async with real_server(mailbox, **guarded(mailbox, certificate)) as port:
        yield port


def signed_in(port: int, **changes: Any) -> MailServer:
    known = {"security": MailSecurity.STARTTLS, "sign_in": MailSignIn.PASSWORD, "user": USER, "secret": PASSWORD}
    return at(port, **{**known, **changes})


async def failure(postman: MessagePostman, server: MailServer, sent: Mail | None = None) -> AppError:
    """Return what sending fails with; nothing may have been handed over."""
    before = Before()
    with pytest.raises(AppError) as caught:
        await postman.mail(server, sent or mail(), before)
    assert before.times == 0
    told = f"{caught.value} {caught.value.advice} {caught.value.details}"
    assert PASSWORD not in told
    assert TOKEN not in told
    assert "video" not in told
    return caught.value


# ---- what arrives
@pytest.mark.parametrize(("method", "sequence"), [(Method.REQUEST, 0), (Method.REQUEST, 1), (Method.CANCEL, 2)])
async def test_invitation_update_and_cancellation_arrive_byte_by_byte(
    postman: MessagePostman, mailbox: Mailbox, method: Method, sequence: int
) -> None:
    before = Before()
    sent = mail(calendar=calendar(method, sequence), method=method)
    async with real_server(mailbox) as port:
        await postman.mail(at(port), sent, before)
    assert before.times == 1
    (taken,) = mailbox.letters
    assert (taken.mail_from, taken.rcpt_tos) == ("office@praxis.example", ["ann@example.org"])
    assert isinstance(taken.content, bytes)
    parts = {part.get_content_type(): part for part in email.message_from_bytes(taken.content).walk()}
    assert parts["text/calendar"].get_payload(decode=True) == calendar(method, sequence)
    assert parts["text/calendar"].get_param("method") == method.value
    assert parts["application/ics"].get_payload(decode=True) == calendar(method, sequence)
    assert parts["text/plain"].get_payload(decode=True) == sent.text.replace("\n", "\r\n").encode()
    assert parts["multipart/mixed"]["Message-ID"] == sent.message_id
    assert mailbox.heard == ["[127.0.0.1]"]  # the PC's own name is nobody's business


async def test_nothing_is_added_and_nothing_lost_on_the_way(
    postman: MessagePostman, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = message_bytes(mail())
    monkeypatch.setattr("hosted_meetings_desktop.messages.mime.message_bytes", lambda _mail: fixed)
    async with real_server(mailbox) as port:
        await postman.mail(at(port), mail(), Before())
    assert mailbox.letters[0].content == fixed


async def test_an_international_address(postman: MessagePostman, mailbox: Mailbox) -> None:
    async with real_server(mailbox) as port:
        await postman.mail(at(port), mail(to=Contact("Иван", "иван@пример.example")), Before())
    (taken,) = mailbox.letters
    assert taken.rcpt_tos == ["иван@xn--e1afmkfd.example"]
    assert taken.smtp_utf8
    assert isinstance(taken.content, bytes)
    assert "<иван@xn--e1afmkfd.example>\r\n".encode() in taken.content


# ---- protection and sign-in
@pytest.mark.parametrize("exclude", [[], ["PLAIN"], ["PLAIN", "XOAUTH2"]])
async def test_a_password_goes_through_starttls(
    postman: MessagePostman, mailbox: Mailbox, certificate: Certificate, exclude: list[str]
) -> None:
    async with real_server(mailbox, **guarded(mailbox, certificate, auth_exclude_mechanism=exclude)) as port:
        await postman.mail(signed_in(port), mail(), Before())
    assert len(mailbox.letters) == mailbox.tries == 1


async def test_a_token_goes_through_starttls(postman: MessagePostman, mailbox: Mailbox, starttls: int) -> None:
    await postman.mail(signed_in(starttls, sign_in=MailSignIn.XOAUTH2, secret=TOKEN), mail(), Before())
    assert len(mailbox.letters) == 1


async def test_tls_from_the_start(postman: MessagePostman, mailbox: Mailbox, certificate: Certificate) -> None:
    # The server does not know that the whole connection is protected.
    options = {"authenticator": mailbox.authenticate, "auth_require_tls": False}
    async with real_server(mailbox, tls=certificate.server, **options) as port:
        await postman.mail(signed_in(port, security=MailSecurity.TLS), mail(), Before())
    assert len(mailbox.letters) == mailbox.tries == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"secret": "wrong"}, "user name and the password"),
        ({"sign_in": MailSignIn.XOAUTH2, "secret": "old"}, "permission to send may have ended"),
    ],
)
async def test_a_wrong_secret_is_tried_once(
    postman: MessagePostman, mailbox: Mailbox, starttls: int, changes: dict[str, Any], words: str
) -> None:
    error = await failure(postman, signed_in(starttls, **changes))
    assert isinstance(error, CredentialsRefused)
    assert str(error) == error.title == "The mail server refused the sign-in"
    assert words in error.advice
    assert mailbox.tries == 1


async def test_a_server_that_wants_a_sign_in_says_so(postman: MessagePostman, starttls: int) -> None:
    error = await failure(postman, signed_in(starttls, sign_in=MailSignIn.NONE))
    assert isinstance(error, CredentialsRefused)
    assert "It wants a sign-in." in error.advice


async def test_a_way_of_signing_in_that_is_not_offered(
    postman: MessagePostman, mailbox: Mailbox, certificate: Certificate
) -> None:
    options = guarded(mailbox, certificate, auth_exclude_mechanism=["XOAUTH2"])
    async with real_server(mailbox, **options) as port:
        error = await failure(postman, signed_in(port, sign_in=MailSignIn.XOAUTH2, secret=TOKEN))
    assert isinstance(error, Refused)
    assert error.title == "The mail server does not offer this way of signing in"
    assert error.details == "offered: login, plain"


async def test_a_certificate_of_nobody_known(mailbox: Mailbox, starttls: int) -> None:
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    error = await failure(MessagePostman(trust=lambda: stranger), signed_in(starttls))
    assert isinstance(error, Unreachable)
    assert "certificate" in error.advice
    assert mailbox.tries == 0


async def test_what_this_pc_trusts_is_asked_unless_told_otherwise(starttls: int) -> None:
    error = await failure(MessagePostman(), signed_in(starttls))
    assert "certificate" in error.advice


async def test_a_certificate_of_another_server(mailbox: Mailbox, tmp_path: Path) -> None:
    other = make_certificate(tmp_path, "mail.other.example")
    async with real_server(mailbox, tls=other.server) as port:
        error = await failure(MessagePostman(trust=lambda: other.trust), signed_in(port, security=MailSecurity.TLS))
    assert "certificate" in error.advice


async def test_protection_that_is_not_offered_is_never_done_without(
    postman: MessagePostman, mailbox: Mailbox
) -> None:
    async with real_server(mailbox) as port:
        error = await failure(postman, signed_in(port))
    assert isinstance(error, Refused)
    assert error.title == "The mail server offers no protected connection"


async def test_tls_at_a_port_that_speaks_plainly(postman: MessagePostman, mailbox: Mailbox) -> None:
    async with real_server(mailbox) as port:
        error = await failure(postman, signed_in(port, security=MailSecurity.TLS))
    assert isinstance(error, Unreachable)
    assert "It does not speak TLS there." in error.advice


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"host": "mail.example.org"}, "security"),
        ({"host": "192.0.2.1"}, "security"),
        ({"host": "localhost.example.org"}, "security"),
        ({"host": "mail.example.org", "sign_in": MailSignIn.PASSWORD}, "security"),
        ({"host": ""}, "host"),
        ({"host": "a b"}, "host"),
        ({"host": "mail\r\nQUIT"}, "host"),
        ({"port": 0}, "port"),
        ({"port": 70000}, "port"),
        ({"sign_in": MailSignIn.PASSWORD, "user": "", "secret": ""}, "user"),
        ({"sign_in": MailSignIn.XOAUTH2, "user": "x", "secret": ""}, "user"),
    ],
)
async def test_settings_that_cannot_be_safe_or_work_are_refused(
    postman: MessagePostman, changes: dict[str, Any], field: str
) -> None:
    error = await failure(postman, at(25, **changes))
    assert isinstance(error, InputProblem)
    assert error.field == field


async def test_on_this_pc_a_password_may_go_in_the_clear(postman: MessagePostman, mailbox: Mailbox) -> None:
    async with real_server(mailbox, authenticator=mailbox.authenticate, auth_require_tls=False) as port:
        await postman.mail(signed_in(port, host="127.0.0.1", security=MailSecurity.NONE), mail(), Before())
    assert mailbox.tries == len(mailbox.letters) == 1


# ---- refusals of a real server
async def test_a_recipient_that_nobody_is(postman: MessagePostman, mailbox: Mailbox) -> None:
    async with real_server(mailbox) as port:
        error = await failure(postman, at(port), mail(to=Contact("", "nobody@example.org")))
    assert isinstance(error, RecipientRefused)
    assert error.advice == (
        "Check it, or reach the person another way. "
        "The mail server said: 5.1.1 …: Recipient address rejected by …: User unknown"
    )
    assert "nobody@" not in error.details


async def test_a_message_that_is_too_large_is_not_even_begun(postman: MessagePostman, mailbox: Mailbox) -> None:
    async with real_server(mailbox, data_size_limit=2000) as port:
        error = await failure(postman, at(port), mail(text="x" * 3000))
    assert isinstance(error, Refused)
    assert "larger than the mail server takes" in error.advice


# ---- trying the settings
async def test_checking_signs_in_and_sends_nothing(postman: MessagePostman, mailbox: Mailbox, starttls: int) -> None:
    said = await postman.check(signed_in(starttls))
    assert said == "localhost answered, protected by TLSv1.3 and takes messages of up to 33 MB."
    assert (mailbox.tries, mailbox.letters) == (1, [])


async def test_checking_a_server_on_this_pc(postman: MessagePostman, mailbox: Mailbox) -> None:
    async with real_server(mailbox, data_size_limit=None) as port:
        assert await postman.check(at(port)) == "localhost answered, on this PC."
