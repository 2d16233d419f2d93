"""The call window comes back where it was, never over another one, and never in a state nobody wants at the start."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call.window_place import keep_place, put_where_it_was

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
PLACE = QRect(60, 50, 500, 400)


@pytest.fixture
def preferences(tmp_path) -> CallPreferences:
    return CallPreferences(QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))


def a_window(qtbot: QtBot, name: str = "call_window") -> QMainWindow:
    window = QMainWindow()
    window.setObjectName(name)
    window.resize(300, 200)
    qtbot.addWidget(window)
    return window


def kept_at(qtbot: QtBot, preferences: CallPreferences, place: QRect = PLACE) -> QMainWindow:
    window = a_window(qtbot)
    window.setGeometry(place)
    window.show()
    keep_place(window, preferences)
    return window


def test_it_comes_back_where_it_was(qtbot: QtBot, preferences: CallPreferences) -> None:
    kept_at(qtbot, preferences).hide()
    window = a_window(qtbot)
    put_where_it_was(window, preferences)
    assert window.geometry() == PLACE


def test_it_does_not_cover_another_call(qtbot: QtBot, preferences: CallPreferences) -> None:
    first = kept_at(qtbot, preferences)
    second = a_window(qtbot)
    put_where_it_was(second, preferences)
    second.show()
    third = a_window(qtbot)
    put_where_it_was(third, preferences)
    assert len({one.geometry().topLeft().toTuple() for one in (first, second, third)}) == 3
    assert {one.size().toTuple() for one in (first, second, third)} == {(500, 400)}
    other = a_window(qtbot, "presence_window")
    put_where_it_was(other, preferences)
    assert other.geometry() == first.geometry(), "the front desk's window is another kind"


def test_full_screen_is_not_kept_and_maximised_is(qtbot: QtBot, preferences: CallPreferences) -> None:
    window = kept_at(qtbot, preferences)
    window.setWindowState(Qt.WindowState.WindowFullScreen)
    before = preferences.window_place
    keep_place(window, preferences)
    assert preferences.window_place == before
    window.setWindowState(Qt.WindowState.WindowMaximized)
    keep_place(window, preferences)
    window.hide()
    again = a_window(qtbot)
    put_where_it_was(again, preferences)
    assert again.isMaximized()


@pytest.mark.parametrize("kept", ["", "no place", "AAAA", "ä"])
def test_what_is_no_place_leaves_the_usual_one(qtbot: QtBot, tmp_path, kept: str) -> None:
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings.setValue("call/window/place", kept)
    window = a_window(qtbot)
    put_where_it_was(window, CallPreferences(settings))
    assert window.size().toTuple() == (300, 200)
