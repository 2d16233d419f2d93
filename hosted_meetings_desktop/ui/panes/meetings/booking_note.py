"""Says in the plan dialog when the host has another meeting at that time: allowed, but not unnoticed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import MAX_DURATION, Meeting, MeetingFilter, Page, Schedule
from hosted_meetings_desktop.ui.panes.meetings.services import PlanningService
from hosted_meetings_desktop.ui.parts.announce import announce
from hosted_meetings_desktop.ui.parts.double_booking import double_booking_text, overlapping
from hosted_meetings_desktop.ui.parts.labels import small_label
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls

PAUSE_MS = 200
_MOST = 500


class BookingNote(QWidget):
    """One line, hidden while the host is free."""

    def __init__(self, meetings: PlanningService, calls: Calls, *, but: MeetingId | None) -> None:
        """Make it.

        Args:
            meetings: Knows what else is planned.
            calls: Runs it.
            but: The meeting that is being changed, if it is one.
        """
        super().__init__()
        self._meetings = meetings
        self._calls = calls
        self._but = but
        self._asked: tuple[str, Schedule] | None = None
        self._call: Call | None = None
        self.words = small_label("", tone="wait")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self.hide()

    @property
    def text(self) -> str:
        """What is said, empty while the host is free."""
        return "" if self.isHidden() else self.words.text()

    def ask(self, host: str, schedule: Schedule | None) -> None:
        """Look up, once the person pauses, what else ``host`` has; nothing without a time that exists."""
        if self._call is not None:
            self._call.cancel()
        self._asked = None if schedule is None or not host.strip() else (host, schedule)
        if self._asked is None:
            self._pause.stop()
            self._say("")
        else:
            self._pause.start()

    @Slot()
    def _look(self) -> None:
        if self._asked is None:
            return
        _host, schedule = self._asked
        # Nothing lasts longer than that: what overlaps began within this time.
        wanted = MeetingFilter(starts_from=schedule.starts_at - MAX_DURATION, starts_before=schedule.ends_at)
        work = partial(self._meetings.page, wanted, 0, _MOST)
        self._call = self._calls.run(self, work, partial(self._take, self._asked), self._miss)

    def _take(self, asked: tuple[str, Schedule], page: Page[Meeting]) -> None:
        if asked == self._asked:
            host, schedule = asked
            self._say(double_booking_text(host, overlapping(page.rows, host, schedule, but=self._but)))

    def _miss(self, _error: AppError) -> None:
        """Go on without: planning does not hang on it."""
        self._say("")

    def _say(self, text: str) -> None:
        new = bool(text) and text != self.text
        self.words.setText(text)
        self.setVisible(bool(text))
        if new:
            announce(self, text)
