"""Knows whether the process that started this one is still there."""

from __future__ import annotations

import os
import sys
from pathlib import Path


class Parent:
    """A process to outlive by a moment only. Make it first thing: what counts is whose child this process is then."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ours = os.getppid() == pid

    @property
    def gone(self) -> bool:
        """Whether it has ended."""
        if sys.platform == "win32":
            return not _alive(self._pid)
        # A dead parent that nobody waits for still has its number; that its child was adopted does not lie.
        return (self._ours and os.getppid() != self._pid) or not _alive(self._pid)


if sys.platform == "win32":
    import ctypes

    def _alive(pid: int) -> bool:
        """Ask the process itself: ``os.kill(pid, 0)`` would end it on Windows."""
        synchronize, timed_out = 0x00100000, 0x00000102
        handle = ctypes.windll.kernel32.OpenProcess(synchronize, 0, pid)
        if not handle:
            return False
        try:
            return bool(ctypes.windll.kernel32.WaitForSingleObject(handle, 0) == timed_out)
        finally:
            ctypes.windll.kernel32.CloseHandle(handle)
else:

    def _alive(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return not _is_zombie(pid)

    def _is_zombie(pid: int) -> bool:
        """Tell whether it has ended and only waits to be asked how; known on Linux alone."""
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        return text.rpartition(")")[2].split()[:1] == ["Z"]
