"""The settings of an archive in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hosted_meetings_desktop.domain.archive import Quota
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.retention import RetentionRules
from hosted_meetings_desktop.domain.vault import (
    ArchiveSettings,
    Bucket,
    VaultKind,
    VaultPlace,
    VaultProblem,
    VaultRoom,
    VaultTrouble,
)
from hosted_meetings_desktop.domain.visit_type import VisitType, usual_visit_types

BUCKET = Bucket("clinic-archive", "AKIAEXAMPLE", "s3cret-of-the-clinic", "https://s3.clinic.example", prefix="films")
IN_BUCKET = VaultPlace(VaultKind.BUCKET, bucket=BUCKET)
AWAY = VaultProblem(
    VaultTrouble.AWAY,
    "The archive's folder is not there",
    "What is in it is safe. Connect the disk or the network share again; the app goes on by itself.",
)


@dataclass
class FakeArchive:
    """Implements ``ArchiveKeeping``; fails where it is told to."""

    now: ArchiveSettings = field(default_factory=lambda: ArchiveSettings(vault="v1"))
    taken: int = 41_400_000_000
    fails: AppError | None = None
    tried: list[object] = field(default_factory=list)

    async def settings(self) -> ArchiveSettings:
        if self.fails is not None:
            raise self.fails
        return self.now

    async def decide(self, settings: ArchiveSettings) -> ArchiveSettings:
        if self.fails is not None:
            raise self.fails
        self.now = settings if settings.place == self.now.place else replace(settings, former={"v1": self.now.place})
        return self.now

    async def used(self) -> Quota:
        return Quota(self.taken, self.now.quota)

    async def try_place(self, place: VaultPlace) -> VaultRoom:
        self.tried.append(place)
        if self.fails is not None:
            raise self.fails
        return VaultRoom(None if place.bucket is not None else 213_000_000_000)

    async def try_own(self, bucket: Bucket) -> None:
        self.tried.append(bucket)
        if self.fails is not None:
            raise self.fails


@dataclass
class FakeRetention:
    """Implements ``Retention`` and ``KnownVisits``."""

    now: RetentionRules = field(default_factory=RetentionRules)
    types: tuple[VisitType, ...] = field(default_factory=usual_visit_types)
    fails: AppError | None = None
    by: list[str] = field(default_factory=list)

    async def rules(self) -> RetentionRules:
        return self.now

    async def decide(self, rules: RetentionRules, by: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.now = rules
        self.by.append(by)

    async def visit_types(self) -> tuple[VisitType, ...]:
        return self.types
