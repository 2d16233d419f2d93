"""Draws every step of the guest page, on a phone and a desktop, light, dark and right to left.

``python -m tests.e2e.guest_pictures FOLDER`` writes them; ``draw(FOLDER)`` is the same for a program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hosted_meetings_desktop.domain.call import Kit
from hosted_meetings_desktop.guest_page.brand import GuestBrand
from hosted_meetings_desktop.guest_page.server import GuestPageServer
from tests.e2e.call_page import EmbeddedDyte, jwt
from tests.e2e.guest_browser import (
    BLOCKED_MEDIA,
    DESKTOP,
    OTHERS,
    PHONE,
    GuestBrowser,
    GuestTab,
    guest_link,
    running_browser,
)
from tests.e2e.guest_rig import WAITING_PRESET, invite_bot

BRAND = GuestBrand(
    name="Northfield Clinic",
    help_phone="+44 20 7946 0000",
    privacy_url="https://northfield.example/privacy",
    legal_text="Northfield Clinic Ltd, 12 Orchard Road",
)
_SETTLE = 1200


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking at the page."""

    name: str
    size: tuple[int, int]
    dark: bool = False
    language: str = "en-GB"


LOOKS = (
    Look("phone-light", PHONE),
    Look("phone-dark", PHONE, dark=True),
    Look("phone-arabic", PHONE, language="ar"),
    Look("desktop-light", DESKTOP),
    Look("desktop-dark", DESKTOP, dark=True),
    Look("desktop-arabic", DESKTOP, language="ar"),
)


@contextmanager
def embedded_service() -> Iterator[EmbeddedDyte]:
    """Run the embedded Dyte while the block runs."""
    command = [sys.executable, "-m", "hosted_meetings_desktop.simulator", "--parent-pid", str(os.getpid())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield EmbeddedDyte(json.loads(process.stdout.readline()))
        finally:
            process.terminate()


@dataclass
class Album:
    """Where the pictures go, and what is needed to take them."""

    folder: Path
    dyte: EmbeddedDyte
    page: str
    taken: list[Path]

    def take(self, tab: GuestTab, step: str, look: Look) -> None:
        """Take one picture once the page has settled."""
        tab.ask(f"new Promise((done) => setTimeout(done, {_SETTLE}))")
        path = self.folder / f"guest-{step}-{look.name}.png"
        tab.picture(str(path))
        self.taken.append(path)

    def tab(self, browser: GuestBrowser, address: str, look: Look) -> GuestTab:
        """Open a tab as it looks."""
        return browser.tab(address, size=look.size, dark=look.dark, language=look.language)

    def draw(self, browser: GuestBrowser, blocked: GuestBrowser, look: Look) -> None:
        """Take all pictures of one look."""
        self._way_in(browser, look)
        self._early(browser, look)
        self._waiting(browser, look)
        self._blocked(blocked, look)
        self._no_way(browser, look)

    def _way_in(self, browser: GuestBrowser, look: Look) -> None:
        room = self.dyte.room()
        ticket = self.dyte.ticket(room, "Ben Okafor", preset="group_call_participant")
        tab = self.tab(browser, guest_link(self.page, ticket, minutes_ahead=5, title="Follow-up visit"), look)
        tab.until_step("welcome")
        self.take(tab, "welcome", look)
        tab.click("#begin")
        tab.until("document.querySelector('#check-camera').dataset.mark === 'good'")
        tab.until("document.querySelector('#check-network').dataset.mark !== 'wait'")
        self.take(tab, "check", look)
        tab.click("#check-done")
        invite_bot(self.dyte, room)
        tab.until_step("call")
        tab.until(f"{OTHERS}.length")
        tab.until("document.querySelector('#stage > *').getBoundingClientRect().height")
        self.take(tab, "call", look)
        tab.ask("document.querySelector('#stage > *').meeting.leave()")
        tab.until_step("closing")
        self.take(tab, "left", look)
        tab.close()

    def _early(self, browser: GuestBrowser, look: Look) -> None:
        ticket = self.dyte.ticket(self.dyte.room(), "Ben Okafor")
        tab = self.tab(browser, guest_link(self.page, ticket, minutes_ahead=134, title="Follow-up visit"), look)
        tab.click("#begin")
        tab.click("#check-done")
        tab.until_step("early")
        self.take(tab, "early", look)
        tab.close()

    def _waiting(self, browser: GuestBrowser, look: Look) -> None:
        ticket = self.dyte.ticket(self.dyte.room(), "Ben Okafor", Kit.DYTE, preset=WAITING_PRESET)
        tab = self.tab(browser, guest_link(self.page, ticket), look)
        tab.click("#begin")
        tab.click("#check-done")
        tab.until_step("waiting")
        self.take(tab, "waiting", look)
        tab.close()

    def _blocked(self, browser: GuestBrowser, look: Look) -> None:
        ticket = self.dyte.ticket(self.dyte.room(), "Ben Okafor")
        tab = self.tab(browser, guest_link(self.page, ticket), look)
        tab.click("#begin")
        tab.until("!document.getElementById('blocked').hidden")
        tab.ask("document.getElementById('blocked').scrollIntoView({ block: 'end' })")
        self.take(tab, "blocked", look)
        tab.close()

    def _no_way(self, browser: GuestBrowser, look: Look) -> None:
        ticket = self.dyte.ticket(self.dyte.room(), "Ben Okafor")
        stale = guest_link(self.page, type(ticket)("", "", ticket.kit, jwt(), ticket.base_uri, ticket.edge_url))
        for step, address in (("dead", stale), ("no-link", self.page)):
            tab = self.tab(browser, address, look)
            tab.until_step("closing")
            if step == "dead":
                tab.click("#details summary")
            self.take(tab, step, look)
            tab.close()


def draw(folder: Path, looks: tuple[Look, ...] = LOOKS) -> list[Path]:
    """Write the pictures of every step in each look; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    server = GuestPageServer(BRAND)
    page = server.start()
    try:
        with embedded_service() as dyte, running_browser() as browser, running_browser(BLOCKED_MEDIA) as blocked:
            album = Album(folder, dyte, page, [])
            for look in looks:
                album.draw(browser, blocked, look)
            return album.taken
    finally:
        server.stop()


if __name__ == "__main__":
    chosen = tuple(look for look in LOOKS if not sys.argv[2:] or look.name in sys.argv[2:])
    for written in draw(Path(sys.argv[1]), chosen):
        sys.stdout.write(f"{written}\n")
