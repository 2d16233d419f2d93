"""Runs every benchmark and prints a table; ends with 1 when a figure misses its bar.

With ``--write`` the table, the machine and the date also go to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import (
    calendar_paint,
    call_browser,
    call_setup,
    large_lists,
    ledger,
    library,
    memory,
    playback,
    practice_home,
    start,
    today_pane,
)
from benchmarks.measured import ROOT, Figure

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that everything runs")
    options = parser.parse_args()
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        parser.error("there is no display: use make bench, or put xvfb-run before the command")
    figures, notes = measure(quick=options.quick)
    table = "\n".join([*_table(figures), "", *notes])
    print(table)
    if options.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        after = rest.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{table}\n\n{_machine()}\n{END}{after}", encoding="utf-8")
    return 0 if all(figure.passed for figure in figures) else 1


def measure(*, quick: bool) -> tuple[list[Figure], list[str]]:
    """Run all; returns the figures and what else there is to say."""
    notes = []
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-bench-") as name:
        folder = Path(name)
        practice_home.make(folder / "home")
        figures = start.measure(folder, rounds=2 if quick else start.ROUNDS)
        idle, note = memory.measure(folder, rounds=1 if quick else memory.ROUNDS)
        figures += idle
        notes.append(note)
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-bench-") as name:
        figures += call_setup.measure(Path(name), rounds=1 if quick else call_setup.ROUNDS)
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-bench-") as name:
        calls, rounds = call_browser.measure(Path(name), rounds=1 if quick else call_browser.ROUNDS)
    figures.append(_client())
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-bench-") as name:
        large, told = large_lists.measure(Path(name), quick=quick)
    calendar, painted = calendar_paint.measure(quick=quick)
    today, refreshed = today_pane.measure(quick=quick)
    recordings, listed = library.measure(quick=quick)
    played, sealed = playback.measure(quick=quick)
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-bench-") as name:
        kept, proved = ledger.measure(Path(name), quick=quick)
    figures += calls + large + calendar + today + recordings + played + kept
    return figures, notes + rounds + told + painted + refreshed + listed + sealed + proved


def _client() -> Figure:
    """Run the client's benchmark as its own program, which nothing of this one disturbs."""
    command = [sys.executable, "-m", "benchmarks.client_pages"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    told = json.loads(done.stdout)
    return Figure(
        "Client, pages per second",
        f"{told['pages_per_second']:.0f}",
        f"{told['bare_pages_per_second']:.0f}",
        told["client_pages_ratio"],
        told["bar"],
        at_least=True,
    )


def _table(figures: list[Figure]) -> list[str]:
    rows = [("Figure", "Measured", "Baseline", "Ratio", "Bar", "")]
    rows += [
        (
            figure.name,
            figure.measured,
            figure.baseline,
            f"{figure.ratio:.2f}",
            f"{'≥' if figure.at_least else '≤'} {figure.bar:g}",
            "met" if figure.passed else "MISSED",
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "| " + " | ".join("-" * max(width, 3) for width in widths) + " |")
    return lines


def _machine() -> str:
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = (line for line in cpuinfo.read_text(encoding="utf-8").splitlines() if line.startswith("model name"))
        processor = next(named, f":{processor}").partition(":")[2].strip()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {os.cpu_count()} processors ({processor}), "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, PySide6 {version('PySide6')}."
    )


if __name__ == "__main__":
    raise SystemExit(main())
