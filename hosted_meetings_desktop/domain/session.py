"""A session: one live run of a room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hosted_meetings_desktop.domain.ids import MeetingId, RoomId, SessionId


@dataclass(frozen=True, slots=True)
class Session:
    """One live run of a room, as the provider reports it.

    Attributes:
        live: People in it now, by the provider's last word.
        minutes: Participant minutes consumed, fractional; None while the provider does not say.
        meeting_id: Our meeting, when the room is one of ours.
        observed_at: When the provider said so, aware UTC.
    """

    id: SessionId
    room_id: RoomId
    title: str
    started_at: datetime
    ended_at: datetime | None
    live: int
    most_at_once: int
    minutes: float | None = None
    meeting_id: MeetingId | None = None
    observed_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether the session still runs."""
        return self.ended_at is None
