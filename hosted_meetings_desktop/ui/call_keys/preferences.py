"""What a person chose on this PC about the key that mutes."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence

_ON = "call/mute_key/on"
_KEYS = "call/mute_key/keys"
USUAL = "Ctrl+Shift+M"


class MuteKeyPreferences:
    """Typed access to the settings file; off until it is chosen, since the key is taken from all other programs."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def on(self) -> bool:
        """Whether there is such a key."""
        return str(self._settings.value(_ON, "")).lower() == "true"

    @on.setter
    def on(self, on: bool) -> None:
        self._settings.setValue(_ON, "true" if on else "false")

    @property
    def keys(self) -> QKeySequence:
        """Which."""
        portable = QKeySequence.SequenceFormat.PortableText
        found = QKeySequence(str(self._settings.value(_KEYS, "")), portable)
        return found if not found.isEmpty() else QKeySequence(USUAL, portable)

    @keys.setter
    def keys(self, keys: QKeySequence) -> None:
        self._settings.setValue(_KEYS, keys.toString(QKeySequence.SequenceFormat.PortableText))
