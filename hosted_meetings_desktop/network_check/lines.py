"""Opens lines to a host, directly or through a proxy, and speaks the first words on them."""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import anyio
from anyio.abc import ByteStream
from anyio.streams.tls import TLSAttribute, TLSStream

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.network_probes import Outcome
from hosted_meetings_desktop.network_check.failures import Failed, outcome_of
from hosted_meetings_desktop.network_check.proxies import Proxy

_LONGEST_HEAD = 16_384
BROKEN = (OSError, ssl.SSLError, anyio.EndOfStream, anyio.BrokenResourceError, anyio.ClosedResourceError)
"""What a line that fails raises."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds to wait for what; ``whole`` for all of one probe."""

    connect: float = 5.0
    answer: float = 6.0
    whole: float = 15.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of an HTTP answer.

    Attributes:
        headers: By name in lower case; of several with one name all values, separated by commas.
    """

    status: int
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """An open line.

    Attributes:
        milliseconds: One round trip to who answered first: the host, or the proxy with its host behind.
        via: The proxy's address; empty where the way is direct.
    """

    stream: ByteStream
    milliseconds: int
    via: str = ""


@asynccontextmanager
async def line_to(
    host: str, port: int, patience: Patience, *, proxy: Proxy | None = None, proxy_trust: ssl.SSLContext | None = None
) -> AsyncIterator[Line]:
    """Open a line and close it at the end, without a goodbye.

    Raises:
        Failed: with the outcome.
    """
    if proxy is None:
        stream, milliseconds = await _connect(host, port, patience)
        try:
            yield Line(stream, milliseconds)
        finally:
            await anyio.aclose_forcefully(stream)
        return
    try:
        stream, _milliseconds = await _connect(proxy.host, proxy.port, patience)
    except Failed as error:
        raise Failed(Outcome.PROXY_GONE, str(error.outcome)) from error
    try:
        if proxy.scheme == "https":
            stream = await _secure_proxy(stream, proxy, patience, proxy_trust)
        yield await _tunnel(stream, host, port, proxy, patience)
    finally:
        await anyio.aclose_forcefully(stream)


async def _connect(host: str, port: int, patience: Patience) -> tuple[ByteStream, int]:
    began = time.monotonic()
    try:
        with anyio.fail_after(patience.connect):
            stream = await anyio.connect_tcp(host, port)
    except BROKEN as error:
        raise Failed(outcome_of(error)) from error
    return stream, _since(began)


async def _secure_proxy(
    stream: ByteStream, proxy: Proxy, patience: Patience, trust: ssl.SSLContext | None
) -> ByteStream:
    try:
        return await secured(stream, proxy.host, trust or ssl.create_default_context(), patience)
    except Failed as error:
        raise Failed(Outcome.PROXY_GONE, f"its own connection: {error.outcome}") from error


async def _tunnel(stream: ByteStream, host: str, port: int, proxy: Proxy, patience: Patience) -> Line:
    began = time.monotonic()
    name = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    headers = {"Host": name, "Proxy-Authorization": proxy.authorization}
    try:
        answer = await ask(stream, "CONNECT", name, headers, patience)
    except Failed as error:
        raise Failed(Outcome.PROXY_GONE, str(error.outcome)) from error
    if answer.status == 407:
        ways = ", ".join(
            part.split()[0] for part in answer.headers.get("proxy-authenticate", "").split(",") if part.split()
        )
        raise Failed(Outcome.PROXY_SIGN_IN, f"HTTP 407 {ways}".strip())
    if not 200 <= answer.status < 300:
        raise Failed(Outcome.PROXY_BLOCKED, f"HTTP {answer.status}")
    return Line(stream, _since(began), proxy.address)


async def secured(stream: ByteStream, host: str, trust: ssl.SSLContext, patience: Patience) -> TLSStream:
    """Return the line with TLS over it.

    Raises:
        Failed: with the outcome.
    """
    try:
        with anyio.fail_after(patience.answer):
            return await TLSStream.wrap(stream, hostname=host, ssl_context=trust, standard_compatible=False)
    except BROKEN as error:
        raise Failed(outcome_of(error)) from error


def shown_certificate(stream: TLSStream) -> bytes:
    """Return the certificate of the other side in DER."""
    return stream.extra(TLSAttribute.peer_certificate_binary, b"") or b""  # noqa: S610 (anyio's, no database)


async def ask(stream: ByteStream, verb: str, path: str, headers: dict[str, str], patience: Patience) -> Answer:
    """Send an HTTP/1.1 request without a body and return the head of the answer.

    Raises:
        Failed: with the outcome.
    """
    lines = [f"{verb} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items() if value)]
    lines.append(f"User-Agent: hosted-meetings/{__version__}")
    try:
        with anyio.fail_after(patience.answer):
            await stream.send("\r\n".join((*lines, "", "")).encode("latin-1", errors="replace"))
            return _head(await _until_blank_line(stream))
    except BROKEN as error:
        raise Failed(outcome_of(error)) from error


async def _until_blank_line(stream: ByteStream) -> bytes:
    read = b""
    while b"\r\n\r\n" not in read:
        read += await stream.receive()
        if len(read) > _LONGEST_HEAD or not read.startswith(b"HTTP/"[: len(read)]):
            raise Failed(Outcome.STRANGE)
    return read.partition(b"\r\n\r\n")[0]


def _head(head: bytes) -> Answer:
    first, *rest = head.decode("latin-1").split("\r\n")
    words = first.split()
    if len(words) < 2 or not (words[1].isascii() and words[1].isdigit() and len(words[1]) == 3):
        raise Failed(Outcome.STRANGE)
    headers: dict[str, str] = {}
    for line in rest:
        name, _colon, value = line.partition(":")
        key = name.strip().lower()
        headers[key] = f"{headers[key]}, {value.strip()}" if key in headers else value.strip()
    return Answer(int(words[1]), headers)


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
