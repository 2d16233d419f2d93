"""Tickets: who gives them; each asked for once at a time, never waited for without end, deaf to what comes late."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from hosted_meetings_desktop.domain.call import CallTicket
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId

PATIENCE_MS = 20_000
OPENING_PATIENCE_MS = 60_000
"""The first ticket may have to wait until the room itself is made; the person can cancel meanwhile."""


class Tickets(Protocol):
    """What lets people in."""

    async def ticket(self, meeting_id: MeetingId, invitee_id: InviteeId | None = None) -> CallTicket:
        """Return a ticket for the host, or for somebody invited."""
        ...


class PresenceTickets(Protocol):
    """What lets the front desk stand by in a room."""

    async def presence_ticket(self, meeting_id: MeetingId) -> CallTicket:
        """Return a ticket for a participant of the front desk's own, named so that everybody knows who it is.

        Raises:
            AppError: there is no such participant and none can be made.
        """
        ...


class TicketDesk(QObject):
    """Knows whether a ticket is waited for.

    Signals:
        wanted(): A ticket is needed.
        unwanted(): Nobody waits for it any more: whoever fetches it can stop.
        given_up(): Nobody brought one in time.
    """

    wanted = Signal()
    unwanted = Signal()
    given_up = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._give_up)

    @property
    def waiting(self) -> bool:
        """Whether a ticket is waited for."""
        return self._waiting

    def want(self, patience_ms: int = PATIENCE_MS) -> None:
        """Ask for a ticket, unless one is under way; wait for it so many milliseconds."""
        if self._waiting:
            return
        self._waiting = True
        self._timer.start(patience_ms)
        self.wanted.emit()

    def arrived(self) -> bool:
        """Note that a ticket, or a refusal, has come; return whether anybody waited for it."""
        was_waiting, self._waiting = self._waiting, False
        self._timer.stop()
        return was_waiting

    def drop(self) -> None:
        """Wait no longer."""
        if self.arrived():
            self.unwanted.emit()

    def _give_up(self) -> None:
        self.drop()
        self.given_up.emit()
