"""Who is in the call, a line each, with what can be done about one person at once."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import ParticipantId
from hosted_meetings_desktop.domain.live import LivePerson
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import danger_button, icon_button, plain_button
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, body_label
from hosted_meetings_desktop.ui.parts.recording_words import leaves_out
from hosted_meetings_desktop.ui.text.format import duration_text, isolated, time_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class RemoveQuestion(QWidget):
    """Asks in place of a person's line whether they should go.

    Signals:
        confirmed(): They should.
        left(): They stay (the button or Esc).
    """

    confirmed = Signal()
    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.words = self.tr("Remove %1? They can come back with their link.").replace("%1", isolated(name))
        self.setAccessibleName(self.words)
        self.remove_button = danger_button(self.tr("Remove"))
        self.remove_button.setAccessibleName(remove_words(name))
        self.remove_button.clicked.connect(self.confirmed)
        self.keep_button = plain_button(self.tr("Keep"))
        self.keep_button.setAccessibleName(self.tr("Keep %1 in the call").replace("%1", isolated(name)))
        self.keep_button.clicked.connect(self.left)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.row)
        # At the start of the line: the second click of a double click on the line's own button falls beside them.
        buttons.addWidget(self.remove_button)
        buttons.addWidget(self.keep_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE.hair, 0, SPACE.hair)
        column.setSpacing(SPACE.hair)
        column.addWidget(body_label(self.words))
        column.addLayout(buttons)

    def event(self, event: QEvent) -> bool:
        """Claim Esc before the panel around it does."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.left.emit()
                return True
        return super().event(event)


class LivePeople(QWidget):
    """The people of one call.

    Signals:
        mute_wanted(LivePerson): Mute somebody.
        remove_wanted(LivePerson): Send somebody out; was asked about and confirmed.
        rebuilt(): The lines are new ones.
    """

    mute_wanted = Signal(object)
    remove_wanted = Signal(object)
    rebuilt = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.people: tuple[LivePerson, ...] = ()
        self.question: RemoveQuestion | None = None
        self._asked_about: ParticipantId | None = None
        self._shown: tuple[object, ...] = ()
        self._now: datetime | None = None
        self._recording: Recording | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACE.hair)

    def show_people(self, people: tuple[LivePerson, ...], now: datetime, recording: Recording | None = None) -> None:
        """Show who is in; nothing is rebuilt, and no focus lost, where nothing is new.

        Args:
            people: Who is in.
            now: The time of that.
            recording: What runs: it may leave somebody out.
        """
        self.people, self._now, self._recording = people, now, recording
        if self._asked_about not in {person.participant_id for person in people}:
            self._asked_about = None
        left_out = tuple(p.participant_id for p in people if leaves_out(recording, p))
        shown = (self._asked_about, left_out, *((p.participant_id, p.name, since_text(p, now)) for p in people))
        if shown == self._shown:
            return
        self._shown = shown
        focused = focused_name(self)
        self.question = None
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for person in people:
            asked = person.participant_id == self._asked_about
            self._rows.addWidget(self._question_row(person) if asked else self._row(person, now))
        self.rebuilt.emit()
        focus_named(self, focused)

    def _row(self, person: LivePerson, now: datetime) -> QWidget:
        row = QWidget()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(person.name))
        since = ElidedLabel(since_text(person, now), muted=True)
        if leaves_out(self._recording, person):
            since.set_text(f"{self.tr('not recorded')} · {since.text}")
            hint = self.tr("To record somebody who has agreed since, stop the recording and start it anew.")
            row.setToolTip(hint)
            since.setAccessibleDescription(hint)
        words.addWidget(since)
        mute = icon_button("microphone-off", self.tr("Mute %1").replace("%1", isolated(person.name)))
        mute.clicked.connect(lambda: self.mute_wanted.emit(person))
        remove = icon_button("account-remove-outline", remove_words(person.name))
        remove.clicked.connect(lambda: self.ask_about(person))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE.hair)
        line.addLayout(words, 1)
        line.addWidget(mute)
        line.addWidget(remove)
        return row

    def _question_row(self, person: LivePerson) -> QWidget:
        question = RemoveQuestion(person.name)
        question.confirmed.connect(lambda: self._confirm(person))
        question.left.connect(lambda: self._keep(person))
        self.question = question
        return question

    # ---- asking
    def ask_about(self, person: LivePerson) -> None:
        """Ask whether somebody should go."""
        self._ask(person.participant_id)
        if self.question is not None:
            announce(self, self.question.words)
            focus_named(self, self.question.keep_button.accessibleName())

    def _confirm(self, person: LivePerson) -> None:
        self.remove_wanted.emit(person)  # first, so that the focus is known that goes with the question
        self._ask(None)

    def _keep(self, person: LivePerson) -> None:
        self._ask(None)
        focus_named(self, remove_words(person.name))

    def _ask(self, about: ParticipantId | None) -> None:
        self._asked_about = about
        if self._now is not None:
            self.show_people(self.people, self._now, self._recording)


def _tr(text: str) -> str:
    return QCoreApplication.translate("LivePeople", text)


def remove_words(name: str) -> str:
    """Return what the button that sends somebody out is called."""
    return _tr("Remove %1 from the call").replace("%1", isolated(name))


def since_text(person: LivePerson, now: datetime) -> str:
    """Return since when somebody is in, and for how long."""
    said = _tr("since %1 (%2)")
    return said.replace("%1", time_text(person.since)).replace("%2", duration_text(now - person.since))
