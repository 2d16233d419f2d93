"""What a person chose for calls on this PC, beside devices and permissions: both windows' places, the captions."""

from __future__ import annotations

import base64
from enum import StrEnum
from typing import Any, TypeVar

from PySide6.QtCore import QRect, QSettings

_WINDOW = "call/window/place"
_PLACE = "call/mini/place"
_OFFER = "call/mini/offer"
_CAPTIONS = "call/captions/on"
_CAPTION_SIZE = "call/captions/size"
_MOST = 1 << 20
Choice = TypeVar("Choice", bound=StrEnum)


class MiniOffer(StrEnum):
    """What happens when the person turns to the main window during a call; the value is what is stored."""

    ASK = "ask"
    ALWAYS = "always"
    NEVER = "never"


class CaptionSize(StrEnum):
    """How large captions are; the value is what is stored and what the page knows."""

    NORMAL = "normal"
    LARGE = "large"
    LARGEST = "largest"


class CallPreferences:
    """Typed access to the settings file; a value that cannot be read counts as not chosen.

    Without a file it remembers for as long as it lives.
    """

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings
        self._memory: dict[str, str] = {}

    @property
    def mini_place(self) -> QRect | None:
        """Where the small window was last; the screen may be gone since."""
        parts = self._read(_PLACE).split(",")
        try:
            x, y, width, height = (int(part) for part in parts)
        except ValueError:
            return None
        fits = width > 0 and height > 0 and max(map(abs, (x, y, width, height))) < _MOST
        return QRect(x, y, width, height) if fits else None

    @mini_place.setter
    def mini_place(self, place: QRect) -> None:
        self._write(_PLACE, ",".join(map(str, (place.x(), place.y(), place.width(), place.height()))))

    @property
    def window_place(self) -> bytes:
        """Where the whole window was last, as Qt writes it down; empty where nobody knows."""
        try:
            return base64.b64decode(self._read(_WINDOW), validate=True)
        except ValueError:
            return b""

    @window_place.setter
    def window_place(self, place: bytes) -> None:
        self._write(_WINDOW, base64.b64encode(place).decode("ascii"))

    @property
    def mini_offer(self) -> MiniOffer:
        """Whether the small window is offered, or comes by itself."""
        return _one_of(MiniOffer, self._read(_OFFER), MiniOffer.ASK)

    @mini_offer.setter
    def mini_offer(self, offer: MiniOffer) -> None:
        self._write(_OFFER, offer.value)

    @property
    def captions(self) -> bool:
        """Whether captions are shown where a meeting delivers them."""
        return self._read(_CAPTIONS) == "true"

    @captions.setter
    def captions(self, on: bool) -> None:
        self._write(_CAPTIONS, "true" if on else "false")

    @property
    def caption_size(self) -> CaptionSize:
        """How large they are."""
        return _one_of(CaptionSize, self._read(_CAPTION_SIZE), CaptionSize.NORMAL)

    @caption_size.setter
    def caption_size(self, size: CaptionSize) -> None:
        self._write(_CAPTION_SIZE, size.value)

    def _read(self, key: str) -> str:
        if self._settings is None:
            return self._memory.get(key, "")
        kept: Any = self._settings.value(key, "")
        # An INI file gives a text with commas back as a list.
        return ",".join(map(str, kept)) if isinstance(kept, list) else str(kept)

    def _write(self, key: str, value: str) -> None:
        if self._settings is None:
            self._memory[key] = value
        else:
            self._settings.setValue(key, value)


def _one_of(kind: type[Choice], text: str, usual: Choice) -> Choice:
    try:
        return kind(text)
    except ValueError:
        return usual
