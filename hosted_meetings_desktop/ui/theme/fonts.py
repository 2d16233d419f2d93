"""The four type sizes as fonts, on the system's own family."""

from __future__ import annotations

import sys

from PySide6.QtGui import QFont, QGuiApplication

from hosted_meetings_desktop.ui.theme.tokens import TYPE

_BASE_DPI = 72 if sys.platform == "darwin" else 96


def font(pixels: int = TYPE.body, *, strong: bool = False) -> QFont:
    """Return the system's font at ``pixels`` (at 100 %); a point size, so that larger system text is respected."""
    made = QFont(QGuiApplication.font())
    made.setPointSizeF(pixels * 72 / _BASE_DPI)
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    return made


def title_font() -> QFont:
    """Return the font of a pane's title."""
    return font(TYPE.title, strong=True)


def section_font() -> QFont:
    """Return the font of a section's heading."""
    return font(TYPE.section, strong=True)


def small_font(*, strong: bool = False) -> QFont:
    """Return the font of labels, badges and notes."""
    return font(TYPE.small, strong=strong)


def tabular(base: QFont | None = None) -> QFont:
    """Return ``base`` (or the body font) with figures of one width, so that columns of numbers line up."""
    made = QFont(base) if base is not None else font()
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
