"""What this pane asks of the service layer, and what it asks of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from hosted_meetings_desktop.domain.availability import Availability
from hosted_meetings_desktop.domain.calendar_entry import BusyTime, CalendarEntry
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, Schedule
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.domain.slots import Concern


class ScheduleService(Protocol):
    """Meetings, hosts and hours as the store keeps them; works without the network."""

    async def entries(self, starts_from: datetime, starts_before: datetime) -> tuple[CalendarEntry, ...]:
        """Return all meetings that overlap the window, by start; cancelled ones included."""
        ...

    async def hosts(self) -> tuple[str, ...]:
        """Return the hosts in the clinic's order."""
        ...

    async def places(self) -> tuple[str, ...]:
        """Return the rooms on site that were used lately."""
        ...

    async def availabilities(self) -> tuple[Availability, ...]:
        """Return when people are seen; the clinic's own (``host == ""``) first."""
        ...

    async def busy(self, starts_from: datetime, starts_before: datetime) -> tuple[BusyTime, ...]:
        """Return what the hosts' own calendars have in the window."""
        ...

    async def get(self, meeting_id: MeetingId) -> Meeting:
        """Return one meeting."""
        ...

    async def move(
        self,
        meeting_id: MeetingId,
        schedule: Schedule,
        *,
        host: str | None = None,
        place: str | None = None,
        scope: Scope = Scope.THIS,
        accepted: frozenset[Concern] = frozenset(),
    ) -> Planned:
        """Put a meeting at another time, with another host or into another room on site (empty for none).

        Raises:
            SlotTaken: the time is refused, or warned about and that is not in ``accepted``.
        """
        ...

    async def cancel(self, meeting_id: MeetingId, *, scope: Scope = Scope.THIS) -> Planned:
        """Close a meeting to everybody."""
        ...

    async def restore(self, meeting_id: MeetingId, *, scope: Scope = Scope.THIS) -> Planned:
        """Open a cancelled meeting again."""
        ...

    async def undo(self, step: UndoStep) -> UndoStep:
        """Take one change back; returns the step that does it again."""
        ...


@dataclass(frozen=True, slots=True)
class PlanWish:
    """What is known already of a meeting that somebody wants to plan.

    Attributes:
        day: The viewer's day.
        starts_at: The moment, aware UTC, where one was pointed at.
        duration: How long, where a length was drawn.
        host: Whose column it was, empty for none.
        place: Likewise, the room on site.
    """

    day: date
    starts_at: datetime | None = None
    duration: timedelta | None = None
    host: str = ""
    place: str = ""
