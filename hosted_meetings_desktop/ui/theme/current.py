"""Which colours hold now; read at paint time, so that a change of theme needs no rebuilding."""

from __future__ import annotations

from hosted_meetings_desktop.ui.theme.tokens import LIGHT, Colours

_now: list[Colours] = [LIGHT]


def colours() -> Colours:
    """Return the colours of the theme that is shown."""
    return _now[0]


def show(theme: Colours) -> None:
    """Make ``theme`` the one that is shown; only ``apply_theme`` does this."""
    _now[0] = theme
