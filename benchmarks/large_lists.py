"""A large clinic: importing 10,000 meetings, and lists, search and the sync engine's turn with up to 100,000."""

from __future__ import annotations

import asyncio
import os
import shutil
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import large_store, practice_home
from benchmarks.client_pages import PER_PAGE, Page, start_simulator
from benchmarks.measured import Figure, running
from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.meeting import MeetingFilter, Phase
from hosted_meetings_desktop.store.connection import open_file
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.meeting_list import ListedMeetings
from hosted_meetings_desktop.support.paths import paths

IMPORTED = 10_000
SIZES = (1_000, 10_000, 100_000)
GAP_BAR_MS = 50.0
SEARCH_BAR_MS = 50.0
_IMPORT_BAR = 0.08
"""A bare loop reads and keeps nothing; here each page is written for good before the next is asked for."""
_WORDS = (
    "rao", "asha rao", "schafer", "wound", "diabetes review", "12345", "99871", "sommer", "chen physio",
    "fatima garcia", "nguyen", "team call", "o briain", "novak cleo", "follow", "hanna", "okafor", "xyz",
)  # fmt: skip
_TIMES = 9


def measure(folder: Path, *, quick: bool) -> tuple[list[Figure], list[str]]:
    """Return the figures, and notes."""
    figures, note = _import(folder, quick=quick)
    sizes = SIZES[:2] if quick else SIZES
    stores = {size: large_store.make(folder / f"store-{size}", size) for size in sizes}
    largest = sizes[-1]
    figures.append(_scroll(folder, stores[largest][0].parent, largest))
    figures.append(_search(*stores[largest], largest))
    notes = [note, _turns(stores)]
    return figures, notes


def _import(folder: Path, *, quick: bool) -> tuple[list[Figure], str]:
    """Start the app with an empty store beside an account that holds thousands."""
    count = 1_000 if quick else IMPORTED
    home = folder / "import"
    practice_home.make(home / "home", meetings=count, known=False)
    bare = _bare_pages(count // PER_PAGE)
    with running("benchmarks.app", "import", folder=home) as run:
        seconds = (run.until("imported") - run.until("began")) / 1000
        told = run.told["imported"]
        left = count - run.told["began"]["done"]
    pages = left / PER_PAGE / seconds
    return [
        Figure("Import, pages per second", f"{pages:.0f}", f"{bare:.0f}", pages / bare, _IMPORT_BAR, at_least=True),
        Figure(
            "Import, longest GUI gap", f"{told['gap_ms']:.0f} ms", f"{GAP_BAR_MS:.0f} ms",
            told["gap_ms"] / GAP_BAR_MS, 1.0,
        ),
    ], f"Importing {count:,} meetings, the app took {told['peak_mb']:.0f} MB at its most (RSS)."  # fmt: skip


def _bare_pages(pages: int) -> float:
    """Return the pages per second of a bare loop that reads and decodes, and keeps nothing."""
    import httpx
    import msgspec

    process, ready = start_simulator()
    try:
        url = f"{ready['control_url']}/meetings/bulk"
        httpx.post(url, json={"count": pages * PER_PAGE}, trust_env=False, timeout=60).raise_for_status()
        kit = ready["realtimekit"]
        root = f"{kit['base_url']}/accounts/{kit['account_id']}/realtime/kit/{kit['app_id']}"
        decoder = msgspec.json.Decoder(Page)

        async def read() -> float:
            headers = {"authorization": f"Bearer {kit['api_token']}"}
            async with httpx.AsyncClient(headers=headers, trust_env=False) as http:
                started = time.perf_counter()
                for number in range(1, pages + 1):
                    answer = await http.get(f"{root}/meetings", params={"page_no": number, "per_page": PER_PAGE})
                    decoder.decode(answer.content)
                return pages / (time.perf_counter() - started)

        return asyncio.run(read())
    finally:
        process.terminate()
        process.wait(10)


def _scroll(folder: Path, store: Path, size: int) -> Figure:
    """Open the app over a store of ``size`` meetings and go through the whole list."""
    home = folder / "scroll"
    os.environ["HOSTED_MEETINGS_HOME"] = str(home / "home")
    place = paths(practice=True).accounts / f"practice-{Provider.REALTIMEKIT}"
    place.mkdir(parents=True, exist_ok=True)
    for name in ("meetings.db", "key"):
        shutil.copy2(store / name, place / name)
    with running("benchmarks.app", "scroll", folder=home) as run:
        run.until("scrolled")
        told = run.told["scrolled"]
    assert told["rows"] >= size
    gap = told["gap_ms"]
    return Figure(
        f"Scrolling {size:,} rows, longest gap", f"{gap:.0f} ms", f"{GAP_BAR_MS:.0f} ms", gap / GAP_BAR_MS, 1.0
    )


def _search(path: Path, key: bytes, size: int) -> Figure:
    """Search what people type: names, parts of titles, numbers."""
    file = open_file(path, key)
    listed, now = ListedMeetings(file), datetime.now(UTC)
    listed.page(MeetingFilter(Phase.UPCOMING), now=now, offset=0, limit=200)  # as the app did before somebody typed
    found = []
    for word in _WORDS:
        wanted = MeetingFilter(text=word)
        found.append(_median(lambda wanted=wanted: listed.page(wanted, now=now, offset=0, limit=200)))  # type: ignore[misc]
    file.close()
    middle = statistics.median(found)
    return Figure(
        f"Search, {size:,} meetings", f"{middle:.1f} ms", f"{SEARCH_BAR_MS:.0f} ms", middle / SEARCH_BAR_MS, 1.0
    )


def _turns(stores: dict[int, tuple[Path, bytes]]) -> str:
    """Look for work where there is none; nothing of it runs on the GUI thread, and nothing is told to it."""
    told = []
    for size, (path, key) in stores.items():
        store = Database(path, lambda key=key: key)  # type: ignore[misc]
        now = datetime.now(UTC)

        def look(store: Database = store, now: datetime = now) -> None:
            store.run_now(lambda lib: lib.sync.due(now=now, longest=timedelta(minutes=5), limit=20, skip=()))
            store.run_now(lambda lib: lib.sync.next_due_at())

        told.append(f"{size:,}: {_median(look):.1f} ms")
        store.close()
    return f"A turn of the sync engine with nothing to do, in its own threads: {'; '.join(told)}."


def _median(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)
