"""What is asked of the service layer about sealed files that belong to no recording."""

from __future__ import annotations

from typing import Protocol

from hosted_meetings_desktop.domain.archive import Progress
from hosted_meetings_desktop.domain.strays import Adoption, StrayFolder, Strays


class StrayKeeping(Protocol):
    """Finds them and adopts them (``StrayService``)."""

    async def standing(self) -> Strays:
        """Return what is known of such files."""
        ...

    async def look(self) -> Strays:
        """Look through the archive now."""
        ...

    async def where(self) -> tuple[StrayFolder, ...]:
        """Return in which places they lie."""
        ...

    async def adopt(self, by: str, progress: Progress) -> Adoption:
        """Make recordings of those that are films or sounds; ``progress`` is told from another thread."""
        ...
