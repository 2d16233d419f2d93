"""The settings' group about where it rings when somebody comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QWidget

from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.parts.calm import calm
from hosted_meetings_desktop.ui.parts.elided_choice import ElidedChoice
from hosted_meetings_desktop.ui.parts.ring import RingPreferences, SoundOutput, find
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.theme.tokens import SIZE


class Rings(Protocol):
    """What rings (``ui.parts.ring.Ring``)."""

    def ring(self) -> None:
        """Ring once."""
        ...

    def outputs(self) -> tuple[SoundOutput, ...]:
        """Return what is connected."""
        ...

    def on_change(self, told: Callable[[], None]) -> None:
        """Have ``told`` called whenever an output is connected or goes."""
        ...


class RingGroup(SettingsGroup):
    """The second output; the choice takes effect at once."""

    def __init__(self, preferences: RingPreferences, ring: Rings, parent: QWidget | None = None) -> None:
        title = QCoreApplication.translate("RingGroup", "Ring")
        found_by = QCoreApplication.translate("RingGroup", "sound speaker headset loudspeaker arrival tone")
        super().__init__(title, parent, found_by=found_by)
        self._preferences = preferences
        self._ring = ring
        self._offered: list[SoundOutput | None] = []
        self.second = ElidedChoice()
        self.second.setMaximumWidth(SIZE.field_width)
        self.second.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.second.setMinimumContentsLength(28)
        calm(self.second)
        self.second.activated.connect(self._keep)
        self.try_button = plain_button(self.tr("Try it"))
        self.try_button.setAccessibleName(self.tr("Try the ring"))
        self.try_button.clicked.connect(ring.ring)
        self._note = self.add_row(self.tr("Ring on a second output too"), self.second, self.try_button, note=" ")
        ring.on_change(self.reload)
        self.reload()

    @property
    def note(self) -> str:
        """What is said about the choice."""
        return self._note.text()

    def reload(self) -> None:
        """Offer what is connected now, and what was chosen also while it is not."""
        outputs, chosen = self._ring.outputs(), self._preferences.second
        here = find(chosen, outputs)
        self._offered = [None, *outputs]
        if chosen is not None and here is None:
            self._offered.append(chosen)
        self.second.clear()
        for output in self._offered:
            self.second.addItem(self._name(output, gone=output is not None and output not in outputs))
        self.second.setCurrentIndex(self._offered.index(here or chosen))
        self.second.setToolTip(self.second.currentText())
        if chosen is not None and here is None:
            text = self.tr("It is not connected now: only this PC's usual output rings.")
        elif not outputs:
            text = self.tr("This PC has no output for sound now.")
        else:
            text = self.tr("Heard at the desk, for instance, while the usual output is a headset.")
        self._note.setText(text)

    def _name(self, output: SoundOutput | None, *, gone: bool) -> str:
        if output is None:
            return self.tr("None")
        return self.tr("%1 (not connected)").replace("%1", output.name) if gone else output.name

    def _keep(self, row: int) -> None:
        self._preferences.second = self._offered[row]
        self.reload()
