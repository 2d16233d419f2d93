"""A slider that goes where it is clicked, as those of players do, and not a step towards it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider


class PointedSlider(QSlider):
    """A horizontal slider that can be clicked anywhere and dragged from there.

    Only Tab gives it the focus: whoever has used it with the mouse still means the player with the keys.
    """

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def value_at(self, x: int) -> int:
        """Return the value under a point of the line."""
        left, room = self._room()
        return QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), x - left, room, self._mirrored())

    def _place_of(self, value: int) -> int:
        """Return where on the line a value is."""
        left, room = self._room()
        return left + QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), value, room, self._mirrored())

    def _mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _room(self) -> tuple[int, int]:
        """Return where the middle of the handle is at one end, and how far it can go."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        groove = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderGroove, self
        )
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, self
        )
        return groove.left() + handle.width() // 2, max(1, groove.width() - handle.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Jump to the point, and drag from there."""
        if event.button() == Qt.MouseButton.LeftButton and self.maximum() > self.minimum():
            wanted = self.value_at(event.position().toPoint().x())
            self.setSliderDown(True)
            self.setSliderPosition(wanted)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if self.isSliderDown():
            self.setSliderPosition(self.value_at(event.position().toPoint().x()))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop dragging."""
        self.setSliderDown(False)
        super().mouseReleaseEvent(event)
