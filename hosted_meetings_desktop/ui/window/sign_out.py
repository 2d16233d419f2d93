"""Ask before signing out, and say what happens to whom."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.text.format import one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("SignOut", text, "", n)


def what_happens(*, practice: bool, waiting: int) -> list[str]:
    """Return the consequences of signing out, a sentence or two each."""
    if practice:
        return [
            _tr("You go back to the first screen. Nothing in practice mode is real, so nobody else notices."),
            _tr("Your practice meetings are there again when you come back."),
        ]
    said = [
        _tr("The credentials are removed from this PC. Your meetings and attendance stay on it, encrypted."),
        _tr("Nothing changes at the video service: rooms, guests' links and recordings there stay as they are."),
    ]
    if waiting:
        said.append(
            one_or_many(
                waiting,
                _tr("1 meeting is not sent yet. It waits on this PC until you sign in again."),
                _tr("%n meetings are not sent yet. They wait on this PC until you sign in again.", waiting),
            )
        )
    return said


class SignOutDialog(Dialog):
    """The question."""

    def __init__(self, label: str, *, practice: bool, waiting: int, parent: QWidget | None = None) -> None:
        title = self.tr("Leave practice mode") if practice else self.tr("Sign out of %1").replace("%1", label)
        super().__init__(
            title, self.tr("Leave") if practice else self.tr("Sign out"), danger=not practice, parent=parent
        )
        for sentence in what_happens(practice=practice, waiting=waiting):
            self.body.addWidget(body_label(sentence))
        self.setFixedWidth(SIZE.text_width - 80)
