"""The live side of the embedded Dyte: what the SDKs in a call talk to, under ``/edge/``."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from hosted_meetings_desktop.simulator.socket.bootstrap import Bootstrap
from hosted_meetings_desktop.simulator.socket.connection import Patience
from hosted_meetings_desktop.simulator.socket.rooms import Rooms
from hosted_meetings_desktop.simulator.world import Preset, World

__all__ = ["BOOTSTRAP", "Patience", "Rooms", "attach"]

BOOTSTRAP: web.AppKey[Bootstrap] = web.AppKey("bootstrap", Bootstrap)


def attach(
    app: web.Application,
    world: World,
    presets_by_name: Callable[[str], Preset | None] | None = None,
    *,
    patience: Patience | None = None,
) -> Rooms:
    """Add the routes under ``/edge/`` to ``app``, set the world's live hooks and return the rooms.

    Args:
        app: the server; at its clean-up everybody leaves.
        world: what the service knows.
        presets_by_name: where presets are looked up; the world's own when not given.
        patience: how long silent sockets are borne.
    """
    rooms = Rooms(world, presets_by_name or world.preset_by_name)
    bootstrap = Bootstrap(rooms, patience or Patience())
    bootstrap.add_routes(app)
    app[BOOTSTRAP] = bootstrap

    async def close(_app: web.Application) -> None:
        await rooms.close()

    app.on_shutdown.append(close)
    return rooms
