"""Seven days side by side, each with how much is planned."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from hosted_meetings_desktop.ui.panes.schedule.ranges import WEEK as DAYS
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import section_font, small_font
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class DayCell(QAbstractButton):
    """One day: weekday, number, and how many meetings it has."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.day = date.min
        self._today = False
        self._count: int | None = None

    def show_day(self, day: date, *, today: bool) -> None:
        """Show another day; how much is planned is not known yet."""
        self.day, self._today, self._count = day, today, None
        self._name()

    def show_count(self, count: int) -> None:
        """Show how many meetings the day has."""
        self._count = count
        self._name()

    @property
    def count_text(self) -> str:
        """How much is planned, in words."""
        if self._count is None:
            return ""
        if not self._count:
            return self.tr("free")
        return one_or_many(self._count, self.tr("1 meeting"), self.tr("%n meetings", "", self._count))

    def _name(self) -> None:
        full = QLocale().toString(_qdate(self.day), QLocale.FormatType.LongFormat)
        told = [self.tr("Today")] if self._today else []
        self.setAccessibleName(", ".join([*told, full, self.count_text]).rstrip(", "))
        self.setToolTip(full)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the strip, which also crosses into the next week."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return what three lines need."""
        return QSize(SIZE.details_width // 4, SPACE.wide + SPACE.wide + SPACE.row)

    def minimumSizeHint(self) -> QSize:
        """Return what it cannot do without."""
        return QSize(SPACE.wide * 2, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it in the colours of the theme that is shown."""
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme = colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -1, -1)
        fill = theme.accent_soft if self.isChecked() else theme.hover if self.underMouse() else theme.surface
        edge = theme.accent_text if self.hasFocus() or self.isChecked() else theme.line
        painter.setBrush(QColor(fill))
        pen = painter.pen()
        pen.setColor(QColor(edge))
        pen.setWidth(2 if self.hasFocus() else 1)
        painter.setPen(pen)
        painter.drawRoundedRect(box, SIZE.radius, SIZE.radius)
        third = box.height() // 3
        centre = int(Qt.AlignmentFlag.AlignCenter)
        weekday = QLocale().dayName(self.day.isoweekday(), QLocale.FormatType.ShortFormat)
        painter.setFont(small_font(strong=self._today))
        painter.setPen(QColor(theme.accent_text if self._today else theme.muted))
        shown = self.tr("Today") if self._today else weekday
        painter.drawText(QRect(box.left(), box.top() + 2, box.width(), third), centre, shown)
        painter.setFont(section_font())
        painter.setPen(QColor(theme.accent_text if self._today else theme.text))
        painter.drawText(QRect(box.left(), box.top() + third, box.width(), third), centre, str(self.day.day))
        painter.setFont(small_font())
        painter.setPen(QColor(theme.muted))
        room = QRect(box.left() + 2, box.top() + 2 * third - 2, box.width() - 4, third)
        text = painter.fontMetrics().elidedText(self.count_text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, centre, text)


class WeekStrip(QWidget):
    """The days of one week.

    Arrow keys go from day to day, Page Up and Page Down from week to week, Home to today.

    Signals:
        day_chosen(object): A day (``date``) was chosen.
        moved(int): Another week is wanted: days to go, or 0 for today.
    """

    day_chosen = Signal(object)
    moved = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Week"))
        self.cells = [DayCell() for _ in range(DAYS)]
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.tight)
        row.setSpacing(SPACE.row)
        for cell in self.cells:
            group.addButton(cell)
            row.addWidget(cell)
            cell.clicked.connect(lambda _checked=False, one=cell: self.day_chosen.emit(one.day))

    def show_week(self, start: date, today: date) -> None:
        """Show the week from ``start``."""
        for number, cell in enumerate(self.cells):
            day = start + timedelta(days=number)
            cell.show_day(day, today=day == today)

    def show_counts(self, counts: dict[date, int]) -> None:
        """Show how many meetings each day has."""
        for cell in self.cells:
            cell.show_count(counts.get(cell.day, 0))

    def choose(self, day: date) -> None:
        """Mark a day; the focus follows when it is in the strip."""
        for cell in self.cells:
            if cell.day == day:
                focused = any(other.hasFocus() for other in self.cells)
                cell.setChecked(True)
                if focused:
                    cell.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from day to day and from week to week."""
        forward = 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else -1
        steps = {
            int(Qt.Key.Key_Left): -forward,
            int(Qt.Key.Key_Right): forward,
            int(Qt.Key.Key_PageUp): -DAYS,
            int(Qt.Key.Key_PageDown): DAYS,
            int(Qt.Key.Key_Home): 0,
        }
        if event.key() in steps:
            self.moved.emit(steps[event.key()])
            event.accept()
            return
        super().keyPressEvent(event)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
