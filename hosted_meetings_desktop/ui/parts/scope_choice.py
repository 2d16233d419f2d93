"""Asks how much of a series is meant: this one, this and following, or all."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, plain_button, segment_button
from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label
from hosted_meetings_desktop.ui.theme.tokens import SPACE


def scope_word(scope: Scope) -> str:
    """Return what a part of a series is called."""
    words = {
        Scope.THIS: QCoreApplication.translate("Scope", "This one"),
        Scope.FOLLOWING: QCoreApplication.translate("Scope", "This and following"),
        Scope.ALL: QCoreApplication.translate("Scope", "All"),
    }
    return words[scope]


class ScopeChoice(QWidget):
    """The three parts side by side, one of them chosen; for a form whose main button does the deed.

    Signals:
        chosen(Scope): Another part was chosen.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Scope, QPushButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.hair)
        for scope in Scope:
            button = segment_button(scope_word(scope))
            self._group.addButton(button)
            self.buttons[scope] = button
            row.addWidget(button)
        self.set_scope(Scope.THIS)
        self._group.buttonToggled.connect(self._tell)

    @property
    def scope(self) -> Scope:
        """The part that is chosen."""
        return next(scope for scope, button in self.buttons.items() if button.isChecked())

    def set_scope(self, scope: Scope) -> None:
        """Choose a part."""
        self.buttons[scope].setChecked(True)
        self.setFocusProxy(self.buttons[scope])

    def _tell(self, button: QPushButton, on: bool) -> None:  # noqa: FBT001 (Qt's signal)
        if on:
            self.setFocusProxy(button)
            self.chosen.emit(self.scope)


class ScopeQuestion(QFrame):
    """A question with the three parts as its answers, for a deed that is done by answering; hidden until it is asked.

    Signals:
        answered(Scope): What is meant; the question went away.
        left(): Somebody closed it without an answer.
    """

    answered = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "info")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._sentence = body_label("")
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        ways = QWidget()
        flow = FlowLayout(ways, spacing=SPACE.row)
        self.buttons: dict[Scope, QPushButton] = {}
        for scope in Scope:
            button = plain_button(scope_word(scope))
            button.clicked.connect(partial(self._answer, scope))
            self.buttons[scope] = button
            flow.addWidget(button)
        self.close_button = icon_button("close", self.tr("Change nothing (Esc)"))
        self.close_button.clicked.connect(self.leave)
        words = QVBoxLayout()
        words.setSpacing(SPACE.hair)
        words.addWidget(self._sentence)
        words.addWidget(ways)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.tight, SPACE.row, SPACE.hair, SPACE.row)
        row.setSpacing(SPACE.row)
        row.addWidget(IconLabel("repeat"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """What is asked, empty while it is hidden."""
        return "" if self.isHidden() else self._sentence.text()

    def ask(self, sentence: str, *, but: tuple[Scope, ...] = ()) -> None:
        """Ask, and put the focus on the smallest answer.

        Args:
            sentence: "Which meetings shall be cancelled?"
            but: Answers that make no sense here.
        """
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        for scope, button in self.buttons.items():
            # A button that only says "All" means nothing to somebody who hears it alone.
            button.setAccessibleName(f"{sentence} {scope_word(scope)}")
            button.setVisible(scope not in but)
        self.show()
        first = next((button for scope, button in self.buttons.items() if scope not in but), self.close_button)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, sentence)

    def leave(self) -> None:
        """Take it away without an answer."""
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def _answer(self, scope: Scope, *_checked: bool) -> None:
        self.hide()
        self.answered.emit(scope)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)
