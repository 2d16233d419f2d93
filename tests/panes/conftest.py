"""What the tests of panes share: a viewer in London, whose clock the fakes agree with."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.ui.theme.apply import apply_theme
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode
from tests.panes.window_kit import Kit


@pytest.fixture
def london(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[None]:
    """Make this PC's zone Europe/London and its language British English, in the light theme."""
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    apply_theme(qapp, ThemeMode.LIGHT)
    yield
    QLocale.setDefault(before)
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def kit(qtbot, tmp_path):
    return Kit(qtbot, tmp_path)


@pytest.fixture
def window(kit):
    return kit.window()
