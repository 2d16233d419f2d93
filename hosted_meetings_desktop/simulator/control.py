"""Lets tests and the practice mode steer the simulator: faults, settings, bots, a past, a look inside."""

from __future__ import annotations

import re
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, TypeVar

import msgspec
from aiohttp import web
from aiohttp.typedefs import Middleware
from msgspec import UNSET, Meta, UnsetType

from hosted_meetings_desktop.simulator import bulk, presets
from hosted_meetings_desktop.simulator.faults import Rule, Rules
from hosted_meetings_desktop.simulator.rest.call import decode
from hosted_meetings_desktop.simulator.rest.service import Service
from hosted_meetings_desktop.simulator.rest.wire import Refusal, bad_request, done, not_found, stamp
from hosted_meetings_desktop.simulator.world import now
from hosted_meetings_desktop.support.redaction import redact

PREFIX = "/control"
_LOG_LENGTH = 2000
B = TypeVar("B")


class SettingsBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What may be set; only what is sent changes."""

    keep_alive_seconds: Annotated[float, Meta(ge=0)] | UnsetType = UNSET
    """How long a session outlives its last peer."""
    link_lifetime_seconds: Annotated[float, Meta(ge=0)] | UnsetType = UNSET
    """How long a recording's link works after the recording's end."""
    default_per_page: Annotated[int, Meta(ge=1)] | UnsetType = UNSET
    max_per_page: Annotated[int, Meta(ge=1)] | UnsetType | None = UNSET
    """A silent cap on ``per_page``; null: none."""


class BotBody(msgspec.Struct, kw_only=True):
    """A practice patient for a meeting."""

    meeting_id: str
    name: str = "Practice patient"


class TokenBody(msgspec.Struct, kw_only=True):
    """A participant's token with a life of its own; 0 or less: it is over already."""

    meeting_id: str
    participant_id: str
    lifetime_seconds: float


class RequestLog:
    """The last requests and what became of them, without secrets; the control endpoint's own are left out."""

    def __init__(self) -> None:
        self._entries: deque[dict[str, Any]] = deque(maxlen=_LOG_LENGTH)

    def last(self, count: int) -> list[dict[str, Any]]:
        """Return up to ``count`` entries, oldest first."""
        return list(self._entries)[-count:] if count > 0 else []

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()

    @property
    def middleware(self) -> Middleware:
        """The middleware that writes the log; it belongs outermost."""

        @web.middleware
        async def note(
            request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
        ) -> web.StreamResponse:
            if request.path.startswith(PREFIX):
                return await handler(request)
            moment, began = now(), time.perf_counter()
            status: int | None = None  # stays so when the handler broke off
            try:
                answer = await handler(request)
            except web.HTTPException as error:
                status = error.status
                raise
            else:
                status = answer.status
                return answer
            finally:
                self._entries.append(
                    {
                        "at": stamp(moment),
                        "method": request.method,
                        "path": request.path,
                        "query": redact(request.query_string),
                        "status": status,
                        "milliseconds": round((time.perf_counter() - began) * 1000, 2),
                    }
                )

        return note


def attach(app: web.Application, service: Service, rules: Rules, log: RequestLog) -> None:
    """Add the routes under ``/control``."""
    control = Control(service, rules, log)
    for method, path, handler in (
        ("GET", "/faults", control.list_faults),
        ("POST", "/faults", control.add_faults),
        ("DELETE", "/faults", control.remove_faults),
        ("POST", "/settings", control.set),
        ("POST", "/bot", control.add_bot),
        ("DELETE", "/bot", control.remove_bot),
        ("GET", "/log", control.show_log),
        ("GET", "/state", control.state),
        ("POST", "/reset", control.reset),
        ("POST", "/meetings/bulk", control.make_past),
        ("POST", "/token", control.issue_token),
    ):
        app.router.add_route(method, PREFIX + path, _guarded(handler))


Handler = Callable[[web.Request], Awaitable[web.Response]]


def _guarded(handler: Handler) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        # A browser always says where a request comes from; no page has any business here.
        if "Origin" in request.headers:
            return Refusal(403, "Forbidden: not for web pages").response()
        try:
            return await handler(request)
        except Refusal as refusal:
            return refusal.response()

    return handle


async def _body(request: web.Request, kind: type[B]) -> B:
    return decode(await request.read(), kind)


class Control:
    """The handlers; answers are ``{success, data}`` like the service's."""

    def __init__(self, service: Service, rules: Rules, log: RequestLog) -> None:
        self._service = service
        self._world = service.world
        self._rules = rules
        self._log = log

    async def list_faults(self, _request: web.Request) -> web.Response:
        """GET faults: the rules and how often each struck."""
        return done(msgspec.to_builtins(self._rules.all()))

    async def add_faults(self, request: web.Request) -> web.Response:
        """POST faults: a rule or a list of them; see :class:`~.faults.Rule`."""
        raw = (await request.read()).lstrip()
        rules = await _body(request, list[Rule]) if raw.startswith(b"[") else [await _body(request, Rule)]
        for rule in rules:
            try:
                re.compile(rule.path_regex)
            except re.error as error:
                raise bad_request(f'"path_regex" is not a regular expression: {error}') from None
        for rule in rules:
            self._rules.add(rule)
        return done(msgspec.to_builtins(rules), status=201)

    async def remove_faults(self, request: web.Request) -> web.Response:
        """DELETE faults: all, or the one of ``?id=``."""
        if (rule_id := request.query.get("id")) is None:
            self._rules.clear()
        elif not self._rules.remove(rule_id):
            raise not_found(f"No rule found with id {rule_id}")
        return done(msgspec.to_builtins(self._rules.all()))

    async def set(self, request: web.Request) -> web.Response:
        """POST settings: answers with all of them."""
        sent = await _body(request, SettingsBody)
        service = self._service
        if sent.keep_alive_seconds is not UNSET:
            self._world.keep_alive = timedelta(seconds=sent.keep_alive_seconds)
        if sent.link_lifetime_seconds is not UNSET:
            service.link_lifetime = timedelta(seconds=sent.link_lifetime_seconds)
        if sent.default_per_page is not UNSET:
            service.default_per_page = sent.default_per_page
        if sent.max_per_page is not UNSET:
            service.max_per_page = sent.max_per_page
        return done(
            {
                "keep_alive_seconds": self._world.keep_alive.total_seconds(),
                "link_lifetime_seconds": service.link_lifetime.total_seconds(),
                "default_per_page": service.default_per_page,
                "max_per_page": service.max_per_page,
            }
        )

    async def add_bot(self, request: web.Request) -> web.Response:
        """POST bot: a practice patient joins; answers with its participant id."""
        body = await _body(request, BotBody)
        self._check_meeting(body.meeting_id)
        if self._service.bots is None:
            raise Refusal(501, "NotImplemented: there are no bots")
        return done({"participant_id": await self._service.bots.add(body.meeting_id, body.name)}, status=201)

    async def remove_bot(self, request: web.Request) -> web.Response:
        """DELETE bot: the meeting's practice patients leave."""
        body = await _body(request, BotBody)
        self._check_meeting(body.meeting_id)
        if self._service.bots is not None:
            await self._service.bots.remove(body.meeting_id)
        return done({})

    def _check_meeting(self, meeting_id: str) -> None:
        if meeting_id not in self._world.meetings:
            raise not_found(f"No meeting found with id {meeting_id}")

    async def show_log(self, request: web.Request) -> web.Response:
        """GET log: the last ``?last=`` requests (100), oldest first."""
        last = request.query.get("last", "100")
        if not last.isdecimal():
            raise bad_request('"last" must be a number')
        return done(self._log.last(int(last)))

    async def state(self, _request: web.Request) -> web.Response:
        """GET state: how many there are of everything."""
        world = self._world
        sessions = Counter("LIVE" if one.ended_at is None else "ENDED" for one in world.sessions.values())
        return done(
            {
                "meetings": len(world.meetings),
                "participants": sum(len(meeting.participants) for meeting in world.meetings.values()),
                "presets": len(world.presets),
                "sessions": {"LIVE": sessions["LIVE"], "ENDED": sessions["ENDED"]},
                "present": sum(len(one.live) for one in world.sessions.values() if one.ended_at is None),
                "recordings": dict(Counter(one.status for one in world.recordings.values())),
                "livestreams": len(world.livestreams),
                "webhooks": len(world.webhooks),
                "faults": len(self._rules.all()),
                "late_deeds": self._rules.late,
            }
        )

    async def reset(self, _request: web.Request) -> web.Response:
        """POST reset: a new account's state under the same credentials; everybody is put out, faults are gone."""
        world = self._world
        self._rules.clear()
        for session in [one for one in world.sessions.values() if one.ended_at is None]:
            if self._service.bots is not None:
                await self._service.bots.remove(session.meeting.id)
            world.kick(session, None)
            world.end_session(session)
        self._stop_recordings()
        self._stop_livestreams()
        for stored in (world.meetings, world.presets, world.sessions, world.recordings):
            stored.clear()
        world.webhooks.clear()
        world.livestreams.clear()
        self._service.forget()
        self._log.clear()
        presets.add_defaults(world)
        return done({})

    def _stop_recordings(self) -> None:
        recorder = self._service.recorder
        for recording in self._world.recordings.values():
            if recorder is not None and recording.status in {"INVOKED", "RECORDING", "PAUSED"}:
                recorder.stop(recording, "API_CALL")

    def _stop_livestreams(self) -> None:
        streamer = self._service.streamer
        for stream in self._world.livestreams.values():
            if streamer is not None:
                streamer.stop(stream)

    async def make_past(self, request: web.Request) -> web.Response:
        """POST meetings/bulk: see :class:`~.bulk.BulkBody`; answers with the count and the newest meeting's id."""
        made = bulk.make(self._world, await _body(request, bulk.BulkBody))
        return done({"count": len(made), "newest_id": made[-1].id}, status=201)

    async def issue_token(self, request: web.Request) -> web.Response:
        """POST token: a participant's token that ends when told."""
        body = await _body(request, TokenBody)
        self._check_meeting(body.meeting_id)
        participant = self._world.meetings[body.meeting_id].participants.get(body.participant_id)
        if participant is None:
            raise not_found(f"No participant found with id {body.participant_id}")
        lifetime = timedelta(seconds=body.lifetime_seconds)
        return done({"token": self._world.issue_token(participant, lifetime=lifetime)}, status=201)
