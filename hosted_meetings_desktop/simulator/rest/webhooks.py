"""Webhooks: kept and told, never delivered (a desktop cannot receive them)."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from hosted_meetings_desktop.simulator.rest.bodies import EVENTS, WebhookBody, WebhookPatch
from hosted_meetings_desktop.simulator.rest.call import Call, Route
from hosted_meetings_desktop.simulator.rest.wire import done, not_found, stamp, without_unset
from hosted_meetings_desktop.simulator.world import new_id, now


def _one(call: Call) -> dict[str, Any]:
    webhook_id = call.id("webhook_id")
    found = call.world.webhooks.get(webhook_id)
    if found is None:
        raise not_found(f"No webhook found with id {webhook_id}")
    return found


def _complete(body: WebhookBody) -> dict[str, Any]:
    return {"name": body.name, "url": body.url, "events": list(body.events), "enabled": body.enabled}


async def list_webhooks(call: Call) -> web.Response:
    """GET /webhooks: all of them, no paging."""
    return done(list(call.world.webhooks.values()))


async def list_events(_call: Call) -> web.Response:
    """GET /webhooks/all (RealtimeKit): the events there are."""
    return done(list(EVENTS))


async def create(call: Call) -> web.Response:
    """POST /webhooks: 201."""
    body = await call.body(WebhookBody)
    moment = stamp(now())
    webhook = {"id": new_id(), **_complete(body), "created_at": moment, "updated_at": moment}
    call.world.webhooks[webhook["id"]] = webhook
    return done(webhook, status=201)


async def one(call: Call) -> web.Response:
    """GET /webhooks/{id}."""
    return done(_one(call))


async def replace(call: Call) -> web.Response:
    """PUT /webhooks/{id}."""
    webhook = _one(call)
    webhook |= _complete(await call.body(WebhookBody)) | {"updated_at": stamp(now())}
    return done(webhook)


async def change(call: Call) -> web.Response:
    """PATCH /webhooks/{id}."""
    webhook = _one(call)
    webhook |= without_unset(await call.body(WebhookPatch)) | {"updated_at": stamp(now())}
    return done(webhook)


async def remove(call: Call) -> web.Response:
    """DELETE /webhooks/{id}: answers with what was removed."""
    webhook = _one(call)
    del call.world.webhooks[webhook["id"]]
    return done(webhook)


ROUTES = [
    Route("GET", "/webhooks", list_webhooks),
    Route("GET", "/webhooks/all", list_events, only="realtimekit"),
    Route("POST", "/webhooks", create),
    Route("GET", "/webhooks/{webhook_id}", one),
    Route("PUT", "/webhooks/{webhook_id}", replace),
    Route("PATCH", "/webhooks/{webhook_id}", change),
    Route("DELETE", "/webhooks/{webhook_id}", remove),
]
