"""Asks what becomes of the call under way when the person joins another one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from hosted_meetings_desktop.ui.call.look import draw_dark
from hosted_meetings_desktop.ui.call.words import filled, say
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.dialog import Dialog
from hosted_meetings_desktop.ui.parts.labels import body_label
from hosted_meetings_desktop.ui.parts.laid_out import laid_out
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.tokens import SIZE


class SwitchDialog(Dialog):
    """Hold it, leave it, or stay.

    Signals:
        hold_chosen(): Hold the call under way and join the other.
        leave_chosen(): Leave the call under way and join the other.
    """

    hold_chosen = Signal()
    leave_chosen = Signal()

    def __init__(self, current: str, other: str, *, can_hold: bool, parent: QWidget | None = None) -> None:
        """Make the question.

        Args:
            current: The title of the call under way.
            other: The title of the one to join; empty where it is not known.
            can_hold: Whether the call under way can be held: not before the person is in it.
            parent: The window the person looks at.
        """
        leave = say("Leave this call and join")
        super().__init__(
            say("You are in another call") if can_hold else say("Another call is being opened"),
            say("Hold this call and join the other") if can_hold else leave,
            leave_text=say("Stay"),
            parent=parent,
        )
        self.setObjectName("switch_dialog")
        under_way, opening = say("“%1” is under way."), say("“%1” is being opened, and you join one call at a time.")
        self.body.addWidget(body_label(filled(under_way if can_hold else opening, isolated(current))))
        if can_hold:
            text = say(
                "On hold, nobody in it hears or sees you, and you hear and see nobody, until you resume it."
                " Everybody in it sees that your microphone and camera are off."
            )
            self.body.addWidget(body_label(text, tone="muted"))
        if other:
            self.body.addWidget(body_label(filled(say("To be joined: “%1”"), isolated(other))))
        self.leave_call = plain_button(leave)
        self.leave_call.setObjectName("leave_call")
        self.leave_call.setVisible(can_hold)
        self.leave_call.clicked.connect(self._leave)
        self._place(self.leave_call)
        self.confirmed.connect(self._hold if can_hold else self._leave)
        self.setFixedWidth(SIZE.text_width + 40)
        if parent is not None and parent.objectName() == "call_window":
            # Over a dark window it is dark as a whole, in either theme.
            draw_dark(self, *self.findChildren(QWidget))

    def _place(self, button: QWidget) -> None:
        """Put a third button between the two that every dialog has."""
        column = self.layout()
        row = laid_out(column)[-1] if column is not None else None
        if isinstance(row, QBoxLayout):
            row.insertWidget(row.indexOf(self.main_button), button)

    def _hold(self) -> None:
        self.accept()
        self.hold_chosen.emit()

    def _leave(self) -> None:
        self.accept()
        self.leave_chosen.emit()
