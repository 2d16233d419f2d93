"""How loudly this PC tells that somebody came."""

from __future__ import annotations

from PySide6.QtCore import QSettings

_VOLUME = "desk/volume"
_MOST = 100
USUAL_VOLUME = 60


class DeskPreferences:
    """Typed access to the settings file; a value that cannot be read counts as not chosen."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def volume(self) -> int:
        """How loud the tone is, 0 to 100."""
        try:
            volume = int(str(self._settings.value(_VOLUME, USUAL_VOLUME)))
        except ValueError:
            return USUAL_VOLUME
        return volume if 0 <= volume <= _MOST else USUAL_VOLUME

    @volume.setter
    def volume(self, volume: int) -> None:
        self._settings.setValue(_VOLUME, str(volume))

    def loudness(self) -> float:
        """Return the same as Qt's players take it, 0 to 1."""
        return self.volume / _MOST
