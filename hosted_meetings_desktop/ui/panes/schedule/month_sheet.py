"""The sheet of a month that is painted, pointed at and walked over: what is where on it, and what is in hand."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, QRect

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.carrying import Carried, moved_to_day
from hosted_meetings_desktop.ui.panes.schedule.entry_view import EntryView
from hosted_meetings_desktop.ui.panes.schedule.month_board import Cell, CellMeasure, MonthBoard, cells_of
from hosted_meetings_desktop.ui.text.format import date_text, isolated, local, one_or_many, span_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class MonthSheet(EntryView):
    """What ``MonthView`` is made over.

    Attributes:
        board: What is shown.
        cells: Where that is, from where reading starts.
        day: The day that the keys are on.
        loading: Whether what is planned is still on its way for longer than a moment.
        hovered: The entry under the pointer, -1 for none.
        head: The height of the names of the weekdays.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.board = MonthBoard(date.min)
        self.cells: list[Cell] = []
        self.day = local(clock()).date()
        self.loading = False
        self.hovered = -1
        self.head = self.looks.line + SPACE.row

    def set_loading(self, *, loading: bool) -> None:
        """Show that what is planned is on its way."""
        if loading != self.loading:
            self.loading = loading
            self.viewport().update()

    def refresh(self) -> None:
        """Paint everything anew, as the time or the theme is another."""
        self.looks.now = self.now()
        self.viewport().update()

    def fit(self) -> None:
        """Place the cells anew."""
        line = self.looks.line
        measure = CellMeasure(head=line + SPACE.hair - 1, chip=line + 1, gap=SPACE.hair // 2)
        size = self.viewport().size()
        self.cells = cells_of(self.board, size.width(), max(0, size.height() - self.head), measure)

    def to_view(self, left: int, top: int, right: int, bottom: int) -> QRect:
        """Return where a part of the sheet is in the viewport."""
        x = self.viewport().width() - right if self.isRightToLeft() else left
        return QRect(x, top + self.head, right - left, bottom - top)

    def to_sheet(self, point: QPoint) -> tuple[int, int]:
        """Return which place of the sheet a point of the viewport is."""
        x = self.viewport().width() - 1 - point.x() if self.isRightToLeft() else point.x()
        return x, point.y() - self.head

    def cell_at(self, point: QPoint) -> int | None:
        """Return the number of the day at a point of the viewport."""
        x, y = self.to_sheet(point)
        found = (
            n for n, cell in enumerate(self.cells) if cell.left <= x < cell.right and cell.top <= y < cell.bottom
        )
        return next(found, None)

    # ---- as a list
    def rect_of(self, row: int) -> QRect:
        """Return where a meeting is in the viewport; what has no room is where the others are counted."""
        for number, cell in enumerate(self.cells):
            for chip in cell.chips:
                if chip.row == row:
                    return self.to_view(chip.left, chip.top, chip.right, chip.bottom)
            if row in self.board.rows[number]:
                return self.to_view(cell.left, cell.top, cell.right, cell.top + self.looks.line + SPACE.hair)
        return QRect()

    def row_at(self, point: QPoint) -> int:
        """Return the meeting at a point of the viewport."""
        number = self.cell_at(point)
        if number is not None:
            x, y = self.to_sheet(point)
            for chip in self.cells[number].chips:
                if chip.left <= x < chip.right and chip.top <= y < chip.bottom:
                    return chip.row
        return -1

    # ---- in hand
    def carry_to(self, entry: CalendarEntry, day: date) -> None:
        """Have a meeting in hand over a day."""
        start = moved_to_day(entry, day, None)
        carried = Carried(entry, start, start + (entry.ends_at - entry.starts_at), 0)
        if carried != self.carried:
            self.carried = carried
            self.viewport().update()

    def carried_words(self) -> str:
        """Return the label of what is in hand."""
        carried = self.carried
        if carried is None:
            return ""
        said = f"{date_text(carried.starts_at, self.now())} {span_text(carried.starts_at, carried.ends_at)}"
        return said if carried.starts_at >= self.now() else f"{said} · {self.tr('in the past')}"

    def drop(self, where: QPoint | None = None) -> None:
        """Put down what is carried."""
        carried = self.carried
        if carried is None or carried.entry is None:
            return
        if carried.starts_at == carried.entry.starts_at:
            self.settle()
            return
        self.put_down.emit(carried, where or self.viewport().mapToGlobal(self.viewport().rect().center()))

    def drop_nothing(self) -> None:
        """Leave what is carried where it was."""
        if self.carried is not None:
            self.settle()
            self.say(self.tr("It stays where it was."))

    def lift(self) -> bool:
        """Take the selected meeting in hand; the arrows then move it."""
        entry = self.current
        if entry is None or entry.cancelled:
            return False
        self.carry_to(entry, local(entry.starts_at).date())
        self.say(self.tr("Move it with the arrow keys. Enter puts it down, Esc leaves it."))
        return True

    # ---- days
    def go_to_day(self, day: date, *, told: bool = False) -> None:
        """Put the keys on a day, in whatever month it is."""
        self.day = day
        number = self.board.number_of(day)
        if told and (number is None or (day.year, day.month) != (self.board.month.year, self.board.month.month)):
            self.paged.emit(1 if day > self.board.month else -1)
        self.viewport().update()
        if told:
            words = self.day_words(day)
            self.setAccessibleDescription(words)
            self.say(words)

    def day_words(self, day: date) -> str:
        """Return what is to be said of a day."""
        said = QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
        number = self.board.number_of(day)
        if number is None:
            return said
        planned = sum(not self.board.entries[row].cancelled for row in self.board.rows[number])
        count = one_or_many(planned, self.tr("1 meeting"), self.tr("%n meetings", "", planned))
        closed = self.board.hours[number].closed if self.board.hours else None
        why = (closed and isolated(closed)) or (self.tr("closed") if closed is not None else "")
        return ", ".join(part for part in (said, why, count if planned else self.tr("free")) if part)
