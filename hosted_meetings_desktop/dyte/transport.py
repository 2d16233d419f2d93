"""Sends requests: within a budget, reads again where that is safe, deeds once, failures in the domain's words."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, Busy, StrangeAnswer, Unreachable
from hosted_meetings_desktop.dyte import answers
from hosted_meetings_desktop.dyte.budget import Budget
from hosted_meetings_desktop.dyte.connections import may_pass_soon, never_sent, open_client
from hosted_meetings_desktop.support.redaction import MASK
from hosted_meetings_desktop.support.trust import failure_words

if TYPE_CHECKING:
    import httpx

_LOG = logging.getLogger(__name__)
_PASSING_FAULTS = frozenset({502, 503, 504})
_JSON = {"content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what; all in seconds.

    Attributes:
        answer: One whole try, from the connection to the last byte.
        tries: How often a read is sent in all.
        first_pause: Before the second try, at most; doubled each time.
        longest_pause: No pause is longer; a provider that asks for more gets its way by ``Busy``.
    """

    connect: float = 5.0
    silence: float = 20.0
    answer: float = 60.0
    tries: int = 4
    first_pause: float = 0.4
    longest_pause: float = 10.0


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    path: str
    query: Mapping[str, str]
    body: bytes | None
    deed: bool

    @property
    def place(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a try failed; ``again`` when the same may be sent once more, ``wait`` when somebody said how long."""

    error: AppError
    again: bool
    wait: float | None = None


class Transport:
    """One account's connections to its provider. Nothing is imported or opened before the first request.

    Args:
        base_url: All paths start here.
        authorization: The header's value: a secret.
        budget: Shared by everything that uses this provider from this PC.
        secrets: Texts that no error may repeat, should the provider echo them.
        patience: How long to wait for what.
        sleep: Waits so many seconds.
        jitter: Returns a factor from 0 to 1, so that many PCs do not come back in the same moment.
    """

    def __init__(
        self,
        base_url: str,
        authorization: str,
        *,
        budget: Budget | None = None,
        secrets: tuple[str, ...] = (),
        patience: Patience | None = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._authorization = authorization
        self._budget = budget or Budget()
        self._secrets = tuple(text for text in (authorization, *secrets) if text)
        self._patience = patience or Patience()
        self._sleep = sleep
        self._jitter = jitter
        self._opening = anyio.Lock()
        self._client: httpx.AsyncClient | None = None
        self._closed = False

    async def read(self, path: str, query: Mapping[str, str] | None = None) -> bytes:
        """GET and return the body: JSON by its looks, or empty. Sent again where that may help.

        Raises:
            AppError: Any of ``domain.errors`` but ``AnswerLost``.
        """
        return await self._send(_Request("GET", path, query or {}, None, deed=False))

    async def deed(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """Do something and return the answer's body. Sent again only if it never left this PC, or after a 429.

        Raises:
            AppError: ``AnswerLost`` and ``ServiceFault`` when it may or may not have been done.
        """
        return await self._send(_Request(method, path, {}, body, deed=True))

    async def aclose(self) -> None:
        """Close the connections; requests from now on fail."""
        self._closed = True
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _send(self, request: _Request) -> bytes:
        pause = self._patience.first_pause
        for left in reversed(range(self._patience.tries)):
            await self._budget.take()
            outcome = await self._try(request)
            if isinstance(outcome, bytes):
                return outcome
            if isinstance(outcome.error, Busy):
                self._budget.hold(outcome.error.retry_after)
            wait = self._pause(outcome, pause)
            if not left or not outcome.again or wait > self._patience.longest_pause:
                raise outcome.error
            await self._sleep(wait)
            pause *= 2
        raise AssertionError("unreachable: the last try returns or raises")

    def _pause(self, outcome: _Failure, pause: float) -> float:
        jittered = pause * (0.5 + 0.5 * self._jitter())
        return jittered if outcome.wait is None else outcome.wait + min(jittered, 0.5)

    async def _try(self, request: _Request) -> bytes | _Failure:
        client = await self._opened()
        import httpx

        started = time.monotonic()
        try:
            with anyio.fail_after(self._patience.answer):
                response = await client.request(
                    request.method,
                    self._base_url + request.path,
                    params=request.query or None,
                    content=request.body,
                    headers=None if request.body is None else _JSON,
                )
        except httpx.DecodingError as error:
            return self._unreadable(request, error)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            return self._broken(request, error)
        status = response.status_code
        _LOG.debug("%s: %d in %.0f ms", request.place, status, (time.monotonic() - started) * 1000)
        failed = answers.failure(status, response.headers, response.content, place=request.place)
        if failed is None:
            return response.content
        self._censor(failed)
        if isinstance(failed, Busy):
            return _Failure(failed, again=True, wait=failed.retry_after)
        again = status in _PASSING_FAULTS and not request.deed
        asked = answers.retry_after(response.headers) if again and "retry-after" in response.headers else None
        return _Failure(failed, again=again, wait=asked)

    def _censor(self, error: AppError) -> None:
        for secret in self._secrets:
            error.advice = error.advice.replace(secret, MASK)
            error.details = error.details.replace(secret, MASK)

    def _broken(self, request: _Request, error: Exception) -> _Failure:
        """Tell apart what surely never left, what a read may ask again, and a deed with an unknown outcome."""
        unsent = never_sent(error)
        if unsent is not None:
            return _Failure(unsent, again=may_pass_soon(error))
        details = f"{request.place}: {failure_words(error)}"
        _LOG.debug("%s", details)
        if request.deed:
            return _Failure(AnswerLost(details=details), again=False)
        return _Failure(Unreachable(details=details), again=True)

    def _unreadable(self, request: _Request, error: Exception) -> _Failure:
        details = f"{request.place}: {failure_words(error)}"
        if request.deed:
            return _Failure(AnswerLost(details=details), again=False)
        return _Failure(StrangeAnswer(details=details), again=False)

    async def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            async with self._opening:
                if self._client is None:
                    # Importing httpx and loading the authorities takes a tenth of a second: not on the loop.
                    client = await anyio.to_thread.run_sync(self._open)
                    self._client = client
        if self._closed or self._client is None:
            await self.aclose()
            raise Unreachable("The account was signed out.", details="client closed")
        return self._client

    def _open(self) -> httpx.AsyncClient:
        import httpx

        patience = self._patience
        timeout = httpx.Timeout(patience.silence, connect=patience.connect, pool=patience.connect)
        headers = {
            "authorization": self._authorization,
            "accept": "application/json",
            "user-agent": f"hosted-meetings/{__version__}",
        }
        return open_client(self._base_url, headers=headers, timeout=timeout)
