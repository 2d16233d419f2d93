"""Paints the sheet of hours: what is open, what is planned, what is in hand, and where now is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygon

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.ui.panes.schedule.board import Shade, ShadeKind, Side
from hosted_meetings_desktop.ui.panes.schedule.carrying import Carried
from hosted_meetings_desktop.ui.panes.schedule.entry_looks import Look
from hosted_meetings_desktop.ui.panes.schedule.grid_layout import Box
from hosted_meetings_desktop.ui.panes.schedule.grid_sheet import GridSheet
from hosted_meetings_desktop.ui.panes.schedule.hand_words import carried_words
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_HALF = 30
_SKELETONS = ((9, 10), (10.25, 11), (13, 14.5), (15, 15.5))
"""From which hour to which grey boxes stand while the day is loaded."""
_FAINT = 0.35
_LEADING = int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)


def _tr(text: str, comment: str = "") -> str:
    return QCoreApplication.translate("TimeGrid", text, comment)


class GridPaint:
    """Paints a ``GridSheet``; every method paints what lies within ``clip``, in the viewport."""

    def __init__(self, grid: GridSheet) -> None:
        self._grid = grid

    def paint(self, painter: QPainter, clip: QRect) -> None:
        """Paint all."""
        grid = self._grid
        painter.fillRect(clip, QColor(colours().surface))
        if not grid.board.columns:
            return
        # Patterns scroll with what they fill; else a strip that comes into view would not join what is painted. They
        # are made of the screen's pixels, whatever its scale.
        ratio = grid.devicePixelRatioF()
        across, down = grid.horizontalScrollBar().value(), grid.verticalScrollBar().value()
        painter.setBrushOrigin(QPointF(-across * ratio, -down * ratio))
        first, last = self._columns(clip)
        for column in range(first, last + 1):
            self._paint_hours(painter, clip, column)
        self._paint_lines(painter, clip, first, last)
        for column in range(first, last + 1):
            self._paint_busy(painter, clip, column)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if grid.loading:
            self._paint_skeleton(painter, first, last)
        self._paint_now(painter, clip)
        self._paint_entries(painter, clip)
        # Over the entries these must not hide what they say.
        painter.setOpacity(_FAINT)
        self._paint_now(painter, clip)
        for column in range(first, last + 1):
            for box in self._voids(column):
                painter.fillRect(box, QBrush(QColor(colours().edge), Qt.BrushStyle.FDiagPattern))
        painter.setOpacity(1)
        self._paint_cursor(painter)
        self._paint_hand(painter)

    def _columns(self, clip: QRect) -> tuple[int, int]:
        ends = [self._grid.to_sheet(point)[0] for point in (clip.topLeft(), clip.topRight())]
        return self._grid.places.column_at(min(ends)), self._grid.places.column_at(max(ends))

    def _rect(self, column: int, top: float, bottom: float) -> QRect:
        places = self._grid.places
        return self._grid.to_view(
            places.edges[column], places.y_of(top), places.edges[column + 1], places.y_of(bottom)
        )

    # ---- the ground
    def _paint_hours(self, painter: QPainter, clip: QRect, column: int) -> None:
        theme = colours()
        fills = {ShadeKind.OFF: theme.canvas, ShadeKind.BREAK: theme.canvas, ShadeKind.CLOSED: theme.rail}
        for shade in self._grid.board.shades[column]:
            box = self._rect(column, shade.top, shade.bottom)
            if box.intersects(clip):
                painter.fillRect(box.intersected(clip), QColor(fills[shade.kind]))
                self._name_shade(painter, box, column, shade)
        for box in self._voids(column):
            if box.intersects(clip):
                self._paint_void(painter, box)

    def _voids(self, column: int) -> list[QRect]:
        """Return where a column has no time."""
        board = self._grid.board
        return [self._rect(column, top, bottom) for top, bottom in board.axis.voids(board.columns[column].day)]

    def _name_shade(self, painter: QPainter, box: QRect, column: int, shade: Shade) -> None:
        """Say why nobody is seen: of a closed day where its sight begins, of a break in it."""
        words = {
            ShadeKind.BREAK: _tr("Break"),
            ShadeKind.CLOSED: shade.reason or _tr("Closed"),
        }.get(shade.kind, "")
        top = self._free_line(column, shade.top, shade.bottom) if words else None
        if top is not None:
            painter.setFont(self._grid.looks.font)
            painter.setPen(QColor(colours().muted))
            place = QRect(box.left() + SPACE.row, top, box.width() - SPACE.gap, self._grid.looks.line)
            painter.drawText(place, _LEADING, self._elided(painter, words, place.width()))

    def _free_line(self, column: int, top: float, bottom: float) -> int | None:
        """Return where in the viewport a line of text is not half under meetings; None where nowhere."""
        places, margin, line = self._grid.places, SPACE.hair // 2, self._grid.looks.line
        begin, end = places.y_of(top), places.y_of(bottom)
        free = places.free_within(column, begin, end, min(line + 2 * margin, max(line, end - begin)))
        return None if free is None else free + margin - self._grid.verticalScrollBar().value()

    def _paint_void(self, painter: QPainter, box: QRect) -> None:
        """Hatch what a day does not have; say so where it is the clocks going forward."""
        grid, theme = self._grid, colours()
        painter.fillRect(box, QColor(theme.rail))
        second = any(
            grid.places.y_of(repeat.end) == box.top() + grid.verticalScrollBar().value()
            for repeat in grid.board.axis.repeats
        )
        painter.fillRect(box, QBrush(QColor(theme.line if second else theme.edge), Qt.BrushStyle.FDiagPattern))
        if second:
            return
        words = _tr("Clocks go forward: this hour does not exist")
        painter.setFont(self._grid.looks.strong)
        place = box.adjusted(SPACE.row, 0, -SPACE.row, 0)
        shown = self._elided(painter, words, place.width() - SPACE.row)
        width = painter.fontMetrics().horizontalAdvance(shown) + SPACE.row
        chip = QRect(0, 0, width, self._grid.looks.line)
        chip.moveCenter(place.center())
        painter.fillRect(chip, QColor(theme.rail))
        painter.setPen(QColor(theme.text))
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), shown)

    def _paint_lines(self, painter: QPainter, clip: QRect, first: int, last: int) -> None:
        grid, theme = self._grid, colours()
        axis = grid.board.axis
        offset = grid.verticalScrollBar().value()
        fine = grid.places.y_of(_HALF) >= grid.looks.line
        whole, half = QPen(QColor(theme.line)), QPen(QColor(theme.line), 1, Qt.PenStyle.DotLine)
        for mark in axis.marks(_HALF):
            y = grid.places.y_of(mark.position) - offset
            hourly = not mark.wall % 60
            if clip.top() <= y <= clip.bottom() and (hourly or fine):
                painter.setPen(whole if hourly else half)
                painter.drawLine(0, y, grid.viewport().width(), y)
        for column in range(first, last + 1):
            new_day = column and grid.board.columns[column].day != grid.board.columns[column - 1].day
            painter.setPen(
                QColor(theme.edge if new_day and grid.board.columns[0].side is not Side.ALL else theme.line)
            )
            box = self._rect(column, 0, axis.length)
            x = box.right() if grid.isRightToLeft() else box.left()
            painter.drawLine(x, clip.top(), x, clip.bottom())

    def _paint_busy(self, painter: QPainter, clip: QRect, column: int) -> None:
        """Stripe what hosts' own calendars have taken: over the column where it is one host's, else at its edge."""
        grid, theme = self._grid, colours()
        own = grid.board.columns[column].side is Side.HOSTS or bool(grid.board.only_host)
        for part in grid.board.busy[column]:
            box = self._rect(column, part.top, part.bottom)
            if not own:
                strip = grid.places.measure.gutter
                box.setLeft(box.left() if grid.isRightToLeft() else box.right() - strip)
                box.setWidth(strip)
            if not box.intersects(clip):
                continue
            painter.fillRect(box, QColor(theme.over_soft))
            painter.fillRect(box, QBrush(QColor(theme.scroll), Qt.BrushStyle.BDiagPattern))
            top = self._free_line(column, part.top, part.bottom) if own else None
            if top is not None:
                painter.setFont(grid.looks.font)
                words = self._elided(painter, _tr("Busy", "a host's own calendar"), box.width() - SPACE.gap)
                width = painter.fontMetrics().horizontalAdvance(words) + SPACE.row
                side = box.right() - width - SPACE.hair if grid.isRightToLeft() else box.left() + SPACE.hair
                chip = QRect(side, top, width, grid.looks.line)
                painter.fillRect(chip, QColor(theme.over_soft))
                painter.setPen(QColor(theme.over))
                painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_skeleton(self, painter: QPainter, first: int, last: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().skeleton))
        for column in range(first, last + 1):
            for number, (start, end) in enumerate(_SKELETONS):
                if (column + number) % 3:
                    box = self._rect(column, start * 60, end * 60)
                    painter.drawRoundedRect(box.adjusted(2, 1, -SPACE.row, -1), SPACE.hair, SPACE.hair)

    # ---- what is planned
    @property
    def _with_host(self) -> bool:
        """Whether it has to be said whose a meeting is."""
        board = self._grid.board
        return not board.only_host and board.columns[0].side is not Side.HOSTS

    def _paint_entries(self, painter: QPainter, clip: QRect) -> None:
        grid = self._grid
        left, top = grid.to_sheet(clip.topRight() if grid.isRightToLeft() else clip.topLeft())
        right, bottom = left + clip.width(), top + clip.height()
        margin = grid.places.y_of(_HALF)  # buffers reach beyond their boxes
        seen = list(grid.places.visible(left, top - margin, right, bottom + margin))
        for box in seen:
            kept = box.part.before < box.part.top or box.part.after > box.part.bottom
            if kept and box.right - box.left > 2 * grid.looks.line:  # in a crowd they would only be noise
                self._paint_buffers(painter, box)
        selected, focused = grid.currentIndex().row(), grid.hasFocus()
        lifted = grid.carried.entry if grid.carried is not None else None
        hovered = grid.hovered_row
        entries = grid.entries
        for box in seen:
            place = grid.to_view(box.left, box.top, box.right, box.bottom)
            if not place.intersects(clip):
                continue
            entry = entries.entries[box.row]
            look = Look(
                selected=box.row == selected,
                focused=focused,
                hovered=box.row == hovered,
                lifted=lifted is not None and lifted.meeting_id == entry.meeting_id,
                begins=box.part.begins,
                ends=box.part.ends,
                with_host=self._with_host,
                clash=entries.clash(entry) is not None,
            )
            grid.looks.paint_box(painter, place, entry, look)
        for more in grid.places.more_in(left, top, right, bottom):
            self._paint_more(painter, grid.to_view(more.left, more.top, more.right, more.bottom), more.count)

    def _paint_buffers(self, painter: QPainter, box: Box) -> None:
        grid = self._grid
        entry = grid.entries.entries[box.row]
        tone = getattr(colours().visit, entry.colour.value)
        colour = QColor(tone.edge)
        colour.setAlphaF(_FAINT)
        brush = QBrush(colour, Qt.BrushStyle.BDiagPattern)
        part, places = box.part, grid.places
        for top, bottom in ((part.before, part.top), (part.bottom, part.after)):
            if top < bottom:
                place = grid.to_view(box.left, places.y_of(top), box.right, places.y_of(bottom))
                painter.fillRect(place, brush)

    def _paint_more(self, painter: QPainter, box: QRect, count: int) -> None:
        theme = colours()
        painter.setPen(QColor(theme.edge))
        painter.setBrush(QColor(theme.over_soft))
        painter.drawRoundedRect(box.adjusted(0, 0, -1, -1), SPACE.hair, SPACE.hair)
        painter.setFont(self._grid.looks.strong)
        painter.setPen(QColor(theme.text))
        words = isolated(_tr("+%1", "how many more meetings").replace("%1", str(count)))
        if painter.fontMetrics().horizontalAdvance(words) <= box.width():
            top = QRect(box.left(), box.top(), box.width(), min(box.height(), self._grid.looks.line + SPACE.hair))
            painter.drawText(top, int(Qt.AlignmentFlag.AlignCenter), words)

    # ---- the person
    def _paint_cursor(self, painter: QPainter) -> None:
        """Show the time that the keys are on, and what is chosen from there."""
        grid = self._grid
        cursor = grid.time_cursor
        if cursor is None or not grid.hasFocus() or grid.currentIndex().isValid() or grid.carried is not None:
            return
        if cursor.column >= len(grid.board.columns):
            return
        top, bottom = cursor.span(grid.step)
        left, right = grid.places.inner(cursor.column)
        box = grid.to_view(left, grid.places.y_of(top), right, grid.places.y_of(bottom))
        painter.setPen(QPen(QColor(colours().accent_text), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), SPACE.hair, SPACE.hair)

    def _paint_hand(self, painter: QPainter) -> None:
        """Paint what is in hand where it would go, with its time."""
        grid, theme = self._grid, colours()
        carried = grid.carried
        if carried is None:
            return
        boxes = grid.rects_of(carried)
        look = Look(selected=True, with_host=self._with_host)
        for box in boxes:
            if carried.entry is not None:
                grid.looks.paint_box(painter, box, self._as_carried(carried, carried.entry), look)
            else:
                painter.setPen(QPen(QColor(theme.accent_text), 2))
                painter.setBrush(QColor(theme.accent_soft))
                painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), SPACE.hair, SPACE.hair)
        if boxes and (carried.entry is not None or grid.pointer_busy):
            self._paint_label(painter, boxes[0], carried_words(grid.board, carried, grid.entries, grid.now()))

    def _as_carried(self, carried: Carried, entry: CalendarEntry) -> CalendarEntry:
        """Return a meeting as it would be where it is in hand."""
        host, place = carried.host(self._grid.board), carried.place(self._grid.board)
        return replace(
            entry,
            starts_at=carried.starts_at,
            ends_at=carried.ends_at,
            host=entry.host if host is None else host,
            place=entry.place if place is None else place,
        )

    def _paint_label(self, painter: QPainter, box: QRect, words: str) -> None:
        grid, theme = self._grid, colours()
        view = grid.viewport().rect()
        painter.setFont(grid.looks.strong)
        width = min(painter.fontMetrics().horizontalAdvance(words) + SPACE.gap, view.width())
        label = QRect(0, 0, width, grid.looks.line + SPACE.row)
        label.moveCenter(box.center())
        label.moveBottom(box.top() - SPACE.hair)
        if label.top() < 0:
            label.moveTop(max(0, box.top()) + SPACE.hair)
        label.moveLeft(min(max(0, label.left()), view.width() - width))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(label, SIZE.radius, SIZE.radius)
        painter.setPen(QColor(theme.on_accent))
        painter.drawText(label, int(Qt.AlignmentFlag.AlignCenter), self._elided(painter, words, width - SPACE.row))

    # ---- now
    def _paint_now(self, painter: QPainter, clip: QRect) -> None:
        grid = self._grid
        now = grid.now()
        for column in range(*self._range(clip)):
            day = grid.board.days[grid.board.columns[column].day]
            if not day.start <= now < day.end:
                continue
            position = grid.board.position(column, now)
            box = self._rect(column, position, position)
            colour = QColor(colours().accent_text)
            painter.fillRect(QRect(box.left(), box.top() - 1, box.width(), 2), colour)
            first = column == 0 or grid.board.columns[column - 1].day != grid.board.columns[column].day
            if first:
                tip, side = SPACE.row - 2, -1 if grid.isRightToLeft() else 1
                x = box.right() + 1 if grid.isRightToLeft() else box.left()
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                points = [QPoint(x, box.top() - tip), QPoint(x + side * tip, box.top()), QPoint(x, box.top() + tip)]
                painter.drawPolygon(QPolygon(points))

    def _range(self, clip: QRect) -> tuple[int, int]:
        first, last = self._columns(clip)
        return first, last + 1

    @staticmethod
    def _elided(painter: QPainter, text: str, width: int) -> str:
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))
