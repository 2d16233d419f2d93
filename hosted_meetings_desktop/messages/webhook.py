"""Hands a text message over to a provider by one HTTPS request, as the clinic's settings describe it."""

from __future__ import annotations

import json
import logging
import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio
import anyio.to_thread

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.message import BeforeHandingOver, TextGateway, TextMessage
from hosted_meetings_desktop.messages import failures
from hosted_meetings_desktop.messages.failures import Way
from hosted_meetings_desktop.messages.gateways import Request, filled, texts
from hosted_meetings_desktop.messages.outside import server_words
from hosted_meetings_desktop.support.redaction import MASK
from hosted_meetings_desktop.support.trust import is_this_pc, trusted_context

if TYPE_CHECKING:
    import httpx

_ABOUT_THE_NUMBER = re.compile(
    r"(?i)phone|mobile number|invalid number|recipient|msisdn|destination|subscriber|opted out|unsubscribed"
)
# Of a request's headers, those that hold no secret of the clinic.
_PLAIN = frozenset(
    {
        "accept",
        "accept-encoding",
        "connection",
        "content-length",
        "content-type",
        "host",
        "idempotency-key",
        "user-agent",
    }
)
_SHORTEST_SECRET = 6
_LONGEST_ANSWER = 65_536
_SOON = 60.0
_PROXY = "A proxy of this network asks for a sign-in of its own. Ask IT to let this app through."
_TLS = (
    "The connection is not safe: the provider's certificate is not trusted by this PC. "
    "If the clinic's network inspects encrypted traffic, ask IT to install its certificate on this PC."
)
_ADDRESS = "Check the provider's address in Settings, and the connection."
_REDIRECT = "Another address answered. Check the provider's address in Settings, or sign in to the network first."


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds to wait for what; ``whole`` for all of it."""

    connect: float = 10.0
    silence: float = 45.0
    whole: float = 90.0


class TextHandOver:
    """Hands text messages over, one connection each.

    Args:
        patience: How long to wait for what.
        trust: Returns the TLS context; called in a thread.
    """

    def __init__(
        self, patience: Patience | None = None, trust: Callable[[], ssl.SSLContext] = trusted_context
    ) -> None:
        self._patience = patience or Patience()
        self._trust = trust

    async def send(self, gateway: TextGateway, message: TextMessage, before: BeforeHandingOver) -> None:
        """Hand one text message over.

        Raises:
            AppError: see ``domain.message.Postman``.
        """
        request = filled(gateway, message)
        # Importing the library and loading the authorities takes a tenth of a second: not on the loop.
        client = await anyio.to_thread.run_sync(self._client, request.url)
        async with client:
            failed = await self._ask(client, request, before)
        if failed is not None:
            raise failed

    async def _ask(self, client: httpx.AsyncClient, request: Request, before: BeforeHandingOver) -> AppError | None:
        import httpx

        handing = _Handing(request.body, before)
        try:
            with anyio.fail_after(self._patience.whole):
                sent = client.build_request(
                    "POST", request.url, headers=list(request.headers), content=handing.body()
                )
                response = await client.send(sent, stream=True, follow_redirects=False)
                try:
                    failed = await _meaning(response)
                finally:
                    await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            if handing.failed is not None:
                raise handing.failed from handing.failed.__cause__
            return _silence(error, begun=handing.begun)
        return failed

    def _client(self, url: str) -> httpx.AsyncClient:
        import httpx

        # httpx logs every URL at INFO, httpcore headers at DEBUG; both can hold the provider's secret.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        patience, parts = self._patience, urlsplit(url)
        try:
            return httpx.AsyncClient(
                timeout=httpx.Timeout(patience.silence, connect=patience.connect),
                verify=self._trust() if parts.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
                # What listens on this PC is never behind the clinic's proxy.
                trust_env=not is_this_pc(parts.hostname or ""),
            )
        except (ImportError, ValueError, httpx.InvalidURL) as error:
            # A SOCKS proxy needs a package of its own, and a proxy's address can be anything.
            advice = "The proxy set up on this PC cannot be used. Ask IT to check the proxy settings."
            raise failures.unreachable(Way.TEXT, advice, type(error).__name__) from error


class _Handing:
    """A body that tells when its first byte is about to leave; until then the provider has nothing to act on."""

    def __init__(self, body: bytes, before: BeforeHandingOver) -> None:
        self._body = body
        self._before = before
        self.begun = False
        self.failed: Exception | None = None

    async def body(self) -> AsyncIterator[bytes]:
        try:
            await self._before()
        except Exception as error:
            # Remembered, as it may be of a kind that would pass for a failed connection.
            self.failed = error
            raise
        self.begun = True
        yield self._body


async def _meaning(response: httpx.Response) -> AppError | None:
    """Return what an answer means, None where the message was taken. Its body is looked at, never logged."""
    status = response.status_code
    if 200 <= status < 300:
        return None
    return _by_status(status, response.headers) or await _by_words(response)


def _by_status(status: int, headers: Mapping[str, str]) -> AppError | None:
    details = f"POST: {status}"
    if status == 429 or (status == 503 and "retry-after" in headers):
        return failures.busy(Way.TEXT, _retry_after(headers), details)
    if status >= 500:
        # Whether a gateway in front failed before or after it passed the message on, it does not say.
        return failures.answer_lost(Way.TEXT, details)
    if status < 400:
        # Nothing is sent after a redirect: the key among the headers is meant for this one address.
        return failures.refused(Way.TEXT, _REDIRECT, details)
    if status in {407, 408}:
        return failures.unreachable(Way.TEXT, _PROXY if status == 407 else _ADDRESS, details)
    if status in {401, 403}:
        return failures.sign_in_refused(Way.TEXT, "Check the key among the headers in Settings.", details)
    if status == 402:
        return failures.refused(Way.TEXT, "It wants to be paid first. Check the account there.", details)
    return None


async def _by_words(response: httpx.Response) -> AppError:
    details = f"POST: {response.status_code}"
    said = await _said(response)
    secrets = [
        word for name, value in response.request.headers.items() if name not in _PLAIN for word in value.split()
    ]
    for secret in secrets:
        said = said.replace(secret, MASK) if len(secret) >= _SHORTEST_SECRET else said
    words = server_words(said)
    if response.status_code in {400, 422} and _ABOUT_THE_NUMBER.search(said):
        return failures.recipient_refused(Way.TEXT, words, details)
    advice = f"It said: {words}" if words else "Check the provider's address and the template in Settings."
    return failures.refused(Way.TEXT, advice, details)


async def _said(response: httpx.Response) -> str:
    """Return the message of an error's JSON body; empty where there is none."""
    import httpx

    body = b""
    try:
        async for part in response.aiter_bytes():
            body += part
            if len(body) > _LONGEST_ANSWER:
                break
    except (httpx.HTTPError, OSError):
        return ""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return " ".join(texts(found))[:1000]


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds an answer asks to wait, given as a number or as a date (RFC 9110, section 10.2.3)."""
    given = headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        when = parsedate_to_datetime(given)
    except ValueError:
        return _SOON
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _silence(error: Exception, *, begun: bool) -> AppError:
    """Return what a request without an answer means."""
    import httpx

    causes: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in causes:
        causes.append(current)
        current = current.__cause__ or current.__context__
    details = f"POST: {': '.join(dict.fromkeys(type(found).__name__ for found in causes))}"
    if begun:
        return failures.answer_lost(Way.TEXT, details)
    if any(isinstance(found, ssl.SSLCertVerificationError) for found in causes):
        return failures.unreachable(Way.TEXT, _TLS, details)
    if isinstance(error, httpx.ProxyError):
        return failures.unreachable(Way.TEXT, _PROXY if "407" in str(error) else _ADDRESS, details)
    return failures.unreachable(Way.TEXT, _ADDRESS, details)
