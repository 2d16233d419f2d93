"""How we stand with the provider, and what waits and why: for the status strip and the Sync panel."""

from __future__ import annotations

from dataclasses import dataclass

from hosted_meetings_desktop.domain.live import SyncStatus
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import Store, SyncEngine

_SHOWN = 200


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
            standing=state.standing,
            since=state.since,
            waiting=counts.waiting,
            attention=counts.attention,
            refreshed_at=state.refreshed_at,
            problem=state.problem,
            retry_at=state.retry_at,
            progress=state.progress,
            paused=state.paused,
        )

    async def waiting(self) -> tuple[Meeting, ...]:
        """Return the meetings that wait for the provider or for a person, at most 200, in order of start."""
        return await self.store.read(lambda meetings: meetings.unsettled(limit=_SHOWN))

    async def refresh_now(self) -> None:
        """Send what waits and read the lists again.

        Raises:
            AppError: what stands in the way.
        """
        await self.engine.refresh_now()

    async def pause_import(self, *, paused: bool) -> None:
        """Stop reading what the account holds already, or go on with it; both are remembered."""
        await self.engine.pause_import(paused=paused)
