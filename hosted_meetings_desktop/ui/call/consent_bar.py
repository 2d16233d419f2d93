"""Consent to being recorded in the call window: the question before a recording, the alarm while one runs without."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.consent import PersonConsent, RecordingConsent, Standing
from hosted_meetings_desktop.domain.consent_claim import read_claim
from hosted_meetings_desktop.domain.recording import RecordingKind
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.bridge import PageReport
from hosted_meetings_desktop.ui.call.words import filled, say
from hosted_meetings_desktop.ui.parts.recording_words import kind_tip
from hosted_meetings_desktop.ui.parts.voices_consent import Voices, withdrawn_words
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many

_OUT = frozenset({"loading", "renewing", "setup", "left", "trouble"})
"""States in which the person is in no room."""
_LOOK_SOON_MS = 1_500
"""The service knows a little later than the page who is in the room."""


class ConsentBars(QWidget):
    """The question and the alarm. Hears the page by itself; what is known of consents it is told.

    Signals:
        claimed(ConsentClaim): A guest's page says what its person answered; it may be anybody's word.
        record_wanted(): The person pressed the kit's button that starts a recording, or goes on with one.
        announced(): Everybody in the call was told: start it, or go on with it.
        voices_wanted(): Record the voices of those who agreed, in the place of the call.
        pause_wanted(): Pause the recording that runs.
        stop_wanted(): Stop it.
        said(PersonConsent, bool): Somebody agrees, or does not: to be written down.
        told(tuple): These people were told that the call is recorded.
        look_wanted(): Who is in the room has changed, or the person came in: look how the consents stand.
        left(): The person is not in the room any more.
        pressing_changed(): Something else asks for an answer now, or nothing does.
    """

    claimed = Signal(object)
    record_wanted = Signal()
    announced = Signal()
    voices_wanted = Signal()
    pause_wanted = Signal()
    stop_wanted = Signal()
    said = Signal(object, bool)
    told = Signal(tuple)
    look_wanted = Signal()
    left = Signal()
    pressing_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("consent_bars")
        self._asking = False
        self._person: PersonConsent | None = None
        self._unaware: tuple[PersonConsent, ...] = ()
        self.question = Bar("info", "consent_question", self)
        self._later = self.question.add_button("later", say("Not now"))
        self._no = self.question.add_button("no", say("Does not agree"))
        self._yes = self.question.add_button("yes", say("Agrees"), "main")
        self._go = self.question.add_button("go", say("I have told everybody: start"), "main")
        self.question.answered.connect(self._answer)
        self.instead = Bar("info", "voices_question", self)
        self._voices = self.instead.add_button("voices", say("Record voices of those who agreed"))
        self._voices.setToolTip(kind_tip(RecordingKind.TRACKS))
        self.instead.answered.connect(lambda _name: self.voices_wanted.emit())
        self.alarm = Bar("warning", "consent_alarm", self)
        self._informed = self.alarm.add_button("told", say("I have told them"))
        self._pause = self.alarm.add_button("pause", say("Pause recording"), "main")
        self._stop = self.alarm.add_button("stop", say("Stop recording"), "main")
        self.alarm.answered.connect(self._answer_alarm)
        self._soon = QTimer(self, interval=_LOOK_SOON_MS, singleShot=True)
        self._soon.timeout.connect(self.look_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.alarm)
        column.addWidget(self.question)
        column.addWidget(self.instead)

    @property
    def asks(self) -> bool:
        """Whether a recording is wanted that has not begun."""
        return self._asking

    @property
    def pressing(self) -> str:
        """What asks for an answer here, in few words: in the small window these bars are not seen."""
        if not self.alarm.isHidden():
            return say("Somebody is recorded who is not to be")
        return "" if self.question.isHidden() else say("A recording waits for your answer")

    # ---- the page
    @Slot(object)
    def hear(self, report: PageReport) -> None:
        """Take what the page says of recording and consent, and pass over all else."""
        if report.what == "consent" and (claim := read_claim(report.value, report.names)) is not None:
            self.claimed.emit(claim)
        elif report.what == "record":
            self.record_wanted.emit()
        elif report.what == "people":
            self._soon.start()
        elif report.what == "state" and report.value == "joined":
            self.look_wanted.emit()
        elif report.what == "state" and report.value in _OUT:
            self.clear()

    @Slot()
    def clear(self) -> None:
        """Forget it all: the person is not in the room any more."""
        self.withdraw()
        self._soon.stop()
        self.alarm.hide()
        self.pressing_changed.emit()
        self.left.emit()

    # ---- showing
    def ask(self, consent: RecordingConsent, instead: Voices | None = None) -> None:
        """Say why a recording has not begun, and ask for what is missing; one person after the other.

        Args:
            consent: How the consents stand.
            instead: Whose voices can be recorded in the place of the call; None: nobody's.
        """
        self._asking = True
        if instead is None:
            self.instead.hide()
        else:
            self._voices.setAccessibleDescription(instead.words)
            self.instead.say(instead.words, quietly=True)
        missing = [each for each in _counting(consent) if not each.given]
        self._person = missing[0] if missing and consent.standing is Standing.MISSING else None
        for button, shown in (
            (self._yes, self._person is not None),
            (self._no, self._person is not None),
            (self._go, consent.standing is Standing.ANNOUNCE),
        ):
            button.setVisible(shown)
        if self._person is not None:
            self._name(self._yes, say("%1 agrees to being recorded"))
            self._name(self._no, say("%1 does not agree to being recorded"))
        self.question.say(_question_words(consent, missing))
        self.pressing_changed.emit()

    def withdraw(self) -> None:
        """Take the question back."""
        self._asking = False
        self._person = None
        self.question.hide()
        self.instead.hide()
        self.pressing_changed.emit()

    def show_alarm(self, consent: RecordingConsent | None, kind: RecordingKind = RecordingKind.COMPOSITE) -> None:
        """Say who is being recorded and is not to be; None: nobody, or nothing is recorded.

        A recording of voices cannot go on without one of them: it can be stopped, and started anew without.
        """
        people = self._unaware = consent.unaware if consent is not None else ()
        if consent is None or not people:
            self.alarm.hide()
            self.pressing_changed.emit()
            return
        announced = consent.policy is ConsentPolicy.ANNOUNCED and consent.standing is not Standing.NEVER
        self._informed.setVisible(announced and not any(each.said_no for each in people))
        voices = kind is RecordingKind.TRACKS
        self._informed.setHidden(self._informed.isHidden() or voices)
        self._pause.setHidden(voices)
        self._stop.setVisible(voices)
        withdrawn = voices and consent.standing is not Standing.NEVER and all(each.said_no for each in people)
        self.alarm.say(withdrawn_words(people) if withdrawn else _alarm_words(consent, people))
        self.pressing_changed.emit()

    # ---- answers
    def _answer(self, name: str) -> None:
        person = self._person
        if name == "go":
            self.announced.emit()
        elif name == "later":
            self.withdraw()
        elif person is not None:
            self.said.emit(person, name == "yes")

    def _answer_alarm(self, name: str) -> None:
        if name == "pause":
            self.pause_wanted.emit()
        elif name == "stop":
            self.stop_wanted.emit()
        else:
            self.told.emit(self._unaware)

    def _name(self, button: QPushButton, sentence: str) -> None:
        if self._person is not None:
            button.setAccessibleName(filled(sentence, isolated(self._person.name)))


def _counting(consent: RecordingConsent) -> tuple[PersonConsent, ...]:
    here = tuple(each for each in consent.people if each.here)
    return here or consent.people


def _question_words(consent: RecordingConsent, missing: list[PersonConsent]) -> str:
    match consent.standing:
        case Standing.NEVER:
            return say("Visits of this kind are not recorded.")
        case Standing.REFUSED:
            names = ", ".join(isolated(each.name) for each in missing if each.said_no)
            return filled(say("Nothing is recorded: %1 does not want it."), names)
        case Standing.ANNOUNCE:
            return say("Nothing is recorded yet. Tell everybody in the call that it will be.")
        case Standing.MISSING:
            said = filled(say("Ask %1: may this call be recorded?"), isolated(missing[0].name))
            more = len(missing) - 1
            rest = one_or_many(more, say("One more after that."), filled(say("%1 more after that."), str(more)))
            return f"{said} {rest}" if more else said
        case Standing.FREE:
            return say("Everybody in the call has agreed.")


def _alarm_words(consent: RecordingConsent, people: tuple[PersonConsent, ...]) -> str:
    no = tuple(each for each in people if each.said_no)
    names = ", ".join(isolated(each.name) for each in no or people)
    if consent.standing is Standing.NEVER:
        return say("This call is recorded, but visits of this kind are not to be.")
    if no:
        return filled(say("This call is recorded, and %1 does not want that."), names)
    if consent.policy is ConsentPolicy.ANNOUNCED:
        one, many = say("%1 was not told of this recording."), say("These were not told of this recording: %1.")
    else:
        one, many = say("%1 has not agreed to this recording."), say("These have not agreed to this recording: %1.")
    return filled(one_or_many(len(people), one, many), names)
