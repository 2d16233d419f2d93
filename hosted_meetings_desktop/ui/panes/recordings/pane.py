"""What was recorded: find it, play it, keep it before the provider deletes it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.ui.panes.recordings.details import RecordingDetails
from hosted_meetings_desktop.ui.panes.recordings.download import Download
from hosted_meetings_desktop.ui.panes.recordings.rows import begun_at, can_play, recording_columns
from hosted_meetings_desktop.ui.panes.recordings.services import RecordingService
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.searched_pane import SearchedPane
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated, moment_text

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.panes.recordings.player import PlayerWindow

ASK_AGAIN_MS = 10_000


class RecordingsPane(SearchedPane[Recording]):
    """List and details of the recordings; owns the downloads, the copies and the player."""

    topics = frozenset({"recordings"})

    def __init__(
        self, recordings: RecordingService, calls: Calls, *, clock: Clock = utc_now, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            self.tr("Recordings"),
            search_hint=self.tr("Search recordings"),
            nothing_fits=self.tr("No recording fits “%1”."),
            nothing_yet=self.tr(
                "Nothing was recorded yet. A recording is started in the call or in the meeting's details."
            ),
            calls=calls,
            clock=clock,
            parent=parent,
        )
        self._recordings = recordings
        self._downloads: dict[str, Download] = {}
        self._awaited: RecordingId | None = None
        self.player: PlayerWindow | None = None
        details = RecordingDetails(clock)
        self.recording_details = details
        columns = recording_columns(clock, lambda recording: self._downloads.get(recording.id))
        self.build(columns, details, name="recordings", row_id=lambda recording: recording.id)
        details.play_wanted.connect(self.play_selected)
        details.download_wanted.connect(self.download_selected)
        details.stop_wanted.connect(self.stop_download)
        details.save_wanted.connect(self.save_selected)
        details.meeting_chosen.connect(self.meeting_requested)
        self._again = QTimer(self)
        self._again.setInterval(ASK_AGAIN_MS)
        self._again.timeout.connect(self._ask_again)

    # ---- the list
    async def page(self, query: str, offset: int, limit: int) -> Page[Recording]:
        """Return rows."""
        return await self._recordings.page(query, offset, limit)

    def show_row(self, row: Recording, *, same: bool) -> None:
        """Show the recording's details."""
        if not same or row != self.recording_details.recording:
            self.recording_details.show_recording(row, self._downloads.get(row.id))

    def activate_row(self, row: Recording) -> None:
        """Play it, if there is something to play."""
        if can_play(row, self.clock()):
            self.play(row.id)
        else:
            super().activate_row(row)

    def _ask_again(self) -> None:
        """Reload while something in view is still being made."""
        first, last = self.table.rowAt(0), self.table.rowAt(self.table.viewport().height() - 1)
        last = self.model.total - 1 if last < 0 else last
        rows = (self.model.row_at(place) for place in range(max(0, first), last + 1))
        if any(row is not None and row.status.moving for row in rows):
            self.reload()

    # ---- downloads
    @Slot()
    def download_selected(self) -> None:
        """Fetch our own copy of the selected recording, going on where an earlier try stopped."""
        row = self.table.selected
        if row is None or row.id in self._downloads:
            return
        download = self._follow(row.id, Download(self))
        self.recording_details.show_recording(row, download)
        work = partial(self._recordings.download, row.id, download.progress)
        call = self.calls.run(self, work, self._take_copy, partial(self._miss_copy, row.id))
        download.call = call

    def _follow(self, recording_id: str, download: Download) -> Download:
        """Let the list say how far it is."""
        self._downloads[recording_id] = download
        download.moved.connect(self._show_progress)
        self._show_progress()
        return download

    @Slot()
    def _show_progress(self) -> None:
        self.table.viewport().update()
        shown = self.recording_details.recording
        if shown is not None:
            self.recording_details.show_progress(self._downloads.get(shown.id))

    def _take_copy(self, recording: Recording) -> None:
        self._forget(recording.id)
        self.message_bar.tell(self.tr("“%1” is saved on this PC.").replace("%1", isolated(recording.title)))
        self._refresh_details(recording.id, recording)
        self.reload()

    def _miss_copy(self, recording_id: str, error: AppError) -> None:
        self._forget(recording_id)
        again = self.download_selected if self._shows(recording_id) else None
        bar = self.recording_details.message_bar if self._shows(recording_id) else self.message_bar
        self._refresh_details(recording_id)
        if error.retryable:  # whatever else it may say is about plans
            error = error.with_advice(self.tr("What has come is kept. Check the connection, then go on from there."))
        bar.show_error(error, action_text=self.tr("Continue download") if again else "", action=again)

    @Slot()
    def stop_download(self) -> None:
        """Stop what runs for the selected recording: of a download what came is kept, of a copy nothing."""
        row = self.table.selected
        download = self._downloads.get(row.id) if row is not None else None
        if row is None or download is None:
            return
        if download.call is not None:
            download.call.cancel()
        self._forget(row.id)
        self._refresh_details(row.id)
        bar = self.recording_details.message_bar
        if download.saved_as:
            bar.show_message(self.tr("No copy was saved. The recording itself is kept."))
        else:
            told = self.tr("The download has stopped. What has come is kept.")
            bar.show_message(told, action_text=self.tr("Continue download"), action=self.download_selected)

    def _forget(self, recording_id: str) -> None:
        download = self._downloads.pop(recording_id, None)
        if download is not None:
            download.deleteLater()
            self.table.viewport().update()

    def _shows(self, recording_id: str) -> bool:
        shown = self.recording_details.recording
        return shown is not None and shown.id == recording_id and not self.recording_details.isHidden()

    def _refresh_details(self, recording_id: str, fresh: Recording | None = None) -> None:
        shown = fresh or self.recording_details.recording
        if shown is not None and self._shows(recording_id):
            self.recording_details.show_recording(shown, self._downloads.get(recording_id))

    # ---- a copy elsewhere
    @Slot()
    def save_selected(self) -> None:
        """Ask where a copy of the selected recording should go."""
        row = self.table.selected
        if row is None or row.id in self._downloads:
            return
        name = Path(row.file_name).name or f"{begun_at(row).astimezone():%Y-%m-%d %H-%M}"
        proposed = name if Path(name).suffix else f"{name}.mp4"
        title, kinds = self.tr("Save a copy"), self.tr("Videos (*.mp4 *.webm *.mkv)")
        self.save_question.ask(title, proposed, kinds, partial(self.save_copy, row))

    def save_copy(self, recording: Recording, target: Path) -> None:
        """Write a copy of a recording to ``target``, unless something runs for it already."""
        if recording.id in self._downloads:
            return
        copy = self._follow(recording.id, Download(self, saved_as=target.name))
        self._refresh_details(recording.id)
        work = partial(self._recordings.export_copy, recording.id, target, copy.progress)
        told = partial(self._tell_saved, recording.id, target.name)
        copy.call = self.calls.run(self, work, told, partial(self._miss_saved, recording.id))

    def _tell_saved(self, recording_id: str, name: str, _nothing: None) -> None:
        self._forget(recording_id)
        self._refresh_details(recording_id)
        self.message_bar.tell(self.tr("A copy is saved as “%1”.").replace("%1", name))

    def _miss_saved(self, recording_id: str, error: AppError) -> None:
        self._forget(recording_id)
        self._refresh_details(recording_id)
        self.message_bar.show_error(error)

    # ---- playing
    @Slot()
    def play_selected(self) -> None:
        """Play the selected recording."""
        if self.table.selected is not None:
            self.play(self.table.selected.id)

    def play(self, recording_id: str) -> None:
        """Play a recording: our copy where there is one, otherwise straight from the provider."""
        self._awaited = wanted = RecordingId(recording_id)

        async def find() -> tuple[Recording, str]:
            return await self._recordings.get(wanted), await self._recordings.playback_source(wanted)

        self.calls.run(self, find, self._open_player, self.message_bar.show_error)

    def _open_player(self, found: tuple[Recording, str]) -> None:
        recording, source = found
        if self._awaited != recording.id:
            return  # another one was asked for meanwhile
        try:
            from hosted_meetings_desktop.ui.panes.recordings.player import PlayerWindow
        except ImportError as problem:
            self.message_bar.show_error(
                AppError(
                    self.tr("This PC lacks what is needed to play videos"),
                    self.tr("Save a copy of the recording and open it in another player."),
                    details=str(problem),
                )
            )
            return
        self.close_players()
        player = PlayerWindow(recording.title, moment_text(begun_at(recording), self.clock()), source)
        player.left.connect(partial(self._forget_player, player))
        self.destroyed.connect(player.close)  # a window of its own, which must not outlive the account
        self.player = player
        player.show()
        player.play()

    def close_players(self) -> None:
        """Close the player, also one that is only asked for; on signing out and quitting."""
        self._awaited = None
        if self.player is not None:
            self.player.close()

    def _forget_player(self, player: PlayerWindow) -> None:
        if player is self.player:
            self.player = None

    # ---- life
    def showEvent(self, event: QShowEvent) -> None:
        """Ask again for what is still being made while shown."""
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while hidden."""
        self._again.stop()
        super().hideEvent(event)
