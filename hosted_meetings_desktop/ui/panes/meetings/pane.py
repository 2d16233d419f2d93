"""The meetings of the clinic: today's first, and everything that can be done with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import Planned, SyncStatus
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter, Page, Phase
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.panes.meetings.day_column import DayGroups
from hosted_meetings_desktop.ui.panes.meetings.deeds import PlanDeeds
from hosted_meetings_desktop.ui.panes.meetings.details import MeetingDetails
from hosted_meetings_desktop.ui.panes.meetings.mending import Mend
from hosted_meetings_desktop.ui.panes.meetings.phase_chips import PhaseChips, chips_below
from hosted_meetings_desktop.ui.panes.meetings.planning import Planning
from hosted_meetings_desktop.ui.panes.meetings.rows import meeting_columns
from hosted_meetings_desktop.ui.panes.meetings.services import JoinService, MeetingService
from hosted_meetings_desktop.ui.panes.meetings.told import empty_sentence
from hosted_meetings_desktop.ui.parts.buttons import main_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.list_pane import Emptiness, ListPane
from hosted_meetings_desktop.ui.parts.live_commands import LiveDeeds
from hosted_meetings_desktop.ui.parts.meeting_state import first_guest, short_name
from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
from hosted_meetings_desktop.ui.parts.scope_choice import ScopeQuestion
from hosted_meetings_desktop.ui.parts.states import State
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.panes.meetings.invitations_section import Invitations
    from hosted_meetings_desktop.ui.panes.meetings.plan_dialog import PlanDialog


class MeetingsPane(ListPane[Meeting, MeetingFilter]):
    """List, filters and details of the meetings.

    Signals:
        join_requested(str, object): Join a meeting (id) as an InviteeId, or as the host (None).
        session_requested(str): Show a session's attendance.
        recording_requested(str): Show a recording.
    """

    topics = frozenset({"meetings", "sessions", "recordings", "live", "presets"})

    join_requested = Signal(str, object)
    session_requested = Signal(str)
    recording_requested = Signal(str)

    def __init__(
        self,
        meetings: MeetingService,
        live: LiveDeeds,
        join: JoinService,
        calls: Calls,
        *,
        practice: bool,
        offers_regions: bool = True,
        history: PlanHistory | None = None,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the pane.

        Args:
            meetings: The meetings of the store.
            live: The room right now.
            join: Ways into the room.
            calls: Runs them.
            practice: Whether the practice patient can be invited.
            offers_regions: Whether the provider lets one choose where a room runs (Dyte only).
            history: What can be taken back, shared with other panes that change the plan; its own without.
            clock: Tells the time.
            parent: The owner.
        """
        super().__init__(
            self.tr("Meetings"),
            search_hint=self.tr("Search meetings and people"),
            calls=calls,
            clock=clock,
            parent=parent,
        )
        self._meetings = meetings
        self._phase: Phase | None = Phase.UPCOMING
        self._found: int | None = None  # in all phases, by the search that is shown; None while not known
        self._planning = Planning(self, meetings, calls, self.message_bar, offers_regions=offers_regions, clock=clock)
        self._planning.planned.connect(self._take_planned)
        self.history = history or PlanHistory(meetings, calls, self)
        self.history.changed.connect(self.undo_changed)
        self.scope_question = ScopeQuestion()
        self.deeds = PlanDeeds(meetings, calls, self.history, self.message_bar, self.scope_question, clock, self)
        self.deeds.changed.connect(self._reveal)
        self.deeds.listed.connect(self.reload)
        self.deeds.gone.connect(self._let_go)
        self.chips = PhaseChips()
        self.chips.mark(self._phase)
        self.chips.chosen.connect(self.show_phase)
        details = MeetingDetails(meetings, live, join, calls, clock, practice=practice)
        self.meeting_details = details
        self.build(
            meeting_columns(clock),
            details,
            name="meetings",
            row_id=lambda meeting: meeting.id,
            above=chips_below(self.scope_question, self.chips),
        )
        self.table.setItemDelegate(DayGroups(self.table, self.model))
        self.plan_button = main_button(self.tr("Plan meeting"), "plus")
        self.plan_button.clicked.connect(lambda: self.plan(None))
        self.set_main_action(self.plan_button)
        self._connect_details(details)
        self._actions = self._make_actions()
        self.table.row_selected.connect(self.menu_actions)

    def _connect_details(self, details: MeetingDetails) -> None:
        details.join_wanted.connect(self.join_requested)
        details.edit_wanted.connect(self.edit_selected)
        details.mend_wanted.connect(self.mend_selected)
        details.meeting_chosen.connect(self.select)
        details.places.given.connect(self.deeds.offer_undo)
        details.places.given.connect(lambda planned, _said, _deed: details.show_meeting(planned.meeting))
        details.places.failed.connect(self.message_bar.show_error)
        details.settled.connect(lambda _meeting_id: self.reload())
        details.cancel_wanted.connect(self.cancel_selected)
        details.restore_wanted.connect(self.restore_selected)
        details.session_chosen.connect(self.session_requested)
        details.recording_chosen.connect(self.recording_requested)
        details.elsewhere_told.connect(self.message_bar.tell)
        details.elsewhere_failed.connect(self.message_bar.show_error)

    def _make_actions(self) -> list[QAction]:
        asked: list[tuple[str, Callable[[], object], str]] = [
            (self.tr("&Join selected meeting"), self.join_selected, ""),
            (self.tr("&Edit selected meeting"), self.edit_selected, "F2"),
            (self.tr("&Cancel selected meeting"), self.cancel_selected, "Del"),
            (self.tr("&Restore selected meeting"), self.restore_selected, ""),
        ]
        actions = []
        for text, slot, keys in asked:
            action = QAction(text, self)
            action.triggered.connect(lambda *_checked, slot=slot: slot())
            if keys:
                action.setShortcut(QKeySequence(keys))
                self.table.addAction(action)
            actions.append(action)
        return actions

    def menu_actions(self) -> list[QAction]:
        """Return what can be done with a meeting; what cannot be done with the selected one is disabled."""
        phase = self.selected.phase(self.clock()) if self.selected is not None else None
        held, coming = phase not in {None, Phase.CANCELLED}, phase in {Phase.UPCOMING, Phase.LIVE}
        for action, possible in zip(self._actions, (held, held, coming, phase is Phase.CANCELLED), strict=True):
            action.setEnabled(possible)
        return self._actions

    def show_invitations(self, invitations: Invitations) -> None:
        """Let the details say how those who are invited stand."""
        details = self.meeting_details
        invitations.edit_requested.connect(details.edit_wanted)
        invitations.rebuilt.connect(details.order_tabs)
        details.more_sections.append((self.tr("Invitations"), invitations.make_section))

    # ---- the list
    @property
    def phase(self) -> Phase | None:
        """Which meetings are listed; None: all."""
        return self._phase

    @Slot(object)
    def show_phase(self, phase: Phase | None) -> None:
        """List the meetings of one phase, or all of them."""
        self.chips.mark(phase)
        if phase is not self._phase:
            self._phase = phase
            self.reload(from_top=True)

    def query(self) -> MeetingFilter:
        """Return the chosen phase and what is searched for."""
        return MeetingFilter(self._phase, self.searched_text)

    async def page(self, query: MeetingFilter, offset: int, limit: int) -> Page[Meeting]:
        """Return rows of a phase; under "Upcoming" what is live now comes first."""
        if query.phase is not Phase.UPCOMING:
            return await self._meetings.page(query, offset, limit)
        live = await self._meetings.page(replace(query, phase=Phase.LIVE), offset, limit)
        coming_offset = max(0, offset - live.total)
        room = limit - len(live.rows)
        coming = await self._meetings.page(query, coming_offset, room)
        return Page(live.rows + coming.rows, live.total + coming.total)

    def emptiness(self) -> Emptiness:
        """Return what an empty list says: searched in vain, or nothing there yet."""
        if self.searched_text:
            sentence = self.tr("No meeting or person here fits “%1”.").replace("%1", isolated(self.searched_text))
            if self._phase is not None and self._found != 0:
                return Emptiness(sentence, self.tr("Search all meetings"), partial(self.show_phase, None))
            return Emptiness(sentence, self.tr("Clear the search"), self.clear_search)
        sentence = empty_sentence(self._phase)
        if self._phase in {Phase.UPCOMING, None}:
            return Emptiness(sentence, self.tr("Plan meeting"), self.plan)
        return Emptiness(sentence)

    def reload(self, *, from_top: bool = False) -> None:
        """Fetch list and counts again."""
        if from_top:
            self._found = None
        super().reload(from_top=from_top)
        self._count()
        shown = self.meeting_details.meeting
        if shown is None or self.details.isHidden():
            return
        self.meeting_details.load_history()
        if self.table.selected is None:  # its page of the list is not here, so the list cannot refresh it
            self.calls.run(self.details, partial(self._meetings.get, shown.id), self._refresh, lambda _error: None)

    def _refresh(self, meeting: Meeting) -> None:
        if self._shown_id == meeting.id:
            self.meeting_details.show_meeting(meeting)

    def _count(self) -> None:
        # A list without counts is still a list: the failure itself is shown by the rows.
        text = self.searched_text
        work, took = partial(self._meetings.counts, text), partial(self._show_counts, text)
        self.calls.run(self, work, took, lambda _error: None)

    def _show_counts(self, text: str, totals: dict[Phase | None, int]) -> None:
        self.chips.show_counts(totals)
        if text == self.searched_text:
            self._found = totals[None]
            if self.states.state is State.EMPTY:
                self.say_why_empty()  # searching all meetings helps only where there are some

    def show_row(self, row: Meeting, *, same: bool) -> None:
        """Show the meeting's details."""
        del same  # the panel sees that for itself
        self.meeting_details.show_meeting(row)

    def activate_row(self, row: Meeting) -> None:
        """Open the details with the main thing that can be done under the fingers."""
        super().activate_row(row)
        if self.meeting_details.main_action is not None:
            self.meeting_details.main_action.setFocus()

    def show_status(self, status: SyncStatus) -> None:
        """Say what waits for a connection as it is now."""
        self.meeting_details.show_status(status)

    @Slot()
    def minute_passed(self) -> None:
        """Say how soon things are as it is by now."""
        super().minute_passed()
        self.meeting_details.pass_time()

    @property
    def selected(self) -> Meeting | None:
        """The meeting the person is on: the one whose details are open, which may stand far down in the list."""
        return self.table.selected if self.details.isHidden() else self.meeting_details.meeting

    def select(self, row_id: str) -> None:
        """Select a meeting and show its details, whatever is listed now."""
        if self.model.row_of(row_id) is not None:
            self.table.select_id(row_id)
            self.open_details()
            return
        self.calls.run(
            self, partial(self._meetings.get, MeetingId(row_id)), self._reveal, self.message_bar.show_error
        )

    def _reveal(self, meeting: Meeting) -> None:
        """Switch to a list that holds ``meeting`` and select it there."""
        phase = meeting.phase(self.clock())
        listed = phase in {Phase.UPCOMING, Phase.LIVE} and self._phase is Phase.UPCOMING
        if not listed and self._phase not in {phase, None}:
            self._phase = Phase.UPCOMING if phase is Phase.LIVE else phase
            self.chips.mark(self._phase)
        if self.search is not None:
            self.search.forget()
        self.reload(from_top=True)  # first: what is selected is looked for in the rows to come
        self.table.select_id(meeting.id)
        self._shown_id = meeting.id
        self.meeting_details.show_meeting(meeting)
        self.reveal_details()

    # ---- gestures
    def plan(self, day: date | None = None) -> None:
        """Open the dialog for a new meeting, today or on ``day``."""
        self._planning.plan(day)

    def edit(self, meeting_id: str) -> None:
        """Open the dialog with a meeting in it."""
        self._planning.edit(MeetingId(meeting_id))

    @Slot()
    def edit_selected(self) -> None:
        """Open the dialog with the selected meeting in it."""
        if self.selected is not None:
            self.edit(self.selected.id)

    @Slot(object)
    def mend_selected(self, mend: Mend) -> None:
        """Open the dialog at what keeps the selected meeting from going online."""
        if self.selected is not None:
            self._planning.edit(self.selected.id, mend)

    @property
    def dialog(self) -> PlanDialog | None:
        """The plan dialog that is open, if one is."""
        return self._planning.dialog

    def _take_planned(self, planned: Planned) -> None:
        if planned.undo.before is not None:
            self.deeds.offer_undo(planned, self.tr("“%1” is changed."), self.tr("the change of “%1”"))
        else:
            self._offer_link(planned)
        self._reveal(planned.meeting)

    def _offer_link(self, planned: Planned) -> None:
        meeting = planned.meeting
        guest = first_guest(meeting)
        text, copy = "", None
        if guest is not None:
            text = self.tr("Copy link for %1").replace("%1", isolated(short_name(guest.name)))
            copy = partial(self.meeting_details.copy_link_to, meeting, guest.id, guest.name)
        said, deed = self.tr("“%1” is planned."), self.tr("planning “%1”")
        self.deeds.offer_undo(planned, said, deed, other_text=text, other=copy)

    @Slot()
    def join_selected(self) -> None:
        """Ask to join the selected meeting as its host."""
        if self.selected is not None and not self.selected.cancelled:
            self.join_requested.emit(self.selected.id, None)

    @Slot()
    def cancel_selected(self) -> None:
        """Cancel the selected meeting; it can be undone."""
        meeting = self.selected
        if meeting is None or meeting.cancelled or meeting.phase(self.clock()) is Phase.PAST:
            return
        self.deeds.cancel(meeting)

    @Slot()
    def restore_selected(self) -> None:
        """Open the selected cancelled meeting again."""
        if self.selected is None or not self.selected.cancelled:
            return
        self.deeds.restore(self.selected)

    def _let_go(self) -> None:
        """Show the list as it is now, without what was in hand."""
        self.table.clear_choice()
        self.reload()

    # ---- undo
    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back."""
        return self.history.undo_text

    @Slot()
    def undo(self) -> None:
        """Take the last change back; again for the one before."""
        self.deeds.undo()

    def redo_text(self) -> str:
        """Return what Ctrl+Shift+Z would do again."""
        return self.history.redo_text

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last."""
        self.deeds.redo()

    # ---- remembered
    def state(self) -> dict[str, Any]:
        """Return what is listed and how the room is shared."""
        return {**super().state(), "phase": self._phase.value if self._phase is not None else ""}

    def restore(self, state: dict[str, Any]) -> None:
        """List the same phase as last time."""
        super().restore(state)
        kept = state.get("phase")
        phase = {one.value: one for one in Phase}.get(str(kept)) if kept else None
        if kept == "" or phase is not None:
            self._phase = phase
            self.chips.mark(phase)
