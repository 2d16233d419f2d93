"""How soon the call's set-up screen is there after a click on Join, against a bare view that loads the same page."""

from __future__ import annotations

import asyncio
import json
import statistics
from dataclasses import asdict
from pathlib import Path

from benchmarks import practice_home
from benchmarks.measured import Figure, Run, running
from benchmarks.practice_call import room_with
from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
from hosted_meetings_desktop.domain.call import CallTicket, Kit

ROUNDS = 7
BAR = 1.3
_MEETINGS = 20


def measure(folder: Path, *, rounds: int = ROUNDS) -> list[Figure]:
    """Join in turns, each time in a fresh process; the first round only warms the caches."""
    practice_home.make(folder / "home", meetings=_MEETINGS, today=_MEETINGS)
    bare: list[float] = []
    ours: list[float] = []
    embedded = EmbeddedService(folder / "service")
    embedded.start()
    try:
        for _ in range(rounds + 1):
            ticket = asyncio.run(_ticket(embedded))
            told = json.dumps(asdict(ticket)) + "\n"
            with running("benchmarks.bare_call", folder=folder, told=told) as run:
                bare.append(_joined(run))
            with running("benchmarks.app", "join", folder=folder) as run:
                ours.append(_joined(run))
    finally:
        embedded.stop()
    baseline, found = statistics.median(bare[1:]), statistics.median(ours[1:])
    return [Figure("Click on Join to set-up screen", f"{found:.0f} ms", f"{baseline:.0f} ms", found / baseline, BAR)]


def _joined(run: Run) -> float:
    return run.until("setup") - run.until("clicked")


async def _ticket(embedded: EmbeddedService) -> CallTicket:
    return (await room_with(embedded, {"host": ("Dr Amal Sommer", "group_call_host", Kit.REALTIMEKIT)}))["host"]
