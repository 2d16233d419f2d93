"""What a call in the app is measured against: the same page, twice, in the system's own Chromium.

The first visit opens Chromium with the page, the second opens the page in a tab beside it. Reads the tickets from
standard input, a JSON list; the number of a visit stands behind each mark. It stays in the last call until it is
ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.marks import mark
from benchmarks.served_page import STEPS, ServedPage
from hosted_meetings_desktop.domain.call import CallTicket, Kit

CHROMIUM = shutil.which("chromium")
PERSON_S = 2.0
"""How long somebody looks at the set-up screen before joining, and at the call before leaving."""
_PATIENCE = 60.0
_FLAGS = (
    "--window-size=1100,871",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    # Nobody outside this PC is spoken to, and nothing but the call is done.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--password-store=basic",
    "--remote-debugging-port=0",
)


class Visits:
    """Calls in one Chromium, one after the other."""

    def __init__(self, profile: Path, microphone: Path) -> None:
        self._profile = profile
        self._microphone = microphone
        self._number = 1
        self._marks: dict[str, asyncio.Event] = {}
        self.page = ServedPage(self._hear)

    async def run(self, tickets: list[CallTicket]) -> None:
        """Go through all calls and stay in the last."""
        address = await self.page.start()
        assert CHROMIUM is not None
        with contextlib.suppress(FileNotFoundError):
            (self._profile / "DevToolsActivePort").unlink()
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.page.tickets = tickets[:1]
        mark("clicked 1")
        browser = await asyncio.create_subprocess_exec(
            CHROMIUM, f"--user-data-dir={self._profile}", f"--use-file-for-fake-audio-capture={self._microphone}",
            *_FLAGS, *sandbox, address,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await self._join()
            for ticket in tickets[1:]:
                await self._leave()
                await self._open_another(address, ticket)
                await self._join()
            mark("stays")
            await browser.wait()
        finally:
            if browser.returncode is None:
                browser.terminate()
                await browser.wait()
            await self.page.stop()

    async def _join(self) -> None:
        await self._until("setup")
        await asyncio.sleep(PERSON_S)
        mark(f"asked {self._number}")
        await self.page.ask("join")
        await self._until("frame")

    async def _leave(self) -> None:
        await asyncio.sleep(PERSON_S)
        await self.page.ask("leave")
        await self._until("left")

    async def _open_another(self, address: str, ticket: CallTicket) -> None:
        """Open the page in an empty tab, the only one that is left, as a click on a link elsewhere does."""
        (old,) = [tab["id"] for tab in await self._devtools("GET", "list") if tab["type"] == "page"]
        tab = await self._devtools("PUT", "new?about:blank")
        await self._devtools("GET", f"close/{old}")
        await asyncio.sleep(PERSON_S)
        self._number += 1
        self.page.tickets = [ticket]
        async with aiohttp.ClientSession() as client, client.ws_connect(tab["webSocketDebuggerUrl"]) as line:
            mark(f"clicked {self._number}")
            await line.send_json({"id": 1, "method": "Page.navigate", "params": {"url": address}})
            await self._until("taken")

    def _hear(self, what: str, value: str) -> None:
        if what in {"state", "trouble", "frame", *STEPS}:
            name = f"{value or what} {self._number}"
            mark(name)
            self._event(name).set()

    async def _until(self, name: str) -> None:
        await asyncio.wait_for(self._event(f"{name} {self._number}").wait(), _PATIENCE)

    def _event(self, name: str) -> asyncio.Event:
        return self._marks.setdefault(name, asyncio.Event())

    async def _devtools(self, method: str, path: str) -> Any:
        port = (self._profile / "DevToolsActivePort").read_text("ascii").split()[0]
        async with (
            aiohttp.ClientSession() as client,
            client.request(method, f"http://127.0.0.1:{port}/json/{path}") as answer,
        ):
            return None if path.startswith("close/") else await answer.json()


async def main() -> None:
    tickets = [CallTicket(**{**one, "kit": Kit(one["kit"])}) for one in json.loads(sys.stdin.readline())]
    visits = asyncio.create_task(Visits(Path(sys.argv[1]), Path(sys.argv[2])).run(tickets))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, visits.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await visits


if __name__ == "__main__":
    asyncio.run(main())
