"""Imports PySide6 without what it does to every later import."""

from __future__ import annotations

import builtins


def import_qt_plainly() -> None:
    """Import PySide6 and put Python's own ``__import__`` back in its place.

    PySide6 puts one there that reads the source text of every module imported afterwards, to see whether it may want
    ``from __feature__ import snake_case``, and keeps the text in memory. Nothing here or in our libraries does, and a
    start imports a thousand modules: without it the first paint comes some 8 ms sooner.
    """
    own = builtins.__import__
    import PySide6.QtCore  # noqa: F401

    builtins.__import__ = own
