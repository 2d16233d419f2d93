"""Ask before signing out, and say what happens to whom."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE
from hosted_meetings_desktop.ui.window.closing import Stakes


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("SignOut", text, "", n)


def what_happens(stakes: Stakes, *, practice: bool) -> list[str]:
    """Return the consequences of signing out, a sentence or two each."""
    said = [_calls_left(stakes.calls)] if stakes.calls else []
    if practice:
        return [
            *said,
            _tr("You go back to your account, or to the first screen. Nothing here is real, so nobody else notices."),
            _tr("Your practice meetings are there again when you come back."),
        ]
    if stakes.lasting:
        said.append(
            _tr("The credentials are removed from this PC. Your meetings and attendance stay on it, encrypted.")
        )
    else:
        said.append(
            _tr(
                "This PC has no keyring: the credentials and everything kept on it are deleted, meetings, attendance "
                "and downloaded recordings."
            )
        )
    said.append(
        _tr("Nothing changes at the video service: rooms, guests' links and recordings there stay as they are.")
    )
    if stakes.waiting:
        said.append(_what_waits(stakes.waiting, lasting=stakes.lasting))
    return said


def _calls_left(calls: tuple[str, ...]) -> str:
    names = _tr(", ").join(_tr("“%1”").replace("%1", isolated(title)) for title in calls)
    left = one_or_many(
        len(calls), _tr("You are in %1 and leave the call."), _tr("You are in %1 and leave the calls.")
    )
    return left.replace("%1", names)


def _what_waits(waiting: int, *, lasting: bool) -> str:
    if lasting:
        return one_or_many(
            waiting,
            _tr("1 meeting is not online yet. It waits on this PC until you sign in again."),
            _tr("%n meetings are not online yet. They wait on this PC until you sign in again.", waiting),
        )
    return one_or_many(
        waiting,
        _tr("1 meeting is not online yet and is lost."),
        _tr("%n meetings are not online yet and are lost.", waiting),
    )


class SignOutDialog(Dialog):
    """The question."""

    def __init__(self, label: str, stakes: Stakes, *, practice: bool, parent: QWidget | None = None) -> None:
        title = self.tr("Leave practice mode") if practice else self.tr("Sign out of %1").replace("%1", label)
        super().__init__(
            title, self.tr("Leave") if practice else self.tr("Sign out"), danger=not practice, parent=parent
        )
        for sentence in what_happens(stakes, practice=practice):
            self.body.addWidget(body_label(sentence))
        self.setFixedWidth(SIZE.text_width - 80)
