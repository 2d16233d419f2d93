"""Chooses how this system shows notifications."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hosted_meetings_desktop.ui.window.notifications.ways import TrayDeeds, Way

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.runtime.calls import Calls


def native_way(calls: Calls, deeds: TrayDeeds, parent: QObject) -> Way | None:
    """Return how this system shows notifications; None where it has no way."""
    if sys.platform in {"win32", "darwin"}:
        from PySide6.QtWidgets import QSystemTrayIcon

        from hosted_meetings_desktop.ui.window.notifications.tray import TrayWay

        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            return None
        return TrayWay(deeds, parent)
    from hosted_meetings_desktop.ui.window.notifications.freedesktop import FreedesktopWay

    return FreedesktopWay(calls, parent)
