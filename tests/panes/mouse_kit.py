"""Mouse events straight to a widget: the place of the real cursor, and what lies under it, depend on other tests."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget


def move_mouse(widget: QWidget, point: QPoint | QPointF) -> None:
    """Move over a widget with no button held; the point is the widget's own."""
    send_mouse(widget, QEvent.Type.MouseMove, point, held=Qt.MouseButton.NoButton)


def send_mouse(
    widget: QWidget, kind: QEvent.Type, point: QPoint | QPointF, *, held: Qt.MouseButton = Qt.MouseButton.LeftButton
) -> None:
    """Send one event of the left button, or of none if the mouse only moves."""
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    place = QPointF(point)
    event = QMouseEvent(kind, place, widget.mapToGlobal(place), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
