"""What holds for every test: no unexpected log record, no leaked window, a private home."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
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
