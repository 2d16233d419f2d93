"""X11: a key grabbed on the root window, over a connection of its own so that nothing of Qt's is disturbed.

The libraries are those that Qt's own X11 platform needs. Their bindings for Python are copyleft or have to be built.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier

from hosted_meetings_desktop.ui.call_keys.combination import Combination, Modifier
from hosted_meetings_desktop.ui.call_keys.ways import KeyState, KeyWay

logger = logging.getLogger(__name__)

_MODIFIERS = {Modifier.SHIFT: 1, Modifier.CTRL: 4, Modifier.ALT: 8, Modifier.META: 64}
_LOCKS = (0, 2, 16, 2 | 16)
"""Caps Lock and Num Lock are modifiers to X: the key is grabbed with and without each."""
_ASYNC = 1
_BAD_ACCESS = 10
_ANY_KEY, _ANY_MODIFIER = 0, 0x8000
_KEY_PRESS, _KEY_RELEASE, _MAPPING_NOTIFY = 2, 3, 34
_SPECIAL = {"Pause": 0xFF13, "Scroll_Lock": 0xFF14, "Insert": 0xFF63}
_F1 = 0xFFBE
_pointer = ctypes.c_void_p


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


class _Roots(ctypes.Structure):
    """``xcb_screen_iterator_t``; a screen begins with its root window."""

    _fields_ = (("data", ctypes.POINTER(ctypes.c_uint32)), ("rem", ctypes.c_int), ("index", ctypes.c_int))


class _Event(ctypes.Structure):
    """How every event and error begins; ``time`` is that of a key."""

    _fields_ = (
        ("type", ctypes.c_uint8),
        ("code", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("time", ctypes.c_uint32),
    )


@dataclass(frozen=True, slots=True)
class Libraries:
    """What is called, with the types set."""

    xcb: Any
    keysyms: Any
    c: Any


def load() -> Libraries:
    """Return the libraries.

    Raises:
        OSError: One is not on this machine.
    """
    xcb, keysyms = ctypes.CDLL("libxcb.so.1"), ctypes.CDLL("libxcb-keysyms.so.1")
    c = ctypes.CDLL(None)
    event: Any = ctypes.POINTER(_Event)
    calls: tuple[tuple[Any, Any, list[Any]], ...] = (
        (xcb.xcb_connect, _pointer, [ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)]),
        (xcb.xcb_connection_has_error, ctypes.c_int, [_pointer]),
        (xcb.xcb_disconnect, None, [_pointer]),
        (xcb.xcb_get_file_descriptor, ctypes.c_int, [_pointer]),
        (xcb.xcb_get_setup, _pointer, [_pointer]),
        (xcb.xcb_setup_roots_iterator, _Roots, [_pointer]),
        (
            xcb.xcb_grab_key_checked,
            _Cookie,
            [_pointer, ctypes.c_uint8, ctypes.c_uint32, ctypes.c_uint16, *[ctypes.c_uint8] * 3],
        ),
        (xcb.xcb_ungrab_key, _Cookie, [_pointer, ctypes.c_uint8, ctypes.c_uint32, ctypes.c_uint16]),
        (xcb.xcb_request_check, event, [_pointer, _Cookie]),
        (xcb.xcb_poll_for_event, event, [_pointer]),
        (xcb.xcb_flush, ctypes.c_int, [_pointer]),
        (keysyms.xcb_key_symbols_alloc, _pointer, [_pointer]),
        (keysyms.xcb_key_symbols_free, None, [_pointer]),
        (keysyms.xcb_key_symbols_get_keycode, ctypes.POINTER(ctypes.c_uint8), [_pointer, ctypes.c_uint32]),
        (c.free, None, [_pointer]),
    )
    for function, result, arguments in calls:
        function.restype, function.argtypes = result, arguments
    return Libraries(xcb, keysyms, c)


class X11Way(KeyWay):
    """One grabbed key; the connection is there only while it is."""

    def __init__(self, parent: QObject | None = None, *, display: str = "") -> None:
        """Make it; ``display`` is X's name of the display, the environment's when empty."""
        super().__init__(parent)
        self._display = display
        self._libraries: Libraries | None = None
        self._connection: int | None = None
        self._root = 0
        self._watch: QSocketNotifier | None = None
        self._combination: Combination | None = None
        self._codes_now: list[int] = []
        self._released_at = -1

    def take(self, combination: Combination) -> None:
        """Grab it; X says at once whether another program has it."""
        self.release()
        self._combination = combination
        state = self._grab(combination) if self._connect() else KeyState.NO_WAY
        if state is not KeyState.WORKS:
            self.release()
        self.answered.emit(state)
        self._read()

    def release(self) -> None:
        """Leave X, which gives every grab of the connection back."""
        self._combination = None
        if self._watch is not None:
            self._watch.setEnabled(False)
            self._watch.deleteLater()
            self._watch = None
        if self._connection is not None and self._libraries is not None:
            self._libraries.xcb.xcb_disconnect(self._connection)
        self._connection = None

    def _connect(self) -> bool:
        try:
            libraries = self._libraries = self._libraries or load()
        except OSError as problem:
            logger.debug("A library of X is missing: %s", problem)
            return False
        xcb = libraries.xcb
        connection = xcb.xcb_connect(self._display.encode() or None, None)
        if xcb.xcb_connection_has_error(connection):
            xcb.xcb_disconnect(connection)
            return False
        self._connection = connection
        self._root = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(connection)).data[0]
        self._watch = QSocketNotifier(xcb.xcb_get_file_descriptor(connection), QSocketNotifier.Type.Read, self)
        self._watch.activated.connect(self._read)
        return True

    def _grab(self, combination: Combination) -> KeyState:
        libraries, connection = self._libraries, self._connection
        if libraries is None or connection is None:
            return KeyState.NO_WAY
        codes = self._codes_now = self._codes(libraries, connection, keysym(combination))
        if not codes:
            return KeyState.UNFIT
        modifiers = sum(bit for modifier, bit in _MODIFIERS.items() if modifier & combination.modifiers)
        cookies = [
            libraries.xcb.xcb_grab_key_checked(connection, 1, self._root, modifiers | lock, code, _ASYNC, _ASYNC)
            for code in codes
            for lock in _LOCKS
        ]
        errors = [self._error(libraries, connection, cookie) for cookie in cookies]
        if not any(errors):
            return KeyState.WORKS
        logger.debug("X does not give the key: %s", errors)
        return KeyState.TAKEN if _BAD_ACCESS in errors else KeyState.REFUSED

    @staticmethod
    def _codes(libraries: Libraries, connection: int, symbol: int) -> list[int]:
        symbols = libraries.keysyms.xcb_key_symbols_alloc(connection)
        found = libraries.keysyms.xcb_key_symbols_get_keycode(symbols, symbol)
        codes: list[int] = []
        while found and found[len(codes)]:
            codes.append(found[len(codes)])
        if found:
            libraries.c.free(ctypes.cast(found, _pointer))
        libraries.keysyms.xcb_key_symbols_free(symbols)
        return codes

    @staticmethod
    def _error(libraries: Libraries, connection: int, cookie: _Cookie) -> int:
        error = libraries.xcb.xcb_request_check(connection, cookie)
        if not error:
            return 0
        code = int(error[0].code)
        libraries.c.free(ctypes.cast(error, _pointer))
        return code

    def _read(self) -> None:
        libraries = self._libraries
        while libraries is not None and self._connection is not None:
            event = libraries.xcb.xcb_poll_for_event(self._connection)
            if not event:
                if libraries.xcb.xcb_connection_has_error(self._connection):
                    self.release()
                    self.answered.emit(KeyState.NO_WAY)
                return
            kind, time = event[0].type & 0x7F, int(event[0].time)
            libraries.c.free(ctypes.cast(event, _pointer))
            self._hear(kind, time)

    def _hear(self, kind: int, time: int) -> None:
        if kind == _KEY_RELEASE:
            self._released_at = time
        elif kind == _KEY_PRESS and time != self._released_at:
            # Held down, a key is released and pressed over and over in the same millisecond.
            self.pressed.emit()
        elif kind == _MAPPING_NOTIFY:
            self._look_for_key()

    def _look_for_key(self) -> None:
        """Grab the key where it is in another layout; what was pressed before is still read."""
        combination, libraries, connection = self._combination, self._libraries, self._connection
        if combination is None or libraries is None or connection is None:
            return
        if self._codes(libraries, connection, keysym(combination)) == self._codes_now:
            return
        libraries.xcb.xcb_ungrab_key(connection, _ANY_KEY, self._root, _ANY_MODIFIER)
        self.answered.emit(self._grab(combination))


def keysym(combination: Combination) -> int:
    """Return X's number of the symbol (keysymdef.h)."""
    if combination.f_number:
        return _F1 + combination.f_number - 1
    return _SPECIAL.get(combination.key) or ord(combination.key.lower())
