"""The self-test says how each check went, and ends by itself when one stands still."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hosted_meetings_desktop.bootstrap import self_test as tests_itself

ROOT = Path(__file__).parents[3]
STANDING_STILL = """
import sys, time
from hosted_meetings_desktop.bootstrap import self_test

self_test._STUCK_AFTER = 2
self_test._CHECKS = {"store": lambda: None, "player": lambda: time.sleep(100)}
sys.exit(self_test.self_test())
"""


def test_what_fails_is_named_and_the_rest_is_checked_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> None:
        raise FileNotFoundError("call.html")

    for name in ("dump_traceback_later", "cancel_dump_traceback_later"):
        monkeypatch.setattr(tests_itself.faulthandler, name, lambda *_given, **_named: None)
    monkeypatch.setattr(tests_itself, "_CHECKS", {"page": missing, "store": lambda: None})
    assert tests_itself.self_test() == 1
    told = capsys.readouterr().out
    assert told == "FAILED  page: FileNotFoundError: call.html\nok      store\n1 passed, 1 failed\n"


def test_a_check_that_stands_still_ends_the_process_with_where_it_stands() -> None:
    command = [sys.executable, "-c", STANDING_STILL]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "ok      store\n")
    assert "Timeout" in done.stderr
    assert "in self_test" in done.stderr
