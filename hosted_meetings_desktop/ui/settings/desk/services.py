"""What these groups ask of the service layer."""

from __future__ import annotations

from typing import Protocol

from hosted_meetings_desktop.domain.front_desk import DeskLimits


class LimitsOfTheDesk(Protocol):
    """What a clinic decides for its front desk (``FrontDeskService``); works without the network."""

    async def limits(self) -> DeskLimits:
        """Return what is decided."""
        ...

    async def keep_limits(self, limits: DeskLimits) -> None:
        """Decide it."""
        ...
