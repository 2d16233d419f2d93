"""Messages of practice mode: written into a folder instead of being sent, as practising writes to nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import anyio

from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.message import (
    BeforeHandingOver,
    Bounce,
    Clinic,
    Mail,
    MailSecurity,
    MailServer,
    MailSignIn,
    Postman,
    TextGateway,
    TextMessage,
)
from hosted_meetings_desktop.domain.outbox import OutboxSettings, TextsFor
from hosted_meetings_desktop.domain.ports import Store
from hosted_meetings_desktop.domain.repositories import Library

_SETTINGS = OutboxSettings(
    clinic=Clinic("Practice clinic", phone="030 1234567"),
    sender=Contact("Practice clinic", "clinic@practice.invalid"),
    server=MailServer("practice.invalid", 25, MailSecurity.NONE, MailSignIn.NONE),
    gateway=TextGateway("https://practice.invalid/send"),
    texts_for=TextsFor.WITHOUT_EMAIL,
)


async def set_up_practice(store: Store) -> None:
    """Let a new practice clinic have a name and something that looks like a mail server."""

    def work(lib: Library) -> None:
        if lib.facts.get("outbox") is None:
            lib.outbox.keep_settings(_SETTINGS)

    await store.run(work)


class PracticePostman:
    """Implements ``domain.message.Postman``: takes everything, and puts it where a person can open it."""

    def __init__(self, folder: Path, postman: Postman) -> None:
        self._folder = folder
        self._postman = postman

    async def mail(self, _server: MailServer, mail: Mail, before: BeforeHandingOver) -> None:
        """Write an e-mail into the folder."""
        await before()
        await self._write(f"{mail.message_id.strip('<>').split('@')[0]}.eml", self._postman.letter_file(mail))

    async def text(self, _gateway: TextGateway, message: TextMessage, before: BeforeHandingOver) -> None:
        """Write a text message into the folder."""
        await before()
        await self._write(f"{message.key}.txt", f"{message.phone}\n\n{message.text}\n".encode())

    async def check(self, _server: MailServer) -> str:
        """Say what this is."""
        return "Practice mode: messages are kept on this PC and sent to nobody."

    def letter_file(self, mail: Mail) -> bytes:
        """Return the e-mail as a draft."""
        return self._postman.letter_file(mail)

    def read_bounce(self, data: bytes) -> Bounce | None:
        """Read a mail server's report."""
        return self._postman.read_bounce(data)

    async def _write(self, name: str, content: bytes) -> None:
        target = anyio.Path(self._folder)
        await target.mkdir(parents=True, exist_ok=True, mode=0o700)
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        await (target / f"{stamp} {name}").write_bytes(content)
