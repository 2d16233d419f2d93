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
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QWidget

from hosted_meetings_desktop.bootstrap import single_instance
from hosted_meetings_desktop.bootstrap.single_instance import (
    Answer,
    Instance,
    Instances,
    bring_forward,
    end_second_start,
)
from hosted_meetings_desktop.domain.deep_link import DeepLink
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from hosted_meetings_desktop.ui.window.second_start import SilentDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

_PATIENCE_S = 60.0
_ROOT = Path(__file__).parents[3]
MEETING = "3f2b8c1e-9d41-4c7a-8a55-0c1d2e3f4a5b"
LINK = f"hostedmeetings://join/{MEETING}"


# ---- real processes
class Apps:
    """Starts the app as a person does."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home / "practice" / "logs" / "hosted-meetings.log"
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *more: str) -> subprocess.Popen[bytes]:
        environ = os.environ | {"HOSTED_MEETINGS_HOME": str(self.home)}
        command = [sys.executable, "-m", "hosted_meetings_desktop", "--practice", *more]
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
    assert apps.start("join", LINK).wait(_PATIENCE_S) == 0
    assert (apps.lines(CAME), apps.lines(ENDED)) == (2, 2)
    until(lambda: apps.lines("a link leads to: unknown"), "the link to be looked up")
    assert apps.start(f"{LINK}?token=never-told").wait(_PATIENCE_S) == 0
    until(lambda: apps.lines("is not followed: secret"), "the other link to be refused")
    assert apps.lines("never-told") == apps.lines("hostedmeetings:") == 0
    first.terminate()
    assert first.wait(_PATIENCE_S) == 0
    assert apps.locked_by() == 0, "the lock outlived the app"


def test_what_a_killed_app_left_is_taken_over(apps: Apps) -> None:
    first = apps.start()
    until(lambda: apps.locked_by() == first.pid, "the first start")
    first.kill()
    first.wait(_PATIENCE_S)
    assert apps.locked_by() == first.pid
    second = apps.start(LINK)
    until(lambda: apps.locked_by() == second.pid, "the folder to be taken over")
    until(lambda: apps.lines("a link leads to: unknown"), "its link to be looked up")
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


def called(folder: Path, patience: float, qtbot: Any, link: str = "") -> str:
    """Call from another process, beside this one's event loop."""
    code = (
        "import sys, pathlib; from hosted_meetings_desktop.bootstrap.single_instance import Instance;"
        f"sys.stdout.write(Instance(pathlib.Path({str(folder)!r})).call_first({patience}, {link!r}).value)"
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


# ---- links
@pytest.fixture
def first(qapp: QApplication, folder: Path) -> Iterator[Any]:
    """The app that runs, and what it heard."""
    instance: Any = Instance(folder)
    instance.heard = []
    assert instance.take()
    instance.listen(lambda token: instance.heard.append(("wanted", token)), instance.heard.append)
    yield instance
    instance.deafen()
    instance.release()


def test_a_link_is_handed_over_after_the_window_came(first: Any, qtbot: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "a token")
    assert called(first.folder, 20, qtbot, LINK) == "came"
    assert first.heard == [("wanted", "a token"), LINK]


def spoken(folder: Path, qtbot: Any, *parts: bytes) -> bytes:
    """Say something to the app that runs, part by part, and return its answers."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(single_instance._name(folder))
    assert socket.waitForConnected(5_000)
    answers = b""
    for part in parts:
        if socket.state() == QLocalSocket.LocalSocketState.ConnectedState:
            socket.write(part)
            socket.flush()
            qtbot.wait(30)
            answers += bytes(socket.readAll().data())
    socket.abort()
    qtbot.wait(10)
    return answers


@pytest.mark.parametrize(
    ("parts", "heard", "answers"),
    [
        ((b"show a\n",), [("wanted", "a")], b"here links/1\n"),
        ((b"show\nlink 1 x\n",), [("wanted", ""), "x"], b"here links/1\ntaken\n"),
        ((b"sh", b"ow\nli", b"nk 1 x", b"\n"), [("wanted", ""), "x"], b"here links/1\ntaken\n"),
        ((b"show\n", b"link 1 x\nlink 1 y\n"), [("wanted", ""), "x", "y"], b"here links/1\ntaken\n"),
        ((b"show\n", b"link 2 x\n", b"dance\n"), [("wanted", "")], b"here links/1\n"),
        ((b"show\n", b"link 1 " + b"x" * 9_000, b"\n"), [("wanted", "")], b"here links/1\n"),
        ((b"link 1 x\n",), [("wanted", "link 1 x")], b"here links/1\n"),
    ],
    ids=["an older start", "at once", "in pieces", "two", "a newer start", "too long", "without a word before"],
)
def test_what_another_start_says(
    first: Any, qtbot: Any, parts: tuple[bytes, ...], heard: list[Any], answers: bytes
) -> None:
    assert spoken(first.folder, qtbot, *parts) == answers
    assert first.heard == heard


def test_an_app_too_old_for_links_only_comes(qapp: QApplication, qtbot: Any, folder: Path) -> None:
    from PySide6.QtNetwork import QLocalServer

    said: list[bytes] = []
    server = QLocalServer()

    def answer() -> None:
        socket = server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)

        def read() -> None:
            said.append(bytes(socket.readLine().data()))
            socket.write(b"here\n")
            socket.flush()
            socket.disconnectFromServer()

        socket.readyRead.connect(read)

    server.newConnection.connect(answer)
    assert server.listen(single_instance._name(folder))
    assert called(folder, 20, qtbot, LINK) == "came"
    assert [line.split()[:1] for line in said] == [[b"show"]]
    server.close()
    server.deleteLater()


# ---- the second start
@pytest.mark.parametrize("link", [None, DeepLink(MEETING)])
def test_a_second_start_that_is_not_heard_says_so_and_ends(
    qapp: QApplication, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    link: DeepLink | None,
) -> None:  # fmt: skip
    monkeypatch.setattr(Instance, "call_first", lambda _self, **_link: Answer.SILENT)
    other = QWidget()
    other.show()
    said: list[str] = []

    def read_and_close() -> None:
        dialog = next(widget for widget in qapp.topLevelWidgets() if isinstance(widget, SilentDialog))
        said.append(dialog.windowTitle())
        said.extend(label.text() for label in dialog.findChildren(QLabel) if "link once more" in label.text())
        dialog.main_button.click()

    QTimer.singleShot(50, read_and_close)
    caplog.set_level("INFO")
    try:
        assert end_second_start(qapp, Instance(folder), ThemeMode.LIGHT, link) == 1
    finally:
        other.close()
        qapp.setQuitOnLastWindowClosed(True)
    assert said[0] == "Hosted Meetings is open already"
    assert len(said) == (1 if link is None else 2)
    assert caplog.text.count("does not answer") == 1


@pytest.mark.parametrize(("answer", "code"), [(Answer.CAME, 0), (Answer.FREE, None)])
def test_what_becomes_of_a_second_start(
    qapp: QApplication, folder: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer, code: int | None
) -> None:
    lines: list[str] = []

    def call_first(_self: Instance, link: str) -> Answer:
        lines.append(link)
        return answer

    monkeypatch.setattr(Instance, "call_first", call_first)
    assert end_second_start(qapp, Instance(folder), ThemeMode.LIGHT) == code
    assert end_second_start(qapp, Instance(folder), ThemeMode.LIGHT, DeepLink(MEETING)) == code
    assert lines == ["", LINK]


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
