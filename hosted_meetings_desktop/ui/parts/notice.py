"""A sentence in a box inside a panel, with what can be done about it right under it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.parts.flow import FlowLayout
from hosted_meetings_desktop.ui.parts.labels import IconLabel, body_label, small_label
from hosted_meetings_desktop.ui.theme.tokens import SPACE

_SIGNS = {
    "info": ("information-outline", "over"),
    "waiting": ("clock-outline", "wait"),
    "warning": ("alert-outline", "wait"),
    "error": ("alert-circle-outline", "stop"),
}
NoticeKind = Literal["info", "waiting", "warning", "error"]


class Notice(QFrame):
    """Stays as long as what it says holds; not for what has just happened, which the message bar tells."""

    def __init__(self, sentence: str, *, kind: NoticeKind = "info", note: str = "") -> None:
        """Make it.

        Args:
            sentence: What holds.
            kind: Colour and icon; "waiting" for what mends itself in time.
            note: Something smaller under the sentence.
        """
        super().__init__()
        self.setProperty("bar", "warning" if kind == "waiting" else kind)
        self.setAccessibleName(sentence)
        self.setSizePolicy(_as_high_as_needed(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum))
        self.kind = kind
        self.sentence = body_label(sentence)
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setSizePolicy(_as_high_as_needed(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred))
        self._words = QVBoxLayout()
        self._words.setSpacing(SPACE.hair)
        self._words.addWidget(self.sentence)
        if note:
            self._words.addWidget(small_label(note))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.tight, SPACE.row, SPACE.tight, SPACE.row)
        row.setSpacing(SPACE.row)
        row.addWidget(IconLabel(*_SIGNS[kind]), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words, 1)
        self._ways: FlowLayout | None = None

    @property
    def text(self) -> str:
        """The sentence."""
        return self.sentence.text()

    # ---- as high as its words need
    def sizeHint(self) -> QSize:
        """Return what it needs at the width it has: a layout gives it no more, and the usual guess knows no width."""
        return QSize(super().sizeHint().width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def add_way(self, button: QPushButton) -> QPushButton:
        """Offer something to do about it; returns the button."""
        if self._ways is None:
            holder = QWidget()
            self._ways = FlowLayout(holder, spacing=SPACE.row)
            self._words.addWidget(holder)
        self._ways.addWidget(button)
        return button


def _as_high_as_needed(across: QSizePolicy.Policy, down: QSizePolicy.Policy) -> QSizePolicy:
    policy = QSizePolicy(across, down)
    policy.setHeightForWidth(True)  # a policy without it takes it from a label that wraps
    return policy
