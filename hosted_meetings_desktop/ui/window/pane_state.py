"""What a pane wants to be remembered, as one line of the settings file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from hosted_meetings_desktop.ui.parts.pane import Pane


def keep(settings: QSettings, key: str, pane: Pane) -> None:
    """Remember a pane under its key."""
    settings.setValue(f"panes/{key}", encoded(pane.state()))
    pane.save_columns(settings)


def encoded(state: dict[str, Any]) -> str:
    """Return ``state`` as text."""
    return json.dumps(state)


def decoded(kept: object) -> dict[str, Any]:
    """Return a pane's remembered state; what cannot be read counts as nothing."""
    if not isinstance(kept, str) or not kept:
        return {}
    try:
        state = json.loads(kept)
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}
