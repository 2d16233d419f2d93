"""A service of reports that makes no files of its own, and what was asked of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ledger.reports import Form, ReportOf, SavedReport
from hosted_meetings_desktop.domain.live import Progress
from tests.panes import report_kit


@dataclass
class FakeReports:
    """Implements ``ui.reports.services.ReportService``.

    Attributes:
        error: What every question but the count meets.
        rows: How many rows there are.
        saved: What was written, in order.
        counted: Of what rows were counted.
    """

    error: AppError | None = None
    rows: int = 40
    saved: list[tuple[Any, ...]] = field(default_factory=list)
    counted: list[ReportOf] = field(default_factory=list)

    def _may(self) -> None:
        if self.error is not None:
            raise self.error

    async def count(self, of: ReportOf) -> int:
        of.check()
        self.counted.append(of)
        return self.rows

    async def save(self, of: ReportOf, form: Form, target: Path, *, told: Any = None) -> SavedReport:
        self._may()
        if told is not None:
            told(Progress(1, 2))
        self.saved.append((of, form, target))
        return SavedReport(target.name, self.rows, report_kit.END)

    async def report(self, of: ReportOf, *, most: int = 0, told: Any = None) -> Any:
        self._may()
        return report_kit.period_report(20)

    async def certificate(self, of: ReportOf, key: str, *, with_title: bool = False) -> Any:
        self._may()
        return report_kit.certificate(with_title=with_title)

    async def save_paper(self, report: Any, data: bytes, target: Path) -> SavedReport:
        self.saved.append((type(report).__name__, data, target))
        return SavedReport(target.name, 1, report_kit.END)


async def host_names() -> tuple[str, ...]:
    return report_kit.HOSTS
