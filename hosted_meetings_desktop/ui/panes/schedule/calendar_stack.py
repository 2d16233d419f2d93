"""The ways to look at the calendar, one at a time, spoken to as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QStackedWidget

from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.agenda import DayHead, agenda
from hosted_meetings_desktop.ui.panes.schedule.agenda_page import AgendaPage
from hosted_meetings_desktop.ui.panes.schedule.agenda_view import AgendaView
from hosted_meetings_desktop.ui.panes.schedule.clock_axis import CalendarDay
from hosted_meetings_desktop.ui.panes.schedule.entry_view import EntryView
from hosted_meetings_desktop.ui.panes.schedule.grid_cursor import begin_of
from hosted_meetings_desktop.ui.panes.schedule.month_view import MonthView
from hosted_meetings_desktop.ui.panes.schedule.ranges import View
from hosted_meetings_desktop.ui.panes.schedule.shown import Choice, Loaded, board_of, month_of
from hosted_meetings_desktop.ui.panes.schedule.time_grid import TimeGrid
from hosted_meetings_desktop.ui.text.format import local


class CalendarStack(QStackedWidget):
    """Holds the grid of hours, the month and the agenda.

    Attributes:
        look: Which of them is shown.

    Signals: as those of ``EntryView``, of the one that is shown.
    """

    chosen = Signal(str)
    opened = Signal(str)
    plan_wanted = Signal(object)
    put_down = Signal(object, QPoint)
    menu_wanted = Signal(QPoint, str, object)
    day_wanted = Signal(object)
    paged = Signal(int)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._went_to: tuple[date, Sequence[CalendarDay]] | None = None
        self.look = View.WEEK
        self.grid = TimeGrid(clock)
        self.month = MonthView(clock)
        self.agenda_page = AgendaPage(clock)
        self.agenda = self.agenda_page.view
        for page in (self.grid, self.month, self.agenda_page):
            self.addWidget(page)
        for view in (self.grid, self.month):
            view.plan_wanted.connect(self.plan_wanted)
            view.put_down.connect(self.put_down)
            view.day_wanted.connect(self.day_wanted)
        for each in (self.grid, self.month, self.agenda):
            each.opened.connect(self.opened)
            each.paged.connect(self.paged)
            each.menu_wanted.connect(self.menu_wanted)
            each.chosen.connect(self._follow)

    @property
    def view(self) -> EntryView | AgendaView:
        """The view that is shown."""
        return self.grid if self.look.timed else self.month if self.look is View.MONTH else self.agenda

    def show_look(self, look: View) -> None:
        """Look at it in another way."""
        self.look = look
        self.setCurrentWidget(self.agenda_page if look is View.AGENDA else self.view)
        self.setFocusProxy(self.view)

    def _follow(self, meeting_id: str) -> None:
        if self.sender() is self.view:
            self.chosen.emit(meeting_id)

    def show_days(self, loaded: Loaded, choice: Choice, days: Sequence[CalendarDay], chosen: date) -> None:
        """Show some days in the present way."""
        if self.look.timed:
            self.grid.show_board(board_of(loaded, choice, days, side_by_side=self.look is View.DAY))
            if (chosen, days) != self._went_to:  # else the keys stay where somebody went with them
                self._went_to = (chosen, days)
                self.grid.go_to_day(chosen)
        elif self.look is View.MONTH:
            self.month.show_board(month_of(loaded, choice, chosen, days))
        else:
            self._show_agenda(loaded, choice, days, chosen)

    def _show_agenda(self, loaded: Loaded, choice: Choice, days: Sequence[CalendarDay], chosen: date) -> None:
        board = month_of(loaded, choice, chosen, days)
        dates = [day.day for day in days]
        lines = agenda(board.entries, dates, self._clock(), None, board.hours)
        counts = {head.day: head.planned for head in lines if isinstance(head, DayHead)}
        self.agenda_page.show_lines(lines, dates[0], local(self._clock()).date(), chosen, counts)

    def chosen_day(self) -> date | None:
        """Return the day that the keys are on, where they are on one."""
        if self.look is View.MONTH:
            return self.month.day if self.month.board.number_of(self.month.day) is not None else None
        if self.look.timed and self.grid.time_cursor is not None and self.grid.board.days:
            return self.grid.board.days[self.grid.day].day
        return None

    def leave_day(self, day: date) -> None:
        """Let the keys begin anew on another day."""
        self.grid.time_cursor = None
        self.month.day = day

    def scroll_to_begin(self) -> None:
        """Begin where the day does."""
        height = self.grid.places.position_at(self.grid.viewport().height())
        self.grid.scroll_to_position(begin_of(self.grid.board, self._clock(), height))

    def settle(self) -> None:
        """Leave what was in hand where it was, or where it is by now."""
        self.grid.settle()
        self.month.settle()

    def refresh(self) -> None:
        """Paint everything anew, as time has passed."""
        self.grid.refresh()
        self.month.refresh()

    def set_loading(self, *, loading: bool) -> None:
        """Show that what is planned is on its way."""
        self.grid.set_loading(loading=loading)
        self.month.set_loading(loading=loading)
