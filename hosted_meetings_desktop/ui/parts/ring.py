"""The soft tone when somebody comes, and where it is heard: on this PC's usual output, and on a second one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QSettings, QUrl
from PySide6.QtWidgets import QApplication

from hosted_meetings_desktop.support.paths import resources

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice, QMediaDevices, QSoundEffect

USUAL_VOLUME = 0.6
_NAME = "ring/second/name"
_ID = "ring/second/id"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class SoundOutput:
    """Something that sounds.

    Attributes:
        id: The system's, for as long as it is connected; with many it changes when it is connected again.
        name: What it is called.
    """

    id: str
    name: str


class RingPreferences:
    """Remembers the second output on this PC."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def second(self) -> SoundOutput | None:
        """Where the tone is heard besides; None for nowhere."""
        name = str(self._settings.value(_NAME, ""))[:_LONGEST]
        return SoundOutput(str(self._settings.value(_ID, "")), name) if name else None

    @second.setter
    def second(self, output: SoundOutput | None) -> None:
        self._settings.setValue(_NAME, output.name[:_LONGEST] if output is not None else "")
        self._settings.setValue(_ID, output.id if output is not None else "")


class Sounds(Protocol):
    """What the system can play on."""

    def outputs(self) -> tuple[SoundOutput, ...]:
        """Return what is connected now."""
        ...

    def usual(self) -> SoundOutput | None:
        """Return the system's own choice; None where nothing can sound."""
        ...

    def play(self, output: SoundOutput, volume: float) -> None:
        """Play the tone there, so loud: 0 to 1."""
        ...

    def on_change(self, told: Callable[[], None]) -> None:
        """Have ``told`` called whenever something is connected or goes."""
        ...


def find(wanted: SoundOutput | None, outputs: tuple[SoundOutput, ...]) -> SoundOutput | None:
    """Return a remembered output among those connected, by id and name, else by name; None where it is gone."""
    if wanted is None:
        return None
    alike = [one for one in outputs if one.name == wanted.name]
    return next((one for one in alike if one.id == wanted.id), alike[0] if alike else None)


class Ring(QObject):
    """Rings; where the machine cannot play a tone, by its own beep."""

    def __init__(
        self,
        preferences: RingPreferences,
        parent: QObject | None = None,
        *,
        volume: Callable[[], float] = lambda: USUAL_VOLUME,
        sounds: Callable[[], Sounds | None] | None = None,
    ) -> None:
        """Make it; nothing of the system's is loaded before the first ring.

        Args:
            preferences: Where else to ring.
            parent: The owner.
            volume: Returns how loud, 0 to 1, asked for with each ring.
            sounds: Returns what the system can play on, None where it cannot at all; Qt's own without.
        """
        super().__init__(parent)
        self._preferences = preferences
        self._volume = volume
        self._load = sounds or (lambda: qt_sounds(self))
        self._loaded = False
        self._sounds: Sounds | None = None

    def ring(self) -> None:
        """Ring once, on the usual output and on the second one where that is connected."""
        sounds = self._get()
        usual = sounds.usual() if sounds is not None else None
        if sounds is None or usual is None:
            QApplication.beep()
            return
        volume = self._volume()
        sounds.play(usual, volume)
        second = find(self._preferences.second, sounds.outputs())
        if second is not None and second != usual:
            sounds.play(second, volume)

    def outputs(self) -> tuple[SoundOutput, ...]:
        """Return what could be the second output."""
        sounds = self._get()
        return sounds.outputs() if sounds is not None else ()

    def on_change(self, told: Callable[[], None]) -> None:
        """Have ``told`` called whenever an output is connected or goes."""
        sounds = self._get()
        if sounds is not None:
            sounds.on_change(told)

    def _get(self) -> Sounds | None:
        if not self._loaded:
            self._loaded, self._sounds = True, self._load()
        return self._sounds


class QtSounds(QObject):
    """Qt's outputs; an effect is kept for each, so that the next ring comes at once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QMediaDevices

        self._devices: QMediaDevices = QMediaDevices(self)
        self._effects: dict[str, QSoundEffect] = {}
        self._devices.audioOutputsChanged.connect(self._forget_gone)

    def outputs(self) -> tuple[SoundOutput, ...]:
        """Return what is connected now."""
        return tuple(_output(device) for device in self._devices.audioOutputs())

    def usual(self) -> SoundOutput | None:
        """Return the system's own choice; None where nothing can sound."""
        device = self._devices.defaultAudioOutput()
        return None if device.isNull() else _output(device)

    def play(self, output: SoundOutput, volume: float) -> None:
        """Play the tone there, so loud: 0 to 1."""
        effect = self._effects.get(output.id) or self._make(output)
        if effect is not None:
            effect.setVolume(volume)
            effect.play()

    def on_change(self, told: Callable[[], None]) -> None:
        """Have ``told`` called whenever something is connected or goes."""
        self._devices.audioOutputsChanged.connect(told)

    def _make(self, output: SoundOutput) -> QSoundEffect | None:
        from PySide6.QtMultimedia import QSoundEffect

        device = next((one for one in self._devices.audioOutputs() if _output(one).id == output.id), None)
        if device is None:
            return None
        effect = self._effects[output.id] = QSoundEffect(device, self)
        effect.setSource(QUrl.fromLocalFile(str(resources() / "call" / "web" / "assets" / "joined.wav")))
        return effect

    def _forget_gone(self) -> None:
        here = {output.id for output in self.outputs()}
        for gone in [key for key in self._effects if key not in here]:
            self._effects.pop(gone).deleteLater()


def _output(device: QAudioDevice) -> SoundOutput:
    return SoundOutput(bytes(device.id().data()).hex(), device.description())


def qt_sounds(parent: QObject) -> Sounds | None:
    """Return Qt's outputs; None on a machine without Qt's multimedia. It is large: called when it rings."""
    try:
        return QtSounds(parent)
    except ImportError:
        return None
