"""What the check-up's page says, read with care: whatever runs in it could have said it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hosted_meetings_desktop.ui.call.devices import Device, DeviceKind

_LIMIT = 20_000
_NAME = 200
_MANY = 40


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of the page.

    Attributes:
        what: ``ready``, ``camera``, ``microphone``, ``speaker``, ``level``, ``devices``, ``graphics`` or ``engine``.
        value: How a device does.
        name: The device's name, or the renderer's.
        level: How loud it is, 0 to 1.
        known: Whether the renderer could be asked for.
        facts: More for IT.
        devices: What can be chosen, by kind.
        used: The ids of the devices in use, by kind.
        reached: Which hosts answered.
    """

    what: str
    value: str = ""
    name: str = ""
    level: float = 0.0
    known: bool = False
    facts: tuple[str, ...] = ()
    devices: Mapping[DeviceKind, tuple[Device, ...]] = field(default_factory=dict)
    used: Mapping[DeviceKind, str] = field(default_factory=dict)
    reached: Mapping[str, bool] = field(default_factory=dict)


def read_heard(text: str) -> Heard | None:
    """Return what a message says, None when it is not one of ours."""
    if len(text) > _LIMIT:
        return None
    try:
        raw: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(raw, dict) or not isinstance(raw.get("what"), str):
        return None
    level = raw.get("level")
    return Heard(
        what=raw["what"][:20],
        value=_text(raw.get("value")),
        name=_text(raw.get("name")),
        level=min(1.0, max(0.0, float(level))) if isinstance(level, int | float) else 0.0,
        known=raw.get("known") is True,
        facts=_texts(raw.get("facts")),
        devices={kind: _devices(raw.get(kind.value)) for kind in DeviceKind},
        used=dict(zip(DeviceKind, _texts(raw.get("used")), strict=False)),
        reached=_reached(raw.get("reached")),
    )


def _text(value: Any) -> str:
    return "".join(letter for letter in value if letter.isprintable())[:_NAME] if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(one) for one in value[:_MANY]) if isinstance(value, list) else ()


def _devices(value: Any) -> tuple[Device, ...]:
    found = value[:_MANY] if isinstance(value, list) else []
    return tuple(
        Device(_text(one.get("label")), _text(one.get("id")))
        for one in found
        if isinstance(one, dict) and one.get("id")
    )


def _reached(value: Any) -> Mapping[str, bool]:
    return {_text(host): ok is True for host, ok in list(value.items())[:_MANY]} if isinstance(value, dict) else {}
