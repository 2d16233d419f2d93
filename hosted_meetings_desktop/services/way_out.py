"""The way out of the app where a call cannot be had in it: the system's browser, or the clinic's telephone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hosted_meetings_desktop.domain.call import WayOut
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId
from hosted_meetings_desktop.domain.ports import Store
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.joining import JoinService


@dataclass(slots=True)
class WayOutService:
    """Knows what can be offered, so that a window that has to be opened now need not wait for it.

    Attributes:
        has_page: Whether a guest page is set; answers at once, in any thread.
    """

    store: Store
    joining: JoinService
    has_page: Callable[[], bool]
    _phone: str = ""

    def way_out(self) -> WayOut:
        """Return what can be offered, as far as it is known; any thread may ask."""
        return WayOut(browser=self.has_page(), phone=self._phone)

    async def refresh(self) -> None:
        """Read what the clinic says of itself.

        Raises:
            StoreProblem: the store cannot be opened; what was known stays.
        """
        self._phone = await self.store.run(_phone)

    async def browser_link(self, meeting_id: MeetingId, invitee_id: InviteeId | None) -> str:
        """Return somebody's own link to the clinic's guest page: a secret, for their browser alone.

        Args:
            meeting_id: Which meeting.
            invitee_id: Whose link; None for the host, who joins there as the same participant as in the app.

        Raises:
            AppError: no guest page is set, or nobody can join this meeting now; see ``JoinService.guest_link``.
        """
        if invitee_id is None:
            invitee_id = await self._host(meeting_id)
        return await self.joining.guest_link(meeting_id, invitee_id)

    async def _host(self, meeting_id: MeetingId) -> InviteeId:
        host = await self.store.run(lambda lib: _host(lib, meeting_id))
        if host is None:
            await self.joining.ticket(meeting_id)  # makes them one of the invited, or says why it cannot
            host = await self.store.run(lambda lib: _host(lib, meeting_id))
        if host is None:
            raise RuntimeError("a ticket for the host left the meeting without one")
        return host


def _phone(lib: Library) -> str:
    return " ".join(lib.outbox.settings().clinic.phone.split())


def _host(lib: Library, meeting_id: MeetingId) -> InviteeId | None:
    meeting = lib.meetings.get(meeting_id)
    people = meeting.invitees if meeting is not None else ()
    return next((each.id for each in people if each.role is Role.HOST), None)
