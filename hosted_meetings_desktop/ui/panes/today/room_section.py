"""The call right now, with what can be done about the whole room: livestream, stage, poll, emptying it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.livestream import IngestDetails, StreamSeen
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.room import Poll
from hosted_meetings_desktop.domain.stage import StageDecision, StagePerson, StageSeen
from hosted_meetings_desktop.ui.panes.today.services import RoomDeeds
from hosted_meetings_desktop.ui.panes.today.stage_section import StageSection, stage_words
from hosted_meetings_desktop.ui.panes.today.stream_section import StreamSection
from hosted_meetings_desktop.ui.parts.buttons import danger_button, plain_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named
from hosted_meetings_desktop.ui.parts.live_commands import LiveCommands
from hosted_meetings_desktop.ui.parts.live_section import LiveSection
from hosted_meetings_desktop.ui.parts.question import Question
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.theme.tokens import SPACE

STAGE_EVERY_MS = 1_000
"""How often the stage is looked at: that asks no provider, only what our own call windows said."""


class RoomCommands(LiveCommands):
    """The commands to one person or a recording, and those to a whole room.

    Signals:
        streamed(str, object): The livestream of that meeting is as this now (StreamSeen or None).
        ingest_told(str, IngestDetails): Where an encoder sends its picture for that meeting: to be shown, not kept.
    """

    streamed = Signal(str, object)
    ingest_told = Signal(str, object)

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

    def fetch_ingest(self, meeting_id: MeetingId) -> None:
        """Fetch where an encoder sends its picture."""

        def told(details: IngestDetails) -> None:
            self.ingest_told.emit(meeting_id, details)
            self.tell(meeting_id, self.tr("Server and stream key stand below. Show the key to nobody."))

        self.carry_out(meeting_id, partial(self._rooms.ingest, meeting_id), told)

    def decide(self, meeting_id: MeetingId, person: StagePerson, decision: StageDecision) -> None:
        """Let somebody on stage, keep them off or send them off it."""

        def told(name: str) -> None:
            self.tell(meeting_id, stage_words(decision, name))

        work = partial(self._rooms.decide_on_stage, meeting_id, person.participant_id, decision)
        self.carry_out(meeting_id, work, told)

    def _tell_stream(self, meeting_id: MeetingId, stream: StreamSeen) -> None:
        self.streamed.emit(meeting_id, stream)
        self.tell(meeting_id, self.tr("The livestream has started. It can take a minute until it can be watched."))


class RoomSection(QWidget):
    """Looks into one room while it can be seen.

    Signals:
        poll_wanted(): Ask for a question to put.
        rebuilt(): Lines are new ones.
        asked(QWidget): This question is there now, and is to be seen.
        told(str): Something was done here, in a sentence.
    """

    poll_wanted = Signal()
    rebuilt = Signal()
    asked = Signal(object)
    told = Signal(str)

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
        self._clock = clock
        self.question: Question | None = None
        self.people = LiveSection(meeting_id, live, commands, calls, clock)
        self.people.looked.connect(self._follow)
        self.people.people.rebuilt.connect(self.rebuilt)
        self.stream_button = self._button(self.tr("Start livestream"), "broadcast", self._switch_stream)
        self.poll_button = self._button(self.tr("Poll…"), "poll", self.poll_wanted.emit)
        self.empty_button = self._button(self.tr("Remove everybody…"), "account-multiple-remove-outline", self._ask)
        self._deeds = QWidget()
        flow = FlowLayout(self._deeds, spacing=SPACE.row)
        for button in (self.stream_button, self.poll_button, self.empty_button):
            flow.addWidget(button)
        self.stream_section = StreamSection(clock)
        self.stream_section.told.connect(self.told)
        self.stream_section.ingest_wanted.connect(lambda: commands.fetch_ingest(meeting_id))
        self.stage_section = StageSection(clock)
        self.stage_section.decided.connect(lambda person, decision: commands.decide(meeting_id, person, decision))
        for section in (self.stream_section, self.stage_section):
            section.rebuilt.connect(self.rebuilt)
        self._stage_timer = QTimer(self, interval=STAGE_EVERY_MS)
        self._stage_timer.timeout.connect(self._look_at_stage)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stage_section)  # first: somebody waits for an answer
        column.addWidget(self.people)
        for part in (self._deeds, self.stream_section):
            self.people.add_below(part)
        commands.began.connect(self._hold)
        commands.ended.connect(self._release)
        commands.streamed.connect(self._take_stream)
        commands.ingest_told.connect(self._take_ingest)
        self._hold_all(busy=commands.busy(meeting_id))
        self._show_deeds()

    def _button(self, text: str, sign: str, slot: Callable[[], object]) -> QPushButton:
        button = plain_button(text, sign)
        button.clicked.connect(lambda *_checked: slot())
        return button

    @property
    def _streams(self) -> bool:
        stream = self.stream_section.stream
        return stream is not None and stream.runs

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

    def _take_stream(self, meeting_id: str, stream: StreamSeen | None) -> None:
        if meeting_id == self.meeting_id:
            self.stream_section.show_stream(stream)
            self._show_deeds()

    def _take_ingest(self, meeting_id: str, details: IngestDetails) -> None:
        if meeting_id == self.meeting_id and self.isVisible():
            self.stream_section.show_ingest(details)
            self.asked.emit(self.stream_section)

    def _look_at_stage(self) -> None:
        look = partial(self._live.stage, self.meeting_id)
        self._calls.run(self, look, self._take_stage, lambda _error: None)
        self.stream_section.pass_time()

    def _take_stage(self, seen: StageSeen | None) -> None:
        """Show the stage; of a call that is over, what a window saw last is nobody's business any more."""
        over = self.room is not None and self.room.session is None
        self.stage_section.show_stage(None if seen is not None and not seen.open and over else seen)

    def _show_deeds(self) -> None:
        room = self.room
        active = room is not None and room.session is not None
        self._deeds.setVisible(active)
        if not active:
            self._leave_question()
        self._name(self.stream_button, self.tr("Stop livestream") if self._streams else self.tr("Start livestream"))
        if not active:
            self.stream_section.show_stream(None)

    @staticmethod
    def _name(button: QPushButton, text: str) -> None:
        button.setText(text)
        button.setAccessibleName(text)

    # ---- doing
    def _switch_stream(self) -> None:
        if self._streams:
            self._commands.stop_stream(self.meeting_id)
        else:
            self._commands.start_stream(self.meeting_id)

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
            self._hold_all(busy=True)

    def _release(self, meeting_id: str) -> None:
        if meeting_id == self.meeting_id:
            self._hold_all(busy=False)

    def _hold_all(self, *, busy: bool) -> None:
        for part in (self._deeds, self.stage_section):
            part.setEnabled(not busy)

    # ---- life
    def showEvent(self, event: QShowEvent) -> None:
        """Look at the stage at once and then every second."""
        super().showEvent(event)
        self._stage_timer.start()
        self._look_at_stage()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop looking."""
        self._stage_timer.stop()
        super().hideEvent(event)
