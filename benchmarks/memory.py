"""How much memory the app takes with 10,000 meetings when nothing happens and no call is open."""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path

from benchmarks.measured import Figure, running

ROUNDS = 3
BAR_MB = 150.0
_CALM_SECONDS = 5.0


def measure(folder: Path, *, rounds: int = ROUNDS) -> tuple[list[Figure], str]:
    """Start the app over a practice home and look once every list was read from the provider and it has settled.

    Returns:
        The figure, whose ratio is that to the bar, and a note about the embedded service; nothing where the system
        does not tell a process's proportional share (``smaps_rollup``, Linux only).
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return [], "Memory was not measured: this system tells no proportional share."
    bare: list[float] = []
    app: list[float] = []
    service: list[float] = []
    for _ in range(rounds):
        with running("benchmarks.bare_window", "--stay", folder=folder) as run:
            run.until("painted")
            time.sleep(_CALM_SECONDS)
            bare.append(_share(run.pid))
            run.terminate()
        with running("benchmarks.app", "settle", folder=folder) as run:
            run.until("settled")
            time.sleep(_CALM_SECONDS)
            app.append(_share(run.pid))
            service += [_share(child) for child in _children(run.pid)]
            run.terminate()
    found = statistics.median(app)
    figure = Figure(
        "Memory, idle, 10,000 meetings", f"{found:.0f} MB", f"{statistics.median(bare):.0f} MB", found / BAR_MB, 1.0
    )
    return [figure], f"The embedded service of practice mode takes {statistics.median(service):.0f} MB of its own."


def _share(pid: int) -> float:
    """Return a process's proportional share (PSS) in megabytes."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024 / 1e6


def _children(pid: int) -> list[int]:
    lists = Path(f"/proc/{pid}/task").glob("*/children")  # one for each thread that may have started some
    return [int(child) for children in lists for child in children.read_text("ascii").split()]
