"""Pages per second of the client against a bare httpx and msgspec loop, on the same simulator in the same run.

Prints one JSON line; ``client_pages_ratio`` is the client's speed divided by the bare loop's (bar: 0.8).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import httpx
import msgspec

from hosted_meetings_desktop.domain.account import RealtimeKitCredentials
from hosted_meetings_desktop.dyte.budget import Budget
from hosted_meetings_desktop.dyte.client import connect

PER_PAGE = 100
PAGES = 100
ROUNDS = 5
BAR = 0.8


class Row(msgspec.Struct):
    id: str
    created_at: datetime
    updated_at: datetime
    title: str | None = None
    status: str = "ACTIVE"
    record_on_start: bool | None = None
    preferred_region: str | None = None


class Paging(msgspec.Struct):
    total_count: int


class Page(msgspec.Struct):
    success: bool
    data: list[Row]
    paging: Paging


async def measure(account: RealtimeKitCredentials, *, pages: int, rounds: int) -> tuple[list[float], list[float]]:
    """Return the seconds of each round of the bare loop and of the client, taken in turns."""
    root = f"{account.base_url}/accounts/{account.account_id}/realtime/kit/{account.app_id}"
    headers = {"authorization": f"Bearer {account.api_token}"}
    decoder = msgspec.json.Decoder(Page)
    client = connect(account, budget=Budget.unlimited())
    async with httpx.AsyncClient(headers=headers, trust_env=False) as http:

        async def bare(number: int) -> int:
            answer = await http.get(f"{root}/meetings", params={"page_no": number, "per_page": PER_PAGE})
            answer.raise_for_status()
            return len(decoder.decode(answer.content).data)

        async def ours(number: int) -> int:
            return len((await client.list_rooms(page=number, per_page=PER_PAGE)).rows)

        for warm in (bare, ours):
            await _round(warm, 5)
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds):
            # A few pages in turns, so that whatever else the machine does meets both alike.
            seconds = [0.0, 0.0]
            for first in range(1, pages + 1, 10):
                for index, read in enumerate((bare, ours)):
                    seconds[index] += await _round(read, 10, first)
            for index, found in enumerate(seconds):
                taken[index].append(found)
    await client.aclose()
    return taken


async def _round(read: Callable[[int], Awaitable[int]], pages: int, first: int = 1) -> float:
    started = time.perf_counter()
    for number in range(first, first + pages):
        assert await read(number) == PER_PAGE
    return time.perf_counter() - started


def start_simulator() -> tuple[subprocess.Popen[str], dict[str, Any]]:
    command = [sys.executable, "-m", "hosted_meetings_desktop.simulator", "--parent-pid", str(os.getpid())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready: dict[str, Any] = json.loads(process.stdout.readline())
    return process, ready


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()
    process, ready = start_simulator()
    try:
        body = {"count": options.pages * PER_PAGE}
        url = f"{ready['control_url']}/meetings/bulk"
        httpx.post(url, json=body, trust_env=False, timeout=60).raise_for_status()
        account = RealtimeKitCredentials(**ready["realtimekit"])
        bare, ours = asyncio.run(measure(account, pages=options.pages, rounds=options.rounds))
    finally:
        process.terminate()
        process.wait(10)
    ratio = statistics.median(b / o for b, o in zip(bare, ours, strict=True))
    found = {
        "client_pages_ratio": round(ratio, 3),
        "bar": BAR,
        "pages_per_second": round(options.pages / statistics.median(ours), 1),
        "bare_pages_per_second": round(options.pages / statistics.median(bare), 1),
        "pages": options.pages,
        "rows_per_page": PER_PAGE,
        "rounds": options.rounds,
    }
    print(json.dumps(found))
    return 0 if ratio >= BAR else 1


if __name__ == "__main__":
    raise SystemExit(main())
