"""Lets a form scroll under the wheel without changing the fields it passes over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class _Calm(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()  # what scrolls takes it
            return True
        return super().eventFilter(watched, event)


def calm(*fields: QWidget) -> None:
    """Let fields with arrows or lists heed the wheel only while they have the focus, which it does not give them."""
    for field in fields:
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(_Calm(field))
