"""What the check-up needs of camera, microphone, speaker and graphics; the web engine gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.ui.call.devices import DeviceKind


class Media(Protocol):
    """The devices as calls get them; its widget shows the camera's picture."""

    @property
    def heard(self) -> SignalInstance:
        """Emitted with each ``Heard`` of the page."""
        ...

    @property
    def stopped(self) -> SignalInstance:
        """Emitted when the page cannot be shown (any more), with a text for IT."""
        ...

    @property
    def asked(self) -> SignalInstance:
        """Emitted with the kinds of devices that the person has to allow now."""
        ...

    @property
    def withdrawn(self) -> SignalInstance:
        """Emitted when nothing has to be allowed any more."""
        ...

    @property
    def kept_off(self) -> SignalInstance:
        """Emitted with the kinds that stay off because of the person's own answer."""
        ...

    @property
    def widget(self) -> QWidget:
        """The picture."""
        ...

    def start(self) -> None:
        """Load the page; ``heard`` says ``ready``."""
        ...

    def begin(self, chosen: Mapping[str, Mapping[str, str]]) -> None:
        """Switch camera and microphone on, those that were chosen once where they are there."""
        ...

    def use(self, kind: DeviceKind, identity: str) -> None:
        """Use another device."""
        ...

    def play(self) -> None:
        """Play the tone."""
        ...

    def reach(self, hosts: Iterable[str]) -> None:
        """Try to reach these hosts from the page."""
        ...

    def answer(self, *, allow: bool, remember: bool) -> None:
        """Answer what was asked."""
        ...

    def ask_again(self) -> None:
        """Forget a no."""
        ...

    def release(self) -> None:
        """Let go of the devices, for good."""
        ...
