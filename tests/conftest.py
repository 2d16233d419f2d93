"""What holds for every test: no unexpected log record, no leaked window, a private home."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from hosted_meetings_desktop.support.zone_data import use_newest_zone_data

if os.environ.setdefault("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    # The web engine would draw through a display it finds, and crash, while Qt does not use it.
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
os.environ.setdefault("QT_LOGGING_RULES", "qt.multimedia.*=false;qt.accessibility.*=false")
os.environ["QT_ACCESSIBILITY"] = "0"
use_newest_zone_data()
# How long one example takes says more about the machine than about the code.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


class _Unexpected(logging.Handler):
    """Collects the records that nobody announced with ``caplog``."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Collect what a test with windows left behind in this thread, as the app does (``ui/runtime/garbage.py``).

    In another thread, where a later test works, a window's timers could not be stopped: they would go off without it.
    """
    if not {"qapp", "qtbot"} & set(getattr(item, "fixturenames", ())):
        return (yield)
    before = gc.isenabled()
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect(1)
        if before:
            gc.enable()


@pytest.fixture(autouse=True, scope="module")
def _nothing_old_left() -> Iterator[None]:
    """Collect what outlived its test, too; what is there to stay need not be looked through again."""
    yield
    if "PySide6.QtCore" in sys.modules:
        gc.collect()
        gc.freeze()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the person's own data, settings and keyring."""
    monkeypatch.setenv("HOSTED_MEETINGS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture(autouse=True)
def _fail_on_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail on a log record of WARNING or more, unless the test reads the log itself (``caplog``)."""
    handler = _Unexpected()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
    if "caplog" in request.fixturenames:
        return
    told = [r for r in handler.records if not r.name.startswith(("aioice", "aiortc", "hypothesis"))]
    assert not told, "unexpected log: " + "; ".join(f"{r.levelname} {r.name}: {r.getMessage()}" for r in told)
