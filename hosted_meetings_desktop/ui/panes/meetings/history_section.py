"""What a meeting has left behind: its sessions and recordings."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.ui.panes.meetings.services import MeetingService
from hosted_meetings_desktop.ui.parts.buttons import link_button
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import clock_text, duration_text, moment_text, size_text

SHOWN = 5


class HistorySection(QWidget):
    """Sessions and recordings of one meeting, newest first.

    Signals:
        session_chosen(str): A session's id.
        recording_chosen(str): A recording's id.
    """

    session_chosen = Signal(str)
    recording_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_sessions(self, sessions: tuple[Session, ...], now: datetime) -> None:
        """List when the room was used."""
        self._clear()
        for session in sessions[:SHOWN]:
            self._add(self._session_text(session, now)).clicked.connect(
                lambda _checked=False, key=session.id: self.session_chosen.emit(key)
            )
        self._close(len(sessions), self.tr("It has not been held yet."))

    def show_recordings(self, recordings: tuple[Recording, ...], now: datetime) -> None:
        """List what was recorded."""
        self._clear()
        for recording in recordings[:SHOWN]:
            self._add(self._recording_text(recording, now)).clicked.connect(
                lambda _checked=False, key=recording.id: self.recording_chosen.emit(key)
            )
        self._close(len(recordings), self.tr("Nothing was recorded."))

    def show_error(self, error: AppError) -> None:
        """Say why the list is missing."""
        self._clear()
        self._column.addWidget(body_label(f"{error.title}. {error.advice}".strip(), tone="stop"))

    def _session_text(self, session: Session, now: datetime) -> str:
        length = duration_text((session.ended_at or now) - session.started_at)
        if session.open:
            length = self.tr("running")
        people = self.tr("%n at once", "people, at most", session.most_at_once)
        return f"{moment_text(session.started_at, now)} · {length} · {people}"

    def _recording_text(self, recording: Recording, now: datetime) -> str:
        facts = [moment_text(recording.started_at or recording.invoked_at, now)]
        if recording.status is RecordingStatus.UPLOADED:
            facts += [clock_text(recording.seconds or 0), size_text(recording.size)]
        elif recording.status is RecordingStatus.ERRORED:
            facts.append(self.tr("failed"))
        else:
            facts.append(self.tr("not ready yet"))
        return " · ".join(facts)

    def _add(self, text: str) -> QPushButton:
        button = link_button(text)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        return button

    def _close(self, count: int, nothing: str) -> None:
        if not count:
            self._column.addWidget(body_label(nothing, tone="muted"))
        elif count > SHOWN:
            self._column.addWidget(small_label(self.tr("and %n more", "", count - SHOWN)))

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()


class MeetingHistory:
    """Fetches the sessions and recordings of one meeting into their two lists."""

    def __init__(self, meetings: MeetingService, calls: Calls, clock: Clock) -> None:
        self._meetings = meetings
        self._calls = calls
        self._clock = clock
        self.sessions = HistorySection()
        self.recordings = HistorySection()

    def load(self, meeting_id: MeetingId) -> None:
        """Fetch both lists."""
        # Each list owns its call: it is dropped with it when another meeting is shown, and they do not go at once.
        sessions, recordings = self.sessions, self.recordings
        self._calls.run(
            sessions,
            partial(self._meetings.sessions, meeting_id),
            lambda found: sessions.show_sessions(found, self._clock()),
            sessions.show_error,
        )
        self._calls.run(
            recordings,
            partial(self._meetings.recordings, meeting_id),
            lambda found: recordings.show_recordings(found, self._clock()),
            recordings.show_error,
        )
