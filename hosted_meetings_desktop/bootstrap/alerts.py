"""What staff are told on the desktop: which parts of the program the notifications speak with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hosted_meetings_desktop.bootstrap.single_instance import bring_forward
from hosted_meetings_desktop.domain.ids import MeetingId

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.ui.call.desk import CallDesk
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
    from hosted_meetings_desktop.ui.window.main_window import MainWindow
    from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier


def notifier_for(
    window: MainWindow,
    backend: Backend,
    calls: Calls,
    changes: ChangeBroadcast,
    settings: QSettings,
    desk: Callable[[], CallDesk | None],
) -> DesktopNotifier:
    """Make what tells staff that a meeting starts soon; ``desk`` returns the open calls, None before the first."""
    from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier

    def in_call() -> bool:
        open_calls = desk()
        return open_calls is not None and bool(open_calls.open_titles())

    def joined() -> frozenset[MeetingId]:
        open_calls = desk()
        return frozenset() if open_calls is None else open_calls.open_meetings()

    notifier = DesktopNotifier(
        window, backend.later.upcoming, calls, settings, in_call=in_call, joined=joined,
        come_forward=partial(bring_forward, window),
    )  # fmt: skip
    changes.changed.connect(notifier.note_changes)
    return notifier
