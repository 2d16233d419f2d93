"""One running app for each data folder: real processes, killed ones, and going over from one folder to another."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from hosted_meetings_desktop.bootstrap import single_instance
from hosted_meetings_desktop.bootstrap.single_instance import (
    Answer,
    Instance,
    Instances,
    bring_forward,
    end_second_start,
)
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.second_start import SilentDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

_PATIENCE_S = 60.0
_ROOT = Path(__file__).parents[3]


# ---- real processes
class Apps:
    """Starts the app as a person does."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home / "practice" / "logs" / "hosted-meetings.log"
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        environ = os.environ | {"HOSTED_MEETINGS_HOME": str(self.home)}
        command = [sys.executable, "-m", "hosted_meetings_desktop", "--practice"]
        app = subprocess.Popen(command, env=environ, cwd=_ROOT, stderr=subprocess.DEVNULL)
        self._started.append(app)
        return app

    def lines(self, text: str) -> int:
        return self.log.read_text("utf-8").count(text) if self.log.exists() else 0

    def locked_by(self) -> int:
        lock = self.home / "practice" / "data" / "running.lock"
        try:
            return int(lock.read_text("utf-8").split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def close(self) -> None:
        for app in self._started:
            if app.poll() is None:
                app.terminate()
        for app in self._started:
            try:
                app.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                app.kill()


@pytest.fixture
def apps(tmp_path: Path) -> Iterator[Apps]:
    started = Apps(tmp_path / "home")
    yield started
    started.close()


def until(ready: Callable[[], object], what: str) -> None:
    end = time.monotonic() + _PATIENCE_S
    while not ready():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.05)


CAME = "another start brought this window to the front"
ENDED = "its window was brought to the front"


def test_a_second_start_brings_the_first_to_the_front_and_ends(apps: Apps) -> None:
    first = apps.start()
    until(lambda: apps.locked_by() == first.pid, "the first start")
    second = apps.start()
    assert second.wait(_PATIENCE_S) == 0
    assert first.poll() is None
    assert (apps.lines(CAME), apps.lines(ENDED)) == (1, 1)
    assert apps.start().wait(_PATIENCE_S) == 0
    assert (apps.lines(CAME), apps.lines(ENDED)) == (2, 2)
    first.terminate()
    assert first.wait(_PATIENCE_S) == 0
    assert apps.locked_by() == 0, "the lock outlived the app"


def test_what_a_killed_app_left_is_taken_over(apps: Apps) -> None:
    first = apps.start()
    until(lambda: apps.locked_by() == first.pid, "the first start")
    first.kill()
    first.wait(_PATIENCE_S)
    assert apps.locked_by() == first.pid
    second = apps.start()
    until(lambda: apps.locked_by() == second.pid, "the folder to be taken over")
    assert apps.start().wait(_PATIENCE_S) == 0
    assert second.poll() is None


# ---- the lock and the call
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    return made


def test_a_folder_is_taken_once_and_others_are_free(folder: Path, tmp_path: Path) -> None:
    first, second, other = Instance(folder), Instance(folder), Instance(tmp_path)
    assert first.take()
    assert not second.take()
    assert other.take()
    first.release()
    assert second.take()


def test_a_folder_that_cannot_be_written_is_the_stores_to_tell(folder: Path) -> None:
    assert Instance(folder / "not there").take()


def called(folder: Path, patience: float, qtbot: Any) -> str:
    """Call from another process, beside this one's event loop."""
    code = (
        "import sys, pathlib; from hosted_meetings_desktop.bootstrap.single_instance import Instance;"
        f"sys.stdout.write(Instance(pathlib.Path({str(folder)!r})).call_first({patience}).value)"
    )
    calling = subprocess.Popen([sys.executable, "-c", code], cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    qtbot.waitUntil(lambda: calling.poll() is not None, timeout=60_000)
    return calling.communicate()[0]


def test_the_one_that_runs_hears_the_call_and_the_desktops_token(
    qapp: QApplication, qtbot: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "a token")
    first = Instance(folder)
    wanted: list[str] = []
    assert first.take()
    first.listen(wanted.append)
    first.listen(wanted.append)
    assert called(folder, 20, qtbot) == "came"
    assert wanted == ["a token"]
    first.deafen()
    assert called(folder, 0.3, qtbot) == "silent"
    first.release()
    assert called(folder, 20, qtbot) == "free"


def test_rubbish_is_no_call(qapp: QApplication, qtbot: Any, folder: Path) -> None:
    from PySide6.QtNetwork import QLocalSocket

    first = Instance(folder)
    first.take()
    wanted: list[str] = []
    first.listen(wanted.append)
    socket = QLocalSocket()
    socket.connectToServer(single_instance._name(folder))
    assert socket.waitForConnected(5_000)
    socket.write(b"\xff" * 9_000)
    qtbot.wait(50)
    socket.abort()
    assert called(folder, 20, qtbot) == "came"
    assert wanted == [""]
    first.deafen()


# ---- the second start
def test_a_second_start_that_is_not_heard_says_so_and_ends(
    qapp: QApplication, qtbot: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Instance, "call_first", lambda _self: Answer.SILENT)
    said: list[str] = []

    def read_and_close() -> None:
        dialog = next(widget for widget in qapp.topLevelWidgets() if isinstance(widget, SilentDialog))
        said.append(dialog.windowTitle())
        dialog.main_button.click()

    QTimer.singleShot(50, read_and_close)
    caplog.set_level("INFO")
    assert end_second_start(qapp, Instance(folder), ThemeMode.LIGHT) == 1
    assert said == ["Hosted Meetings is open already"]
    assert caplog.text.count("does not answer") == 1


@pytest.mark.parametrize(("answer", "code"), [(Answer.CAME, 0), (Answer.FREE, None)])
def test_what_becomes_of_a_second_start(
    qapp: QApplication, folder: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer, code: int | None
) -> None:
    monkeypatch.setattr(Instance, "call_first", lambda _self: answer)
    assert end_second_start(qapp, Instance(folder), ThemeMode.LIGHT) == code


@pytest.mark.parametrize("maximised", [True, False])
def test_a_minimised_window_comes_back_as_it_was(qtbot: Any, maximised: bool) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.showMaximized() if maximised else window.show()
    window.setWindowState(window.windowState() | Qt.WindowState.WindowMinimized)
    bring_forward(window)
    assert window.isVisible()
    assert not window.isMinimized()
    assert window.isMaximized() == maximised
    qtbot.waitUntil(window.isActiveWindow)


# ---- from one folder to another
def test_going_over_gives_the_folder_from_before_free_when_it_is_closed(folder: Path, tmp_path: Path) -> None:
    instances = Instances(lambda _token: None)
    begun = Instance(folder)
    assert begun.take()
    instances.begin(begun)
    assert instances.enter(folder) is not None
    release = instances.enter(tmp_path)
    assert release is not None
    assert not Instance(folder).take(), "it is not closed yet"
    assert not Instance(tmp_path).take()
    release()
    assert Instance(folder).take()
    instances.close()
    assert Instance(tmp_path).take()


def test_a_folder_that_another_copy_has_is_not_entered(folder: Path, tmp_path: Path) -> None:
    other = Instance(tmp_path)
    assert other.take()
    instances = Instances(lambda _token: None)
    begun = Instance(folder)
    begun.take()
    instances.begin(begun)
    assert instances.enter(tmp_path) is None
    assert not Instance(folder).take(), "what it has it keeps"
    instances.close()
