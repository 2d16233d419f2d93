"""The call's face: dark in either theme, because light bars around a video tire the eyes."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.theme.apply import palette
from hosted_meetings_desktop.ui.theme.style_sheet import style_sheet
from hosted_meetings_desktop.ui.theme.tokens import DARK

# The application's sheet may be the light one: what it says about plain texts is said again for the dark window.
_PLAIN = f"""
QMainWindow, QDialog {{ background: {DARK.canvas}; }}
QLabel, QCheckBox {{ color: {DARK.text}; }}
"""


def darken(window: QWidget) -> None:
    """Show a window and all its children in the dark theme."""
    window.setPalette(palette(DARK))
    window.setStyleSheet(_PLAIN + style_sheet(DARK))
