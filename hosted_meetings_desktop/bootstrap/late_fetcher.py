"""The downloads, imported with the first of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from hosted_meetings_desktop.domain.ports import Fetcher


class LateFetcher:
    """Implements ``domain.ports.Fetcher``."""

    @cached_property
    def _fetcher(self) -> Fetcher:
        from hosted_meetings_desktop.dyte.fetcher import PresignedFetcher

        return PresignedFetcher()

    async def fetch(
        self, url: str, target: Path, *, expected_size: int | None, progress: Callable[[int, int | None], None]
    ) -> str:
        """Download to ``target``; see ``domain.ports.Fetcher``."""
        return await self._fetcher.fetch(url, target, expected_size=expected_size, progress=progress)
