"""Writes attendance as CSV that spreadsheets open and programs read."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.reports import ReportHead, ReportTotals
from hosted_meetings_desktop.services.people_export import harmless
from hosted_meetings_desktop.services.reports_columns import NAMES, As, minutes, values


class CsvReport:
    """One file under way: UTF-8 with a mark, as spreadsheets expect; commas, and CRLF after each row (RFC 4180)."""

    def __init__(self, target: Path, head: ReportHead) -> None:
        """Open it.

        Raises:
            OSError: it cannot be written.
        """
        self._head = head
        self._zone = ZoneInfo(head.zone)
        self._file = target.open("w", newline="", encoding="utf-8-sig", errors="replace")
        self._out = csv.writer(self._file)
        self._out.writerow(NAMES)

    def add(self, rows: Iterable[LedgerRow]) -> None:
        """Write rows."""
        self._out.writerows(
            [self._cell(column.kind, value) for column, value in values(row, self._head)] for row in rows
        )

    def finish(self, totals: ReportTotals) -> None:
        """Write what is left; a table for programs has no sums under it."""
        self._file.close()

    def drop(self) -> None:
        """Let go of it as it is."""
        self._file.close()

    def _cell(self, kind: As, value: object) -> str:
        if value is None:
            return ""
        if kind is As.FLAG:
            return "yes" if value else "no"
        if kind is As.MINUTES:
            return f"{minutes(value):.2f}"
        if isinstance(value, datetime):
            if kind is As.LOCAL:
                return value.astimezone(self._zone).isoformat(timespec="seconds")
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if kind is As.COUNT else harmless(str(value))
