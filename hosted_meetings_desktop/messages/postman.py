"""Hands messages over to whoever carries them: mail servers, mail programs, providers of text messages.

Cheap to import: what speaks to servers comes with the first message.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from hosted_meetings_desktop.domain.message import (
    BeforeHandingOver,
    Bounce,
    Mail,
    MailServer,
    TextGateway,
    TextMessage,
)

if TYPE_CHECKING:
    import ssl

    from hosted_meetings_desktop.messages.smtp import MailHandOver
    from hosted_meetings_desktop.messages.webhook import TextHandOver


class MessagePostman:
    """Implements ``domain.message.Postman``.

    Args:
        trust: Returns the TLS context for servers, called in a thread; what this PC trusts if not given.
    """

    def __init__(self, trust: Callable[[], ssl.SSLContext] | None = None) -> None:
        self._trust = trust

    async def mail(self, server: MailServer, mail: Mail, before: BeforeHandingOver) -> None:
        """Hand an e-mail over; see ``domain.message.Postman``."""
        from hosted_meetings_desktop.messages.mime import envelope

        await self._mails.send(server, envelope(mail), before)

    async def check(self, server: MailServer) -> str:
        """Sign in without sending anything and return a sentence about the server."""
        return await self._mails.check(server)

    async def text(self, gateway: TextGateway, message: TextMessage, before: BeforeHandingOver) -> None:
        """Hand a text message over; see ``domain.message.Postman``."""
        await self._texts.send(gateway, message, before)

    def letter_file(self, mail: Mail) -> bytes:
        """Return the e-mail as a draft; see ``domain.message.Postman``."""
        from hosted_meetings_desktop.messages.mime import message_bytes

        return message_bytes(mail, draft=True)

    def read_bounce(self, data: bytes) -> Bounce | None:
        """Read a mail server's report; see ``domain.message.Postman``."""
        from hosted_meetings_desktop.messages.bounces import read_bounce

        return read_bounce(data)

    @cached_property
    def _mails(self) -> MailHandOver:
        from hosted_meetings_desktop.messages.smtp import MailHandOver
        from hosted_meetings_desktop.support.trust import trusted_context

        return MailHandOver(trust=self._trust or trusted_context)

    @cached_property
    def _texts(self) -> TextHandOver:
        from hosted_meetings_desktop.messages.webhook import TextHandOver
        from hosted_meetings_desktop.support.trust import trusted_context

        return TextHandOver(trust=self._trust or trusted_context)
