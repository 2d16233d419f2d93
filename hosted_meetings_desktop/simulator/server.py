"""Puts the embedded Dyte together and runs it until it is told to end."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import signal
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from hosted_meetings_desktop.simulator import (
    bot,
    control,
    faults,
    files,
    memory,
    presets,
    recorder,
    rest,
    sfu,
    socket,
    streamer,
)
from hosted_meetings_desktop.simulator.parent import Parent
from hosted_meetings_desktop.simulator.rest.service import Service
from hosted_meetings_desktop.simulator.socket import captions
from hosted_meetings_desktop.simulator.world import World

HOST = "127.0.0.1"
CALL_BASE_URI = "embedded.invalid"
"""The SDKs ask ``https://<service>.<base URI>``; the call page turns that into ``/edge/<service>``."""
_PARENT_CHECK_SECONDS = 1.0
_REMEMBER_SECONDS = 5.0
_SHUTDOWN_SECONDS = 3.0
_LARGEST_BODY = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Options:
    """How one simulator process is run."""

    port: int = 0
    data: Path | None = None
    seed: str | None = None
    parent_pid: int | None = None
    keep_alive: float | None = None


def seed_credentials(world: World, seed: str) -> None:
    """Derive the account's ids and keys from a text, so that a stored account fits the next process."""

    def digest(use: str) -> str:
        return hashlib.sha256(f"{use}:{seed}".encode()).hexdigest()

    world.organization_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"organization:{seed}"))
    world.app_id = str(uuid.uuid5(uuid.NAMESPACE_URL, f"app:{seed}"))
    world.account_id = digest("account")[:32]
    world.api_key = digest("key")[:20]
    world.api_token = digest("token")[:40]


def build(world: World) -> tuple[web.Application, Service]:
    """Make the application of one world: REST of both dialects, files, control, and the live half."""
    service = Service(world)
    rules = faults.Rules()
    log = control.RequestLog()
    app = web.Application(client_max_size=_LARGEST_BODY, middlewares=[log.middleware, faults.middleware(rules)])
    if not world.presets:
        presets.add_defaults(world)
    rest.attach(app, service)
    files.attach(app, service)
    control.attach(app, service, rules, log)
    app.on_cleanup.append(rules.close)
    rooms = socket.attach(app, world)
    captions.attach(app, world, rooms)
    service.recorder = recorder.attach(app, world, rooms)
    service.streamer = streamer.attach(app, world, rooms, lambda: service.origin)
    service.bots = bot.attach(app, world, rooms)
    app.on_cleanup.append(_end_world(service))
    return app, service


def _end_world(service: Service) -> Any:
    async def end(_app: web.Application) -> None:
        """Leave nothing half done: what still records is stopped by the live half before, the rest is void."""
        for recording in service.world.recordings.values():
            if recording.status not in {"UPLOADED", "ERRORED"}:
                recording.status = "ERRORED"
                recording.stop_reason = "INTERNAL_ERROR"
        for session in list(service.world.sessions.values()):
            service.world.end_session(session)

    return end


def readiness(world: World, origin: str) -> dict[str, Any]:
    """Return what a client needs to know to use this process; printed once as one line of JSON."""
    return {
        "dyte": {
            "base_url": f"{origin}/v2",
            "organization_id": world.organization_id,
            "api_key": world.api_key,
        },
        "realtimekit": {
            "base_url": f"{origin}/client/v4",
            "account_id": world.account_id,
            "app_id": world.app_id,
            "api_token": world.api_token,
        },
        "control_url": f"{origin}/control",
        "call": {"base_uri": CALL_BASE_URI, "edge_url": f"{origin}/edge", "media": sfu.available()},
    }


@contextlib.asynccontextmanager
async def running(world: World, *, port: int = 0) -> AsyncIterator[tuple[str, Service]]:
    """Serve a world while the block runs; gives its origin, such as ``http://127.0.0.1:8123``."""
    app, service = build(world)
    # No access log: the socket's URL carries a participant token.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        service.origin = f"http://{HOST}:{runner.addresses[0][1]}"
        yield service.origin, service
    finally:
        await runner.cleanup()


async def serve(options: Options) -> int:
    """Run until a signal comes or the parent is gone; returns the exit code."""
    parent = None if options.parent_pid is None else Parent(options.parent_pid)
    ended = asyncio.Event()
    _on_signals(ended)
    with _data_folder(options.data) as folder:
        world = World(folder)
        if options.seed is not None:
            seed_credentials(world, options.seed)
        if options.keep_alive is not None:
            world.keep_alive = timedelta(seconds=options.keep_alive)
        if options.data is not None:
            memory.recall(world)
        async with running(world, port=options.port) as (origin, _service):
            sys.stdout.write(json.dumps(readiness(world, origin)) + "\n")
            sys.stdout.flush()
            watch = asyncio.create_task(_watch(parent, ended))
            while not ended.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), _REMEMBER_SECONDS)
                if options.data is not None:
                    memory.remember(world)
            watch.cancel()
        if options.data is not None:
            memory.remember(world)
    return 0


@contextlib.contextmanager
def _data_folder(given: Path | None) -> Any:
    if given is None:
        with tempfile.TemporaryDirectory(prefix="hosted-meetings-", ignore_cleanup_errors=True) as made:
            yield Path(made)
    else:
        given.mkdir(parents=True, exist_ok=True)
        yield given


def _on_signals(ended: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, ended.set)
        except NotImplementedError:  # Windows: its loop knows no signal handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(ended.set))


async def _watch(parent: Parent | None, ended: asyncio.Event) -> None:
    if parent is None:
        return
    while not parent.gone:  # noqa: ASYNC110 - nobody can tell us of its end
        await asyncio.sleep(_PARENT_CHECK_SECONDS)
    ended.set()
