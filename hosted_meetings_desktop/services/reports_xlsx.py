"""Writes attendance as a workbook: a summary, one row per person and sitting, and a word on how to read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from hosted_meetings_desktop.domain.ledger.entries import LedgerRow
from hosted_meetings_desktop.domain.ledger.reports import ReportHead, ReportTotals
from hosted_meetings_desktop.services.reports_columns import COLUMNS, As, minutes, values

MOST_ROWS = 1_048_575
"""Below the heads: a sheet has no more (ECMA-376, as spreadsheets keep to it); what is beyond goes to another one."""
_LONGEST = 32_767
"""Characters in a cell, likewise."""
_MICROSECONDS = 60_000_000
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
_WIDE, _NARROW = 34, 16


class XlsxReport:
    """One workbook under way; what is written does not stay in memory.

    Texts are written as texts, so that none is taken for a formula or an address.
    """

    def __init__(self, target: Path, head: ReportHead) -> None:
        """Begin it; nothing stands at ``target`` before :meth:`finish`.

        Raises:
            OSError: nothing can be written beside it.
        """
        from xlsxwriter import Workbook  # type: ignore[import-untyped]

        self._head = head
        self._zone = ZoneInfo(head.zone)
        # Sheets lie in files of their own until the end, and hold names: not in a folder that everybody shares.
        self._beside = TemporaryDirectory(prefix=".attendance-", dir=target.parent, ignore_cleanup_errors=True)
        self._book = Workbook(
            str(target),
            {
                "constant_memory": True,
                "tmpdir": self._beside.name,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        made = head.made_at.astimezone(UTC).replace(tzinfo=None)
        self._book.set_properties({"title": "Attendance", "company": head.clinic.name, "created": made})
        self._bold = self._book.add_format({"bold": True})
        self._title = self._book.add_format({"bold": True, "font_size": 16})
        self._heads = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._share = self._book.add_format({"num_format": "0.0%"})
        self._formats: dict[As, Any] = {
            As.DAY: self._book.add_format({"num_format": _DAY}),
            As.LOCAL: self._book.add_format({"num_format": _MOMENT}),
            As.UTC: self._book.add_format({"num_format": _MOMENT, "font_color": "#666666"}),
            As.MINUTES: self._book.add_format({"num_format": "0.00"}),
        }
        self._summary = self._book.add_worksheet("Summary")
        self._sheets = 0
        self._row = 0
        self._sheet = self._next_sheet()

    def add(self, rows: Iterable[LedgerRow]) -> None:
        """Write rows."""
        for row in rows:
            if self._row > MOST_ROWS:
                self._sheet = self._next_sheet()
            for place, (column, value) in enumerate(values(row, self._head)):
                self._put(self._sheet, self._row, place, column.kind, value)
            self._row += 1

    def finish(self, totals: ReportTotals) -> None:
        """Write the summary and all the rest.

        Raises:
            OSError: it cannot be written.
        """
        from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

        self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(COLUMNS) - 1)
        self._sum_up(totals)
        self._explain()
        try:
            self._book.close()
        except FileCreateError as error:
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
        finally:
            self._beside.cleanup()

    def drop(self) -> None:
        """Let go of it; nothing of it stays."""
        for sheet in self._book.worksheets():
            if sheet.row_data_fh is not None:
                sheet.row_data_fh.close()
        self._book.fileclosed = True  # else it would complain at its end
        self._beside.cleanup()

    # ---- sheets
    def _next_sheet(self) -> Any:
        self._sheets += 1
        sheet = self._book.add_worksheet("Attendance" if self._sheets == 1 else f"Attendance {self._sheets}")
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.width)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.name, self._heads)
        if self._sheets == 1:
            sheet.activate()
        self._row = 1
        return sheet

    def _put(self, sheet: Any, row: int, place: int, kind: As, value: object) -> None:
        look = self._formats.get(kind)
        if value is None or value == "":
            return
        if kind is As.FLAG:
            sheet.write_string(row, place, "yes" if value else "no")
        elif kind is As.MINUTES:
            sheet.write_number(row, place, minutes(value) or 0.0, look)
        elif isinstance(value, datetime):
            zone = self._zone if kind is As.LOCAL else UTC
            sheet.write_datetime(row, place, value.astimezone(zone).replace(tzinfo=None, microsecond=0), look)
        elif isinstance(value, date):
            sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), look)  # noqa: DTZ001 (a day)
        elif isinstance(value, int):
            sheet.write_number(row, place, value)
        else:
            sheet.write_string(row, place, str(value)[:_LONGEST])

    def _sum_up(self, totals: ReportTotals) -> None:
        sheet, head = self._summary, self._head
        sheet.set_column(0, 0, _WIDE)
        sheet.set_column(1, 12, _NARROW)
        sheet.write_string(0, 0, head.clinic.name or "Attendance", self._title)
        lines: Mapping[str, object] = {
            "Report of": " ".join(part for part in (head.of.scope.value, head.of.name) if part),
            "First day": head.of.days_from,
            "Last day": None
            if head.of.days_before is None
            else date.fromordinal(head.of.days_before.toordinal() - 1),
            "Made at (clinic's time)": head.made_at,
            "Time zone of the clinic": head.zone,
            "End of the attendance ledger": head.end.text(),
            "Rows": totals.rows,
            "Sittings": totals.sittings,
        }
        place = 1
        for place, (name, value) in enumerate(lines.items(), 1):
            sheet.write_string(place, 0, name)
            kind = As.LOCAL if isinstance(value, datetime) else As.DAY if isinstance(value, date) else As.TEXT
            self._put(sheet, place, 1, kind, value)
        place += 2
        for column, name in enumerate(("", *_FIGURES)):
            sheet.write_string(place, column, name, self._heads)
        figures = {"Everybody": totals.all, "Patients": totals.patients}
        figures |= {name or "(no host)": sums for name, sums in totals.hosts.items()}
        for name, sums in figures.items():
            place += 1
            sheet.write_string(place, 0, name[:_LONGEST], self._bold if name in {"Everybody", "Patients"} else None)
            for column, figure in enumerate(_FIGURES.values(), 1):
                self._figure(sheet, place, column, figure(sums))

    def _figure(self, sheet: Any, row: int, place: int, value: Any) -> None:
        if isinstance(value, float):
            sheet.write_number(row, place, value, self._share)
        elif value is not None:
            sheet.write_number(row, place, value)

    def _explain(self) -> None:
        sheet = self._book.add_worksheet("About")
        sheet.set_column(0, 0, _WIDE)
        sheet.set_column(1, 1, 90)
        limits = {f"{name} (seconds)": str(seconds) for name, seconds in self._head.rules.words().items()}
        for row, (name, text) in enumerate({**_ABOUT, **limits}.items()):
            sheet.write_string(row, 0, name, self._bold)
            sheet.write_string(row, 1, text)


def _whole_minutes(count: int) -> int:
    return round(count / _MICROSECONDS)


_FIGURES: dict[str, Any] = {
    "People": lambda sums: sums.people,
    "Attended": lambda sums: sums.attended,
    "Never came": lambda sums: sums.never_came,
    "Waited and left": lambda sums: sums.waited_and_left,
    "Could not connect": lambda sums: sums.could_not_connect,
    "Called off": lambda sums: sums.called_off,
    "Not known": lambda sums: sums.unknown,
    "No-show rate": lambda sums: sums.no_show_rate,
    "Late": lambda sums: sums.late,
    "Left early": lambda sums: sums.left_early,
    "Minutes present": lambda sums: _whole_minutes(sums.present_us),
    "Minutes waited": lambda sums: _whole_minutes(sums.waited_us),
}
_ABOUT = {
    "What a row is": "One person in one sitting. A sitting is one planned time with all its sessions, or one session "
    "that nobody planned.",
    "Times": "Each time stands twice: by the clinic's clock (…_local) and in UTC (…_utc).",
    "Empty cells": "Nothing is known, or it does not apply: minutes_late is empty for whoever was not late.",
    "outcome": "attended, never-came, waited-and-left, could-not-connect, called-off, unknown (nobody who could know "
    "was asked in time), not-yet and waiting (its planned time is not over), stood-by (the front desk itself).",
    "minutes_present": "Time in the room. Breaks do not count, two windows at once count once.",
    "doubts": "What is less certain than it looks; the documentation of attendance files lists the words.",
    "ledger_entry": "The entry of the attendance ledger that says so; empty while the sitting is not closed.",
    "End of the attendance ledger": "Proves later that nothing was changed or removed: "
    "hosted-meetings verify-ledger --end and this text.",
}
