"""Misbehaves on demand: rules say which requests go wrong, and how."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web
from aiohttp.typedefs import Middleware

from hosted_meetings_desktop.simulator.rest.call import unauthorized
from hosted_meetings_desktop.simulator.rest.dialect import DYTE, REALTIMEKIT
from hosted_meetings_desktop.simulator.rest.wire import Refusal
from hosted_meetings_desktop.simulator.world import new_id

_NEVER = "/control"
_LIVE = "/edge"
_PORTAL = (
    "<!DOCTYPE html><html><head><title>Guest WLAN</title></head>"
    "<body><h1>Please sign in to use this network</h1><form><button>Accept</button></form></body></html>"
)

Kind = Literal[
    "latency",
    "rate_limited",
    "server_error",
    "dropped",
    "answer_lost",
    "stored_late",
    "malformed_body",
    "captive_portal",
    "expired_token",
    "refused",
]


class Rule(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One way of going wrong and the requests it meets.

    ``path_regex`` is searched in the path (no query); without one, all REST requests of both dialects. The control
    endpoint is never met, the call's own traffic below ``/edge`` only by an expression that names ``/edge``.

    A message on the SDK's socket has the method ``WS`` and the path ``/edge/socket/<event in hex>``, a join
    ``/edge/socket/join``; ``latency``, ``dropped`` and ``refused`` mean something there.

    Kinds:
        latency: waits ``seconds`` and lets the request go on (further rules may meet it).
        rate_limited: answers 429 with ``retry-after``.
        server_error: answers ``status``.
        dropped: cuts the connection before anything is done.
        answer_lost: does the deed and cuts the connection.
        stored_late: answers ``status`` at once (0: cuts the connection) and does the deed ``seconds`` later.
        malformed_body: does the deed and answers half the JSON.
        captive_portal: answers a sign-in page with 200.
        expired_token: answers as to wrong credentials.
        refused: answers a message on the socket with an error (a join fails with the SDK's 0002), a request with 403.
    """

    kind: Kind
    method: str = "*"
    path_regex: str = r"^/(v2|client)/"
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """How often it strikes before it is spent; None: always."""
    after: Annotated[int, msgspec.Meta(ge=0)] = 0
    """How many fitting requests pass unharmed first."""
    probability: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    seed: int | None = None
    """Makes ``probability`` strike the same requests in every run."""
    seconds: Annotated[float, msgspec.Meta(ge=0, le=600)] = 1.0
    retry_after: Annotated[int, msgspec.Meta(ge=0)] = 4
    """Seconds; 4 is what the service sends (FACTS section 2)."""
    status: Annotated[int, msgspec.Meta(ge=0, le=599)] | None = None
    """For ``server_error`` (500) and ``stored_late`` (504)."""
    id: str = msgspec.field(default_factory=new_id)
    met: int = 0
    struck: int = 0


Striking = Callable[[str, str], list[Rule]]
STRIKING: web.RequestKey[Striking] = web.RequestKey("striking", Callable)  # type: ignore[arg-type]
"""Where a request keeps ``Rules.striking``, for the socket that it becomes."""


class Rules:
    """The rules in force, in the order they were given; the first that strikes decides (latency goes on)."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._random: dict[str, random.Random] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        self._late: set[asyncio.Task[None]] = set()

    def add(self, rule: Rule) -> None:
        """Put a rule in force; ``re.error`` when its expression is broken."""
        self._patterns[rule.id] = re.compile(rule.path_regex)
        self._random[rule.id] = random.Random(rule.seed)  # noqa: S311 - repeatable on purpose
        self._rules.append(rule)

    def clear(self) -> None:
        """Behave again."""
        self._rules.clear()
        self._random.clear()
        self._patterns.clear()

    def remove(self, rule_id: str) -> bool:
        """Take one rule out; False when there is none of that id."""
        before = len(self._rules)
        self._rules = [rule for rule in self._rules if rule.id != rule_id]
        return len(self._rules) < before

    def all(self) -> list[Rule]:
        """Return the rules with how often each met and struck."""
        return list(self._rules)

    def striking(self, method: str, path: str) -> list[Rule]:
        """Return what happens to this request: any number of latencies, then at most one other kind."""
        found: list[Rule] = []
        for rule in self._rules:
            if self._strikes(rule, method, path):
                found.append(rule)
                if rule.kind != "latency":
                    break
        return found

    def _strikes(self, rule: Rule, method: str, path: str) -> bool:
        if rule.method not in {"*", method} or not self._patterns[rule.id].search(path):
            return False
        if path.startswith(_LIVE) and _LIVE not in rule.path_regex:
            return False
        if rule.times is not None and rule.struck >= rule.times:
            return False
        rule.met += 1
        if rule.met <= rule.after or self._random[rule.id].random() >= rule.probability:
            return False
        rule.struck += 1
        return True

    def later(self, seconds: float, deed: Callable[[], Awaitable[Any]]) -> None:
        """Do a deed after its answer was given."""

        async def do() -> None:
            await asyncio.sleep(seconds)
            await deed()

        task = asyncio.create_task(do())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    @property
    def late(self) -> int:
        """How many deeds were answered but are still to be done."""
        return len(self._late)

    async def close(self, _app: web.Application) -> None:
        """Drop the late deeds that are still to come: the service ends."""
        for task in list(self._late):
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def middleware(rules: Rules) -> Middleware:
    """Return the middleware that applies the rules."""

    @web.middleware
    async def apply(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(_NEVER):
            return await handler(request)
        request[STRIKING] = rules.striking
        for rule in rules.striking(request.method, request.path):
            if rule.kind == "latency":
                await asyncio.sleep(rule.seconds)
            else:
                return await _strike(rules, rule, request, handler)
        return await handler(request)

    return apply


async def _strike(rules: Rules, rule: Rule, request: web.Request, handler: Handler) -> web.StreamResponse:
    match rule.kind:
        case "dropped":
            return _cut(request)
        case "answer_lost":
            await handler(request)
            return _cut(request)
        case "stored_late":
            await request.read()  # it is kept with the request, so that the deed can still read it
            rules.later(rule.seconds, lambda: handler(request))
            status = 504 if rule.status is None else rule.status
            return _failure(status) if status else _cut(request)
        case "malformed_body":
            return _halved(await handler(request))
        case _:
            return _answer(rule, request)


def _answer(rule: Rule, request: web.Request) -> web.StreamResponse:
    if rule.kind == "rate_limited":
        headers = {"retry-after": str(rule.retry_after), "x-envoy-ratelimited": "true"}
        return web.Response(status=429, headers=headers)
    if rule.kind == "captive_portal":
        return web.Response(text=_PORTAL, content_type="text/html")
    if rule.kind == "expired_token":
        return unauthorized(REALTIMEKIT if request.path.startswith("/client/") else DYTE, request.path)
    if rule.kind == "refused":
        return Refusal(403, "Forbidden").response()
    return _failure(rule.status or 500)


def _failure(status: int) -> web.Response:
    return Refusal(status, "InternalServerError: Something went wrong").response()


def _cut(request: web.Request) -> web.Response:
    """Cut the connection without an answer; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)


def _halved(answer: web.StreamResponse) -> web.Response:
    body = answer.body if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else b"{}"
    return web.Response(body=body[: max(1, len(body) // 2)], status=answer.status, content_type="application/json")
