"""What the guest page's tests put around it: changed settings, a kit that does as told, and the rules of axe."""

from __future__ import annotations

import json
import math
import os
import struct
import tempfile
import urllib.request
import wave
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Route

from hosted_meetings_desktop.guest_page.brand import GuestBrand
from hosted_meetings_desktop.guest_page.server import GuestPageServer
from tests.e2e.call_page import EmbeddedDyte
from tests.e2e.guest_browser import BLOCKED_MEDIA, FAKE_MEDIA, GuestBrowser, GuestTab, running_browser

AXE = Path(__file__).parents[1] / "guest" / "node_modules" / "axe-core" / "axe.min.js"
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="needs axe-core (make setup)")

GOOD = "document.querySelector('#check-{}').dataset.mark === 'good'"
STATE = "document.querySelector('#check-{} .state').textContent"

WAITING_PRESET = "group_call_guest"

KIT_CORE = """
window.told = { inits: [], joins: 0, left: 0 };
class Emitter {
  constructor() { this.hears = {}; }
  on(name, heard) { (this.hears[name] ??= []).push(heard); }
  addListener(name, heard) { this.on(name, heard); }
  emit(name, what) { for (const heard of this.hears[name] ?? []) heard(what); }
}
window.RealtimeKitClient = { async init(options) {
  const kept = JSON.parse(sessionStorage.getItem("test-kit") ?? "{}");
  kept.inits = [...(kept.inits ?? []), options.defaults];
  sessionStorage.setItem("test-kit", JSON.stringify(kept));
  const self = new Emitter();
  const meeting = { self, meta: new Emitter(), participants: { joined: { toArray: () => [] } } };
  window.theirs = meeting;
  meeting.join = async () => {
    window.told.joins += 1;
    const plan = window.planOf(window.told.joins, kept.inits.length);
    if (plan === "hang") return new Promise(() => undefined);
    if (plan === "wait") return undefined;
    if (plan) throw Object.assign(new Error(plan), { code: plan });
    self.roomJoined = true;
    self.emit("roomJoined");
  };
  meeting.leave = async () => { window.told.left += 1; };
  return meeting;
} };
"""
KIT_FACE = 'customElements.define("rtk-meeting", class extends HTMLElement {});'


def invite_bot(dyte: EmbeddedDyte, room: str, name: str = "Dr Amal Sommer") -> None:
    """Let somebody with a synthetic picture and tone into a room."""
    request = urllib.request.Request(  # noqa: S310 - loopback only
        dyte.urls["control_url"] + "/bot",
        data=json.dumps({"meeting_id": room, "name": name}).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - loopback only


def tone(path: Path, seconds: float = 2.0) -> Path:
    """Write a steady tone, for a fake microphone that is always heard."""
    rate = 48_000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        samples = (round(12_000 * math.sin(2 * math.pi * 440 * at / rate)) for at in range(round(rate * seconds)))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


def with_settings(tab: GuestTab, **settings: Any) -> None:
    """Let the page find these settings in its ``clinic.json``."""

    async def answer(route: Route) -> None:
        response = await route.fetch()
        await route.fulfill(response=response, json=await response.json() | settings)

    tab.portal.call(partial(tab.context.route, "**/clinic.json", answer))


def with_kit(tab: GuestTab, plan: str) -> None:
    """Put a kit in the place of the real one; ``plan`` says how each join goes.

    Args:
        tab: Where.
        plan: A JavaScript function of the number of the join and of the start: an error code, "hang", "wait", or "".
    """
    script = f"window.planOf = {plan};\n{KIT_CORE}"

    async def core(route: Route) -> None:
        await route.fulfill(body=script, content_type="text/javascript")

    async def face(route: Route) -> None:
        await route.fulfill(body=KIT_FACE, content_type="text/javascript")

    tab.portal.call(partial(tab.context.route, "**/kit/realtimekit/browser.js", core))
    tab.portal.call(partial(tab.context.route, "**/kit/realtimekit-ui/*.js", face))


def starts(tab: GuestTab) -> list[dict[str, bool]]:
    """Return with what the kit was started each time, over reloads."""
    kept = tab.ask("sessionStorage.getItem('test-kit')")
    return list(json.loads(kept or "{}").get("inits", []))


def faults(tab: GuestTab, *, without: str = "") -> list[str]:
    """Return the serious and critical findings of axe, as ``rule: element``."""
    if not tab.ask("Boolean(window.axe)"):
        tab.put_in(AXE.read_text(encoding="utf-8"))
    where = json.dumps({"exclude": [[without]]} if without else {"include": [["html"]]})
    found = tab.ask(
        f"axe.run({where}, {{ resultTypes: ['violations'] }}).then(({{ violations }}) => violations"
        ".filter((rule) => ['serious', 'critical'].includes(rule.impact))"
        ".flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`)))"
    )
    return list(found)


def foreign_requests(tab: GuestTab) -> list[str]:
    """Return every address the tab asked for that is not on this PC."""
    return [url for url in tab.requests if urlsplit(url).hostname not in {"127.0.0.1", None}]


def overflow(tab: GuestTab) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(tab.ask("document.scrollingElement.scrollWidth - innerWidth"))


# ---- fixtures; each test module makes them its own with ``pytest.fixture(scope="session")(...)``

BRAND = GuestBrand(
    name="Northfield Clinic", help_phone="+44 20 7946 0000", privacy_url="https://northfield.example/privacy"
)


class _Shared:
    """One Chromium per setting for all modules of a run: each module's fixture holds it until the end."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, ...], tuple[ExitStack, GuestBrowser]] = {}
        self._held: Counter[tuple[str, ...]] = Counter()

    def hold(self, flags: tuple[str, ...]) -> Iterator[GuestBrowser]:
        if flags not in self._running:
            stack = ExitStack()
            self._running[flags] = (stack, stack.enter_context(running_browser(flags)))
        self._held[flags] += 1
        try:
            yield self._running[flags][1]
        finally:
            self._held[flags] -= 1
            if not self._held[flags]:
                self._running.pop(flags)[0].close()


_shared = _Shared()


def page_on_loopback() -> Iterator[str]:
    """Serve the page as practice mode does; gives its address."""
    server = GuestPageServer(BRAND)
    yield server.start()
    server.stop()


def hearing_browser() -> Iterator[GuestBrowser]:
    """A Chromium with a camera, and a microphone that always hears a tone."""
    heard = Path(tempfile.gettempdir()) / f"guest-page-tone-{os.getpid()}.wav"
    tone(heard)
    yield from _shared.hold((*FAKE_MEDIA, f"--use-file-for-fake-audio-capture={heard}"))
    heard.unlink(missing_ok=True)


def blocking_browser() -> Iterator[GuestBrowser]:
    """A Chromium that refuses the camera and the microphone."""
    yield from _shared.hold(BLOCKED_MEDIA)


def careful_tab(browser: GuestBrowser) -> Iterator[GuestTab]:
    """An empty tab of somebody in Berlin; whatever is done in it, nobody outside this PC is spoken to."""
    opened = browser.tab()
    yield opened
    assert foreign_requests(opened) == []
    opened.close()
