"""The REST half of the embedded Dyte: one set of handlers, two dialects."""

from __future__ import annotations

from aiohttp import web

from hosted_meetings_desktop.simulator.rest import (
    active_session,
    apps,
    leftovers,
    livestreams,
    meetings,
    participants,
    presets,
    recordings,
    sessions,
    webhooks,
)
from hosted_meetings_desktop.simulator.rest.call import hang
from hosted_meetings_desktop.simulator.rest.dialect import DYTE, REALTIMEKIT
from hosted_meetings_desktop.simulator.rest.service import Service

_ROUTES = [
    *apps.ROUTES,
    *meetings.ROUTES,
    *participants.ROUTES,
    *presets.ROUTES,
    *active_session.ROUTES,
    *sessions.ROUTES,
    *leftovers.ROUTES,
    *recordings.ROUTES,
    *livestreams.ROUTES,
    *webhooks.ROUTES,
]


def attach(app: web.Application, service: Service) -> None:
    """Add the routes of both dialects."""
    for dialect in (DYTE, REALTIMEKIT):
        hang(app, service, dialect, _ROUTES)
