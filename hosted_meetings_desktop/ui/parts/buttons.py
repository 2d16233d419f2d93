"""The buttons of the app; one main button per screen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton

from hosted_meetings_desktop.ui.theme.icons import icon
from hosted_meetings_desktop.ui.theme.tokens import SIZE

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def pressed_by_key(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Use a button that has the focus when the key is Enter; returns whether that was so."""
    if event.key() not in ENTER or not button.isEnabled():
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class _PushButton(QPushButton):
    """Takes Enter while it has the focus, which Qt leaves to the main button of a dialog, or to nobody."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_key(self, event):
            super().keyPressEvent(event)


class _ToolButton(QToolButton):
    """The same for a button that is only an icon."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_key(self, event):
            super().keyPressEvent(event)


def _button(text: str, kind: str, icon_name: str | None, role: str) -> QPushButton:
    button = _PushButton(text)
    button.setProperty("kind", kind)
    button.setAccessibleName(text.replace("&", ""))
    button.setCursor(Qt.CursorShape.ArrowCursor)
    button.setAutoDefault(False)
    if icon_name is not None:
        button.setIcon(icon(icon_name, role))
        button.setIconSize(QSize(SIZE.icon_with_gap, SIZE.icon))
    return button


def main_button(text: str, icon_name: str | None = None) -> QPushButton:
    """Return the one main action of a screen, named by its verb."""
    return _button(text, "main", icon_name, "on_accent")


def plain_button(text: str, icon_name: str | None = None) -> QPushButton:
    """Return an ordinary button."""
    return _button(text, "plain", icon_name, "muted")


def danger_button(text: str, icon_name: str | None = None) -> QPushButton:
    """Return the main action of a dialog where it takes something away."""
    return _button(text, "danger", icon_name, "on_danger")


def link_button(text: str, icon_name: str | None = None) -> QPushButton:
    """Return a quiet action inside text, a message or an empty list."""
    return _button(text, "link", icon_name, "accent_text")


def segment_button(text: str, icon_name: str | None = None) -> QPushButton:
    """Return one of a few choices that stand side by side; put them into one exclusive ``QButtonGroup``."""
    button = _button(text, "segment", icon_name, "muted")
    button.setCheckable(True)
    return button


def icon_button(icon_name: str, tooltip: str, *, role: str = "muted") -> QToolButton:
    """Return a button that is only an icon; the tooltip is its name for screen readers too."""
    button = _ToolButton()
    button.setProperty("kind", "icon")
    button.setIcon(icon(icon_name, role))
    button.setIconSize(QSize(SIZE.icon, SIZE.icon))
    button.setFixedSize(SIZE.control, SIZE.control)
    button.setToolTip(tooltip)
    button.setAccessibleName(tooltip)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
