"""Webhooks: where the provider reports events (FACTS section 8)."""

from __future__ import annotations

from hosted_meetings_desktop.domain.room import Webhook
from hosted_meetings_desktop.dyte import wire_reports as wired
from hosted_meetings_desktop.dyte.calls import Calls, at
from hosted_meetings_desktop.dyte.wire_bodies import WebhookBody


class Webhooks(Calls):
    """``/webhooks``."""

    async def list_webhooks(self) -> tuple[Webhook, ...]:
        """Return all webhooks; this list has no pages."""
        return await self._read_all("/webhooks", wired.WEBHOOKS)

    async def get_webhook(self, webhook_id: str) -> Webhook:
        """Return one webhook."""
        return await self._read(at("webhooks", webhook_id), wired.WebhookRow, wired.webhook)

    async def add_webhook(self, webhook: Webhook) -> Webhook:
        """Make a webhook; its ``id`` is ignored."""
        return await self._do("POST", "/webhooks", _body(webhook), wired.WebhookRow, wired.webhook)

    async def patch_webhook(self, webhook: Webhook) -> Webhook:
        """Set the webhook of this ``id`` to these values."""
        path = at("webhooks", webhook.id)
        return await self._do("PATCH", path, _body(webhook), wired.WebhookRow, wired.webhook)

    async def remove_webhook(self, webhook_id: str) -> None:
        """Delete a webhook."""
        await self._command("DELETE", at("webhooks", webhook_id))


def _body(webhook: Webhook) -> WebhookBody:
    return WebhookBody(name=webhook.name, url=webhook.url, events=list(webhook.events), enabled=webhook.enabled)
