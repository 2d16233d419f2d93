"""RealtimeKit's apps: only the first one, which comes with the account, holds meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web

from hosted_meetings_desktop.simulator.rest.bodies import AppBody
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.wire import done, not_found, stamp
from hosted_meetings_desktop.simulator.world import new_id, now


def _shown(app_id: str, name: str, created_at: datetime) -> dict[str, Any]:
    return {"id": app_id, "name": name, "created_at": stamp(created_at)}


async def list_apps(call: Call) -> web.Response:
    """GET apps, newest first: an account with many has its own past the first page."""
    query = call.query
    search = (query.text("search") or "").casefold()
    rising = query.choice("sort_order", ("ASC", "DESC")) == "ASC"
    found = [_shown(key, *value) for key, value in call.service.apps.items() if search in value[0].casefold()]
    rows, paging = query.page().of_list(found if rising else found[::-1])
    return done(rows, paging=paging)


async def create(call: Call) -> web.Response:
    """POST apps: 200."""
    body = await call.body(AppBody)
    app_id = new_id()
    call.service.apps[app_id] = (body.name, now())
    return done({"app": _shown(app_id, *call.service.apps[app_id])})


async def one(call: Call) -> web.Response:
    """GET apps/{id}."""
    app_id = call.id("app_id")
    if app_id not in call.service.apps:
        raise not_found(f"No app found with id {app_id}")
    return done(_shown(app_id, *call.service.apps[app_id]))


ROUTES = [
    Route("GET", "/apps", list_apps, only="realtimekit", bare=True),
    Route("POST", "/apps", create, only="realtimekit", bare=True),
    Route("GET", "/apps/{app_id}", one, only="realtimekit", bare=True),
]
