"""Ask before closing the app when that ends something: a call, or meetings that are on this PC alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.text.format import isolated, one_or_many
from hosted_meetings_desktop.ui.theme.tokens import SIZE


def _tr(text: str, n: int = -1) -> str:
    return QCoreApplication.translate("Closing", text, "", n)


@dataclass(frozen=True, slots=True)
class Stakes:
    """What ends with the app, or with signing out.

    Attributes:
        calls: The titles of the calls that this person is in.
        waiting: How many meetings are not online yet.
        lasting: Whether what is kept on this PC outlives the run; without a keyring it does not.
    """

    calls: tuple[str, ...] = ()
    waiting: int = 0
    lasting: bool = True

    @property
    def lost(self) -> int:
        """How many meetings would be gone for good."""
        return 0 if self.lasting else self.waiting

    def __bool__(self) -> bool:
        """Return whether there is anything to ask about."""
        return bool(self.calls or self.lost)


def calls_sentence(calls: tuple[str, ...]) -> str:
    """Return in which calls somebody is, and that they are left."""
    names = [_tr("“%1”").replace("%1", isolated(title)) for title in calls]
    if len(names) == 1:
        return _tr("You are in %1. Closing the app leaves the call.").replace("%1", names[0])
    return _tr("You are in %1. Closing the app leaves these calls.").replace("%1", _tr(", ").join(names))


def lost_sentence(lost: int) -> str:
    """Return how many meetings go with the app, and why."""
    return one_or_many(
        lost,
        _tr("1 meeting is not online yet. This PC has no keyring to keep it safe: closing the app deletes it."),
        _tr(
            "%n meetings are not online yet. This PC has no keyring to keep them safe: closing the app deletes them.",
            lost,
        ),
    )


class ClosingDialog(Dialog):
    """The question."""

    def __init__(self, stakes: Stakes, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Close Hosted Meetings"),
            self.tr("Leave and close") if stakes.calls else self.tr("Close and delete"),
            danger=True,
            leave_text=self.tr("Stay"),
            parent=parent,
        )
        if stakes.calls:
            self.body.addWidget(body_label(calls_sentence(stakes.calls)))
        if stakes.lost:
            self.body.addWidget(body_label(lost_sentence(stakes.lost)))
        self.setFixedWidth(SIZE.text_width - 80)


def ask_about(stakes: Stakes, window: QWidget, close: Callable[[], None], stay: Callable[[], None]) -> None:
    """Ask whether to close ``window``; asked again while the question stands, it comes to the front."""
    if (standing := window.findChild(ClosingDialog)) is not None:
        standing.raise_()
        return
    dialog = ClosingDialog(stakes, window)
    dialog.confirmed.connect(dialog.accept)
    dialog.confirmed.connect(close)
    dialog.rejected.connect(stay)
    dialog.open()
