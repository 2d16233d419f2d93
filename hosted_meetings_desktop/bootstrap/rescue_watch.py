"""Tells staff, whatever pane is shown, that recordings are about to be lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hosted_meetings_desktop.domain.errors import AppError

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.archive import Alarm, RescueStanding
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
    from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier

_TOPIC = "rescue-alarms"


class RescueWatch(QObject):
    """Asks how the rescue stands when its alarms are other ones, and tells each once; what is over is taken back."""

    def __init__(
        self,
        standing: Callable[[], Awaitable[RescueStanding]],
        calls: Calls,
        changes: ChangeBroadcast,
        notifier: DesktopNotifier,
        show: Callable[[Alarm], None],
        parent: QObject,
    ) -> None:
        """Make it; it listens at once.

        Args:
            standing: Returns how the rescue stands.
            calls: Runs the asking.
            changes: Tells that they changed.
            notifier: Tells staff.
            show: Shows the recordings that an alarm is about.
            parent: The owner.
        """
        super().__init__(parent)
        self._standing = standing
        self._calls = calls
        self._notifier = notifier
        self._show = show
        self._told: dict[Alarm, int] = {}
        changes.changed.connect(self._follow)

    @Slot(frozenset)
    def _follow(self, topics: frozenset[str]) -> None:
        if _TOPIC in topics:
            self.look()

    def look(self) -> None:
        """Ask how it stands; an earlier run may have left alarms."""
        self._calls.run(self, self._standing, self._take, self._miss)

    def _take(self, standing: RescueStanding) -> None:
        from hosted_meetings_desktop.ui.panes.recordings.alarm_words import alarm_note, alarm_title
        from hosted_meetings_desktop.ui.window.notifications.notices import Warned

        before, self._told = self._told, standing.alarms
        if not any(standing.alarms.values()):
            self._notifier.tell_warning(None)
        elif any(count > before.get(alarm, 0) for alarm, count in standing.alarms.items()):
            title, note = alarm_title(standing), alarm_note(standing)
            show = partial(self._show, standing.worst)
            self._notifier.tell_warning(Warned(title, note, self.tr("Show recordings"), show))

    def _miss(self, _error: AppError) -> None:
        """Say nothing: that the store cannot be read is told elsewhere."""
