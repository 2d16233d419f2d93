"""What these dialogs ask of the service layer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hosted_meetings_desktop.domain.own_calendar import (
    ExportWish,
    ImportedEvents,
    ImportOutcome,
    ImportVerdict,
    ImportWish,
)
from hosted_meetings_desktop.domain.visit_type import VisitType


class CalendarFileService(Protocol):
    """Reads and writes calendar files (``OwnCalendarService``); works without the network."""

    async def open_file(
        self, path: Path, progress: Callable[[int, int | None], None], stop: Callable[[], bool]
    ) -> ImportedEvents:
        """Return what a file would bring; ``progress`` and ``stop`` are called in another thread."""
        ...

    async def check_import(self, wish: ImportWish) -> tuple[ImportVerdict, ...]:
        """Return what would become of each event, in order."""
        ...

    async def import_events(self, wish: ImportWish) -> ImportOutcome:
        """Plan each event that may be; what is refused stays out."""
        ...

    async def count_export(self, wish: ExportWish) -> int:
        """Return how many meetings would go into a file."""
        ...

    async def save_export(self, target: Path, wish: ExportWish, name: str) -> int:
        """Write a file; returns how many meetings it holds."""
        ...


class PlanNames(Protocol):
    """What there is to choose from (``MeetingService``)."""

    async def host_names(self) -> tuple[str, ...]:
        """Return the hosts of earlier meetings, the most recent first."""
        ...

    async def visit_types(self) -> tuple[VisitType, ...]:
        """Return the visit types in the clinic's order, retired ones too."""
        ...
