"""Screen sharing of one call: every capture is chosen by the person, in our picker or in the system's own."""

from __future__ import annotations

import os
from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QObject, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWebEngineCore import QWebEngineDesktopMediaRequest
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.call.permissions import PermissionDesk
from hosted_meetings_desktop.ui.call.picker import CaptureRequest, SharePicker


def system_asks(environ: Mapping[str, str]) -> bool:
    """Return whether the system itself asks what to share, as it does on Wayland.

    The rule is the engine's (WebRTC's ``DesktopCapturer::IsRunningUnderWayland``), not Qt's name of the platform: a
    window that runs on X inside a Wayland session is captured by way of the portal too, and where the engine would
    capture without a portal, ours must ask.
    """
    return environ.get("XDG_SESSION_TYPE", "").startswith("wayland") and "WAYLAND_DISPLAY" in environ


class SharingDesk(QObject):
    """Answers each capture request of the page by asking the person, exactly once.

    Signals:
        refused(): The person chose nothing.
    """

    refused = Signal()

    def __init__(
        self, permissions: PermissionDesk, window: QWidget, *, environ: Mapping[str, str] = os.environ
    ) -> None:
        super().__init__(window)
        self._permissions = permissions
        self._window = window
        self._environ = environ
        self._picker: SharePicker | None = None
        self._what = ""
        self._screen: QScreen | None = None

    @property
    def picker(self) -> SharePicker | None:
        """The picker while it is open."""
        return self._picker

    @property
    def what(self) -> str:
        """What was chosen last, as the picker named it; empty where the system asked."""
        return self._what

    @property
    def screen(self) -> QScreen | None:
        """The screen that was chosen last; None for a window, or where that is not certain."""
        return self._screen

    def consider(self, request: QWebEngineDesktopMediaRequest) -> None:
        """Ask the person; a second question takes the place of the first."""
        self.answer(request)

    def answer(self, request: CaptureRequest) -> None:
        """Ask the person, or let the system ask."""
        self.drop()
        self._what, self._screen = "", None
        if system_asks(self._environ):
            self._permissions.screen_was_chosen()
            leave_to_system(request)
            return
        picker = SharePicker(request, self._window)
        picker.chosen.connect(self._note_choice)
        picker.refused.connect(self.refused)
        picker.finished.connect(self._forget)
        self._picker = picker
        picker.show()

    def drop(self) -> None:
        """Close an open picker; what it was asked for is refused."""
        if self._picker is not None:
            self._picker.reject()

    def _note_choice(self) -> None:
        if self._picker is not None:
            self._what, self._screen = self._picker.choice, self._picker.chosen_screen
        self._permissions.screen_was_chosen()

    def _forget(self) -> None:
        self._picker = None


def leave_to_system(request: CaptureRequest) -> None:
    """Let the capture begin: the system's portal asks then, and nothing is shared before it was answered.

    What the engine lists there are placeholders, one at most; where it lists none, a request that is not answered
    begins the same capture.
    """
    screens = request.screensModel()
    if screens.rowCount(QModelIndex()) > 0:
        request.selectScreen(screens.index(0, 0))
