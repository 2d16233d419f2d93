"""The tour tells when a step takes too long, and ends the process when the window stands still."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.bootstrap import tour as tours
from hosted_meetings_desktop.bootstrap.tour import Tour, Until

ROOT = Path(__file__).parents[3]
STANDING_STILL = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from hosted_meetings_desktop.bootstrap import tour
from tests.unit.bootstrap.test_tour import Short, screens

tour._STUCK_AFTER = 1
app = QApplication([])
shown = screens()
walk = Short(shown, Path(sys.argv[1]), [tour.Until("the player", lambda: time.sleep(100), 0)])
walk.start()
sys.exit(app.exec())
"""


class Desk(QObject):
    opened = Signal(object)


def screens() -> Any:
    return SimpleNamespace(window=QWidget(), desk=Desk())


class Short(Tour):
    """A tour of the steps given."""

    def __init__(self, shown: Any, folder: Path, steps: list[Until]) -> None:
        self.given = steps
        super().__init__(shown, folder)

    def _journey(self) -> Iterator[Until]:
        yield from self.given


class Watched:
    """What a tour does to the app and to its watch."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.codes: list[int] = []
        self.armed: list[tuple[float, bool]] = []
        app = SimpleNamespace(exit=self.codes.append)
        monkeypatch.setattr(tours, "QApplication", SimpleNamespace(instance=lambda: app))
        monkeypatch.setattr(tours.faulthandler, "dump_traceback_later", self._arm)

    def _arm(self, seconds: float, *, exit: bool) -> None:  # noqa: A002 (faulthandler's own word)
        self.armed.append((seconds, exit))


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


def test_the_watch_is_set_anew_for_every_step_and_for_the_end(qtbot: Any, watched: Watched, tmp_path: Path) -> None:
    shown = screens()
    qtbot.addWidget(shown.window)
    Short(shown, tmp_path, [Until("this", lambda: True, 5), Until("that", lambda: True, 70)]).start()
    qtbot.waitUntil(lambda: watched.codes != [])
    assert watched.codes == [0]
    late, around = tours._STUCK_AFTER, tours._TO_BEGIN_OR_END
    assert watched.armed == [(seconds + late, True) for seconds in (around, 5, 70, around)]


def test_a_step_that_takes_too_long_is_told_and_shown(
    qtbot: Any, watched: Watched, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = screens()
    qtbot.addWidget(shown.window)
    Short(shown, tmp_path, [Until("the player", lambda: False, 0)]).start()
    qtbot.waitUntil(lambda: watched.codes != [])
    assert watched.codes == [1]
    assert "waited 0 s for the player" in capsys.readouterr().out
    assert (tmp_path / "failed.png").exists()


def test_without_errors_to_write_to_there_is_no_watch(
    qtbot: Any, watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    shown = screens()
    qtbot.addWidget(shown.window)
    Short(shown, tmp_path, []).start()
    qtbot.waitUntil(lambda: watched.codes != [])
    assert (watched.codes, watched.armed) == ([0], [])


def test_a_window_that_stands_still_ends_the_process_with_where_it_stands(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STANDING_STILL, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Timeout" in done.stderr
    assert "in _go_on" in done.stderr
