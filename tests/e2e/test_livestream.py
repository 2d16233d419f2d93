"""A livestream from its start to its end, watched on the clinic's page in a real Chromium, in both ways."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hosted_meetings_desktop.domain.watch_link import WatchLink
from tests.e2e import guest_rig as rig
from tests.e2e.call_page import EmbeddedDyte
from tests.e2e.guest_browser import GuestBrowser, GuestTab, needs_chromium
from tests.e2e.guest_rig import faults, foreign_requests, invite_bot, needs_axe, with_settings

pytestmark = [pytest.mark.e2e, needs_chromium, pytest.mark.timeout(120)]

STATE = "document.documentElement.dataset.state"
HEADING = "document.querySelector('#told:not([hidden]) h1')?.textContent"
PLAYED = "document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames"
# A browser that plays no HLS by itself, as Firefox on a computer is.
NO_HLS = "HTMLMediaElement.prototype.canPlayType = () => '';"


page = pytest.fixture(scope="session")(rig.page_on_loopback)
browser = pytest.fixture(scope="session")(rig.hearing_browser)


def watching(browser: GuestBrowser, address: str, **more: Any) -> GuestTab:
    """Open the page; it looks more often than it does for people."""
    tab = browser.tab(**more)
    with_settings(tab, lookEvery=300)
    tab.open(address)
    return tab


def until(tab: GuestTab, state: str) -> None:
    tab.until(f"{STATE} === {state!r}")


def test_who_has_the_link_watches_from_the_start_to_the_end(
    browser: GuestBrowser, page: str, embedded_dyte: EmbeddedDyte
) -> None:
    room = embedded_dyte.room("Open evening")
    invite_bot(embedded_dyte, room)
    started = embedded_dyte.call("POST", f"/meetings/{room}/livestreams", {"name": "open-evening"})
    link = WatchLink(page, started["playback_url"], "Open evening").address()
    assert started["stream_key"] not in link

    plain = watching(browser, link)
    other = watching(browser, link, before=NO_HLS, language="de-DE")
    for tab in (plain, other):
        until(tab, "live")
        tab.until(f"{PLAYED} > 10")
    assert plain.ask("document.title") == "Open evening · Livestream"
    assert plain.ask("document.querySelector('video').src") == started["playback_url"]
    assert plain.ask("[...document.scripts].some((one) => one.src.includes('/hls/'))") is False
    assert other.ask("document.querySelector('video').src").startswith("blob:")
    # The picture is the room's own: the practice patient moves, and speaks.
    assert plain.ask("[document.querySelector('video').videoWidth, document.querySelector('video').muted]")[0] == 640

    assert embedded_dyte.call("POST", f"/meetings/{room}/active-livestream/stop")
    for tab, said in ((plain, "The livestream is over"), (other, "Die Übertragung ist zu Ende")):
        until(tab, "over")
        assert tab.ask(HEADING) == said
    late = watching(browser, link)
    until(late, "over")
    for tab in (plain, other, late):
        assert foreign_requests(tab) == []
        assert not [line for line in tab.logged if "Content Security Policy" in line or line.startswith("error")]
        tab.close()


@needs_axe
def test_what_cannot_be_watched_is_told_with_what_to_do(
    browser: GuestBrowser, page: str, embedded_dyte: EmbeddedDyte
) -> None:
    # A stream that nobody has started yet.
    origin = embedded_dyte.urls["control_url"].removesuffix("/control")
    link = WatchLink(page, f"{origin}/streams/{'0' * 8}/index.m3u8", "Open evening", datetime.now(UTC)).address()
    early = watching(browser, link)
    until(early, "soon")
    assert early.ask(HEADING) == "The livestream has not started yet"
    assert early.ask("document.querySelector('#when').textContent")
    assert faults(early) == []
    tab = watching(browser, f"{page}watch.html#v=https:%2F%2Fevil.example%2Fx.m3u8&n=Open%20evening")
    until(tab, "no_link")
    assert tab.ask(HEADING) == "This link shows no livestream"
    assert tab.ask("document.querySelector('#event').textContent") == ""
    assert not [address for address in tab.requests if "evil" in address]
    assert faults(tab) == []
    # Nothing in this browser can play it: another one is named, and the link is there to be taken along.
    nothing = watching(
        browser,
        f"{page}watch.html#v=http:%2F%2F127.0.0.1:9%2Fx.m3u8",
        before=NO_HLS + "window.MediaSource = undefined; window.ManagedMediaSource = undefined;"
        "window.fetch = ((plain) => (address, more) => String(address).endsWith('.m3u8')"
        " ? Promise.resolve(new Response('#EXTM3U\\n#EXTINF:1,\\npart0.ts')) : plain(address, more))(window.fetch);",
        language="ar",
    )
    until(nothing, "unsupported")
    assert nothing.ask("[document.dir, document.querySelector('#copy').hidden]") == ["rtl", False]
    # Nobody answers at all.
    away = watching(browser, f"{page}watch.html#v=http:%2F%2F127.0.0.1:9%2Fx.m3u8")
    until(away, "away")
    assert "tries again by itself" in away.ask("document.querySelector('#told-text').textContent")
    for one in (early, tab, nothing, away):
        one.close()
