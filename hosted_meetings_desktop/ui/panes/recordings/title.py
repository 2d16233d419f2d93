"""A recording's title in two lines: longer ones would push what can be done with it out of sight."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_LINES = 2
_STEP = 4


def two_lines(text: str, metrics: QFontMetrics, width: int) -> str:
    """Return a text as it fits into two lines of a width: as it is, or broken after the first and ending in "…".

    Args:
        text: The title.
        metrics: Of the font it is shown in.
        width: In logical pixels.
    """
    flags = int(Qt.TextFlag.TextWordWrap)
    lines = metrics.boundingRect(0, 0, width, 1 << 20, flags, text).height() / max(metrics.lineSpacing(), 1)
    if lines < _LINES + 0.5 and all(metrics.horizontalAdvance(word) <= width for word in text.split()):
        return text
    first = ""
    for word in text.split():
        longer = f"{first} {word}".strip()
        if metrics.horizontalAdvance(longer) > width:
            break
        first = longer
    rest = text if not first else " ".join(text.split())[len(first) :].strip()
    last, room = rest, width
    while metrics.horizontalAdvance(last) > width and room > 0:  # joined letters take more or less room when cut
        last, room = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, room), room - _STEP
    return f"{first}\n{last}" if first else last
