"""A month as one painted sheet: each day with its meetings, and how many more there are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.month_board import MonthBoard
from hosted_meetings_desktop.ui.panes.schedule.month_keys import MonthKeys
from hosted_meetings_desktop.ui.panes.schedule.month_paint import MonthPaint
from hosted_meetings_desktop.ui.panes.schedule.month_sheet import MonthSheet
from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish


class MonthView(MonthSheet):
    """The weeks of one month."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._waiting: MonthBoard | None = None
        self._pressed: tuple[QPoint, int] | None = None
        self._dragging = False
        self.keys = MonthKeys(self)
        self._picture = MonthPaint(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Calendar of the month"))
        self.ready = True

    # ---- what is shown
    def show_board(self, board: MonthBoard) -> None:
        """Show another month, or the same as it is now; waits while something is in hand."""
        if self.carried is not None:
            self._waiting = board
            return
        kept = self.current
        self.board = board
        self.looks.forget()
        self.entries.show_entries(board.entries)
        self.fit()
        if kept is not None:
            self.choose(kept.meeting_id)
        self.refresh()

    def settle(self) -> None:
        """Leave what was in hand where it was, or where it is by now."""
        super().settle()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_board(waiting)

    # ---- the pointer
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a day or a meeting."""
        point = event.position().toPoint()
        number = self.cell_at(point)
        if number is None or event.button() == Qt.MouseButton.MiddleButton:
            return
        if self.carried is not None:
            self.drop_nothing()
        index = self.indexAt(point)
        self.day = self.board.days[number].day
        if index.isValid():
            self.choose(self.entries.entries[index.row()].meeting_id)
        else:
            self.choose_none()
            self.viewport().update()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (point, index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move a meeting to another day."""
        point = event.position().toPoint()
        if self._pressed is None:
            self._hover(point)
            return
        begun, row = self._pressed
        entry = self.entries.entries[row] if row >= 0 else None
        if entry is None or entry.cancelled:
            return
        if not self._dragging and (point - begun).manhattanLength() < QApplication.startDragDistance():
            return
        self._dragging = True
        number = self.cell_at(point)
        if number is not None:
            self.carry_to(entry, self.board.days[number].day)

    def _hover(self, point: QPoint) -> None:
        row = self.indexAt(point).row()
        number = self.cell_at(point)
        counted = number is not None and self._in_head(point, number)
        shape = Qt.CursorShape.PointingHandCursor if row >= 0 or counted else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def _in_head(self, point: QPoint, number: int) -> bool:
        return self.to_sheet(point)[1] < self.cells[number].top + self.looks.line

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Put down a meeting, or show a day alone."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        dragging, row = self._dragging, self._pressed[1]
        self._pressed, self._dragging = None, False
        if dragging:
            self.drop(event.globalPosition().toPoint())
            return
        point = event.position().toPoint()
        number = self.cell_at(point)
        if row < 0 and number is not None and self._in_head(point, number):
            self.day_wanted.emit(self.board.days[number].day)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open a meeting, or plan on a day."""
        self._pressed = None
        point = event.position().toPoint()
        index, number = self.indexAt(point), self.cell_at(point)
        if index.isValid():
            self.opened.emit(self.entries.entries[index.row()].meeting_id)
        elif number is not None and not self._in_head(point, number):
            self.plan_wanted.emit(PlanWish(self.board.days[number].day))

    def drop_nothing(self) -> None:
        """Leave what is carried where it was."""
        self._dragging = False
        self._pressed = None
        super().drop_nothing()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of what is there."""
        entry = self.current
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            number = self.board.number_of(self.day)
            cell = self.cells[number] if number is not None and self.cells else None
            box = self.visualRect(self.currentIndex()) if entry is not None else QRect()
            if entry is None and cell is not None:
                box = self.to_view(cell.left, cell.top, cell.right, cell.bottom)
            where = self.viewport().mapToGlobal(box.center())
        self.menu_wanted.emit(where, entry.meeting_id if entry is not None else "", PlanWish(self.day))
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go from month to month."""
        turn = event.angleDelta().y()
        if turn:
            self.paged.emit(-1 if turn > 0 else 1)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from day to day and from meeting to meeting."""
        if not self.keys.press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Put down what was moved while Alt was held."""
        self.keys.release(event)
        event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 (Qt's signature)
        """Go from days to meetings and back before leaving."""
        return self.keys.tab(forward=forward) or bool(super().focusNextPrevChild(forward))

    # ---- Qt's events
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the month."""
        with QPainter(self.viewport()) as painter:
            self._picture.paint(painter, event.rect())

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Stay: a month always fits."""

    def leaveEvent(self, event: QEvent) -> None:
        """Let go of what the pointer was over."""
        if self.hovered >= 0:
            self.hovered = -1
            self.viewport().update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys are."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide where the keys are; what was carried by keys stays where it was."""
        super().focusOutEvent(event)
        self.keys.leave()
        self.viewport().update()
