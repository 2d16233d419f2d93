"""Where the call window stands: where the last one stood when it went, beside another one where one stands there."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint
from PySide6.QtWidgets import QApplication, QMainWindow

from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.theme.tokens import SPACE


def put_where_it_was(window: QMainWindow, preferences: CallPreferences) -> None:
    """Give a window that is not shown yet its place; Qt sees to it that this lies on a screen that is there."""
    kept = preferences.window_place
    if kept and window.restoreGeometry(QByteArray(kept)) and not window.isMaximized():
        _step_aside(window)


def keep_place(window: QMainWindow, preferences: CallPreferences) -> None:
    """Remember where a window stands; full screen is no place to begin the next call with."""
    if not window.isFullScreen():
        preferences.window_place = bytes(window.saveGeometry().data())


def _step_aside(window: QMainWindow) -> None:
    """Let both title bars be seen where another call stands in this very place."""
    # Without frames: a window has none before it is shown.
    others = [
        each.geometry().topLeft()
        for each in QApplication.topLevelWidgets()
        if each is not window and each.objectName() == window.objectName() and each.isVisible()
    ]
    place, step = window.geometry(), QPoint(SPACE.page, SPACE.page)
    while place.topLeft() in others:
        place.translate(step)
    window.setGeometry(place)
