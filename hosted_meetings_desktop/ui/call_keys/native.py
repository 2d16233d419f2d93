"""Chooses how this system watches for a key."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from hosted_meetings_desktop.ui.call_keys.ways import KeyWay
from hosted_meetings_desktop.ui.runtime.calls import Calls

logger = logging.getLogger(__name__)


def native_key_way(
    calls: Calls, parent: QObject | None = None, *, environ: Mapping[str, str] = os.environ
) -> KeyWay | None:
    """Return how this system watches for a key; None where it has no way."""
    try:
        return _find(sys.platform, QGuiApplication.platformName(), calls, parent, environ)
    except OSError as problem:
        logger.debug("The system's library for keys is missing: %s", problem)
        return None


def _find(
    system: str, platform: str, calls: Calls, parent: QObject | None, environ: Mapping[str, str]
) -> KeyWay | None:
    if system == "win32":
        from hosted_meetings_desktop.ui.call_keys.windows import WindowsWay

        return WindowsWay(parent)
    if system == "darwin":
        from hosted_meetings_desktop.ui.call_keys.macos import MacWay

        return MacWay(parent)
    if platform.startswith("wayland") or "WAYLAND_DISPLAY" in environ:
        # Also for a program that runs on X there: X sees the keys of X programs alone.
        from hosted_meetings_desktop.ui.call_keys.portal import PortalWay

        return PortalWay(calls, parent)
    if platform == "xcb":
        from hosted_meetings_desktop.ui.call_keys.x11 import X11Way

        return X11Way(parent)
    return None
