"""PySide6 leaves Python's own import in its place, in a process that has not imported it yet."""

from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import builtins, sys
own = builtins.__import__
from hosted_meetings_desktop.bootstrap.plain_imports import import_qt_plainly
assert "PySide6" not in sys.modules
import_qt_plainly()
import PySide6.QtWidgets
assert builtins.__import__ is own
"""


def test_python_keeps_its_own_import() -> None:
    subprocess.run([sys.executable, "-c", _PROGRAM], check=True, timeout=60)


def test_nothing_dear_is_imported_before_the_first_paint() -> None:
    program = (
        "import sys, hosted_meetings_desktop.bootstrap.desktop, hosted_meetings_desktop.bootstrap.screens\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, timeout=60, capture_output=True, text=True)
    dear = {"sqlalchemy", "asyncio", "anyio", "httpx", "keyring", "aiohttp", "PySide6.QtWebEngineCore", "qtawesome"}
    dear |= {"hosted_meetings_desktop.domain.meeting", "hosted_meetings_desktop.bootstrap.backend"}
    assert dear.isdisjoint(done.stdout.split())


def test_what_stands_ready_for_calls_leaves_the_web_engine_out() -> None:
    """It takes 20 MB and a tenth of a second, and most hours of a day have no call."""
    program = (
        "import sys, PySide6.QtWidgets\n"
        "from hosted_meetings_desktop.bootstrap import call_room, front_desk, recordings_desk, way_out\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, timeout=60, capture_output=True, text=True)
    assert "PySide6.QtWebEngineCore" not in done.stdout.split()
