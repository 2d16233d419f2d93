"""A small card over the pane for one question; it holds nothing up and goes away by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class Popover(QFrame):
    """Base of the cards; a click beside it, Esc, or going elsewhere by key leaves it.

    Signals:
        left(): It went away without an answer.
    """

    left = Signal()

    def __init__(self, over: QWidget) -> None:
        """Make it over a pane; nothing is shown before :meth:`open_at`."""
        super().__init__(over)
        self._over = over
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SPACE.tight, SPACE.tight, SPACE.tight, SPACE.tight)
        self.column.setSpacing(SPACE.row)
        self._before: QWidget | None = None
        self.hide()

    def open_under(self, widget: QWidget) -> None:
        """Show it below a button."""
        self.open_at(widget.mapToGlobal(QPoint(0, widget.height() + SPACE.hair)), from_lead=True)

    def open_at(self, point: QPoint, *, from_lead: bool = False) -> None:
        """Show it near a point of the screen, within the pane.

        Args:
            point: Where.
            from_lead: Whether it begins at the point; else it is centred on it.
        """
        over = self._over
        self._before = QApplication.focusWidget()
        size = self.sizeHint().boundedTo(over.size())
        self.resize(size)
        place = over.mapFromGlobal(point)
        if not from_lead:
            place -= QPoint(size.width() // 2, -SPACE.row)
        elif self.isRightToLeft():
            place -= QPoint(size.width(), 0)
        room = over.rect().adjusted(SPACE.hair, SPACE.hair, -SPACE.hair, -SPACE.hair)
        x = min(max(place.x(), room.left()), room.right() + 1 - size.width())
        y = min(max(place.y(), room.top()), room.bottom() + 1 - size.height())
        self.move(x, y)
        self.show()
        self.raise_()
        self.focus_first()
        announce(self, self.accessibleName())
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def focus_first(self) -> None:
        """Put the focus on the first thing in it."""
        first = self.nextInFocusChain()
        while (
            first is not None
            and first is not self
            and not (self.isAncestorOf(first) and first.focusPolicy() & Qt.FocusPolicy.TabFocus)
        ):
            first = first.nextInFocusChain()
        (first or self).setFocus(Qt.FocusReason.PopupFocusReason)

    def close_card(self) -> None:
        """Take it away; the focus goes back to where it was."""
        if self.isHidden():
            return
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        focused = QApplication.focusWidget()
        inside = focused is not None and (focused is self or self.isAncestorOf(focused))
        self.hide()
        if inside and self._before is not None:
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None

    def leave(self) -> None:
        """Take it away without an answer."""
        if not self.isHidden():
            self.close_card()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc; other keys stay here, so that nothing behind the card takes them."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave when somebody clicks elsewhere."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            at = event.globalPosition().toPoint()
            inside = self.rect().contains(self.mapFromGlobal(at))
            widget = QApplication.widgetAt(at)
            own_window = widget is not None and widget.window() is not self.window()  # a menu or a list of its own
            if isinstance(watched, QWidget) and not inside and not own_window:
                self.leave()
        return bool(super().eventFilter(watched, event))
