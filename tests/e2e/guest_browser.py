"""A real Chromium for the guest page, driven from a thread of its own, so that Qt's and the tests' loops go on."""

from __future__ import annotations

import base64
import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from hosted_meetings_desktop.domain.call import CallTicket
from hosted_meetings_desktop.domain.guest_link import GuestLink

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")

PATIENCE = 30.0
FAKE_MEDIA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
BLOCKED_MEDIA = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
PHONE = (360, 740)
DESKTOP = (1280, 800)

MEETING = "document.querySelector('#stage > *')?.meeting"
OTHERS = f"({MEETING}?.participants.joined.toArray() ?? [])"
DECODED = f"""(() => {{
  const track = {OTHERS}[0]?.videoTrack;
  if (!track) return false;
  if (window.seen?.track !== track) {{
    window.seen = Object.assign(document.createElement("video"), {{ muted: true, track }});
    window.seen.srcObject = new MediaStream([track]);
    window.seen.play();
  }}
  return window.seen.getVideoPlaybackQuality().totalVideoFrames > 5;
}})()"""
"""Whether the first other person's picture arrives as decoded frames."""
STEP = "document.documentElement.dataset.step"
HEADING = "document.querySelector('main section:not([hidden]) h1')?.textContent"


@dataclass
class GuestTab:
    """One tab with the guest page."""

    portal: BlockingPortal
    context: BrowserContext
    page: Page
    requests: list[str] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)

    def ask(self, expression: str) -> Any:
        """Return what an expression is in the page now."""
        return self.portal.call(self.page.evaluate, expression)

    def begin(self, expression: str) -> Future[Any]:
        """Ask without waiting."""
        return self.portal.start_task_soon(self.page.evaluate, expression)

    def open(self, address: str) -> None:
        """Load an address."""
        self.portal.call(partial(self.page.goto, address, wait_until="load"))

    def reload(self) -> None:
        self.portal.call(self.page.reload)

    def click(self, selector: str) -> None:
        self.portal.call(partial(self.page.click, selector, timeout=PATIENCE * 1000))

    def press(self, key: str) -> None:
        self.portal.call(self.page.keyboard.press, key)

    def choose(self, selector: str, value: str) -> None:
        self.portal.call(self.page.select_option, selector, value)

    def until(self, expression: str, *, patience: float = PATIENCE) -> Any:
        """Wait until an expression is true in the page; return what it is then."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            try:
                if found := self.ask(expression):
                    return found
            except Exception as error:
                if "context was destroyed" not in str(error) and "navigat" not in str(error):
                    raise
            time.sleep(0.05)
        pytest.fail(f"never true in the page: {expression}; at {self.where()}\n" + "\n".join(self.logged[-20:]))

    def until_step(self, step: str) -> None:
        self.until(f"{STEP} === {step!r}")

    def where(self) -> str:
        return f"{self.ask(STEP)}: {self.ask(HEADING)}"

    def heading(self) -> str:
        return str(self.ask(HEADING))

    def picture(self, path: str) -> None:
        self.portal.call(partial(self.page.screenshot, path=path))

    def offline(self, *, away: bool) -> None:
        self.portal.call(self.context.set_offline, away)

    def put_in(self, script: str) -> None:
        """Run a script's text in the page from outside, past its content policy."""
        self.portal.call(self.page.evaluate, script)

    def close(self) -> None:
        self.portal.call(self.context.close)


class GuestBrowser:
    """A Chromium of one setting; opens tabs that share nothing."""

    def __init__(self, portal: BlockingPortal, browser: Browser) -> None:
        self._portal = portal
        self._browser = browser

    def tab(
        self,
        address: str = "",
        *,
        size: tuple[int, int] = DESKTOP,
        dark: bool = False,
        language: str = "en-GB",
        before: str = "",
        **more: Any,
    ) -> GuestTab:
        """Open a tab; ``before`` is a script that runs ahead of the page's own."""
        tab = self._portal.call(partial(self._make, size, language, before, dark=dark, **more))
        if address:
            tab.open(address)
        return tab

    async def _make(self, size: tuple[int, int], language: str, before: str, *, dark: bool, **more: Any) -> GuestTab:
        # All of it in the driver's own thread, listening included.
        width, height = size
        phone = width < height
        context = await self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale=language,
            timezone_id="Europe/Berlin",
            has_touch=phone,
            is_mobile=phone,
            device_scale_factor=2 if phone else 1,
            **more,
        )
        if before:
            await context.add_init_script(script=before)
        tab = GuestTab(self._portal, context, await context.new_page())
        context.on("request", lambda request: tab.requests.append(request.url))
        tab.page.on("websocket", lambda socket: tab.requests.append(socket.url))
        tab.page.on("console", lambda message: tab.logged.append(message.text))
        tab.page.on("pageerror", lambda error: tab.logged.append(f"error: {error}"))
        return tab


@contextmanager
def running_browser(flags: Sequence[str] = FAKE_MEDIA) -> Iterator[GuestBrowser]:
    """Run Chromium while the block runs."""
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        driver = stack.enter_context(portal.wrap_async_context_manager(async_playwright()))
        browser = portal.call(
            partial(driver.chromium.launch, executable_path=CHROMIUM, headless=True, args=["--disable-gpu", *flags])
        )
        stack.callback(lambda: portal.call(browser.close))
        yield GuestBrowser(portal, browser)


def guest_link(page: str, ticket: CallTicket, *, minutes_ahead: float | None = None, **more: Any) -> str:
    """Return the link for a ticket; the visit starts so many minutes from now."""
    start = None if minutes_ahead is None else datetime.now(UTC) + timedelta(minutes=minutes_ahead)
    return GuestLink(
        page=page,
        kit=ticket.kit,
        token=ticket.token,
        start=start,
        minutes=None if start is None else 30,
        base_uri=ticket.base_uri,
        edge_url=ticket.edge_url,
        **more,
    ).address()


def token_ending(token: str, **claims: Any) -> str:
    """Return a token's look-alike with other claims."""
    head, body, tail = token.split(".")
    told = json.loads(base64.b64decode(body + "=" * (-len(body) % 4))) | claims
    return ".".join((head, base64.b64encode(json.dumps(told).encode()).decode().rstrip("="), tail))


OpenGuest = Callable[..., GuestTab]
