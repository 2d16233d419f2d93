"""What runs for single recordings: one that is brought into the archive, a copy that is being saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.archive import RescueStanding
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.recording_list import Outcome, RecordingRow
from hosted_meetings_desktop.ui.panes.recordings.details import RecordingDetails
from hosted_meetings_desktop.ui.panes.recordings.download import Download
from hosted_meetings_desktop.ui.panes.recordings.services import LibraryService
from hosted_meetings_desktop.ui.parts.message_bar import MessageBar
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated


class Downloads(QObject):
    """At most one for each recording, with what the rescue does by itself.

    Signals:
        moved(): Something is further than it was.
        changed(str): Something began or ended for a recording.
        done(): The list is another one.
    """

    moved = Signal()
    changed = Signal(str)
    done = Signal()

    def __init__(
        self, pane: QWidget, library: LibraryService, calls: Calls, told: MessageBar, details: RecordingDetails
    ) -> None:
        super().__init__(pane)
        self._pane = pane
        self._library = library
        self._calls = calls
        self._told = told
        self._details = details
        self._told_beside = details.message_bar
        self._running: dict[str, Download] = {}
        self._rescued = Download(self)
        self._rescued_item = ""

    def of(self, row: RecordingRow) -> Download | None:
        """Return what runs for a recording."""
        own = self._running.get(row.id)
        if own is None and row.item is not None and row.item.id == self._rescued_item:
            return self._rescued
        return own

    def runs(self, recording: str) -> bool:
        """Return whether somebody began something for a recording."""
        return recording in self._running

    def take_standing(self, standing: RescueStanding) -> None:
        """Take how far the rescue is with what it works on."""
        self._rescued_item = str(standing.working or "")
        for download in (self._rescued, *self._running.values()):
            if not download.saved_as and (download is self._rescued or download.item == self._rescued_item):
                download.done, download.total = standing.done, standing.total
                download.moved.emit()
        self.moved.emit()

    # ---- into the archive
    def fetch(self, row: RecordingRow, *, any_length: bool = False) -> None:
        """Bring a recording into the archive, unless something runs for it."""
        if row.id in self._running:
            return
        download = self._follow(row, Download(self))
        work = partial(self._library.keep, (row.id,), download.progress, any_length=any_length)
        download.call = self._calls.run(self, work, partial(self._take, row), partial(self._miss, row))
        if row.id in self._running:
            self.changed.emit(row.id)

    def _follow(self, row: RecordingRow, download: Download) -> Download:
        download.row = row
        download.item = str(row.item.id) if row.item is not None else ""
        self._running[row.id] = download
        download.moved.connect(self.moved)
        self.moved.emit()
        return download

    def _take(self, row: RecordingRow, _outcome: Outcome) -> None:
        self._forget(row.id)
        self._told.tell(self.tr("“%1” is kept now.").replace("%1", isolated(row.recording.title)))
        self.done.emit()

    def _miss(self, row: RecordingRow, error: AppError) -> None:
        self._forget(row.id)
        if error.retryable:  # whatever else it may say is about plans
            error = error.with_advice(self.tr("What has come is kept. Check the connection, then go on from there."))
        bar = self._bar(row.id)
        again = self.tr("Continue download") if bar is self._told_beside else ""
        bar.show_error(error, action_text=again, action=partial(self.fetch, row) if again else None)
        self.done.emit()

    def stop(self, recording: str) -> None:
        """Stop what runs for a recording: of a download what came is kept, of a copy nothing."""
        download = self._running.get(recording)
        if download is None:
            return
        if download.call is not None:
            download.call.cancel()
        row = download.row
        self._forget(recording)
        if download.saved_as:
            self._told_beside.show_message(self.tr("No copy was saved. The recording itself is kept."))
            return
        told = self.tr("The download has stopped. What has come is kept.")
        again = self.tr("Continue download") if row is not None else ""
        go_on = partial(self.fetch, row) if row is not None else None
        self._told_beside.show_message(told, action_text=again, action=go_on)

    # ---- a copy elsewhere
    def save_copy(self, row: RecordingRow, target: Path) -> None:
        """Write a copy of a recording to ``target``, unless something runs for it already."""
        if row.id in self._running:
            return
        copy = self._follow(row, Download(self, saved_as=target.name))
        work = partial(self._library.export_copy, row.id, target, copy.progress)
        copy.call = self._calls.run(
            self, work, partial(self._tell_saved, row, target.name), partial(self._no_copy, row)
        )
        if row.id in self._running:
            self.changed.emit(row.id)

    def _tell_saved(self, row: RecordingRow, name: str, _nothing: None) -> None:
        self._forget(row.id)
        self._told.tell(self.tr("A copy is saved as “%1”.").replace("%1", name))

    def _no_copy(self, row: RecordingRow, error: AppError) -> None:
        self._forget(row.id)
        self._told.show_error(error)

    # ---- below
    def _forget(self, recording: str) -> None:
        download = self._running.pop(recording, None)
        if download is not None:
            download.deleteLater()
        self.moved.emit()
        self.changed.emit(recording)

    def _bar(self, recording: str) -> MessageBar:
        """Return where a failure is told: beside the recording while it is looked at."""
        shown = self._details.row
        here = shown is not None and shown.id == recording and not self._details.isHidden()
        return self._told_beside if here else self._told
