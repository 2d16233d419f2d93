"""The page on which livestreams are watched: its file, its own policy, and what some browsers need besides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.watch_link import PAGE, PLAYBACK_DOMAINS

_NO_POLICY = "default-src 'none'"
"""Stands in the file until the real one takes its place: a page that was not put together loads nothing."""
_THIS_PC = ("http://127.0.0.1:*",)
_LIBRARY = ("kit/hls/hls.light.min.js", "call/node_modules/hls.js/dist/hls.light.min.js")
"""hls.js (Apache-2.0), for browsers that play no HLS by themselves; the page does without where it was not set up."""


def playback_servers(*, practice: bool = False) -> tuple[str, ...]:
    """Return where livestreams are played from, as sources of a Content-Security-Policy."""
    return _THIS_PC if practice else tuple(f"https://*.{domain}" for domain in PLAYBACK_DOMAINS)


def policy(*, practice: bool = False) -> str:
    """Return the page's Content-Security-Policy: itself and the providers' streams, and no call's servers."""
    servers = " ".join(playback_servers(practice=practice))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "worker-src blob:",
            "style-src 'self'",
            "img-src 'self' data:",
            f"media-src 'self' blob: {servers}",
            f"connect-src 'self' {servers}",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def page(resources: Path, *, practice: bool = False) -> bytes:
    """Return the page's file with its policy.

    Raises:
        AppError: this copy of the app lacks it.
    """
    try:
        text = (resources / "guest" / "web" / PAGE).read_text(encoding="utf-8")
    except OSError as error:
        raise AppError(
            "This copy of the app lacks files of the guest page",
            "Install it again; in a checkout, run the set-up.",
            details=PAGE,
        ) from error
    if text.count(_NO_POLICY) != 1:
        raise AppError("The livestream page's file is damaged", "Install the app again.", details=PAGE)
    return text.replace(_NO_POLICY, policy(practice=practice)).encode()


def library(resources: Path) -> Iterator[tuple[str, Path]]:
    """Give what plays where a browser does not, by its path below the page's address; nothing without a set-up."""
    path = resources / _LIBRARY[1]
    if path.is_file():
        yield _LIBRARY[0], path
