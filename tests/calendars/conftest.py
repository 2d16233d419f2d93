"""The readers, each started once."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calendars.readers import OtherProgram

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def ical_js() -> Iterator[OtherProgram]:
    """Mozilla's ical.js (Thunderbird), with no zones but the file's."""
    assert (HERE / "node_modules").is_dir(), "run make setup: npm ci --prefix tests/calendars"
    reader = OtherProgram(["node", "read_times.mjs"], HERE)
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def khal() -> Iterator[OtherProgram]:
    """khal, where it is installed."""
    if importlib.util.find_spec("khal") is None:
        missing = "khal is not installed: pip install -r requirements-dev.lock"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    reader = OtherProgram([sys.executable, "khal_times.py"], HERE)
    yield reader
    reader.close()
