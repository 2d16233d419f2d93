"""What a pane wants to be remembered, as one line of the settings file."""

from __future__ import annotations

import json
from typing import Any


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
