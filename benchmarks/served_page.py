"""The call page for a browser: from a server on this PC, with its ticket and a line to the program, as in the app."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from aiohttp import WSMsgType, web

from hosted_meetings_desktop.domain.call import CallTicket
from hosted_meetings_desktop.ui.call import boot, scheme
from hosted_meetings_desktop.ui.call.interceptor import TrafficRules

if TYPE_CHECKING:
    from PySide6.QtWebEngineCore import QWebEngineScript, QWebEngineScriptCollection

HERE = Path(__file__).parent
FIRST_FRAME = (HERE / "first_frame.js").read_text(encoding="utf-8")
STEPS = frozenset({"taken", "ready"})
"""What the page says on its way to the set-up screen: its own scripts run, the kit's are loaded."""
_LINE = (HERE / "served_line.js").read_text(encoding="utf-8")
_TYPES = {".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json",
          ".svg": "image/svg+xml", ".wav": "audio/wav"}  # fmt: skip
_KEPT = "max-age=86400"
"""The browser may keep the files, and what it made of them, between two calls: so does one that is used every day."""


class _Scripts:
    """Takes what the app would put into the page's own scripts."""

    def __init__(self) -> None:
        self._scripts: list[QWebEngineScript] = []

    def find(self, _name: str) -> Iterator[QWebEngineScript]:
        return iter(())

    def insert(self, script: QWebEngineScript) -> None:
        self._scripts.append(script)

    def text(self, origin: str) -> str:
        """Return them as one, for a page that comes from ``origin``."""
        source = "\n".join(script.sourceCode() for script in self._scripts)
        return source.replace(json.dumps(scheme.ORIGIN), json.dumps(origin))


class ServedPage:
    """Serves the page; each load takes the next of ``tickets``."""

    def __init__(self, heard: Callable[[str, str], None]) -> None:
        """Make the server.

        Args:
            heard: Told what the page reports and its value, as ``("state", "setup")``.
        """
        self._heard = heard
        self._line: web.WebSocketResponse | None = None
        self._runner: web.AppRunner | None = None
        self._files: dict[str, bytes] = {}
        self.tickets: list[CallTicket] = []
        self.origin = ""

    async def start(self) -> str:
        """Begin to serve; returns the page's address."""
        app = web.Application()
        app.add_routes([web.get("/line", self._listen), web.get("/{path:.*}", self._serve)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.origin = f"http://{host}:{port}"
        return f"{self.origin}/call.html"

    async def ask(self, wish: str) -> None:
        """Ask the page loaded last for something, as the call window does."""
        assert self._line is not None
        await self._line.send_str(wish)

    async def stop(self) -> None:
        """End serving."""
        if self._line is not None:
            await self._line.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        path = request.path
        headers = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": _KEPT}
        if path == "/qwebchannel.js":
            headers["Cache-Control"] = "no-store"
            return web.Response(text=self._first_script(), content_type="text/javascript", headers=headers)
        if path not in self._files:
            found = scheme.locate(path)
            if found is None:
                raise web.HTTPNotFound
            self._files[path] = await asyncio.to_thread(found.read_bytes)
        if path.endswith(".html"):
            headers["Cache-Control"] = "no-store"
            servers = TrafficRules(self.tickets[0].edge_url).servers()
            headers["Content-Security-Policy"] = scheme.content_policy(servers)
        return web.Response(body=self._files[path], content_type=_TYPES[Path(path).suffix], headers=headers)

    def _first_script(self) -> str:
        scripts: Any = _Scripts()
        boot.set_page_words(cast("QWebEngineScriptCollection", scripts))
        boot.put_ticket(cast("QWebEngineScriptCollection", scripts), self.tickets.pop(0))
        return "\n".join((scripts.text(self.origin), _LINE, FIRST_FRAME))

    async def _listen(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        self._line = line
        async for message in line:
            if message.type == WSMsgType.TEXT:
                told = json.loads(message.data)
                self._heard(told["what"], told.get("value", ""))
        return line
