"""Opens call windows: asks for a ticket, keeps one window per meeting and person, renews tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Signal

from hosted_meetings_desktop.domain.call import CallTicket
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.ui.runtime.calls import Calls

if TYPE_CHECKING:
    from hosted_meetings_desktop.ui.call.window import CallWindow

_Seat = tuple[MeetingId, InviteeId | None]


class Tickets(Protocol):
    """What lets people in."""

    async def ticket(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None) -> CallTicket:
        """Return a ticket for the host, or for somebody invited."""
        ...


class CallDesk(QObject):
    """Holds the open calls. The web engine is loaded with the first of them.

    Signals:
        opened(CallWindow): A call window was opened.
        failed(AppError): No ticket could be had; no window was opened.
        changed(): Somebody joined or left through one of the windows: the lists may be asked again.
    """

    opened = Signal(object)
    failed = Signal(object)
    changed = Signal()

    def __init__(self, tickets: Tickets, calls: Calls, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tickets = tickets
        self._calls = calls
        self._settings = settings
        self._windows: dict[_Seat, CallWindow] = {}
        self._asked: set[_Seat] = set()

    @property
    def windows(self) -> tuple[CallWindow, ...]:
        """The open calls."""
        return tuple(self._windows.values())

    def join(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None) -> None:
        """Open the call of a meeting, or bring its window to the front."""
        seat = (meeting_id, invitee_id)
        if (window := self._windows.get(seat)) is not None:
            window.showNormal() if window.isMinimized() else window.show()
            window.raise_()
            window.activateWindow()
            return
        if seat in self._asked:
            return
        self._asked.add(seat)
        self._calls.run(
            self,
            lambda: self._tickets.ticket(meeting_id, invitee_id),
            lambda ticket: self._open(seat, ticket),
            lambda error: self._refused(seat, error),
        )

    def close_all(self) -> None:
        """Leave every call."""
        for window in self.windows:
            window.close()

    def drop_all(self) -> None:
        """Take the windows away without leaving first: the program ends now.

        Deleted in this order the page goes before its profile; left to the interpreter's end, Chromium crashes.
        """
        windows, self._windows = self.windows, {}
        for window in windows:
            window.hide()
            window.deleteLater()
        for _window_then_page_then_profile in range(3 if windows else 0):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _open(self, seat: _Seat, ticket: CallTicket) -> None:
        from hosted_meetings_desktop.ui.call.permissions import SettingsMediaPolicy
        from hosted_meetings_desktop.ui.call.window import CallWindow

        self._asked.discard(seat)
        window = CallWindow(ticket, media_policy=SettingsMediaPolicy(self._settings))
        self._windows[seat] = window
        window.closed.connect(lambda: self._closed(seat))
        window.ticket_wanted.connect(lambda: self._renew(seat))
        window.joined.connect(self.changed)
        window.left.connect(lambda _reason: self.changed.emit())
        window.show()
        self.opened.emit(window)

    def _renew(self, seat: _Seat) -> None:
        window = self._windows[seat]
        self._calls.run(
            window,
            lambda: self._tickets.ticket(*seat),
            window.renew,
            lambda error: window.ticket_refused(error.title, error.advice),
        )

    def _refused(self, seat: _Seat, error: AppError) -> None:
        self._asked.discard(seat)
        self.failed.emit(error)

    def _closed(self, seat: _Seat) -> None:
        self._windows.pop(seat, None)
        self.changed.emit()
