"""The outbox as a process of its own, to be killed: sends what is due in a store until nothing is."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

LATER = timedelta(hours=1)


class Nobody:
    """Implements ``Changes`` and ``Links`` where nobody looks."""

    def publish(self, *_topics: str) -> None:
        pass

    async def guest_link(self, _meeting: str, invitee: str) -> str:
        return f"https://visit.example.org/#realtimekit.{invitee}"


def outbox(path: Path, key: bytes):  # type: ignore[no-untyped-def]
    """Wire an outbox over a store; its clock runs an hour ahead, so that every hold is over."""
    from hosted_meetings_desktop.calendars.calendars import IcsCalendars
    from hosted_meetings_desktop.messages.postman import MessagePostman
    from hosted_meetings_desktop.messages.writer import LetterWriter
    from hosted_meetings_desktop.services.outbox import OutboxService
    from hosted_meetings_desktop.store.database import Database

    database = Database(path, lambda: key)
    nobody = Nobody()
    service = OutboxService(
        database, IcsCalendars(), LetterWriter(), MessagePostman(), nobody, nobody, lambda: datetime.now(UTC) + LATER
    )
    return database, service


async def _send(path: Path, key: bytes) -> None:
    database, service = outbox(path, key)
    await database.run(lambda lib: lib.outbox.recover())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await service.turn()
    database.close()
    sys.stdout.write("done\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_send(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])))
