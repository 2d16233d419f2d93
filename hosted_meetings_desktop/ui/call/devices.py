"""Camera, microphone and speaker of this PC: the chosen ones are remembered, what happens to them is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QObject, QSettings, Signal

from hosted_meetings_desktop.ui.call.words import filled, say

_LABEL = 200
# What Chromium adds: the role in front, the numbers of USB behind.
_ROLE = re.compile(r"^(?:Default|Communications)\s+-\s+")
_NUMBERS = re.compile(r"\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$", re.IGNORECASE)


class DeviceKind(StrEnum):
    """What can be chosen."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"


class DeviceEvent(StrEnum):
    """What can happen to a device during a call."""

    CHOSEN = "chosen"
    MISSING = "missing"
    LOST = "lost"
    BACK = "back"
    TAKEN = "taken"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class DeviceNews:
    """One event, as the page tells it.

    Attributes:
        kind: Which kind of device.
        event: ``chosen`` by the person; the remembered one is ``missing`` at the start; the one in use was ``lost``;
            a lost one is ``back`` but not in use; a new one was ``taken`` into use by the kit; the PC's ``standard``
            one changed.
        before: The name of the device that was in use.
        now: The name of the device that is in use now, or that could be; empty where there is none.
        id: The id of the device ``now``.
    """

    kind: DeviceKind
    event: DeviceEvent
    before: str
    now: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A device as it is remembered; ids change with every profile, so the name is what usually finds it again."""

    label: str
    id: str = ""


class DevicePolicy(Protocol):
    """Remembers the person's devices on this PC."""

    def chosen(self, kind: DeviceKind) -> Device | None:
        """Return the remembered device; None when there is none."""
        ...

    def remember(self, kind: DeviceKind, device: Device | None) -> None:
        """Keep a choice; None forgets it."""
        ...


class SettingsDevicePolicy:
    """Keeps the choices in the program's settings."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    def chosen(self, kind: DeviceKind) -> Device | None:
        """Return the remembered device; None when there is none or it cannot be read."""
        label = self._settings.value(f"{_key(kind)}/label", "")
        identity = self._settings.value(f"{_key(kind)}/id", "")
        if not isinstance(label, str) or not label:
            return None
        return Device(label[:_LABEL], identity if isinstance(identity, str) else "")

    def remember(self, kind: DeviceKind, device: Device | None) -> None:
        """Keep a choice; None forgets it."""
        if device is None:
            self._settings.remove(_key(kind))
            return
        self._settings.setValue(f"{_key(kind)}/label", device.label[:_LABEL])
        self._settings.setValue(f"{_key(kind)}/id", device.id)


class ForgetfulDevices:
    """Remembers nothing: every call starts with the PC's own choice."""

    def chosen(self, _kind: DeviceKind) -> Device | None:
        """Return None."""
        return None

    def remember(self, _kind: DeviceKind, _device: Device | None) -> None:
        """Do nothing."""


class DeviceDesk(QObject):
    """Remembers what the person chose, and has the words for what happens to a device.

    Signals:
        told(str, str, str): A sentence for the person, the wish that can be sent to the page about it (or empty),
            and how the button is called.
    """

    told = Signal(str, str, str)

    def __init__(self, policy: DevicePolicy, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._policy = policy

    def for_page(self) -> dict[str, dict[str, str]]:
        """Return the remembered devices as the page takes them."""
        found = {kind.value: self._policy.chosen(kind) for kind in DeviceKind}
        return {kind: {"label": one.label, "id": one.id} for kind, one in found.items() if one is not None}

    def hear(self, news: DeviceNews) -> None:
        """Remember a choice, tell everything else."""
        if news.event is DeviceEvent.CHOSEN:
            if news.now:
                self._policy.remember(news.kind, Device(news.now, news.id))
            return
        wish, button = _action(news)
        self.told.emit(sentence(news), wish, button)


def plain_label(label: str) -> str:
    """Return a device's name without what only programs need."""
    return _NUMBERS.sub("", _ROLE.sub("", label)).strip()


def sentence(news: DeviceNews) -> str:
    """Return what is said about an event."""
    return filled(_PATTERNS[news.event](news), plain_label(news.before), plain_label(news.now))


def _lost(news: DeviceNews) -> str:
    return f"{say('“%1” was unplugged.')} {_used_now(news)}"


def _missing(news: DeviceNews) -> str:
    return f"{say('“%1”, which you chose last time, is not connected.')} {_used_now(news)}"


def _used_now(news: DeviceNews) -> str:
    if news.now:
        return {
            DeviceKind.CAMERA: say("The camera “%2” is used now."),
            DeviceKind.MICROPHONE: say("The microphone “%2” is used now."),
            DeviceKind.SPEAKER: say("You hear the call through “%2” now."),
        }[news.kind]
    return {
        DeviceKind.CAMERA: say("There is no other camera, so the others do not see you."),
        DeviceKind.MICROPHONE: say("There is no other microphone, so the others do not hear you."),
        DeviceKind.SPEAKER: say("There is no other speaker, so you do not hear the others."),
    }[news.kind]


def _back(_news: DeviceNews) -> str:
    return say("“%2” is connected again. “%1” is still used.")


def _taken(_news: DeviceNews) -> str:
    return say("“%2” was connected and is used now.")


def _standard(news: DeviceNews) -> str:
    return {
        DeviceKind.CAMERA: say("This PC's standard camera is now “%2”."),
        DeviceKind.MICROPHONE: say("This PC's standard microphone is now “%2”, and the call uses it."),
        DeviceKind.SPEAKER: say("This PC's standard speaker is now “%2”, and the call uses it."),
    }[news.kind]


_PATTERNS = {
    DeviceEvent.LOST: _lost,
    DeviceEvent.MISSING: _missing,
    DeviceEvent.BACK: _back,
    DeviceEvent.TAKEN: _taken,
    DeviceEvent.STANDARD: _standard,
}


def _action(news: DeviceNews) -> tuple[str, str]:
    if news.event is DeviceEvent.BACK:
        return f"use:{news.kind}", say("Use it")
    if news.event is DeviceEvent.TAKEN and news.before:
        return f"use:{news.kind}", say("Use the one before")
    return "settings", say("Choose another")


def _key(kind: DeviceKind) -> str:
    return f"call/devices/{kind}"
