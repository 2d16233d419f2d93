"""The week of the clinic as an agenda: what is on which day, and where today stands."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QLocale, QModelIndex, QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import Standing, SyncStatus
from hosted_meetings_desktop.domain.meeting import Meeting, Phase, SyncState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.schedule.agenda import DAYS, DayHead, agenda, week_filter, week_start
from hosted_meetings_desktop.ui.panes.schedule.agenda_view import AgendaModel, AgendaView
from hosted_meetings_desktop.ui.panes.schedule.services import ScheduleService
from hosted_meetings_desktop.ui.panes.schedule.week_strip import WeekStrip
from hosted_meetings_desktop.ui.parts.buttons import icon_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.date_field import DateField
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, line
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import isolated, moment_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE

TICK_MS = 60_000
_PAGE = 200
_MOST = 2_000


class SchedulePane(Pane):
    """One week at a time.

    Signals:
        join_requested(str, object): Join a meeting (id) as the host (None).
        plan_requested(object): Plan a meeting on the chosen day (``date``).
        details_requested(str): Show a meeting's details.
        edit_requested(str): Change a meeting.
    """

    topics = frozenset({"meetings", "live"})

    join_requested = Signal(str, object)
    plan_requested = Signal(object)
    details_requested = Signal(str)
    edit_requested = Signal(str)

    def __init__(
        self, meetings: ScheduleService, calls: Calls, *, clock: Clock = utc_now, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("Schedule"), parent=parent)
        self._meetings = meetings
        self._calls = calls
        self._clock = clock
        self._call: Call | None = None
        self._loaded = False
        self._asked = False
        self._selected_id = ""
        self._status: SyncStatus | None = None
        self.chosen_day = self.today
        self.week = week_start(self.chosen_day, QLocale().firstDayOfWeek().value)
        self._make_header()
        self.strip = WeekStrip()
        self.strip.day_chosen.connect(self.show_day)
        self.strip.moved.connect(self.move_by)
        self.model = AgendaModel(clock, self)
        self.view = AgendaView(self.model, clock)
        self.view.activated.connect(self._open)
        self.view.selectionModel().currentChanged.connect(self._follow)
        self.states = StateStack(self.view)
        self.setFocusProxy(self.view)
        self._make_selection_bar()
        self._arrange()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._pass_minute)
        self._name_week()

    @property
    def today(self) -> date:
        """The viewer's day."""
        return self._clock().astimezone().date()

    # ---- building
    def _make_header(self) -> None:
        self.back_button = icon_button("chevron-left", self.tr("Week before (Page Up)"))
        self.next_button = icon_button("chevron-right", self.tr("Week after (Page Down)"))
        self.today_button = plain_button(self.tr("Today"))
        self.back_button.clicked.connect(lambda: self.move_by(-DAYS))
        self.next_button.clicked.connect(lambda: self.move_by(DAYS))
        self.today_button.clicked.connect(lambda: self.move_by(0))
        self.jump_field = DateField(self.tr("d MMM yyyy", "date format of a field"))
        self.jump_field.setAccessibleName(self.tr("Go to a date"))
        self.jump_field.setToolTip(self.tr("Go to a date"))
        self.jump_field.setKeyboardTracking(False)
        self.jump_field.dateChanged.connect(self._jump)
        for widget in (self.back_button, self.today_button, self.next_button, self.jump_field):
            self.add_header_widget(widget)
        self.plan_button = main_button(self.tr("Plan meeting"), "plus")
        self.plan_button.clicked.connect(lambda: self.plan_requested.emit(self.chosen_day))
        self.set_main_action(self.plan_button)

    def _make_selection_bar(self) -> None:
        self.selection_bar = QFrame()
        self.selection_bar.setProperty("surface", "surface")
        self.selection_title = ElidedLabel()
        self.join_button = main_button(self.tr("Join"), "video-outline")
        self.details_button = plain_button(self.tr("Details"), "text-box-outline")
        self.edit_button = plain_button(self.tr("Edit"), "pencil-outline")
        self.join_button.clicked.connect(self.join_selected)
        self.details_button.clicked.connect(lambda: self.details_requested.emit(self._selected_id))
        self.edit_button.clicked.connect(lambda: self.edit_requested.emit(self._selected_id))
        row = QHBoxLayout(self.selection_bar)
        row.setContentsMargins(SPACE.page, SPACE.row, SPACE.page, SPACE.row)
        row.setSpacing(SPACE.row)
        row.addWidget(self.selection_title, 1)
        for button in (self.details_button, self.edit_button, self.join_button):
            row.addWidget(button)
        self.selection_bar.hide()

    def _arrange(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(line())
        column.addWidget(self.states, 1)
        column.addWidget(line())
        column.addWidget(self.selection_bar)
        self.set_content(content)

    # ---- where we are
    @Slot(object)
    def show_day(self, day: date) -> None:
        """Go to a day, in whatever week it is."""
        self.chosen_day = day
        week = week_start(day, QLocale().firstDayOfWeek().value)
        if week != self.week:
            self.week = week
            self._name_week()
            self._loaded = False
            self.reload()
        self.strip.choose(day)
        with QSignalBlocker(self.jump_field):
            self.jump_field.set_day(day)
        self._scroll_to_day()

    @Slot(int)
    def move_by(self, days: int) -> None:
        """Go some days on or back; 0 goes to today."""
        self.show_day(self.chosen_day + timedelta(days=days) if days else self.today)

    @Slot()
    def _jump(self) -> None:
        self.show_day(self.jump_field.day)

    def _name_week(self) -> None:
        self.strip.show_week(self.week, self.today)
        self.strip.choose(self.chosen_day)
        with QSignalBlocker(self.jump_field):
            self.jump_field.set_day(self.chosen_day)

    def _scroll_to_day(self) -> None:
        row = self.model.row_of_day(self.chosen_day)
        if row is not None:
            self.view.scrollTo(self.model.index(row), QListView.ScrollHint.PositionAtTop)

    # ---- loading
    def reload(self) -> None:
        """Fetch the week again; an older question about another week is dropped."""
        self._asked = True
        if self._call is not None:
            self._call.cancel()
        if not self._loaded:
            self.states.show_loading()
        week, wanted = self.week, week_filter(self.week, None)

        async def all_pages() -> tuple[date, tuple[Meeting, ...]]:
            rows: tuple[Meeting, ...] = ()
            while len(rows) < _MOST:
                page = await self._meetings.page(wanted, len(rows), _PAGE)
                rows += page.rows
                if not page.rows or len(rows) >= page.total:
                    break
            return week, rows

        self._call = self._calls.run(self, all_pages, self._show, self._miss)

    def _show(self, found: tuple[date, tuple[Meeting, ...]]) -> None:
        week, meetings = found
        if week != self.week:
            return
        first, self._loaded = not self._loaded, True
        place = self.view.verticalScrollBar().value()
        lines = agenda(meetings, week, self._clock(), None)
        self.model.show_lines(lines)
        self.strip.show_counts({head.day: head.planned for head in lines if isinstance(head, DayHead)})
        if meetings:
            self.states.show_content()
        else:
            self.states.show_empty(
                self.tr("Nothing is planned in this week."),
                self.tr("Plan meeting"),
                lambda: self.plan_requested.emit(self.chosen_day),
            )
        self._select_again()
        if first:
            self._scroll_to_day()
        else:
            self.view.verticalScrollBar().setValue(place)

    def _miss(self, error: AppError) -> None:
        if self._loaded:
            self.message_bar.show_error(error, action_text=self.tr("Try again"), action=self.reload)
        else:
            self.states.show_error(error, self.reload)

    def _pass_minute(self) -> None:
        """Move the line of now; at midnight another day is today."""
        self.strip.show_week(self.week, self.today)
        self.strip.choose(self.chosen_day)
        self.reload()

    # ---- the selection
    @property
    def selected(self) -> Meeting | None:
        """The meeting the person is on."""
        row = self.model.row_of_meeting(self._selected_id)
        found = self.model.lines[row] if row is not None else None
        return found if isinstance(found, Meeting) else None

    def select(self, meeting_id: str) -> None:
        """Select a meeting of the shown week."""
        self._selected_id = meeting_id
        self._select_again()

    def _select_again(self) -> None:
        row = self.model.row_of_meeting(self._selected_id)
        if row is not None:
            self.view.setCurrentIndex(self.model.index(row))
        self._show_selection()

    def _follow(self, current: QModelIndex) -> None:
        if current.isValid() and isinstance(found := self.model.lines[current.row()], Meeting):
            self._selected_id = found.id
            self._show_selection()

    def _show_selection(self) -> None:
        meeting = self.selected
        self.selection_bar.setVisible(meeting is not None)
        if meeting is not None:
            when = moment_text(meeting.schedule.starts_at, self._clock())
            over = meeting.phase(self._clock()) is Phase.PAST
            self.selection_title.set_text(f"{when} · {isolated(meeting.title)}")
            self.join_button.setVisible(not meeting.cancelled and not over)
            self._hold_join(meeting)
            self.edit_button.setVisible(not meeting.cancelled)

    def _hold_join(self, meeting: Meeting) -> None:
        """Keep Join from being tried where it is known to be in vain."""
        cut_off = self._status is not None and self._status.standing in {Standing.OFFLINE, Standing.INTERCEPTED}
        possible = meeting.room_id is not None or not (cut_off or meeting.sync is SyncState.ATTENTION)
        self.join_button.setEnabled(possible)
        why = self.tr("It can be joined once its room is made: open its details to see what it waits for.")
        self.join_button.setToolTip("" if possible else why)
        self.join_button.setAccessibleDescription("" if possible else why)

    def show_status(self, status: SyncStatus) -> None:
        """Offer to join only where that can work."""
        self._status = status
        if self.selected is not None:
            self._hold_join(self.selected)

    def _open(self, index: QModelIndex) -> None:
        if isinstance(found := self.model.lines[index.row()], Meeting):
            self.details_requested.emit(found.id)

    @Slot()
    def join_selected(self) -> None:
        """Ask to join the selected meeting as its host."""
        if self.selected is not None and not self.selected.cancelled:
            self.join_requested.emit(self.selected.id, None)

    # ---- life
    def showEvent(self, event: QShowEvent) -> None:
        """Load when first shown; keep the line of now where now is."""
        super().showEvent(event)
        self._tick.start()
        if not self._asked:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        self._tick.stop()
        super().hideEvent(event)
