"""The settings' group about calls: how they start, and what was answered about camera and microphone."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget

from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import plain_button
from hosted_meetings_desktop.ui.settings.group import SettingsGroup
from hosted_meetings_desktop.ui.settings.preferences import DEVICES, Preferences
from hosted_meetings_desktop.ui.text.format import DASH


class CallGroup(SettingsGroup):
    """What is on at the start, and a row for each device."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Calls"), parent, found_by=self.tr("video audio sound mute"))
        self._preferences = preferences
        self.start_camera = QCheckBox(self.tr("Start with the camera on"))
        self.start_camera.setChecked(preferences.start_camera)
        self.start_microphone = QCheckBox(self.tr("Start with the microphone on"))
        self.start_microphone.setChecked(preferences.start_microphone)
        for box in (self.start_camera, self.start_microphone):
            box.setAccessibleName(box.text())
            box.toggled.connect(self._keep_start)
            self.add_wide(box)
        self.forget_buttons: dict[str, QPushButton] = {}
        self._answers: dict[str, QLabel] = {}
        names = {"camera": self.tr("Camera permission"), "microphone": self.tr("Microphone permission")}
        for device in DEVICES:
            button = plain_button(self.tr("Ask again next time"))
            button.setAccessibleName(self.tr("%1: ask again next time").replace("%1", names[device]))
            button.clicked.connect(partial(self._clicked, device))
            self.forget_buttons[device] = button
            self._answers[device] = self.add_row(names[device], button, note=DASH)
        self.reload()

    def _keep_start(self) -> None:
        self._preferences.start_camera = self.start_camera.isChecked()
        self._preferences.start_microphone = self.start_microphone.isChecked()

    # ---- what was answered
    def answer_text(self, device: str) -> str:
        """Return what is said about a device's remembered answer."""
        return self._answers[device].text()

    def _clicked(self, device: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 (Qt's signal)
        self.forget_answer(device)

    def forget_answer(self, device: str) -> None:
        """Have the next call ask again."""
        self._preferences.forget_device_answer(device)
        self.reload()
        announce(self, self.answer_text(device))

    def reload(self) -> None:
        """Read the answers again; a call may have changed them."""
        words = {
            True: self.tr("Calls may use it without asking."),
            False: self.tr("Stays off in calls, as you answered."),
            None: self.tr("The next call asks first."),
        }
        for device in DEVICES:
            answer = self._preferences.device_answer(device)
            self._answers[device].setText(words[answer])
            self.forget_buttons[device].setVisible(answer is not None)
