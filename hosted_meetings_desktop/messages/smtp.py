"""Hands a mail over to a mail server (RFC 5321, 6409), so that it is always known whether it may have been taken.

The commands are sent one by one, as the library's own sending cannot tell a connection that broke before the message
from one that broke after it. The message is taken when the server says so after the final dot; between the first byte
of it and that answer nobody can know.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.message import BeforeHandingOver, MailSecurity, MailServer, MailSignIn
from hosted_meetings_desktop.messages import failures
from hosted_meetings_desktop.messages.failures import Way
from hosted_meetings_desktop.messages.mime import Envelope
from hosted_meetings_desktop.messages.smtp_answers import Step, lost, refusal, silence
from hosted_meetings_desktop.support.redaction import MASK
from hosted_meetings_desktop.support.trust import is_this_pc, trusted_context

if TYPE_CHECKING:
    from aiosmtplib import SMTP, SMTPResponse

# Introduces a PC without a name of its own in the internet (RFC 5321, 4.1.3) and tells nothing about it.
_INTRODUCTION = "[127.0.0.1]"
_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]{1,253}")
_BARE_BREAK = re.compile(rb"(?<!\r)\n|\r(?!\n)")
_LINE_DOT = re.compile(rb"(?m)^\.")
_LONGEST_MARK = 100  # RFC 3461, 4.4


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds to wait for what.

    Attributes:
        command: For each answer on the way.
        message: For the answer after the message. RFC 5321, 4.5.3.2.6 asks for ten minutes: who leaves earlier sends
            things twice.
    """

    connect: float = 30.0
    command: float = 60.0
    message: float = 600.0


class MailHandOver:
    """Hands mails over, one connection each.

    Args:
        patience: How long to wait for what.
        trust: Returns the TLS context; called in a thread.
    """

    def __init__(
        self, patience: Patience | None = None, trust: Callable[[], ssl.SSLContext] = trusted_context
    ) -> None:
        self._patience = patience or Patience()
        self._trust = trust

    async def send(self, server: MailServer, envelope: Envelope, before: BeforeHandingOver) -> None:
        """Hand one mail over.

        Raises:
            AppError: see ``domain.message.Postman``.
        """
        async with self._signed_in(server) as client:
            _check_room(client, envelope)
            await self._address(client, server, envelope)
            await self._message(client, server, envelope.data, before)

    async def check(self, server: MailServer) -> str:
        """Sign in, and return a sentence about the server.

        Raises:
            AppError: see ``domain.message.Postman``.
        """
        async with self._signed_in(server) as client:
            with _failing(Step.SIGN_IN, server):
                protection = client.get_transport_info("ssl_object")
            safe = f"protected by {protection.version()}" if protection else "on this PC"
            size = _most_octets(client)
            most = f" and takes messages of up to {size // 1_000_000} MB" if size >= 1_000_000 else ""
            return f"{server.host} answered, {safe}{most}."

    @asynccontextmanager
    async def _signed_in(self, server: MailServer) -> AsyncIterator[SMTP]:
        _check_settings(server)
        # Importing the library and loading the authorities takes a tenth of a second: not on the loop.
        client = await asyncio.to_thread(self._client, server)
        try:
            await self._greet(client, server)
            await self._sign_in(client, server)
            yield client
        except BaseException:
            _hang_up(client)
            raise
        _part(client)

    def _client(self, server: MailServer) -> SMTP:
        from aiosmtplib import SMTP

        plain = server.security is MailSecurity.NONE
        return SMTP(
            hostname=server.host.strip("[]"),
            port=server.port,
            use_tls=server.security is MailSecurity.TLS,
            start_tls=False,  # by hand, after the introduction
            tls_context=None if plain else self._trust(),
            local_hostname=_INTRODUCTION,
            timeout=self._patience.command,
        )

    async def _greet(self, client: SMTP, server: MailServer) -> None:
        with _failing(Step.CONNECT, server):
            await client.connect(timeout=self._patience.connect)
        with _failing(Step.GREETING, server):
            await self._introduce(client)
        if server.security is MailSecurity.STARTTLS:
            if not client.supports_extension("starttls"):
                # Never without: whoever stands between could have taken the offer out.
                advice = "Check the port and the protection in Settings, or ask IT."
                title = "The mail server offers no protected connection"
                raise failures.refused(Way.MAIL, advice, "no STARTTLS in EHLO", title)
            with _failing(Step.PROTECT, server):
                await client.starttls()
                await self._introduce(client)

    @staticmethod
    async def _introduce(client: SMTP) -> None:
        from aiosmtplib import SMTPHeloError

        try:
            await client.ehlo()
        except SMTPHeloError as error:
            if error.code < 500 or not client.is_connected:
                raise
            await client.helo()

    @staticmethod
    async def _sign_in(client: SMTP, server: MailServer) -> None:
        if server.sign_in is MailSignIn.NONE:
            return
        offered = client.server_auth_methods
        ways: dict[str, Callable[[str, str], Awaitable[SMTPResponse]]] = (
            {"xoauth2": client.auth_xoauth2}
            if server.sign_in is MailSignIn.XOAUTH2
            else {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
        )
        # One way, once: the library would try a wrong password with each of them, and accounts get locked by that.
        chosen = next((way for name, way in ways.items() if name in offered), None)
        if chosen is None:
            named = ", ".join(sorted(re.sub(r"[^a-z0-9-]", "", name)[:20] for name in offered[:10])) or "none"
            advice = "Choose another way of signing in in Settings, or another port."
            title = "The mail server does not offer this way of signing in"
            raise failures.refused(Way.MAIL, advice, f"offered: {named}", title)
        with _failing(Step.SIGN_IN, server):
            await chosen(server.user, server.secret)

    @staticmethod
    async def _address(client: SMTP, server: MailServer, envelope: Envelope) -> None:
        encoding = "utf-8" if envelope.international else "ascii"
        options = ["SMTPUTF8"] if envelope.international else []
        if client.supports_extension("8bitmime") and envelope.international:
            options.append("BODY=8BITMIME")
        if client.supports_extension("size"):
            options.append(f"SIZE={len(envelope.data)}")
        if client.supports_extension("dsn"):
            # What comes back should a delivery fail needs no medical contents in it (RFC 3461, 4.3).
            options.append("RET=HDRS")
            mark = _xtext(envelope.mark)
            if 0 < len(mark) <= _LONGEST_MARK:
                options.append(f"ENVID={mark}")
        with _failing(Step.SENDER, server):
            await client.mail(envelope.sender, options=options, encoding=encoding)
        with _failing(Step.RECIPIENT, server):
            await client.rcpt(envelope.recipient, encoding=encoding)

    async def _message(self, client: SMTP, server: MailServer, data: bytes, before: BeforeHandingOver) -> None:
        with _failing(Step.DATA, server):
            response = await client.execute_command(b"DATA")
        if response.code != 354:
            raise refusal(Step.DATA, response.code, response.message, server.sign_in)
        await before()
        from aiosmtplib import SMTPException

        protocol = client.protocol
        if protocol is None or not protocol.is_connected:
            # It left while the outbox wrote down what comes next; nothing of the message was sent.
            raise silence(Step.DATA, ConnectionResetError())
        try:
            protocol.write(_dotted(data))
            response = await protocol.read_response(timeout=self._patience.message)
        except (SMTPException, OSError) as error:
            raise lost(error) from error
        if 200 <= response.code < 300:
            return
        if 400 <= response.code < 600:
            raise refusal(Step.MESSAGE, response.code, response.message, server.sign_in)
        raise lost(ValueError(f"answer {response.code}"))


def _check_settings(server: MailServer) -> None:
    """Refuse what would send secrets in the clear, or cannot work.

    Raises:
        InputProblem: for the field to mend.
    """
    if _HOST.fullmatch(server.host) is None:
        raise InputProblem("host", "The mail server's address cannot be used", "Enter its name: mail.clinic.example")
    if not 1 <= server.port <= 65535:
        raise InputProblem("port", "A port is a number from 1 to 65535", "Most mail servers use 587 or 465.")
    if server.security is MailSecurity.NONE and not is_this_pc(server.host):
        raise InputProblem(
            "security",
            "Mail to another computer has to be protected",
            "Choose STARTTLS or TLS. Only a mail server on this PC may go without.",
        )
    if server.sign_in is not MailSignIn.NONE and not (server.user and server.secret):
        raise InputProblem("user", "The user name or the password for the mail server is missing", "Enter both.")


def _check_room(client: SMTP, envelope: Envelope) -> None:
    if envelope.international and not client.supports_extension("smtputf8"):
        raise InputProblem(
            "email",
            "The mail server cannot write to this address",
            "It takes only plain letters before the @. Ask the person for another address.",
        )
    most = _most_octets(client)
    if most and len(envelope.data) > most:
        raise refusal(Step.SENDER, 552, f"5.3.4 {len(envelope.data)} of {most} octets", MailSignIn.NONE)


def _most_octets(client: SMTP) -> int:
    """Return the size a server announced (RFC 1870), 0 where it announced none."""
    named = client.esmtp_extensions.get("size", "").strip()
    return int(named) if named.isascii() and named.isdigit() and len(named) < 16 else 0


def _xtext(text: str) -> str:
    """Return a text as it may stand in a parameter (RFC 3461, section 4)."""
    return "".join(f"+{ord(sign):02X}" if sign in "+=" or not "!" <= sign <= "~" else sign for sign in text)


def _dotted(data: bytes) -> bytes:
    """Return a message as it is sent after DATA (RFC 5321, 4.5.2), up to its final dot."""
    lines = _BARE_BREAK.sub(b"\r\n", data)
    whole = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return _LINE_DOT.sub(b"..", whole) + b".\r\n"


def _part(client: SMTP) -> None:
    """Say goodbye without waiting for an answer: what was handed over stays so, whoever is cancelled meanwhile."""
    from aiosmtplib import SMTPException

    if client.protocol is not None:
        with contextlib.suppress(SMTPException):
            client.protocol.write(b"QUIT\r\n")
    client.close()


def _hang_up(client: SMTP) -> None:
    """Drop the connection with whatever was not sent yet, so that nothing goes out behind the back of who gave up."""
    if isinstance(client.transport, asyncio.WriteTransport):
        client.transport.abort()
    client.close()


@contextlib.contextmanager
def _failing(step: Step, server: MailServer) -> Iterator[None]:
    """Turn what the library raises before anything was handed over into what it means."""
    from aiosmtplib import SMTPException, SMTPResponseException

    try:
        yield
    except SMTPResponseException as error:
        if 400 <= error.code < 600:
            # Some servers repeat what they did not understand, and that may be the sign-in.
            raise refusal(step, error.code, _without_secrets(error.message, server), server.sign_in) from None
        raise silence(step, error) from None
    except (SMTPException, OSError, UnicodeError) as error:
        raise silence(step, error) from error


def _without_secrets(words: str, server: MailServer) -> str:
    if not server.secret:
        return words
    user, secret = server.user, server.secret
    plain, bearer = f"\0{user}\0{secret}", f"user={user}\x01auth=Bearer {secret}\x01\x01"
    for form in (secret, *(base64.b64encode(text.encode()).decode() for text in (plain, bearer, secret))):
        words = words.replace(form, MASK)
    return words
