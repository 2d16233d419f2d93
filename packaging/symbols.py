"""Takes the debug symbols out of Python and its extension modules, which come with them; Qt's files have none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]


def has_debug(path: str) -> bool:
    """Return whether a binary of the build is one that is built with debug symbols: Python's own or an extension."""
    name = PurePosixPath(path)
    if "PySide6" in name.parts or "shiboken6" in name.parts:
        return False
    return name.name.startswith("libpython") or (name.suffix == ".so" and len(name.parts) > 1)


def without_debug(binaries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return the binaries with their copies in ``folder`` in place of those that had debug symbols.

    Args:
        binaries: Path in the build, path here, kind.
        folder: Where the copies are made.
    """
    entries = list(binaries)
    if shutil.which("strip") is None:
        return entries
    shutil.rmtree(folder, ignore_errors=True)
    return [(e[0], _stripped(e[1], folder / e[0]), e[2]) if has_debug(e[0]) else e for e in entries]


def _stripped(source: str, copy: Path) -> str:
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, copy)
    copy.chmod(0o755)
    subprocess.run(["strip", "--strip-debug", str(copy)], check=True)  # noqa: S603, S607
    return str(copy)
