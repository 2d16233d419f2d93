"""Says that the app is open already and does not answer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.theme.tokens import SIZE


class SilentDialog(Dialog):
    """The sentence and a way out."""

    def __init__(self, parent: QWidget | None = None, *, with_link: bool = False) -> None:
        """Make the dialog.

        Args:
            parent: The window it belongs to.
            with_link: Whether a link was opened, which goes nowhere now.
        """
        super().__init__(self.tr("Hosted Meetings is open already"), self.tr("Close"), parent=parent)
        self.leave_button.hide()
        self.confirmed.connect(self.accept)
        self.body.addWidget(
            body_label(
                self.tr(
                    "It does not answer: it may still be starting or closing. Wait a moment, then open it again. If "
                    "that does not help, sign out of the PC and in again. Your meetings are kept."
                )
            )
        )
        if with_link:
            self.body.addWidget(body_label(self.tr("Then open the link once more: it was not passed on.")))
        self.setFixedWidth(SIZE.text_width - 80)
