"""Keeps a window of ours out of what is shared or recorded of the screen, where the system can do that."""

from __future__ import annotations

import ctypes
import logging
import sys
from typing import Any

from PySide6.QtWidgets import QWidget

logger = logging.getLogger(__name__)

# https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-setwindowdisplayaffinity: since Windows 10 2004;
# older ones show a black rectangle in its place.
_EXCLUDE_FROM_CAPTURE = 0x11
# https://developer.apple.com/documentation/appkit/nswindow/sharingtype-swift.enum/none
_SHARING_NONE = 0


def keep_out_of_captures(widget: QWidget) -> bool:
    """Ask the system to leave a window out of captures; returns whether it will. X11 and Wayland cannot."""
    if sys.platform == "win32":
        return _exclude_on_windows(ctypes.windll.user32, int(widget.winId()))
    if sys.platform == "darwin":
        return _exclude_on_mac(ctypes.CDLL("/usr/lib/libobjc.A.dylib"), int(widget.winId()))
    return False


def _exclude_on_windows(user32: Any, handle: int) -> bool:
    done = bool(user32.SetWindowDisplayAffinity(ctypes.c_void_p(handle), _EXCLUDE_FROM_CAPTURE))
    if not done:
        logger.debug("Windows does not leave the window out of captures")
    return done


def _exclude_on_mac(objc: Any, view: int) -> bool:
    """Set the sharing type of the window that holds an ``NSView``."""
    objc.sel_registerName.restype = ctypes.c_void_p
    objc.sel_registerName.argtypes = [ctypes.c_char_p]
    address = ctypes.cast(objc.objc_msgSend, ctypes.c_void_p).value
    if address is None:
        return False
    # objc_msgSend has as many signatures as there are methods: each is called by its own.
    get = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(address)
    put = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)(address)
    window = get(view, objc.sel_registerName(b"window"))
    if not window:
        return False
    put(window, objc.sel_registerName(b"setSharingType:"), _SHARING_NONE)
    return True
