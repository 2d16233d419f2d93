"""Everything about one recording, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.recording_list import ConsentState, RecordingRow
from hosted_meetings_desktop.domain.retention import RetentionLevel, clock_of
from hosted_meetings_desktop.ui.panes.recordings.download import Download, DownloadProgress
from hosted_meetings_desktop.ui.panes.recordings.rows import (
    LAST_DAY,
    begun_at,
    can_fetch,
    can_play,
    expires_soon,
    expiry_sentence,
    gone,
    length_text,
    patients_text,
    retention_text,
    running_text,
    status_kind,
    status_text,
    status_tip,
    voice_names,
    voices_text,
)
from hosted_meetings_desktop.ui.panes.recordings.title import two_lines
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import link_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.report_details import ReportDetails
from hosted_meetings_desktop.ui.text.format import (
    isolated,
    long_date_text,
    moment_text,
    one_or_many,
    size_text,
    span_text,
    until_text,
)
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_SHORT = 12


class RecordingDetails(ReportDetails):
    """The details panel of a recording.

    Signals:
        play_wanted(): Play it.
        download_wanted(): Bring it into the archive.
        any_length_wanted(): Keep it also where it is not as long as the video service says.
        note_wanted(): Somebody knows that it is lost.
        stop_wanted(): Stop the download or the copy that is being saved.
        save_wanted(): Export a copy.
        share_wanted(): Share it with people who attended.
        hold_wanted(): Put it on hold.
        release_wanted(): End its hold.
        delete_wanted(): Delete it from the archive.
    """

    play_wanted = Signal()
    download_wanted = Signal()
    any_length_wanted = Signal()
    note_wanted = Signal()
    stop_wanted = Signal()
    save_wanted = Signal()
    share_wanted = Signal()
    hold_wanted = Signal()
    release_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.row: RecordingRow | None = None
        self.can_share = False
        self.buttons: dict[str, QPushButton] = {}
        self.progress: DownloadProgress | None = None
        self.checksum: QLabel | None = None
        self._checksum = ""
        self._technical = False
        self._download: Download | None = None
        self._name = ""

    # ---- its title: two lines of it, and all of it in the tip
    @property
    def title(self) -> str:
        """The recording's title, also where not all of it is shown."""
        return self._name

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the title as there is room for."""
        super().resizeEvent(event)
        self._fit_title()

    def _fit_title(self) -> None:
        # The label itself is as wide only once it is laid out.
        around = self._head.contentsMargins()
        room = self.width() - around.left() - around.right() - self.close_button.sizeHint().width() - SPACE.row
        fitted = two_lines(self._name, self._title.fontMetrics(), room)
        self._title.setText(fitted)
        # A low window takes it from what scrolls, not from the name of what is shown.
        self._scroll.setMinimumHeight(self._title.fontMetrics().lineSpacing())
        self._title.setToolTip(self._name if fitted.endswith("…") and fitted != self._name else "")
        self._title.setAccessibleName(self._name)

    @property
    def recording(self) -> Recording | None:
        """The recording that is shown."""
        return self.row.recording if self.row is not None else None

    def show_recording(self, row: RecordingRow, download: Download | None) -> None:
        """Fill the panel; ``download`` is what runs for this recording, a download or a copy."""
        same = self.row is not None and self.row.id == row.id
        focused = focused_name(self) if same else ""
        if not same:
            self.message_bar.dismiss()
        self.row, self._download = row, download
        now, recording = self._clock(), row.recording
        subtitle = [moment_text(begun_at(recording), now)]
        if recording.seconds is not None:
            subtitle.append(length_text(recording))
        if row.of_voices:
            subtitle.append(voices_text(row))
        self._name = recording.title
        self.begin(recording.title, " · ".join(subtitle), keep_scroll=same)
        self._fit_title()
        if download is not None:
            self._state = Badge("sending", running_text(download))
        else:
            self._state = Badge(status_kind(row, now), status_text(row, now))
        self.add_badge(self._state)
        self._add_actions(row, busy=download is not None)
        self._add_state(row, download)
        self._add_people(row)
        self._add_voices(row)
        self._checksum = ""
        self._add_keeping(row)
        self._add_facts(row)
        self._add_technical()
        focus_named(self, focused)

    def show_progress(self, download: Download | None) -> None:
        """Say how far the download is that runs for the shown recording; None: none does, or not any more."""
        if (download is None) is not (self._download is None):
            if self.row is not None:
                self.show_recording(self.row, download)
        elif download is not None:
            self._state.set_state("sending", running_text(download))

    # ---- what can be done
    def _add_actions(self, row: RecordingRow, *, busy: bool) -> None:
        now = self._clock()
        self.buttons = {}
        fetch = can_fetch(row, now) and not busy
        keep_first = fetch and expires_soon(row, now)
        if keep_first:  # playing can wait, this cannot
            self._add_action("download", main_button(self.tr("Keep now"), "download-outline"), self.download_wanted)
        if can_play(row, now):
            play = plain_button(self.tr("Play"), "play") if keep_first else main_button(self.tr("Play"), "play")
            self._add_action("play", play, self.play_wanted)
        if fetch and not keep_first:
            self._add_action("download", plain_button(self.tr("Keep now"), "download-outline"), self.download_wanted)
        if row.item is not None and row.item.state is ItemState.REFUSED and fetch:
            self._add_action("any", plain_button(self.tr("Keep it as it comes")), self.any_length_wanted)
        if _alarms(row):
            self._add_action("note", plain_button(self.tr("Dismiss the alarm"), "check"), self.note_wanted)
        if row.partly_kept and not busy:
            if self.can_share:
                share = plain_button(self.tr("Share…"), "share-variant-outline")
                self._add_action("share", share, self.share_wanted)
            save = plain_button(self.tr("Export…"), "content-save-outline")
            self._add_action("save", save, self.save_wanted)
        self.add_meeting_link(row.recording.meeting_id)

    def _add_action(self, name: str, button: QPushButton, wanted: SignalInstance) -> None:
        button.clicked.connect(wanted)
        self.buttons[name] = button
        self.add_action(button)

    # ---- how it stands
    def _add_state(self, row: RecordingRow, download: Download | None) -> None:
        self.progress = None
        if download is not None:
            self.progress = DownloadProgress(download)
            self.progress.stop_button.setVisible(download.call is not None)
            self.progress.stop_wanted.connect(self.stop_wanted)
            section = self.add_section()
            if download.saved_as:
                section.addWidget(body_label(self.tr("Saving a copy as “%1”").replace("%1", download.saved_as)))
            section.addWidget(self.progress)
            return
        sentences = self._sentences(row)
        if sentences:
            section = self.add_section()
            for sentence, tone in sentences:
                section.addWidget(body_label(sentence, tone=tone))

    def _sentences(self, row: RecordingRow) -> list[tuple[str, str]]:
        if row.status is not RecordingStatus.UPLOADED:
            return [self._making(row.status)]
        now, item = self._clock(), row.item
        if item is not None and item.state is ItemState.DELETED:
            return [(self.tr("Deleted: %1").replace("%1", item.deleted_why), "muted")]
        said = []
        tone = "stop" if gone(row, now) or expires_soon(row, now, within=LAST_DAY) else "wait"
        if (sentence := expiry_sentence(row, now)) and not (item is not None and item.problem and gone(row, now)):
            said.append((sentence, tone))
        if item is not None and not row.kept and item.problem:
            said.append((item.problem, "stop" if item.state is not ItemState.WAITING else "muted"))
        if item is not None and item.state is ItemState.WAITING and item.next_try_at is not None and item.tries:
            again = self.tr("It was tried %n times.", "", item.tries)
            tried = one_or_many(item.tries, self.tr("It was tried once."), again)
            next_one = self.tr("The next try is %1.").replace("%1", until_text(item.next_try_at, now))
            said.append((f"{tried} {next_one}", "muted"))
        return said

    def _making(self, status: RecordingStatus) -> tuple[str, str]:
        match status:
            case RecordingStatus.ERRORED:
                said = self.tr("The video service could not make this recording.")
                return f"{said} {self.tr('It may have been shorter than 5 seconds.')}", "stop"
            case RecordingStatus.UPLOADING:
                return self.tr("The video service is preparing the file. It can be played in a moment."), "muted"
            case RecordingStatus.UNKNOWN:
                return self.tr("The video service reports a state that this app does not know."), "muted"
        return self.tr("It is still being made. It can be stopped in the meeting's details."), "muted"

    # ---- whose it is
    def _add_people(self, row: RecordingRow) -> None:
        if row.recording.meeting_id is None:
            return
        self.add_section(self.tr("People"))
        self.add_fact(self.tr("Patient"), patients_text(row))
        if row.host:
            self.add_fact(self.tr("Host"), isolated(row.host))
        words = {
            ConsentState.GIVEN: self.tr("None is missing"),
            ConsentState.MISSING: self.tr("Not from everybody: see the meeting"),
            ConsentState.REFUSED: self.tr("Somebody said no: see the meeting"),
        }
        if row.consent in words:
            self.add_fact(self.tr("Consent"), words[row.consent])
        if row.shared:
            many = self.tr("With %n people", "", row.shared)
            self.add_fact(self.tr("Shared"), one_or_many(row.shared, self.tr("With 1 person"), many))

    def _add_voices(self, row: RecordingRow) -> None:
        """List its files: whose each is, how large, and whether it is here."""
        if not row.voices:
            return
        self.add_section(self.tr("Voices"))
        now = self._clock()
        for name, voice in zip(voice_names(row), row.voices, strict=True):
            said = [] if voice.item is None or not voice.item.size else [size_text(voice.item.size)]
            alone = replace(row, item=voice.item, voices=())
            said.append(status_text(alone, now))
            shown = self.add_fact(isolated(name), " · ".join(said))
            tip = status_tip(alone, now)
            shown.setToolTip(tip if tip != said[-1] else "")

    # ---- how long it is kept
    def _add_keeping(self, row: RecordingRow) -> None:
        if not row.kept and row.partly_kept:  # of some voices it can be said, though not of all
            row = replace(row, item=next(voice.item for voice in row.voices if voice.kept))
        item, now = row.item, self._clock()
        if item is None or item.state is not ItemState.KEPT:
            return
        self.add_section(self.tr("In the archive"))
        clock = clock_of(item, now)
        if item.kept_at is not None:
            self.add_fact(self.tr("Since"), moment_text(item.kept_at, now))
        said = retention_text(row, now)
        if clock.level in {RetentionLevel.ENDING, RetentionLevel.OVER} and clock.until is not None:
            said = f"{said}: {long_date_text(clock.until)}"
        self.add_fact(self.tr("Kept"), said)
        if item.hold:
            self.add_fact(self.tr("Reason"), item.hold)
        self.add_fact(self.tr("Checked"), self.tr("Complete and unchanged, kept encrypted"))
        self._add_checksum("" if row.of_voices else item.sha256)
        line = QWidget()
        buttons = QHBoxLayout(line)
        buttons.setContentsMargins(0, 0, 0, 0)
        if item.hold:
            self._add_small(
                buttons, "release", self.tr("End hold…"), "lock-open-variant-outline", self.release_wanted
            )
        else:
            self._add_small(buttons, "hold", self.tr("Put on hold…"), "lock-outline", self.hold_wanted)
            self._add_small(buttons, "delete", self.tr("Delete…"), "delete-outline", self.delete_wanted)
        buttons.addStretch(1)
        self.add_widget(line)

    def _add_small(self, row: QHBoxLayout, name: str, text: str, sign: str, wanted: SignalInstance) -> None:
        button = link_button(text, sign)
        button.clicked.connect(wanted)
        self.buttons[name] = button
        row.addWidget(button)

    # ---- facts
    def _add_facts(self, row: RecordingRow) -> None:
        now, recording = self._clock(), row.recording
        self.add_section(self.tr("About it"))
        begun = begun_at(recording)
        end = recording.stopped_at
        if end is None and recording.seconds is not None:
            end = begun + timedelta(seconds=recording.seconds)
        if end is not None:
            self.add_fact(self.tr("From, to"), span_text(begun, end))
        self.add_fact(self.tr("Length"), length_text(recording))
        self.add_fact(self.tr("Size"), size_text(row.size))
        if row.spoken:
            where = self.tr("Yes, beside the voices") if row.of_voices else self.tr("Yes, beside the picture")
            self.add_fact(self.tr("Transcript"), where)
        if recording.file_name and not row.of_voices:  # of voices it is a pattern for the names of the files
            self.add_line(self.tr("File"), recording.file_name)
        if recording.local_path:
            self.add_fact(self.tr("Copy on this PC"), self.tr("Yes, checked after the download"))
            self._add_checksum(recording.sha256)
        self.add_age(recording.observed_at, now)

    def _add_checksum(self, checksum: str) -> None:
        if not checksum:
            return
        self._checksum = checksum

    def _add_technical(self) -> None:
        """Offer what is of use to whoever looks after this PC, and to nobody else."""
        checksum = self._checksum
        if not checksum:
            return
        section = self.add_section()
        opened = self._technical
        more = link_button(self.tr("Details for IT"), "chevron-down" if opened else "chevron-right")
        more.clicked.connect(self._turn_technical)
        self.buttons["technical"] = more
        section.addWidget(more, 0, Qt.AlignmentFlag.AlignLeading)
        if not opened:
            return
        shown = self.add_fact(self.tr("Checksum"), self.tr("SHA-256 %1…").replace("%1", checksum[:_SHORT]))
        shown.setToolTip(checksum)
        self.checksum = shown
        copy = link_button(self.tr("Copy checksum"), "content-copy")
        copy.clicked.connect(lambda: self._copy_checksum(checksum))
        self.buttons["checksum"] = copy
        self._add_leading(copy)

    def _turn_technical(self) -> None:
        self._technical = not self._technical
        if self.row is not None:
            self.show_recording(self.row, self._download)

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


def _alarms(row: RecordingRow) -> bool:
    """Return whether it alarms as long as nobody says that they know."""
    trouble = {ItemState.LOST, ItemState.REFUSED}
    return row.item is not None and row.item.state in trouble and row.item.seen_at is None
