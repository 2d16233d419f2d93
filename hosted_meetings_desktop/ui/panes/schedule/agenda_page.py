"""The agenda with its week over it."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.agenda import AgendaLine
from hosted_meetings_desktop.ui.panes.schedule.agenda_view import AgendaView
from hosted_meetings_desktop.ui.panes.schedule.week_strip import WeekStrip
from hosted_meetings_desktop.ui.parts.labels import line
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class AgendaPage(QWidget):
    """Seven days side by side with how much each holds, and under them their meetings.

    Signals:
        day_chosen(date): A day was chosen, of this week or beside it.
    """

    day_chosen = Signal(object)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.strip = WeekStrip()
        self.strip.day_chosen.connect(self.day_chosen)
        self.strip.moved.connect(self._move_by)
        self.view = AgendaView(clock)
        self.setFocusProxy(self.view)
        self._today = self._day = date.min
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.tight, 0, 0)
        column.setSpacing(0)
        for part in (self.strip, line()):
            column.addWidget(part)
        column.addWidget(self.view, 1)

    def _move_by(self, days: int) -> None:
        """Go some days on or back; 0 goes to today."""
        self.day_chosen.emit(self._day + timedelta(days=days) if days else self._today)

    def show_lines(
        self, lines: list[AgendaLine], start: date, today: date, chosen: date, counts: dict[date, int]
    ) -> None:
        """Show a week; it scrolls only when another day was chosen."""
        self._today = today
        self.strip.show_week(start, today)
        if any(isinstance(line, CalendarEntry) for line in lines):
            self.strip.show_counts(counts)  # of a free week that is said by its days and under them
        self.strip.choose(chosen)
        self.view.show_lines(lines)
        if chosen != self._day:
            self._day = chosen
            self.view.scroll_to_day(chosen)
