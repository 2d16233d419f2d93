"""The edges of the sheet of hours that stay while it scrolls: whose columns these are, and what the clock shows."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QEvent, QLocale, QRect, QSize, Qt, QTime
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from hosted_meetings_desktop.ui.panes.schedule.board import ShadeKind, Side
from hosted_meetings_desktop.ui.panes.schedule.clock_axis import Mark
from hosted_meetings_desktop.ui.panes.schedule.grid_sheet import GridSheet
from hosted_meetings_desktop.ui.text.format import local, one_or_many, time_text
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font, small_font, tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_TRAILING = int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)


def _tr(text: str, comment: str = "", n: int = -1) -> str:
    return QCoreApplication.translate("GridEdges", text, comment, n)


class GridHead(QWidget):
    """The names of the columns, and how much each holds; a click on a day shows it alone."""

    def __init__(self, grid: GridSheet) -> None:
        super().__init__(grid)
        self._grid = grid
        self._name = font(strong=True)
        self._note = small_font()

    def sizeHint(self) -> QSize:
        """Return what two lines need."""
        self.ensurePolished()
        return QSize(0, self._line(self._name) + self._line(self._note) + SPACE.tight)

    def _line(self, of: object) -> int:
        from PySide6.QtGui import QFont, QFontMetrics

        return QFontMetrics(of).height() if isinstance(of, QFont) else 0

    def name_of(self, column: int) -> str:
        """Return the name over a column."""
        board = self._grid.board
        shown = board.columns[column]
        if shown.side is Side.ALL:
            day = board.days[shown.day].day
            form = _tr("dddd d MMMM") if len(board.columns) == 1 else _tr("ddd d")
            return QLocale().toString(QDate(day.year, day.month, day.day), form)
        if not shown.name:
            return _tr("No host") if shown.side is Side.HOSTS else _tr("No place")
        return shown.name

    def note_of(self, column: int) -> str:
        """Return how much a column holds, or why nobody is seen."""
        board = self._grid.board
        if not board.parts or not board.known:
            return ""
        closed = [shade for shade in board.shades[column] if shade.kind is ShadeKind.CLOSED]
        planned = sum(not board.entries[part.row].cancelled for part in board.parts[column])
        count = one_or_many(planned, _tr("1 meeting"), _tr("%n meetings", "", planned)) if planned else ""
        why = closed[0].reason or _tr("Closed") if closed else ""
        whole = board.axis.length
        off = any(shade.top <= 0 and shade.bottom >= whole for shade in board.shades[column])
        return " · ".join(part for part in (why, count) if part) or ("" if off else _tr("free"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        grid, theme = self._grid, colours()
        painter.fillRect(self.rect(), QColor(theme.surface))
        today = local(grid.now()).date()
        offset = grid.horizontalScrollBar().value()
        edges = grid.places.edges
        for column in range(len(grid.board.columns)):
            left, width = edges[column] - offset, edges[column + 1] - edges[column]
            if left + width <= 0 or left >= self.width():
                continue
            if self.isRightToLeft():
                left = self.width() - left - width
            self._paint_cell(
                painter, QRect(left, 0, width, self.height()), column, today=grid.board.day_of(column) == today
            )
        painter.setPen(QColor(theme.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _paint_cell(self, painter: QPainter, cell: QRect, column: int, *, today: bool) -> None:
        theme = colours()
        painter.setPen(QColor(theme.line))
        side = cell.right() if self.isRightToLeft() else cell.left()
        if column:
            painter.drawLine(side, cell.bottom() - SPACE.row, side, cell.bottom())
        inside = cell.adjusted(SPACE.hair, SPACE.hair, -SPACE.hair, -SPACE.hair)
        half = self._line(self._name)
        painter.setFont(self._name)
        name = QRect(inside.left(), inside.top(), inside.width(), half)
        shown = painter.fontMetrics().elidedText(
            # What tells names apart is often their end.
            self.name_of(column),
            Qt.TextElideMode.ElideMiddle,
            name.width() - SPACE.row,
        )
        if today and self._grid.board.columns[column].side is Side.ALL:
            width = painter.fontMetrics().horizontalAdvance(shown) + SPACE.gap
            pill = QRect(0, 0, width, half)
            pill.moveCenter(name.center())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(pill, half / 2, half / 2)
            painter.setPen(QColor(theme.on_accent))
        else:
            painter.setPen(QColor(theme.text))
        painter.drawText(name, _CENTRE, shown)
        painter.setFont(self._note)
        painter.setPen(QColor(theme.muted))
        note = QRect(inside.left(), name.bottom() + 1, inside.width(), self._line(self._note))
        told = painter.fontMetrics().elidedText(self.note_of(column), Qt.TextElideMode.ElideRight, note.width())
        painter.drawText(note, _CENTRE, told)

    def _column_at(self, x: int) -> int:
        from_lead = self.width() - 1 - x if self.isRightToLeft() else x
        return self._grid.places.column_at(from_lead + self._grid.horizontalScrollBar().value())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show the day alone."""
        board = self._grid.board
        if len(board.days) > 1 and self.rect().contains(event.position().toPoint()):
            self._grid.day_wanted.emit(board.day_of(self._column_at(int(event.position().x()))))

    def event(self, event: QEvent) -> bool:
        """Show the whole name of a column."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._grid.board.columns:
            column = self._column_at(event.pos().x())
            QToolTip.showText(event.globalPos(), f"{self.name_of(column)}\n{self.note_of(column)}", self)
            return True
        return bool(super().event(event))


class GridAxis(QWidget):
    """What the clock shows at each height, here and in a second zone."""

    def __init__(self, grid: GridSheet) -> None:
        super().__init__(grid)
        self._grid = grid
        self._font = tabular(small_font())
        self._strong = tabular(small_font(strong=True))
        self._other: ZoneInfo | None = None
        self._width = 0
        self.measure()

    @property
    def other_zone(self) -> ZoneInfo | None:
        """The second zone."""
        return self._other

    def show_zone(self, zone: ZoneInfo | None) -> None:
        """Show another second zone, or none."""
        self._other = zone
        self.measure()
        self.update()

    def measure(self) -> None:
        """Find out how wide the widest time is."""
        from PySide6.QtGui import QFontMetrics

        widest = QLocale().toString(QTime(22, 0), QLocale.FormatType.ShortFormat)
        time = QFontMetrics(self._strong).horizontalAdvance(widest) + SPACE.tight
        city = QFontMetrics(self._font).horizontalAdvance(_city(self._other.key)) if self._other is not None else 0
        self._width = max(time, min(city + SPACE.tight, time * 3 // 2))

    def wanted_width(self) -> int:
        """Return how wide it has to be."""
        return self._width * (2 if self._other is not None else 1)

    def shown_at(self, mark: Mark, zone: tzinfo | None) -> str:
        """Return what a clock in the second zone shows at a mark, on the day that the keys are on."""
        at = self._grid.board.axis.time_at(self._grid.day, mark.position)
        return time_text(at, zone=zone)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        grid, theme = self._grid, colours()
        painter.fillRect(self.rect(), QColor(theme.surface))
        painter.setFont(self._font)
        line = painter.fontMetrics().height()
        offset = grid.verticalScrollBar().value()
        here = self._place(0)
        now = self._now_y(offset)
        if grid.board.columns:
            for mark in grid.board.axis.marks():
                y = grid.places.y_of(mark.position) - offset
                if not -line <= y <= self.height() + line or (y < line // 2 and offset == 0):
                    continue
                if now is not None and abs(y - now) < line:
                    continue
                painter.setPen(QColor(theme.muted))
                self._write(painter, here, y, _wall_text(mark), line)
                if mark.again:
                    painter.setPen(QColor(theme.wait))
                    self._write(painter, here, y + line, _tr("again", "the clock shows this hour twice"), line)
                    painter.setPen(QColor(theme.muted))
                if self._other is not None:
                    self._write(painter, self._place(1), y, self.shown_at(mark, self._other), line)
            if now is not None:
                self._paint_now(painter, line, now)
        painter.setPen(QColor(theme.line))
        edge = self.rect().left() if self.isRightToLeft() else self.rect().right()
        painter.drawLine(edge, 0, edge, self.height())

    def _place(self, number: int) -> QRect:
        """Return the strip of a zone; the viewer's own stands beside the columns."""
        begin = self.width() - (number + 1) * self._width
        if self.isRightToLeft():
            begin = number * self._width
        return QRect(begin, 0, self._width, self.height())

    @staticmethod
    def _write(painter: QPainter, place: QRect, y: int, text: str, line: int) -> None:
        row = QRect(place.left() + SPACE.hair // 2, y - line // 2, place.width() - SPACE.row, line)
        painter.drawText(row, _TRAILING, text)

    def _now_y(self, offset: int) -> int | None:
        """Return where now is, where it is one of the days."""
        grid, now = self._grid, self._grid.now()
        today = [number for number, day in enumerate(grid.board.days) if day.start <= now < day.end]
        return grid.places.y_of(grid.board.axis.position(today[0], now)) - offset if today else None

    def _paint_now(self, painter: QPainter, line: int, y: int) -> None:
        now = self._grid.now()
        painter.setFont(self._strong)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, zone in enumerate((None, self._other) if self._other is not None else (None,)):
            text = time_text(now, zone=zone)
            width = min(painter.fontMetrics().horizontalAdvance(text) + SPACE.row, self._width)
            place = self._place(number)
            side = place.left() if self.isRightToLeft() else place.right() + 1 - width
            chip = QRect(side, y - line // 2, width, line)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours().accent))
            painter.drawRoundedRect(chip, SIZE.radius, SIZE.radius)
            painter.setPen(QColor(colours().on_accent))
            painter.drawText(chip, _CENTRE, text)


class GridCorner(QWidget):
    """Names the zones over their hours where there are two."""

    def __init__(self, grid: GridSheet, axis: GridAxis) -> None:
        super().__init__(grid)
        self._grid = grid
        self._axis = axis
        self._font = small_font()

    def differs(self) -> bool:
        """Return whether the two zones' clocks are not equally far apart on all days that are shown."""
        other = self._axis.other_zone
        if other is None:
            return False
        moments = [at for day in self._grid.board.days for at in (day.start, day.end - timedelta(minutes=1))]
        return len({_apart(at, other) for at in moments}) > 1

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme, other = colours(), self._axis.other_zone
        painter.fillRect(self.rect(), QColor(theme.surface))
        if other is not None:
            painter.setFont(self._font)
            half = self.width() // 2
            differs = self.differs()
            painter.setPen(QColor(theme.wait if differs else theme.muted))
            names = [_city(other.key) + ("*" if differs else ""), _tr("Here", "this PC's time zone")]
            if self.isRightToLeft():
                names.reverse()
            for number, name in enumerate(names):
                place = QRect(
                    number * half + 2, self.height() // 2, half - SPACE.hair, self.height() // 2 - SPACE.hair
                )
                painter.drawText(
                    place, _CENTRE, painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, place.width())
                )
        painter.setPen(QColor(theme.line))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
        edge = 0 if self.isRightToLeft() else self.width() - 1
        painter.drawLine(edge, 0, edge, self.height())

    def event(self, event: QEvent) -> bool:
        """Name the second zone in full, and say where its clocks change on another day than ours."""
        other = self._axis.other_zone
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and other is not None:
            told = [other.key.replace("_", " ")]
            if self.differs():
                told.append(
                    _tr("Clocks change in these days: the hours shown are those of the day that the keys are on.")
                )
            QToolTip.showText(event.globalPos(), "\n".join(told), self)
            return True
        return bool(super().event(event))


def _wall_text(mark: Mark) -> str:
    minutes = int(mark.wall)
    return QLocale().toString(QTime(minutes // 60, minutes % 60), QLocale.FormatType.ShortFormat)


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _apart(at: datetime, other: tzinfo | None) -> object:
    here, there = at.astimezone().utcoffset(), at.astimezone(other).utcoffset()
    return (there - here) if here is not None and there is not None else None
