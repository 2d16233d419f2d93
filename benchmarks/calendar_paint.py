"""How long the calendar paints for a frame: a week with 5,000 meetings against an empty one, in the same run.

A frame is what one step of the wheel paints: the hours that come into view, and their edge. ``whole`` is everything
anew, as after another zoom. Prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.measured import ROOT, Figure

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry

COUNT = 5_000
ROUNDS = 3
FRAME_BAR_MS = 16.0
RATIO_BAR = 15.0
_DAY = date(2026, 11, 23)
_SIZE = (1180, 620)
_WHEEL = 60
_PATIENCE = 0.1
_TITLES = ("Wound check", "First consultation", "Blood pressure review", "Physiotherapy, session 4 of 8")
_NAMES = ("Fatima al-Hassani", "Jürgen Müller-Lüdenscheidt", "Nguyễn Thị Minh Khai", "Sam O'Neill", "Priya Rao")


@dataclass
class Frames:
    """Milliseconds of each frame of one kind."""

    wheel: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


def measure(*, quick: bool = False) -> tuple[list[Figure], list[str]]:
    """Run it as its own program, which nothing of this one disturbs; returns the figures, and notes."""
    command = [sys.executable, "-m", "benchmarks.calendar_paint", *(["--rounds", "1"] if quick else [])]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    full, empty = told["full"], told["empty"]
    ratio = full["wheel_median"] / empty["wheel_median"]
    figures = [
        Figure(
            f"Calendar, {COUNT:,} meetings, frame (p95)",
            f"{full['wheel_p95']:.1f} ms", f"{FRAME_BAR_MS:.0f} ms",
            full["wheel_p95"] / FRAME_BAR_MS, 1.0,
        ),
        Figure(
            "Calendar, frame against an empty week",
            f"{full['wheel_median']:.1f} ms", f"{empty['wheel_median']:.1f} ms",
            ratio, RATIO_BAR,
        ),
    ]  # fmt: skip
    note = (
        f"A calendar of {COUNT:,} meetings in a week paints itself whole in {full['whole_median']:.1f} ms "
        f"(empty {empty['whole_median']:.1f}), and the first time, when it lays out texts, in {full['first']:.0f} ms."
    )
    return figures, [note]


def run(rounds: int) -> dict[str, dict[str, float]]:
    """Scroll through both weeks in turns."""
    from PySide6.QtCore import QLocale
    from PySide6.QtWidgets import QApplication

    from hosted_meetings_desktop.ui.theme.apply import apply_theme
    from hosted_meetings_desktop.ui.theme.tokens import ThemeMode

    app = QApplication(["calendar_paint"])
    QLocale.setDefault(QLocale("en_GB"))
    apply_theme(app, ThemeMode.LIGHT)
    frames = {"empty": Frames(), "full": Frames()}
    for _ in range(rounds):
        for name, found in frames.items():
            _scroll(app, COUNT if name == "full" else 0, found)
    return {name: _told(found) for name, found in frames.items()}


def _told(found: Frames) -> dict[str, float]:
    def p95(values: Sequence[float]) -> float:
        return statistics.quantiles(values, n=20)[-1]

    return {
        "wheel_median": statistics.median(found.wheel),
        "wheel_p95": p95(found.wheel),
        "whole_median": statistics.median(found.whole),
        "whole_p95": p95(found.whole),
        "first": statistics.median(found.first),
        "frames": len(found.wheel),
    }


def _scroll(app: QApplication, count: int, found: Frames) -> None:
    from PySide6.QtGui import QPaintEvent

    from hosted_meetings_desktop.ui.panes.schedule.board import Column, make_board
    from hosted_meetings_desktop.ui.panes.schedule.clock_axis import calendar_day
    from hosted_meetings_desktop.ui.panes.schedule.grid_edges import GridAxis
    from hosted_meetings_desktop.ui.panes.schedule.time_grid import TimeGrid

    now = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
    spent = [0.0]

    class Timed(TimeGrid):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 (Qt's)
            begun = time.perf_counter()
            super().paintEvent(event)
            spent[0] += (time.perf_counter() - begun) * 1000

    paint_axis = GridAxis.paintEvent

    def timed_axis(self: GridAxis, event: QPaintEvent) -> None:
        begun = time.perf_counter()
        paint_axis(self, event)
        spent[0] += (time.perf_counter() - begun) * 1000

    GridAxis.paintEvent = timed_axis  # type: ignore[assignment]
    try:
        grid = Timed(lambda: now)
        days = [calendar_day(_DAY + timedelta(days=number), None) for number in range(7)]
        grid.resize(*_SIZE)
        grid.show_board(make_board(days, [Column(number) for number in range(7)], _entries(count)))
        grid.show()
        app.processEvents()
        found.first.append(spent[0])
        bar = grid.verticalScrollBar()
        steps = [*range(0, bar.maximum(), _WHEEL), *range(bar.maximum(), 0, -_WHEEL)]
        for number, value in enumerate(steps * 2):
            spent[0] = 0.0
            bar.setValue(value)
            _until_painted(app, spent)
            if spent[0] and number > len(steps):  # the first way down lays out the texts
                found.wheel.append(spent[0])
        for value in range(0, bar.maximum(), bar.pageStep() // 3):
            spent[0] = 0.0
            bar.setValue(value)
            _until_painted(app, spent)
            spent[0] = 0.0
            grid.refresh()
            _until_painted(app, spent)
            found.whole.append(spent[0])
        grid.close()
        grid.deleteLater()
        app.processEvents()
    finally:
        GridAxis.paintEvent = paint_axis  # type: ignore[method-assign]


def _until_painted(app: QApplication, spent: list[float]) -> None:
    """Wait for the frame: a screen takes the next one only when it has shown the last."""
    end = time.perf_counter() + _PATIENCE
    while not spent[0] and time.perf_counter() < end:
        app.processEvents()
    app.processEvents()


def _entries(count: int) -> list[CalendarEntry]:
    from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
    from hosted_meetings_desktop.domain.ids import MeetingId
    from hosted_meetings_desktop.domain.meeting import SyncState
    from hosted_meetings_desktop.domain.visit_type import VisitColour

    colours, states = list(VisitColour), list(SyncState)
    midnight = datetime(_DAY.year, _DAY.month, _DAY.day, tzinfo=UTC)
    rows: list[CalendarEntry] = []
    for number in range(count):
        start = midnight + timedelta(days=number % 7, hours=7, minutes=(number * 7919) % 660 // 5 * 5)
        rows.append(
            CalendarEntry(
                meeting_id=MeetingId(f"m{number}"),
                title=f"{_TITLES[number % 4]} {number}",
                starts_at=start,
                ends_at=start + timedelta(minutes=(15, 30, 45, 60)[number % 4]),
                zone="UTC",
                host=f"Dr. Number {number % 30}",
                sync=states[number % len(states)] if number % 10 == 0 else SyncState.SYNCED,
                people=(_NAMES[number % len(_NAMES)],),
                colour=colours[number % len(colours)],
                after=timedelta(minutes=5),
                in_series=number % 3 == 0,
            )
        )
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    print(json.dumps(run(options.rounds)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
