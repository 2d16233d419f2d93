"""Lays a message over the bottom of what it is about: nothing moves under the pointer when it comes or goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Slot
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_WIDEST = SIZE.text_width + SIZE.details_width // 2
_NARROWEST = SIZE.field_width
_MOVES = frozenset({QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.LayoutRequest})


class _Floating(QObject):
    """Keeps one bar in its place."""

    def __init__(self, bar: MessageBar, over: QWidget) -> None:
        super().__init__(bar)
        self._bar = bar
        self._over = over
        bar.shown.connect(self.place)
        for watched in (bar, over):
            watched.installEventFilter(self)

    @Slot()
    def place(self) -> None:
        """Put the bar over the bottom, above another one that stands there already."""
        bar, over, parent = self._bar, self._over, self._bar.parentWidget()
        if parent is None or bar.isHidden():
            return
        room = QRect(over.mapTo(parent, QPoint(0, 0)) if over is not parent else QPoint(0, 0), over.size())
        width = min(max(_NARROWEST, min(_WIDEST, bar.wanted_width())), room.width() - 2 * SPACE.gap)
        bar.resize(width, bar.height())  # its buttons may go below the text, which makes it taller
        height = bar.heightForWidth(width)
        top = room.bottom() + 1 - SPACE.gap - height
        place = QRect(room.left() + (room.width() - width) // 2, top, width, height)
        for other in bar.window().findChildren(MessageBar):
            if other is not bar and other.property("floating") == "true" and other.isVisible():
                taken = QRect(other.mapTo(bar.window(), QPoint(0, 0)), other.size())
                mine = QRect(parent.mapTo(bar.window(), place.topLeft()), place.size())
                if taken.intersects(mine):
                    place.translate(0, taken.top() - SPACE.row - height - mine.top())
        bar.setGeometry(place)
        bar.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is below, and the bar's own text."""
        # The type first: a filter whose owner is being collected is told of children, and has no attributes any more.
        if event.type() in _MOVES:
            by_text = event.type() == QEvent.Type.LayoutRequest
            if watched is (self._bar if by_text else self._over):
                self.place()
        return super().eventFilter(watched, event)


def float_over(bar: MessageBar, parent: QWidget, over: QWidget | None = None) -> None:
    """Let a bar lie over the bottom of a widget instead of taking a row of its own.

    Tab comes to it where ``parent`` has it in its order: call this before what shall come after it is made.

    Args:
        bar: The bar.
        parent: What holds it.
        over: The part of ``parent`` whose bottom it lies over; all of it without.
    """
    bar.setParent(parent)
    bar.setProperty("floating", "true")
    bar.hide()
    _Floating(bar, over or parent)
