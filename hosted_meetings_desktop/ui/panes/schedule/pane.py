"""The clinic's calendar: days, weeks and months to look at, and to plan, move and cancel in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QLocale, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.calendar_entry import CalendarEntry
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import Planned, SyncStatus
from hosted_meetings_desktop.domain.meeting import Meeting, Phase
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.calendar_stack import CalendarStack
from hosted_meetings_desktop.ui.panes.schedule.carrying import Carried
from hosted_meetings_desktop.ui.panes.schedule.clock_axis import CalendarDay, calendar_day
from hosted_meetings_desktop.ui.panes.schedule.entry_words import phase_of
from hosted_meetings_desktop.ui.panes.schedule.history_bar import HistoryBar
from hosted_meetings_desktop.ui.panes.schedule.loading import Loading
from hosted_meetings_desktop.ui.panes.schedule.moves import Moves
from hosted_meetings_desktop.ui.panes.schedule.pane_tools import PaneTools
from hosted_meetings_desktop.ui.panes.schedule.range_title import range_title
from hosted_meetings_desktop.ui.panes.schedule.ranges import View, days_of, stepped
from hosted_meetings_desktop.ui.panes.schedule.selection_bar import SelectionBar
from hosted_meetings_desktop.ui.panes.schedule.services import PlanWish, ScheduleService
from hosted_meetings_desktop.ui.panes.schedule.shown import Choice, Loaded
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.labels import line
from hosted_meetings_desktop.ui.parts.pane import Pane, coming_row
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from hosted_meetings_desktop.ui.parts.slot_choice import SlotChoice
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import local

TICK_MS = 30_000


class SchedulePane(Pane):
    """The calendar.

    Signals:
        join_requested(str, object): Join a meeting (id) as the host (None).
        plan_requested(PlanWish): Plan a meeting.
        meet_now_requested(str): Meet somebody who is here already, with this host (empty: not known).
        details_requested(str): Show a meeting's details.
        edit_requested(str): Change a meeting.
        link_requested(str): Copy the link to a meeting (id).
    """

    topics = frozenset({"meetings", "live", "hours", "calendars", "visit_types"})

    join_requested = Signal(str, object)
    plan_requested = Signal(object)
    meet_now_requested = Signal(str)
    details_requested = Signal(str)
    edit_requested = Signal(str)
    link_requested = Signal(str)

    def __init__(
        self,
        schedule: ScheduleService,
        calls: Calls,
        history: PlanHistory | None = None,
        *,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the pane.

        Args:
            schedule: What is planned.
            calls: Runs the service.
            history: What can be undone, shared with other panes; one of its own without it.
            clock: Tells the time.
            parent: The owner.
        """
        super().__init__(self.tr("Schedule"), parent=parent)
        self.clock = clock
        self.history = history if history is not None else PlanHistory(schedule, calls, self)
        self.loading, self.loaded = Loading(schedule, calls, self), Loaded(clock(), clock())
        self.choice = Choice()
        self.chosen_day = local(clock()).date()
        self._selected_id = self._wanted_id = ""
        self._scrolled = False
        self.stack = CalendarStack(clock)
        self.grid, self.month, self.agenda = self.stack.grid, self.stack.month, self.stack.agenda
        self.states = StateStack(self.stack)
        self.bar = SelectionBar()
        self.slot_choice = SlotChoice(accept_text=self.tr("Move it all the same"))
        self.history_bar = HistoryBar(self, self.history, self.message_bar, self.reload)
        self.moves = Moves(self, schedule, calls, self.history, self.message_bar, self.slot_choice, clock)
        self.tools = PaneTools(self, self, calls)
        self._arrange()
        self._connect()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._pass_time)
        self.show_view(View.WEEK)

    # ---- building
    def _arrange(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.tools.row, coming_row(self.slot_choice), line()):
            column.addWidget(part)
        column.addWidget(self.states, 1)
        column.addWidget(line())
        column.addWidget(self.bar)
        self.set_content(content)

    def _connect(self) -> None:
        stack = self.stack
        stack.plan_wanted.connect(self.plan_requested)
        stack.put_down.connect(self._put_down)
        stack.day_wanted.connect(self.show_day_alone)
        stack.chosen.connect(self._follow)
        stack.opened.connect(self.details_requested)
        stack.paged.connect(self.page)
        stack.menu_wanted.connect(self.tools.open_menu)
        stack.grid.zoomed.connect(self.zoom)
        stack.agenda_page.day_chosen.connect(self.show_day)
        self.loading.arrived.connect(self._load)
        self.loading.found.connect(self._go_to)
        self.loading.failed.connect(self._miss)
        self.loading.slow.connect(self._show_loading)
        self.moves.settled.connect(stack.settle)
        self.moves.done.connect(self._take)
        self.moves.undo_wanted.connect(self.undo)
        self.tools.listen_to(self.bar)
        self.history.changed.connect(self.undo_changed)

    # ---- where we are
    @property
    def view(self) -> View:
        """How it is looked at."""
        return self.stack.look

    @property
    def days(self) -> tuple[date, ...]:
        """The days that are shown."""
        first = QLocale().firstDayOfWeek().value
        return days_of(self.view, self.chosen_day, first_weekday=first, work_days=self.loaded.work_days)

    def show_view(self, view: View) -> None:
        """Look at it in another way; the chosen day stays."""
        had_focus = self.stack.view.hasFocus()
        self.adopt_day()
        self.stack.show_look(view)
        self.tools.row.show_view(view)
        self._go()
        if had_focus:
            self.stack.view.setFocus()

    def adopt_day(self) -> None:
        """Choose the day that the keys are on, so that what follows begins there."""
        self.chosen_day = self.stack.chosen_day() or self.chosen_day

    def show_day(self, day: date) -> None:
        """Go to a day in the present view."""
        self.stack.leave_day(day)
        self.chosen_day = day
        self._go()

    def show_day_alone(self, day: date) -> None:
        """Show one day with its hosts side by side."""
        self.show_day(day)
        self.show_view(View.DAY)

    @Slot()
    def show_today(self) -> None:
        """Go to today."""
        self.show_day(local(self.clock()).date())
        self.stack.scroll_to_begin()

    def page(self, steps: int) -> None:
        """Go to what comes before or after."""
        self.chosen_day = stepped(self.view, self.chosen_day, steps)
        if self.view is View.MONTH and self.chosen_day.month != self.month.day.month:
            self.month.day = self.chosen_day
        self._go()

    def _go(self) -> None:
        """Show the days that are chosen now: at once what is known of them, and then what the service says."""
        self.tools.show_title(range_title(self.view, self.chosen_day, self.days))
        self.slot_choice.dismiss()
        if self.loading.asked:
            self._show()
            self.reload()

    # ---- loading
    def _window(self) -> tuple[tuple[CalendarDay, ...], datetime, datetime]:
        days = tuple(calendar_day(day, None) for day in self.days)
        return days, days[0].start, days[-1].end

    def reload(self) -> None:
        """Fetch what is shown again."""
        if not self.loading.asked:
            self._show()  # the days themselves are known
            self.stack.scroll_to_begin()
        _days, begin, end = self._window()
        self.loading.ask(begin, end, known=self.loaded.covers(begin, end))

    def _load(self, loaded: Loaded) -> None:
        days, self.loaded = self.days, loaded
        self.states.show_content()
        wanted, self._wanted_id = self._wanted_id, ""
        self._selected_id = wanted or self._selected_id
        self._show(reveal=bool(wanted))
        if not self._scrolled:
            self._scrolled = True
            self.stack.scroll_to_begin()
        if self.days != days:
            self._go()  # the clinic works on other days than was thought

    def _show_loading(self, slow: bool) -> None:  # noqa: FBT001 (a signal's argument)
        self.stack.set_loading(loading=slow)
        if slow and self.view is View.AGENDA:
            self.states.show_loading()

    def _miss(self, error: AppError) -> None:
        _days, begin, end = self._window()
        if self.loaded.covers(begin, end):
            self.message_bar.show_error(error, action_text=self.tr("Try again"), action=self.reload)
        else:
            self.states.show_error(error, self.reload)

    # ---- showing
    def _show(self, *, reveal: bool = False) -> None:
        """Show what is known of the chosen days."""
        days, _begin, _end = self._window()
        self.stack.show_days(self.loaded, self.choice, days, self.chosen_day)
        self.tools.show_hosts()
        self._select_again(reveal=reveal)

    def show_again(self) -> None:
        """Show what is known, as somebody chose to see more or less of it."""
        if self.loading.asked:
            self._show()

    def _pass_time(self) -> None:
        """Move the line of now; at midnight another day is today."""
        self.stack.refresh()
        if self.view is View.AGENDA:
            self.show_again()
        self._show_selection()

    # ---- the selection
    @property
    def selected(self) -> CalendarEntry | None:
        """The meeting the person is on."""
        return next((one for one in self.loaded.entries if one.meeting_id == self._selected_id), None)

    def select(self, meeting_id: str) -> None:
        """Select a meeting; where it is not among the shown days, go to its day."""
        self._selected_id = meeting_id
        self._select_again(reveal=True)
        if self.selected is None:
            self._wanted_id = meeting_id
            self.loading.find(meeting_id)

    def _go_to(self, meeting: Meeting) -> None:
        day = local(meeting.schedule.starts_at).date()
        self.show_day(self.chosen_day if day in self.days else day)

    def _select_again(self, *, reveal: bool = False) -> None:
        kept = self._selected_id
        if kept and not self.stack.view.choose(kept, reveal=reveal):
            self._selected_id = ""
        self._show_selection()

    def _follow(self, meeting_id: str) -> None:
        self._selected_id = meeting_id
        self._show_selection()

    def _show_selection(self) -> None:
        _days, begin, end = self._window()
        entry = self.selected
        if entry is not None:
            self.bar.show_entry(entry, self.clock())
        elif self.choice.is_empty(self.loaded, begin, end):
            self.bar.show_empty(self.view)
        else:
            self.bar.show_nothing(self.tools.hint())
        self.tools.offer()

    def show_status(self, status: SyncStatus) -> None:
        """Offer to join only where that can work, and say since when there is no connection."""
        self.bar.show_status(status)
        self.tools.show_status(status)

    # ---- gestures
    @Slot()
    def plan(self) -> None:
        """Ask to plan a meeting on the chosen day."""
        self.adopt_day()
        self.plan_requested.emit(PlanWish(self.chosen_day, host=self.choice.only_host(self.loaded)))

    @Slot()
    def join_selected(self) -> None:
        """Ask to join the selected meeting as its host."""
        entry = self.selected
        if entry is not None and phase_of(entry, self.clock()) in {Phase.UPCOMING, Phase.LIVE}:
            self.join_requested.emit(entry.meeting_id, None)

    @Slot()
    def edit_selected(self) -> None:
        """Ask to change the selected meeting."""
        if self.selected is not None and not self.selected.cancelled:
            self.edit_requested.emit(self._selected_id)

    @Slot()
    def cancel_selected(self) -> None:
        """Cancel the selected meeting; it can be undone."""
        entry = self.selected
        if entry is not None and phase_of(entry, self.clock()) in {Phase.UPCOMING, Phase.LIVE}:
            self.moves.cancel(entry, self.tools.beside_selected())

    @Slot()
    def restore_selected(self) -> None:
        """Open the selected cancelled meeting again."""
        if self.selected is not None and self.selected.cancelled:
            self.moves.restore(self.selected)

    def zoom(self, steps: int) -> None:
        """Show more or fewer hours."""
        self.grid.set_level(self.grid.level + steps)
        self.tools.offer()

    def _put_down(self, carried: Carried, where: QPoint) -> None:
        self.moves.put_down(carried, self.grid.board if self.view.timed else None, where)

    def _take(self, planned: Planned) -> None:
        """Show a change at once; what else came with it follows when the service is asked again."""
        self.loaded = self.loaded.with_change(planned.meeting)
        self._show()
        self.reload()

    # ---- what the window asks
    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back."""
        return self.history.undo_text

    def redo_text(self) -> str:
        """Return what Ctrl+Shift+Z would do again."""
        return self.history.redo_text

    def undo(self) -> None:
        """Take the last change back; again for the one before."""
        self.history_bar.undo()

    def redo(self) -> None:
        """Do what was undone last again."""
        self.history_bar.redo()

    def focus_content(self) -> None:
        """Put the focus into the calendar."""
        self.stack.view.setFocus()

    def menu_actions(self) -> list[QAction]:
        """Return what can be done here, for the menu and the sheet of keys."""
        return self.tools.actions

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return what the calendar's own keys do."""
        return self.tools.keys()

    def state(self) -> dict[str, Any]:
        """Return how it is looked at."""
        return self.tools.state()

    def restore(self, state: dict[str, Any]) -> None:
        """Look at it as last time."""
        self.tools.restore(state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Esc what was offered instead of a time; say what Delete needs where it cancels nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.slot_choice.leave()
        elif event.key() == Qt.Key.Key_Delete:
            self.tools.explain_delete()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Load when first shown; keep the line of now where now is."""
        super().showEvent(event)
        self._tick.start()
        if not self.loading.asked:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        self._tick.stop()
        super().hideEvent(event)
