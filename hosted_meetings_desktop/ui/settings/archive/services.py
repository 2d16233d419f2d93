"""What these groups ask of the service layer."""

from __future__ import annotations

from typing import Protocol

from hosted_meetings_desktop.domain.archive import Quota
from hosted_meetings_desktop.domain.retention import RetentionRules
from hosted_meetings_desktop.domain.vault import ArchiveSettings, Bucket, VaultPlace, VaultRoom
from hosted_meetings_desktop.domain.visit_type import VisitType


class ArchiveKeeping(Protocol):
    """What a clinic decides of its archive (``RescueSettings``)."""

    async def settings(self) -> ArchiveSettings:
        """Return what is decided."""
        ...

    async def decide(self, settings: ArchiveSettings) -> ArchiveSettings:
        """Decide it; another place is opened first."""
        ...

    async def used(self) -> Quota:
        """Return how much room the archive takes, and may take."""
        ...

    async def try_place(self, place: VaultPlace) -> VaultRoom:
        """Write, read and delete at a place."""
        ...

    async def try_own(self, bucket: Bucket) -> None:
        """Prove that the account's own storage can be read."""
        ...


class Retention(Protocol):
    """How long the archive keeps files (``RetentionService``)."""

    async def rules(self) -> RetentionRules:
        """Return what is decided."""
        ...

    async def decide(self, rules: RetentionRules, by: str) -> None:
        """Decide it, and set the clock of all files by it."""
        ...


class KnownVisits(Protocol):
    """The kinds of visits of a clinic (``ClinicService``)."""

    async def visit_types(self) -> tuple[VisitType, ...]:
        """Return them in the clinic's order."""
        ...
