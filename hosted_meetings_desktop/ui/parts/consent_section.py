"""Consent to being recorded: what each person of a meeting said, and where it is written down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.consent import (
    Answer,
    ConsentEntry,
    PersonConsent,
    RecordingConsent,
    Standing,
    Way,
)
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, body_label
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.parts.voices_consent import agreed_since_words
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
from hosted_meetings_desktop.ui.text.format import isolated, moment_text
from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class ConsentDeeds(Protocol):
    """What is asked of the service layer."""

    async def of(self, meeting_id: MeetingId, inside: Sequence[LivePerson] = ()) -> RecordingConsent:
        """Return how the consents of a meeting stand; of those who are in the call, or without one of all."""
        ...

    async def note(
        self,
        meeting_id: MeetingId,
        answer: Answer,
        way: Way,
        noted_by: str,
        *,
        invitee_id: InviteeId | None = None,
        name: str = "",
        note: str = "",
    ) -> ConsentEntry:
        """Write down what somebody said just now."""
        ...


class ConsentSection(QWidget):
    """A line for each person whose consent counts, with a menu that writes down what they say.

    Signals:
        changed(RecordingConsent): How the consents stand now; also after the first look.
        failed(AppError): Something could not be written down.
        rebuilt(): The lines are new ones.
    """

    changed = Signal(object)
    failed = Signal(object)
    rebuilt = Signal()

    def __init__(
        self, meeting_id: MeetingId, deeds: ConsentDeeds, calls: Calls, noted_by: str, clock: Clock = utc_now
    ) -> None:
        """Make the section; :meth:`look` fills it.

        Args:
            meeting_id: Whose consents.
            deeds: Knows and keeps them.
            calls: Runs that.
            noted_by: Who sits here: they are written down as having asked.
            clock: Tells the time.
        """
        super().__init__()
        self._meeting_id = meeting_id
        self._deeds = deeds
        self._calls = calls
        self._clock = clock
        self._noted_by = noted_by or self.tr("Host")
        self._inside: tuple[LivePerson, ...] = ()
        self._running: Recording | None = None
        self._call: Call | None = None
        self.consent: RecordingConsent | None = None
        self.sentence = body_label("")
        self.lines: list[ConsentLine] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.hair)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.row)
        column.addWidget(self.sentence)
        column.addLayout(self._rows)

    def show_inside(self, people: tuple[LivePerson, ...]) -> None:
        """Take who is in the call now; looks again where that is somebody else."""
        if [each.participant_id for each in people] != [each.participant_id for each in self._inside]:
            self._inside = people
            self.look()

    def show_recording(self, running: Recording | None) -> None:
        """Take what runs or is paused; the next look says how the consents stand to that."""
        self._running = running

    @Slot()
    def look(self) -> None:
        """Read how the consents stand."""
        if self._call is not None:
            self._call.cancel()
        work = partial(self._deeds.of, self._meeting_id, self._inside)
        self._call = self._calls.run(self, work, self._show, self.failed.emit)

    def _show(self, consent: RecordingConsent) -> None:
        before, self.consent = self.consent, consent
        if before is None or before.people != consent.people:
            self._build(consent)
        for line in self.lines:
            line.setVisible(consent.standing is not Standing.NEVER)
        self.sentence.setText(self._standing_words(consent))
        self.changed.emit(consent)

    def _standing_words(self, consent: RecordingConsent) -> str:
        running = self._running
        if running is None or running.kind is not RecordingKind.TRACKS or consent.standing is Standing.NEVER:
            return standing_words(consent)
        since = agreed_since_words(consent, running, self._inside)
        return since or self.tr("Only the voices of those are recorded who had agreed when it was started.")

    def _build(self, consent: RecordingConsent) -> None:
        focused = focused_name(self)
        self.lines = []
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for person in consent.people:
            line = ConsentLine(person, self._clock(), consent.policy)
            line.said.connect(partial(self._note, person))
            self.lines.append(line)
            self._rows.addWidget(line)
        self.rebuilt.emit()
        focus_named(self, focused)

    def note_told(self, people: Sequence[PersonConsent]) -> None:
        """Write down that people were told just now, where that is enough."""
        for each in people:
            self._note(each, Answer.ASKED, Way.READ_OUT)

    def _note(self, person: PersonConsent, answer: Answer, way: Way) -> None:
        name = "" if person.invitee_id is not None else person.name
        work: Callable[[], object] = partial(
            self._deeds.note, self._meeting_id, answer, way, self._noted_by, invitee_id=person.invitee_id, name=name
        )

        def noted(entry: ConsentEntry) -> None:
            announce(self, answer_words(entry.answer, isolated(entry.name), self._policy))
            self.look()

        self._calls.run(self, work, noted, self._miss)  # type: ignore[arg-type]

    @property
    def _policy(self) -> ConsentPolicy:
        return self.consent.policy if self.consent is not None else ConsentPolicy.EACH_PERSON

    def _miss(self, error: AppError) -> None:
        self.failed.emit(error)
        self.look()


class ConsentLine(QWidget):
    """One person's consent.

    Signals:
        said(Answer, Way): This is what they say.
    """

    said = Signal(object, object)

    def __init__(
        self, person: PersonConsent, now: datetime, policy: ConsentPolicy = ConsentPolicy.EACH_PERSON
    ) -> None:
        super().__init__()
        self.person = person
        self._policy = policy
        self.name = ElidedLabel(person.name)
        role = role_word(person.role) if person.role is not None else self.tr("not invited from here")
        self.state = body_label(" · ".join((role, _last_words(person, now, policy))), tone="muted")
        self.menu = QMenu(self)
        for text, sign, answer, way in self._choices():
            action = self.menu.addAction(icon(sign), text)
            action.triggered.connect(partial(self._say, answer, way))
        self.button = icon_button("pencil-outline", self.tr("Write down what %1 says").replace("%1", person.name))
        self.button.setMenu(self.menu)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.state)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.hair)
        row.addLayout(words, 1)
        row.addWidget(self.button)

    def _choices(self) -> list[tuple[str, str, Answer, Way]]:
        yes = [
            (self.tr("Agrees, was asked"), "check", Answer.GIVEN, Way.READ_OUT),
            (self.tr("Agrees on paper"), "file-document-check-outline", Answer.GIVEN, Way.PAPER),
        ]
        if self.person.given:
            return [(self.tr("Takes it back"), "undo-variant", Answer.WITHDRAWN, Way.READ_OUT)]
        announced = self._policy is ConsentPolicy.ANNOUNCED
        word = self.tr("Was told") if announced else self.tr("Was asked, has not answered")
        asked = [(word, "help-circle-outline", Answer.ASKED, Way.READ_OUT)]
        no = [] if self.person.said_no else [(self.tr("Does not agree"), "cancel", Answer.REFUSED, Way.READ_OUT)]
        return yes + no + (asked if self.person.last is None else [])

    def ask(self) -> None:
        """Come into view and open the menu with what they can say, as a click on the pencil does."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            above.ensureWidgetVisible(self, 0, self.menu.sizeHint().height())  # the menu opens under the line
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def _say(self, answer: Answer, way: Way, *_checked: bool) -> None:
        self.said.emit(answer, way)


def standing_words(consent: RecordingConsent) -> str:
    """Return in a sentence whether a recording may begin."""
    names = ", ".join(isolated(name) for name in consent.missing)
    if not consent.people and consent.standing is not Standing.NEVER:
        return _tr("Nobody but the host is here: nobody has to be asked.")
    match consent.standing:
        case Standing.NEVER:
            return _tr("Visits of this kind are not recorded.")
        case Standing.FREE:
            absent = any(not each.given for each in consent.people)
            inside = _tr("Everybody in the call has agreed to being recorded.")
            return inside if absent else _tr("Everybody has agreed to being recorded.")
        case Standing.ANNOUNCE:
            return _tr("A recording has to be announced to everybody before it starts.")
        case Standing.REFUSED:
            return _tr("A recording cannot start. Not agreed: %1.").replace("%1", names)
        case Standing.MISSING:
            return _tr("A recording can start when these agree: %1.").replace("%1", names)


def answer_words(answer: Answer, name: str, policy: ConsentPolicy = ConsentPolicy.EACH_PERSON) -> str:
    """Return what somebody said, as a sentence."""
    told = policy is ConsentPolicy.ANNOUNCED
    said = {
        Answer.ASKED: _tr("%1 was told of the recording") if told else _tr("%1 was asked"),
        Answer.GIVEN: _tr("%1 agrees to being recorded"),
        Answer.REFUSED: _tr("%1 does not agree to being recorded"),
        Answer.WITHDRAWN: _tr("%1 does not agree any more"),
    }
    return said[answer].replace("%1", name)


def _last_words(person: PersonConsent, now: datetime, policy: ConsentPolicy) -> str:
    told = policy is ConsentPolicy.ANNOUNCED
    if person.last is None:
        return _tr("not told yet") if told else _tr("not asked yet")
    said = {
        Answer.ASKED: _tr("was told") if told else _tr("asked, no answer yet"),
        Answer.GIVEN: _tr("agrees"),
        Answer.REFUSED: _tr("does not agree"),
        Answer.WITHDRAWN: _tr("took it back"),
    }
    how = {
        Way.GUEST_PAGE: _tr("on their page"),
        Way.READ_OUT: _tr("by %1") if told else _tr("asked by %1").replace("%1", isolated(person.last.noted_by)),
        Way.PAPER: _tr("on paper, seen by %1").replace("%1", isolated(person.last.noted_by)),
    }
    return " · ".join((said[person.last.answer], how[person.last.way], moment_text(person.last.at, now)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("ConsentSection", text)
