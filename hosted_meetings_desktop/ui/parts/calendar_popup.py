"""A month to pick a day from: one look, whoever shows it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPalette, QPen, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QTableView, QToolButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.theme.current import colours
from hosted_meetings_desktop.ui.theme.fonts import font
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_WEEKS = 6
_NAV = SIZE.control
_HEIGHT = _NAV + (_WEEKS + 1) * SIZE.table_row + SPACE.hair * 2


class _Calendar(QCalendarWidget):
    """Today has a ring, the chosen day is filled, the days of other months are muted."""

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate) -> None:
        """Draw one day."""
        theme = colours()
        chosen = day == self.selectedDate()
        usable = self.minimumDate() <= day <= self.maximumDate()
        own = day.month() == self.monthShown() and day.year() == self.yearShown()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark = self.dateTextFormat(day).background()
        painter.fillRect(rect, QColor(theme.surface) if mark.style() is Qt.BrushStyle.NoBrush else mark)
        spot = rect.adjusted(2, 2, -2, -2)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent))
            painter.drawRoundedRect(spot, SIZE.radius, SIZE.radius)
        if day == QDate.currentDate():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.on_accent if chosen else theme.accent_text), 1.5))
            ring = spot.adjusted(2, 2, -2, -2) if chosen else spot
            painter.drawRoundedRect(ring, SIZE.radius - 2, SIZE.radius - 2)
        tone = theme.on_accent if chosen else theme.text if own and usable else theme.disabled
        painter.setFont(font(strong=chosen))
        painter.setPen(QColor(tone))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), self.locale().toString(day.day()))
        painter.restore()

    def dress(self) -> None:
        """Take the colours of the theme that is shown."""
        theme = colours()
        look = self.palette()
        look.setColor(QPalette.ColorRole.Window, QColor(theme.surface))
        look.setColor(QPalette.ColorRole.AlternateBase, QColor(theme.surface))  # behind the names of the weekdays
        self.setPalette(look)
        head = QTextCharFormat()
        head.setForeground(QColor(theme.muted))
        head.setBackground(QColor(theme.surface))
        self.setHeaderTextFormat(head)
        plain = QTextCharFormat()  # Qt's own weekends are red, which means something else here
        plain.setForeground(QColor(theme.muted))
        for weekday in Qt.DayOfWeek:
            self.setWeekdayTextFormat(weekday, plain)
        self._name_arrows()

    def _name_arrows(self) -> None:
        said = (self.tr("The month before"), self.tr("The next month"))
        names = ("qt_calendar_prevmonth", "qt_calendar_nextmonth")
        # The icons turn round by themselves in a right-to-left layout.
        for name, arrow, word in zip(names, ("chevron-left", "chevron-right"), said, strict=True):
            button = self.findChild(QToolButton, name)
            if button is not None:
                button.setIcon(icon(arrow))
                button.setToolTip(word)
                button.setAccessibleName(word)


def styled_calendar(day: date | None = None, parent: QWidget | None = None) -> QCalendarWidget:
    """Return a calendar in the app's look, with all six weeks in view.

    Args:
        day: The day that is chosen; today without it.
        parent: The owner.
    """
    made = _Calendar(parent)
    made.setFirstDayOfWeek(QLocale().firstDayOfWeek())
    made.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    made.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
    for table in made.findChildren(QTableView):
        table.setProperty("calendar", "true")
    made.dress()
    if day is not None:
        made.setSelectedDate(QDate(day.year, day.month, day.day))
    made.setFixedHeight(_HEIGHT)
    made.setMinimumWidth(SIZE.details_width)
    return made


class CalendarPopup(QFrame):
    """A calendar under a field; Esc or a click beside it leaves it, Enter or a click takes the day.

    Signals:
        picked(QDate): That day.
    """

    picked = Signal(QDate)

    def __init__(self, field: QWidget) -> None:
        """Make it for ``field``; nothing is shown before :meth:`open_at`."""
        super().__init__(field, Qt.WindowType.Popup)
        self._field = field
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Choose a day"))
        self.calendar = styled_calendar(parent=self)
        self.calendar.setAccessibleName(self.tr("Choose a day"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.row, SPACE.row, SPACE.row, SPACE.row)
        column.addWidget(self.calendar)
        self.calendar.clicked.connect(self._take)
        self.calendar.activated.connect(self._take)

    def open_at(self, day: QDate, earliest: QDate, latest: QDate) -> None:
        """Show it under the field, or over it where there is no room below."""
        self.calendar.setDateRange(earliest, latest)
        self.calendar.setSelectedDate(day)
        self.adjustSize()
        field = self._field
        lead = field.width() - self.width() if field.isRightToLeft() else 0
        place = field.mapToGlobal(QPoint(lead, field.height() + SPACE.hair))
        room = field.screen().availableGeometry()
        if place.y() + self.height() > room.bottom():
            place.setY(field.mapToGlobal(QPoint(0, 0)).y() - self.height() - SPACE.hair)
        place.setX(min(max(place.x(), room.left()), room.right() + 1 - self.width()))
        self.move(place)
        self.show()
        self.calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _take(self, day: QDate) -> None:
        if self.isVisible():
            self.close()
            self.picked.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)
