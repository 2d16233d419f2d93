"""Which files make the guest page, under which paths, with which policy: one list for the export and the server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.watch_link import PAGE as WATCH
from hosted_meetings_desktop.domain.watch_link import PLAYBACK_DOMAINS
from hosted_meetings_desktop.guest_page import watch
from hosted_meetings_desktop.guest_page.brand import LOGO_TYPES, GuestBrand, logo_name

INDEX = "index.html"
CONFIG = "clinic.json"

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wav": "audio/wav",
    **LOGO_TYPES,
}

_PAGE = ("*.css", "*.js")
# What the page has in common with the call window's.
_SHARED = ("errors.js", "kits.js", "language.js", "line.js", "media.js", "transport.js")
_ASSETS = ("emojis-data.json", "joined.wav", "message.wav", "permissions.svg", "speaker-test.wav")
_KITS: dict[Kit, tuple[tuple[str, str, str], ...]] = {
    # folder in the address, folder in node_modules, files
    Kit.REALTIMEKIT: (
        ("realtimekit", "@cloudflare/realtimekit/dist", "browser.js"),
        ("realtimekit-ui", "@cloudflare/realtimekit-ui/dist/realtimekit-ui", "*.js"),
    ),
    Kit.DYTE: (
        ("web-core", "@dytesdk/web-core/dist", "index.iife.js"),
        ("dyte-ui-kit", "@dytesdk/ui-kit/dist/dyte-ui-kit", "*.js"),
    ),
}
_DOMAINS = {
    Kit.REALTIMEKIT: ("realtime.cloudflare.com",),
    # Accounts that Dyte has moved answer under the new name.
    Kit.DYTE: ("dyte.io", "dyte.in", "realtime.cloudflare.com"),
}
_CHAT_FILES = "https://*.r2.cloudflarestorage.com"
"""Where RealtimeKit has files of the chat put and fetched, at addresses it signs."""
_THIS_PC = ("http://127.0.0.1:*", "ws://127.0.0.1:*")

_NO_POLICY = "default-src 'none'"
"""Stands in ``index.html`` until the real one takes its place: a page that was not put together loads nothing."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file of the page.

    Attributes:
        source: Where it lies on this PC; None for what is made from the brand.
        made: What it holds then.
    """

    source: Path | None = None
    made: bytes = b""

    def content(self) -> bytes:
        """Return what it holds."""
        return self.made if self.source is None else self.source.read_bytes()


def page_files(brand: GuestBrand, resources: Path, *, practice: bool = False) -> dict[str, PageFile]:
    """Return every file of the page by its path below the page's address, ``index.html`` last.

    Args:
        brand: The clinic's.
        resources: The folder ``resources`` of this copy of the app.
        practice: Whether the page may speak to an embedded service on this PC.

    Raises:
        AppError: this copy of the app lacks files of the page.
    """
    files = dict(_existing(brand, resources))
    if brand.logo is not None:
        files[logo_name(brand.logo)] = PageFile(brand.logo)
    config = brand.config() | {"playback": list(PLAYBACK_DOMAINS)} | ({"practice": True} if practice else {})
    files[CONFIG] = PageFile(made=json.dumps(config, ensure_ascii=False, indent=2).encode() + b"\n")
    files[WATCH] = PageFile(made=watch.page(resources, practice=practice))
    files[INDEX] = PageFile(made=_index(resources, content_policy(brand.kits, practice=practice)))
    return files


def content_policy(kits: Iterable[Kit], *, practice: bool = False, watch_too: bool = False) -> str:
    """Return the page's Content-Security-Policy: itself, the chosen providers' own servers, and nobody else.

    Args:
        kits: The chosen providers'.
        practice: Whether the page may speak to an embedded service on this PC.
        watch_too: Whether livestreams may be played, too: what a server sends with every file holds for the page of
            livestreams as well, and each page narrows it to its own.
    """
    streams = " ".join(watch.playback_servers(practice=practice)) if watch_too and not practice else ""
    domains = dict.fromkeys(domain for kit in kits for domain in _DOMAINS[kit])
    servers = _THIS_PC if practice else tuple(f"{s}://*.{domain}" for domain in domains for s in ("https", "wss"))
    if not practice:
        # For both kits: accounts that Dyte has moved keep theirs there, too.
        servers = (*servers, _CHAT_FILES)
    files = " ".join(server for server in servers if server.startswith("http"))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "worker-src blob:",
            # The kits style their elements in line.
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            f"img-src 'self' data: blob: {files}",
            f"media-src 'self' data: blob: {files} {streams}".rstrip(),
            f"connect-src 'self' blob: data: {' '.join(servers)} {streams}".rstrip(),
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def headers(policy: str) -> dict[str, str]:
    """Return what a web server should send with every file of the page."""
    return {
        "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-cache",
    }


def _existing(brand: GuestBrand, resources: Path) -> Iterator[tuple[str, PageFile]]:
    page, call = resources / "guest" / "web", resources / "call" / "web"
    yield from _found("", page, _PAGE)
    yield from ((name, PageFile(path)) for name, path in watch.library(resources))
    yield from _found("languages/", page / "languages", [f"{tag}.json" for tag in brand.languages])
    yield from _found("call/", call, _SHARED)
    yield from _found("assets/", call / "assets", _ASSETS)
    for kit in brand.kits:
        for folder, package, pattern in _KITS[kit]:
            yield from _found(f"kit/{folder}/", resources / "call" / "node_modules" / package, (pattern,))


def _found(prefix: str, folder: Path, patterns: Iterable[str]) -> Iterator[tuple[str, PageFile]]:
    for pattern in patterns:
        names = sorted(path for path in folder.glob(pattern) if path.is_file())
        if not names:
            raise AppError(
                "This copy of the app lacks files of the guest page",
                "Install it again; in a checkout, run the set-up.",
                details=f"nothing like {prefix}{pattern}",
            )
        for path in names:
            yield prefix + path.name, PageFile(path)


def _index(resources: Path, policy: str) -> bytes:
    text = (resources / "guest" / "web" / INDEX).read_text(encoding="utf-8")
    if text.count(_NO_POLICY) != 1:
        raise AppError("The guest page's first file is damaged", "Install the app again.", details=INDEX)
    return text.replace(_NO_POLICY, policy).encode()
