"""The keys of the player: those that players people know have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from hosted_meetings_desktop.ui.player.seek_bar import STEP_MS

VOLUME_STEP = 5
ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})
"""Qt takes them to go from button to button, the player as every player does; Tab goes on."""
_CHORDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class PlayerKeys:
    """What each key does in a player window."""

    def __init__(self, window: Any) -> None:
        self._window = window
        key, controls = Qt.Key, window.controls
        self._deeds: dict[Qt.Key, Callable[[], object]] = {
            key.Key_Space: window.toggle,
            key.Key_K: window.toggle,
            key.Key_MediaPlay: window.toggle,
            key.Key_MediaTogglePlayPause: window.toggle,
            key.Key_Left: lambda: window.seek_by(-STEP_MS),
            key.Key_J: lambda: window.seek_by(-STEP_MS),
            key.Key_Right: lambda: window.seek_by(STEP_MS),
            key.Key_L: lambda: window.seek_by(STEP_MS),
            key.Key_Comma: lambda: window.step(-1),
            key.Key_Period: lambda: window.step(1),
            key.Key_Less: controls.slower,
            key.Key_Greater: controls.faster,
            key.Key_Home: lambda: window.seek(0),
            key.Key_End: lambda: window.seek(window.player.duration()),
            key.Key_Up: lambda: window.change_volume(VOLUME_STEP),
            key.Key_Down: lambda: window.change_volume(-VOLUME_STEP),
            key.Key_M: window.toggle_sound,
            key.Key_F: window.toggle_full_screen,
            key.Key_T: window.toggle_side,
            key.Key_Escape: self._leave,
        }

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key does; returns whether it does anything."""
        if event.matches(QKeySequence.StandardKey.Close):
            self._window.close()
            return True
        if event.modifiers() & _CHORDS:
            return False
        pressed = Qt.Key(event.key())
        if Qt.Key.Key_0 <= pressed <= Qt.Key.Key_9:
            self._window.seek_share((pressed - Qt.Key.Key_0) / 10)
            return True
        deed = self._deeds.get(pressed)
        if deed is not None:
            deed()
        return deed is not None

    def _leave(self) -> None:
        if self._window.isFullScreen():
            self._window.toggle_full_screen()
        else:
            self._window.close()


def key_words() -> tuple[tuple[str, str], ...]:
    """Return what the keys do, for the sheet of keys."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("PlayerKeys", text)

    return (
        (tr("Play or pause a recording"), tr("Space, K")),
        (tr("Back, on 10 seconds"), tr("Left, Right or J, L")),
        (tr("One picture back, on"), tr("Comma, full stop")),
        (tr("Slower, faster"), "<, >"),
        (tr("To the beginning, to the end"), tr("Home, End")),
        (tr("To tenths of the recording"), "0 … 9"),
        (tr("Louder, quieter, sound off"), tr("Up, Down, M")),
        (tr("Transcript and chapters"), "T"),
        (tr("Full screen"), "F"),
    )
