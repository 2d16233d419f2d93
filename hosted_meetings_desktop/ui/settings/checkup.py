"""The settings' group that opens the check-up, and says whether it is offered before the first call of a day."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from hosted_meetings_desktop.ui.checkup.memory import keep_memory, read_memory
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.settings.group import SettingsGroup


class CheckupGroup(SettingsGroup):
    """A button and a switch.

    Signals:
        wanted(): Open the check-up.
    """

    wanted = Signal()

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Check-up"),
            parent,
            found_by=self.tr("test camera microphone speaker network firewall proxy permission ticket IT"),
        )
        self._settings = settings
        self.open_button = plain_button(self.tr("Check this PC"), "stethoscope")
        self.open_button.clicked.connect(self.wanted)
        self.add_row(
            self.tr("Is this PC ready for calls?"),
            self.open_button,
            note=self.tr("Looks at camera, microphone, speaker, permissions and network; writes a ticket for IT."),
        )
        self.offer_box = QCheckBox(self.tr("Offer a check-up before the first call of a day"))
        self.offer_box.setAccessibleName(self.offer_box.text())
        self.offer_box.toggled.connect(self._keep)
        self.add_wide(self.offer_box)
        self.reload()

    def reload(self) -> None:
        """Read the switch again; the offer itself has one too."""
        blocked = self.offer_box.blockSignals(True)  # noqa: FBT003 (Qt's signature)
        self.offer_box.setChecked(not read_memory(self._settings).unwanted)
        self.offer_box.blockSignals(blocked)

    def _keep(self, offered: bool) -> None:  # noqa: FBT001 (Qt's signal)
        keep_memory(self._settings, replace(read_memory(self._settings), unwanted=not offered))
