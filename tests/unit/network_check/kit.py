"""Servers on loopback that answer as networks do that are in the way: not at all, or with something else."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio
from anyio.abc import ByteStream, SocketAttribute
from anyio.streams.tls import TLSStream
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
Talk = Callable[[ByteStream], Awaitable[None]]


# ---- certificates
@dataclass
class Authority:
    """Issues certificates for servers on loopback, as a clinic's inspecting proxy does."""

    name: str = "Park Clinic Inspection CA"
    organization: str = "Clinic at the Park"
    _key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def _subject(self) -> x509.Name:
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "GB"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.organization),
                x509.NameAttribute(NameOID.COMMON_NAME, self.name),
            ]
        )

    def _signed(self, subject: x509.Name, key: ec.EllipticCurvePublicKey, days: int, *, ca: bool, host: str = HOST):
        now = datetime.datetime.now(datetime.UTC)
        built = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._subject())
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=min(-1, days - 1)))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if not ca:
            names: list[x509.GeneralName] = [x509.DNSName(host)]
            if host == HOST:
                names.append(x509.IPAddress(ipaddress.ip_address(HOST)))
            built = built.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return built.sign(self._key, hashes.SHA256())

    def trust(self) -> ssl.SSLContext:
        """Return the context of a PC on which this authority is installed."""
        own = self._signed(self._subject(), self._key.public_key(), 10, ca=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=own.public_bytes(serialization.Encoding.PEM).decode())
        return context

    def der(self) -> bytes:
        """Return a certificate that it issued."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._signed(x509.Name([]), key.public_key(), 5, ca=False)
        return made.public_bytes(serialization.Encoding.DER)

    def server(self, folder: Path, *, days: int = 5, host: str = HOST) -> ssl.SSLContext:
        """Return the context of a server with a certificate that ends in so many days."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._signed(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), key.public_key(), days, ca=False, host=host
        )
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = folder / f"server-{days}-{host}.pem"
        file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def nobody() -> ssl.SSLContext:
    """Return a context that trusts no authority."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


# ---- servers
@asynccontextmanager
async def server(talk: Talk, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve on loopback and return the port."""
    listener = await anyio.create_tcp_listener(local_host=HOST, local_port=0)
    port = int(listener.extra(SocketAttribute.local_port))  # noqa: S610 (anyio's)

    async def handle(stream: ByteStream) -> None:
        try:
            async with stream:
                if tls is not None:
                    stream = await TLSStream.wrap(
                        stream, server_side=True, ssl_context=tls, standard_compatible=False
                    )
                await talk(stream)
        except (OSError, anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
            pass  # who asked has gone

    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, handle)
        yield port
        tasks.cancel_scope.cancel()


async def free_port() -> int:
    """Return a port on which nobody listens."""
    listener = await anyio.create_tcp_listener(local_host=HOST, local_port=0)
    port = int(listener.extra(SocketAttribute.local_port))  # noqa: S610 (anyio's)
    await listener.aclose()
    return port


async def head(stream: ByteStream) -> str:
    """Return the head of an HTTP request."""
    read = b""
    while b"\r\n\r\n" not in read:
        read += await stream.receive()
    return read.decode("latin-1")


def says(text: str, asked: list[str] | None = None) -> Talk:
    """Answer every request with these lines."""

    async def talk(stream: ByteStream) -> None:
        found = await head(stream)
        if asked is not None:
            asked.append(found)
        await stream.send(text.replace("\n", "\r\n").encode() + b"\r\n\r\n")

    return talk


async def silence(stream: ByteStream) -> None:
    """Take everything and say nothing."""
    while True:
        await stream.receive()


async def hang_up(stream: ByteStream) -> None:
    """Go away at once."""


def tunnels(asked: list[str], password: str = "") -> Talk:
    """Be a proxy that finds every name on loopback, with a sign-in where there is a password."""

    async def talk(stream: ByteStream) -> None:
        request = await head(stream)
        asked.append(request)
        if password and f"Proxy-Authorization: Basic {password}" not in request:
            ways = b"Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm=x\r\n"
            await stream.send(b"HTTP/1.1 407 Who is it\r\n" + ways + b"\r\n")
            return
        port = request.split()[1].rpartition(":")[2]
        async with await anyio.connect_tcp(HOST, int(port)) as beyond:
            await stream.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_pass_on, stream, beyond)
                await _pass_on(beyond, stream)
                tasks.cancel_scope.cancel()

    return talk


async def _pass_on(one: ByteStream, other: ByteStream) -> None:
    try:
        while True:
            await other.send(await one.receive())
    except (anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError):
        return


# ---- STUN
def stun_reply(request: bytes) -> bytes:
    """Return what a STUN or TURN server says: yes to a binding, 401 to an allocation (RFC 8489, RFC 8656)."""
    kind = struct.unpack_from(">H", request)[0]
    attributes = b"" if kind == 1 else struct.pack(">HHBBBB", 0x0009, 4, 0, 0, 4, 1)
    answer = kind | (0x0100 if kind == 1 else 0x0110)
    return struct.pack(">HHI", answer, len(attributes), 0x2112A442) + request[8:20] + attributes


async def turn_over_tcp(stream: ByteStream) -> None:
    """Be a TURN server on a stream; the answer comes in two pieces."""
    reply = stun_reply(await stream.receive())
    await stream.send(reply[:7])
    await anyio.sleep(0)
    await stream.send(reply[7:])


@asynccontextmanager
async def stun_server(*, deaf_for: int = 0) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Serve STUN over UDP on loopback; the first requests may get lost. Returns the port and what came."""
    came: list[bytes] = []

    async def answer(line: anyio.abc.UDPSocket) -> None:
        async for packet, place in line:
            came.append(packet)
            if len(came) > deaf_for:
                await line.sendto(b"not STUN at all", *place)
                await line.sendto(stun_reply(packet), *place)

    async with await anyio.create_udp_socket(local_host=HOST) as line, anyio.create_task_group() as tasks:
        tasks.start_soon(answer, line)
        yield int(line.extra(SocketAttribute.local_port)), came  # noqa: S610 (anyio's)
        tasks.cancel_scope.cancel()
