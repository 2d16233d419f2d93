"""The hours of some days as one painted sheet: columns of days, hosts or places, with everything that is planned."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QEvent, QMargins, QPoint, QRect, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.board import Board
from hosted_meetings_desktop.ui.panes.schedule.grid_edges import GridAxis, GridCorner, GridHead
from hosted_meetings_desktop.ui.panes.schedule.grid_keys import GridKeys
from hosted_meetings_desktop.ui.panes.schedule.grid_layout import GridLayout
from hosted_meetings_desktop.ui.panes.schedule.grid_mouse import GridMouse
from hosted_meetings_desktop.ui.panes.schedule.grid_paint import GridPaint
from hosted_meetings_desktop.ui.panes.schedule.grid_sheet import LEVELS, GridSheet

_PARTS = 6
"""Of what is to be painted; more are painted as one."""


class TimeGrid(GridSheet):
    """Day, work week and week."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._waiting: Board | None = None
        self._top: int | None = None
        self.mouse = GridMouse(self)
        self.keys = GridKeys(self)
        self._paint = GridPaint(self)
        self.head = GridHead(self)
        self.axis = GridAxis(self)
        self.corner = GridCorner(self, self.axis)
        self.setCornerWidget(QWidget())  # else the style frames the place where the scroll bars meet
        self.setAccessibleName(self.tr("Calendar"))
        self.verticalScrollBar().valueChanged.connect(self.axis.update)
        self.horizontalScrollBar().valueChanged.connect(self.head.update)
        self.day_changed.connect(self.axis.update)
        self.ready = True

    # ---- what is shown
    def show_board(self, board: Board) -> None:
        """Show other days, or the same ones as they are now; waits while something is in hand."""
        drawn = self.carried is not None and self.carried.entry is None
        if self.pointer_busy or (self.carried is not None and not drawn):
            self._waiting = board
            return
        if drawn and (board.entries != self.board.entries or board.columns != self.board.columns):
            self.carried = None  # it was planned by now, or something else is shown
        other_days = [day.day for day in board.days] != [day.day for day in self.board.days]
        others = board.columns != self.board.columns or other_days
        kept = self.current
        self.board = board
        self.places = GridLayout(board, self.measure(), self.content_width())
        if others:
            self.keep_cursor()  # among the columns that are shown by now
        self.looks.forget()
        self.looks.mark_hosts(board.entries)
        self.entries.show_entries(board.entries)
        if kept is not None:
            self.choose(kept.meeting_id, reveal=False)
        self.head.setFixedHeight(self.head.sizeHint().height())
        self.axis.measure()
        self.fit()
        self.refresh()

    def settle(self) -> None:
        """Leave what was in hand where it was, or where it is by now."""
        super().settle()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_board(waiting)

    def refresh(self) -> None:
        """Paint everything anew, as the time or the theme is another."""
        self.looks.now = self.now()
        self.viewport().update()
        for edge in (self.head, self.axis, self.corner):
            edge.update()

    # ---- zoom

    def set_level(self, level: int, at: int | None = None) -> None:
        """Zoom; what stands at the height ``at`` of the viewport stays there."""
        level = min(max(level, 0), len(LEVELS) - 1)
        if level == self.level:
            return
        height = self.viewport().height() // 2 if at is None else at
        position = self.places.position_at(self.verticalScrollBar().value() + height)
        self.level = level
        self.places = GridLayout(self.board, self.measure(), self.content_width())
        self.fit()
        self.verticalScrollBar().setValue(self.places.y_of(position) - height)
        self.refresh()

    # ---- places

    def fit(self) -> None:
        """Fit the columns into the width and the edges around the viewport."""
        top, axis = self.head.height(), self.axis.wanted_width()
        # Qt mirrors the scroll bars, but not these.
        margins = QMargins(0, top, axis, 0) if self.isRightToLeft() else QMargins(axis, top, 0, 0)
        if self.viewportMargins() != margins:
            self.setViewportMargins(margins)  # comes back here by way of the resized viewport
        width = self.content_width()
        if width != self.places.width:
            self.places = self.places.at_width(width)
        view = self.viewport().geometry()
        self.head.setGeometry(view.left(), view.top() - top, view.width(), top)
        side = view.right() + 1 if self.isRightToLeft() else view.left() - axis
        self.axis.setGeometry(side, view.top(), axis, view.height())
        self.corner.setGeometry(side, view.top() - top, axis, top)
        self.set_bars()
        self._stay_in_place()

    def _stay_in_place(self) -> None:
        """Scroll by as much as a message over the sheet moves it: what somebody points at stays where it is."""
        if not self.isVisible():
            return
        before, self._top = self._top, self.viewport().mapTo(self.window(), QPoint(0, 0)).y()
        if before is not None and before != self._top:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self._top - before)

    def set_bars(self) -> None:
        """Set the scroll bars."""
        view = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, self.places.height - view.height()))
        vertical.setPageStep(view.height())
        vertical.setSingleStep(self.places.y_of(30))
        horizontal.setRange(0, max(0, self.places.width - view.width()))
        horizontal.setPageStep(view.width())
        horizontal.setSingleStep(self.column_least // 2)

    # ---- events
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is to be painted of the sheet."""
        region = event.region()
        # Each part for itself: between a strip that scrolled into view and what the pointer left lies a whole day.
        few = region.rectCount() <= _PARTS
        with QPainter(self.viewport()) as painter:
            for part in cast("Iterable[QRect]", region) if few else (event.rect(),):
                painter.save()
                painter.setClipRect(part)
                self._paint.paint(painter, part)
                painter.restore()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted already, and paint only what comes into view."""
        self.viewport().scroll(-dx if self.isRightToLeft() else dx, dy)
        if self.carried is not None:
            self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Mirror with the layout."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LayoutDirectionChange, QEvent.Type.FontChange} and self.ready:
            self.fit()
            self.refresh()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an entry or a time."""
        self.mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is held."""
        self.mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put down what is held."""
        self.mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open an entry, or plan at a time."""
        self.mouse.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of what the pointer was over."""
        self.mouse.hover(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = event.angleDelta().y()
            if turn:
                self.set_level(self.level + (1 if turn > 0 else -1), int(event.position().y()))
                self.zoomed.emit(0)  # for those who offer what zoom there is
            event.accept()
            return
        super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is under the pointer, or of what the keys are on."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.keys.ask_menu()
        else:
            self.mouse.ask_menu(event.pos(), event.globalPos())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go about with the keys."""
        left = event.key() == Qt.Key.Key_Escape and self.mouse.cancel()
        if not left and not self.keys.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Put down what was moved while Alt was held."""
        self.keys.release(event)
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        self.keys.arrive()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keys are; what was carried by keys stays where it was."""
        super().focusOutEvent(event)
        self.keys.leave()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 (Qt's signature)
        """Go from times to entries and back before leaving."""
        return self.keys.tab(forward=forward) or bool(super().focusNextPrevChild(forward))
