"""Everything about one recording, and what can be done with it."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.ui.panes.recordings.download import Download, DownloadProgress
from hosted_meetings_desktop.ui.panes.recordings.rows import (
    LAST_DAY,
    begun_at,
    can_fetch,
    can_play,
    expires_soon,
    expiry_sentence,
    gone,
    kept_here,
    length_text,
    running_text,
    status_kind,
    status_text,
)
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import link_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.report_details import ReportDetails
from hosted_meetings_desktop.ui.text.format import moment_text, size_text, span_text

_SHORT = 12


class RecordingDetails(ReportDetails):
    """The details panel of a recording.

    Signals:
        play_wanted(): Play it.
        download_wanted(): Fetch a copy.
        stop_wanted(): Stop the download or the copy that is being saved.
        save_wanted(): Save a copy elsewhere.
    """

    play_wanted = Signal()
    download_wanted = Signal()
    stop_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.recording: Recording | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.progress: DownloadProgress | None = None
        self.checksum: QLabel | None = None

    def show_recording(self, recording: Recording, download: Download | None) -> None:
        """Fill the panel; ``download`` is what runs for this recording, a download or a copy."""
        same = self.recording is not None and self.recording.id == recording.id
        focused = focused_name(self) if same else ""
        if not same:
            self.message_bar.dismiss()
        self.recording = recording
        now = self._clock()
        subtitle = [moment_text(begun_at(recording), now)]
        if recording.seconds is not None:
            subtitle.append(length_text(recording))
        self.begin(recording.title, " · ".join(subtitle), keep_scroll=same)
        if download is not None:
            self._state = Badge("sending", running_text(download))
        else:
            self._state = Badge(status_kind(recording, now), status_text(recording, now))
        self.add_badge(self._state)
        self._add_actions(recording, busy=download is not None)
        self._add_state(recording, download)
        self._add_facts(recording)
        focus_named(self, focused)

    def show_progress(self, download: Download | None) -> None:
        """Say how far the download is that runs for the shown recording."""
        if download is not None and self.progress is not None:
            self._state.set_state("sending", running_text(download))

    def _add_actions(self, recording: Recording, *, busy: bool) -> None:
        now = self._clock()
        self.buttons = {}
        fetch = can_fetch(recording, now) and not busy
        keep_first = fetch and expires_soon(recording, now)
        if keep_first:  # playing can wait, this cannot
            self._add_action("download", main_button(self.tr("Download"), "download-outline"), self.download_wanted)
        if can_play(recording, now):
            play = plain_button(self.tr("Play"), "play") if keep_first else main_button(self.tr("Play"), "play")
            self._add_action("play", play, self.play_wanted)
        if fetch and not keep_first:
            self._add_action("download", plain_button(self.tr("Download"), "download-outline"), self.download_wanted)
        if kept_here(recording) and not busy:
            save = plain_button(self.tr("Save a copy as…"), "content-save-outline")
            self._add_action("save", save, self.save_wanted)
        self.add_meeting_link(recording.meeting_id)

    def _add_action(self, name: str, button: QPushButton, wanted: SignalInstance) -> None:
        button.clicked.connect(wanted)
        self.buttons[name] = button
        self.add_action(button)

    def _add_state(self, recording: Recording, download: Download | None) -> None:
        self.progress = None
        if download is not None:
            self.progress = DownloadProgress(download)
            self.progress.stop_wanted.connect(self.stop_wanted)
            section = self.add_section()
            if download.saved_as:
                section.addWidget(body_label(self.tr("Saving a copy as “%1”").replace("%1", download.saved_as)))
            section.addWidget(self.progress)
            return
        sentence, tone = self._sentence(recording)
        if sentence:
            self.add_section().addWidget(body_label(sentence, tone=tone))

    def _sentence(self, recording: Recording) -> tuple[str, str]:
        match recording.status:
            case RecordingStatus.ERRORED:
                said = self.tr("The video service could not make this recording.")
                return f"{said} {self.tr('It may have been shorter than 5 seconds.')}", "stop"
            case RecordingStatus.UPLOADING:
                return self.tr("The video service is preparing the file. It can be played in a moment."), "muted"
            case RecordingStatus.INVOKED | RecordingStatus.RECORDING | RecordingStatus.PAUSED:
                return self.tr("It is still being made. It can be stopped in the meeting's details."), "muted"
            case RecordingStatus.UNKNOWN:
                return self.tr("The video service reports a state that this app does not know."), "muted"
        now = self._clock()
        tone = "stop" if gone(recording, now) or expires_soon(recording, now, within=LAST_DAY) else "wait"
        return expiry_sentence(recording, self._clock()), tone

    def _add_facts(self, recording: Recording) -> None:
        now = self._clock()
        self.add_section(self.tr("About it"))
        begun = begun_at(recording)
        end = recording.stopped_at
        if end is None and recording.seconds is not None:
            end = begun + timedelta(seconds=recording.seconds)
        if end is not None:
            self.add_fact(self.tr("From, to"), span_text(begun, end))
        self.add_fact(self.tr("Length"), length_text(recording))
        self.add_fact(self.tr("Size"), size_text(recording.size))
        if recording.file_name:
            self.add_fact(self.tr("File"), recording.file_name)
        if kept_here(recording):
            self.add_fact(self.tr("Copy on this PC"), self.tr("Yes, checked after the download"))
            self._add_checksum(recording)
        self.add_age(recording.observed_at, now)

    def _add_checksum(self, recording: Recording) -> None:
        if not recording.sha256:
            return
        shown = self.add_fact(self.tr("SHA-256"), f"{recording.sha256[:_SHORT]}…")
        shown.setToolTip(recording.sha256)
        self.checksum = shown
        copy = link_button(self.tr("Copy checksum"), "content-copy")
        copy.clicked.connect(lambda: self._copy_checksum(recording.sha256))
        self.buttons["checksum"] = copy
        self._add_leading(copy)

    def _add_leading(self, button: QPushButton) -> None:
        """Add a quiet button at the start of its line."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        row.addStretch(1)
        self.add_widget(line)

    def _copy_checksum(self, checksum: str) -> None:
        copy_text(checksum)
        self.message_bar.tell(self.tr("The checksum is copied."))
