"""Fetches somebody's calendar over the web, read-only. Its address is often a secret and is never told to anybody."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

import anyio
import anyio.to_thread

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.calendaring import FetchedCalendar
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.support.trust import distrusted, failure_words, is_this_pc, trusted_context

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 10 * 1024 * 1024
MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOST = re.compile(r"[\w.:%-]+")
_SCHEMES = {"webcal": "https", "webcals": "https", "http": "http", "https": "https"}
_UNREACHABLE = "The calendar cannot be reached"
_KEPT = "What was read before is still shown."
_CHECK = f"{_KEPT} Check the connection."
_TLS = (
    f"{_KEPT} The certificate that answered is not trusted by this PC. "
    "If the clinic's network inspects encrypted traffic, ask IT to install its certificate on this PC."
)
_PROXY = f"{_KEPT} A proxy of this network asks for a sign-in of its own. Ask IT to let this app through."
_PROXY_SETTING = f"{_KEPT} The proxy set up on this PC cannot be used. Ask IT to check the proxy settings."
_SIGN_IN = f"{_KEPT} This network wants you to sign in first: open a web browser and do so."
_PAGE = (
    f"{_KEPT} Check the address: it has to be the one for calendar programs, often called iCal or ICS address. "
    "If this network wants you to sign in, open a web browser and do so first."
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, for the next bytes, for the whole."""

    connect: float = 10.0
    silence: float = 20.0
    whole: float = 60.0


@dataclass(frozen=True, slots=True, repr=False)
class _Place:
    """Where to ask; both are secrets.

    Attributes:
        url: Without name and password.
        sign_in: They, if the address had them.
    """

    url: str
    sign_in: tuple[str, str] | None

    @property
    def parts(self) -> SplitResult:
        return urlsplit(self.url)


class WebCalendar:
    """Fetches calendars by HTTP; ``CalendarFetcher``.

    Args:
        patience: How long to wait for what.
    """

    def __init__(self, patience: Patience | None = None) -> None:
        self._patience = patience or Patience()

    async def fetch(self, address: str, *, etag: str = "") -> FetchedCalendar | None:
        """Return the file at ``address``, or None where it is as it was (its ``etag`` fits).

        Args:
            address: http, https or webcal (read as https); may have ``name:password@`` before the host.
            etag: As it came with the file before; empty for the file in any case.

        Raises:
            InputProblem: the address, or the name and password in it, have to be mended.
            AppError: what else happened; ``retryable`` where later may be better.
        """
        place = _place(address)
        client = await anyio.to_thread.run_sync(self._open, place)
        import httpx

        try:
            with anyio.fail_after(self._patience.whole):
                async with client:
                    return await self._follow(client, place, etag)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError, ValueError) as error:
            raise _broken(error) from None  # the original names the address

    def _open(self, place: _Place) -> httpx.AsyncClient:
        """Return a client. Slow when first used: httpx and the authorities take a tenth of a second."""
        import httpx

        # httpx logs every address at INFO; httpcore logs headers at DEBUG.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        patience = self._patience
        try:
            return httpx.AsyncClient(
                headers={"accept": "text/calendar, */*;q=0.5", "user-agent": f"hosted-meetings/{__version__}"},
                timeout=httpx.Timeout(patience.silence, connect=patience.connect),
                verify=trusted_context(),
                # Nothing on this PC itself is behind the clinic's proxy.
                trust_env=not is_this_pc(place.parts.hostname or ""),
            )
        except (ImportError, ValueError, httpx.InvalidURL):
            raise AppError(_UNREACHABLE, _PROXY_SETTING) from None

    async def _follow(self, client: httpx.AsyncClient, place: _Place, etag: str) -> FetchedCalendar | None:
        for _ in range(MAX_REDIRECTS + 1):
            headers = {"if-none-match": etag} if etag else {}
            async with client.stream("GET", place.url, headers=headers, auth=place.sign_in) as response:
                if response.status_code not in _REDIRECTS:
                    return await _taken(response, place, etag)
                place = _next_place(place, response.headers.get("location", ""))
        raise AppError(
            "The calendar's address leads from one to the next without end", f"{_KEPT} Ask its owner for another one."
        )


async def _taken(response: httpx.Response, place: _Place, etag: str) -> FetchedCalendar | None:
    if response.status_code == 304 and etag:
        return None
    refused = _refusal(response.status_code, signed_in=place.sign_in is not None)
    if refused is not None:
        raise refused
    # Counted as it comes and unpacked, whatever its length was said to be.
    data = bytearray()
    async for chunk in response.aiter_bytes():
        data += chunk
        if len(data) > MAX_BYTES:
            raise AppError(
                f"The calendar is larger than {MAX_BYTES // 1024 // 1024} MB",
                f"{_KEPT} Ask its owner for one with less of the past.",
            )
    start = bytes(data[:4096]).replace(b"\0", b"").upper()
    if b"BEGIN:VCALENDAR" not in start:
        if b"<HTML" in start or b"<!DOCTYPE" in start or "html" in response.headers.get("content-type", ""):
            raise AppError("A web page answered instead of a calendar", _PAGE, retryable=True)
        raise AppError("What is at this address is not a calendar", _PAGE)
    return FetchedCalendar(bytes(data), response.headers.get("etag", ""))


def _refusal(status: int, *, signed_in: bool) -> AppError | None:
    details = f"HTTP {status}"
    if 200 <= status < 300:
        return None
    if status == 401:
        if signed_in:
            return InputProblem("address", "The calendar refused the name or password", "Check both in its address.")
        return InputProblem(
            "address",
            "The calendar asks for a name and a password",
            "Put both into its address: https://name:password@ and so on.",
        )
    if status in {403, 451}:
        return AppError(
            "The calendar may not be read", f"{_KEPT} Ask its owner for an address that may.", details=details
        )
    if status in {404, 410}:
        return AppError(
            "There is no calendar at this address",
            f"{_KEPT} Check the address; its owner may have made a new one.",
            details=details,
        )
    if status in {407, 511}:
        return AppError(_UNREACHABLE, _PROXY if status == 407 else _SIGN_IN, retryable=True, details=details)
    if status in {408, 429} or status >= 500:
        return AppError(
            "The calendar's server cannot answer now", f"{_KEPT} Try again later.", retryable=True, details=details
        )
    return AppError("The calendar's server did not give it out", f"{_KEPT} Check the address.", details=details)


def _place(address: str) -> _Place:
    """Take an address apart.

    Raises:
        InputProblem: it cannot be used.
    """
    problem = InputProblem(
        "address", "This is not the address of a calendar", "It begins with https:// or webcal://."
    )
    try:
        parts = urlsplit(address.strip())
        scheme, port = _SCHEMES.get(parts.scheme.lower()), parts.port
    except ValueError:
        raise problem from None
    if scheme is None or not parts.hostname or not _HOST.fullmatch(parts.hostname):
        raise problem
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    url = urlunsplit((scheme, f"{host}:{port}" if port else host, parts.path, parts.query, ""))
    sign_in = None
    if parts.username is not None:
        sign_in = unquote(parts.username), unquote(parts.password or "")
        if scheme == "http" and not is_this_pc(parts.hostname):
            raise InputProblem(
                "address", "This address would show the password to the network", "Use one that begins with https://."
            )
    return _Place(url, sign_in)


def _next_place(place: _Place, location: str) -> _Place:
    """Return where a redirect leads; names and passwords go along to the same server only.

    Raises:
        AppError: it leads nowhere, or to where the network could read along.
    """
    try:
        there = _place(urljoin(place.url, location) if location else "")
        before, after = place.parts, there.parts
        same = (before.scheme, before.hostname, before.port) == (after.scheme, after.hostname, after.port)
    except (InputProblem, ValueError):
        raise AppError("The calendar's server sent the request to nowhere", f"{_KEPT} Check the address.") from None
    if before.scheme == "https" and after.scheme == "http":
        raise AppError(
            "The calendar's server sent the request on to an address without encryption",
            f"{_KEPT} Nothing was read there. Ask its owner for another address.",
        )
    return _Place(there.url, place.sign_in if same else None)


def _broken(error: Exception) -> AppError:
    """Tell what a failed connection means; with the kinds of its causes, and without their texts."""
    import httpx

    details = failure_words(error)
    if distrusted(error):
        return AppError("The connection to the calendar is not safe", _TLS, details=details)
    if isinstance(error, httpx.ProxyError):
        return AppError(_UNREACHABLE, _PROXY if "407" in str(error) else _CHECK, retryable=True, details=details)
    if isinstance(error, httpx.DecodingError):
        return AppError("The calendar came damaged", f"{_KEPT} Try again later.", retryable=True, details=details)
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError | ValueError):
        return InputProblem("address", "This is not the address of a calendar", "Check it for typing errors.")
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return AppError("The calendar's server did not answer in time", _CHECK, retryable=True, details=details)
    return AppError(_UNREACHABLE, _CHECK, retryable=True, details=details)
