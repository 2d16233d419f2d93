"""What this pane asks of the service layer."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from hosted_meetings_desktop.domain.attendance import SessionAttendance
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.session import Session


class AttendanceService(Protocol):
    """Sessions and who was in them."""

    async def page(self, text: str, offset: int, limit: int) -> Page[Session]:
        """Return some sessions, newest first, and how many there are."""
        ...

    async def session(self, session_id: SessionId) -> SessionAttendance:
        """Return who was in a session."""
        ...

    async def export_csv(self, session_id: SessionId, target: Path) -> None:
        """Write who was in a session to a CSV file."""
        ...
