"""How we stand with the provider, for the status strip."""

from __future__ import annotations

from dataclasses import dataclass

from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.domain.ports import Store, SyncEngine


@dataclass(frozen=True, slots=True)
class SyncService:
    """Tells what waits and asks for a refresh."""

    store: Store
    engine: SyncEngine

    async def status(self) -> SyncStatus:
        """Return the connection's state and what waits."""
        counts = await self.store.read(lambda meetings: meetings.sync_counts())
        state = self.engine.state()
        return SyncStatus(
            state.online, state.since, counts.waiting, counts.attention, state.refreshed_at, state.problem
        )

    async def refresh_now(self) -> None:
        """Send what waits and read every list again.

        Raises:
            AppError: what stands in the way.
        """
        await self.engine.refresh_now()
