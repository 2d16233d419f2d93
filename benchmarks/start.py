"""How soon the app's window is painted and today's list is shown, against a bare PySide6 window."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks.measured import Figure, running

ROUNDS = 9
PAINT_BAR = 1.3
LIST_BAR = 3.0


def measure(folder: Path, *, rounds: int = ROUNDS) -> list[Figure]:
    """Start both in turns; ``folder`` holds a practice home. The first round only warms the caches."""
    bare: list[float] = []
    painted: list[float] = []
    listed: list[float] = []
    for _ in range(rounds + 1):
        with running("benchmarks.bare_window", folder=folder) as run:
            bare.append(run.until("painted"))
        with running("benchmarks.app", "start", folder=folder) as run:
            painted.append(run.until("painted"))
            listed.append(run.until("listed"))
    window = statistics.median(bare[1:])
    baseline = f"{window:.0f} ms"
    figures = []
    for name, found, bar in (("First paint", painted[1:], PAINT_BAR), ("Today's list", listed[1:], LIST_BAR)):
        middle = statistics.median(found)
        figures.append(Figure(name, f"{middle:.0f} ms", baseline, middle / window, bar))
    return figures
