"""What this pane asks of the service layer."""

from __future__ import annotations

from typing import Protocol

from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter, Page


class ScheduleService(Protocol):
    """Meetings as the store keeps them."""

    async def page(self, wanted: MeetingFilter, offset: int, limit: int) -> Page[Meeting]:
        """Return some rows, oldest first, and how many there are."""
        ...
