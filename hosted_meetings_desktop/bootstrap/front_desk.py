"""The front desk in one account's window: its pane, who comes to wait, and the way to the call windows' doors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.front_desk import NoHostInside
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId

if TYPE_CHECKING:
    from hosted_meetings_desktop.bootstrap.backend import Backend
    from hosted_meetings_desktop.ui.call.desk import CallDesk
    from hosted_meetings_desktop.ui.panes.today.arrival_watch import ArrivalWatch
    from hosted_meetings_desktop.ui.panes.today.pane import TodayPane
    from hosted_meetings_desktop.ui.parts.plan_history import PlanHistory
    from hosted_meetings_desktop.ui.runtime.calls import Calls
    from hosted_meetings_desktop.ui.runtime.changes import ChangeBroadcast
    from hosted_meetings_desktop.ui.window.notifications.notifier import DesktopNotifier

_SOURCE = "call windows"


class CallDoor(QObject):
    """Implements ``domain.front_desk.WaitingDoor``: asked in the services' thread, done by the window in Qt's."""

    _wanted = Signal(bool, str, str, object)

    def __init__(self, desk: Callable[[], CallDesk], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted.connect(self._open, Qt.ConnectionType.QueuedConnection)

    async def admit(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        """Let somebody in; see ``WaitingDoor``."""
        await self._ask(admits=True, meeting_id=meeting_id, participant_id=participant_id)

    async def deny(self, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        """Send somebody away; see ``WaitingDoor``."""
        await self._ask(admits=False, meeting_id=meeting_id, participant_id=participant_id)

    async def _ask(self, *, admits: bool, meeting_id: MeetingId, participant_id: ParticipantId) -> None:
        done: Future[None] = Future()
        self._wanted.emit(admits, meeting_id, participant_id, done)
        await asyncio.wrap_future(done)

    @Slot(bool, str, str, object)
    def _open(self, admits: bool, meeting_id: str, participant_id: str, done: Future[None]) -> None:  # noqa: FBT001
        if not done.set_running_or_notify_cancel():
            return  # whoever asked does not wait any more
        desk, meeting = self._desk(), MeetingId(meeting_id)
        try:
            (desk.admit if admits else desk.deny)(meeting, participant_id)
        except AppError as error:
            done.set_exception(error if desk.can_admit(meeting) else NoHostInside())
        except ValueError as error:
            done.set_exception(AppError("This person waits no more", details=str(error)))
        else:
            done.set_result(None)


class FrontDesk(QObject):
    """Watches who waits, whatever pane is shown."""

    def __init__(
        self,
        window: QObject,
        backend: Callable[[], Backend],
        calls: Callable[[], Calls],
        changes: ChangeBroadcast,
        notifier: Callable[[], DesktopNotifier],
        desk: Callable[[], CallDesk],
        ring: Callable[[], object],
    ) -> None:
        """Make it; nothing is asked for before ``serve_calls`` or the pane.

        Args:
            window: The account's.
            backend: What knows the day.
            calls: Runs it.
            changes: Tells what changed.
            notifier: Tells staff of arrivals.
            desk: The open calls.
            ring: Makes the tone of an arrival.
        """
        super().__init__(window)
        self._backend = backend
        self._calls = calls
        self._changes = changes
        self._notifier = notifier
        self._desk = desk
        self._ring = ring

    def serve_calls(self, desk: CallDesk) -> None:
        """Note who waits as the call windows see it, and let people in through them."""
        arrivals = self._backend().later.arrivals
        arrivals.set_door(CallDoor(self._desk, self))
        _ = self.watch  # listens from now on

        def note(meeting_id: MeetingId, people: tuple[tuple[str, str], ...]) -> None:
            from hosted_meetings_desktop.ui.parts.clock import utc_now

            if desk.can_admit(meeting_id):
                arrivals.note(meeting_id, people, at=utc_now(), source=_SOURCE)
            else:
                arrivals.gone(meeting_id, _SOURCE)

        desk.waiting_changed.connect(note)
        self._serve_stages(desk)

    def _serve_stages(self, desk: CallDesk) -> None:
        """Note what the call windows see of the stages of webinars, and decide about them through the windows."""
        from hosted_meetings_desktop.bootstrap.stage_desk import serve_stages

        serve_stages(desk, self._backend().live.stages, self._desk, self)

    def stand_by(self, meeting_id: MeetingId) -> None:
        """See who waits for a meeting: through the host's call window where one is open, else as the front desk."""
        desk = self._desk()
        if desk.can_admit(meeting_id):
            desk.join(meeting_id)
        else:
            desk.open_presence(meeting_id)

    @cached_property
    def watch(self) -> ArrivalWatch:
        """What notices that somebody came."""
        from hosted_meetings_desktop.ui.panes.today.arrival_watch import ArrivalWatch

        watch = ArrivalWatch(self._backend().later.front_desk, self._calls(), self._ring, parent=self)
        self._changes.changed.connect(watch.follow)
        notifier = self._notifier()
        watch.arrival.connect(notifier.tell_arrival)
        watch.over.connect(notifier.take_back_arrival)
        watch.returned.connect(lambda arrival: notifier.tell_arrival(arrival, quiet=True))
        return watch

    def pane(self, history: PlanHistory) -> TodayPane:
        """Make the pane."""
        from hosted_meetings_desktop.ui.panes.today.pane import TodayPane

        backend = self._backend()
        later = backend.later
        return TodayPane(
            later.front_desk, later.desk_links, backend.live, self._calls(), watch=self.watch, history=history
        )
