"""Today at the front desk: every meeting by where it stands, and for the chosen one all that can be done."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.availability import host_key
from hosted_meetings_desktop.domain.desk_rules import longest_waiting
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import DeskDay, DeskRoom, DeskState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.today.arrival_watch import ArrivalWatch
from hosted_meetings_desktop.ui.panes.today.board import Board
from hosted_meetings_desktop.ui.panes.today.board_model import BoardModel
from hosted_meetings_desktop.ui.panes.today.deeds import DeskDeeds
from hosted_meetings_desktop.ui.panes.today.details import DeskDetails
from hosted_meetings_desktop.ui.panes.today.gestures import DeskGestures, StepTeller
from hosted_meetings_desktop.ui.panes.today.services import DeskService, LinkService, RoomDeeds
from hosted_meetings_desktop.ui.panes.today.tools import HeaderTools, StateCounts
from hosted_meetings_desktop.ui.panes.today.wall import Wall
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.labels import line
from hosted_meetings_desktop.ui.parts.pane import Pane
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from hosted_meetings_desktop.ui.parts.slot_choice import SlotChoice
from hosted_meetings_desktop.ui.parts.states import State, StateStack
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

TICK_MS = 15_000
"""How often the day is put together anew without news: meetings begin and end by the clock."""
_TOLD_MS = 20_000


class TodayPane(Pane):
    """Board and details.

    Attributes:
        day: What is shown, None before the first answer.
        wall: The board on the wall, if it is there.

    Signals:
        join_requested(str, object): Join a meeting (id) as its host (None).
        waiting_room_requested(str): Open a meeting's waiting room without joining the call.
        meeting_requested(str): Show a meeting among all.
        edit_requested(str): Change a meeting in the plan.
        plan_requested(): Plan a meeting.
        arrived(str, str, object): Somebody came to wait: the meeting's id, their name, since when.
    """

    topics = frozenset({"meetings", "sessions", "live", "arrivals", "recordings", "desk", "clinic"})

    join_requested = Signal(str, object)
    waiting_room_requested = Signal(str)
    meeting_requested = Signal(str)
    edit_requested = Signal(str)
    plan_requested = Signal()
    arrived = Signal(str, str, object)

    def __init__(
        self,
        desk: DeskService,
        links: LinkService,
        live: RoomDeeds,
        calls: Calls,
        *,
        watch: ArrivalWatch | None = None,
        history: PlanHistory | None = None,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the pane.

        Args:
            desk: The day.
            links: Ways to people.
            live: The rooms right now.
            calls: Runs them.
            watch: Tells of arrivals, whatever is shown; without it nobody does.
            history: What can be taken back, shared with other panes that change the plan; its own without.
            clock: Tells the time.
            parent: The owner.
        """
        super().__init__(self.tr("Today"), parent=parent)
        self._desk = desk
        self._calls = calls
        self.clock = clock
        self.day: DeskDay | None = None
        self.wall: Wall | None = None
        self._watch = watch
        self._private = False
        self._loading = self._again = self._asked = False
        self._sizes_wanted: list[int] = []
        self._wanted_id = ""
        self.history = history or PlanHistory(desk, calls, self)
        self.history.changed.connect(self.undo_changed)
        self.slots = SlotChoice(accept_text=self.tr("Do it all the same"))
        self.deeds = DeskDeeds(desk, links, calls, self.history, self.message_bar, self.slots, clock, self)
        self.model = BoardModel(clock, self)
        self.board = Board(self.model, clock)
        self.desk_details = DeskDetails(live, self.deeds, calls, clock)
        self.tools = HeaderTools(clock)
        self.counts = StateCounts()
        self._arrange()
        self.gestures = DeskGestures(self, self.board, self.deeds)
        self._connect()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.time_passed)

    def _arrange(self) -> None:
        self.set_main_action(self.tools)
        self.states = StateStack(self.board)
        self.board.setMinimumWidth(SIZE.field_width)
        self.setFocusProxy(self.board)
        self.desk_details.hide()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.states)
        self._split.addWidget(self.desk_details)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        question = QVBoxLayout()
        question.setContentsMargins(SPACE.page, 0, SPACE.page, SPACE.hair)
        question.addWidget(self.slots)
        column.addLayout(question)
        column.addWidget(self.counts)
        column.addWidget(line())
        column.addWidget(self._split, 1)
        self.set_content(content)

    def _connect(self) -> None:
        self.board.chosen.connect(self._follow_choice)
        self.board.clicked_on.connect(lambda _room: self.open_details())
        self.board.opened.connect(lambda room: self.join_requested.emit(room.id, None))
        self.desk_details.closed.connect(self.close_details)
        self.desk_details.join_wanted.connect(lambda meeting_id: self.join_requested.emit(meeting_id, None))
        self.desk_details.meeting_wanted.connect(self.meeting_requested)
        self.deeds.join_wanted.connect(lambda meeting_id: self.join_requested.emit(meeting_id, None))
        self.deeds.waiting_room_wanted.connect(self.waiting_room_requested)
        self.deeds.edit_wanted.connect(self.edit_requested)
        self.deeds.done.connect(self.reload)
        StepTeller(self, self.history)
        self.counts.chosen.connect(self.go_to)
        self.tools.hosts.changed.connect(self._show_day)
        self.tools.wall_wanted.connect(self.show_wall)
        if self._watch is not None:
            self.tools.sound_switched.connect(self._watch.set_sounds)
            self._watch.arrived.connect(self.arrived)
            self._watch.arrived.connect(self._tell_arrival)

    # ---- loading
    def reload(self) -> None:
        """Put the day together anew; what is shown stays until that is there."""
        self._asked = True
        if self._loading:
            self._again = True
            return
        self._loading = True
        if self.day is None:
            self.states.show_loading()
        self._calls.run(self, self._desk.rooms, self._take, self._miss)

    def _take(self, day: DeskDay) -> None:
        self._loading = False
        self.day = day
        self.tools.hosts.show_hosts(day.hosts)
        self.tools.show_known(day.known_at)
        self._show_day()
        self._go_on()

    def _miss(self, error: AppError) -> None:
        self._loading = False
        if self.day is None:
            self.states.show_error(error, self.reload)
        else:
            self.message_bar.show_error(error, action_text=self.tr("Try again"), action=self.reload)
        self._go_on()

    def _go_on(self) -> None:
        if self._again:
            self._again = False
            self.reload()

    @property
    def shown(self) -> tuple[DeskRoom, ...]:
        """The meetings that are shown: those of the chosen hosts."""
        return () if self.day is None else tuple(filter(self.tools.hosts.fits, self.day.rooms))

    def _show_day(self) -> None:
        if self.day is None:
            return
        rooms = self.shown
        self.model.show(rooms, self.day.limits)
        self.counts.show_rooms(rooms)
        if self._wanted_id:
            self.select(self._wanted_id)
        if rooms:
            self.states.show_content()
        elif self.day.rooms:
            sentence = self.tr("The chosen hosts have nothing today.")
            self.states.show_empty(sentence, self.tr("Show all hosts"), lambda: self.tools.hosts.choose(frozenset()))
        else:
            sentence = self.tr("Nothing is planned for today.")
            self.states.show_empty(sentence, self.tr("Plan meeting"), self.plan_requested.emit)
        self._keep_details()

    def _keep_details(self) -> None:
        """Fill the details anew, also of a meeting that is not shown any more."""
        shown = self.desk_details.room
        if self.day is None or shown is None or self.desk_details.isHidden():
            return
        room = next((each for each in self.day.rooms if each.id == shown.id), None)
        if room is None:
            self.close_details()
        else:
            self.desk_details.show_room(room, self.day.limits)

    @Slot()
    def time_passed(self) -> None:
        """Count all minutes on, and see what began or ended by the clock."""
        self.board.viewport().update()
        self.desk_details.pass_time()
        if self.day is not None:
            self.tools.show_known(self.day.known_at)
        self.reload()

    # ---- the choice
    @property
    def selected(self) -> DeskRoom | None:
        """The meeting the person is on: the one whose details are open, or else the selected line."""
        return self.board.selected if self.desk_details.isHidden() else self.desk_details.room

    def select(self, meeting_id: str) -> None:
        """Select a meeting and show its details, now or as soon as it is there."""
        self._wanted_id = "" if self.board.select_id(meeting_id) else meeting_id
        if not self._wanted_id:
            self.open_details()

    def go_to(self, state: DeskState) -> None:
        """Select the first meeting in a state."""
        if (row := self.model.first_of(state)) is not None:
            self.board.show_line(row)
            self.board.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_choice(self, room: DeskRoom | None) -> None:
        self.gestures.offered()
        if room is None or self.day is None:
            return
        before = self.desk_details.room
        self.desk_details.show_room(room, self.day.limits)
        if before is None or before.id != room.id:
            self.open_details()

    @Slot()
    def open_details(self) -> None:
        """Show the details of the selected meeting."""
        room = self.board.selected
        if room is None or self.day is None or not self.desk_details.isHidden():
            return
        self.desk_details.show_room(room, self.day.limits)
        self.desk_details.show()
        wide = SIZE.details_width + SIZE.details_width // 4
        room_for = max(self._split.width(), SIZE.field_width + SIZE.details_width)
        panel = max(SIZE.details_width, min(wide, room_for // 2))
        self._split.setSizes(self._sizes_wanted or [room_for - panel, panel])

    @Slot()
    def close_details(self) -> None:
        """Put the details away; the meeting stays selected and has the focus."""
        if not self.desk_details.isHidden():
            self._sizes_wanted = self._split.sizes()
            self.desk_details.hide()
            self.board.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- gestures
    def join_selected(self) -> None:
        """Ask to join the selected meeting as its host."""
        room = self.selected
        if room is not None and room.state is not DeskState.CANCELLED:
            self.join_requested.emit(room.id, None)

    def ask_longest(self) -> None:
        """Ask whether who waits longest of all that are shown shall be let in."""
        found = longest_waiting(self.shown)
        if found is None:
            self.message_bar.show_message(self.tr("Nobody is waiting."), timeout_ms=_TOLD_MS)
            return
        room, person = found
        self.select(room.id)
        self.desk_details.ask(person.participant_id)

    def menu_actions(self) -> list[QAction]:
        """Return what can be done here; what needs a selected meeting is disabled without one."""
        return self.gestures.offered()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys that are no action's."""
        return ((self.tr("Join the selected meeting"), self.tr("Enter")),)

    # ---- who came
    def _tell_arrival(self, meeting_id: str, name: str, _since: datetime) -> None:
        if not self.isVisible():
            return
        room = self.model.find(meeting_id)
        host = room.meeting.host if room is not None else ""
        said = self.tr("%1 is waiting for %2.") if host else self.tr("%1 is waiting.")
        self.message_bar.show_message(
            said.replace("%2", isolated(host)).replace("%1", isolated(name)),
            action_text=self.tr("Show"),
            action=partial(self.select, meeting_id),
            timeout_ms=_TOLD_MS,
        )

    # ---- the wall
    @Slot()
    def show_wall(self) -> None:
        """Show the board in a window of its own, large, on another screen where there is one."""
        if self.wall is not None:
            self.wall.raise_()
            return
        self.wall = Wall(self.model, self.clock, private=self._private, parent=self.window())
        self.wall.closed.connect(self._forget_wall)
        self.wall.fill_screen()

    def _forget_wall(self) -> None:
        if self.wall is not None:
            self._private = self.wall.private
            self.wall.deleteLater()
        self.wall = None
        if not self.isVisible():
            self._tick.stop()  # it went on for the wall alone

    # ---- undo
    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back."""
        return self.history.undo_text

    def undo(self) -> None:
        """Take the last change back."""
        self.history.undo()

    def redo_text(self) -> str:
        """Return what Ctrl+Shift+Z would do again."""
        return self.history.redo_text

    def redo(self) -> None:
        """Do again what was taken back last."""
        self.history.redo()

    # ---- remembered
    def state(self) -> dict[str, Any]:
        """Return whose meetings are shown, sound, and how the room is shared."""
        sizes = self._sizes_wanted if self.desk_details.isHidden() else self._split.sizes()
        private = self.wall.private if self.wall is not None else self._private
        hosts = sorted(self.tools.hosts.chosen)
        sound = self.tools.sound_button.isChecked()
        return {"hosts": hosts, "sound": sound, "initials": private, "sizes": sizes}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it from last time."""
        hosts = state.get("hosts")
        if isinstance(hosts, list):
            self.tools.hosts.choose(frozenset(host_key(each) for each in hosts if isinstance(each, str)))
        self.tools.sound_button.setChecked(state.get("sound") is not False)
        self._private = state.get("initials") is True
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(each, int) and each > 0 for each in sizes):
            self._sizes_wanted = list(sizes)

    # ---- life
    def focus_content(self) -> None:
        """Put the focus on the board, at whom somebody has to look after first."""
        self.board.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.board.selected is None and self.states.state is State.CONTENT and self.model.lines:
            self.board.show_line(1)

    def showEvent(self, event: QShowEvent) -> None:
        """Load when first shown; count on while shown."""
        super().showEvent(event)
        self._tick.start()
        if not self._asked:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden, unless a wall shows the board."""
        if self.wall is None:
            self._tick.stop()
        super().hideEvent(event)
