"""What is true right now: a live room, and how we stand with the provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.session import Session


@dataclass(frozen=True, slots=True)
class LivePerson:
    """Somebody in the room now.

    Attributes:
        invitee: Our invitee, when the person was invited by us.
    """

    participant_id: ParticipantId
    name: str
    preset: str
    since: datetime
    invitee: InviteeId | None = None


@dataclass(frozen=True, slots=True)
class LiveRoom:
    """A meeting's room as the provider last described it.

    Attributes:
        session: None when nobody is in the room.
        observed_at: When the provider said so, aware UTC.
    """

    meeting_id: MeetingId
    session: Session | None
    people: tuple[LivePerson, ...]
    recording: Recording | None
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How we stand with the provider.

    Attributes:
        online: Whether our last request got an answer; None before the first.
        since: Since when that holds, aware UTC.
        waiting: How many meetings have changes that are not sent yet.
        attention: How many need a person.
        refreshed_at: When the lists were last refreshed completely.
        problem: The last failure in a sentence, empty when all is well.
    """

    online: bool | None = None
    since: datetime | None = None
    waiting: int = 0
    attention: int = 0
    refreshed_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UndoStep:
    """How to take one change of a meeting back: its state before (None: it did not exist)."""

    meeting_id: MeetingId
    before: Meeting | None
    what: str


@dataclass(frozen=True, slots=True)
class Planned:
    """The outcome of planning, changing or cancelling: the meeting now and the way back."""

    meeting: Meeting
    undo: UndoStep
