"""The scenes of the call window: the real UI kits against the embedded service, with a made-up camera."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from hosted_meetings_desktop.ui.call import engine, scheme

# Before Qt starts: the web engine reads these once.
os.environ[engine.FAKE_MEDIA] = "1"
os.environ[engine.FLAGS] = "--disable-gpu"

import screenshot_call_states
from screenshot_stage import Stage, has_display, make_app, set_theme

from hosted_meetings_desktop.domain.call import CallTicket, Kit
from hosted_meetings_desktop.ui.call.bars import Bar
from hosted_meetings_desktop.ui.call.front import FrontPane
from hosted_meetings_desktop.ui.call.picker import SharePicker
from hosted_meetings_desktop.ui.call.window import CallWindow
from tests.e2e.call_page import MEETING, EmbeddedDyte, MemoryPolicy, everything_allowed, made_up_ticket

SIZE = (1100, 760)
HOST, GUEST = "Dr. Ada Osei", "Fatima al-Hassani"
TITLE = "Follow-up after knee surgery"


_PLAYS = """(() => {
  const plays = (root) => [...root.querySelectorAll("*")].some(
    (one) => (one.tagName === "VIDEO" && one.currentTime > 0 && one.clientWidth > 100)
      || (one.shadowRoot && plays(one.shadowRoot)));
  return plays(document);
})()"""


class Calls:
    """Opens call windows of one scene after the other."""

    def __init__(self, stage: Stage, dyte: EmbeddedDyte) -> None:
        self.stage = stage
        self.dyte = dyte
        self._windows: list[CallWindow] = []
        self._gone: list[CallWindow] = []

    def ticket(self, room: str, name: str = HOST, kit: Kit = Kit.REALTIMEKIT, **changes: Any) -> CallTicket:
        """Return a ticket of the embedded service."""
        return replace(self.dyte.ticket(room, name, kit, **changes), meeting_title=TITLE)

    def open_waiting(
        self, title: str, policy: MemoryPolicy | None = None, kind: type[CallWindow] = CallWindow, **more: Any
    ) -> CallWindow:
        """Open a call window that waits for its ticket; it goes away after the scene."""
        window = kind(title, media_policy=policy or everything_allowed(), **more)
        window.view.profile_of_call.destroyed.connect(lambda: self._gone.append(window))
        window.resize(*SIZE)
        window.show()
        self._windows.append(window)
        window.begin()
        return window

    def open(self, ticket: CallTicket, policy: MemoryPolicy | None = None, **more: Any) -> CallWindow:
        """Open a call window with a ticket at hand."""
        window = self.open_waiting(ticket.meeting_title, policy, **more)
        window.take_ticket(ticket)
        return window

    def until(self, window: CallWindow, state: str) -> None:
        """Wait until a call is in a state."""
        self.stage.until(lambda: window.state == state, f"the call to be {state}, it is {window.state}")

    def until_seen(self, window: CallWindow) -> None:
        """Wait until a camera's picture moves in the page."""
        said: list[bool] = []

        def ask() -> bool:
            window.view.call_page.runJavaScript(_PLAYS, said.append)
            return True in said

        self.stage.until(ask, "a picture in the call")

    def clear(self) -> None:
        """Leave all calls."""
        for window in self._windows:
            if window not in self._gone:
                window.close()
        self.stage.until(lambda: len(self._gone) == len(self._windows), "the call windows to close")

    def save(self, window: CallWindow, more: str = "", *, after_ms: int = 1500) -> None:
        """Save the picture of a window under its own name."""
        self.stage.settle(after_ms)
        self.stage.name = more
        self.stage.save(window)


def opening(calls: Calls) -> None:
    """Waiting for the ticket, and no ticket to be had."""
    window = calls.open_waiting(TITLE)
    calls.save(window, "call-opening", after_ms=500)
    window.refuse_ticket(
        "The video service cannot be reached", "Your plans are kept and will be sent by themselves.", "ConnectError"
    )
    calls.save(window, "call-no-ticket", after_ms=500)


def before(calls: Calls) -> None:
    """The question about camera and microphone, and the set-up screen."""
    window = calls.open(calls.ticket(calls.dyte.room(TITLE)), MemoryPolicy())
    bar: Any = window.findChild(Bar, "permission_bar")
    calls.stage.until(bar.isVisible, "the permission question")
    calls.save(window, "call-permission")
    bar.allow.click()
    calls.until(window, "setup")
    calls.until_seen(window)
    calls.save(window, "call-setup", after_ms=3000)
    window.resize(700, 500)
    calls.save(window, "call-setup-small", after_ms=3000)


def inside(calls: Calls) -> None:
    """Two people in the call, sharing, and after leaving."""
    room = calls.dyte.room(TITLE)
    guest = calls.open(calls.ticket(room, GUEST, preset="group_call_participant", show_setup=False))
    calls.until(guest, "joined")
    window = calls.open(calls.ticket(room, show_setup=False))
    calls.until(window, "joined")
    calls.stage.until(lambda: window.others == (GUEST,), "the other person")
    calls.until_seen(window)
    calls.save(window, "call-joined", after_ms=6000)
    if has_display():
        window.view.call_page.runJavaScript(f"void {MEETING}.self.enableScreenShare()")
        calls.stage.until(lambda: window.findChild(SharePicker), "the picker")
        picker: Any = window.findChild(SharePicker)
        calls.stage.settle(500)
        picker.screens.setCurrentIndex(picker.screens.model().index(0, 0))
        calls.save(picker, "call-picker", after_ms=300)
        picker.share.click()
        bar: Any = window.findChild(Bar, "sharing_bar")
        calls.stage.until(bar.isVisible, "the sharing bar")
        calls.save(window, "call-sharing", after_ms=7000)
        window.view.ask("stop_sharing")
        calls.stage.until(lambda: not bar.isVisible(), "the sharing to end")
        calls.stage.settle(1000)
    window.view.ask("leave")
    calls.until(window, "left")
    calls.save(window, "call-left")


def dyte_kit(calls: Calls) -> None:
    """The other provider's kit, with the room empty."""
    window = calls.open(calls.ticket(calls.dyte.room(TITLE), kit=Kit.DYTE, show_setup=False))
    calls.until(window, "joined")
    calls.until_seen(window)
    calls.save(window, "call-joined-dyte", after_ms=5000)


def troubles(calls: Calls) -> None:
    """A token that is none, and a service that does not answer."""
    for name, ticket in (("bad-token", made_up_ticket("not a token")), ("unreachable", made_up_ticket())):
        window = calls.open(ticket)
        window.ticket_wanted.connect(partial(window.take_ticket, ticket))
        calls.until(window, "trouble")
        calls.save(window, f"call-{name}")


def stopped(calls: Calls) -> None:
    """The web view died twice."""
    room = calls.dyte.room(TITLE)
    window = calls.open(calls.ticket(room, show_setup=False))
    window.ticket_wanted.connect(lambda: window.take_ticket(calls.ticket(room, show_setup=False)))
    for _time in range(2):
        calls.until(window, "joined")
        os.kill(window.view.call_page.renderProcessPid(), signal.SIGKILL)
        calls.stage.until(lambda: window.state != "joined", "the view to stop")
    pane: Any = window.findChild(FrontPane)
    calls.stage.until(pane.again.isVisible, "the way back")
    calls.save(window, "call-stopped")


SCENES = {
    "call-opening call-no-ticket": opening,
    "call-permission call-setup": before,
    "call-joined call-picker call-sharing call-left": inside,
    "call-joined-dyte": dyte_kit,
    "call-bad-token call-unreachable": troubles,
    "call-stopped": stopped,
    **screenshot_call_states.SCENES,
}


@contextmanager
def embedded_dyte() -> Iterator[EmbeddedDyte]:
    """Run the embedded service."""
    command = [sys.executable, "-m", "hosted_meetings_desktop.simulator", "--parent-pid", str(os.getpid())]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield EmbeddedDyte(json.loads(process.stdout.readline() if process.stdout else ""))
    finally:
        process.terminate()
        process.wait(timeout=10)


def draw_calls(folder: Path, only: str) -> int:
    """Draw the scenes; a call is dark in either theme."""
    names = [scene for scene in SCENES if any(name.startswith(only) for name in scene.split())]
    if not names:
        return 0
    scheme.register()
    app = make_app()
    set_theme(app, "light")
    with embedded_dyte() as dyte, tempfile.TemporaryDirectory() as home:
        stage = Stage(folder, "", Path(home))
        for name in names:
            calls = Calls(stage, dyte)
            SCENES[name](calls)
            calls.clear()
    return 0
