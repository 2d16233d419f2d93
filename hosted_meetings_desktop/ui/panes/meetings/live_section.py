"""The room right now: who is in it, and what can be done about it at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import LivePerson, LiveRoom
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.ui.panes.meetings.services import LiveService
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.badge import Badge
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button, plain_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, body_label, small_label
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import ago_text, duration_text, time_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE

T = TypeVar("T")

LOOK_EVERY_MS = 10_000


class LiveSection(QWidget):
    """Looks into the room every ten seconds while it can be seen.

    Signals:
        done(str): A live command was carried out; the argument says so in a sentence.
        failed(AppError): A live command failed; nothing is tried again by itself.
        recording_changed(): A recording was started or stopped.
    """

    done = Signal(str)
    failed = Signal(object)
    recording_changed = Signal()

    def __init__(
        self, meeting_id: MeetingId, live: LiveService, calls: Calls, clock: Clock, room: LiveRoom | None = None
    ) -> None:
        """Make the section.

        Args:
            meeting_id: Whose room.
            live: Looks into it.
            calls: Runs the service.
            clock: Tells the age of what is shown.
            room: What was seen last, to be shown until the next look.
        """
        super().__init__()
        self._meeting_id = meeting_id
        self._live = live
        self._calls = calls
        self._clock = clock
        self.room = room
        self._looking = False
        self._names: tuple[str, ...] = tuple(p.name for p in room.people) if room else ()
        self.sentence = body_label("", tone="muted")
        self.problem = body_label("", tone="stop")
        self.problem.hide()
        self.age = small_label("")
        self.again_button = link_button(self.tr("Look again"), "refresh")
        self.again_button.clicked.connect(self.look)
        self.recording_badge = Badge("recording")
        self._people = QVBoxLayout()
        self._people.setSpacing(SPACE.hair)
        self.mute_all_button = plain_button(self.tr("Mute all"), "microphone-off")
        self.mute_all_button.clicked.connect(self.mute_all)
        self.record_button = plain_button(self.tr("Start recording"), "record-circle-outline")
        self.record_button.clicked.connect(self.switch_recording)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._arrange()
        self._show_room()

    def _arrange(self) -> None:
        self._commands = QWidget()
        flow = FlowLayout(self._commands, spacing=SPACE.row)
        flow.addWidget(self.mute_all_button)
        flow.addWidget(self.record_button)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE.row)
        foot.addWidget(self.age, 1)
        foot.addWidget(self.again_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(self.sentence)
        column.addWidget(self.recording_badge)
        column.addLayout(self._people)
        column.addWidget(self._commands)
        column.addWidget(self.problem)
        column.addLayout(foot)

    # ---- looking
    @Slot()
    def look(self) -> None:
        """Ask who is in the room, unless a question is under way."""
        if not self._looking:
            self._looking = True
            self._calls.run(self, partial(self._live.look, self._meeting_id), self._take, self._miss)

    def _take(self, room: LiveRoom) -> None:
        self._looking = False
        self.room = room
        self.problem.hide()
        self._show_room()
        self._tell_who_came()

    def _miss(self, error: AppError) -> None:
        self._looking = False
        kept = self.tr("What is shown may be out of date.") if self.room is not None else ""
        self.problem.setText(f"{error.title}. {kept}".strip())
        self.problem.show()
        self.sentence.setVisible(self.room is not None and not self.room.people)
        self._show_age()

    def _tell_who_came(self) -> None:
        names = tuple(person.name for person in self.room.people) if self.room else ()
        come = [name for name in names if name not in self._names]
        gone = [name for name in self._names if name not in names]
        self._names = names
        if come:
            announce(self, self.tr("%1 came in").replace("%1", ", ".join(come)))
        if gone:
            announce(self, self.tr("%1 left").replace("%1", ", ".join(gone)))

    # ---- showing
    def _show_room(self) -> None:
        room = self.room
        people = room.people if room else ()
        self._fill(people)
        running = room.recording if room else None
        active = room is not None and room.session is not None
        self.sentence.setVisible(not people)
        if room is None:
            self.sentence.setText(self.tr("Looking into the room…"))
        else:
            self.sentence.setText(self.tr("Nobody is in the room."))
        self.recording_badge.setVisible(running is not None)
        if running is not None:
            self.recording_badge.set_state("recording", self._recording_text(running))
        self._commands.setVisible(active)
        self.mute_all_button.setVisible(len(people) > 1)
        self.record_button.setText(self.tr("Stop recording") if running else self.tr("Start recording"))
        self.record_button.setAccessibleName(self.record_button.text())
        self._show_age()

    def _recording_text(self, running: Recording) -> str:
        since = running.started_at or running.invoked_at
        return self.tr("Recording since %1").replace("%1", time_text(since))

    def _show_age(self) -> None:
        seen = self.room.observed_at if self.room else None
        text = "" if seen is None else self.tr("Seen %1").replace("%1", ago_text(seen, self._clock()))
        self.age.setText(text)

    def _fill(self, people: tuple[LivePerson, ...]) -> None:
        shown = tuple(self._key(person) for person in people)
        if self.property("shown") == repr(shown):
            return
        focused = focused_name(self)
        self.setProperty("shown", repr(shown))
        while (item := self._people.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for person in people:
            self._people.addWidget(self._row(person))
        focus_named(self, focused)

    def _key(self, person: LivePerson) -> tuple[str, str, str]:
        return (person.participant_id, person.name, self._since(person))

    def _since(self, person: LivePerson) -> str:
        length = duration_text(self._clock() - person.since)
        return self.tr("since %1 (%2)").replace("%1", time_text(person.since)).replace("%2", length)

    def _row(self, person: LivePerson) -> QWidget:
        row = QWidget()
        name = ElidedLabel(person.name)
        since = ElidedLabel(self._since(person), muted=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(since)
        mute = icon_button("microphone-off", self.tr("Mute %1").replace("%1", person.name))
        mute.clicked.connect(lambda: self.mute(person))
        remove = icon_button("account-remove-outline", self.tr("Remove %1 from the room").replace("%1", person.name))
        remove.clicked.connect(lambda: self.remove(person))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE.hair)
        line.addLayout(words, 1)
        line.addWidget(mute)
        line.addWidget(remove)
        return row

    # ---- doing
    def mute(self, person: LivePerson) -> None:
        """Mute one person's microphone."""
        self._do(partial(self._live.mute, self._meeting_id, person.participant_id), self._tell)

    def remove(self, person: LivePerson) -> None:
        """Send one person out of the room."""
        self._do(partial(self._live.remove, self._meeting_id, person.participant_id), self._tell)

    @Slot()
    def mute_all(self) -> None:
        """Mute everybody."""
        self._do(partial(self._live.mute_all, self._meeting_id), self._tell)

    @Slot()
    def switch_recording(self) -> None:
        """Start to record, or stop the recording that runs."""
        if self.room is not None and self.room.recording is not None:
            told = self.tr("The recording has stopped. It will be listed under Recordings.")
            self._do(partial(self._live.stop_recording, self._meeting_id), partial(self._tell_recording, told))
        else:
            told = self.tr("The recording has started. Everybody in the room can see that.")
            self._do(partial(self._live.start_recording, self._meeting_id), partial(self._tell_recording, told))

    def _do(self, work: Callable[[], Awaitable[T]], done: Callable[[T], None]) -> None:
        self._commands.setEnabled(False)
        self._calls.run(self, work, done, self._refuse)

    def _tell(self, sentence: str) -> None:
        self._commands.setEnabled(True)
        self.done.emit(sentence)
        self.look()

    def _tell_recording(self, sentence: str, _recording: Recording) -> None:
        self._tell(sentence)
        self.recording_changed.emit()

    def _refuse(self, error: AppError) -> None:
        self._commands.setEnabled(True)
        self.failed.emit(error)

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
