"""One line of the check-up: an icon, a title, a verdict, and in plain words what is so and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.checkup import Finding, Topic, Verdict, running
from hosted_meetings_desktop.ui.checkup.sentences import Words, say
from hosted_meetings_desktop.ui.checkup.words import finding_words, title_words, verdict_words
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import (
    IconLabel,
    body_label,
    lead_alignment,
    set_look,
    small_label,
    strong_label,
)
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_LOOKS = {
    Verdict.RUNNING: ("dots-horizontal", "over", "muted"),
    Verdict.ASKING: ("help-circle-outline", "accent_text", ""),
    Verdict.GOOD: ("check-circle-outline", "live", "live"),
    Verdict.LOOK: ("alert-outline", "wait", "wait"),
    Verdict.BAD: ("alert-circle-outline", "stop", "stop"),
    Verdict.LEFT_OUT: ("minus-circle-outline", "over", "muted"),
}
_TOLD = frozenset({Verdict.LOOK, Verdict.BAD, Verdict.ASKING})


class CheckLine(QFrame):
    """Shows the finding of one topic; what it offers to do appears below its words.

    Signals:
        acted(str): A button was used; its name.
    """

    acted = Signal(str)

    def __init__(self, topic: Topic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.topic = topic
        self.finding = running(topic)
        self.setProperty("surface", "surface")
        self._sign = IconLabel(*_LOOKS[Verdict.RUNNING][:2])
        self._title = strong_label(title_words(topic))
        self._verdict = small_label("")
        self._verdict.setWordWrap(False)
        self._says = body_label("")
        self._means = body_label("", tone="muted")
        self._advice = body_label("", tone="muted")
        for label in (self._says, self._means, self._advice):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._ways = QWidget()
        self._row = FlowLayout(self._ways, spacing=SPACE.row)
        self._ways.hide()
        self.buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self.show_finding(self.finding)

    @property
    def words(self) -> Words:
        """What it says."""
        return finding_words(self.finding)

    def show_finding(self, finding: Finding) -> None:
        """Show what is known now; a screen reader hears what needs the person."""
        before, self.finding = self.finding, finding
        icon, role, tone = _LOOKS[finding.verdict]
        self._sign.set_icon(icon, role)
        self._verdict.setText(verdict_words(finding.verdict))
        set_look(self._verdict, "tone", tone)
        words = self.words
        for label, text in ((self._says, words.says), (self._means, words.means), (self._advice, words.advice)):
            label.setText(text)
            label.setVisible(bool(text))
            label.setAlignment(lead_alignment(self))
        title = title_words(self.topic)
        self.setAccessibleName(f"{title}: {verdict_words(finding.verdict)}. {' '.join(words.sentences)}")
        if finding.verdict in _TOLD and finding.reason is not before.reason:
            announce(self, f"{title}: {words.says}", urgent=finding.verdict is Verdict.BAD)

    def offer(self, *ways: tuple[str, str]) -> bool:
        """Offer these things to do, each as its name and its button's text; returns whether they are others now."""
        if [name for name, _text in ways] == list(self.buttons):
            return False
        self._row.clear()
        self.buttons = {}
        for name, text in ways:
            button = plain_button(text)
            button.setAccessibleName(say("%1: %2").replace("%2", text).replace("%1", title_words(self.topic)))
            button.clicked.connect(lambda _checked=False, name=name: self.acted.emit(name))
            self._row.addWidget(button)
            self.buttons[name] = button
        self._ways.setVisible(bool(ways))
        return True

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE.row)
        head.addWidget(self._title, 1)
        head.addWidget(self._verdict)
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        words.addLayout(head)
        for label in (self._says, self._means, self._advice):
            words.addWidget(label)
        words.addWidget(self._ways)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.gap, SPACE.tight, SPACE.gap, SPACE.tight)
        row.setSpacing(SPACE.tight)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
