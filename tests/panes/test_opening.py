"""Other programs get their own libraries, not those of a frozen build."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from hosted_meetings_desktop.ui.parts.opening import open_outside


@pytest.fixture
def seen(monkeypatch) -> list[str | None]:
    found: list[str | None] = []

    def open_url(_url: object) -> bool:
        found.append(os.environ.get("LD_LIBRARY_PATH"))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/app/_internal")
    return found


def test_a_frozen_build_hides_its_libraries(monkeypatch, seen: list[str | None], tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    open_outside(tmp_path)
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")
    open_outside(tmp_path)
    assert seen == [None, "/usr/local/lib"]
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/app/_internal"


def test_from_source_nothing_is_changed(seen: list[str | None], tmp_path: Path) -> None:
    assert open_outside(tmp_path)
    assert seen == ["/opt/app/_internal"]
