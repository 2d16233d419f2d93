"""The time under the pointer, over the line of time; a tooltip of Qt would lie on the line and take its clicks."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from hosted_meetings_desktop.ui.theme.tokens import SPACE


class TimeBubble(QLabel):
    """A small window of its own, as nothing else can lie over a picture that is played; it takes no click."""

    def __init__(self, bar: QWidget) -> None:
        kind = Qt.WindowType
        super().__init__(bar, kind.ToolTip | kind.FramelessWindowHint | kind.WindowTransparentForInput)
        self._bar = bar
        self.setObjectName("bubble")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setProperty("surface", "card")
        self.setContentsMargins(SPACE.row, SPACE.hair, SPACE.row, SPACE.hair)
        self.setTextFormat(Qt.TextFormat.PlainText)  # names come from outside

    def show_at(self, x: int, words: str) -> None:
        """Say something over a point of the bar, within its window."""
        self.setText(words)
        self.adjustSize()
        point = self._bar.mapToGlobal(QPoint(x, 0))
        window = self._bar.window()
        first = window.mapToGlobal(QPoint(0, 0)).x()
        last = first + window.width() - self.width()
        left = max(first, min(point.x() - self.width() // 2, last))
        self.move(left, point.y() - self.height() - SPACE.hair)
        self.show()
