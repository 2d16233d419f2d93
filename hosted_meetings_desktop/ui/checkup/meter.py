"""The bar that moves with a voice."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_STEPS = 20


class LevelMeter(QWidget):
    """A row of segments; how many are lit says how loud it is. The line beside it says the same in words."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = 0.0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def level(self) -> float:
        """How loud it is, 0 to 1."""
        return self._level

    def set_level(self, level: float) -> None:
        """Show how loud it is, 0 to 1."""
        before, self._level = self._lit(), min(1.0, max(0.0, level))
        if self._lit() != before:
            self.update()

    def _lit(self) -> int:
        return round(self._level * _STEPS)

    def sizeHint(self) -> QSize:
        """Return what it needs."""
        return QSize(_STEPS * SPACE.row, SPACE.tight)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown, from where reading starts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = SPACE.hair / 2
        wide = (self.width() + gap) / _STEPS - gap
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        lit = self._lit()
        for step in range(_STEPS):
            place = _STEPS - 1 - step if mirrored else step
            painter.setBrush(QColor(colours().live if step < lit else colours().skeleton))
            painter.drawRoundedRect(QRectF(place * (wide + gap), 0, wide, self.height()), gap, gap)
        painter.end()
