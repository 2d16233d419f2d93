"""Fetches what the calendar shows, one window of time after the other."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.ui.panes.schedule.services import ScheduleService
from hosted_meetings_desktop.ui.panes.schedule.shown import Loaded
from hosted_meetings_desktop.ui.parts.states import SKELETON_AFTER_MS
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls


class Loading(QObject):
    """Asks the service; an older question is dropped when there is a newer one.

    Attributes:
        asked: Whether anything was asked for.

    Signals:
        arrived(Loaded): The answer.
        found(Meeting): The meeting that was looked for.
        failed(AppError): There is none.
        slow(bool): The answer is longer on its way than a moment; or it came.
    """

    arrived = Signal(object)
    found = Signal(object)
    failed = Signal(object)
    slow = Signal(bool)

    def __init__(self, schedule: ScheduleService, calls: Calls, parent: QObject) -> None:
        super().__init__(parent)
        self._schedule = schedule
        self._calls = calls
        self._call: Call | None = None
        self.asked = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SKELETON_AFTER_MS)
        self._patience.timeout.connect(self._lose_patience)

    def ask(self, begin: datetime, end: datetime, *, known: bool) -> None:
        """Fetch a window; ``known`` says that something is shown of it meanwhile."""
        self.asked = True
        if self._call is not None:
            self._call.cancel()
        if not known and not self._patience.isActive():
            self._patience.start()
        schedule = self._schedule

        async def everything() -> Loaded:
            return Loaded(
                begin,
                end,
                await schedule.entries(begin, end),
                await schedule.busy(begin, end),
                await schedule.hosts(),
                await schedule.availabilities(),
                await schedule.places(),
            )

        self._call = self._calls.run(self, everything, self._take, self._miss)

    def find(self, meeting_id: str) -> None:
        """Look for a meeting that is not among what is shown; one that is not there any more is not missed."""
        work = partial(self._schedule.get, MeetingId(meeting_id))
        self._calls.run(self, work, self.found.emit, lambda _error: None)

    def _lose_patience(self) -> None:
        self.slow.emit(True)  # noqa: FBT003 (a signal's argument)

    def _settle(self) -> None:
        self._patience.stop()
        self.slow.emit(False)  # noqa: FBT003 (likewise)

    def _take(self, loaded: Loaded) -> None:
        self._settle()
        self.arrived.emit(loaded)

    def _miss(self, error: AppError) -> None:
        self._settle()
        self.failed.emit(error)
