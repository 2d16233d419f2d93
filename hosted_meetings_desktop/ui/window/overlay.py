"""A sheet over the window's content: the command palette and the list of keys."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.theme.tokens import SPACE

_SCRIM = 96


class Overlay(QWidget):
    """Dims the window and holds one card; Esc or a click beside it closes it and gives the focus back.

    Signals:
        closed(): It went away.
    """

    closed = Signal()

    def __init__(self, over: QWidget, *, width: int, top: int = 0) -> None:
        """Make the overlay.

        Args:
            over: The window it covers, its menu bar too.
            width: The card's width; less where there is less room.
            top: Pixels above the card; 0 puts it in the middle.
        """
        super().__init__(over)
        self._width = width
        self._top = top
        self._before: QWidget | None = None
        self.card = QFrame(self)
        self.card.setProperty("surface", "card")
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(SPACE.gap, SPACE.gap, SPACE.gap, SPACE.gap)
        self.column.setSpacing(SPACE.row)
        over.installEventFilter(self)
        self.hide()

    def wanted_height(self) -> int:
        """Return how tall the card would like to be."""
        return self.card.sizeHint().height()

    def open(self) -> None:
        """Show it over the window."""
        if self.isHidden():
            self._before = QApplication.focusWidget()
        self.fit()
        self.show()
        self.raise_()

    def close_sheet(self) -> None:
        """Take it away and give the focus back."""
        if self.isHidden():
            return
        now = QApplication.focusWidget()
        inside = now is None or self.isAncestorOf(now)
        self.hide()
        before = self._before
        # What had the focus may have been rebuilt meanwhile, as the details of a meeting are.
        if inside and before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        self._before = None
        self.closed.emit()

    def fit(self) -> None:
        """Cover the window and place the card."""
        over = self.parentWidget()
        if over is None:
            return
        self.setGeometry(over.rect())
        width = min(self._width, self.width() - 2 * SPACE.gap)
        height = min(self.wanted_height(), self.height() - self._top - 2 * SPACE.gap)
        top = self._top or (self.height() - height) // 2
        self.card.setGeometry((self.width() - width) // 2, top, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.fit()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 (Qt's signature)
        """Keep Tab inside the sheet while it is open."""
        stops = [
            widget
            for widget in self.findChildren(QWidget)
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        if not stops:
            return True
        now = QApplication.focusWidget()
        place = stops.index(now) if now in stops else -1
        stops[(place + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_sheet()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_sheet()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what lies behind."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, _SCRIM))
        painter.end()
