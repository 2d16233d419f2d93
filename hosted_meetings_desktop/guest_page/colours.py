"""Whether text on a colour can be read, and the nearest colour on which it can (WCAG 2.2, contrast minimum)."""

from __future__ import annotations

READABLE = 4.5
_STEP = 0.04


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(ground: str, colour: str) -> str:
    """Return ``colour``, moved towards black or white until text in it can be read on ``ground``."""
    away = "#000000" if contrast(ground, "#000000") > contrast(ground, "#ffffff") else "#ffffff"
    found, share = colour.lower(), 0.0
    while contrast(found, ground) < READABLE and share < 1:
        share = min(1.0, share + _STEP)
        found = _mixed(colour, away, share)
    return found


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = []
    for part in _parts(colour):
        share = part / 255
        linear.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
