"""The line of time under a video: click, drag or use the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QToolTip

from hosted_meetings_desktop.ui.text.format import clock_text

STEP_MS = 10_000


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

    def show_position(self, position: int) -> None:
        """Show where the video is, unless the person is dragging."""
        if not self.isSliderDown():
            self.setValue(position)
            self.setAccessibleDescription(clock_text(position / 1000))

    def position_at(self, x: int) -> int:
        """Return the position under a point of the line."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        groove = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderGroove, self
        )
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        room = max(1, groove.width() - handle.width())
        place = x - groove.left() - handle.width() // 2
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), place, room)

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
            QToolTip.showText(above, clock_text(at / 1000), self)
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
