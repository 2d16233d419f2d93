"""The small call window: the same window and page, made small and kept in front of the others."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from hosted_meetings_desktop.ui.call.mini_place import LEAST, placed
from hosted_meetings_desktop.ui.call.mini_strips import MiniButtons, MiniTop
from hosted_meetings_desktop.ui.call.preferences import CallPreferences
from hosted_meetings_desktop.ui.call.words import say

_FLAGS = (Qt.WindowType.WindowStaysOnTopHint, Qt.WindowType.FramelessWindowHint)


def keeps_on_top(platform: str) -> bool:
    """Return whether a program may keep its window in front: Wayland leaves that to the person.

    Args:
        platform: Qt's name of it, ``QGuiApplication.platformName()``.
    """
    return not platform.startswith("wayland")


class MiniView(QObject):
    """Makes a window small and whole again.

    The flags are changed on the window that is there: made anew, as ``setWindowFlags`` does, it would vanish and come
    back, and the page would have to be drawn from nothing. The page itself stays where it is and is never reloaded.

    Signals:
        changed(bool): The window is small now, or whole again.
    """

    changed = Signal(bool)

    def __init__(self, window: QMainWindow, preferences: CallPreferences, usual: Sequence[QWidget]) -> None:
        """Make it.

        Args:
            window: The call window.
            preferences: Remembers the place.
            usual: What is hidden while the window is small.
        """
        super().__init__(window)
        self._window = window
        self._preferences = preferences
        self._usual = tuple(usual)
        self._before = QRect()
        self._maximised = Qt.WindowState.WindowNoState
        self._least = window.minimumSize()
        self._on = False
        self._noted = False
        self.top = MiniTop(window)
        self.buttons = MiniButtons(window)
        for strip in (self.top, self.buttons):
            strip.hide()
        for part in (self.top, self.buttons):
            part.back_wanted.connect(self.leave)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenRemoved.connect(self._place_anew, Qt.ConnectionType.QueuedConnection)

    @property
    def on(self) -> bool:
        """Whether the window is small."""
        return self._on

    def enter(self) -> None:
        """Make the window small."""
        if self._on:
            return
        window = self._window
        self._on = True
        self._maximised = window.windowState() & Qt.WindowState.WindowMaximized
        self._before = window.normalGeometry() if self._maximised else window.geometry()
        self._least = window.minimumSize()
        window.setWindowState(Qt.WindowState.WindowNoState)
        self._show_parts()
        window.setMinimumSize(LEAST)
        self._set_flags(on=True)
        self._place()
        if not keeps_on_top(QGuiApplication.platformName()) and not self._noted:
            self._noted = True
            self.top.say_note(
                say("This desktop lets no program keep its window in front. Its window menu can (Alt+Space).")
            )
        window.show()
        window.raise_()
        self.changed.emit(True)  # noqa: FBT003 - a signal's argument

    def leave(self) -> None:
        """Make the window whole again, as it was."""
        if not self._on:
            return
        self.keep_place()
        self._on = False
        self._set_flags(on=False)
        self._show_parts()
        self._window.setMinimumSize(self._least)
        screens = self._screens()
        seen = any(screen.intersects(self._before) for screen in screens)
        self._window.setGeometry(self._before if seen else placed(self._before, screens, self._here()))
        self._window.setWindowState(self._maximised)
        self._window.activateWindow()
        self.changed.emit(False)  # noqa: FBT003 - a signal's argument

    def keep_place(self) -> None:
        """Remember where the small window stands."""
        if self._on:
            self._preferences.mini_place = self._window.geometry()

    def _show_parts(self) -> None:
        for part in self._usual:
            part.setHidden(self._on)
        for strip in (self.top, self.buttons):
            strip.setVisible(self._on)

    def _set_flags(self, *, on: bool) -> None:
        handle = self._window.windowHandle()
        for flag in _FLAGS if handle is not None else ():
            handle.setFlag(flag, on)

    def _place(self) -> None:
        self._window.setGeometry(placed(self._preferences.mini_place, self._screens(), self._here()))

    def _here(self) -> QRect:
        return self._window.screen().availableGeometry()

    @staticmethod
    def _screens() -> list[QRect]:
        return [screen.availableGeometry() for screen in QGuiApplication.screens()]

    def _place_anew(self) -> None:
        """A screen is gone, and with it perhaps the place."""
        if self._on:
            self._preferences.mini_place = self._window.geometry()
            self._place()
