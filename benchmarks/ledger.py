"""An attendance ledger of 10,000 to 1,000,000 rows: open, search, scroll, a month's report, a trend, the proof."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import large_ledger
from benchmarks.measured import Figure
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.ledger.reports import Form, ReportOf, Scope
from hosted_meetings_desktop.domain.ledger.repository import RowFilter, RowPlace
from hosted_meetings_desktop.services.audit import AuditService
from hosted_meetings_desktop.services.ledger import LedgerService
from hosted_meetings_desktop.services.ledger_proof import LedgerProof
from hosted_meetings_desktop.services.reports import ReportService
from hosted_meetings_desktop.store.database import Database

SIZES = (10_000, 100_000, 1_000_000)
PAGE = 100
UNTIL = datetime(2026, 10, 1, tzinfo=UTC)
_MONTH = (date(2026, 9, 1), date(2026, 10, 1))
_SEARCH_BAR_MS = 50.0
_PAGE_BAR_MS = 50.0
_OPEN_GROWTH, _REPORT_GROWTH, _TREND_BAR_MS = 3.0, 1.5, 100.0
_WORDS = ("rao", "asha rao", "schafer", "wound", "diabetes review", "12345", "sommer", "chen physio", "fatima garcia",
          "nguyen 77", "team call", "o briain", "novak cleo", "follow", "hanna", "xyz")  # fmt: skip
_TIMES = 5
_PROVED = 100_000
"""A proof reads every entry: its time grows with them and is told for this size."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one size gave, in milliseconds where nothing else is said."""

    rows: int
    open: float
    search: float
    slowest_search: float
    first_page: float
    last_page: float
    person: float
    trend: float
    report_s: float
    csv_s: float
    report_rows: int
    proof_s: float | None
    size_mb: float
    made_s: float


class _Quiet:
    """Implements ``Changes`` where nobody looks."""

    def publish(self, *_topics: str) -> None:
        """Tell nobody."""


def measure(folder: Path, *, quick: bool = False) -> tuple[list[Figure], list[str]]:
    """Return the figures, and notes."""
    sizes = SIZES[:2] if quick else SIZES
    found = [_measure(folder / str(size), size) for size in sizes]
    small, large = found[0], found[-1]
    count = f"{large.rows:,}"
    figures = [
        _of_bar(f"Ledger of {count} rows, search", large.search, _SEARCH_BAR_MS),
        _of_bar(f"Ledger of {count} rows, a page at its end", large.last_page, _PAGE_BAR_MS),
        _of_bar(f"Ledger of {count} rows, a year's trend by week", large.trend, _TREND_BAR_MS),
        _growth(f"Ledger opened, from {small.rows:,} to {count} rows", small.open, large.open, "ms", _OPEN_GROWTH),
        _growth(
            f"A month's workbook ({large.report_rows:,} rows), likewise", small.report_s, large.report_s, "s",
            _REPORT_GROWTH,
        ),
    ]  # fmt: skip
    return figures, [_told(each) for each in found]


def _told(found: Measured) -> str:
    parts = (
        f"Ledger of {found.rows:,} rows ({found.size_mb:.0f} MB): opened in {found.open:.0f} ms",
        f"search {found.search:.1f} ms, at most {found.slowest_search:.0f} ms",
        f"the first page {found.first_page:.1f} ms, the last {found.last_page:.1f} ms",
        f"a person {found.person:.1f} ms",
        f"a year by week {found.trend:.1f} ms",
        f"a month of {found.report_rows:,} rows as workbook {found.report_s:.1f} s, as CSV {found.csv_s:.1f} s",
        *([f"proved in {found.proof_s:.1f} s"] if found.proof_s is not None else []),
    )
    return "; ".join(parts) + "."


def _of_bar(name: str, taken: float, bar: float) -> Figure:
    return Figure(name, f"{taken:.1f} ms", f"{bar:.0f} ms", taken / bar, 1.0)


def _growth(name: str, small: float, large: float, unit: str, bar: float) -> Figure:
    return Figure(name, f"{large:.1f} {unit}", f"{small:.1f} {unit}", large / small, bar)


@contextmanager
def _opened(path: Path, key: bytes) -> Iterator[Database]:
    store = Database(path, lambda: key)
    try:
        yield store
    finally:
        store.close()


def _measure(folder: Path, size: int) -> Measured:
    began = time.perf_counter()
    path, key = large_ledger.make(folder, size, until=UNTIL)
    made_s = time.perf_counter() - began
    opened = statistics.median(_open(path, key) for _ in range(_TIMES))
    with _opened(path, key) as store:
        rows = store.run_now(lambda lib: lib.ledger.row_count(RowFilter()))
        searches = [_median(_page(store, text=word)) for word in _WORDS]
        last = store.run_now(
            lambda lib: lib.ledger.rows(RowFilter(days_from=UNTIL.date() - timedelta(days=1)), after=None, limit=1)
        )
        person = _page(store, persons=frozenset({PersonId("person-77")}))
        report_s, csv_s, report_rows = _report(store, folder)
        return Measured(
            rows=rows,
            open=opened,
            search=statistics.median(searches),
            slowest_search=max(searches),
            first_page=_median(_page(store)),
            last_page=_median(_page(store, after=last[0][0])),
            person=_median(person),
            trend=_median(lambda: _trend(store)),
            report_s=report_s,
            csv_s=csv_s,
            report_rows=report_rows,
            proof_s=_prove(store) if size <= _PROVED else None,
            size_mb=sum(each.stat().st_size for each in path.parent.glob("meetings.db*")) / 1e6,
            made_s=made_s,
        )


def _open(path: Path, key: bytes) -> float:
    """Open the file and show the first page of this month, as somebody sees it who opens the ledger."""
    began = time.perf_counter()
    with _opened(path, key) as store:
        wanted = RowFilter(*_MONTH)
        store.run_now(lambda lib: (lib.ledger.rows(wanted, after=None, limit=PAGE), lib.ledger.row_count(wanted)))
        return (time.perf_counter() - began) * 1000


def _page(store: Database, *, after: RowPlace | None = None, **wanted: Any) -> Callable[[], object]:
    """Ask for a page and for how many there are, as a list does."""
    return lambda: store.run_now(
        lambda lib: (
            lib.ledger.rows(RowFilter(**wanted), after=after, limit=PAGE),
            lib.ledger.row_count(RowFilter(**wanted)),
        )
    )


def _service(store: Database) -> LedgerService:
    return LedgerService(store, lambda lib: lib.ledger, large_ledger.NAME, _Quiet(), lambda: UNTIL)


def _trend(store: Database) -> object:
    return asyncio.run(_service(store).weeks(UNTIL.date() - timedelta(days=365), UNTIL.date()))


def _report(store: Database, folder: Path) -> tuple[float, float, int]:
    reports = ReportService(
        store,
        _service(store),
        AuditService(store, _Quiet(), lambda: UNTIL, lambda: "x"),
        lambda: UNTIL,
        lambda: "Europe/Berlin",
    )
    of = ReportOf(Scope.PERIOD, days_from=_MONTH[0], days_before=_MONTH[1])
    taken, rows = {}, 0
    for form in Form:
        began = time.perf_counter()
        rows = asyncio.run(reports.save(of, form, folder / f"report.{form}")).rows
        taken[form] = time.perf_counter() - began
    return taken[Form.XLSX], taken[Form.CSV], rows


def _prove(store: Database) -> float:
    began = time.perf_counter()
    verdict = asyncio.run(LedgerProof(store, lambda lib: lib.ledger, large_ledger.NAME).verify())
    assert verdict.sound, verdict.problems[:3]
    return time.perf_counter() - began


def _median(work: Callable[[], object]) -> float:
    def once() -> float:
        began = time.perf_counter()
        work()
        return (time.perf_counter() - began) * 1000

    return statistics.median(itertools.starmap(once, [()] * _TIMES))


def main() -> int:
    """Measure and print; ends with 1 when a figure misses its bar."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="up to 100,000 rows")
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-bench-") as name:
        figures, notes = measure(Path(name), quick=parser.parse_args().quick)
    for each in figures:
        sys.stdout.write(f"{'met   ' if each.passed else 'MISSED'} {each.name}: {each.measured} ({each.baseline})\n")
    sys.stdout.write("\n".join(notes) + "\n")
    return 0 if all(each.passed for each in figures) else 1


if __name__ == "__main__":
    raise SystemExit(main())
