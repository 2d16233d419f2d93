"""What reports ask of the service layer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hosted_meetings_desktop.domain.ledger.reports import AttendanceReport, Certificate, Form, ReportOf, SavedReport
from hosted_meetings_desktop.domain.live import Progress


class ReportService(Protocol):
    """Attendance reports."""

    async def count(self, of: ReportOf) -> int:
        """Return how many rows a report of many sittings would have."""
        ...

    async def save(
        self, of: ReportOf, form: Form, target: Path, *, told: Callable[[Progress], None] = ...
    ) -> SavedReport:
        """Write a report to a file for spreadsheets and programs."""
        ...

    async def report(
        self, of: ReportOf, *, most: int = ..., told: Callable[[Progress], None] = ...
    ) -> AttendanceReport:
        """Return a report for paper."""
        ...

    async def certificate(self, of: ReportOf, key: str, *, with_title: bool = ...) -> Certificate:
        """Return proof for one person that they were there."""
        ...

    async def save_paper(self, report: AttendanceReport | Certificate, data: bytes, target: Path) -> SavedReport:
        """Write a report that was brought to paper."""
        ...
