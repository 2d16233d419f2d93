"""Prepares the web engine before Qt starts: cheap, so that the first window need not wait for Chromium."""

from __future__ import annotations

import logging
import os
import sys

from PySide6.QtCore import QCoreApplication, Qt

logger = logging.getLogger(__name__)

FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
NO_SANDBOX = "QTWEBENGINE_DISABLE_SANDBOX"
FAKE_MEDIA = "HOSTED_MEETINGS_FAKE_MEDIA"
_FAKE_DEVICES = "--use-fake-device-for-media-stream"
_LOOPBACK_MEDIA = "--allow-loopback-in-peer-connection"
_PLAIN_ADDRESSES = "--disable-features=WebRtcHideLocalIpsWithMdns"
_GIVE_BACK = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "4"}
"""For the C library of Linux, as the engine's processes read it when they start.

A call's pictures are blocks of a few hundred kilobytes. By itself that library soon takes them from heaps that are
never given back, one for each thread: a call's page grew by 140 to 170 MB an hour. Taken from the system one by one,
they go back as soon as they are shown.
"""
_BACKEND = "QT_QUICK_BACKEND"
_CHOSEN_BY_IT = (_BACKEND, "QSG_RHI_BACKEND", "QSG_RHI_PREFER_SOFTWARE_RENDERER", "QT_OPENGL")
_IMITATIONS = ("llvmpipe", "softpipe", "swrast", "swiftshader", "software rasterizer", "microsoft basic render")
_GL_RENDERER = 0x1F01


def prepare(environ: dict[str, str] | os._Environ[str] | None = None) -> None:
    """Set what the web engine reads once at its start. Call before the QApplication is made.

    ``HOSTED_MEETINGS_FAKE_MEDIA=1`` gives every call a synthetic camera and microphone: practice on a PC without.
    """
    env = os.environ if environ is None else environ
    if sys.platform == "linux" and os.geteuid() == 0 and NO_SANDBOX not in env:
        # Chromium refuses to start its sandbox for root; only containers and test machines run as root.
        env[NO_SANDBOX] = "1"
        logger.debug("Running as root: the web engine's sandbox is off")
    if sys.platform == "linux":
        for name, value in _GIVE_BACK.items():
            env.setdefault(name, value)
    if env.get(FAKE_MEDIA) == "1":
        _add_flag(env, _FAKE_DEVICES)
    if QCoreApplication.instance() is None:
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


def choose_drawing(environ: dict[str, str] | os._Environ[str] | None = None) -> None:
    """Let the web engine draw by itself where a graphics card is only imitated. Call before its first profile.

    Without a card, as in a virtual machine or a remote desktop, Linux answers OpenGL with the processor. A call drawn
    that way takes half as much again as by Chromium's and Qt's own drawing, and its set-up screen comes half a second
    later. Windows and macOS do not draw by OpenGL and choose well. What IT set in the environment stays.
    """
    env = os.environ if environ is None else environ
    if sys.platform != "linux" or any(name in env for name in _CHOSEN_BY_IT):
        return
    renderer = _gl_renderer()
    if is_imitated(renderer):
        env[_BACKEND] = "software"  # the web engine then does without the card as well
        logger.debug("No graphics card (%s): calls are drawn in software", renderer or "no OpenGL")


def is_imitated(renderer: str) -> bool:
    """Return whether the processor does what this OpenGL renderer's name promises; no OpenGL has no name."""
    return not renderer or any(name in renderer.lower() for name in _IMITATIONS)


def _gl_renderer() -> str:
    from PySide6.QtGui import QOffscreenSurface, QOpenGLContext

    context = QOpenGLContext.globalShareContext()  # made with the application, see prepare()
    if context is None or not context.isValid():
        return ""
    surface = QOffscreenSurface()
    surface.setFormat(context.format())
    surface.create()
    if not context.makeCurrent(surface):
        return ""
    try:
        return str(context.functions().glGetString(_GL_RENDERER) or "")
    finally:
        context.doneCurrent()
        surface.destroy()


def allow_calls_on_this_pc() -> None:
    """Let calls run over loopback: practice mode on a PC without any network. Call before the first call opens.

    Chromium offers no loopback address to a call unless it is told to, and hides the PC's own addresses behind names
    that only a network can resolve. Nobody but this PC itself sees them here.
    """
    _add_flag(os.environ, _LOOPBACK_MEDIA)
    _add_flag(os.environ, _PLAIN_ADDRESSES)


def _add_flag(env: dict[str, str] | os._Environ[str], flag: str) -> None:
    if flag not in env.get(FLAGS, ""):
        env[FLAGS] = f"{env.get(FLAGS, '')} {flag}".strip()
