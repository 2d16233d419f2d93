"""Whose place a call window is."""

from __future__ import annotations

from dataclasses import dataclass

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose place a window is.

    Attributes:
        meeting_id: In which meeting.
        invitee_id: Who sits there; None for the host.
        presence: Whether it is the front desk, which only stands by.
    """

    meeting_id: MeetingId
    invitee_id: InviteeId | None = None
    presence: bool = False
