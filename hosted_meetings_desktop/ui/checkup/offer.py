"""The offer before a host's first call of the day: small, and one click away from the call."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.checkup.sentences import say
from hosted_meetings_desktop.ui.parts.buttons import ENTER, link_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.labels import body_label, section_label
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class CheckupOffer(QWidget):
    """Asks once whether to look at the PC first. Enter, Esc and closing it go on into the call.

    Signals:
        skipped(): On into the call.
        accepted(): The check-up first.
        unwanted(): On into the call, and no such offer again.
    """

    skipped = Signal()
    accepted = Signal()
    unwanted = Signal()

    def __init__(self, *, faulty: bool = False, parent: QWidget | None = None) -> None:
        """Make the offer.

        Args:
            faulty: Whether the last check-up found faults.
            parent: Over which window it opens; it holds up none.
        """
        super().__init__(parent, Qt.WindowType.Dialog)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("surface", "canvas")
        self.setWindowTitle(say("Before the call"))
        self._answered = False
        self._title = section_label(
            say("The last check-up found something that does not work")
            if faulty
            else say("Look at camera, microphone and network first?")
        )
        self._text = body_label(
            say("A check-up takes about half a minute. The call can be joined from it at any time."), tone="muted"
        )
        self.join_button = main_button(say("Join now"))
        self.check_button = plain_button(say("Check again first") if faulty else say("Check first"))
        self.never_button = link_button(say("Do not offer this"))
        self.join_button.clicked.connect(self.close)
        self.check_button.clicked.connect(lambda: self._answer(self.accepted))
        self.never_button.clicked.connect(lambda: self._answer(self.unwanted))
        self.setAccessibleName(f"{self._title.text()} {self._text.text()}")
        self._lay_out()
        self.join_button.setFocus()

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self._title.text()} {self._text.text()}"

    def _answer(self, signal: SignalInstance) -> None:
        self._answered = True
        self.close()
        signal.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter and Esc, wherever the focus is not on another button."""
        if event.key() in ENTER or event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed without an answer, it is skipped: whoever joins gets into the call."""
        super().closeEvent(event)
        if not self._answered:
            self._answered = True
            self.skipped.emit()

    def _lay_out(self) -> None:
        self.setFixedWidth(SIZE.text_width)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.row)
        buttons.addWidget(self.never_button)
        buttons.addStretch(1)
        buttons.addWidget(self.check_button)
        buttons.addWidget(self.join_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.group, SPACE.group, SPACE.group, SPACE.gap)
        column.setSpacing(SPACE.row)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addSpacing(SPACE.row)
        column.addLayout(buttons)
