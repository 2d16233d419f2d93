"""What the pointer does on the sheet of hours: choose, draw, move, stretch, open."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.ui.panes.schedule.carrying import (
    Carried,
    Grip,
    drawn,
    moved_by_pointer,
    stretched_by_pointer,
)
from hosted_meetings_desktop.ui.panes.schedule.grid_layout import Box
from hosted_meetings_desktop.ui.panes.schedule.grid_sheet import GridSheet
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_SCROLL_MS = 30
_EDGE = SIZE.control


class _Does(Enum):
    NOTHING = auto()
    PRESSES = auto()  # not yet far enough to mean a move
    DRAWS = auto()
    CARRIES = auto()


@dataclass(slots=True)
class _Press:
    """Where the button went down: in the viewport and on the axis."""

    point: QPoint
    column: int
    position: float
    box: Box | None
    grip: Grip


class GridMouse:
    """The pointer over a ``GridSheet``."""

    def __init__(self, grid: GridSheet) -> None:
        self._grid = grid
        self._does = _Does.NOTHING
        self._press: _Press | None = None
        self._last = QPoint()
        self._scroll = QTimer(grid)
        self._scroll.setInterval(_SCROLL_MS)
        self._scroll.timeout.connect(self._scroll_on)

    # ---- the button
    def press(self, event: QMouseEvent) -> None:
        """Note where it went down, and choose what is there."""
        grid = self._grid
        point = event.position().toPoint()
        if not grid.board.columns:
            return
        if not grid.pointer_busy:
            grid.drop_nothing()
        x, y = grid.to_sheet(point)
        box = grid.places.box_at(x, y)
        if event.button() == Qt.MouseButton.RightButton:
            self._choose(box, x, y)
            return
        if event.button() != Qt.MouseButton.LeftButton:
            return
        more = grid.places.more_at(x, y)
        if more is not None:
            grid.day_wanted.emit(grid.board.day_of(more.column))
            return
        self._choose(box, x, y)
        self._press = _Press(point, grid.places.column_at(x), grid.places.position_at(y), box, self._grip(box, y))
        self._does = _Does.PRESSES

    def _choose(self, box: Box | None, x: int, y: int) -> None:
        grid = self._grid
        if box is not None:
            grid.choose(grid.entries.entries[box.row].meeting_id, reveal=False)
            return
        grid.choose_none()
        grid.go_to(grid.places.column_at(x), grid.places.position_at(y))

    def move(self, event: QMouseEvent) -> None:
        """Draw or carry, once it is clear that this is meant."""
        point = event.position().toPoint()
        if self._does is _Does.NOTHING or self._press is None:
            self.hover(point)
            return
        if self._does is _Does.PRESSES:
            far = (point - self._press.point).manhattanLength() >= QApplication.startDragDistance()
            if not far or not self._begin():
                return
        self._follow(point)

    def _begin(self) -> bool:
        """Begin to draw or to carry; a cancelled meeting stays where it was."""
        grid, press = self._grid, self._press
        assert press is not None  # noqa: S101 (the caller checked it)
        if press.box is None:
            self._does = _Does.DRAWS
            grid.pointer_busy = True
            return True
        if grid.entries.entries[press.box.row].cancelled:
            return False
        self._does = _Does.CARRIES
        grid.pointer_busy = True
        grid.viewport().setCursor(
            Qt.CursorShape.ClosedHandCursor if press.grip is Grip.WHOLE else Qt.CursorShape.SizeVerCursor
        )
        return True

    def _follow(self, point: QPoint) -> None:
        grid, press = self._grid, self._press
        if press is None:
            return
        self._last = point
        x, y = grid.to_sheet(point)
        column, position = grid.places.column_at(x), grid.places.position_at(y)
        if press.box is None:
            carried = drawn(grid.board, press.column, press.position, position, grid.step)
        else:
            entry = grid.entries.entries[press.box.row]
            if press.grip is Grip.WHOLE:
                start = position - (press.position - self._top_of(press.box))
                carried = moved_by_pointer(grid.board, entry, column, start, grid.step)
            else:
                held = Carried(entry, entry.starts_at, entry.ends_at, press.box.column)
                carried = stretched_by_pointer(grid.board, held, press.grip, press.box.column, position, grid.step)
        if carried != grid.carried:
            grid.carry(carried)
        near = not _EDGE <= point.y() <= grid.viewport().height() - _EDGE
        beside = not 0 <= point.x() < grid.viewport().width()
        if near or beside:
            if not self._scroll.isActive():
                self._scroll.start()
        else:
            self._scroll.stop()

    def _top_of(self, box: Box) -> float:
        """Return where the whole meeting would begin in the column of one of its parts."""
        grid = self._grid
        if box.part.begins:
            return box.part.top
        entry = grid.entries.entries[box.row]
        day = grid.board.days[grid.board.columns[box.column].day]
        return (entry.starts_at - day.start).total_seconds() / 60

    def release(self, event: QMouseEvent) -> None:
        """Put it down where it is."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        grid, does = self._grid, self._does
        self._end()
        carried = grid.carried
        if carried is None or does not in {_Does.DRAWS, _Does.CARRIES}:
            return
        if carried.entry is None:
            grid.plan_carried(carried)
        elif carried.changes(grid.board):
            grid.put_down.emit(carried, event.globalPosition().toPoint())
        else:
            grid.settle()

    def cancel(self) -> bool:
        """Let go of what is held, leaving all as it was; returns whether something was held."""
        held = self._does is not _Does.NOTHING
        self._end()
        if held:
            self._grid.settle()
        return held

    def _end(self) -> None:
        self._does = _Does.NOTHING
        self._grid.pointer_busy = False
        self._press = None
        self._scroll.stop()
        self._grid.viewport().unsetCursor()

    def double_click(self, event: QMouseEvent) -> None:
        """Open what is there, or plan there."""
        if event.button() != Qt.MouseButton.LeftButton or not self._grid.board.columns:
            return
        self._end()
        x, y = self._grid.to_sheet(event.position().toPoint())
        box = self._grid.places.box_at(x, y)
        if box is not None:
            self._grid.opened.emit(self._grid.entries.entries[box.row].meeting_id)
        elif self._grid.places.more_at(x, y) is None:
            self._grid.plan_at(self._grid.places.column_at(x), self._grid.places.position_at(y))

    # ---- around it
    def hover(self, point: QPoint | None) -> None:
        """Mark what is under the pointer, and show what holding it there would do."""
        grid = self._grid
        x, y = grid.to_sheet(point) if point is not None else (-1, -1)
        box = grid.places.box_at(x, y) if point is not None else None
        row = box.row if box is not None else -1
        if row != grid.hovered_row:
            for each in (grid.hovered_row, row):
                for old in grid.places.boxes_of(each) if each >= 0 else ():
                    grid.viewport().update(grid.to_view(old.left, old.top, old.right, old.bottom))
            grid.hovered_row = row
        if box is not None and not grid.entries.entries[box.row].cancelled:
            stretches = self._grip(box, y) is not Grip.WHOLE
            grid.viewport().setCursor(
                Qt.CursorShape.SizeVerCursor if stretches else Qt.CursorShape.PointingHandCursor
            )
        else:
            grid.viewport().unsetCursor()

    def ask_menu(self, point: QPoint, on_screen: QPoint) -> None:
        """Ask for the menu of what is there."""
        grid = self._grid
        if not grid.board.columns:
            return
        x, y = grid.to_sheet(point)
        box = grid.places.box_at(x, y)
        if box is not None:
            grid.menu_wanted.emit(on_screen, grid.entries.entries[box.row].meeting_id, None)
        else:
            grid.menu_wanted.emit(on_screen, "", grid.wish_at(grid.places.column_at(x), grid.places.position_at(y)))

    def _grip(self, box: Box | None, y: int) -> Grip:
        if box is None:
            return Grip.WHOLE
        edge = min(SPACE.row - 2, (box.bottom - box.top) // 4)
        if box.part.ends and y >= box.bottom - edge:
            return Grip.END
        if box.part.begins and y < box.top + edge:
            return Grip.START
        return Grip.WHOLE

    def _scroll_on(self) -> None:
        """Scroll while something is held near an edge, and follow."""
        grid, point = self._grid, self._last
        height, width = grid.viewport().height(), grid.viewport().width()
        down = point.y() - (height - _EDGE) if point.y() > height - _EDGE else min(0, point.y() - _EDGE)
        across = point.x() - width + 1 if point.x() >= width else min(0, point.x())
        vertical, horizontal = grid.verticalScrollBar(), grid.horizontalScrollBar()
        vertical.setValue(vertical.value() + down // 2)
        horizontal.setValue(horizontal.value() + (-across if grid.isRightToLeft() else across) // 2)
        self._follow(point)
