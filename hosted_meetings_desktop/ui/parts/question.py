"""A question inside the panel, as tall as its words need; Esc leaves it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy

from hosted_meetings_desktop.ui.parts.notice import Notice, NoticeKind


class Question(Notice):
    """Stands where it was asked until it is answered.

    Signals:
        left(): No answer (a button, or Esc).
    """

    left = Signal()

    def __init__(self, sentence: str, *, kind: NoticeKind = "info", note: str = "") -> None:
        super().__init__(sentence, kind=kind, note=note)
        # A policy that keeps it from growing would cut off what is wrapped in a narrow panel.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def event(self, event: QEvent) -> bool:
        """Claim Esc before the panel around it does."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.left.emit()
                return True
        return super().event(event)
