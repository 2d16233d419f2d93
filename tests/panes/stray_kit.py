"""Sealed files without a recording, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hosted_meetings_desktop.domain.archive import Progress
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.strays import Adoption, Left, Stray, StrayFolder, Strays
from hosted_meetings_desktop.domain.vault import VaultPlace
from tests.unit.fake_service import START


def stray(why: str = "", *, opens: bool = True) -> Stray:
    return Stray("v1", f"2026/03/{new_id()}.hma", 5000, START, opens, why)


def strays(number: int, *left: Left) -> Strays:
    files = [stray() for _each in range(number)] + [stray(each.value) for each in left]
    return Strays(tuple(files), looked_at={"v1": START})


@dataclass
class FakeStrays:
    """Implements ``StrayKeeping``."""

    now: Strays = field(default_factory=lambda: Strays(looked_at={"v1": START}))
    found: Strays | None = None
    adoption: Adoption = field(default_factory=lambda: Adoption(1, {}))
    place: VaultPlace = field(default_factory=VaultPlace)
    fails: AppError | None = None
    by: list[str] = field(default_factory=list)

    async def standing(self) -> Strays:
        return self.now

    async def look(self) -> Strays:
        if self.fails is not None:
            raise self.fails
        self.now = self.found or self.now
        return self.now

    async def where(self) -> tuple[StrayFolder, ...]:
        path = "" if self.place.bucket is not None else "/clinic/archive"
        return (StrayFolder(self.place, path, tuple(each.place for each in self.now.files)),)

    async def adopt(self, by: str, progress: Progress) -> Adoption:
        self.by.append(by)
        if self.fails is not None:
            raise self.fails
        progress(0, len(self.now.files))
        self.now = replace(self.now, files=tuple(each for each in self.now.files if not each.adoptable))
        return self.adoption
