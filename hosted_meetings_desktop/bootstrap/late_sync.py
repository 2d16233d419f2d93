"""The sync service, for a window that is shown before there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.domain.ids import MeetingId
    from hosted_meetings_desktop.domain.live import SyncStatus
    from hosted_meetings_desktop.domain.meeting import Meeting


class LateSync:
    """Implements ``SyncService`` for the window; what it asks for waits until there is a backend."""

    def __init__(self, backend: Callable[[], Backend]) -> None:
        self._backend = backend

    async def status(self) -> SyncStatus:
        """Return how we stand with the provider."""
        return await self._backend().sync.status()

    async def waiting(self) -> tuple[Meeting, ...]:
        """Return what waits."""
        return await self._backend().sync.waiting()

    async def refresh_now(self) -> None:
        """Fetch and send everything now."""
        await self._backend().sync.refresh_now()

    async def pause_import(self, *, paused: bool) -> None:
        """Stop reading the account, or go on."""
        await self._backend().sync.pause_import(paused=paused)

    async def send_again(self, meeting_id: MeetingId) -> None:
        """Send a meeting again as it is."""
        await self._backend().meetings.send_again(meeting_id)
