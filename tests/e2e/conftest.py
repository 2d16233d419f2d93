"""What the end-to-end tests share: the embedded Dyte as a process, and call windows that are gone afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallTicket
from hosted_meetings_desktop.ui.call import engine, scheme
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import PATIENCE_MS, EmbeddedDyte, MemoryPolicy, OpenCall, Pages, everything_allowed

# Before any QApplication: the engine reads these once.
os.environ[engine.FAKE_MEDIA] = "1"
os.environ[engine.FLAGS] = "--disable-gpu"
os.environ["QT_QUICK_BACKEND"] = "software"
scheme.register()

# What Qt says on a machine without graphics before it draws in software. Nothing else is let through.
_NO_GRAPHICS = (
    "^QRhiGles2: ",
    "^Failed to create RHI for backend",
    "^GPUInfo not initialized",
    "^This plugin does not support createPlatformVulkanInstance",
    "^QVulkanInstance: Failed to initialize Vulkan",
    "^Failed to load vulkan",
    "^initInstance: No Vulkan library",
    "^Failed to create platform Vulkan instance",
    "^GBM is not supported",
    "^Unable to detect GPU vendor",
    "^(Window|Screen) capturing is not available",
    "propagateSizeHints",
    "^This plugin does not support raise",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.qt_log_ignore(*_NO_GRAPHICS, extend=True))


@pytest.fixture(scope="session")
def embedded_dyte() -> Iterator[EmbeddedDyte]:
    """The embedded Dyte, one process for all tests of the run."""
    command = [sys.executable, "-m", "hosted_meetings_desktop.simulator", "--parent-pid", str(os.getpid())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        assert line, "the embedded Dyte did not start"
        yield EmbeddedDyte(json.loads(line))
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    return Pages(qtbot)


@pytest.fixture
def open_waiting(qtbot: QtBot) -> Iterator[OpenCall]:
    """Open call windows that wait for a ticket; all are gone with their web views at the end of the test."""
    windows: list[CallWindow] = []
    gone: list[int] = []

    def open_one(
        title: str, policy: MemoryPolicy | None = None, kind: type[CallWindow] = CallWindow, **more: Any
    ) -> CallWindow:
        window = kind(title, media_policy=policy or everything_allowed(), **more)
        number = len(windows)
        window.view.profile_of_call.destroyed.connect(lambda: gone.append(number))
        windows.append(window)
        window.setProperty("came_by", [])
        window.state_changed.connect(
            lambda state: window.setProperty("came_by", [*window.property("came_by"), state])
        )
        window.show()
        window.begin()
        return window

    yield open_one
    for number, window in enumerate(windows):
        if number not in gone and shiboken6.isValid(window):  # the window goes before the profile of its page
            window.close()
    qtbot.waitUntil(lambda: len(gone) == len(windows), timeout=PATIENCE_MS)


@pytest.fixture
def open_call(open_waiting: OpenCall) -> OpenCall:
    """Open call windows with a ticket at hand; ``again`` is the one given when another is asked for, once."""

    def open_one(
        ticket: CallTicket, policy: MemoryPolicy | None = None, again: CallTicket | None = None, **more: Any
    ) -> CallWindow:
        window = open_waiting(ticket.meeting_title, policy, **more)
        if again is not None:
            window.ticket_wanted.connect(lambda: window.take_ticket(again), Qt.ConnectionType.SingleShotConnection)
        window.take_ticket(ticket)
        return window

    return open_one


@pytest.fixture
def until_state(qtbot: QtBot) -> Callable[[CallWindow, str], None]:
    """Wait until a call window is in a state."""

    def wait(window: CallWindow, state: str) -> None:
        def is_there() -> None:
            assert window.state == state, f"came by {' → '.join(window.property('came_by') or [])}"

        qtbot.waitUntil(is_there, timeout=PATIENCE_MS)

    return wait
