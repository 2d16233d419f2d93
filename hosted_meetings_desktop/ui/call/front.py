"""What stands in the window while the page cannot: the meeting is being opened, could not be, or the view crashed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from hosted_meetings_desktop.domain.call import CallTrouble, TroubleKind, WayOut
from hosted_meetings_desktop.ui.call.words import browser_helps, phone_helps, say, trouble_words
from hosted_meetings_desktop.ui.parts.buttons import link_button, main_button, plain_button
from hosted_meetings_desktop.ui.parts.labels import body_label, title_label
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

SLOW_AFTER_MS = 5_000


class FrontPane(QWidget):
    """One sentence, what to do about it, and a way out.

    Signals:
        again_wanted(): The person wants into the call (again).
        close_wanted(): The person wants no call.
        browser_wanted(): The person wants to go on in the browser.
        copy_wanted(str): This text is for IT.
    """

    again_wanted = Signal()
    close_wanted = Signal()
    browser_wanted = Signal()
    copy_wanted = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, *, way_out: WayOut | None = None, slow_after_ms: int = SLOW_AFTER_MS
    ) -> None:
        super().__init__(parent)
        self._way_out = way_out or WayOut()
        self.setObjectName("front_pane")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._details = ""
        self._title = title_label("")
        self._title.setWordWrap(True)
        self._advice = body_label("", tone="muted")
        self._phone = body_label("")
        self._phone.setObjectName("phone")
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(SIZE.field_width)
        self.again = main_button("")
        self.again.setObjectName("again")
        self.again.clicked.connect(self.again_wanted)
        self.browser_button = plain_button(say("Open in the browser"))
        self.browser_button.setObjectName("browser")
        self.browser_button.clicked.connect(self.browser_wanted)
        self.close_button = plain_button("")
        self.close_button.setObjectName("close")
        self.close_button.clicked.connect(self.close_wanted)
        self.copy_button = link_button(say("Copy details for IT"))
        self.copy_button.setObjectName("copy")
        self.copy_button.clicked.connect(self._copy)
        self._slow = QTimer(self, interval=slow_after_ms, singleShot=True)
        self._slow.timeout.connect(self._say_slow)
        self._lay_out()

    @property
    def title(self) -> str:
        """What is said first."""
        return self._title.text()

    @property
    def advice(self) -> str:
        """What is said below it."""
        return self._advice.text()

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return not self._progress.isHidden()

    def show_opening(self, title: str) -> None:
        """Say that the meeting is being opened; ``title`` is empty while it is not known."""
        opening = say("Opening the meeting…")
        self._show(title or opening, opening if title else "", busy=True, close=say("Cancel"))
        self._slow.start()

    def show_returning(self) -> None:
        """Say that the way back into the call is being taken."""
        title = trouble_words(TroubleKind.VIEW_STOPPED).title
        self._show(title, say("Returning to the call by itself."), busy=True, close=say("Close"))

    def show_trouble(self, trouble: CallTrouble) -> None:
        """Say what went wrong, and offer to try again where that can help."""
        action = trouble_words(trouble.kind).action
        self._show(trouble.title, trouble.advice, action=action, close=say("Close"), details=trouble.details)
        # Every trouble has a diary, so there is always something to hand to IT.
        self.copy_button.show()
        self.browser_button.setVisible(browser_helps(trouble.kind) and self._way_out.browser)
        self._phone.setVisible(phone_helps(trouble.kind) and bool(self._phone.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; Enter presses the button that has the focus."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.close_wanted.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def _show(
        self, title: str, advice: str, *, close: str, action: str = "", busy: bool = False, details: str = ""
    ) -> None:
        self._slow.stop()
        self._details = details
        self._title.setText(title)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._progress.setVisible(busy)
        self._progress.setAccessibleName(advice or title)
        self.setAccessibleName(f"{title}. {advice}" if advice else title)
        for button, text in ((self.again, action), (self.close_button, close)):
            button.setText(text)
            button.setAccessibleName(text)
            button.setVisible(bool(text))
        self.copy_button.setText(say("Copy details for IT"))
        for extra in (self.copy_button, self.browser_button, self._phone):
            extra.hide()
        # While something is under way no button has the focus: the Enter that opened the call must not cancel it.
        target = self.again if action else self if busy else self.close_button
        target.setFocus()

    def _say_slow(self) -> None:
        self._advice.setText(say("The video service takes long to answer. It is still being tried."))
        self._advice.show()

    def _copy(self) -> None:
        self.copy_wanted.emit("\n".join(part for part in (self.title, self.advice, self._details) if part))
        self.copy_button.setText(say("Copied"))

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.row)
        buttons.addStretch(1)
        for button in (self.again, self.browser_button, self.close_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.page, SPACE.page, SPACE.page, SPACE.page)
        column.setSpacing(SPACE.row)
        column.addStretch(1)
        self._phone.setText(self._way_out.phone)
        for label in (self._title, self._advice, self._phone):
            column.addLayout(_centred(label))
        column.addSpacing(SPACE.gap)
        column.addWidget(self._progress, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE.row)
        column.addLayout(buttons)
        column.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)


def _centred(label: QLabel) -> QHBoxLayout:
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setMaximumWidth(SIZE.text_width)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(label, 100)
    row.addStretch(1)
    return row
