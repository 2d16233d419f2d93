"""What the window's menu and the keys do with recordings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence

OF_ONE = 5
"""So many of the actions need a selected recording; they come first."""


def make_actions(pane: Any) -> list[QAction]:
    """Return the actions of a pane; those with keys work while a list has the focus."""
    asked: tuple[tuple[str, Callable[[], object], str], ...] = (
        (pane.tr("&Play the selected recording"), pane.play_selected, ""),
        (pane.tr("&Keep the selected recording now"), pane.download_selected, ""),
        (pane.tr("&Export the selected recording…"), pane.save_selected, ""),
        (pane.tr("Put the selected recording on &hold…"), pane.hold_selected, ""),
        (pane.tr("&Delete the selected recording…"), pane.delete_selected, "Del"),
        (pane.tr("&Choose all that are listed"), pane.choose_all, "Ctrl+A"),
    )
    actions = []
    for text, slot, keys in asked:
        action = QAction(text, pane)
        action.triggered.connect(lambda *_checked, slot=slot: slot())
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            pane.table.addAction(action)
            pane.pictures.addAction(action)
        actions.append(action)
    for view in (pane.table, pane.pictures):
        view.installEventFilter(_Space(view, pane.choose_selected))
    return actions


class _Space(QObject):
    """Lets the space bar of a list choose, which would otherwise only select."""

    def __init__(self, view: QObject, choose: Callable[[], object]) -> None:
        super().__init__(view)
        self._choose = choose

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Choose."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Space or event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        self._choose()
        return True
