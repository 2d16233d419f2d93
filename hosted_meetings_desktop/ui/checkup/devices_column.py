"""The devices beside the lines: the camera's picture, what is chosen, how loud it is, and the tone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hosted_meetings_desktop.ui.call.devices import Device, DeviceKind, DevicePolicy, plain_label
from hosted_meetings_desktop.ui.checkup.meter import LevelMeter
from hosted_meetings_desktop.ui.checkup.reports import Heard
from hosted_meetings_desktop.ui.checkup.sentences import say
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.buttons import main_button, plain_button
from hosted_meetings_desktop.ui.parts.elided_choice import ElidedChoice
from hosted_meetings_desktop.ui.parts.forms import FormColumn
from hosted_meetings_desktop.ui.parts.labels import body_label, small_label
from hosted_meetings_desktop.ui.text.format import isolated
from hosted_meetings_desktop.ui.theme.tokens import SIZE, SPACE


class AskBar(QFrame):
    """Asks for camera and microphone, as a call does.

    Signals:
        decided(bool, bool): Allowed or not; whether to remember it on this PC.
    """

    decided = Signal(bool, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "info")
        self._text = body_label("")
        self.remember = QCheckBox(say("Remember on this PC"))
        self.remember.setChecked(True)
        self.allow = main_button(say("Allow"))
        self.deny = plain_button(say("Don't allow"))
        self.allow.clicked.connect(lambda: self._decide(allow=True))
        self.deny.clicked.connect(lambda: self._decide(allow=False))
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE.row)
        buttons.addWidget(self.remember, 1)
        buttons.addWidget(self.deny)
        buttons.addWidget(self.allow)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.tight, SPACE.row, SPACE.tight, SPACE.row)
        column.setSpacing(SPACE.row)
        column.addWidget(self._text)
        column.addLayout(buttons)
        self.hide()

    @property
    def text(self) -> str:
        """What it asks."""
        return self._text.text()

    def ask(self, kinds: tuple[str, ...]) -> None:
        """Ask for these kinds."""
        wanted = {str(kind) for kind in kinds}
        if wanted == {DeviceKind.CAMERA.value}:
            text = say("Let this check-up and calls use the camera?")
        elif wanted == {DeviceKind.MICROPHONE.value}:
            text = say("Let this check-up and calls use the microphone?")
        else:
            text = say("Let this check-up and calls use the camera and microphone?")
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
        announce(self, text, urgent=True)

    def _decide(self, *, allow: bool) -> None:
        self.hide()
        self.decided.emit(allow, self.remember.isChecked())


class DevicesColumn(QWidget):
    """Shows the picture and lets the person choose; a choice is remembered for calls.

    Signals:
        use_wanted(DeviceKind, str): Another device is to be tried.
        play_wanted(): The tone is to be played.
    """

    use_wanted = Signal(object, str)
    play_wanted = Signal()

    def __init__(self, policy: DevicePolicy, picture: QWidget | None, parent: QWidget | None = None) -> None:
        """Make the column.

        Args:
            policy: Remembers what the person chose.
            picture: Shows the camera's picture; None on a PC that cannot.
            parent: As for every widget.
        """
        super().__init__(parent)
        self._policy = policy
        self.ask_bar = AskBar()
        self.meter = LevelMeter(say("Microphone level"))
        self.play_button = plain_button(say("Play a tone"), "volume-high")
        self.play_button.clicked.connect(self.play_wanted)
        self.choosers: dict[DeviceKind, QComboBox] = {}
        self._form = FormColumn()
        names = {
            DeviceKind.CAMERA: say("Camera"),
            DeviceKind.MICROPHONE: say("Microphone"),
            DeviceKind.SPEAKER: say("Speaker"),
        }
        for kind, name in names.items():
            chooser = _chooser()
            chooser.activated.connect(partial(self._choose, kind))
            chooser.activated.connect(partial(_tell_whole, chooser))
            self.choosers[kind] = chooser
            self._form.add_field(kind.value, name, chooser)
            if kind is DeviceKind.MICROPHONE:
                self._form.add_field("level", say("Microphone level"), self.meter)
        self._gone = small_label("")
        self._gone.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._gone.hide()
        self._form.add_widget(self.play_button)
        self._form.add_widget(self._gone)
        self._lay_out(picture)

    @property
    def gone_text(self) -> str:
        """What is said about devices that were chosen once and are not there."""
        return "" if self._gone.isHidden() else self._gone.text()

    def show_devices(self, heard: Heard) -> None:
        """Fill the lists with what is there; what is used is chosen in them."""
        gone: list[str] = []
        for kind, chooser in self.choosers.items():
            there = heard.devices.get(kind, ())
            chooser.clear()
            for device in there:
                chooser.addItem(plain_label(device.label) or say("Standard device"), device)
            chooser.setEnabled(bool(there))
            if not there:
                chooser.addItem(say("None found"))
            used = [place for place, device in enumerate(there) if device.id == heard.used.get(kind)]
            chooser.setCurrentIndex(used[0] if used else 0)
            _tell_whole(chooser)
            chosen = self._policy.chosen(kind)
            if (
                chosen is not None
                and any(one.label for one in there)
                and chosen.label not in {d.label for d in there}
            ):
                gone.append(plain_label(chosen.label))
        self._gone.setText(" ".join(_gone_words(name) for name in gone))
        self._gone.setVisible(bool(gone))
        self.play_button.setEnabled(bool(heard.devices.get(DeviceKind.SPEAKER)))

    def _choose(self, kind: DeviceKind, place: int) -> None:
        device = self.choosers[kind].itemData(place)
        if isinstance(device, Device):
            if device.label:
                self._policy.remember(kind, device)
            self.use_wanted.emit(kind, device.id)

    def _lay_out(self, picture: QWidget | None) -> None:
        self.setFixedWidth(SIZE.field_width)
        self.resize(SIZE.field_width, self.height())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.tight)
        column.addWidget(self.ask_bar)
        shown = picture if picture is not None else body_label(say("The picture cannot be shown on this PC."))
        shown.setFixedHeight(SIZE.field_width * 9 // 16)
        shown.setAccessibleName(say("Picture of the camera"))
        column.addWidget(shown)
        column.addWidget(self._form)
        column.addStretch(1)


def _chooser() -> QComboBox:
    made = ElidedChoice()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    made.addItem(say("Being looked for…"))
    made.setEnabled(False)
    made.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
    return made


def _tell_whole(chooser: QComboBox, _place: int = 0) -> None:
    """Let the pointer tell a name that is longer than the list is wide."""
    chooser.setToolTip(chooser.currentText())


def _gone_words(name: str) -> str:
    return say("“%1”, which you chose last time, is not connected.").replace("%1", isolated(name))
