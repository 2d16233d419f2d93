"""The library of 50,000 recordings: opened, searched, filtered and scrolled, over a real store and in a real pane.

``python -m benchmarks.library`` prints the figures; ``--quick`` uses 5,000.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import large_library
from benchmarks.measured import ROOT, Figure
from hosted_meetings_desktop.domain.archive import Quota
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.playing import Source
from hosted_meetings_desktop.domain.recording_list import (
    ConsentState,
    Keeping,
    LibraryState,
    ListFilter,
    ListOrder,
    RecordingRow,
)
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.recording_list import recording_list

MANY, BEFORE, FEW = 50_000, 10_000, 5_000
GROWTH_BAR = 5.0
"""As much as there is more: what fits grows with the library."""
OPEN_BAR_MS, SEARCH_BAR_MS, PAGE_BAR_MS, FRAME_BAR_MS = 200.0, 100.0, 100.0, 50.0
_WORDS = ("wound", "rao 12", "blood pressure", "cleo", "zwischenfall", "physio")
_TIMES = 5


@dataclass(frozen=True, slots=True)
class Listing:
    """What of ``LibraryService`` a list needs, straight over a store."""

    store: Database

    async def page(self, wanted: ListFilter, offset: int, limit: int) -> Page[RecordingRow]:
        now = datetime.now(UTC)
        return await self.store.run(lambda lib: recording_list(lib).page(wanted, now=now, offset=offset, limit=limit))

    async def state(self) -> LibraryState:
        now = datetime.now(UTC)
        standing = await self.store.run(lambda lib: lib.archive.standing(now=now))
        hosts = await self.store.run(lambda lib: recording_list(lib).hosts())
        return LibraryState(standing, Quota(standing.bytes_kept, 0), hosts=hosts)

    async def play(self, _recording: RecordingId, *, seen: bool = True) -> Source:
        raise AppError("There are no files in this library")

    async def ids(self, wanted: ListFilter) -> tuple[RecordingId, ...]:
        now = datetime.now(UTC)
        return await self.store.run(lambda lib: recording_list(lib).ids(wanted, now=now, limit=5_000))


def measure(*, quick: bool = False) -> tuple[list[Figure], list[str]]:
    """Return the figures, and what else there is to say."""
    size = FEW if quick else MANY
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-bench-") as name:
        path, key = large_library.make(Path(name), size)
        command = [sys.executable, "-m", "benchmarks.library", "--pane", str(path), key.hex()]
        environ = os.environ | {"QT_LOGGING_RULES": "*.info=false;*.warning=false"}
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            environ["QT_QPA_PLATFORM"] = "offscreen"
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-4000:])
        shown = json.loads(done.stdout)
        store = Database(path, lambda: key)
        search, first = _searched(store), _taken(store, ListFilter())
        others = {
            **{f"by {order}": ListFilter(order=order) for order in ListOrder},
            **{each.value: ListFilter(keeping=each) for each in Keeping},
            **{f"consent {each}": ListFilter(consent=each) for each in ConsentState},
            "one host": ListFilter(host="Dr Kofi Osei"),
        }
        pages = {words: _taken(store, wanted) for words, wanted in others.items()}
        deep = _taken(store, ListFilter(), offset=size * 4 // 5)
        store.close()
    before = FEW // 5 if quick else BEFORE
    with tempfile.TemporaryDirectory(prefix="hosted-meetings-bench-") as name:
        path, key = large_library.make(Path(name), before)
        store = Database(path, lambda: key)
        searched, began = _searched(store), _taken(store, ListFilter())
        store.close()
    figures = [
        _figure(f"Library of {size:,}, to its first rows", shown["open"], OPEN_BAR_MS),
        _figure(f"Library of {size:,}, search", search, SEARCH_BAR_MS),
        _figure(f"Library of {size:,}, slowest filter or order", max(pages.values()), PAGE_BAR_MS),
        _figure(f"Library of {size:,}, scrolling, longest gap", shown["gap"], FRAME_BAR_MS),
        _figure(f"Library of {size:,}, as pictures, longest gap", shown["pictures"], FRAME_BAR_MS),
    ]
    figures.append(
        Figure(
            f"Library, search, from {before:,} to {size:,}", f"{search:.0f} ms", f"{searched:.0f} ms",
            search / searched, GROWTH_BAR,
        )
    )  # fmt: skip
    grown = f"Its first page takes {first:.1f} ms, and {began:.1f} ms with {before:,} recordings."
    told = "; ".join(f"{words} {taken:.0f} ms" for words, taken in pages.items())
    deep_down = f"One from four fifths down takes {deep:.1f} ms."
    return figures, [f"A page of the library of {size:,}, in the store's own thread: {told}. {grown} {deep_down}"]


def _figure(name: str, measured: float, bar: float) -> Figure:
    return Figure(name, f"{measured:.0f} ms", f"{bar:.0f} ms", measured / bar, 1.0)


def _searched(store: Database) -> float:
    return statistics.median(_taken(store, ListFilter(text=word)) for word in _WORDS)


def _taken(store: Database, wanted: ListFilter, *, offset: int = 0) -> float:
    now = datetime.now(UTC)
    taken = []
    for _round in range(_TIMES):
        began = time.perf_counter()
        store.run_now(lambda lib: recording_list(lib).page(wanted, now=now, offset=offset, limit=200))
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


# ---- in a pane
def _show(path: Path, key: bytes) -> None:
    """Open the pane, scroll through all of it, and print the figures."""
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QApplication

    from hosted_meetings_desktop.ui.panes.recordings.pane import RecordingsPane
    from hosted_meetings_desktop.ui.runtime.calls import LoopCalls
    from hosted_meetings_desktop.ui.runtime.garbage import begin_rounds
    from hosted_meetings_desktop.ui.theme.apply import apply_theme
    from hosted_meetings_desktop.ui.theme.tokens import ThemeMode

    app = QApplication([])
    apply_theme(app, ThemeMode.LIGHT)
    store = Database(path, lambda: key)
    store.run_now(lambda lib: lib.recordings.moving())  # the store is open before somebody goes to the recordings
    calls = LoopCalls()
    library: Any = Listing(store)
    pane = RecordingsPane(library, calls)
    pane.resize(QSize(1180, 760))
    begin_rounds(app)  # as the app does once its window is there: what a start made is not looked through again
    began = time.perf_counter()
    pane.show()
    _until(lambda: pane.model.row_at(0) is not None)
    pane.grab()
    told = {"open": (time.perf_counter() - began) * 1000, "gap": _scrolled(pane.table)}
    pane.filters.pictures_button.click()
    _until(pane.pictures.isVisible)
    told["pictures"] = _scrolled(pane.pictures)
    sys.stdout.write(json.dumps(told))
    pane.close()
    calls.close()
    store.close()


def _scrolled(view: Any) -> float:
    """Return the longest time for which the window did nothing else, while somebody drags through the whole list."""
    bar = view.verticalScrollBar()
    _pause(200)
    longest = 0.0
    for step in range(120):
        began = time.thread_time()
        bar.setValue(bar.maximum() * step // 119)
        view.viewport().repaint()
        longest = max(longest, (time.thread_time() - began) * 1000)
        began = time.thread_time()
        _pause(5)
        longest = max(longest, (time.thread_time() - began) * 1000)
    return longest


def _pause(milliseconds: int) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError("the list does not come")
        _pause(1)


if __name__ == "__main__":
    if "--pane" in sys.argv:
        _show(Path(sys.argv[2]), bytes.fromhex(sys.argv[3]))
    else:
        figures, notes = measure(quick="--quick" in sys.argv)
        for each in figures:
            print(f"{each.name:50} {each.measured:>12} {each.baseline:>12} {each.ratio:6.2f} {each.passed}")
        print(*notes, sep="\n")
