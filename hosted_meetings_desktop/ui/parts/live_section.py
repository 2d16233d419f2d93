"""The call right now: who is in it, and what can be done about it at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import LivePerson, LiveRoom
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import link_button, plain_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label
from hosted_meetings_desktop.ui.parts.live_commands import LiveCommands, LiveDeeds
from hosted_meetings_desktop.ui.parts.live_people import LivePeople
from hosted_meetings_desktop.ui.parts.meeting_state import fresh, was_in_the_call
from hosted_meetings_desktop.ui.parts.record_choice import RecordChoice
from hosted_meetings_desktop.ui.parts.recording_words import voices_words, whose_words
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import ago_text, isolated, plain_tip, time_text
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE

LOOK_EVERY_MS = 10_000


class LiveSection(QWidget):
    """Looks into the room every ten seconds while it can be seen; its commands are carried out by somebody else.

    Signals:
        looked(LiveRoom): The room was seen; it is shown.
    """

    looked = Signal(object)

    def __init__(
        self, meeting_id: MeetingId, live: LiveDeeds, commands: LiveCommands, calls: Calls, clock: Clock
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
        self._meeting_id = meeting_id
        self._live = live
        self._commands = commands
        self._calls = calls
        self._clock = clock
        self.room: LiveRoom | None = None
        self._generation = 0
        self._looking = False
        self._call: Call | None = None
        self._names: tuple[str, ...] = ()
        self._focus_left = ""
        self._focus_landed: QWidget | None = None
        self.sentence = body_label("", tone="muted")
        self.problem = body_label("", tone="stop")
        self.problem.hide()
        self.age = small_label("")
        self.again_button = link_button(self.tr("Refresh"), "refresh")
        self.again_button.setAccessibleName(self.tr("Refresh who is in the call"))
        self.again_button.clicked.connect(self.look)
        self.recording_badge = Badge("recording")
        self.people = LivePeople()
        self.people.mute_wanted.connect(self.mute)
        self.people.remove_wanted.connect(self.remove)
        self.mute_all_button = plain_button(self.tr("Mute all"), "microphone-off")
        self.mute_all_button.clicked.connect(self.mute_all)
        self.record_button = plain_button(self.tr("Start recording"), "record-circle-outline")
        self.record_button.clicked.connect(self.switch_recording)
        self.record_choice = RecordChoice(self.record_button)
        self.record_choice.chosen.connect(self.record)
        self.pause_button = plain_button(self.tr("Pause recording"), "pause-circle-outline")
        self.pause_button.clicked.connect(self.switch_pause)
        self._asked: QWidget | None = None
        self._may_record = True
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        commands.began.connect(self._follow_begin)
        commands.ended.connect(self._follow_end)
        self._arrange()
        self._show_room()
        self._hold(busy=commands.busy(meeting_id))

    def _arrange(self) -> None:
        self._buttons = QWidget()
        flow = FlowLayout(self._buttons, spacing=SPACE.row)
        flow.addWidget(self.mute_all_button)
        flow.addWidget(self.record_choice)
        flow.addWidget(self.pause_button)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE.row)
        foot.addWidget(self.age, 1)
        foot.addWidget(self.again_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(self.sentence)
        column.addWidget(self.recording_badge)
        self._above = QVBoxLayout()
        column.addLayout(self._above)
        column.addWidget(self.people)
        column.addWidget(self._buttons)
        self._question = QVBoxLayout()
        column.addLayout(self._question)
        self._more = QVBoxLayout()
        self._more.setSpacing(SPACE.row)
        column.addLayout(self._more)
        column.addWidget(self.problem)
        column.addLayout(foot)

    @property
    def offers_tracks(self) -> bool:
        """Whether voices can be recorded one by one."""
        return self._live.offers_tracks

    def add_below(self, widget: QWidget, *, leading: bool = False) -> None:
        """Put something under the buttons, over the age of what is shown."""
        self._more.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeading if leading else Qt.AlignmentFlag(0))

    def add_above(self, widget: QWidget) -> None:
        """Put something over who is in the call: it wants to be seen first."""
        self._above.addWidget(widget)

    def ask_before_recording(self, question: QWidget | None) -> None:
        """Let a question stand in the place of the button that starts a recording; None gives it back."""
        before, self._asked = self._asked, question
        if before is not None:
            before.hide()
            before.deleteLater()
        if question is not None:
            self._question.addWidget(question)
        self._show_room()

    def allow_recording(self, *, allowed: bool) -> None:
        """Say whether a recording can be asked for at all; one that runs can be stopped in any case."""
        if allowed is not self._may_record:
            self._may_record = allowed
            self._show_room()

    # ---- looking
    @Slot()
    def look(self) -> None:
        """Ask who is in the room, unless a question is under way."""
        if self._looking:
            return
        self._looking = True
        self._generation += 1
        took, missed = partial(self._take, self._generation), partial(self._miss, self._generation)
        self._call = self._calls.run(self, partial(self._live.look, self._meeting_id), took, missed)

    def _drop_look(self) -> None:
        """Forget the look under way: it may have seen the room as it was before a command."""
        if self._looking and self._call is not None:
            self._call.cancel()
        self._looking = False
        self._generation += 1

    def _take(self, generation: int, room: LiveRoom) -> None:
        if generation != self._generation:
            return
        self._looking = False
        self.room = room
        self.problem.hide()
        self._show_room()
        self._tell_who_came()
        self.looked.emit(room)

    def _miss(self, generation: int, error: AppError) -> None:
        if generation != self._generation:
            return
        self._looking = False
        kept = self.tr("What is shown may be out of date.") if self.room is not None else ""
        self.problem.setText(f"{error.title}. {kept}".strip())
        self.problem.show()
        self._show_room()
        if self.room is None:
            self.sentence.hide()

    def _tell_who_came(self) -> None:
        names = tuple(person.name for person in self.room.people) if self.room else ()
        come = [name for name in names if name not in self._names]
        gone = [name for name in self._names if name not in names]
        self._names = names
        if come:
            announce(self, self.tr("%1 came in").replace("%1", ", ".join(map(isolated, come))))
        if gone:
            announce(self, self.tr("%1 left").replace("%1", ", ".join(map(isolated, gone))))

    # ---- showing
    def _show_room(self) -> None:
        room = self.room
        people = room.people if room else ()
        now = self._clock()
        old = room is not None and not fresh(room.observed_at, now)
        # Nobody knows how long they have been in by now where the last word about them is an old one.
        running = room.recording if room else None
        self.people.show_people(people, room.observed_at if room is not None and old else now, running)
        self.people.setVisible(bool(people))
        active = room is not None and room.session is not None
        self.sentence.setVisible(not people or old)
        if room is not None and people and old:
            self.sentence.setText(was_in_the_call(len(people), room.observed_at, now))
        elif room is None:
            self.sentence.setText(self.tr("Looking who is in the call…"))
        else:
            self.sentence.setText(self.tr("Nobody is in the call."))
        self.recording_badge.setVisible(running is not None)
        if running is not None:
            self.recording_badge.set_state("recording", self._recording_text(running))
            self._tell_whose(running, people)
        self._buttons.setVisible(active)
        self.mute_all_button.setVisible(len(people) > 1)
        paused = running is not None and running.status is RecordingStatus.PAUSED
        idle = running is None and self._may_record and self._asked is None
        self.record_choice.offer(button=idle or running is not None, choice=idle and self.offers_tracks)
        self.pause_button.setVisible(running is not None and not (paused and self._asked is not None))
        _name(self.record_button, self.tr("Stop recording") if running else self.tr("Start recording"))
        self.record_button.setIcon(icon("stop-circle-outline" if running else "record-circle-outline", "muted"))
        _name(self.pause_button, self.tr("Resume recording") if paused else self.tr("Pause recording"))
        self.pause_button.setIcon(icon("play-circle-outline" if paused else "pause-circle-outline", "muted"))
        self._show_age()

    def _tell_whose(self, running: Recording, people: tuple[LivePerson, ...]) -> None:
        """Say beside the badge whose voices are recorded, and since when; a film's badge says it all."""
        whose = whose_words(running, people)
        since = self.tr("Since %1.").replace("%1", time_text(running.started_at or running.invoked_at))
        tip = f"{since} {whose}".strip() if running.kind is RecordingKind.TRACKS else ""
        self.recording_badge.setToolTip(plain_tip(tip))
        self.recording_badge.setAccessibleDescription(tip)

    def _recording_text(self, running: Recording) -> str:
        if running.kind is RecordingKind.TRACKS:
            return voices_words(running)
        if running.status is RecordingStatus.PAUSED:
            return self.tr("Recording paused")
        since = running.started_at or running.invoked_at
        return self.tr("Recording since %1").replace("%1", time_text(since))

    def _show_age(self) -> None:
        seen = self.room.observed_at if self.room else None
        text = "" if seen is None else self.tr("Seen %1").replace("%1", ago_text(seen, self._clock()))
        self.age.setText(text)

    # ---- doing
    @Slot(object)
    def mute(self, person: LivePerson) -> None:
        """Mute one person's microphone."""
        self._commands.mute(self._meeting_id, person.participant_id)

    @Slot(object)
    def remove(self, person: LivePerson) -> None:
        """Send one person out of the call."""
        self._commands.remove(self._meeting_id, person.participant_id)

    @Slot()
    def mute_all(self) -> None:
        """Mute everybody."""
        self._commands.mute_all(self._meeting_id)

    @Slot()
    def switch_recording(self) -> None:
        """Start to record, or stop the recording that runs."""
        if self.room is not None and self.room.recording is not None:
            self._commands.stop_recording(self._meeting_id)
        else:
            self._commands.start_recording(self._meeting_id)

    @Slot(object)
    def record(self, kind: RecordingKind) -> None:
        """Start to record in one of the ways there are."""
        self._commands.start_recording(self._meeting_id, kind=kind)

    @Slot()
    def switch_pause(self) -> None:
        """Pause the recording that runs, or go on with it."""
        running = self.room.recording if self.room is not None else None
        if running is not None and running.status is RecordingStatus.PAUSED:
            self._commands.resume_recording(self._meeting_id)
        else:
            self._commands.pause_recording(self._meeting_id)

    @Slot(str)
    def _follow_begin(self, meeting_id: str) -> None:
        if meeting_id == self._meeting_id:
            self._hold(busy=True)

    @Slot(str)
    def _follow_end(self, meeting_id: str) -> None:
        if meeting_id != self._meeting_id:
            return
        self._hold(busy=False)
        self._drop_look()
        if self.isVisible():
            self.look()

    def _hold(self, *, busy: bool) -> None:
        """Hold every command while one is under way, and put the focus back where that took it from."""
        if busy:
            self._focus_left = focused_name(self)
        for part in (self.people, self._buttons):
            part.setEnabled(not busy)
        if busy:
            self._focus_landed = QApplication.focusWidget()
        elif self._focus_left and QApplication.focusWidget() is self._focus_landed:
            focus_named(self, self._focus_left)

    # ---- life
    def showEvent(self, event: QShowEvent) -> None:
        """Look at once and then every ten seconds."""
        super().showEvent(event)
        self._timer.start()
        self.look()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop looking."""
        self._timer.stop()
        super().hideEvent(event)


def _name(button: QPushButton, text: str) -> None:
    button.setText(text)
    button.setAccessibleName(text)
