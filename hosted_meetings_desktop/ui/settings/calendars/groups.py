"""The group about hosts' calendars, as the settings pane takes it in, and what can be taken back of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.own_calendar import RemovedCalendar
from hosted_meetings_desktop.domain.ports import Clock
from hosted_meetings_desktop.ui.parts.clock import utc_now
from hosted_meetings_desktop.ui.runtime.calls import Calls
from hosted_meetings_desktop.ui.settings.calendars.group import CalendarsGroup
from hosted_meetings_desktop.ui.settings.calendars.services import HostCalendars, HostNames
from hosted_meetings_desktop.ui.text.format import isolated

_MAX_STEPS = 20


class CalendarGroups(QObject):
    """Hosts' calendars.

    Attributes:
        topics: What they reload on.
        groups: The groups in their order, to be put under each other.

    Signals:
        undo_changed(): What :meth:`undo_text` says is different now.
        failed(AppError): A calendar could not be put back; it can be tried again.
    """

    topics = frozenset({"calendars", "calendar_reads"})
    undo_changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        calendars: HostCalendars,
        names: HostNames,
        calls: Calls,
        *,
        clock: Clock = utc_now,
        parent: QObject | None = None,
    ) -> None:
        """Make the group; it shows nothing before :meth:`reload`.

        Args:
            calendars: Keeps and reads them.
            names: Knows the hosts.
            calls: Runs what is asked.
            clock: Tells the time.
            parent: The owner.
        """
        super().__init__(parent)
        self._service = calendars
        self._calls = calls
        self._steps: list[RemovedCalendar] = []
        self._running = False
        self.calendars = CalendarsGroup(calendars, names, calls, clock)
        self.groups: tuple[CalendarsGroup, ...] = (self.calendars,)
        self.calendars.removed.connect(self._note)
        self.calendars.undo_wanted.connect(self.undo)

    def reload(self) -> None:
        """Ask for everything again."""
        self.calendars.reload()

    def undo_text(self) -> str:
        """Return what Ctrl+Z would take back here, empty when nothing."""
        if not self._steps or self._running:
            return ""
        return self.tr("removing the calendar “%1”").replace("%1", isolated(self._steps[-1].calendar.name))

    def undo(self) -> None:
        """Put the calendar back that was removed last (Ctrl+Z)."""
        if not self._steps or self._running:
            return
        step = self._steps[-1]
        self._running = True
        self.undo_changed.emit()
        self._calls.run(self, partial(self._service.restore, step), partial(self._forget, step), self._miss)

    def _note(self, removed: RemovedCalendar) -> None:
        self._steps = [*self._steps, removed][-_MAX_STEPS:]
        self.undo_changed.emit()

    def _forget(self, step: RemovedCalendar, _nothing: None) -> None:
        self._running = False
        self._steps = [kept for kept in self._steps if kept is not step]
        self.undo_changed.emit()
        self.calendars.result.dismiss()
        self.reload()

    def _miss(self, error: AppError) -> None:
        self._running = False
        self.undo_changed.emit()
        self.failed.emit(error)
