"""The settings' group about the tone that tells that somebody came."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtWidgets import QSlider, QWidget

from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.settings.desk.preferences import DeskPreferences
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.theme.tokens import SIZE

_MOST, _STEP, _LEAP = 100, 5, 20


class ArrivalSoundGroup(SettingsGroup):
    """How loud the tone is on this PC; Today itself switches it on and off."""

    def __init__(
        self, preferences: DeskPreferences, ring: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        """Make it.

        Args:
            preferences: Of this PC.
            ring: Makes the tone as it is kept now.
            parent: The owner.
        """
        super().__init__(
            QCoreApplication.translate("ArrivalSoundGroup", "When somebody comes"),
            parent,
            found_by=QCoreApplication.translate("ArrivalSoundGroup", "sound bell tone ring loud arrival waiting"),
        )
        self._preferences = preferences
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.volume.setRange(0, _MOST)
        self.volume.setSingleStep(_STEP)
        self.volume.setPageStep(_LEAP)
        self.volume.setFixedWidth(SIZE.details_width // 2)
        self.volume.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # else its style fills the wrong side
        calm(self.volume)
        self.volume.valueChanged.connect(self._keep)
        self.try_button = plain_button(self.tr("Listen"), "volume-high")
        self.try_button.clicked.connect(ring)
        self._note = self.add_row(
            self.tr("Volume of the tone"), self.volume, self.try_button, note=" ", found_by=self.tr("loud quiet")
        )
        self.try_button.setAccessibleName(self.tr("Listen to the tone"))
        self.reload()

    def reload(self) -> None:
        """Show what is kept."""
        with QSignalBlocker(self.volume):
            self.volume.setValue(self._preferences.volume)
        self._tell()

    def _keep(self, volume: int) -> None:
        self._preferences.volume = volume
        self._tell()

    def _tell(self) -> None:
        if volume := self._preferences.volume:
            said = self.tr("%1 %. Today switches it on and off, with the loudspeaker beside its title.")
            self._note.setText(said.replace("%1", str(volume)))
        else:
            self._note.setText(self.tr("Silent: arrivals are seen, and told by a notification."))
