"""Asks how we stand with the provider and shows it, in the strip and in the Sync panel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hosted_meetings_desktop.domain.errors import AppError, StoreProblem
from hosted_meetings_desktop.domain.meeting import SyncState
from hosted_meetings_desktop.ui.parts.clock import utc_now

if TYPE_CHECKING:
    from hosted_meetings_desktop.domain.ids import MeetingId
    from hosted_meetings_desktop.domain.live import SyncStatus
    from hosted_meetings_desktop.domain.meeting import Meeting
    from hosted_meetings_desktop.ui.runtime.calls import Call, Calls
    from hosted_meetings_desktop.ui.window.status_strip import StatusStrip
    from hosted_meetings_desktop.ui.window.sync_panel import SyncPanel


class SyncService(Protocol):
    """What the window asks about the connection."""

    async def status(self) -> SyncStatus:
        """Return how we stand with the provider."""
        ...

    async def waiting(self) -> tuple[Meeting, ...]:
        """Return the meetings that wait for the provider or for a person."""
        ...

    async def refresh_now(self) -> None:
        """Fetch and send everything now."""
        ...

    async def pause_import(self, *, paused: bool) -> None:
        """Stop reading what the account holds already, or go on with it."""
        ...

    async def send_again(self, meeting_id: MeetingId) -> None:
        """Send a meeting that waits or was refused, as it is."""
        ...


class SyncDesk(QObject):
    """Made after the first paint, which has nothing to say about the connection.

    Signals:
        meeting_wanted(str): Show that meeting.
        account_wanted(): Show the account's settings.
        answered(SyncStatus): The store could be read, and this is how we stand.
        failed(AppError, object): Something failed that the panel does not show; with what tries it again, or None.
    """

    meeting_wanted = Signal(str)
    account_wanted = Signal()
    answered = Signal(object)
    failed = Signal(object, object)

    def __init__(
        self,
        window: QWidget,
        strip: StatusStrip,
        service: SyncService,
        calls: Calls,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._strip = strip
        self._service = service
        self._calls = calls
        self._clock = clock or utc_now
        self._asked: Call | None = None

    @cached_property
    def panel(self) -> SyncPanel:
        """The Sync panel, made when it is first opened."""
        from hosted_meetings_desktop.ui.window.sync_panel import SyncPanel

        panel = SyncPanel(self._window, self._clock)
        panel.try_wanted.connect(self.refresh_now)
        panel.account_wanted.connect(self._show_account)
        panel.pause_wanted.connect(self._pause)
        panel.meeting_wanted.connect(self.meeting_wanted)
        panel.again_wanted.connect(self._send_again)
        panel.due.connect(self.ask)
        return panel

    @property
    def _panel_shown(self) -> bool:
        return "panel" in vars(self) and self.panel.isVisible()

    # ---- what is asked
    def ask(self) -> None:
        """Ask how we stand and, while the panel is open, what waits."""
        self._calls.run(self, self._service.status, self._show)
        if self._panel_shown:
            self._ask_waiting()

    def _show(self, status: SyncStatus) -> None:
        self._strip.show_status(status)
        if self._panel_shown:
            self.panel.show_status(status)
        self.answered.emit(status)

    def _ask_waiting(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        self._asked = self._calls.run(self, self._service.waiting, self.panel.show_waiting, self._take)

    def refresh_now(self) -> None:
        """Fetch and send everything now; what is shown stays until newer things come."""

        def over(error: AppError | None) -> None:
            self._show_refreshing(refreshing=False)
            self.ask()
            # In the panel it stands what was wrong with the connection.
            if error is not None and (not self._panel_shown or isinstance(error, StoreProblem)):
                self.failed.emit(error, self.refresh_now)

        self._show_refreshing(refreshing=True)
        self._calls.run(self, self._service.refresh_now, over, over)

    def _show_refreshing(self, *, refreshing: bool) -> None:
        self._strip.show_refreshing(refreshing=refreshing)
        if "panel" in vars(self):
            self.panel.show_refreshing(refreshing=refreshing)

    # ---- what the panel wants
    def toggle_panel(self) -> None:
        """Open the panel, or close it."""
        if self._panel_shown:
            self.panel.close_sheet()
        else:
            self.open_panel()

    def open_panel(self) -> None:
        """Open the panel with what is known, and ask anew."""
        self.panel.show_status(self._strip.status)
        self.panel.open()
        self.ask()

    def open_attention(self) -> None:
        """Show the one meeting that needs a person, or the panel where there are more."""
        if self._strip.status.attention != 1:
            self.open_panel()
            return

        def found(meetings: tuple[Meeting, ...]) -> None:
            needing = [m for m in meetings if m.conflicts or m.sync is SyncState.ATTENTION]
            if len(needing) == 1:
                self.meeting_wanted.emit(needing[0].id)
            else:
                self.open_panel()

        self._calls.run(self, self._service.waiting, found)

    def _show_account(self) -> None:
        self.panel.close_sheet()
        self.account_wanted.emit()

    def _pause(self, paused: bool) -> None:  # noqa: FBT001 (a signal's argument)
        async def pause() -> None:
            await self._service.pause_import(paused=paused)

        self._calls.run(self, pause, lambda _nothing: self.ask(), self._take)

    def _send_again(self, meeting_id: MeetingId) -> None:
        self._calls.run(self, lambda: self._service.send_again(meeting_id), lambda _nothing: self.ask(), self._take)

    def _take(self, error: AppError) -> None:
        """Say what failed where the person looks."""
        if isinstance(error, StoreProblem) or not self._panel_shown:
            self.failed.emit(error, None)
        else:
            self.panel.message_bar.show_error(error)
