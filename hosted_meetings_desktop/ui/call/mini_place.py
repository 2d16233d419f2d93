"""Where the small call window stands: where it was, as far as there is still a screen, else in a corner."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize

from hosted_meetings_desktop.ui.theme.tokens import SPACE

USUAL = QSize(320, 252)
LEAST = QSize(240, 196)
_SEEN = 48
"""So much of it has to lie on a screen, each way, to be found and grabbed again."""


def placed(remembered: QRect | None, screens: Sequence[QRect], here: QRect) -> QRect:
    """Return where the small window goes.

    Args:
        remembered: Where it was the last time; None for the first.
        screens: What windows may cover of each screen that is there now.
        here: The same of the screen where the call is.

    Returns:
        A place that lies whole on one screen.
    """
    if remembered is not None:
        for screen in screens:
            seen = screen.intersected(remembered)
            if seen.width() >= _SEEN and seen.height() >= _SEEN:
                return _within(remembered, screen)
    size = _fitting(remembered.size() if remembered is not None else USUAL, here)
    corner = QPoint(here.right() + 1 - size.width() - SPACE.gap, here.bottom() + 1 - size.height() - SPACE.gap)
    return _within(QRect(corner, size), here)


def _within(place: QRect, screen: QRect) -> QRect:
    size = _fitting(place.size(), screen)
    x = min(max(place.x(), screen.left()), screen.right() + 1 - size.width())
    y = min(max(place.y(), screen.top()), screen.bottom() + 1 - size.height())
    return QRect(QPoint(x, y), size)


def _fitting(size: QSize, screen: QRect) -> QSize:
    return size.expandedTo(LEAST).boundedTo(screen.size())
