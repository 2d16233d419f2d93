"""A call in the app against the same page in Debian's Chromium: how soon, for how much work and memory.

In each round both make two calls, one after the other, with the practice patient inside: the first opens the browser
or starts the app's web engine, the second finds it running. They stay in the second, in which processor time and
memory of all their processes are measured; the embedded service is left out. Chromium has its ticket before the
click, the app fetches its own after it.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import practice_home
from benchmarks.measured import Figure, Run, running
from benchmarks.practice_call import room_with, steady_tone
from benchmarks.processes import Process, cpu_between, measurable, tree
from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.ui.call import engine

ROUNDS = 5
TIME_BAR = 1.2
LOAD_BAR = 1.1
_CALLS = 2
_ARRIVES_S = 4.0
"""Until the practice patient is in the room: the first time, the service encodes their picture."""
_CALM_S = 8.0
_SPAN_S = 20.0
_MEETINGS = 20
_OTHERS = ("benchmarks.chromium_call", "hosted_meetings_desktop.simulator")
"""What is below one of the two without being a part of it: the page's server and the embedded service."""

TIMES = {
    "Click to set-up screen, first call": (("clicked 1", "setup 1"),),
    "Click to set-up screen, next call": (("clicked 2", "setup 2"),),
    "Set-up screen to joined": (("asked 1", "joined 1"), ("asked 2", "joined 2")),
    "Joined to first picture": (("joined 1", "frame 1"), ("joined 2", "frame 2")),
}
"""From which mark to which; where there are more pairs, each counts."""

Found = Mapping[str, Sequence[float]]


def measure(folder: Path, *, rounds: int = ROUNDS, kit: Kit = Kit.REALTIMEKIT) -> tuple[list[Figure], list[str]]:
    """Measure both in turns; the first round only warms the caches, Chromium's own included.

    Returns:
        The figures and what else there is to say; no figures where there is no Chromium or no ``smaps_rollup``.
    """
    if shutil.which("chromium") is None or not measurable():
        return [], ["Calls were not compared: this takes Linux and Debian's chromium."]
    practice_home.make(folder / "home", meetings=_MEETINGS, today=_MEETINGS)
    tone = steady_tone(folder / "tone.wav")
    environ = {engine.FLAGS: f"{os.environ.get(engine.FLAGS, '')} --use-file-for-fake-audio-capture={tone}".strip()}
    theirs: dict[str, list[float]] = defaultdict(list)
    ours: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        # The app starts a service of its own, which does much for the first time: so does Chromium's.
        embedded = EmbeddedService(folder / "service")
        embedded.start()
        try:
            told = json.dumps(asyncio.run(_tickets(embedded, kit))) + "\n"
            command = ("benchmarks.chromium_call", str(folder / "chromium"), str(tone))
            with running(*command, folder=folder, told=told) as run:
                _measure_one(run, theirs if number else defaultdict(list))
        finally:
            embedded.stop()
        with running("benchmarks.app", "visits", str(_CALLS), folder=folder, environ=environ) as run:
            _measure_one(run, ours if number else defaultdict(list))
    return figures(ours, theirs), [_spread(ours, theirs)]


def figures(ours: Found, theirs: Found) -> list[Figure]:
    """Return the figures of what was found in all rounds, by their names."""
    rows = []
    for name in ours:
        found, baseline = statistics.median(ours[name]), statistics.median(theirs[name])
        unit = {"processor": " %", "memory": " MB"}.get(name.split()[-1], " ms")
        bar = TIME_BAR if name in TIMES else LOAD_BAR
        rows.append(Figure(name, f"{found:.0f}{unit}", f"{baseline:.0f}{unit}", found / baseline, bar))
    return rows


def _spread(ours: Found, theirs: Found) -> str:
    """Say how far the rounds were apart, by which a surprising ratio is judged."""
    apart = (
        f"{name} {min(ours[name]):.0f} to {max(ours[name]):.0f} ({min(theirs[name]):.0f} to {max(theirs[name]):.0f})"
        for name in ours
    )
    return "A call's rounds lay between, Chromium's in brackets: " + "; ".join(apart) + "."


def _measure_one(run: Run, found: dict[str, list[float]]) -> None:
    run.until("stays")
    for name, pairs in TIMES.items():
        found[name] += [run.marks[end] - run.marks[start] for start, end in pairs]
    time.sleep(_CALM_S)
    before, began = _processes(run.pid), time.monotonic()
    time.sleep(_SPAN_S)
    after, ended = _processes(run.pid), time.monotonic()
    found["A call's processor"].append(100 * cpu_between(before, after) / (ended - began))
    found["A call's memory"].append(sum(process.share_mb for process in after))
    run.terminate()


def _processes(pid: int) -> list[Process]:
    return [process for process in tree(pid, lambda kind: kind == _OTHERS[1]) if process.kind not in _OTHERS]


async def _tickets(embedded: EmbeddedService, kit: Kit) -> list[dict[str, Any]]:
    people = {str(number): ("Dr Amal Sommer", "group_call_host", kit) for number in range(_CALLS)}
    tickets = await room_with(embedded, people, patient=True)
    await asyncio.sleep(_ARRIVES_S)
    return [asdict(ticket) for ticket in tickets.values()]
