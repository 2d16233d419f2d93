"""One REST request on its way through a handler, and how routes are hung into the server."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from hosted_meetings_desktop.simulator.rest.dialect import Dialect
from hosted_meetings_desktop.simulator.rest.query import Query, guid
from hosted_meetings_desktop.simulator.rest.service import Service
from hosted_meetings_desktop.simulator.rest.wire import Refusal, bad_request, not_found, reply
from hosted_meetings_desktop.simulator.world import Meeting, World

B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has shown its credentials."""

    request: web.Request
    service: Service
    dialect: Dialect

    @property
    def world(self) -> World:
        """What the service remembers."""
        return self.service.world

    @property
    def query(self) -> Query:
        """The query string."""
        return Query(
            self.request.query,
            default_per_page=self.service.default_per_page,
            max_per_page=self.service.max_per_page,
        )

    def id(self, name: str) -> str:
        """Return an id from the path; refused when it is not a UUID."""
        return guid("id" if name == "meeting_id" else name, self.request.match_info[name])

    def meeting(self) -> Meeting:
        """Return the meeting the path names, or refuse with 404."""
        meeting_id = self.id("meeting_id")
        found = self.world.meetings.get(meeting_id)
        if found is None:
            raise not_found(f"No meeting found with id {meeting_id}")
        return found

    async def body(self, kind: type[B]) -> B:
        """Return the body as a struct of this kind, or refuse with what is wrong with it."""
        return decode(await self.request.read(), kind)


Handler = Callable[[Call], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the service."""

    method: str
    path: str
    handler: Handler
    only: str | None = None
    """The one dialect that has it; None: both."""
    participants_too: bool = False
    """Dyte also accepts a participant's token here (FACTS section 1, recordings)."""
    bare: bool = False
    """RealtimeKit: it hangs beside the apps instead of below one."""


_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<at>[^`]*)`)?$", re.DOTALL)
_MISSING = re.compile(r"missing required field `(?P<name>[^`]+)`")
_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]+)`(?P<limit>[^,]*)(?:, got|$)")
_NAMES = {
    "str": "a string",
    "bool": "a boolean",
    "int": "an integer",
    "float": "a number",
    "object": "an object",
    "array": "an array",
}


def decode(raw: bytes, kind: type[B]) -> B:
    """Return a body as this kind (an empty one is ``{}``), or refuse with what is wrong with it."""
    try:
        return msgspec.json.decode(raw or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # The decoder stops at the first thing it dislikes, perhaps before it saw that this is no JSON at all.
        if not isinstance(error, msgspec.ValidationError) or not _is_json(raw):
            raise bad_request("the body is not valid JSON") from None
        raise bad_request(explain(str(error))) from None


def _is_json(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    return True


def explain(error: str) -> str:
    """Turn msgspec's validation message into one of the service's form, such as ``"name" is required``."""
    parts = _AT.match(error)
    what, at = (parts["what"], parts["at"] or "$") if parts else (error, "$")
    path = at.removeprefix("$").removeprefix(".").replace("[...]", "[]")
    if found := _MISSING.search(what):
        name = found["name"]
        return f'"{path}.{name}" is required' if path else f'"{name}" is required'
    subject = f'"{path}"' if path else '"value"'
    if what.startswith("Invalid enum value"):
        return f"{subject} is not one of the allowed values"
    if "regex" in what or "matching" in what:
        return f"{subject} fails to match the required pattern"
    if found := _EXPECTED.search(what):
        kind = found["wanted"].split(" | ")[0]
        return f"{subject} must be {_NAMES.get(kind, f'of type {kind}')}{found['limit']}"
    limit = what.removeprefix("Expected ").replace("`", "")
    return f"{subject} must be {limit}"


def hang(app: web.Application, service: Service, dialect: Dialect, routes: list[Route]) -> None:
    """Add the routes a dialect has under its prefix."""
    for route in routes:
        if route.only not in {None, dialect.name}:
            continue
        prefix = dialect.prefix.removesuffix("/{app_id}") if route.bare else dialect.prefix
        app.router.add_route(route.method, prefix + route.path, _guarded(service, dialect, route))


def unauthorized(dialect: Dialect, path: str) -> web.Response:
    """Return the answer to missing, wrong or expired credentials, in the form the dialect has for this path."""
    if dialect.bearer:
        # Cloudflare's front door answers before RealtimeKit does, in Cloudflare's own envelope.
        errors = [{"code": 10000, "message": "Authentication error"}]
        return reply({"success": False, "errors": errors, "messages": [], "result": None}, status=401)
    if path.startswith(f"{dialect.prefix}/webhooks"):
        return reply({"message": "Unauthorized"}, status=401)
    return Refusal(401, "Unauthorized").response()


def _guarded(service: Service, dialect: Dialect, route: Route) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        if not _known(request, service, dialect, route):
            return unauthorized(dialect, request.path)
        try:
            if dialect.bearer:
                _check_tenant(request, service, route)
            return await route.handler(Call(request, service, dialect))
        except Refusal as refusal:
            return refusal.response()

    return handle


def _known(request: web.Request, service: Service, dialect: Dialect, route: Route) -> bool:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if dialect.bearer:
        return scheme.lower() == "bearer" and _same(secret, service.world.api_token)
    if scheme.lower() == "bearer":
        return route.participants_too and service.world.participant_of(secret) is not None
    try:
        given = base64.b64decode(secret, validate=True).decode()
    except (binascii.Error, ValueError):
        return False
    wanted = f"{service.world.organization_id}:{service.world.api_key}"
    return scheme.lower() == "basic" and _same(given, wanted)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.strip().encode(), wanted.encode())


def _check_tenant(request: web.Request, service: Service, route: Route) -> None:
    where: Any = request.match_info
    if where["account_id"] != service.world.account_id:
        raise Refusal(403, "Forbidden: the token does not belong to this account")
    if not route.bare and where["app_id"] != service.world.app_id:
        raise not_found(f"No app found with id {where['app_id']}")
