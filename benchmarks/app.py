"""The app itself in practice mode, from its own way in, with marks for the process that measures it.

``start`` ends when today's list is shown; ``settle`` stays once everything was read from the provider; ``join``
clicks on Join in the first meeting's details and ends at the set-up screen; ``import`` begins with an empty store and
ends when all the account holds was read; ``scroll`` goes through the whole list of all meetings; ``visits`` and a
number makes so many calls in the first meeting and stays in the last.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from hosted_meetings_desktop.__main__ import main as run_app
from hosted_meetings_desktop.bootstrap import options
from hosted_meetings_desktop.bootstrap.plain_imports import import_qt_plainly

import_qt_plainly()  # before this module imports Qt itself, as the app does

from PySide6.QtCore import QObject, QTimer  # noqa: E402

from benchmarks.marks import AfterPaint, Gaps, mark  # noqa: E402

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.screens import Screens
    from hosted_meetings_desktop.ui.call.window import CallWindow

_POLL_MS = 100
_PERSON_MS = 2_000
"""How long somebody looks at the details before clicking on Join."""


class Watch:
    """Watches the app's window; until the first paint it only waits for it."""

    def __init__(self, screens: Screens, until: str, count: int) -> None:
        self._screens = screens
        self._until = until
        self._count = count
        self._gaps: Gaps | None = None
        AfterPaint(screens.window.ground, self._painted)
        screens.window.pane_shown.connect(self._pane_shown)

    def _painted(self) -> None:
        mark("painted")
        window = self._screens.window
        if self._until == "import":
            _when(window, lambda: window.strip.status.progress is not None, self._import_began)

    def _import_began(self) -> None:
        """Measure from the first page on: before it the app is starting, which has figures of its own."""
        window = self._screens.window
        progress = window.strip.status.progress
        self._gaps = Gaps(window)
        mark("began", done=float(progress.done if progress else 0))
        _when(window, lambda: window.strip.status.refreshed_at is not None, self._imported)

    def _imported(self) -> None:
        assert self._gaps is not None
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        mark("imported", gap_ms=self._gaps.longest_ms, peak_mb=peak)
        self._screens.window.close()

    def _pane_shown(self, _key: str) -> None:
        self._screens.window.pane_shown.disconnect(self._pane_shown)
        self._screens.meetings().model.loaded.connect(self._loaded)

    def _loaded(self, total: int) -> None:
        pane = self._screens.meetings()
        if total:
            pane.model.loaded.disconnect(self._loaded)
            AfterPaint(pane.table.viewport(), self._listed)

    def _listed(self) -> None:
        mark("listed")
        window = self._screens.window
        if self._until == "start":
            window.close()
        elif self._until == "scroll":
            self._screens.meetings().show_phase(None)
            QTimer.singleShot(_PERSON_MS, window, self._scroll)
        elif self._until == "import":
            pass
        else:
            _when(window, lambda: window.strip.status.refreshed_at is not None, self._settled)

    def _scroll(self) -> None:
        """Go from the top to the end and back in steps, as a wheel and then a dragged bar do."""
        pane = self._screens.meetings()
        bar = pane.table.verticalScrollBar()
        bar.setValue(0)
        steps = [*range(0, 600, 3), *range(0, bar.maximum(), max(1, bar.maximum() // 120)), bar.maximum(), 0]
        gaps = self._gaps = Gaps(pane)
        timer = QTimer(pane, interval=30)

        def step() -> None:
            if steps:
                bar.setValue(steps.pop(0))
                return
            timer.stop()
            mark("scrolled", gap_ms=gaps.longest_ms, rows=float(pane.model.rowCount()))
            self._screens.window.close()

        timer.timeout.connect(step)
        timer.start()

    def _settled(self) -> None:
        mark("settled")
        if self._until == "join":
            self._screens.meetings().table.selectRow(0)
            self._screens.desk.opened.connect(self._opened)
            QTimer.singleShot(_PERSON_MS, self._screens.window, self._click)
        elif self._until == "visits":
            self._screens.meetings().table.selectRow(0)
            QTimer.singleShot(_PERSON_MS, self._screens.window, self._visit)

    def _visit(self) -> None:
        from benchmarks.app_visits import Visits

        self._visits = Visits(self._screens, self._count)

    def _click(self) -> None:
        button = self._screens.meetings().meeting_details.join_button
        assert button is not None
        mark("clicked")
        button.click()

    def _opened(self, call: CallWindow) -> None:
        def state_changed(state: str) -> None:
            mark(state)
            if state in {"setup", "trouble"}:
                call.close()
                self._screens.window.close()

        call.state_changed.connect(state_changed)


def _when(owner: QObject, ready: Callable[[], bool], then: Callable[[], None]) -> None:
    timer = QTimer(owner, interval=_POLL_MS)

    def look() -> None:
        if ready():
            timer.stop()
            then()

    timer.timeout.connect(look)
    timer.start()


def _lift_the_budget() -> None:
    """Let requests go as fast as they can: what is measured is the work, not the share of the provider's limit."""
    from hosted_meetings_desktop.dyte import client
    from hosted_meetings_desktop.dyte.budget import Budget

    connect = client.connect
    client.connect = lambda credentials: connect(credentials, budget=Budget.unlimited())  # type: ignore[assignment]


def main() -> int:
    until, count = sys.argv[1], int((sys.argv[2:] or ["0"])[0])
    sys.argv[1:] = ["--practice"]
    parse = options.parse

    def parse_and_watch(arguments: list[str]) -> options.Options:
        """Reads the arguments, which is the last thing the app does before it imports its screens."""
        found = parse(arguments)
        from hosted_meetings_desktop.bootstrap import screens

        if until == "import":
            _lift_the_budget()

        class Watched(screens.Screens):
            def __init__(self, *args: object, **kwargs: object) -> None:
                super().__init__(*args, **kwargs)  # type: ignore[arg-type]
                self.watch = Watch(self, until, count)

        screens.Screens = Watched  # type: ignore[misc]
        return found

    options.parse = parse_and_watch
    return run_app()


if __name__ == "__main__":
    raise SystemExit(main())
