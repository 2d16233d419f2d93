"""Hand something over to the program that this PC uses for it: the browser, the file manager."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

_PATH = "LD_LIBRARY_PATH"


def open_outside(target: QUrl | Path) -> bool:
    """Open an address or a folder in another program; returns whether one was found."""
    url = QUrl.fromLocalFile(str(target)) if isinstance(target, Path) else target
    with _own_libraries_hidden():
        return QDesktopServices.openUrl(url)


@contextmanager
def _own_libraries_hidden() -> Iterator[None]:
    """Give the other program its own libraries back.

    A frozen build on Linux runs with ``LD_LIBRARY_PATH`` on its own folder and keeps what it was before under
    ``LD_LIBRARY_PATH_ORIG`` (PyInstaller, "LD_LIBRARY_PATH considerations"); a browser would load ours and crash.
    """
    ours = os.environ.get(_PATH)
    if not getattr(sys, "frozen", False) or ours is None:
        yield
        return
    before = os.environ.get(f"{_PATH}_ORIG")
    if before is None:
        del os.environ[_PATH]
    else:
        os.environ[_PATH] = before
    try:
        yield
    finally:
        os.environ[_PATH] = ours
