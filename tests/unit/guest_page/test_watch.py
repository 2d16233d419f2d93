"""The page of livestreams: in every export, with a policy of its own that no call needs to be widened for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.watch_link import PAGE, PLAYBACK_DOMAINS
from hosted_meetings_desktop.guest_page import contents, watch
from hosted_meetings_desktop.guest_page.brand import GuestBrand
from hosted_meetings_desktop.support import paths

BRAND = GuestBrand(name="Northfield Clinic")
LIBRARY = "kit/hls/hls.light.min.js"
needs_kits = pytest.mark.skipif(
    not (paths.resources() / "call/node_modules/hls.js").is_dir(), reason="needs the kits (make setup)"
)


def directives(policy: str) -> dict[str, set[str]]:
    return {name: set(rest) for name, *rest in (part.split() for part in policy.split("; "))}


@needs_kits
def test_an_export_holds_the_page_and_what_it_asks_for() -> None:
    files = contents.page_files(BRAND, paths.resources())
    assert list(files)[-1] == contents.INDEX, "the page of calls is written last"
    page = files[PAGE].content().decode()
    assert watch.policy() in page
    assert "default-src 'none'\"" not in page
    asked = set(re.findall(r'(?:href|src)="([\w.]+)"', page))
    for name in ("watch.js", "player.js", "playlist.js"):
        asked |= set(re.findall(r'from "\./([\w/.]+)"', files[name].content().decode()))
    assert asked <= set(files)
    assert f'"{LIBRARY}"' in files["player.js"].content().decode()
    assert LIBRARY in files
    assert json.loads(files[contents.CONFIG].content())["playback"] == list(PLAYBACK_DOMAINS)


def test_its_policy_lets_streams_in_and_keeps_calls_out() -> None:
    own = directives(watch.policy())
    streams = {f"https://*.{domain}" for domain in PLAYBACK_DOMAINS}
    assert own["connect-src"] == {"'self'", *streams}
    assert own["media-src"] == {"'self'", "blob:", *streams}
    assert own["script-src"] == {"'self'"}
    assert "dyte.io" not in watch.policy()
    assert directives(watch.policy(practice=True))["connect-src"] == {"'self'", "http://127.0.0.1:*"}


def test_what_a_server_sends_allows_both_pages_and_each_narrows_it() -> None:
    sent = directives(contents.content_policy(tuple(Kit), watch_too=True))
    calls = directives(contents.content_policy(tuple(Kit)))
    streams = directives(watch.policy())
    for name, sources in sent.items():
        assert sources >= calls[name], name
        assert sources >= streams.get(name, set()), name
    assert not any("cloudflarestream" in source for sources in calls.values() for source in sources)
    both = directives(contents.content_policy(tuple(Kit), practice=True, watch_too=True))
    assert both == directives(contents.content_policy(tuple(Kit), practice=True))


def test_a_copy_without_the_page_says_so(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="lacks files"):
        watch.page(tmp_path)
    folder = tmp_path / "guest" / "web"
    folder.mkdir(parents=True)
    (folder / PAGE).write_text("<p>nothing that a policy could stand in</p>")
    with pytest.raises(AppError, match="damaged"):
        watch.page(tmp_path)
    assert list(watch.library(tmp_path)) == [], "a browser that plays by itself needs no library"
