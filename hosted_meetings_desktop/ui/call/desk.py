"""Opens call windows: one per meeting and person, at once; fetches their tickets and says which calls are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSettings, Signal

from hosted_meetings_desktop.domain.call import CallTicket
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.ui.call.words import say
from hosted_meetings_desktop.ui.runtime.calls import Call, Calls

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
        opened(CallWindow): A call window was opened; its ticket is asked for next. What goes wrong from here on, the
            window says itself.
        failed(AppError): No window can be opened on this PC.
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
        self._fetching: dict[_Seat, Call] = {}

    def join(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None, title: str = "") -> None:
        """Open the call of a meeting, or bring its window to the front.

        Args:
            meeting_id: Which meeting.
            invitee_id: Who joins; None for the host.
            title: The meeting's title where the caller knows it: the window shows it until the ticket is there.
        """
        seat = (meeting_id, invitee_id)
        if (window := self._windows.get(seat)) is not None:
            window.bring_to_front()
        else:
            self._open(seat, title)

    def open_titles(self) -> tuple[str, ...]:
        """Return the titles of the calls that are under way, from being opened to being left."""
        return tuple(window.title for window in self._windows.values() if window.under_way)

    def open_meetings(self) -> frozenset[MeetingId]:
        """Return the meetings that have a call window, whatever its state."""
        return frozenset(meeting_id for meeting_id, _invitee in self._windows)

    def raise_all(self) -> None:
        """Bring the windows of the calls that are under way to the front."""
        for window in tuple(self._windows.values()):
            if window.under_way:
                window.bring_to_front()

    def close_all(self) -> None:
        """Leave every call."""
        for window in tuple(self._windows.values()):
            window.close()

    def drop_all(self) -> None:
        """Take the windows away without leaving first: the program ends now.

        Deleted in this order the page goes before its profile; left to the interpreter's end, Chromium crashes.
        """
        for seat in tuple(self._fetching):
            self._stop_fetching(seat)
        windows, self._windows = self._windows, {}
        for window in windows.values():
            window.hide()
            window.deleteLater()
        for _window_then_page_then_profile in range(3 if windows else 0):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _open(self, seat: _Seat, title: str) -> None:
        try:
            from hosted_meetings_desktop.ui.call.permissions import SettingsMediaPolicy
            from hosted_meetings_desktop.ui.call.window import CallWindow
        except ImportError as problem:
            advice = say("Copy the details for your IT: they name what is missing. Everything else goes on working.")
            self.failed.emit(AppError(say("This PC lacks what is needed for calls"), advice, details=str(problem)))
            return
        window = CallWindow(title, media_policy=SettingsMediaPolicy(self._settings))
        self._windows[seat] = window
        window.closed.connect(lambda: self._closed(seat))
        window.ticket_wanted.connect(lambda: self._fetch(seat))
        window.ticket_unwanted.connect(lambda: self._stop_fetching(seat))
        window.joined.connect(self.changed)
        window.left.connect(lambda _reason: self.changed.emit())
        window.show()
        self.opened.emit(window)
        window.begin()

    def _fetch(self, seat: _Seat) -> None:
        self._stop_fetching(seat)
        window = self._windows[seat]
        self._fetching[seat] = self._calls.run(
            window,
            lambda: self._tickets.ticket(*seat),
            window.take_ticket,
            lambda error: window.refuse_ticket(error.title, error.advice, error.details),
        )

    def _stop_fetching(self, seat: _Seat) -> None:
        if (call := self._fetching.pop(seat, None)) is not None:
            call.cancel()

    def _closed(self, seat: _Seat) -> None:
        self._stop_fetching(seat)
        self._windows.pop(seat, None)
        self.changed.emit()
