"""Lets the call page speak to its provider and nobody else; what the kits take from CDNs comes from this PC."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWebEngineCore import QWebEngineUrlRequestInfo, QWebEngineUrlRequestInterceptor

from hosted_meetings_desktop.ui.call.scheme import HOST, ORIGIN, SCHEME

logger = logging.getLogger(__name__)

PROVIDERS = ("dyte.io", "dyte.in", "realtime.cloudflare.com")
"""The domains both providers document for their SDKs; their sub-domains are meant as well."""

_FILES = "r2.cloudflarestorage.com"
"""Where RealtimeKit has files of the chat put and fetched: signed addresses at hosts below this one, which the
service names with each upload (``put_location`` and ``get_location`` of its ``chat-upload``)."""

_CDN = (
    "rtk-uploads.realtime.cloudflare.com",
    "rtk-assets.realtime.cloudflare.com",
    "assets.dyte.io",
    "cdn.dyte.in",
    "dyte-uploads.s3.ap-south-1.amazonaws.com",
)
_LOCAL = {
    "notification_join.mp3": "joined.wav",
    "notification_message.mp3": "message.wav",
    "speaker-test.mp3": "speaker-test.wav",
    "emojis-data.json": "emojis-data.json",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one request: let through, sent to a local file, or blocked."""

    allowed: bool
    redirect: str | None = None


BLOCKED = Verdict(allowed=False)
ALLOWED = Verdict(allowed=True)


@dataclass(frozen=True, slots=True)
class TrafficRules:
    """Whom this call may speak to.

    Attributes:
        edge_url: The embedded Dyte's address; None for the real service.
    """

    edge_url: str | None = None

    def servers(self) -> tuple[str, ...]:
        """Return the sources for the page's content policy: the same rule, told to the renderer."""
        cdn = tuple(f"https://{host}" for host in _CDN)
        if self.edge_url is not None:
            edge = urlsplit(self.edge_url)
            return (f"http://{edge.netloc}", f"ws://{edge.netloc}", *cdn)
        return (
            *(f"{s}://*.{domain}" for domain in PROVIDERS for s in ("https", "wss")),
            f"https://*.{_FILES}",
            *cdn,
        )

    def verdict(self, url: str) -> Verdict:
        """Return what becomes of a request for ``url``. Everything not named here is blocked."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme in {"blob", "data"}:
            return ALLOWED
        if parts.scheme == SCHEME.decode():
            return ALLOWED if host == HOST else BLOCKED
        if host == "fonts.googleapis.com":
            return Verdict(allowed=True, redirect=f"{ORIGIN}/assets/fonts.css")
        if host in _CDN:
            return _local_copy(parts)
        if self.edge_url is not None:
            return ALLOWED if _is_below(parts, self.edge_url) else BLOCKED
        if host.endswith(f".{_FILES}"):
            return ALLOWED if parts.scheme == "https" else BLOCKED
        ours = any(host == domain or host.endswith(f".{domain}") for domain in PROVIDERS)
        return ALLOWED if ours and parts.scheme in {"https", "wss"} else BLOCKED


def _local_copy(parts: SplitResult) -> Verdict:
    folder, _, name = parts.path.rpartition("/")
    if folder.endswith("/permissions") and name.endswith(".svg"):
        return Verdict(allowed=True, redirect=f"{ORIGIN}/assets/permissions.svg")
    local = _LOCAL.get(name)
    return Verdict(allowed=True, redirect=f"{ORIGIN}/assets/{local}") if local else BLOCKED


def _is_below(parts: SplitResult, edge_url: str) -> bool:
    edge = urlsplit(edge_url)
    if parts.netloc != edge.netloc or parts.scheme not in {"http", "ws"} or ".." in parts.path:
        return False
    return parts.path == edge.path or parts.path.startswith(edge.path.rstrip("/") + "/")


class CallInterceptor(QWebEngineUrlRequestInterceptor):
    """Applies the rules to every request of one call's profile."""

    def __init__(self, rules: TrafficRules, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rules = rules

    def set_rules(self, rules: TrafficRules) -> None:
        """Apply these rules from now on."""
        self._rules = rules

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Block, redirect or let through."""
        url = info.requestUrl()
        # Without the query: the SDK puts the token into its socket URL's.
        verdict = self._rules.verdict(f"{url.scheme()}://{url.authority()}{url.path()}")
        if not verdict.allowed:
            logger.debug("Blocked a request to %s", url.host())
            info.block(not verdict.allowed)
        elif verdict.redirect is not None:
            info.redirect(QUrl(verdict.redirect))
