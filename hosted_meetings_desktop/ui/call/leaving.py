"""Asks before closing the window ends a live call: inside the window, so that the call goes on meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.call import CallPerson
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.words import filled, say
from hosted_meetings_desktop.ui.text.format import isolated

_NAMED = 2


def leave_question(others: tuple[CallPerson, ...]) -> str:
    """Return the question, with who stays behind."""
    names = [isolated(one.name) or say("Somebody without a name") for one in others]
    if not names:
        return say("Leave the call? Nobody else is here.")
    if len(names) == 1:
        return filled(say("Leave the call? %1 stays in it."), *names)
    if len(names) == _NAMED:
        return filled(say("Leave the call? %1 and %2 stay in it."), *names)
    rest = len(names) - _NAMED
    if rest == 1:
        return filled(say("Leave the call? %1, %2 and 1 more stay in it."), *names)
    return filled(say("Leave the call? %1, %2 and %n more stay in it.", None, rest), *names)


class LeaveBar(Bar):
    """The question with its answers. The one that changes nothing has the focus; Esc is the same.

    Signals:
        leave_wanted(): The person wants to go.
        stayed(): The person stays.
    """

    leave_wanted = Signal()
    stayed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("error", "leave_bar", parent)
        self.stay = self.add_button("stay", say("Stay"))
        self.leave = self.add_button("leave", say("Leave the call"), "danger")
        self.answered.connect(self._answer)

    @property
    def asks(self) -> bool:
        """Whether the question stands."""
        return not self.isHidden()

    def ask(self, others: tuple[CallPerson, ...]) -> None:
        """Ask, or ask anew because somebody came or went."""
        is_new = not self.asks
        self.say(leave_question(others))
        if is_new:
            self.stay.setFocus()

    def withdraw(self) -> None:
        """Take the question back: there is nothing to leave any more."""
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stays."""
        if event.key() == Qt.Key.Key_Escape:
            self._answer("stay")
        else:
            super().keyPressEvent(event)

    def _answer(self, name: str) -> None:
        self.hide()
        if name == "leave":
            self.leave_wanted.emit()
        else:
            self.stayed.emit()
