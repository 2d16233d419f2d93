"""A date as a field with a calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from hosted_meetings_desktop.ui.parts.calendar_popup import CalendarPopup
from hosted_meetings_desktop.ui.parts.typed_field import TypedField
from hosted_meetings_desktop.ui.text.read_date import date_words, read_day
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE

_EARLIEST, _LATEST = QDate(1900, 1, 1), QDate(2999, 12, 31)
_NOTCH = 120
"""One step of a wheel, in eighths of a degree."""


class DateField(TypedField):
    """A date that is typed as people write it ("1.4.", "1 apr", "+7", "fri", "tomorrow"), stepped or picked.

    What is typed counts on leaving and on Enter. Up and Down go a day, Page up and Page down a month; Alt+Down and F4
    open the calendar. The names that are Qt's are those of its own date field.

    Signals:
        dateChanged(QDate): Another day is meant.
    """

    dateChanged = Signal(QDate)  # noqa: N815 (as Qt's own date field has it)

    def __init__(self, display_format: str) -> None:
        """Make the field.

        Args:
            display_format: How the day is shown, as ``QLocale.toString`` takes it.
        """
        super().__init__()
        self._format = display_format
        self._date = QDate.currentDate()
        self._shown = ""
        self._wheel = 0
        self._first, self._last = _EARLIEST, _LATEST
        self._popup: CalendarPopup | None = None
        self.setFixedHeight(SIZE.control)
        self.setToolTip(self.tr("For instance 1.4., 1 Apr, +7, Fri or tomorrow; Alt+Down opens the calendar"))
        pick = self.addAction(icon("calendar-outline"), QLineEdit.ActionPosition.TrailingPosition)
        pick.setText(self.tr("Choose a day"))
        pick.triggered.connect(self.open_calendar)
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(pick.text())
        self._show()

    # ---- the day
    @property
    def day(self) -> date:
        """The date that is set; what is typed and can be understood counts already."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def set_day(self, day: date) -> None:
        """Set a date."""
        self.setDate(QDate(day.year, day.month, day.day))

    def date(self) -> QDate:
        """Return the day that is set."""
        self.interpretText()
        return self._date

    def setDate(self, day: QDate) -> None:
        """Set a day, within the range, and show it in place of what was typed."""
        day = max(self._first, min(day, self._last))
        changed = day != self._date
        self._date = day
        self._show()
        if changed:
            self.dateChanged.emit(day)

    def setDateRange(self, first: QDate, last: QDate) -> None:
        """Allow these days alone."""
        self._first, self._last = first, last
        self.setDate(self._date)

    def setKeyboardTracking(self, tracking: bool) -> None:  # noqa: FBT001 (as Qt's own date field has it)
        """Do nothing: what is typed never counts before it is whole."""

    def _show(self) -> None:
        self._shown = QLocale().toString(self._date, self._format)
        self.setText(self._shown)
        self.setCursorPosition(0)
        self.show_problem("")

    # ---- what is typed
    def interpretText(self) -> None:
        """Take what was typed as the day, or say at the field that it cannot be understood."""
        typed = self.text()
        if typed == self._shown:
            self.show_problem("")
            return
        now = QDate.currentDate()
        found = read_day(typed, date(now.year(), now.month(), now.day()), date_words(QLocale()))
        day = None if found is None else QDate(found.year, found.month, found.day)
        if day is None:
            self.show_problem(self.tr("Type a date, for instance %1").replace("%1", self._example()))
        elif not self._first <= day <= self._last:
            told = self.tr("Choose a day from %1 to %2")
            first, last = (QLocale().toString(each, self._format) for each in (self._first, self._last))
            self.show_problem(told.replace("%1", first).replace("%2", last))
        else:
            self.setDate(day)

    def _example(self) -> str:
        return QLocale().toString(self._date, self.tr("d MMM yyyy", "date format of an example to type"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows, open the calendar, and keep Enter from going on with what cannot be understood."""
        key, alt = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        months = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1}
        if (alt and key == Qt.Key.Key_Down) or key == Qt.Key.Key_F4:
            self.open_calendar()
        elif key in steps:
            self.step_by(steps[Qt.Key(key)])
        elif key in months:
            self._change(self.date().addMonths(months[Qt.Key(key)]))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.refuses():
            event.accept()
        else:
            super().keyPressEvent(event)

    def step_by(self, days: int) -> None:
        """Go some days on, or back."""
        self._change(self.date().addDays(days))

    def _change(self, day: QDate) -> None:
        self.setDate(day)
        if self.hasFocus():
            self.selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step a day."""
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / _NOTCH)
        self._wheel -= steps * _NOTCH
        if steps:
            self.step_by(steps)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select everything, so that typing begins anew."""
        super().focusInEvent(event)
        if event.reason() not in {Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason}:
            self.selectAll()

    # ---- the calendar
    def open_calendar(self) -> None:
        """Show the calendar under the field."""
        if self.isReadOnly() or not self.isEnabled():
            return
        if self._popup is None:
            self._popup = CalendarPopup(self)
            self._popup.picked.connect(self._change)
        self._popup.open_at(self.date(), self._first, self._last)

    @property
    def popup(self) -> CalendarPopup | None:
        """The calendar, once it was opened."""
        return self._popup

    def sizeHint(self) -> QSize:
        """Return room for the widest day."""
        hint = super().sizeHint()
        widest = QLocale().toString(QDate(2026, 12, 30), self._format)
        hint.setWidth(self.fontMetrics().horizontalAdvance(widest) + SIZE.control + SIZE.icon_with_gap)
        return hint

    def minimumSizeHint(self) -> QSize:
        """Return the same: a date that is cut off tells another day."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Show the day in the language that is read now."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange and self.text() == self._shown:
            self._show()
