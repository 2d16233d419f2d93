"""Serves the call page and the UI kits from ``app://call/``, so that no web server and no loose file is involved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlScheme, QWebEngineUrlSchemeHandler

from hosted_meetings_desktop.support.paths import resources
from hosted_meetings_desktop.ui.call import engine

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEME = b"app"
HOST = "call"
ORIGIN = "app://call"
PAGE = f"{ORIGIN}/call.html"

_MIME = {
    ".css": b"text/css",
    ".html": b"text/html",
    ".js": b"text/javascript",
    ".json": b"application/json",
    ".svg": b"image/svg+xml",
    ".wav": b"audio/wav",
}
# Our own page's files and the kits' built files: one plain name each, no way to climb out.
_NAME = re.compile(r"[\w-][\w.-]*\.(?:css|html|js|json|svg|wav)")
_KIT_FILE = re.compile(r"[\w-][\w.-]*\.js")
_KITS: Mapping[str, tuple[str, str | None]] = {
    # folder in the URL: (folder in node_modules, the only file served from it; None = every script in it)
    "realtimekit": ("@cloudflare/realtimekit/dist", "browser.js"),
    "realtimekit-ui": ("@cloudflare/realtimekit-ui/dist/realtimekit-ui", None),
    "web-core": ("@dytesdk/web-core/dist", "index.iife.js"),
    "dyte-ui-kit": ("@dytesdk/ui-kit/dist/dyte-ui-kit", None),
}
_CHANNEL = "/qwebchannel.js"
# What the two pages of ours have in common and the patients' page owns: it is exported without this app.
_OF_GUESTS = frozenset({"devices.js", "ladder.js", "sound.js"})


def register() -> None:
    """Make ready for calls. Call before the QApplication is made; costs nothing until the first call is opened."""
    engine.prepare()


def register_scheme() -> None:
    """Tell the web engine about ``app://``. Must run before the first profile is made; repeating it is harmless."""
    if QWebEngineUrlScheme.schemeByName(QByteArray(SCHEME)).name() == SCHEME:
        return
    engine.choose_drawing()
    scheme = QWebEngineUrlScheme(QByteArray(SCHEME))
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


def locate(path: str, root: Path | None = None) -> Path | None:
    """Return the file behind a URL path of ``app://call``, or None for everything that is not ours to serve.

    Args:
        path: The URL's decoded path, as ``/call.html`` or ``/kit/realtimekit/browser.js``.
        root: The folder ``resources/call``; the program's own when None.
    """
    base = root or resources() / "call"
    folder, slash, name = path.removeprefix("/").rpartition("/")
    if slash and not folder:
        return None
    if folder.startswith("kit/"):
        package, only = _KITS.get(folder.removeprefix("kit/"), ("", ""))
        if not package or not _KIT_FILE.fullmatch(name) or only not in {None, name}:
            return None
        found = base / "node_modules" / package / name
    elif folder == "guest" and name in _OF_GUESTS:
        found = base.parent / "guest" / "web" / name
    elif folder in {"", "assets"} and _NAME.fullmatch(name):
        found = base / "web" / folder / name
    else:
        return None
    return found if found.is_file() else None


def content_policy(connect: tuple[str, ...]) -> str:
    """Return the page's Content-Security-Policy; ``connect`` lists the only servers it may speak to."""
    servers = " ".join(connect)
    rules = (
        "default-src 'none'",
        "script-src 'self' blob:",
        "worker-src blob:",
        # The kits style their elements in line; the font sheet is redirected to a file of ours.
        "style-src 'self' 'unsafe-inline' https://fonts.googleapis.com",
        "font-src 'self' data:",
        f"img-src 'self' data: blob: {servers}",
        f"media-src 'self' data: blob: {servers}",
        f"connect-src 'self' blob: data: {servers}",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


class CallSchemeHandler(QWebEngineUrlSchemeHandler):
    """Answers ``app://call/...`` from ``resources/call``."""

    def __init__(self, policy: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._policy = policy

    def set_policy(self, policy: str) -> None:
        """Send this policy with the next page."""
        self._policy = policy

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Reply with the file, or fail for everything unknown."""
        url = job.requestUrl()
        if job.requestMethod() != QByteArray(b"GET") or url.host() != HOST:
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        content = self._read(url.path())
        if content is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        body = QBuffer(job)
        body.setData(content)
        body.open(QIODevice.OpenModeFlag.ReadOnly)
        headers = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        if url.path().endswith(".html"):
            headers["Content-Security-Policy"] = self._policy
        # The stub of PySide6 6.11 says single values; what is taken is a list of values for each name.
        job.setAdditionalResponseHeaders(
            {QByteArray(name.encode()): [QByteArray(value.encode())] for name, value in headers.items()}  # type: ignore[misc]
        )
        job.reply(QByteArray(_MIME[Path(url.path()).suffix]), body)

    def _read(self, path: str) -> bytes | None:
        if path == _CHANNEL:
            source = QFile(":/qtwebchannel/qwebchannel.js")
            return bytes(source.readAll().data()) if source.open(QIODevice.OpenModeFlag.ReadOnly) else None
        found = locate(path)
        return found.read_bytes() if found is not None else None
