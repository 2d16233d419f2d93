"""The call right now, with what can be done about the whole room: recording, livestream, poll, emptying it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import RecordingStatus
from hosted_meetings_desktop.domain.room import Livestream, Poll
from hosted_meetings_desktop.ui.panes.today.question import Question
from hosted_meetings_desktop.ui.panes.today.services import RoomDeeds
from hosted_meetings_desktop.ui.parts.buttons import danger_button, link_button, plain_button
from hosted_meetings_desktop.ui.parts.copying import copy_text
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.live_commands import LiveCommands
from hosted_meetings_desktop.ui.parts.live_section import LiveSection
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class RoomCommands(LiveCommands):
    """The commands to one person or a recording, and those to a whole room.

    Signals:
        streamed(str, object): The livestream of that meeting is as this now (Livestream or None).
    """

    streamed = Signal(str, object)

    def __init__(self, live: RoomDeeds, calls: Calls, parent: QObject | None = None) -> None:
        super().__init__(live, calls, parent)
        self._rooms = live

    def remove_all(self, meeting_id: MeetingId) -> None:
        """Remove everybody."""
        self.carry_out(meeting_id, partial(self._rooms.remove_all, meeting_id), partial(self.tell, meeting_id))

    def close_room(self, meeting_id: MeetingId) -> None:
        """Remove everybody and close the room."""
        work = partial(self._rooms.remove_all_and_close, meeting_id)
        self.carry_out(meeting_id, work, partial(self.tell, meeting_id))

    def pause_recording(self, meeting_id: MeetingId) -> None:
        """Pause the recording that runs."""
        told = self.tr("The recording is paused. What is said now is not recorded.")
        work = partial(self._rooms.pause_recording, meeting_id)
        self.carry_out(meeting_id, work, partial(self.tell_recording, meeting_id, told))

    def resume_recording(self, meeting_id: MeetingId) -> None:
        """Go on with it."""
        told = self.tr("The recording goes on.")
        work = partial(self._rooms.resume_recording, meeting_id)
        self.carry_out(meeting_id, work, partial(self.tell_recording, meeting_id, told))

    def start_stream(self, meeting_id: MeetingId) -> None:
        """Start to stream the room."""
        work = partial(self._rooms.start_livestream, meeting_id)
        self.carry_out(meeting_id, work, partial(self._tell_stream, meeting_id))

    def stop_stream(self, meeting_id: MeetingId) -> None:
        """Stop that."""

        def stopped(sentence: str) -> None:
            self.streamed.emit(meeting_id, None)
            self.tell(meeting_id, sentence)

        self.carry_out(meeting_id, partial(self._rooms.stop_livestream, meeting_id), stopped)

    def start_poll(self, meeting_id: MeetingId, poll: Poll) -> None:
        """Put a question to everybody in the room."""
        work = partial(self._rooms.start_poll, meeting_id, poll)
        self.carry_out(meeting_id, work, partial(self.tell, meeting_id))

    def _tell_stream(self, meeting_id: MeetingId, stream: Livestream) -> None:
        self.streamed.emit(meeting_id, stream)
        self.tell(meeting_id, self.tr("The livestream has started. It can take a minute until it can be watched."))


class RoomSection(QWidget):
    """Looks into one room while it can be seen.

    Signals:
        poll_wanted(): Ask for a question to put.
        rebuilt(): Lines are new ones.
        asked(QWidget): This question is there now, and is to be seen.
    """

    poll_wanted = Signal()
    rebuilt = Signal()
    asked = Signal(object)

    def __init__(
        self, meeting_id: MeetingId, live: RoomDeeds, commands: RoomCommands, calls: Calls, clock: Clock
    ) -> None:
        """Make the section.

        Args:
            meeting_id: Whose room.
            live: Looks into it.
            commands: Carries out what is asked for here, and lives longer than this section.
            calls: Runs the looks.
            clock: Tells the age of what is shown.
        """
        super().__init__()
        self.meeting_id = meeting_id
        self._live = live
        self._commands = commands
        self._calls = calls
        self.stream: Livestream | None = None
        self.question: Question | None = None
        self.people = LiveSection(meeting_id, live, commands, calls, clock)
        self.people.looked.connect(self._follow)
        self.people.people.rebuilt.connect(self.rebuilt)
        self.pause_button = self._button(self.tr("Pause recording"), "pause-circle-outline", self._switch_pause)
        self.stream_button = self._button(self.tr("Start livestream"), "broadcast", self._switch_stream)
        self.poll_button = self._button(self.tr("Poll…"), "poll", self.poll_wanted.emit)
        self.empty_button = self._button(self.tr("Remove everybody…"), "account-multiple-remove-outline", self._ask)
        self._deeds = QWidget()
        flow = FlowLayout(self._deeds, spacing=SPACE.row)
        for button in (self.pause_button, self.stream_button, self.poll_button, self.empty_button):
            flow.addWidget(button)
        self.watch_label = body_label("")
        self.copy_button = link_button(self.tr("Copy the page's address"), "content-copy")
        self.copy_button.clicked.connect(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.people)
        for part in (self._deeds, self.watch_label):
            self.people.add_below(part)
        self.people.add_below(self.copy_button, leading=True)
        commands.began.connect(self._hold)
        commands.ended.connect(self._release)
        commands.streamed.connect(self._take_stream)
        self._deeds.setEnabled(not commands.busy(meeting_id))
        self._show_deeds()

    def _button(self, text: str, sign: str, slot: Callable[[], object]) -> QPushButton:
        button = plain_button(text, sign)
        button.clicked.connect(lambda *_checked: slot())
        return button

    @property
    def room(self) -> LiveRoom | None:
        """The room as last seen."""
        return self.people.room

    def _follow(self, room: LiveRoom) -> None:
        self._show_deeds()
        if room.session is not None:
            # A look without the livestream is still a look.
            look = partial(self._live.livestream, self.meeting_id)
            self._calls.run(self, look, partial(self._take_stream, self.meeting_id), lambda _error: None)

    def _take_stream(self, meeting_id: str, stream: Livestream | None) -> None:
        if meeting_id == self.meeting_id:
            self.stream = stream
            self._show_deeds()

    def _show_deeds(self) -> None:
        room = self.room
        active = room is not None and room.session is not None
        running = room.recording if room is not None else None
        self._deeds.setVisible(active)
        if not active:
            self._leave_question()
        self.pause_button.setVisible(running is not None)
        paused = running is not None and running.status is RecordingStatus.PAUSED
        self._name(self.pause_button, self.tr("Resume recording") if paused else self.tr("Pause recording"))
        if paused:
            self.people.recording_badge.set_state("recording", self.tr("Recording paused"))
        live = self.stream is not None
        self._name(self.stream_button, self.tr("Stop livestream") if live else self.tr("Start livestream"))
        watch = self.stream.playback_url if self.stream is not None else ""
        said = self.tr("This call is streamed. It can be watched at %1").replace("%1", watch)
        self.watch_label.setText(said if watch else self.tr("This call is streamed."))
        self.watch_label.setVisible(active and live)
        self.copy_button.setVisible(active and bool(watch))

    @staticmethod
    def _name(button: QPushButton, text: str) -> None:
        button.setText(text)
        button.setAccessibleName(text)

    # ---- doing
    def _switch_pause(self) -> None:
        running = self.room.recording if self.room is not None else None
        if running is not None and running.status is RecordingStatus.PAUSED:
            self._commands.resume_recording(self.meeting_id)
        else:
            self._commands.pause_recording(self.meeting_id)

    def _switch_stream(self) -> None:
        if self.stream is not None:
            self._commands.stop_stream(self.meeting_id)
        else:
            self._commands.start_stream(self.meeting_id)

    def _copy(self) -> None:
        if self.stream is not None:
            copy_text(self.stream.playback_url)

    def _ask(self) -> None:
        """Ask what emptying the room shall mean."""
        if self.question is not None:
            return
        said = self.tr("Remove everybody from this call now?")
        note = self.tr(
            "They can come back with their links, unless the room is closed: then the links stop working, the "
            "meeting is listed as cancelled, and nobody is written to. It can be restored."
        )
        question = self.question = Question(said, kind="warning", note=note)
        question.left.connect(self._leave_question)
        for text, deed, made in (
            (self.tr("Remove everybody"), self._commands.remove_all, plain_button),
            (self.tr("Remove and close the room"), self._commands.close_room, danger_button),
        ):
            button = question.add_way(made(text))
            button.clicked.connect(lambda _on=False, deed=deed: self._answer(deed))
        keep = question.add_way(plain_button(self.tr("Keep the call")))
        keep.clicked.connect(self._leave_question)
        self.people.add_below(question)
        self.rebuilt.emit()
        focus_named(question, keep.accessibleName())
        self.asked.emit(question)

    def _answer(self, deed: Callable[[MeetingId], None]) -> None:
        self._leave_question()
        deed(self.meeting_id)

    def _leave_question(self) -> None:
        question, self.question = self.question, None
        if question is not None:
            question.hide()
            question.deleteLater()

    def _hold(self, meeting_id: str) -> None:
        if meeting_id == self.meeting_id:
            self._deeds.setEnabled(False)

    def _release(self, meeting_id: str) -> None:
        if meeting_id == self.meeting_id:
            self._deeds.setEnabled(True)
