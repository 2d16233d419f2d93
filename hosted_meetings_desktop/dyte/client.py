"""The provider's whole API behind one interface, whichever dialect the account speaks."""

from __future__ import annotations

import time

from hosted_meetings_desktop.domain.account import ConnectionCheck, Credentials, Provider
from hosted_meetings_desktop.domain.errors import NotFound
from hosted_meetings_desktop.domain.ports import VideoService
from hosted_meetings_desktop.domain.room import all_pages
from hosted_meetings_desktop.dyte.budget import Budget
from hosted_meetings_desktop.dyte.dialects import access
from hosted_meetings_desktop.dyte.live import LiveRooms
from hosted_meetings_desktop.dyte.presets import Presets
from hosted_meetings_desktop.dyte.recordings import Recordings
from hosted_meetings_desktop.dyte.rooms import Rooms
from hosted_meetings_desktop.dyte.sessions import Sessions
from hosted_meetings_desktop.dyte.transport import Transport
from hosted_meetings_desktop.dyte.webhooks import Webhooks

_CHECK_PAGES = 5
_IDS_ADVICE = "Check the ids in Settings, Account: the sign-in works, but not for this organization, account or app."


class DyteClient(Rooms, Presets, LiveRooms, Sessions, Recordings, Webhooks):
    """Implements ``domain.ports.VideoService``; make one with ``connect``."""

    @property
    def provider(self) -> Provider:
        """Whose service this is."""
        return self._dialect.provider

    async def check(self) -> ConnectionCheck:
        """Prove that the credentials work; the time is that of one request on an open connection.

        Raises:
            CredentialsRefused: They do not.
            NotFound: They do, but there is no such account or app.
        """
        try:
            names = await self._preset_names()
            started = time.monotonic()
            rooms = await self.list_rooms(per_page=1)
        except NotFound as error:
            error.advice = _IDS_ADVICE
            raise
        milliseconds = round((time.monotonic() - started) * 1000)
        return ConnectionCheck(presets=names, meetings=rooms.total, milliseconds=milliseconds)

    async def _preset_names(self) -> tuple[str, ...]:
        names: list[str] = []
        async for found in all_pages(self.list_presets):
            names.extend(preset.name for preset in found.rows)
            if found.page == _CHECK_PAGES:
                break
        return tuple(names)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()


def connect(credentials: Credentials, *, budget: Budget | None = None) -> VideoService:
    """Return a client for an account; nothing is sent and nothing costly imported yet.

    Args:
        credentials: Which account, and what opens it.
        budget: Shared by all clients of this PC that use the same provider; its own by default.
    """
    found = access(credentials)
    transport = Transport(found.root, found.authorization, budget=budget, secrets=found.secrets)
    return DyteClient(transport, found.dialect)
