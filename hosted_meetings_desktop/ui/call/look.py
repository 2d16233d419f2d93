"""The call's face: dark in either theme, because light bars around a video tire the eyes."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.theme.apply import palette
from hosted_meetings_desktop.ui.theme.icons import icon_pixmap
from hosted_meetings_desktop.ui.theme.style_sheet import style_sheet
from hosted_meetings_desktop.ui.theme.tokens import DARK, SIZE

_RATIOS = (1.0, 2.0, 3.0)

# The application's sheet may be the light one: what it says about plain texts is said again for the dark window.
_PLAIN = f"""
QMainWindow, QDialog {{ background: {DARK.canvas}; }}
QLabel, QCheckBox {{ color: {DARK.text}; }}
"""


def darken(window: QWidget) -> None:
    """Show a window and all its children in the dark theme."""
    window.setPalette(palette(DARK))
    window.setStyleSheet(_PLAIN + style_sheet(DARK))


def draw_dark(*widgets: QWidget) -> None:
    """Let widgets that draw themselves use the dark theme: a window with a style sheet passes no palette on."""
    for widget in widgets:
        widget.setPalette(palette(DARK))


@cache
def call_icon(name: str, role: str = "muted") -> QIcon:
    """Return an icon in the colours of the call; the application's own follow its theme, which may be the light one.

    Args:
        name: As for ``ui.theme.icons.icon``.
        role: A colour of the dark theme.
    """
    made = QIcon()
    for ratio in _RATIOS:
        picture = icon_pixmap(name, size=SIZE.icon, ratio=ratio)
        painter = QPainter(picture)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(0, 0, SIZE.icon, SIZE.icon, QColor(str(getattr(DARK, role))))
        painter.end()
        made.addPixmap(picture)
    return made
