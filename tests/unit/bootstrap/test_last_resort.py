"""What nobody catches is logged without secrets and told once, whatever thread it comes from."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.bootstrap import last_resort
from hosted_meetings_desktop.bootstrap.last_resort import LastResort
from hosted_meetings_desktop.support.logs import RedactingFormatter


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    found: list[str] = []
    LastResort(found.append).install()
    return found


class Button(QObject):
    clicked = Signal()


def fail(text: str = "token=s3cr3t-value of Asha") -> None:
    raise ValueError(text)


def test_a_failing_slot_is_told_and_logged(
    qapp: object, told: list[str], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    button = Button()
    button.clicked.connect(fail)
    button.clicked.emit()
    (said,) = told
    assert said.startswith("ValueError test_last_resort.py:")
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    line = RedactingFormatter().format(record)
    assert "in fail" in line
    assert "s3cr3t" not in line
    written = capsys.readouterr().err
    assert "in fail" in written
    assert "s3cr3t" not in written


@pytest.mark.usefixtures("caplog")
def test_a_failing_thread_is_told(told: list[str]) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert len(told) == 1
    quiet = threading.Thread(target=sys.exit)
    quiet.start()
    quiet.join()
    assert len(told) == 1


@pytest.mark.usefixtures("caplog")
def test_what_cannot_be_raised_is_told(told: list[str]) -> None:
    class Bad:
        def __del__(self) -> None:
            fail()

    Bad()
    gc.collect()
    assert len(told) == 1


def test_the_same_failure_is_told_once_a_minute(
    told: list[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def again() -> None:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()

    for _ in range(3):
        again()
    assert (len(told), len(caplog.records)) == (1, 1)
    monkeypatch.setattr(last_resort, "_QUIET_SECONDS", 0.0)
    again()
    assert len(told) == 2


def test_telling_that_fails_goes_round_in_no_circle(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def tell(_said: str) -> None:
        asked.append(1)
        resort.take("again", ValueError, ValueError(), None)
        raise RuntimeError("the window is gone")

    asked: list[int] = []
    resort = LastResort(tell)
    monkeypatch.setattr(sys, "stderr", None)
    resort.take("a failure", KeyError, KeyError("x"), None)
    resort.take("a failure", IndexError, None, None)
    assert len(asked) == 2
    assert len(caplog.records) == 2
