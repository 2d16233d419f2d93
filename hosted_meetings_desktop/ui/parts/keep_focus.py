"""Keep the focus where it was when a part of the screen is built anew."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def focused_name(inside: QWidget) -> str:
    """Return the accessible name of the child that has the focus, empty when none has."""
    focused = inside.focusWidget()
    return focused.accessibleName() if focused is not None and focused.hasFocus() else ""


def focus_named(inside: QWidget, name: str) -> None:
    """Give the focus to the newest child of that accessible name, if there is one, as soon as it is shown.

    Children of the same name on their way out are older.
    """
    found = [child for child in inside.findChildren(QWidget) if child.accessibleName() == name] if name else []
    if found:
        # A widget added to a layout is shown by the next turn of the event loop, and takes no focus before.
        QTimer.singleShot(0, found[-1], found[-1].setFocus)
