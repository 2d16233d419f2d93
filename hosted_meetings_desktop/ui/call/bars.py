"""The bars of the call window: a question or a fact above the call that never takes the call away."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from hosted_meetings_desktop.ui.call.permissions import MediaKind
from hosted_meetings_desktop.ui.call.words import say
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import pressed_by_key
from hosted_meetings_desktop.ui.theme.tokens import SPACE


class Bar(QFrame):
    """A sentence with its buttons; hidden until ``say`` is called.

    Attributes:
        focus_home: What gets the focus when the bar goes away with it; without, Qt gives it to whatever comes next.

    Signals:
        answered(str): The button with this name was pressed.
    """

    answered = Signal(str)

    def __init__(self, tone: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.focus_home: QWidget | None = None
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

    def say(self, text: str, *, quietly: bool = False) -> None:
        """Show the bar with this sentence; ``quietly`` where a screen reader hears of it from elsewhere."""
        is_news = self.isHidden() or text != self.text
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        if is_news and not quietly:
            announce(self, text)

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001 - Qt's
        """Come or go; the focus does not jump to a button that nobody meant."""
        if not visible and self.focus_home is not None and self.isAncestorOf(QApplication.focusWidget() or self):
            self.focus_home.setFocus()
        super().setVisible(visible)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, which Qt leaves to dialogs."""
        focused = self.focusWidget()
        if not (isinstance(focused, QPushButton) and pressed_by_key(focused, event)):
            super().keyPressEvent(event)


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
