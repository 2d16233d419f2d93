"""The clinic's look in a message: its colour made readable on any ground, its logo in a fitting size."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

PLAIN = "#0b6bcb"
"""Where the clinic's colour is none."""
LIGHT_GROUND, DARK_GROUND = "#ffffff", "#1f2329"
_LIGHT_TEXT, _DARK_TEXT = "#ffffff", "#1a2028"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_SHAPE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
_PNG = b"\x89PNG\r\n\x1a\n"
_LARGEST_LOGO = 1_000_000


@dataclass(frozen=True, slots=True)
class Brand:
    """The clinic's colours, each "#rrggbb".

    Attributes:
        heading: Text on a light ground.
        heading_dark: Text on a dark ground.
        button: The clinic's colour itself.
        on_button: Text on it.
        edge: A line around it that stands out from a light ground.
        edge_dark: The same for a dark ground.
    """

    heading: str
    heading_dark: str
    button: str
    on_button: str
    edge: str
    edge_dark: str


def brand(colour: str) -> Brand:
    """Return the colours of a message from the clinic's one colour, whatever it holds."""
    own = colour.lower() if _HEX.fullmatch(colour) else PLAIN
    return Brand(
        heading=_apart(own, LIGHT_GROUND, _TEXT_CONTRAST),
        heading_dark=_apart(own, DARK_GROUND, _TEXT_CONTRAST),
        button=own,
        on_button=max(_LIGHT_TEXT, _DARK_TEXT, key=lambda text: contrast(text, own)),
        edge=_apart(own, LIGHT_GROUND, _SHAPE_CONTRAST),
        edge_dark=_apart(own, DARK_GROUND, _SHAPE_CONTRAST),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def logo_size(logo: bytes, *, height: int, width: int) -> tuple[int, int] | None:
    """Return width and height in which a PNG fits a space, None when it is none or far too large.

    Outlook heeds only sizes that are written down, so they are read from the picture (PNG specification, 11.2.2).
    """
    if not logo.startswith(_PNG) or logo[12:16] != b"IHDR" or len(logo) < 24 or len(logo) > _LARGEST_LOGO:
        return None
    wide, high = struct.unpack(">II", logo[16:24])
    if not wide or not high:
        return None
    scale = min(height / high, width / wide, 1.0)
    return max(1, round(wide * scale)), max(1, round(high * scale))


def _apart(colour: str, ground: str, least: float) -> str:
    """Return the colour, moved towards black or white until it stands out from the ground."""
    target = 0 if _luminance(ground) > 0.4 else 255
    for step in range(21):
        moved = _mixed(colour, target, step / 20)
        if contrast(moved, ground) >= least:
            return moved
    raise AssertionError("unreachable: black or white stands out from any ground")


def _mixed(colour: str, target: int, share: float) -> str:
    return "#" + "".join(f"{round(part + (target - part) * share):02x}" for part in _parts(colour))


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (p / 255 for p in _parts(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
