"""The stage of a webinar from outside: who asks to come on it, who stands on it, and what is decided about them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.ids import ParticipantId
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.domain.stage import StageDecision, StagePerson, StageSeen
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, plain_button
from hosted_meetings_desktop.ui.parts.keep_focus import focus_named, focused_name
from hosted_meetings_desktop.ui.parts.labels import ElidedLabel, small_label, strong_label
from hosted_meetings_desktop.ui.text.format import ago_text, duration_text, isolated, one_or_many, time_text
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class _Line(QWidget):
    """One person, since when, and the buttons."""

    def __init__(self, person: StagePerson, *buttons: QPushButton | QWidget) -> None:
        super().__init__()
        self.person = person
        self.since = ElidedLabel("", muted=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(person.name or self.tr("Somebody without a name")))
        words.addWidget(self.since)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE.hair, 0, SPACE.hair)
        row.setSpacing(SPACE.hair)
        row.addLayout(words, 1)
        for button in buttons:
            row.addWidget(button)


class StageSection(QWidget):
    """Hidden while nothing is known of a stage: most rooms have none.

    Signals:
        decided(StagePerson, StageDecision): This shall be done now.
        rebuilt(): The lines are new ones.
    """

    decided = Signal(object, object)
    rebuilt = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.seen: StageSeen | None = None
        self._shown: tuple[object, ...] = ()
        self._asked: frozenset[ParticipantId] = frozenset()
        self.asking: list[_Line] = []
        self.standing: list[_Line] = []
        self.asking_head = strong_label(self.tr("Asking to come on stage"))
        self.standing_head = strong_label(self.tr("On stage"))
        self._asking_rows, self._standing_rows = QVBoxLayout(), QVBoxLayout()
        self.note = small_label("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE.hair)
        column.setSpacing(SPACE.hair)
        for head, rows in ((self.asking_head, self._asking_rows), (self.standing_head, self._standing_rows)):
            rows.setSpacing(0)
            column.addWidget(head)
            column.addLayout(rows)
        column.addWidget(self.note)
        column.addSpacing(SPACE.row)
        column.addWidget(strong_label(self.tr("Everybody in the call")))
        self.hide()

    def show_stage(self, seen: StageSeen | None) -> None:
        """Show how it stands; no line is built anew, and no focus lost, where nobody came or went."""
        self.seen = seen
        self.setVisible(seen is not None)
        if seen is None:
            self._asked = frozenset()
            return
        can = seen.open and seen.decides
        people = tuple(tuple((one.participant_id, one.name) for one in row) for row in (seen.asking, seen.standing))
        if (shown := (can, people)) != self._shown:
            self._shown = shown
            self._build(seen, can=can)
        self._tell_who_asks(seen)
        self.pass_time()

    def pass_time(self) -> None:
        """Say how long it has been so by now."""
        seen = self.seen
        if seen is None:
            return
        now = self._clock()
        until = now if seen.open else seen.at
        said = self.tr("since %1 (%2)")
        for line in (*self.asking, *self.standing):
            since = line.person.since
            text = said.replace("%1", time_text(since)).replace("%2", duration_text(until - since))
            line.since.set_text(text)
        self.note.setText(self._note(seen))
        self.note.setVisible(bool(self.note.text()))

    def _note(self, seen: StageSeen) -> str:
        if not seen.open:
            said = self.tr("Seen %1. Join the call as its host to see and decide who comes on stage.")
            return said.replace("%1", ago_text(seen.at, self._clock()))
        if not seen.decides:
            return self.tr("Only a presenter sees who asks to come on stage, and decides it.")
        return "" if seen.asking else self.tr("Nobody asks to come on stage.")

    # ---- lines
    def _build(self, seen: StageSeen, *, can: bool) -> None:
        focused = focused_name(self)
        self.asking = [self._asking_line(one, can=can) for one in seen.asking]
        self.standing = [self._standing_line(one, can=can) for one in seen.standing]
        for rows, lines in ((self._asking_rows, self.asking), (self._standing_rows, self.standing)):
            while (item := rows.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            for line in lines:
                rows.addWidget(line)
        self.asking_head.setVisible(bool(self.asking))
        self.standing_head.setVisible(bool(self.standing))
        self.rebuilt.emit()
        focus_named(self, focused)

    def _asking_line(self, person: StagePerson, *, can: bool) -> _Line:
        if not can:
            return _Line(person)
        name = isolated(person.name)
        let = plain_button(self.tr("Let on stage"), "account-arrow-up-outline")
        let.setAccessibleName(self.tr("Let %1 on stage").replace("%1", name))
        let.clicked.connect(lambda: self.decided.emit(person, StageDecision.LET_ON))
        keep = icon_button("account-cancel-outline", self.tr("Not now: keep %1 off the stage").replace("%1", name))
        keep.clicked.connect(lambda: self.decided.emit(person, StageDecision.KEEP_OFF))
        return _Line(person, let, keep)

    def _standing_line(self, person: StagePerson, *, can: bool) -> _Line:
        if not can:
            return _Line(person)
        send = icon_button(
            "account-arrow-down-outline", self.tr("Send %1 off the stage").replace("%1", isolated(person.name))
        )
        send.clicked.connect(lambda: self.decided.emit(person, StageDecision.SEND_OFF))
        return _Line(person, send)

    def _tell_who_asks(self, seen: StageSeen) -> None:
        asking = frozenset(one.participant_id for one in seen.asking)
        come = [one.name for one in seen.asking if one.participant_id not in self._asked]
        self._asked = asking
        if come and seen.open:
            one, many = self.tr("%1 asks to come on stage"), self.tr("%1 ask to come on stage")
            announce(self, one_or_many(len(come), one, many).replace("%1", ", ".join(map(isolated, come))))


def _tr(text: str) -> str:
    return QCoreApplication.translate("StageSection", text)


def stage_words(decision: StageDecision, name: str) -> str:
    """Return what has been done, in a sentence."""
    words = {
        StageDecision.LET_ON: _tr("%1 may come on stage now; they are asked to join it."),
        StageDecision.KEEP_OFF: _tr("%1 stays off the stage and is told so."),
        StageDecision.SEND_OFF: _tr("%1 is being sent off the stage and goes on watching."),
    }
    return words[decision].replace("%1", isolated(name))
