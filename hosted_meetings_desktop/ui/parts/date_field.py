"""A date as a field with a calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDateEdit

from hosted_meetings_desktop.ui.theme.tokens import SIZE


class DateField(QDateEdit):
    """A date that is typed or picked."""

    def __init__(self, display_format: str) -> None:
        super().__init__()
        # Qt turns day, month and year round in a right-to-left layout, on top of what the text itself does.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setDisplayFormat(display_format)
        self.setCalendarPopup(True)
        self.setFixedHeight(SIZE.control)

    @property
    def day(self) -> date:
        """The date that is set."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def set_day(self, day: date) -> None:
        """Set a date."""
        self.setDate(QDate(day.year, day.month, day.day))
