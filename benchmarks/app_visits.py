"""Calls in the app, one after the other, as a person makes them: join, set-up screen, in, look, leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from benchmarks.marks import mark
from benchmarks.served_page import FIRST_FRAME, STEPS

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.screens import Screens
    from hosted_meetings_desktop.ui.call.bridge import PageReport
    from hosted_meetings_desktop.ui.call.window import CallWindow

_PERSON_MS = 2_000
_ARRIVING_MS = 4_000
"""Until the practice patient is in the room: the first time, the service encodes their picture."""


class Visits:
    """Goes through the calls and stays in the last; the number of a visit stands behind each mark."""

    def __init__(self, screens: Screens, count: int) -> None:
        self._screens = screens
        self._count = count
        self._number = 0
        self._call: CallWindow | None = None
        screens.desk.opened.connect(self._opened)
        self._next()

    def _next(self) -> None:
        """The practice patient comes first, each time: they do not stay alone for long."""
        self._screens.meetings().meeting_details.invite_practice_patient()
        QTimer.singleShot(_ARRIVING_MS, self._screens.window, self._click)

    def _click(self) -> None:
        button = self._screens.meetings().meeting_details.join_button
        assert button is not None
        self._number += 1
        mark(f"clicked {self._number}")
        button.click()

    def _opened(self, call: CallWindow) -> None:
        from PySide6.QtWebEngineCore import QWebEngineScript

        number, page = self._number, call.view.call_page
        script = QWebEngineScript()
        script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
        script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
        script.setSourceCode(FIRST_FRAME)
        page.scripts().insert(script)
        page.titleChanged.connect(self._retitled)
        call.state_changed.connect(lambda state: self._changed(state, number))
        call.view.bridge.reported.connect(lambda report: self._reported(report, number))
        call.closed.connect(lambda: QTimer.singleShot(_PERSON_MS, self._screens.window, self._next))
        self._call = call

    def _reported(self, report: PageReport, number: int) -> None:
        if report.what in STEPS:
            mark(f"{report.what} {number}")

    def _changed(self, state: str, number: int) -> None:
        mark(f"{state} {number}")
        if state == "setup":
            QTimer.singleShot(_PERSON_MS, self._screens.window, self._ask)

    def _ask(self) -> None:
        assert self._call is not None
        mark(f"asked {self._number}")
        self._call.join_now()

    def _retitled(self, title: str) -> None:
        if title != "frame":
            return
        assert self._call is not None
        mark(f"frame {self._number}")
        if self._number == self._count:
            mark("stays")
        else:
            QTimer.singleShot(_PERSON_MS, self._call, self._call.close)
