"""Makes the film that the player plays in its picture: two people in a call, a minute of nothing happening."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

_SECONDS = 754
_WIDTH, _HEIGHT = 960, 540
_PEOPLE = (("Dr. Ada Osei", "AO", "#1d5fbf"), ("Fatima al-Zahra al-Hassani", "FA", "#176b3e"))


def make_film(path: Path) -> Path:
    """Write the film and return its path."""
    pixels = _picture()
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx264", rate=1, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = _WIDTH, _HEIGHT, "yuv420p", 10
        frame = av.VideoFrame(_WIDTH, _HEIGHT, "rgb24")
        frame.planes[0].update(pixels)
        shown = frame.reformat(format="yuv420p")
        for second in range(_SECONDS):
            shown.pts = second
            container.mux(stream.encode(shown))
        container.mux(stream.encode(None))
    return path


def _picture() -> bytes:
    image = QImage(_WIDTH, _HEIGHT, QImage.Format.Format_RGB888)
    image.fill(QColor("#121519"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = (_WIDTH - 48) // 2
    for number, (name, initials, colour) in enumerate(_PEOPLE):
        tile = QRect(16 + number * (width + 16), 60, width, _HEIGHT - 120)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor("#1f2329"))
        painter.drawRoundedRect(tile, 12, 12)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(tile.center(), 72, 72)
        painter.setPen(QColor("#ffffff"))
        painter.setFont(_font(48))
        painter.drawText(tile, int(Qt.AlignmentFlag.AlignCenter), initials)
        painter.setFont(_font(18))
        painter.drawText(QPoint(tile.left() + 16, tile.bottom() - 16), name)
    painter.end()
    line = image.bytesPerLine()
    return b"".join(memoryview(image.constBits())[row * line : row * line + _WIDTH * 3] for row in range(_HEIGHT))


def _font(pixels: int) -> QFont:
    font = QFont()
    font.setPixelSize(pixels)
    return font
