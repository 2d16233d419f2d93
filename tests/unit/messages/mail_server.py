"""Mail servers on loopback: a real one (aiosmtpd) with a mailbox, and one that follows a script and misbehaves."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime
import ipaddress
import logging
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD, TOKEN = "office@praxis.example", "corr€ct horse", "ya29.token"


@dataclass(slots=True)
class Mailbox:
    """What a real server took, and how its guests came."""

    letters: list[Envelope] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    tries: int = 0

    async def handle_EHLO(
        self, server: Any, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.heard.append(hostname)
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody@"):
            return f"550 5.1.1 <{address}>: Recipient address rejected by mx1.praxis.example: User unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        self.letters.append(envelope)
        return "250 2.0.0 Ok: queued"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        self.tries += 1
        if base64.b64decode(args[1]) == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01".encode():
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status":"400"}'.decode())
        return AuthResult(success=False, handled=False, message="535 5.7.8 Username and Password not accepted")

    def authenticate(
        self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        self.tries += 1
        known = data.login == USER.encode() and data.password == PASSWORD.encode()
        return AuthResult(success=known, handled=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that nobody but ``trust`` knows."""

    server: ssl.SSLContext
    trust: ssl.SSLContext


def make_certificate(folder: Path, name: str = "localhost") -> Certificate:
    """Return contexts for a server of this name at 127.0.0.1 and for those who trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [x509.DNSName(name)]
    if name == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(chain + secret)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trust.load_verify_locations(cadata=chain.decode())
    return Certificate(server, trust)


@asynccontextmanager
async def real_server(mailbox: Mailbox, *, tls: ssl.SSLContext | None = None, **options: Any) -> AsyncIterator[int]:
    """Serve a mailbox and return the port; ``tls`` wraps the whole connection."""
    loop = asyncio.get_running_loop()
    protocols: list[SMTP] = []

    def make() -> SMTP:
        made = SMTP(mailbox, loop=loop, enable_SMTPUTF8=True, **options)
        protocols.append(made)
        return made

    # It logs each guest that speaks nonsense or leaves early, which is what they are here for.
    log = logging.getLogger("mail.log")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    server = await loop.create_server(make, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()
        for protocol in protocols:
            if protocol.transport is not None:
                protocol.transport.close()
        waiting = [p._handler_coroutine for p in protocols if p._handler_coroutine is not None]
        await asyncio.gather(*waiting, return_exceptions=True)
        log.setLevel(level)


Drop = object()
"""In a script: hang up."""
Hang = object()
"""In a script: say nothing more."""


@dataclass(slots=True)
class Script:
    """A server that answers as told.

    Attributes:
        answers: By the first word of a command, or "GREETING" and "END" (after the final dot): a line, Drop or Hang.
        cut: After how many octets of the message it hangs up; None for never.
        heard: The commands.
        message: What came after DATA, as it came.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    cut: int | None = None
    heard: list[str] = field(default_factory=list)
    message: bytearray = field(default_factory=bytearray)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._talk(reader, writer)
        self.left.set()
        writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self._say(reader, writer, "GREETING", "220 ready"):
            return
        while line := await reader.readline():
            self.heard.append(line.decode().rstrip())
            word = line.split()[0].decode().upper().partition(":")[0]
            usual = {"EHLO": "250-script\r\n250 SIZE 1000000", "DATA": "354 go on", "QUIT": "221 bye"}
            if not await self._say(reader, writer, word, usual.get(word, "250 ok")):
                return
            if word == "DATA" and str(self.answers.get("DATA", "354")).startswith("354"):
                await self._take(reader)
                if self.cut is not None or not await self._say(reader, writer, "END", "250 queued"):
                    return

    async def _take(self, reader: asyncio.StreamReader) -> None:
        while not self.message.endswith(b"\r\n.\r\n"):
            room = 65536 if self.cut is None else self.cut - len(self.message)
            if room <= 0:
                return
            if not (part := await reader.read(room)):
                raise ConnectionResetError
            self.message += part

    async def _say(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, word: str, usual: str) -> bool:
        answer = self.answers.get(word, usual)
        if answer is Drop:
            return False
        if answer is Hang:
            await reader.read()
            return False
        writer.write(f"{answer}\r\n".encode())
        await writer.drain()
        return True


@asynccontextmanager
async def scripted(script: Script) -> AsyncIterator[int]:
    """Serve a script and return the port."""
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in script.writers:
            writer.transport.abort()
        await server.wait_closed()
        await asyncio.sleep(0)


class Before:
    """Counts how often it was called, and what the server had of the message by then."""

    def __init__(self, script: Script | None = None, then: Callable[[], Awaitable[None]] | None = None) -> None:
        self.times = 0
        self.seen: list[bytes] = []
        self._script = script
        self._then = then

    async def __call__(self) -> None:
        self.times += 1
        if self._script is not None:
            self.seen.append(bytes(self._script.message))
        if self._then is not None:
            await self._then()
