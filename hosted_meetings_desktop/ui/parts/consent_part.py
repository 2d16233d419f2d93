"""Consent beside a live call: who agreed, the question before a recording, the alarm while one runs without."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.consent import ConsentMissing, PersonConsent, RecordingConsent, Standing
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.live import LivePerson, LiveRoom
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import main_button, plain_button
from hosted_meetings_desktop.ui.parts.consent_section import ConsentDeeds, ConsentSection
from hosted_meetings_desktop.ui.parts.labels import strong_label
from hosted_meetings_desktop.ui.parts.live_commands import LiveCommands
from hosted_meetings_desktop.ui.parts.live_section import LiveSection
from hosted_meetings_desktop.ui.parts.notice import Notice
from hosted_meetings_desktop.ui.parts.question import Question
from hosted_meetings_desktop.ui.parts.recording_words import kind_tip, voices_choice
from hosted_meetings_desktop.ui.parts.voices_consent import Voices, as_asked, voices_instead, withdrawn_words
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class ConsentPart(QWidget):
    """Stands under the call's own section, and lets that ask before it records.

    Signals:
        rebuilt(): Lines or questions are new ones.
        asked(QWidget): This is there now, and is to be seen.
        failed(AppError): Something could not be written down.
    """

    rebuilt = Signal()
    asked = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        meeting_id: MeetingId,
        live: LiveSection,
        commands: LiveCommands,
        deeds: ConsentDeeds,
        calls: Calls,
        clock: Clock,
        *,
        noted_by: str,
    ) -> None:
        """Make it.

        Args:
            meeting_id: Whose consents.
            live: The call's section.
            commands: Starts, pauses and resumes recordings.
            deeds: Knows and keeps what people said.
            calls: Runs that.
            clock: Tells the time.
            noted_by: Who sits here.
        """
        super().__init__()
        self._meeting_id = meeting_id
        self._live = live
        self._commands = commands
        self.question: Question | None = None
        self.go_button: QPushButton | None = None
        self.voices_button: QPushButton | None = None
        self.alarm: Notice | None = None
        self._shown: tuple[object, ...] = ()
        self._alarmed: tuple[str, ...] = ()
        self.section = ConsentSection(meeting_id, deeds, calls, noted_by, clock)
        self.section.changed.connect(self._follow_consent)
        self.section.failed.connect(self.failed)
        self.section.rebuilt.connect(self.rebuilt)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.row, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addWidget(strong_label(self.tr("Consent to being recorded")))
        column.addWidget(self.section)
        live.looked.connect(self._follow_room)
        self.section.look()

    # ---- following
    @Slot(object)
    def _follow_room(self, room: LiveRoom) -> None:
        self.section.show_recording(room.recording)
        self.section.show_inside(room.people)
        self.section.look()  # others write down what people say, too
        self._show_alarm()
        if self.question is not None and (room.session is None or self._records):
            self._leave()

    @Slot(object)
    def _follow_consent(self, consent: RecordingConsent) -> None:
        self._live.allow_recording(allowed=consent.standing is not Standing.NEVER)
        self._show_alarm()
        if self.question is not None:
            self._ask(as_asked(consent, self._commands.wanted(self._meeting_id), self._running, self._inside))

    @property
    def _running(self) -> Recording | None:
        return self._live.room.recording if self._live.room is not None else None

    @property
    def _inside(self) -> tuple[LivePerson, ...]:
        return self._live.room.people if self._live.room is not None else ()

    @property
    def _paused(self) -> bool:
        return self._running is not None and self._running.status is RecordingStatus.PAUSED

    @property
    def _records(self) -> bool:
        return self._running is not None and not self._paused

    @property
    def _kind(self) -> RecordingKind:
        """What runs, or else what was to be recorded."""
        return self._running.kind if self._running is not None else self._commands.wanted(self._meeting_id)

    # ---- the question before a recording
    def ask(self, missing: ConsentMissing) -> None:
        """Say why a recording did not start, and what can be done about it."""
        self._ask(missing.consent)
        self.section.look()
        if self.question is not None:
            announce(self, self.question.text)
            self.asked.emit(self.question)

    def _ask(self, consent: RecordingConsent) -> None:
        instead = self._instead(consent)
        shown = (consent.standing, consent.missing, self._paused, self._kind, instead)
        if self.question is not None and shown == self._shown:
            return
        self._shown = shown
        calm = consent.standing in {Standing.FREE, Standing.ANNOUNCE}
        said = _question_words(consent, self._kind)
        note = instead.words if instead is not None else ""
        question = self.question = Question(said, kind="info" if calm else "warning", note=note)
        question.left.connect(self._leave)
        self.go_button = self.voices_button = None
        if calm:
            self.go_button = go = main_button(self._go_words(consent))
            announced = consent.standing is Standing.ANNOUNCE
            go.clicked.connect(partial(self._start, kind=self._kind, announced=announced))
            question.add_way(go)
        elif consent.standing is not Standing.NEVER:
            write = question.add_way(main_button(self.tr("Write down what they say"), "pencil-outline"))
            write.clicked.connect(self._to_the_first)
        if instead is not None:
            self._offer_voices(question, instead)
        later = question.add_way(plain_button(self.tr("Not now")))
        later.clicked.connect(self._leave)
        self._live.ask_before_recording(question)
        self.rebuilt.emit()

    def _instead(self, consent: RecordingConsent) -> Voices | None:
        """Return whose voices could be recorded where the call cannot be."""
        if not self._live.offers_tracks or self._running is not None:
            return None
        return voices_instead(consent, self._inside)

    def _offer_voices(self, question: Question, instead: Voices) -> None:
        """Offer the other way; who would be heard, and who not, stands right above it."""
        other = self.voices_button = question.add_way(plain_button(self.tr("Record voices of those who agreed")))
        other.setToolTip(kind_tip(RecordingKind.TRACKS))
        other.setAccessibleDescription(instead.words)
        other.clicked.connect(partial(self._start, kind=RecordingKind.TRACKS, announced=False))

    def _go_words(self, consent: RecordingConsent) -> str:
        if consent.standing is Standing.ANNOUNCE:
            told, resumed = self.tr("I have told everybody: start"), self.tr("I have told everybody: go on")
            return resumed if self._paused else told
        if self._paused:
            return self.tr("Resume recording")
        return voices_choice() if self._kind is RecordingKind.TRACKS else self.tr("Start recording")

    def _start(self, _checked: bool = False, *, kind: RecordingKind, announced: bool) -> None:  # noqa: FBT001, FBT002 (Qt's signal)
        paused = self._paused
        self._leave()
        if paused:
            self._commands.resume_recording(self._meeting_id, announced=announced)
        else:
            self._commands.start_recording(self._meeting_id, announced=announced, kind=kind)

    def _to_the_first(self) -> None:
        """Go to the first person in the call who has not agreed, and open what can be written down of them."""
        consent = self.section.consent
        missing = consent.missing if consent is not None else ()
        left = [line for line in self.section.lines if not line.person.given]
        wanted = next((line for line in left if line.person.name in missing), left[0] if left else None)
        if wanted is not None:
            wanted.ask()

    def _leave(self) -> None:
        if self.question is not None:
            self.question = None
            self._live.ask_before_recording(None)
            self.rebuilt.emit()

    # ---- the alarm while one runs
    def _show_alarm(self) -> None:
        consent = self.section.consent
        if consent is not None:
            consent = as_asked(consent, self._kind, self._running, self._inside)
        people = consent.unaware if consent is not None and self._records else ()
        alarmed = (self._kind, *(each.name for each in people)) if people else ()
        if alarmed == self._alarmed:
            return
        self._alarmed = alarmed
        before, self.alarm = self.alarm, None
        if before is not None:
            before.hide()
            before.deleteLater()
        if consent is not None and people:
            self.alarm = self._make_alarm(consent, people)
            self._live.add_above(self.alarm)
            announce(self, self.alarm.text)
        self.rebuilt.emit()

    def _make_alarm(self, consent: RecordingConsent, people: tuple[PersonConsent, ...]) -> Notice:
        if self._kind is RecordingKind.TRACKS:
            return self._make_stop_alarm(consent, people)
        alarm = Notice(_alarm_words(consent, people), kind="error")
        pause = alarm.add_way(main_button(self.tr("Pause recording"), "pause-circle-outline"))
        pause.clicked.connect(lambda *_on: self._commands.pause_recording(self._meeting_id))
        if consent.policy is ConsentPolicy.ANNOUNCED and not any(each.said_no for each in people):
            told = alarm.add_way(plain_button(self.tr("I have told them")))
            told.clicked.connect(lambda *_on: self.section.note_told(people))
        return alarm

    def _make_stop_alarm(self, consent: RecordingConsent, people: tuple[PersonConsent, ...]) -> Notice:
        """Tell of somebody whose voice is recorded and is not to be: it cannot go on without theirs, only end."""
        withdrawn = consent.standing is not Standing.NEVER and all(each.said_no for each in people)
        alarm = Notice(withdrawn_words(people) if withdrawn else _alarm_words(consent, people), kind="error")
        stop = alarm.add_way(main_button(self.tr("Stop recording"), "stop-circle-outline"))
        stop.clicked.connect(lambda *_on: self._commands.stop_recording(self._meeting_id))
        return alarm


def _question_words(consent: RecordingConsent, kind: RecordingKind) -> str:
    if kind is RecordingKind.TRACKS and consent.standing is Standing.FREE:
        return _tr("Those who are to be recorded have agreed. Nothing is recorded yet.")
    names = ", ".join(isolated(name) for name in consent.missing)
    if kind is RecordingKind.TRACKS and consent.standing is Standing.MISSING:
        return _tr("Nobody in the call has agreed yet, so nothing is recorded. Ask first: %1.").replace("%1", names)
    no = ", ".join(isolated(each.name) for each in consent.people if each.said_no and each.name in consent.missing)
    said = {
        Standing.NEVER: _tr("Visits of this kind are not recorded. Nothing was started."),
        Standing.REFUSED: _tr("Nothing is recorded: %1 does not want it."),
        Standing.MISSING: _tr("Nothing is recorded yet. Not agreed: %1."),
        Standing.ANNOUNCE: _tr("Nothing is recorded yet. Tell everybody in the call that it will be."),
        Standing.FREE: _tr("Everybody in the call has agreed. Nothing is recorded yet."),
    }
    return said[consent.standing].replace("%1", no if consent.standing is Standing.REFUSED else names)


def _alarm_words(consent: RecordingConsent, people: tuple[PersonConsent, ...]) -> str:
    no = tuple(each for each in people if each.said_no)
    names = ", ".join(isolated(each.name) for each in no or people)
    if no:
        said = _tr("This call is recorded, and %1 does not want that.")
    elif consent.policy is ConsentPolicy.ANNOUNCED and consent.standing is not Standing.NEVER:
        one, many = _tr("%1 was not told of this recording."), _tr("These were not told of this recording: %1.")
        said = one_or_many(len(people), one, many)
    elif consent.standing is Standing.NEVER:
        said = _tr("This call is recorded, but visits of this kind are not to be.")
    else:
        one, many = _tr("%1 has not agreed to this recording."), _tr("These have not agreed to this recording: %1.")
        said = one_or_many(len(people), one, many)
    return said.replace("%1", names)


def _tr(text: str) -> str:
    return QCoreApplication.translate("ConsentPart", text)
