"""The clinic's library of recordings: find them, keep them before the provider deletes them, watch them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording_list import Keeping, LibraryState, ListFilter, ListOrder, RecordingRow
from hosted_meetings_desktop.ui.panes.recordings.actions import OF_ONE, make_actions
from hosted_meetings_desktop.ui.panes.recordings.chosen import Chosen, ChosenBar
from hosted_meetings_desktop.ui.panes.recordings.deeds import Deeds
from hosted_meetings_desktop.ui.panes.recordings.details import RecordingDetails
from hosted_meetings_desktop.ui.panes.recordings.downloads import Downloads
from hosted_meetings_desktop.ui.panes.recordings.filters import Filters
from hosted_meetings_desktop.ui.panes.recordings.pictures import Pictures
from hosted_meetings_desktop.ui.panes.recordings.rows import can_play, recording_columns
from hosted_meetings_desktop.ui.panes.recordings.services import FileService, LibraryService
from hosted_meetings_desktop.ui.panes.recordings.standing_bar import RoomUsed, StandingBar
from hosted_meetings_desktop.ui.panes.recordings.watching import Watching
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.list_pane import Emptiness, ListPane
from hosted_meetings_desktop.ui.parts.save_question import SaveQuestion
from hosted_meetings_desktop.ui.parts.states import StateStack
from hosted_meetings_desktop.ui.runtime.calls import Calls

ASK_AGAIN_MS = 10_000
REST_MS = 1_000  # a download tells of every piece that came; the list is not read for each


class RecordingsPane(ListPane[RecordingRow, ListFilter]):
    """List, pictures, filters and details of the recordings.

    Signals:
        meeting_requested(str): Show a meeting.
        share_requested(str): Share a recording with people who attended.
        today_requested(): Show today's calls, where recordings are made.
    """

    topics = frozenset({"recordings", "rescue", "retention", "consents", "shares", "strays"})

    meeting_requested = Signal(str)
    share_requested = Signal(str)
    today_requested = Signal()

    def __init__(
        self,
        library: LibraryService,
        calls: Calls,
        *,
        files: FileService | None = None,
        clock: Clock = utc_now,
        parent: QWidget | None = None,
    ) -> None:
        """Make the pane.

        Args:
            library: What is listed, kept and played.
            calls: Runs the services.
            files: Plays and exports voices, and saves what was said.
            clock: Tells the time.
            parent: The owner.
        """
        hint = self.tr("Search recordings")
        super().__init__(self.tr("Recordings"), search_hint=hint, calls=calls, clock=clock, parent=parent)
        if self.search is not None:
            self.search.setToolTip(self.tr("Search titles, people and what was said"))
        self._library = library
        self._state_shown = LibraryState()
        self.save_question = SaveQuestion(self)
        self.chosen = Chosen(self)
        self.chosen_bar = ChosenBar(self.chosen, clock)
        self.standing_bar = StandingBar()
        self.room_used = RoomUsed(clock)
        self.filters = Filters(clock)
        details = RecordingDetails(clock)
        self.recording_details = details
        self.watching = Watching(self, self._library, calls, self.message_bar, clock)
        self.deeds = Deeds(self, self._library, calls, self.chosen_bar, self.chosen, self.message_bar)
        self.watching.files = self.deeds.files = files
        self.downloads = Downloads(self, self._library, calls, self.message_bar, details)
        columns = recording_columns(clock, self.downloads.of, self.chosen.__contains__)
        self.build(columns, details, name="library", row_id=lambda row: row.id, above=self._above())
        self._add_pictures()
        self.add_header_widget(self.room_used)
        self._connect(details)
        self._actions = make_actions(self)
        self._again = _timer(self, ASK_AGAIN_MS, self._ask_again, single=False)
        self._rest = _timer(self, REST_MS, self._catch_up, single=True)
        self._stale = False

    # ---- building
    def _above(self) -> QWidget:
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.standing_bar, self.filters, self.chosen_bar):
            column.addWidget(widget)
        self._over = column
        return above

    def add_notice(self, notice: QWidget) -> None:
        """Show a message of somebody else's over the list, under what says how it stands."""
        self._over.insertWidget(1, notice)

    def _add_pictures(self) -> None:
        """Let the list be shown as pictures too: both share rows and selection."""
        self.pictures = Pictures(self.model, self.clock, self.downloads.of, self.chosen)
        self.pictures.setSelectionModel(self.table.selectionModel())
        self.pictures.card.still = lambda row: self.watching.still(row, self.pictures.viewport().update)
        self._looks = QStackedWidget()
        before = self.states
        self.states = StateStack(self._looks)
        self._split.replaceWidget(0, self.states)
        self._looks.addWidget(self.table)
        self._looks.addWidget(self.pictures)
        self._looks.setCurrentWidget(self.table)
        self.table.show()
        before.deleteLater()

    def _connect(self, details: RecordingDetails) -> None:
        details.play_wanted.connect(self.play_selected)
        details.download_wanted.connect(self.download_selected)
        details.any_length_wanted.connect(self._keep_any_length)
        details.note_wanted.connect(lambda: self.deeds.take_note(self._selected_ids()))
        details.stop_wanted.connect(self.stop_download)
        details.save_wanted.connect(self.save_selected)
        details.share_wanted.connect(lambda: self.share_requested.emit("".join(self._selected_ids())))
        details.hold_wanted.connect(self.hold_selected)
        details.release_wanted.connect(lambda: self.deeds.ask_release(self._selected_ids()))
        details.delete_wanted.connect(self.delete_selected)
        details.meeting_chosen.connect(self.meeting_requested)
        bar, chosen = self.chosen_bar, self.chosen
        bar.keep_wanted.connect(lambda: self.deeds.keep(chosen.ids))
        bar.hold_wanted.connect(lambda: self.deeds.ask_hold(chosen.ids))
        bar.release_wanted.connect(lambda: self.deeds.ask_release(chosen.ids))
        bar.delete_wanted.connect(lambda: self.deeds.ask_delete(chosen.ids, held=bar.held))
        bar.export_wanted.connect(lambda: self.deeds.find_and_export(chosen.ids))
        bar.all_wanted.connect(self.choose_all)
        self.deeds.done.connect(self._reload_now)
        self.downloads.moved.connect(self._show_progress)
        self.downloads.changed.connect(self._refresh_details)
        self.downloads.done.connect(self._reload_now)
        chosen.changed.connect(self.table.viewport().update)
        bar.row_of = self._row_of
        self.model.loaded.connect(self._show_filters)
        self.model.refreshed.connect(bar.refresh)
        self.filters.changed.connect(lambda: self._reload_now(from_top=True))
        self.filters.pictures_wanted.connect(self.show_pictures)
        self.standing_bar.show_wanted.connect(self.filters.show_only)
        self.standing_bar.keep_wanted.connect(self.keep_what_leaves)
        self.table.clicked.connect(self._choose_by_click)
        self.pictures.clicked.connect(self.open_details)
        self.pictures.row_activated.connect(self.activate_row)
        self.pictures.box_clicked.connect(lambda row: chosen.toggle(row.id))

    def menu_actions(self) -> list[QAction]:
        """Return what can be done here; what needs a selected recording is disabled without one."""
        for action in self._actions[:OF_ONE]:
            action.setEnabled(self.selected is not None)
        return self._actions

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return keys that are no action's."""
        from hosted_meetings_desktop.ui.player.keys import key_words

        return ((self.tr("Choose a recording, or leave it out"), self.tr("Space")), *key_words())

    # ---- the list
    def query(self) -> ListFilter:
        """Return what is listed."""
        return self.filters.wanted(self.searched_text)

    async def page(self, query: ListFilter, offset: int, limit: int) -> Page[RecordingRow]:
        """Return rows."""
        return await self._library.page(query, offset, limit)

    def show_row(self, row: RecordingRow, *, same: bool) -> None:
        """Show the recording's details."""
        if not same or row != self.recording_details.row:
            self.recording_details.show_recording(row, self.downloads.of(row))

    def activate_row(self, row: RecordingRow) -> None:
        """Play it, if there is something to play."""
        if can_play(row, self.clock()):
            self.play(row.id)
        else:
            super().activate_row(row)

    def emptiness(self) -> Emptiness:
        """Return what an empty list says."""
        if self.filters.narrowed:
            return Emptiness(
                self.tr("No recording fits what you chose."), self.tr("Clear filters"), self.filters.clear
            )
        if self.searched_text:
            sentence = self.tr("No recording fits “%1”.").replace("%1", self.searched_text)
            return Emptiness(sentence, self.tr("Clear the search"), self.clear_search)
        said = self.tr("Nothing was recorded yet. A recording is started in the call or in the meeting's details.")
        return Emptiness(said, self.tr("Show today's calls"), self.today_requested.emit)

    def select(self, row_id: str) -> None:
        """Select a row and show its details; filters that hide it are cleared."""
        if self.model.row_of(row_id) is None and self.filters.narrowed:
            self.filters.clear()
        super().select(row_id)

    def reload(self, *, from_top: bool = False) -> None:
        """Fetch again what is shown, but not more often than one can read it."""
        self._stale = self._rest.isActive() and not from_top
        if not self._stale:
            self._reload_now(from_top=from_top)

    @Slot()
    def _reload_now(self, *, from_top: bool = False) -> None:
        self._stale = False
        self._rest.start()
        super().reload(from_top=from_top)
        self.calls.run(self, self._library.state, self._take_state, lambda _error: None)
        self.watching.refresh()

    def _catch_up(self) -> None:
        if self._stale:
            self._reload_now()

    def _take_state(self, state: LibraryState) -> None:
        self._state_shown = state
        self.filters.show_state(state)
        self.standing_bar.show_state(state)
        self.room_used.show_state(state)
        self.downloads.take_standing(state.rescue)

    def _show_filters(self, total: int) -> None:
        """Leave the filters out where there is nothing at all."""
        self.filters.setVisible(bool(total or self.searched_text or self.filters.narrowed))

    def _row_of(self, recording: str) -> RecordingRow | None:
        place = self.model.row_of(recording)
        return None if place is None else self.model.row_at(place)

    def _ask_again(self) -> None:
        """Reload while something in view is still being made."""
        first, last = self.table.rowAt(0), self.table.rowAt(self.table.viewport().height() - 1)
        last = self.model.total - 1 if last < 0 else last
        rows = (self.model.row_at(place) for place in range(max(0, first), last + 1))
        if any(row is not None and row.status.moving for row in rows):
            self._reload_now()

    @Slot(bool)
    def show_pictures(self, pictures: bool) -> None:  # noqa: FBT001 (a signal's argument)
        """Show stills instead of the table, or the table again."""
        view = self.pictures if pictures else self.table
        self._looks.setCurrentWidget(view)
        self.setFocusProxy(view)
        if pictures:
            self.pictures.scrollTo(self.table.currentIndex())
        else:
            self.watching.rest()

    # ---- several at once
    def _selected_ids(self) -> tuple[RecordingId, ...]:
        return (self.selected.id,) if self.selected is not None else ()

    def _choose_by_click(self, index: QModelIndex) -> None:
        row = self.model.row_at(index.row())
        if index.column() == 0 and row is not None:
            self.chosen.toggle(row.id)

    @Slot()
    def choose_selected(self) -> None:
        """Choose the selected recording, or leave it out again."""
        if self.selected is not None:
            self.chosen.toggle(self.selected.id)

    @Slot()
    def choose_all(self) -> None:
        """Choose all that are listed, also those that are not in view."""
        self.calls.run(
            self, partial(self._library.ids, self.query()), self.chosen.choose, self.message_bar.show_error
        )

    @Slot()
    def keep_what_leaves(self) -> None:
        """Keep what the provider deletes soon."""
        wanted = ListFilter(keeping=Keeping.NOT_KEPT, order=ListOrder.LEAVING)
        count = self._state_shown.leaving

        def keep(found: Sequence[RecordingId]) -> None:
            self.deeds.keep(found[: max(count, 1)])

        self.calls.run(self, partial(self._library.ids, wanted), keep, self.message_bar.show_error)

    @Slot()
    def hold_selected(self) -> None:
        """Ask why the selected recording is put on hold."""
        self.deeds.ask_hold(self._selected_ids())

    @Slot()
    def delete_selected(self) -> None:
        """Ask why the selected recording is deleted."""
        if self.selected is not None:
            self.deeds.ask_delete(self._selected_ids(), self.selected.recording.title)

    # ---- one of them
    @Slot()
    def download_selected(self) -> None:
        """Bring the selected recording into the archive, going on where an earlier try stopped."""
        if self.table.selected is not None:
            self.downloads.fetch(self.table.selected)

    def _keep_any_length(self) -> None:
        if self.table.selected is not None:
            self.downloads.fetch(self.table.selected, any_length=True)

    @Slot()
    def stop_download(self) -> None:
        """Stop what runs for the selected recording."""
        if self.table.selected is not None:
            self.downloads.stop(self.table.selected.id)

    @Slot()
    def save_selected(self) -> None:
        """Say what a copy of the selected recording is, and ask where it should go."""
        row = self.table.selected
        if row is not None and row.partly_kept and not self.downloads.runs(row.id):
            self.deeds.ask_one_export(row, self.save_question, self.downloads.save_copy)

    @Slot()
    def _show_progress(self) -> None:
        self.table.viewport().update()
        self.pictures.viewport().update()
        shown = self.recording_details.row
        if shown is not None:
            self.recording_details.show_progress(self.downloads.of(shown))

    def _refresh_details(self, recording_id: str) -> None:
        shown = self.recording_details.row
        if shown is not None and shown.id == recording_id and not self.recording_details.isHidden():
            self.recording_details.show_recording(shown, self.downloads.of(shown))

    # ---- playing
    @property
    def player(self) -> QWidget | None:
        """The player, if it is open."""
        return self.watching.player

    @Slot()
    def play_selected(self) -> None:
        """Play the selected recording."""
        if self.table.selected is not None:
            self.play(self.table.selected.id)

    def play(self, recording_id: str) -> None:
        """Play a recording."""
        self.watching.play(RecordingId(recording_id))

    def close_players(self) -> None:
        """Close the player, also one that is only asked for; on signing out and quitting."""
        self.watching.close()

    # ---- remembered
    def state(self) -> dict[str, Any]:
        """Return the order, how the list looks, and where somebody stopped watching."""
        return {**super().state(), **self.filters.state(), "stopped": self.watching.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take it from last time."""
        super().restore(state)
        self.filters.restore(state)
        self.watching.restore(state.get("stopped"))

    # ---- life
    def showEvent(self, event: QShowEvent) -> None:
        """Ask again for what is still being made while shown."""
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        self._again.stop()
        self.watching.rest()
        super().hideEvent(event)


def _timer(owner: QWidget, interval: int, slot: Callable[[], object], *, single: bool) -> QTimer:
    timer = QTimer(owner)
    timer.setInterval(interval)
    timer.setSingleShot(single)
    timer.timeout.connect(slot)
    return timer
