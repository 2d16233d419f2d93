"""A line over or above the content that says what happened and offers the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import icon_button, link_button
from hosted_meetings_desktop.ui.parts.copying import copy_text, error_text
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, set_look
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE

_LEAST_TEXT = SIZE.details_width * 3 // 4
TOLD_MS = 8_000
"""How long a message stays that only says that something was done."""

Kind = Literal["info", "success", "warning", "error"]

_SIGNS = {
    "info": ("information-outline", "over"),
    "success": ("check-circle-outline", "live"),
    "warning": ("alert-outline", "wait"),
    "error": ("alert-circle-outline", "stop"),
}


class MessageBar(QFrame):
    """One message at a time; a new one takes the place of the old.

    Signals:
        shown(): A message came.
        closed(): The message went away, by hand, by its action or by time.
    """

    shown = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "info")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._action: Callable[[], object] | None = None
        self._other_action: Callable[[], object] | None = None
        self._details = ""
        self._sign = IconLabel("information-outline", "over")
        self._text = body_label("")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.action_button: QPushButton = link_button("")
        self.action_button.clicked.connect(self._act)
        self.other_button: QPushButton = link_button("")
        self.other_button.clicked.connect(self._act_otherwise)
        self.details_button: QPushButton = link_button(self.tr("Copy details for IT"))
        self.details_button.clicked.connect(self._copy_details)
        self.close_button = icon_button("close", self.tr("Close this message"))
        self.close_button.clicked.connect(self.dismiss)
        self._ways = QWidget()
        row = QHBoxLayout(self._ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.row)
        row.addWidget(self.action_button)
        row.addWidget(self.other_button)
        row.addWidget(self.details_button)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(SPACE.tight, SPACE.hair, SPACE.hair, SPACE.hair)
        self._grid.setHorizontalSpacing(SPACE.row)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._sign, 0, 0)
        self._grid.addWidget(self._text, 0, 1)
        self._grid.addWidget(self._ways, 0, 2)
        self._grid.addWidget(self.close_button, 0, 3)
        self._below = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """The message that is shown, empty when there is none."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def kind(self) -> str:
        """The kind of the message."""
        return str(self.property("bar"))

    def show_message(
        self,
        text: str,
        *,
        kind: Kind = "info",
        action_text: str = "",
        action: Callable[[], object] | None = None,
        other_text: str = "",
        other: Callable[[], object] | None = None,
        timeout_ms: int = 0,
        details: str = "",
    ) -> None:
        """Show ``text``.

        Args:
            text: One or two sentences.
            kind: Colour and icon.
            action_text: The name of the one thing to do about it ("Undo").
            action: Called once when that is clicked; the message then goes away.
            other_text: The name of something else that follows from it ("Copy link").
            other: Called when that is clicked; the message stays, so that what happened can still be undone.
            timeout_ms: Goes away by itself after this time; 0 stays.
            details: Technical text for IT that can be copied.
        """
        set_look(self, "bar", kind)
        self._sign.set_icon(*_SIGNS[kind])
        self._text.setText(text)
        self._action = action
        self.action_button.setText(action_text)
        self.action_button.setAccessibleName(action_text)
        self.action_button.setVisible(bool(action_text) and action is not None)
        self._other_action = other
        self.other_button.setText(other_text)
        self.other_button.setAccessibleName(other_text)
        self.other_button.setVisible(bool(other_text) and other is not None)
        self._details = details
        self.details_button.setText(self.tr("Copy details for IT"))
        self.details_button.setVisible(bool(details))
        self.setAccessibleName(text)
        self._place_ways()
        self._timer.stop()
        if timeout_ms > 0:
            self._timer.start(timeout_ms)
        self.show()
        self.shown.emit()
        announce(self, text, urgent=kind == "error")

    def tell(self, sentence: str) -> None:
        """Say that something was done; goes away by itself."""
        self.show_message(_sentence(sentence), kind="success", timeout_ms=TOLD_MS)

    def show_error(
        self, error: AppError, *, action_text: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """Show a failure: what happened, what to do, and details for IT where there are any."""
        told = _sentence(error.title)
        text = f"{told} {error.advice}".strip() if error.advice else told
        details = error_text(error) if error.details else ""
        self.show_message(text, kind="error", action_text=action_text, action=action, details=details)

    def wanted_width(self) -> int:
        """Return the width at which the message stands in one line with its buttons."""
        ways = (self.action_button, self.other_button, self.details_button)
        shown = [button for button in ways if not button.isHidden()]
        beside = sum(widget.sizeHint().width() + SPACE.row for widget in (self._sign, self.close_button, *shown))
        return beside + self._text.fontMetrics().horizontalAdvance(self._text.text()) + 4 * SPACE.gap

    def _place_ways(self) -> None:
        """Put the buttons below the text where they would leave it a narrow column, as in a details panel."""
        ways = (self.action_button, self.other_button, self.details_button)
        shown = [button for button in ways if not button.isHidden()]
        self._ways.setVisible(bool(shown))
        taken = sum(widget.sizeHint().width() + SPACE.row for widget in (self._sign, self.close_button, *shown))
        wanted = min(_LEAST_TEXT, self._text.fontMetrics().horizontalAdvance(self._text.text()))
        below = bool(shown) and self.width() - taken - SPACE.gap < wanted
        if below == self._below:
            return
        self._below = below
        self._grid.removeWidget(self._ways)
        if below:
            self._grid.addWidget(self._ways, 1, 1, 1, 3, Qt.AlignmentFlag.AlignLeading)
        else:
            self._grid.addWidget(self._ways, 0, 2)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the buttons anew."""
        super().resizeEvent(event)
        self._place_ways()

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self._action = self._other_action = None
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _act(self) -> None:
        action = self._action
        self.dismiss()
        if action is not None:
            action()

    def _act_otherwise(self) -> None:
        if self._other_action is not None:
            self._other_action()

    def _copy_details(self) -> None:
        copy_text(self._details)
        self.details_button.setText(self.tr("Copied"))
        announce(self, self.tr("Copied"))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "…")) else f"{text}."
