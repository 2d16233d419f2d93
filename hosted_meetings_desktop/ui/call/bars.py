"""The bars of the call window: a question or a fact above the call that never takes the call away."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from hosted_meetings_desktop.ui.call.permissions import MediaKind
from hosted_meetings_desktop.ui.call.words import say
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.theme.fonts import small_font, tabular
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class Bar(QFrame):
    """A sentence with its buttons; hidden until ``say`` is called.

    Signals:
        answered(str): The button with this name was pressed.
    """

    answered = Signal(str)

    def __init__(self, tone: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("bar", tone)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(SPACE.gap, SPACE.row, SPACE.row, SPACE.row)
        self.row.setSpacing(SPACE.row)
        self.row.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What the bar says."""
        return self._text.text()

    def add_button(self, name: str, label: str, kind: str = "") -> QPushButton:
        """Add a button; pressing it emits ``answered(name)``."""
        button = QPushButton(label, self)
        button.setObjectName(name)
        if kind:
            button.setProperty("kind", kind)
        button.clicked.connect(lambda: self.answered.emit(name))
        self.row.addWidget(button)
        return button

    def say(self, text: str) -> None:
        """Show the bar with this sentence."""
        is_news = self.isHidden() or text != self.text
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        if is_news:
            announce(self, text)


class PermissionBar(Bar):
    """Asks for the camera and the microphone.

    Signals:
        decided(bool, bool): Allowed or not; whether to remember it on this PC.
    """

    decided = Signal(bool, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("info", "permission_bar", parent)
        self.remember = QCheckBox(say("Remember on this PC"), self)
        self.remember.setObjectName("remember")
        self.remember.setChecked(True)
        self.row.addWidget(self.remember)
        self.deny = self.add_button("deny", say("Don't allow"))
        self.allow = self.add_button("allow", say("Allow"), "main")
        self.answered.connect(self._decide)

    def ask(self, kinds: Iterable[MediaKind]) -> None:
        """Ask for these kinds."""
        wanted = set(kinds)
        if wanted == {MediaKind.CAMERA}:
            self.say(say("Let this call use the camera?"))
        elif wanted == {MediaKind.MICROPHONE}:
            self.say(say("Let this call use the microphone?"))
        else:
            self.say(say("Let this call use the camera and microphone?"))

    def _decide(self, name: str) -> None:
        self.decided.emit(name == "allow", self.remember.isChecked())


class StatusRow(QWidget):
    """The strip at the foot of the call window: state on the left, time on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_row")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "rail")
        self.setFixedHeight(SIZE.status_strip)
        self._dot = QLabel("●", self)
        self._dot.setAccessibleName("")
        self._state = QLabel(self)
        self._state.setFont(small_font())
        self._time = QLabel(self)
        self._time.setFont(tabular(small_font()))
        self._time.setProperty("tone", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.gap, 0, SPACE.gap, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self._dot)
        row.addWidget(self._state)
        row.addStretch(1)
        row.addWidget(self._time)

    @property
    def text(self) -> str:
        """What the strip says about the call."""
        return self._state.text()

    def show_state(self, text: str, tone: str) -> None:
        """Say how the call stands; ``tone`` is live, wait, stop or muted."""
        self._state.setText(text)
        self._state.setAccessibleName(text)
        if self._dot.property("tone") != tone:
            self._dot.setProperty("tone", tone)
            self._dot.style().unpolish(self._dot)
            self._dot.style().polish(self._dot)

    def show_time(self, text: str) -> None:
        """Say how long the person has been in the call."""
        self._time.setText(text)
