"""A host and a guest in one call, each in a call window of the app, until standard input is closed.

Reads one line first: JSON with a list of tickets for each of them, the first to join with, the others for when the
page asks for one more. Says what it saw at every look; in between, the two live: they write, and mute themselves.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from benchmarks.marks import mark
from benchmarks.soak_figures import Page
from hosted_meetings_desktop.domain.call import CallTicket, Kit
from hosted_meetings_desktop.support.paths import APP_NAME
from hosted_meetings_desktop.ui.call import engine
from hosted_meetings_desktop.ui.theme.apply import apply_theme, styled_application
from hosted_meetings_desktop.ui.theme.tokens import ThemeMode

LOOK_MS = 10_000
_SEEN_MS = 1_000
"""From the beginning of a look until what it saw is asked for."""
_WRITES_MS, _MUTES_MS, _CAMERA_MS = 60_000, 130_000, 610_000
_WHO = ("host", "guest")
_PAGE = f"{__file__.removesuffix('_windows.py')}_page.js"
_WRITE = "document.querySelector('#stage > *').meeting.chat.sendTextMessage('Line {} of the {}')"


class _Allowed:
    """Implements ``MediaPolicy``: the person allowed everything before."""

    def decision(self, _kind: object) -> bool:
        return True

    def remember(self, _kind: object, _allowed: object) -> None:
        pass


class _Errors(logging.Handler):
    """Counts what the pages write to their consoles as an error."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text.startswith("ErrorMessageLevel"):
            self.count += 1
            sys.stderr.write(f"{text[:300]}\n")


class Soak(QObject):
    """The two windows.

    Signals:
        told_to_end(): Standard input was closed; emitted in the thread that waits for it.
    """

    told_to_end = Signal()

    def __init__(self, tickets: dict[str, list[CallTicket]]) -> None:
        super().__init__()
        from PySide6.QtWebEngineCore import QWebEngineScript

        from hosted_meetings_desktop.ui.call.window import CallWindow

        self._errors = _Errors()
        console = logging.getLogger("hosted_meetings_desktop.ui.call.view.console")
        console.setLevel(logging.DEBUG)
        console.propagate = False
        console.addHandler(self._errors)
        self._seen: dict[str, dict[str, Any]] = {}
        self._open = len(_WHO)
        self._turn = 0
        self._timers: list[QTimer] = []
        self._windows: dict[str, CallWindow] = {}
        with open(_PAGE, encoding="utf-8") as file:  # noqa: PTH123 (named like this module)
            source = file.read()
        for who in _WHO:
            window = CallWindow("Soak", media_policy=_Allowed())
            script = QWebEngineScript()
            script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
            script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
            script.setSourceCode(source)
            window.view.call_page.scripts().insert(script)
            window.state_changed.connect(lambda state, who=who: self._changed(who, state))
            window.ticket_wanted.connect(lambda window=window, who=who: window.take_ticket(tickets[who].pop(0)))
            window.joined.connect(self._begin)
            window.closed.connect(self._closed)
            self._windows[who] = window
            window.show()
            window.begin()
        self.told_to_end.connect(self._leave)

    def _changed(self, who: str, state: str) -> None:
        mark(f"{who} {state}")
        if state == "setup":
            self._windows[who].join_now()
        elif state in {"trouble", "stopped"} or (state == "left" and self._timers):
            mark("failed")

    def _begin(self) -> None:
        if self._timers or not all(one.inside for one in self._windows.values()):
            return
        mark("began")
        for every, what in (
            (LOOK_MS, self._look), (_WRITES_MS, self._write), (_MUTES_MS, self._mute), (_CAMERA_MS, self._blink),
        ):  # fmt: skip
            timer = QTimer(self, interval=every)
            timer.timeout.connect(what)
            timer.start()
            self._timers.append(timer)

    # ---- what they do

    def _write(self) -> None:
        self._turn += 1
        who = _WHO[self._turn % 2]
        self._windows[who].view.call_page.runJavaScript(f"void {_WRITE.format(self._turn, who)}")

    def _mute(self) -> None:
        self._for_a_moment(self._windows["guest"].toggle_microphone)

    def _blink(self) -> None:
        self._for_a_moment(self._windows["guest"].toggle_camera)

    def _for_a_moment(self, toggle: Callable[[], None]) -> None:
        toggle()
        QTimer.singleShot(5_000, self, toggle)

    # ---- what is seen

    def _look(self) -> None:
        for window in self._windows.values():
            window.view.call_page.runJavaScript("window.soakLook?.()")
        QTimer.singleShot(_SEEN_MS, self, self._ask)

    def _ask(self) -> None:
        self._seen = {}
        for who, window in self._windows.items():
            page = window.view.call_page
            page.runJavaScript("window.soakSeen?.()", lambda said, who=who: self._answered(who, said))

    def _answered(self, who: str, said: str | None) -> None:
        self._seen[who] = json.loads(said or "null") or {}
        if len(self._seen) < len(_WHO):
            return
        pages = {one: asdict(Page(**self._seen[one])) for one in _WHO}
        pids = {one: self._windows[one].view.call_page.renderProcessPid() for one in _WHO}
        more = {"objects": len(gc.get_objects()), "errors": self._errors.count}
        text = json.dumps({"mark": "seen", "pages": pages, "pids": pids, **more})
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    # ---- the end

    def _leave(self) -> None:
        for timer in self._timers:
            timer.stop()
        self._timers = []
        for window in tuple(self._windows.values()):
            window.close()

    def _closed(self) -> None:
        self._open -= 1
        if not self._open:
            # After the pages and then their profiles are gone: each goes by a turn of the loop.
            QTimer.singleShot(1_000, self, QApplication.quit)


def main() -> int:
    told = json.loads(sys.stdin.readline())
    tickets = {who: [CallTicket(**{**one, "kit": Kit(one["kit"])}) for one in told[who]] for who in _WHO}
    engine.prepare()
    engine.allow_calls_on_this_pc()
    app = styled_application(APP_NAME)
    app.setQuitOnLastWindowClosed(False)
    apply_theme(app, ThemeMode.LIGHT)
    soak = Soak(tickets)

    def wait_for_the_end() -> None:
        sys.stdin.read()
        soak.told_to_end.emit()

    threading.Thread(target=wait_for_the_end, name="standard input", daemon=True).start()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
