"""What a clinic decides of its archive: its place, its room, its pace, and the account's own storage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import anyio.to_thread

from hosted_meetings_desktop.domain.archive import Quota
from hosted_meetings_desktop.domain.vault import ArchiveSettings, Bucket, OwnStorage, VaultPlace, VaultRoom
from hosted_meetings_desktop.services.rescue import RescueService


@dataclass(frozen=True, slots=True)
class RescueSettings:
    """What the settings ask.

    Attributes:
        own_storage: Opens the bucket into which the account itself records.
    """

    rescue: RescueService
    own_storage: Callable[[Bucket], OwnStorage]

    async def settings(self) -> ArchiveSettings:
        """Return what is decided."""
        return await self.rescue.settings()

    async def decide(self, settings: ArchiveSettings) -> ArchiveSettings:
        """Decide it; another place is opened first.

        Raises:
            InputProblem: for the field to mend.
            VaultProblem: the place cannot be used; all stays as it was.
        """
        return await self.rescue.decide(settings)

    async def used(self) -> Quota:
        """Return how much room the archive takes, and may take."""
        return await self.rescue.quota()

    async def try_place(self, place: VaultPlace) -> VaultRoom:
        """Write, read and delete at a place as the archive would; returns how much room there is.

        Raises:
            InputProblem: for the field to mend.
            VaultProblem: what stands in the way.
        """
        return await self.rescue.item.vaults.try_out(place)

    async def try_own(self, bucket: Bucket) -> None:
        """Prove that the account's own storage can be read.

        Raises:
            InputProblem: for the field to mend.
            VaultProblem: what stands in the way.
        """
        bucket.check()
        await anyio.to_thread.run_sync(self.own_storage(bucket).look)
