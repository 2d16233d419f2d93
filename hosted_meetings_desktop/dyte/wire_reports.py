"""Livestreams and webhooks as the provider writes them, and as the domain knows them (FACTS sections 7, 8)."""

from __future__ import annotations

from hosted_meetings_desktop.domain.room import Livestream, Webhook
from hosted_meetings_desktop.dyte import wire
from hosted_meetings_desktop.dyte.wire import Json


class LivestreamRow(wire.Answer):
    """A livestream. ``stream_key`` is a secret, and missing where it is not needed."""

    id: Json = None
    status: Json = None
    playback_url: Json = None
    ingest_server: Json = None
    stream_key: Json = None


class WebhookRow(wire.Answer):
    """A webhook."""

    id: Json = None
    name: Json = None
    url: Json = None
    events: Json = None
    enabled: Json = None


def livestream(row: LivestreamRow) -> Livestream:
    """Return a livestream; its status as it came, since documents and services disagree about the words."""
    return Livestream(
        id=wire.required(row.id, "livestream id"),
        status=wire.text(row.status),
        playback_url=wire.text(row.playback_url),
        ingest_server=wire.text(row.ingest_server),
        stream_key=wire.text(row.stream_key),
    )


def webhook(row: WebhookRow) -> Webhook:
    """Return a webhook."""
    return Webhook(
        id=wire.required(row.id, "webhook id"),
        name=wire.text(row.name),
        url=wire.text(row.url),
        events=wire.words(row.events),
        enabled=wire.flag(row.enabled, default=True),
    )


LIVESTREAMS = wire.Reader(LivestreamRow, livestream, "livestreams")
WEBHOOKS = wire.Reader(WebhookRow, webhook, "webhooks")
