"""The sheet of hours that is painted, pointed at and walked over: what is where on it, and what is in hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtCore import QPoint, QRect, Signal

from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.board import Board, Side
from hosted_meetings_desktop.ui.panes.schedule.carrying import Carried
from hosted_meetings_desktop.ui.panes.schedule.clock_axis import DayAxis
from hosted_meetings_desktop.ui.panes.schedule.entry_view import EntryView
from hosted_meetings_desktop.ui.panes.schedule.entry_words import busy_words
from hosted_meetings_desktop.ui.panes.schedule.grid_cursor import MORNING, Cursor
from hosted_meetings_desktop.ui.panes.schedule.grid_layout import GridLayout, Measure
from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

LEVELS = (2, 3, 4, 5, 6, 8, 12, 16, 24)
"""How many lines of text are as high as an hour."""
USUAL_LEVEL = 2
_FINE_LINES = 8
COARSE, FINE = 15, 5
_LEAD = 15
"""Minutes in view before what a day is scrolled to."""


class GridSheet(EntryView):
    """What ``TimeGrid`` is made over.

    Attributes:
        board: What is shown.
        places: Where that is, in pixels.
        level: The zoom, a place in ``LEVELS``.
        loading: Whether what is planned is still on its way for longer than a moment.
        time_cursor: The time that the keys are on; None before they were used.
        hovered_row: The entry under the pointer, -1 for none.
        pointer_busy: Whether the pointer draws or carries something.

    Signals:
        day_changed(): The keys are on another day.
    """

    day_changed = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.board = Board(DayAxis(()), ())
        self.level = USUAL_LEVEL
        self.loading = False
        self.time_cursor: Cursor | None = None
        self.hovered_row = -1
        self.pointer_busy = False
        self.places = GridLayout(self.board, self.measure(), 1)

    def set_loading(self, *, loading: bool) -> None:
        """Show that what is planned is on its way."""
        if loading != self.loading:
            self.loading = loading
            self.viewport().update()

    def update_row(self, row: int) -> None:
        """Paint an entry anew, and the time that the keys were on."""
        for box in self.places.boxes_of(row):
            self.viewport().update(self.to_view(box.left, box.top, box.right, box.bottom))
        self.update_cursor()

    # ---- the time that the keys are on
    @property
    def day(self) -> int:
        """The number of the day that the keys are on."""
        columns = self.board.columns
        return (
            columns[self.time_cursor.column].day
            if self.time_cursor is not None and self.time_cursor.column < len(columns)
            else 0
        )

    def set_cursor(self, cursor: Cursor) -> None:
        """Put the keys on another time."""
        day = self.day
        self.update_cursor()
        self.time_cursor = cursor
        self.update_cursor()
        if self.day != day:
            self.day_changed.emit()

    def keep_cursor(self) -> None:
        """Keep the keys on a column, as there are others now."""
        if self.time_cursor is not None:
            last = max(0, len(self.board.columns) - 1)
            self.time_cursor = Cursor(min(self.time_cursor.column, last), self.time_cursor.position)

    def go_to(self, column: int, position: float) -> None:
        """Put the keys on the step that holds a place."""
        snapped = self.board.axis.snapped(max(0.0, position - self.step / 2), self.step)
        self.set_cursor(Cursor(column, min(snapped, self.board.axis.length - self.step)))

    def go_to_day(self, day: date) -> None:
        """Put the keys on a day, at the time they are on or in the morning."""
        column = next((n for n in range(len(self.board.columns)) if self.board.day_of(n) == day), None)
        here = self.time_cursor
        if column is not None and (here is None or self.board.days[self.day].day != day):
            self.set_cursor(Cursor(column, here.position if here is not None else self.first_position(column)))

    def first_position(self, column: int) -> float:
        """Return where the keys begin in a column: today at the next quarter of an hour, else in the morning."""
        day, now = self.board.days[self.board.columns[column].day], self.now()
        if not day.start <= now < day.end:
            return float(MORNING)
        position = self.board.axis.snapped(self.board.position(column, now), COARSE)
        if self.board.time_at(column, position) < now:
            position += COARSE
        return min(position, self.board.axis.length - COARSE)

    def update_cursor(self) -> None:
        """Paint the time that the keys are on anew."""
        cursor = self.time_cursor
        if cursor is not None and cursor.column < len(self.board.columns):
            top, bottom = cursor.span(self.step)
            left, right = self.places.edges[cursor.column], self.places.edges[cursor.column + 1]
            box = self.to_view(left, self.places.y_of(top), right, self.places.y_of(bottom))
            self.viewport().update(box.adjusted(-1, -1, 1, 2))

    # ---- in hand
    def carry(self, carried: Carried | None) -> None:
        """Have something in hand, or something else, and paint what that changes."""
        before, self.carried = self.carried, carried
        if before is None or carried is None:
            self.viewport().update()
            return
        for each in (before, carried):
            for box in self.rects_of(each):
                label = 2 * self.looks.line + SPACE.gap
                strip = QRect(0, box.top() - label, self.viewport().width(), box.height() + 2 * label)
                self.viewport().update(strip)

    def rects_of(self, carried: Carried) -> list[QRect]:
        """Return where something in hand is in the viewport: one rectangle for each day it touches."""
        found = []
        like = self.board.columns[carried.column]
        for number, column in enumerate(self.board.columns):
            day = self.board.days[column.day]
            same = (column.side, column.name) == (like.side, like.name)
            if same and carried.starts_at < day.end and carried.ends_at > day.start:
                left, right = self.places.inner(number)
                top = self.places.y_of(self.board.position(number, carried.starts_at))
                bottom = self.places.y_of(self.board.position(number, carried.ends_at, end=True))
                found.append(self.to_view(left, top, right, max(bottom, top + self.places.measure.least)))
        return found

    def drop_nothing(self) -> None:
        """Leave what is in hand where it was."""
        carried = self.carried
        if carried is not None:
            self.settle()
            if carried.entry is not None:
                self.say(self.tr("It stays where it was."))

    # ---- places
    @property
    def step(self) -> int:
        """To how many minutes what is moved is rounded."""
        return FINE if LEVELS[self.level] >= _FINE_LINES else COARSE

    def measure(self) -> Measure:
        """Return how large things are at this zoom."""
        line = self.looks.line
        minute = LEVELS[self.level] * line / 60
        return Measure(
            minute=minute,
            # Visits of a quarter of an hour that follow each other must not count as overlapping.
            least=max(SPACE.row, min(line - 1, int(COARSE * minute))),
            lane=line * 2,
            gap=SPACE.hair // 4,
            gutter=SPACE.row,
        )

    @property
    def column_least(self) -> int:
        """How narrow a column may be."""
        named = bool(self.board.columns) and self.board.columns[0].side is not Side.ALL
        return SIZE.rail_width if named else SIZE.header * 2

    def content_width(self) -> int:
        """Return how wide the sheet is."""
        return max(self.viewport().width(), self.column_least * len(self.board.columns), 1)

    def to_view(self, left: int, top: int, right: int, bottom: int) -> QRect:
        """Return where a part of the sheet is in the viewport."""
        y = top - self.verticalScrollBar().value()
        x = left - self.horizontalScrollBar().value()
        if self.isRightToLeft():
            x = self.viewport().width() - x - (right - left)
        return QRect(x, y, right - left, bottom - top)

    def to_sheet(self, point: QPoint) -> tuple[int, int]:
        """Return which place of the sheet a point of the viewport is."""
        x = self.viewport().width() - 1 - point.x() if self.isRightToLeft() else point.x()
        return x + self.horizontalScrollBar().value(), point.y() + self.verticalScrollBar().value()

    def scroll_to_position(self, position: float) -> None:
        """Let a place of the axis stand near the top."""
        self.verticalScrollBar().setValue(self.places.y_of(max(0.0, position - _LEAD)))

    def reveal_position(self, column: int, top: float, bottom: float) -> None:
        """Bring a part of a column into view, moving no more than needed."""
        y, end = self.places.y_of(top), self.places.y_of(bottom)
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if y < bar.value():
            bar.setValue(y)
        elif end > bar.value() + height:
            bar.setValue(min(y, end - height))
        left, right = self.places.edges[column], self.places.edges[column + 1]
        side, width = self.horizontalScrollBar(), self.viewport().width()
        if left < side.value():
            side.setValue(left)
        elif right > side.value() + width:
            side.setValue(right - width)

    def reveal(self, row: int) -> None:
        """Bring an entry into view."""
        boxes = self.places.boxes_of(row)
        if boxes:
            self.reveal_position(boxes[0].column, boxes[0].part.top, boxes[0].part.bottom)

    # ---- what is asked for
    def wish_at(self, column: int, position: float) -> PlanWish:
        """Return the wish to plan at a time of a column."""
        start = self.board.time_at(column, self.board.axis.snapped(max(0.0, position - self.step / 2), self.step))
        return self._wish(column, start, None)

    def plan_at(self, column: int, position: float) -> None:
        """Ask to plan at a time of a column."""
        self.plan_wanted.emit(self.wish_at(column, position))

    def plan_carried(self, carried: Carried) -> None:
        """Ask to plan what was drawn; it stays drawn until it is planned or left."""
        self.plan_wanted.emit(self._wish(carried.column, carried.starts_at, carried.duration))

    def _wish(self, column: int, start: datetime, duration: timedelta | None) -> PlanWish:
        shown = self.board.columns[column]
        host = shown.name if shown.side is Side.HOSTS else self.board.only_host
        place = shown.name if shown.side is Side.PLACES else ""
        return PlanWish(self.board.day_of(column), start, duration, host, place)

    # ---- as a list
    def rect_of(self, row: int) -> QRect:
        """Return where an entry is in the viewport."""
        boxes = self.places.boxes_of(row)
        return self.to_view(boxes[0].left, boxes[0].top, boxes[0].right, boxes[0].bottom) if boxes else QRect()

    def row_at(self, point: QPoint) -> int:
        """Return the entry at a point of the viewport."""
        box = self.places.box_at(*self.to_sheet(point))
        return box.row if box is not None else -1

    def tip_at(self, point: QPoint) -> str:
        """Return what there is to say about a point: the entry, or what takes the time."""
        told = super().tip_at(point)
        if told or not self.board.columns:
            return told
        x, y = self.to_sheet(point)
        position, column = self.places.position_at(y), self.places.column_at(x)
        busy = (part for part in self.board.busy[column] if part.top <= position < part.bottom)
        found = next(busy, None)
        if found is not None:
            return busy_words(found.busy, self.now())
        shades = (shade for shade in self.board.shades[column] if shade.top <= position < shade.bottom)
        return next((shade.reason for shade in shades if shade.reason), "")
