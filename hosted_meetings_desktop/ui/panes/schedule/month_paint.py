"""Paints a month: weekdays, days, their meetings, and where the person is."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from hosted_meetings_desktop.ui.panes.schedule.entry_looks import Look
from hosted_meetings_desktop.ui.panes.schedule.month_board import Cell
from hosted_meetings_desktop.ui.panes.schedule.month_sheet import MonthSheet
from hosted_meetings_desktop.ui.panes.schedule.ranges import WEEK
from hosted_meetings_desktop.ui.text.format import isolated, local
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_TRAILING = int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("MonthView", text, comment, n)


class MonthPaint:
    """Paints a ``MonthSheet``."""

    def __init__(self, view: MonthSheet) -> None:
        self._view = view

    def paint(self, painter: QPainter, clip: QRect) -> None:
        """Paint all that lies within ``clip``."""
        view, theme = self._view, colours()
        painter.fillRect(clip, QColor(theme.surface))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_weekdays(painter)
        today = local(view.now()).date()
        for number, cell in enumerate(view.cells):
            box = view.to_view(cell.left, cell.top, cell.right, cell.bottom)
            if box.intersects(clip):
                self._paint_cell(painter, box, number, cell, today)
        self._paint_hand(painter)

    def _paint_weekdays(self, painter: QPainter) -> None:
        view = self._view
        painter.setFont(view.looks.font)
        painter.setPen(QColor(colours().muted))
        for number in range(min(WEEK, len(view.cells))):
            cell = view.cells[number]
            weekday = view.board.days[number].day.isoweekday()
            box = view.to_view(cell.left, 0, cell.right, 0)
            place = QRect(box.left(), 0, box.width(), view.head)
            name = QLocale().dayName(weekday, QLocale.FormatType.LongFormat)
            if painter.fontMetrics().horizontalAdvance(name) > place.width() - SPACE.row:
                name = QLocale().dayName(weekday, QLocale.FormatType.ShortFormat)
            painter.drawText(place, _CENTRE, name)

    def _paint_cell(self, painter: QPainter, box: QRect, number: int, cell: Cell, today: date) -> None:
        view, theme = self._view, colours()
        day = view.board.days[number].day
        inside = (day.year, day.month) == (view.board.month.year, view.board.month.month)
        hours = view.board.hours[number]
        ground = theme.rail if hours.closed is not None else theme.canvas if hours.off else theme.surface
        painter.fillRect(box, QColor(ground))
        painter.setPen(QColor(theme.line))
        painter.drawLine(box.topLeft(), box.topRight())
        side = box.right() if view.isRightToLeft() else box.left()
        if cell.left:
            painter.drawLine(side, box.top(), side, box.bottom())
        taken = self._paint_more(painter, box, number, cell) if cell.more else 0
        self._paint_day(painter, box, day, today, inside=inside, closed=hours.closed, taken=taken)
        if view.loading:
            self._paint_skeleton(painter, box, number)
        selected, lifted = view.currentIndex().row(), view.carried.entry if view.carried is not None else None
        for chip in cell.chips:
            entry = view.entries.entries[chip.row]
            look = Look(
                selected=chip.row == selected,
                focused=view.hasFocus(),
                hovered=chip.row == view.hovered,
                lifted=lifted is not None and lifted.meeting_id == entry.meeting_id,
                begins=entry.starts_at >= view.board.days[number].start,
                clash=view.entries.clash(entry) is not None,
            )
            place = view.to_view(chip.left, chip.top, chip.right, chip.bottom)
            view.looks.paint_chip(painter, place, entry, look)
        if day == view.day and view.hasFocus() and not view.currentIndex().isValid():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent_text), 2))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), SPACE.hair, SPACE.hair)

    def _hides(self, number: int, cell: Cell, selected: int) -> bool:
        return selected in self._view.board.rows[number] and all(chip.row != selected for chip in cell.chips)

    def _paint_day(
        self, painter: QPainter, box: QRect, day: date, today: date, *, inside: bool, closed: str | None, taken: int
    ) -> None:
        view, theme = self._view, colours()
        line = view.looks.line
        place = QRect(box.left() + SPACE.hair, box.top() + 1, box.width() - SPACE.row, line)
        text = QLocale().toString(day.day)
        if day.day == 1:
            text = f"{text} {QLocale().monthName(day.month, QLocale.FormatType.ShortFormat)}"
        painter.setFont(view.looks.strong if inside else view.looks.font)
        width = painter.fontMetrics().horizontalAdvance(text) + SPACE.row
        pill = QRect(
            place.right() + 1 - width if view.isRightToLeft() else place.left(), place.top() + 1, width, line
        )
        if day == today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(pill, line / 2, line / 2)
        painter.setPen(QColor(theme.on_accent if day == today else theme.text if inside else theme.muted))
        painter.drawText(pill, _CENTRE, text)
        if closed is not None:
            painter.setFont(view.looks.font)
            painter.setPen(QColor(theme.muted))
            rest = place.adjusted(width, 0, -taken, 0)
            if view.isRightToLeft():
                rest = place.adjusted(taken, 0, -width, 0)
            words = painter.fontMetrics().elidedText(
                closed or _tr("Closed"), Qt.TextElideMode.ElideRight, rest.width()
            )
            painter.drawText(rest, _TRAILING, words)

    def _paint_more(self, painter: QPainter, box: QRect, number: int, cell: Cell) -> int:
        """Say beside the day how many meetings have no room; returns the width that takes."""
        view, theme = self._view, colours()
        painter.setFont(view.looks.strong)
        words = _tr("+%n more", "meetings of a day", cell.more)
        most = box.width() - view.looks.line * 3  # the day has to have room, too
        if painter.fontMetrics().horizontalAdvance(words) + SPACE.row > most:
            words = isolated(_tr("+%n", "how many more meetings a day has", cell.more))
        width = painter.fontMetrics().horizontalAdvance(words) + SPACE.row
        place = QRect(0, box.top() + 2, width, view.looks.line)
        if view.isRightToLeft():
            place.moveLeft(box.left() + SPACE.hair // 2)
        else:
            place.moveRight(box.right() - SPACE.hair // 2)
        if self._hides(number, cell, view.currentIndex().row()):
            painter.setPen(QPen(QColor(theme.accent_text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place, SPACE.hair, SPACE.hair)
        painter.setPen(QColor(theme.accent_text))
        painter.drawText(place, _CENTRE, words)
        return width

    def _paint_skeleton(self, painter: QPainter, box: QRect, number: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().skeleton))
        line = self._view.looks.line
        for row in range(number % 3):
            top = box.top() + (row + 1) * (line + SPACE.hair)
            painter.drawRoundedRect(
                QRect(box.left() + SPACE.hair, top, box.width() - SPACE.gap, line), SPACE.hair, SPACE.hair
            )

    def _paint_hand(self, painter: QPainter) -> None:
        view, theme = self._view, colours()
        carried = view.carried
        if carried is None or carried.entry is None:
            return
        number = view.board.number_of(local(carried.starts_at).date())
        if number is None:
            return
        cell, line = view.cells[number], view.looks.line
        box = view.to_view(
            cell.left + 2, cell.top + line + SPACE.hair, cell.right - 2, cell.top + 2 * line + SPACE.row
        )
        view.looks.paint_chip(painter, box, carried.entry, Look(selected=True))
        words = view.carried_words()
        painter.setFont(view.looks.strong)
        label = QRect(0, 0, painter.fontMetrics().horizontalAdvance(words) + SPACE.gap, line + SPACE.row)
        label.moveCenter(box.center())
        label.moveTop(box.bottom() + SPACE.hair)
        limit = view.viewport().rect()
        label.moveLeft(min(max(0, label.left()), limit.width() - label.width()))
        label.moveTop(min(label.top(), limit.height() - label.height()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(label, SIZE.radius, SIZE.radius)
        painter.setPen(QColor(theme.on_accent))
        painter.drawText(label, _CENTRE, words)
