"""Windows: a hot key of this thread, told as a message in its queue.

https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-registerhotkey
"""

from __future__ import annotations

import ctypes
import logging
import sys
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject

from hosted_meetings_desktop.ui.call_keys.combination import Combination, Modifier
from hosted_meetings_desktop.ui.call_keys.ways import KeyState, KeyWay

logger = logging.getLogger(__name__)

MESSAGE = 0x0312  # WM_HOTKEY
_ID = 0x4D55
_ALREADY_REGISTERED = 1409
_NO_REPEAT = 0x4000
_MODIFIERS = {Modifier.ALT: 1, Modifier.CTRL: 2, Modifier.SHIFT: 4, Modifier.META: 8}
_SPECIAL = {"Pause": 0x13, "Scroll_Lock": 0x91, "Insert": 0x2D}
_F1 = 0x70


class ThreadMessage(ctypes.Structure):
    """``MSG``, as far as it is read."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("first", ctypes.c_size_t),
        ("second", ctypes.c_ssize_t),
    )


class _Filter(QAbstractNativeEventFilter):
    """Sees the messages of the thread before Qt does."""

    def __init__(self, way: WindowsWay) -> None:
        super().__init__()
        self._way = way

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: Any, /) -> object:
        """Take our own message out of the queue."""
        # The name of the window's messages is another one: a hot key of a thread has no window.
        if QByteArray(kind) != QByteArray(b"windows_dispatcher_MSG"):
            return False, 0
        told = ThreadMessage.from_address(int(message))
        if told.message == MESSAGE and told.first == _ID:
            self._way.pressed.emit()
            return True, 0
        return False, 0


class WindowsWay(KeyWay):
    """One hot key."""

    def __init__(self, parent: QObject | None = None, *, user32: Any = None) -> None:
        """Make it; ``user32`` is the system's library, or what stands in for it."""
        super().__init__(parent)
        self._user32 = user32 if user32 is not None else _user32()
        self._filter = _Filter(self)
        self._taken = False
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)

    def take(self, combination: Combination) -> None:
        """Register it; Windows says at once whether another program has it."""
        self.release()
        modifiers = sum(bit for modifier, bit in _MODIFIERS.items() if modifier & combination.modifiers)
        if self._user32.RegisterHotKey(None, _ID, modifiers | _NO_REPEAT, virtual_key(combination)):
            self._taken = True
            self.answered.emit(KeyState.WORKS)
            return
        code = _last_error()
        logger.debug("Windows does not give the key: %d", code)
        self.answered.emit(KeyState.TAKEN if code in {0, _ALREADY_REGISTERED} else KeyState.REFUSED)

    def release(self) -> None:
        """Unregister it."""
        if self._taken:
            self._taken = False
            self._user32.UnregisterHotKey(None, _ID)

    def end(self) -> None:
        """Give the key and the filter back."""
        self.release()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self._filter)


def virtual_key(combination: Combination) -> int:
    """Return Windows' number of the key."""
    if combination.f_number:
        return _F1 + combination.f_number - 1
    return _SPECIAL.get(combination.key) or ord(combination.key)


def _user32() -> Any:
    if sys.platform == "win32":
        return ctypes.WinDLL("user32", use_last_error=True)
    raise OSError("only on Windows")


def _last_error() -> int:
    if sys.platform == "win32":
        return ctypes.get_last_error()
    return 0
