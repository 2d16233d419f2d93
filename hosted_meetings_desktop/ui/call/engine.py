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


def prepare(environ: dict[str, str] | os._Environ[str] | None = None) -> None:
    """Set what the web engine reads once at its start. Call before the QApplication is made.

    ``HOSTED_MEETINGS_FAKE_MEDIA=1`` gives every call a synthetic camera and microphone: practice on a PC without.
    """
    env = os.environ if environ is None else environ
    if sys.platform == "linux" and os.geteuid() == 0 and NO_SANDBOX not in env:
        # Chromium refuses to start its sandbox for root; only containers and test machines run as root.
        env[NO_SANDBOX] = "1"
        logger.debug("Running as root: the web engine's sandbox is off")
    if env.get(FAKE_MEDIA) == "1":
        _add_flag(env, _FAKE_DEVICES)
    if QCoreApplication.instance() is None:
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


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
