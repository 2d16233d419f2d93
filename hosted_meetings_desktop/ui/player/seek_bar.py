"""The line of time under a video: click, drag or use the arrow keys."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QToolTip

from hosted_meetings_desktop.ui.text.format import clock_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SPACE

STEP_MS = 10_000

_MARK_WIDTH = 2
_NEAR = 4
"""Pixels within which the pointer is at a chapter."""


class SeekBar(QSlider):
    """A slider in milliseconds that jumps to where it is clicked.

    Signals:
        sought(int): The person wants another position, in milliseconds.
    """

    sought = Signal(int)

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(self.tr("Position"))
        # Time runs from left to right in players everywhere, also where text does not.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setMouseTracking(True)
        self.sliderMoved.connect(self.sought)
        self._marks: tuple[tuple[int, str], ...] = ()

    def show_marks(self, marks: tuple[tuple[int, str], ...]) -> None:
        """Mark chapters on the line.

        Args:
            marks: Milliseconds, and what happens there in words; in the order of their times.
        """
        self._marks = marks
        self.update()

    def show_position(self, position: int) -> None:
        """Show where the video is, unless the person is dragging."""
        if not self.isSliderDown():
            self.setValue(position)
            self.setAccessibleDescription(clock_text(position / 1000))

    def position_at(self, x: int) -> int:
        """Return the position under a point of the line."""
        left, room = self._room()
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x - left, room)

    def _room(self) -> tuple[int, int]:
        """Return where the middle of the handle is at the beginning, and how far it can go."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        groove = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderGroove, self
        )
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        return groove.left() + handle.width() // 2, max(1, groove.width() - handle.width())

    def _place_of(self, position: int) -> int:
        left, room = self._room()
        return left + QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), position, room)

    def _words_at(self, x: int, position: int) -> str:
        """Return the time there, and what happens there."""
        after = bisect_right(self._marks, (position, chr(0x10FFFF)))
        near = [
            mark for mark in self._marks[max(0, after - 1) : after + 1] if abs(self._place_of(mark[0]) - x) <= _NEAR
        ]
        return f"{clock_text(position / 1000)}  {near[0][1]}" if near else clock_text(position / 1000)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, and the chapters on it."""
        super().paintEvent(event)
        if not self._marks or self.maximum() <= 0:
            return
        painter = QPainter(self)
        middle, height = self.rect().center().y(), SPACE.row
        for at, _words in self._marks:
            if at <= self.maximum():
                mark = QRect(self._place_of(at) - _MARK_WIDTH // 2, middle - height // 2, _MARK_WIDTH, height)
                painter.fillRect(mark, QColor(colours().text))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the point, and drag from there."""
        if event.button() == Qt.MouseButton.LeftButton and self.maximum() > 0:
            wanted = self.position_at(event.position().toPoint().x())
            self.setSliderDown(True)
            self.setSliderPosition(wanted)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag; without a button, say the time under the pointer."""
        at = self.position_at(event.position().toPoint().x())
        if self.isSliderDown():
            self.setSliderPosition(at)
        elif self.maximum() > 0:
            above = event.globalPosition().toPoint() - QPoint(0, self.height() * 2)
            QToolTip.showText(above, self._words_at(event.position().toPoint().x(), at), self)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop dragging."""
        self.setSliderDown(False)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the player, so that they mean the same everywhere in it."""
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the time under the pointer away."""
        QToolTip.hideText()
        super().leaveEvent(event)
