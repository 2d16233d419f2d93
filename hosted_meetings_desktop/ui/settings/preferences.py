"""What a person chose on this PC, each with its key, type and usual value."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from hosted_meetings_desktop.ui.theme.tokens import ThemeMode

_THEME = "appearance/theme"
_START_CAMERA = "call/start_camera"
_START_MICROPHONE = "call/start_microphone"
_GUEST_PAGE = "guests/page"
_ANSWER = "call/media/"
DEVICES = ("camera", "microphone")


class Preferences:
    """Typed access to the settings file; a value that cannot be read counts as not chosen."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def theme(self) -> ThemeMode:
        """Light, dark or as the system says."""
        try:
            return ThemeMode(str(self._settings.value(_THEME, ThemeMode.SYSTEM)))
        except ValueError:
            return ThemeMode.SYSTEM

    @theme.setter
    def theme(self, mode: ThemeMode) -> None:
        self._settings.setValue(_THEME, mode.value)

    @property
    def start_camera(self) -> bool:
        """Whether calls start with the camera on."""
        return self._flag(_START_CAMERA)

    @start_camera.setter
    def start_camera(self, on: bool) -> None:
        self._settings.setValue(_START_CAMERA, "true" if on else "false")

    @property
    def start_microphone(self) -> bool:
        """Whether calls start with the microphone on."""
        return self._flag(_START_MICROPHONE)

    @start_microphone.setter
    def start_microphone(self, on: bool) -> None:
        self._settings.setValue(_START_MICROPHONE, "true" if on else "false")

    @property
    def guest_page(self) -> str:
        """The page that guests' links open; empty for the video service's own."""
        return str(self._settings.value(_GUEST_PAGE, ""))

    @guest_page.setter
    def guest_page(self, address: str) -> None:
        self._settings.setValue(_GUEST_PAGE, address)

    def address(self) -> str:
        """Return the page that guests' links open: this is a ``domain.ports.GuestPage``."""
        return self.guest_page

    def device_answer(self, device: str) -> bool | None:
        """Return the remembered answer for "camera" or "microphone"; None while the app still asks."""
        return {"allowed": True, "denied": False}.get(str(self._settings.value(_ANSWER + device, "")))

    def forget_device_answer(self, device: str) -> None:
        """Ask again in the next call."""
        self._settings.remove(_ANSWER + device)

    def _flag(self, key: str) -> bool:
        return str(self._settings.value(key, "true")).lower() != "false"
