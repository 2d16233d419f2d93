"""The line of time under a video: click, drag or use the arrow keys."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent

from hosted_meetings_desktop.ui.player.pointed_slider import PointedSlider
from hosted_meetings_desktop.ui.player.time_bubble import TimeBubble
from hosted_meetings_desktop.ui.text.format import clock_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SPACE

STEP_MS = 10_000

_MARK_WIDTH = 2
_NEAR = 4
"""Pixels within which the pointer is at a chapter."""


class SeekBar(PointedSlider):
    """A slider in milliseconds that jumps to where it is clicked.

    Signals:
        sought(int): The person wants another position, in milliseconds.
    """

    sought = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Position"))
        # Time runs from left to right in players everywhere, also where text does not.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setMouseTracking(True)
        self.sliderMoved.connect(self.sought)
        self._marks: tuple[tuple[int, str], ...] = ()
        self.bubble = TimeBubble(self)

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

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, and say the time under the pointer."""
        super().mouseMoveEvent(event)
        x = event.position().toPoint().x()
        if self.maximum() > 0:
            self.bubble.show_at(x, self._words_at(x, self.value_at(x)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the player, so that they mean the same everywhere in it."""
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the time under the pointer away."""
        self.bubble.hide()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take it away with the bar."""
        self.bubble.hide()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take it away: the bar is not where it was."""
        self.bubble.hide()
        super().resizeEvent(event)
