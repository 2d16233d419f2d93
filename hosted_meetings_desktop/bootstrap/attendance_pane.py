"""The attendance pane over the services of an account."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hosted_meetings_desktop.ui.panes.attendance.pane import AttendancePane

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.ui.runtime.calls import Calls


def attendance_pane(backend: Backend, calls: Calls, show_meeting: Callable[[str], None]) -> AttendancePane:
    """Return the pane; what writes reports is made when the first one is wanted."""
    pane = AttendancePane(
        backend.later.attendance_desk, calls, reports=lambda: backend.later.reports,
        host_names=backend.meetings.host_names,
    )  # fmt: skip
    pane.meeting_requested.connect(show_meeting)
    return pane
