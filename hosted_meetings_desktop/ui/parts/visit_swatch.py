"""The colour of a visit type as an icon, wherever its name is shown or chosen."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap

from hosted_meetings_desktop.domain.visit_type import VisitColour
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import VisitTone

_SWATCH = 14
_CORNER = 4


class _SwatchEngine(QIconEngine):
    """Paints a colour as it is in the theme that is shown."""

    def __init__(self, colour: VisitColour) -> None:
        super().__init__()
        self._colour = colour

    def clone(self) -> QIconEngine:
        return _SwatchEngine(self._colour)

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, _state: QIcon.State) -> None:
        tone: VisitTone = getattr(colours().visit, self._colour.value)
        # Beside text the icon is asked for wider than high: the rest of the width is the gap to the text.
        square = QRectF(0, 0, _SWATCH, _SWATCH)
        square.moveCenter(QRectF(rect).center())
        if rect.width() > rect.height():
            mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
            square.moveLeft(rect.right() + 1 - _SWATCH if mirrored else rect.left())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.edge))
        painter.drawRoundedRect(square, _CORNER, _CORNER)
        painter.restore()

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)


@cache
def swatch_icon(colour: VisitColour) -> QIcon:
    """Return a colour as an icon; it follows the theme by itself."""
    return QIcon(_SwatchEngine(colour))
