"""Who waits to be let in, a line each, and the question before somebody is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.desk_rules import may_admit, others_inside, waited
from hosted_meetings_desktop.domain.front_desk import DeskLimits, DeskRoom, PersonHere
from hosted_meetings_desktop.domain.ids import ParticipantId
from hosted_meetings_desktop.domain.slots import Policy
from hosted_meetings_desktop.ui.panes.today.words import admit_words, see_text, waiting_known_text
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, small_label
from hosted_meetings_desktop.ui.parts.meeting_state import role_word
from hosted_meetings_desktop.ui.parts.question import Question
from hosted_meetings_desktop.ui.text.format import duration_text, isolated, time_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class AdmitQuestion(Question):
    """Says whom one is about to see, and who is in the room already, before anybody is let in.

    Signals:
        confirmed(): Let them in.
    """

    confirmed = Signal()

    def __init__(self, room: DeskRoom, person: PersonHere, limits: DeskLimits) -> None:
        others = ", ".join(isolated(each.name) for each in others_inside(room, person))
        policy = may_admit(room, person, limits)
        note = ""
        if others:
            said = self.tr("%1 is in this room: they would meet.")
            if policy is Policy.REFUSE:
                said = self.tr("%1 is in this room, and your clinic lets in one patient at a time.")
            note = said.replace("%1", others)
        super().__init__(see_text(room, person), kind="warning" if others else "info", note=note)
        self.person = person
        self.words = " ".join(filter(None, (self.text, note)))
        self.setAccessibleName(self.words)
        self.refused = policy is Policy.REFUSE
        word = self.tr("Let in all the same") if others else self.tr("Let in")
        self.admit_button = main_button(word, "door-open")
        self.admit_button.setAccessibleName(admit_words(person.name))
        self.admit_button.clicked.connect(self.confirmed)
        self.keep_button = plain_button(self.tr("Close") if self.refused else self.tr("Not yet"))
        self.keep_button.clicked.connect(self.left)
        if not self.refused:
            self.add_way(self.admit_button)
        self.add_way(self.keep_button)

    @property
    def first(self) -> QPushButton:
        """The answer that is under the fingers."""
        return self.keep_button if self.refused else self.admit_button


class _Line(QWidget):
    """One person who waits."""

    def __init__(self, person: PersonHere) -> None:
        super().__init__()
        self.person = person
        self.name = ElidedLabel(person.name)
        self.since = ElidedLabel("", muted=True)
        self.admit_button = plain_button(self.tr("Let in…"), "door-open")
        self.admit_button.setAccessibleName(admit_words(person.name))
        self.deny_button = icon_button("account-cancel-outline", self.tr("Turn %1 away").replace("%1", person.name))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self.since)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE.hair, 0, SPACE.hair)
        row.setSpacing(SPACE.hair)
        row.addLayout(words, 1)
        row.addWidget(self.admit_button)
        row.addWidget(self.deny_button)


class WaitingSection(QWidget):
    """The waiting room of one meeting.

    Signals:
        admit_wanted(PersonHere, bool): Let somebody in; whether the person said yes to meeting another patient.
        admit_all_wanted(): Let in everybody.
        deny_wanted(PersonHere): Send somebody away; was asked about.
        stand_by_wanted(): Let the front desk stand by in the room: without a window there, nobody sees who waits.
        rebuilt(): The lines are new ones.
    """

    stand_by_wanted = Signal()
    admit_wanted = Signal(object, bool)
    admit_all_wanted = Signal()
    deny_wanted = Signal(object)
    rebuilt = Signal()

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self._room: DeskRoom | None = None
        self._limits = DeskLimits()
        self._asked: ParticipantId | None = None
        self._denying: ParticipantId | None = None
        self._shown: tuple[object, ...] = ()
        self.question: AdmitQuestion | None = None
        self.deny_question: Question | None = None
        self.lines: list[_Line] = []
        self._rows = QVBoxLayout()
        self._rows.setSpacing(SPACE.hair)
        self.known = small_label("")
        self.all_button = plain_button(self.tr("Let everybody in"), "account-multiple-check-outline")
        self.all_button.clicked.connect(self.admit_all_wanted)
        ways = QWidget()
        self.stand_by_button = plain_button(self.tr("Stand by in the room"), "door-closed")
        self.stand_by_button.setToolTip(
            self.tr("The front desk joins under its own name, without picture and sound, to see who waits.")
        )
        self.stand_by_button.clicked.connect(self.stand_by_wanted)
        flow = FlowLayout(ways, spacing=SPACE.row)
        flow.addWidget(self.all_button)
        flow.addWidget(self.stand_by_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.hair)
        column.addLayout(self._rows)
        column.addWidget(ways)
        column.addWidget(self.known)

    def show_room(self, room: DeskRoom, limits: DeskLimits) -> None:
        """Show who waits; no line is built anew, and no focus lost, where nobody came or went."""
        self._room, self._limits = room, limits
        here = {each.participant_id for each in room.waiting}
        self._asked = self._asked if self._asked in here else None
        self._denying = self._denying if self._denying in here else None
        asked = next((each for each in room.waiting if each.participant_id == self._asked), None)
        others = others_inside(room, asked) if asked is not None else ()
        people = tuple((each.participant_id, each.name, each.role) for each in room.waiting)
        shown = (self._asked, self._denying, limits.lock, tuple(each.participant_id for each in others), people)
        if shown != self._shown:
            self._shown = shown
            self._build(room)
        self.all_button.setVisible(len(room.waiting) > 1)
        self.stand_by_button.setVisible(not room.looks)
        self.pass_time()

    def pass_time(self) -> None:
        """Say how long each one has waited by now."""
        room = self._room
        if room is None:
            return
        now = self._clock()
        said = self.tr("since %1 (%2)")
        for line, person in zip(self.lines, room.waiting, strict=True):
            since = said.replace("%1", time_text(person.since)).replace(
                "%2", duration_text(waited(room, person, now))
            )
            role = role_word(person.role) if person.role is not None else self.tr("not invited")
            line.since.set_text(f"{since} · {role}")
        self.known.setText(waiting_known_text(room, now))
        self.known.setVisible(bool(self.known.text()))

    def _build(self, room: DeskRoom) -> None:
        focused = focused_name(self)
        self.question = self.deny_question = None
        self.lines = []
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for person in room.waiting:
            line = _Line(person)
            line.admit_button.clicked.connect(lambda _on=False, person=person: self.ask(person.participant_id))
            line.deny_button.clicked.connect(lambda _on=False, person=person: self.ask_deny(person.participant_id))
            self.lines.append(line)
            self._rows.addWidget(line)
            if person.participant_id == self._asked:
                self._rows.addWidget(self._admit_question(room, person))
            if person.participant_id == self._denying:
                self._rows.addWidget(self._deny_question(person))
        self.rebuilt.emit()
        focus_named(self, focused)

    # ---- asking
    def ask(self, participant_id: ParticipantId) -> None:
        """Ask whether somebody shall be let in, with the answer under the fingers."""
        self._asked, self._denying = participant_id, None
        self._refresh()
        if self.question is not None:
            announce(self, self.question.words)
            focus_named(self.question, self.question.first.accessibleName())

    def ask_deny(self, participant_id: ParticipantId) -> None:
        """Ask whether somebody shall be sent away."""
        self._asked, self._denying = None, participant_id
        self._refresh()
        if self.deny_question is not None:
            announce(self, self.deny_question.text)
            focus_named(self.deny_question, self.tr("Keep waiting"))

    def _admit_question(self, room: DeskRoom, person: PersonHere) -> AdmitQuestion:
        question = AdmitQuestion(room, person, self._limits)
        met = bool(others_inside(room, person))
        question.confirmed.connect(lambda: self._answer(lambda: self.admit_wanted.emit(person, met)))
        question.left.connect(lambda: self._answer(lambda: None))
        self.question = question
        return question

    def _deny_question(self, person: PersonHere) -> Question:
        said = self.tr("Turn %1 away? They can come back with their link.")
        question = Question(said.replace("%1", isolated(person.name)), kind="warning")
        question.left.connect(lambda: self._answer(lambda: None))
        yes = question.add_way(plain_button(self.tr("Turn away"), "account-cancel-outline"))
        yes.clicked.connect(lambda: self._answer(lambda: self.deny_wanted.emit(person)))
        no = question.add_way(plain_button(self.tr("Keep waiting")))
        no.clicked.connect(lambda: self._answer(lambda: None))
        self.deny_question = question
        return question

    def _answer(self, deed: Callable[[], None]) -> None:
        asked = self._asked or self._denying
        deed()  # first, so that it is known whom the question was about
        self._asked = self._denying = None
        self._refresh()
        back = next((line for line in self.lines if line.person.participant_id == asked), None)
        if back is not None:
            focus_named(self, back.admit_button.accessibleName())

    def _refresh(self) -> None:
        if self._room is not None:
            self.show_room(self._room, self._limits)
