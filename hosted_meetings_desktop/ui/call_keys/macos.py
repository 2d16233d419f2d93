"""macOS: a hot key of Carbon's event manager, which needs no permission of the person, unlike watching the keyboard.

Carbon's ``RegisterEventHotKey`` (CarbonEvents.h) is the one part of it that Apple never replaced.
"""

from __future__ import annotations

import ctypes
import logging
from typing import Any

from PySide6.QtCore import QObject

from hosted_meetings_desktop.ui.call_keys.combination import Combination, Modifier
from hosted_meetings_desktop.ui.call_keys.ways import KeyState, KeyWay

logger = logging.getLogger(__name__)

_CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"
_KEYBOARD = 0x6B657962  # 'keyb'
_PRESSED = 5
_SIGNATURE = 0x484D4D54  # 'HMMT'
_EXISTS = -9878
_MODIFIERS = {Modifier.CTRL: 1 << 8, Modifier.SHIFT: 1 << 9, Modifier.ALT: 1 << 11, Modifier.META: 1 << 12}
# Of the key's place on an ANSI keyboard (Events.h, kVK_ANSI_A and the rest).
_CODES = {
    **dict(zip("ASDFHGZXCV", (0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("BQWERYT", (11, 12, 13, 14, 15, 16, 17), strict=True)),
    **dict(zip("123465", (18, 19, 20, 21, 22, 23), strict=True)),
    **dict(zip("970", (25, 26, 29), strict=True)),
    **dict(zip("8OUIPLJKNM", (28, 31, 32, 34, 35, 37, 38, 40, 45, 46), strict=True)),
    **dict(zip(("F1", "F2", "F3", "F4", "F5", "F6"), (122, 120, 99, 118, 96, 97), strict=True)),
    **dict(zip(("F7", "F8", "F9", "F10", "F11", "F12"), (98, 100, 101, 109, 103, 111), strict=True)),
    **dict(zip(("F13", "F14", "F15", "F16", "F17"), (105, 107, 113, 106, 64), strict=True)),
    **dict(zip(("F18", "F19", "F20"), (79, 80, 90), strict=True)),
}


class EventKind(ctypes.Structure):
    """``EventTypeSpec``."""

    _fields_ = (("group", ctypes.c_uint32), ("kind", ctypes.c_uint32))


class HotKeyId(ctypes.Structure):
    """``EventHotKeyID``."""

    _fields_ = (("signature", ctypes.c_uint32), ("id", ctypes.c_uint32))


_Handler = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class MacWay(KeyWay):
    """One hot key; its handler is installed with the first."""

    def __init__(self, parent: QObject | None = None, *, carbon: Any = None) -> None:
        """Make it; ``carbon`` is the system's library, or what stands in for it."""
        super().__init__(parent)
        self._carbon = carbon if carbon is not None else _load()
        self._hot_key = ctypes.c_void_p()
        self._installed = ctypes.c_void_p()
        # Kept for as long as Carbon may call it.
        self._handler = _Handler(self._hear)

    def take(self, combination: Combination) -> None:
        """Register it; macOS says at once whether another program has it."""
        self.release()
        code = _CODES.get(combination.key)
        if code is None:
            self.answered.emit(KeyState.UNFIT)
            return
        target = self._carbon.GetApplicationEventTarget()
        if not self._installed:
            kind = EventKind(_KEYBOARD, _PRESSED)
            self._carbon.InstallEventHandler(
                target, self._handler, 1, ctypes.byref(kind), None, ctypes.byref(self._installed)
            )
        modifiers = sum(bit for modifier, bit in _MODIFIERS.items() if modifier & combination.modifiers)
        made = ctypes.c_void_p()
        status = self._carbon.RegisterEventHotKey(
            code, modifiers, HotKeyId(_SIGNATURE, 1), target, 0, ctypes.byref(made)
        )
        if status == 0:
            self._hot_key = made
            self.answered.emit(KeyState.WORKS)
            return
        logger.debug("macOS does not give the key: %d", status)
        self.answered.emit(KeyState.TAKEN if status == _EXISTS else KeyState.REFUSED)

    def release(self) -> None:
        """Unregister it."""
        if self._hot_key:
            self._carbon.UnregisterEventHotKey(self._hot_key)
            self._hot_key = ctypes.c_void_p()

    def end(self) -> None:
        """Give the key and the handler back."""
        self.release()
        if self._installed:
            self._carbon.RemoveEventHandler(self._installed)
            self._installed = ctypes.c_void_p()

    def _hear(self, _next: int | None, _event: int | None, _data: int | None) -> int:
        self.pressed.emit()
        return 0


def _load() -> Any:
    carbon = ctypes.CDLL(_CARBON)
    pointer = ctypes.c_void_p
    carbon.GetApplicationEventTarget.restype = pointer
    carbon.GetApplicationEventTarget.argtypes = []
    carbon.InstallEventHandler.argtypes = [pointer, _Handler, ctypes.c_ulong, pointer, pointer, pointer]
    carbon.RegisterEventHotKey.argtypes = [
        ctypes.c_uint32, ctypes.c_uint32, HotKeyId, pointer, ctypes.c_uint32, pointer
    ]  # fmt: skip
    carbon.UnregisterEventHotKey.argtypes = [pointer]
    carbon.RemoveEventHandler.argtypes = [pointer]
    return carbon
