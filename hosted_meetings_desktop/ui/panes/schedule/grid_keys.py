"""What the keys do on the sheet of hours: go from time to time or meeting to meeting, move, stretch, plan, open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from hosted_meetings_desktop.ui.panes.schedule.carrying import Carried, Grip, moved_by_days, stretched_to
from hosted_meetings_desktop.ui.panes.schedule.grid_cursor import Cursor, edge_of_day
from hosted_meetings_desktop.ui.panes.schedule.grid_sheet import GridSheet
from hosted_meetings_desktop.ui.panes.schedule.hand_words import carried_words, time_words

_ARROWS = {
    int(Qt.Key.Key_Up): (0, -1),
    int(Qt.Key.Key_Down): (0, 1),
    int(Qt.Key.Key_Left): (-1, 0),
    int(Qt.Key.Key_Right): (1, 0),
}
_MODIFIERS = {int(key) for key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)}
_ENTER = {int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter)}


class GridKeys:
    """The keyboard on a ``GridSheet``."""

    def __init__(self, grid: GridSheet) -> None:
        self._grid = grid
        self._held_by_alt = False

    def arrive(self) -> None:
        """Have somewhere to be when the keys come."""
        if self._grid.time_cursor is None and self._grid.board.columns:
            today = self._grid.now()
            column = next(
                (n for n, each in enumerate(self._grid.board.columns)
                 if self._grid.board.days[each.day].start <= today < self._grid.board.days[each.day].end),
                0,
            )  # fmt: skip
            self._grid.time_cursor = Cursor(column, self._grid.first_position(column))
        self._grid.viewport().update()

    def leave(self) -> None:
        """Put back what was carried."""
        if self._grid.carried is not None and not self._grid.pointer_busy and self._held_by_alt:
            self._grid.drop_nothing()
        self._held_by_alt = False
        self._grid.viewport().update()

    # ---- keys
    def press(self, event: QKeyEvent) -> bool:
        """Do what a key says; returns whether it says something here."""
        grid = self._grid
        if not grid.board.columns:
            return False
        if grid.carried is not None and grid.carried.entry is not None:
            return self._press_carrying(event)
        if grid.carried is not None and event.key() not in _MODIFIERS:
            self._grid.drop_nothing()  # a time that was drawn before
        if event.key() in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            grid.paged.emit(1 if event.key() == Qt.Key.Key_PageDown else -1)
            return True
        if event.key() == Qt.Key.Key_G and not event.modifiers() and grid.current is not None:
            return self.lift()
        arrow = self._arrow(event)
        if arrow is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier and grid.current is not None:
            return self.lift(by_alt=True) and self._carry(arrow, stretch=_shifted(event))
        if grid.current is not None:
            return self._press_on_entry(event, arrow)
        return self._press_on_time(event, arrow)

    def _arrow(self, event: QKeyEvent) -> tuple[int, int] | None:
        arrow = _ARROWS.get(event.key())
        if arrow is None:
            return None
        return (-arrow[0], arrow[1]) if self._grid.isRightToLeft() else arrow

    def release(self, event: QKeyEvent) -> None:
        """Put down what was moved while Alt was held."""
        if event.key() == Qt.Key.Key_Alt and self._held_by_alt and not event.isAutoRepeat():
            self.drop()

    # ---- times
    def _press_on_time(self, event: QKeyEvent, arrow: tuple[int, int] | None) -> bool:
        grid = self._grid
        if self._grid.time_cursor is None:
            self.arrive()
        cursor = self._grid.time_cursor
        if cursor is None:
            return False
        if event.key() in _ENTER:
            top, bottom = cursor.span(grid.step)
            if cursor.anchor is None:
                grid.plan_at(cursor.column, top)
            else:
                start, end = grid.board.time_at(cursor.column, top), grid.board.time_at(cursor.column, bottom)
                grid.plan_carried(Carried(None, start, end, cursor.column))
            return True
        if event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            first = event.key() == Qt.Key.Key_Home
            position = edge_of_day(grid.board, cursor.column, grid.step, first=first)
            self._go(Cursor(cursor.column, position))
            return True
        if arrow is None:
            return False
        across, down = arrow
        if across:
            self._go_across(cursor, across)
            return True
        limit = grid.board.axis.length - grid.step
        position = min(max(grid.board.axis.snapped(cursor.position, grid.step) + down * grid.step, 0.0), limit)
        anchor = None
        if _shifted(event):
            anchor = cursor.position if cursor.anchor is None else cursor.anchor
        self._go(Cursor(cursor.column, position, anchor))
        return True

    def _go_across(self, cursor: Cursor, across: int) -> None:
        column = cursor.column + across
        if 0 <= column < len(self._grid.board.columns):
            self._go(Cursor(column, cursor.position))
            return
        self._grid.paged.emit(across)
        last = len(self._grid.board.columns) - 1
        self._grid.time_cursor = Cursor(0 if across > 0 else last, cursor.position)
        self._grid.viewport().update()

    def _go(self, cursor: Cursor) -> None:
        grid = self._grid
        grid.set_cursor(cursor)
        top, bottom = cursor.span(grid.step)
        grid.reveal_position(cursor.column, cursor.position, cursor.position + grid.step)
        words = time_words(grid.board, cursor.column, cursor.position)
        if cursor.anchor is not None:
            chosen = Carried(
                None, grid.board.time_at(cursor.column, top), grid.board.time_at(cursor.column, bottom), cursor.column
            )
            words = carried_words(grid.board, chosen, grid.entries, grid.now())
        grid.setAccessibleDescription(words)
        grid.say(words)

    # ---- meetings
    def _press_on_entry(self, event: QKeyEvent, arrow: tuple[int, int] | None) -> bool:
        grid = self._grid
        entry = grid.current
        if entry is None:
            return False
        if event.key() in _ENTER:
            grid.opened.emit(entry.meeting_id)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._back_to_time()
            return True
        if arrow is None:
            return False
        across, down = arrow
        boxes = grid.places.boxes_of(grid.currentIndex().row())
        column = boxes[0].column if boxes else 0
        row = self._beside(column, across) if across else self._along(column, down)
        if row is not None:
            grid.choose(grid.entries.entries[row].meeting_id)
        elif across:
            grid.paged.emit(across)
        return True

    def _along(self, column: int, down: int) -> int | None:
        """Return the next meeting of a column, or the one before."""
        rows = [part.row for part in self._grid.board.parts[column]]
        current = self._grid.currentIndex().row()
        place = rows.index(current) + down if current in rows else 0
        return rows[place] if 0 <= place < len(rows) else None

    def _beside(self, column: int, across: int) -> int | None:
        """Return the meeting of the next column that has one whose time of day is nearest."""
        grid = self._grid
        current = grid.currentIndex().row()
        top = next((part.top for part in grid.board.parts[column] if part.row == current), 0.0)
        column += across
        while 0 <= column < len(grid.board.columns):
            if grid.board.parts[column]:
                return min(grid.board.parts[column], key=lambda part: abs(part.top - top)).row
            column += across
        return None

    def _back_to_time(self) -> None:
        grid = self._grid
        boxes = grid.places.boxes_of(grid.currentIndex().row())
        if boxes:
            self._grid.time_cursor = Cursor(boxes[0].column, boxes[0].part.top)
        grid.choose_none()

    def tab(self, *, forward: bool) -> bool:
        """Go from times to the nearest meeting, or back; returns False to leave the sheet."""
        grid = self._grid
        if not forward and grid.current is not None:
            self._back_to_time()
            return True
        if not forward or grid.current is not None or not grid.entries.entries:
            return False
        cursor = self._grid.time_cursor or Cursor(0, 0)
        for column in [*range(cursor.column, len(grid.board.columns)), *range(cursor.column)]:
            parts = grid.board.parts[column]
            if parts:
                after = [part for part in parts if column != cursor.column or part.bottom > cursor.position]
                row = (after or list(parts))[0].row
                grid.choose(grid.entries.entries[row].meeting_id)
                return True
        return False

    def ask_menu(self) -> None:
        """Ask what can be done with what the keys are on."""
        grid = self._grid
        entry = grid.current
        if entry is not None:
            boxes = grid.places.boxes_of(grid.currentIndex().row())
            point = (
                grid.to_view(boxes[0].left, boxes[0].top, boxes[0].right, boxes[0].bottom).center() if boxes else None
            )
            where = grid.viewport().mapToGlobal(point or grid.viewport().rect().center())
            grid.menu_wanted.emit(where, entry.meeting_id, None)
        elif self._grid.time_cursor is not None and self._grid.time_cursor.column < len(grid.board.columns):
            top, bottom = self._grid.time_cursor.span(grid.step)
            left, right = grid.places.inner(self._grid.time_cursor.column)
            box = grid.to_view(left, grid.places.y_of(top), right, grid.places.y_of(bottom))
            wish = grid.wish_at(self._grid.time_cursor.column, self._grid.time_cursor.position)
            grid.menu_wanted.emit(grid.viewport().mapToGlobal(box.center()), "", wish)

    # ---- carrying
    def lift(self, *, by_alt: bool = False) -> bool:
        """Take the selected meeting in hand; the arrows then move it. Returns whether that can be."""
        grid = self._grid
        entry = grid.current
        boxes = grid.places.boxes_of(grid.currentIndex().row())
        if entry is None or entry.cancelled or not boxes:
            return False
        grid.carry(Carried(entry, entry.starts_at, entry.ends_at, boxes[0].column))
        self._held_by_alt = by_alt
        if not by_alt:
            grid.say(grid.tr("Move it with the arrow keys, with Shift its end. Enter puts it down, Esc leaves it."))
        return True

    def _press_carrying(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER:
            self.drop()
        elif event.key() == Qt.Key.Key_Escape:
            self._grid.drop_nothing()
        else:
            arrow = self._arrow(event)
            if arrow is not None:
                self._carry(arrow, stretch=_shifted(event))
        return True

    def _carry(self, arrow: tuple[int, int], *, stretch: bool) -> bool:
        grid = self._grid
        carried = grid.carried
        if carried is None or carried.entry is None:
            return False
        across, down = arrow
        step = timedelta(minutes=grid.step)
        if down and stretch:
            carried = stretched_to(carried, Grip.END, carried.ends_at + down * step, step)
        elif down:
            carried = replace(
                carried, starts_at=carried.starts_at + down * step, ends_at=carried.ends_at + down * step
            )
            column = grid.board.column_of(carried.starts_at, carried.column)
            carried = replace(carried, column=carried.column if column is None else column)
        elif not stretch:
            carried = self._carried_across(carried, across)
        grid.carry(carried)
        rects = grid.rects_of(carried)
        if rects:
            position = grid.board.position(carried.column, carried.starts_at)
            grid.reveal_position(carried.column, position, position + grid.step)
        grid.say(carried_words(grid.board, carried, grid.entries, grid.now()))
        return True

    def _carried_across(self, carried: Carried, across: int) -> Carried:
        """Return it in the next column: another day, or another host or place of the same day."""
        grid = self._grid
        column = carried.column + across
        if not 0 <= column < len(grid.board.columns):
            return carried
        days = (grid.board.day_of(column) - grid.board.day_of(carried.column)).days
        start = moved_by_days(carried.starts_at, days, None) if days else carried.starts_at
        return replace(carried, column=column, starts_at=start, ends_at=start + carried.duration)

    def drop(self) -> None:
        """Put down what is carried."""
        grid = self._grid
        carried, self._held_by_alt = grid.carried, False
        if carried is None:
            return
        if not carried.changes(grid.board):
            grid.settle()
            return
        boxes = grid.rects_of(carried)
        where = boxes[0].center() if boxes else grid.viewport().rect().center()
        grid.put_down.emit(carried, grid.viewport().mapToGlobal(where))


def _shifted(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
