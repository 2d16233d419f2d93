"""The link with which anybody watches a livestream: a page of the clinic's, with the playlist in the fragment.

The format, read by ``resources/guest/web/watch.js``::

    <guest page's folder>/watch.html#v=<playlist>[&<name>=<value>]...

==== ====================================== =======================================
name meaning                                example
==== ====================================== =======================================
v    the playlist (HLS), percent-encoded    ``https://….cloudflarestream.com/….m3u8``
n    neutral title, percent-encoded         ``Open%20evening``
t    planned start in UTC, to the minute    ``2026-11-23T14:30Z``
==== ====================================== =======================================

The page plays from the providers' own servers (``PLAYBACK_DOMAINS``) and, served from this PC, from this PC: a link
that somebody made up shows nothing under the clinic's name. Nothing in the link is secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urldefrag, urlsplit

from hosted_meetings_desktop.domain.guest_link import LONGEST_TITLE

PAGE = "watch.html"
PLAYBACK_DOMAINS = ("live-video.net", "cloudflarestream.com", "videodelivery.net")
"""Where the providers' livestreams are played from: Amazon IVS for Dyte (the specification's own examples), and
Cloudflare Stream for RealtimeKit (its documentation)."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that are this PC itself."""


def can_be_played(playback_url: str, page: str) -> bool:
    """Return whether a page plays from this address.

    Args:
        playback_url: The playlist's.
        page: The guest page's.
    """
    try:
        parts, there = urlsplit(playback_url), urlsplit(page)
        host, own = parts.hostname or "", there.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "http":
        return host in LOOPBACK and own in LOOPBACK
    return parts.scheme == "https" and any(host.endswith(f".{domain}") for domain in PLAYBACK_DOMAINS)


@dataclass(frozen=True, slots=True)
class WatchLink:
    """What such a link holds.

    Attributes:
        page: The guest page's address: its folder, or a page in it.
        playback_url: The playlist's address.
        title: What the event is called; must say nothing about a person.
        start: When it is planned to begin, aware; None leaves that out.

    Raises:
        ValueError: the page would not play it, or the start has no time zone.
    """

    page: str
    playback_url: str
    title: str = ""
    start: datetime | None = None

    def __post_init__(self) -> None:
        if not can_be_played(self.playback_url, self.page):
            raise ValueError("the page does not play from there")
        if self.start is not None and self.start.tzinfo is None:
            raise ValueError("the start has no time zone")

    def address(self) -> str:
        """Return the whole link."""
        told = {
            "v": self.playback_url,
            "n": " ".join(self.title.split())[:LONGEST_TITLE].rstrip(),
            "t": "" if self.start is None else f"{self.start.astimezone(UTC):%Y-%m-%dT%H:%MZ}",
        }
        fragment = "&".join(f"{name}={quote(value, safe=':')}" for name, value in told.items() if value)
        return f"{_folder(self.page)}{PAGE}#{fragment}"


def _folder(page: str) -> str:
    """Return the folder a page's address means, with its slash; a last part with a dot in it is a file's name."""
    parts = urlsplit(urldefrag(page).url)
    above, _slash, last = parts.path.rpartition("/")
    path = f"{above}/" if "." in last or not last else f"{parts.path}/"
    return parts._replace(path=path, query="").geturl()
