"""Moves audio and video between the peers of a room without decoding it.

Only ``source`` may be imported always: the others need aiortc and PyAV (the extra ``practice``). Import them when
they are used, after ``available()`` said yes.
"""

from __future__ import annotations

from importlib.util import find_spec


def available() -> bool:
    """Return whether the extra ``practice`` is installed."""
    return find_spec("aiortc") is not None and find_spec("av") is not None
