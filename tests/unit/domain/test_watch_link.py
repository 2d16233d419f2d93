"""The link with which a livestream is watched: what it holds, and what a page would never play."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import pytest

from hosted_meetings_desktop.domain.watch_link import WatchLink, can_be_played

STREAM = "https://customer-demo.cloudflarestream.com/5f1c/manifest/video.m3u8?dvrEnabled=true&a=b#c"
PAGE = "https://join.clinic.example/"


def test_it_holds_the_playlist_a_neutral_title_and_the_start() -> None:
    start = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    address = WatchLink(PAGE, STREAM, "Open  evening\n& more", start).address()
    parts = urlsplit(address)
    assert (parts.path, parts.query) == ("/watch.html", "")
    told = dict(part.split("=", 1) for part in parts.fragment.split("&"))
    assert {name: unquote(value) for name, value in told.items()} == {
        "v": STREAM,
        "n": "Open evening & more",
        "t": "2026-11-23T14:30Z",
    }


@pytest.mark.parametrize(
    ("page", "folder"),
    [
        ("https://join.clinic.example", "https://join.clinic.example/"),
        ("https://clinic.example/join", "https://clinic.example/join/"),
        ("https://clinic.example/join/", "https://clinic.example/join/"),
        ("https://clinic.example/join/index.html", "https://clinic.example/join/"),
        ("https://clinic.example/join/?a=b#c", "https://clinic.example/join/"),
    ],
)
def test_it_lies_beside_the_guest_page(page: str, folder: str) -> None:
    assert WatchLink(page, STREAM).address().startswith(f"{folder}watch.html#v=https:")


@pytest.mark.parametrize(
    "playback",
    [
        "",
        "http://customer-demo.cloudflarestream.com/video.m3u8",
        "https://cloudflarestream.com.evil.example/video.m3u8",
        "https://evilcloudflarestream.com/video.m3u8",
        "https://evil.example/cloudflarestream.com/video.m3u8",
        "https://evil.example#.cloudflarestream.com/video.m3u8",
        "https://a.cloudflarestream.com@evil.example/video.m3u8",
        "javascript:alert(1)//.cloudflarestream.com",
        "http://127.0.0.1:1/streams/s/index.m3u8",
        "https://[half",
    ],
)
def test_a_page_of_a_clinic_plays_from_the_providers_alone(playback: str) -> None:
    assert not can_be_played(playback, PAGE)
    with pytest.raises(ValueError, match="does not play"):
        WatchLink(PAGE, playback)


def test_practice_plays_from_this_pc_on_this_pc() -> None:
    own = "http://127.0.0.1:4711/streams/s/index.m3u8"
    assert can_be_played(own, "http://127.0.0.1:9000/")
    assert can_be_played(STREAM, "http://127.0.0.1:9000/")
    assert not can_be_played(own, PAGE)


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        WatchLink(PAGE, STREAM, start=datetime(2026, 11, 23, 14, 30))  # noqa: DTZ001 (what is refused)
