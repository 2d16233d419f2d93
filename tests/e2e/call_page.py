"""The embedded Dyte, tickets and a look into call pages, as the end-to-end tests use them."""

from __future__ import annotations

import base64
import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from hosted_meetings_desktop.domain.call import CallTicket, Kit
from hosted_meetings_desktop.ui.call.permissions import MediaKind
from hosted_meetings_desktop.ui.call.window import CallWindow

PATIENCE_MS = 30_000

MEETING = "document.querySelector('#stage > *').meeting"
"""The SDK's own object, which the page hands to the kit's element."""

HEADING = "document.querySelector('#screen:not([hidden]) h1')?.textContent"


OpenCall = Callable[..., CallWindow]
UntilState = Callable[[CallWindow, str], None]


class MemoryPolicy:
    """Remembers answers for one test."""

    def __init__(self, **answers: bool) -> None:
        self.answers: dict[MediaKind, bool] = {MediaKind(kind): answer for kind, answer in answers.items()}

    def decision(self, kind: MediaKind) -> bool | None:
        return self.answers.get(kind)

    def remember(self, kind: MediaKind, allowed: bool | None) -> None:
        if allowed is None:
            self.answers.pop(kind, None)
        else:
            self.answers[kind] = allowed


def everything_allowed() -> MemoryPolicy:
    return MemoryPolicy(camera=True, microphone=True)


def jwt(**claims: Any) -> str:
    """Return a token of the right shape that nobody issued."""
    parts = ({"alg": "none", "typ": "JWT"}, {"orgId": "o", "meetingId": "m", "participantId": "p", **claims}, {})
    return ".".join(base64.b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)


def made_up_ticket(token: str | None = None, edge_url: str = "http://127.0.0.1:9/edge") -> CallTicket:
    """Return a ticket to nowhere: port 9 of this PC refuses."""
    return CallTicket(
        meeting_title="Follow-up visit",
        display_name="Asha",
        kit=Kit.REALTIMEKIT,
        token=jwt() if token is None else token,
        base_uri="embedded.invalid",
        edge_url=edge_url,
    )


@dataclass
class EmbeddedDyte:
    """The running simulator, used through the provider's own REST interface."""

    urls: dict[str, Any]
    tokens: list[str] = field(default_factory=list)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        dyte = self.urls["dyte"]
        key = base64.b64encode(f"{dyte['organization_id']}:{dyte['api_key']}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 - loopback only
            dyte["base_url"] + path,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": f"Basic {key}", "Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback only
            return json.loads(answer.read()).get("data")

    def control(self, method: str, path: str, body: dict[str, Any] | list[Any] | None = None) -> Any:
        """Steer the service itself: faults, tokens, settings."""
        request = urllib.request.Request(  # noqa: S310 - loopback only
            self.urls["control_url"] + path,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - loopback only
            return json.loads(answer.read()).get("data")

    def room(self, title: str = "Follow-up visit") -> str:
        return str(self.call("POST", "/meetings", {"title": title})["id"])

    def ticket(
        self, room: str, name: str, kit: Kit = Kit.REALTIMEKIT, preset: str = "group_call_host", **changes: Any
    ) -> CallTicket:
        body = {"name": name, "preset_name": preset, "custom_participant_id": f"c-{name}-{len(self.tokens)}"}
        token = self.call("POST", f"/meetings/{room}/participants", body)["token"]
        self.tokens.append(token)
        return CallTicket(
            meeting_title="Follow-up visit",
            display_name=name,
            kit=kit,
            token=token,
            base_uri=self.urls["call"]["base_uri"],
            edge_url=self.urls["call"]["edge_url"],
            **changes,
        )


class Pages:
    """Looks into the pages of call windows."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def ask(self, window: CallWindow, expression: str) -> Any:
        """Return what an expression is in the page now, by way of JSON."""
        said: list[str | None] = []
        # A string result, because the web channel's own conversion drops what it does not know.
        window.view.call_page.runJavaScript(f"JSON.stringify({expression}) ?? null", said.append)
        self._qtbot.waitUntil(lambda: bool(said), timeout=PATIENCE_MS)
        return json.loads(said[0]) if said[0] else None

    def run(self, window: CallWindow, statement: str) -> None:
        """Run something in the page and go on."""
        window.view.call_page.runJavaScript(f"void ({statement})")

    def until(self, window: CallWindow, expression: str) -> Any:
        """Wait until an expression is true in the page; return what it is then."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < end:
            if found := self.ask(window, expression):
                return found
            self._qtbot.wait(50)
        pytest.fail(f"never true in the page: {expression}")
