"""What is true right now: a live room, and how we stand with the provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, SeriesId
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.session import Session

if TYPE_CHECKING:  # the first paint needs this module, but neither of these
    from hosted_meetings_desktop.domain.series import Series
    from hosted_meetings_desktop.domain.slots import Finding


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


class Standing(StrEnum):
    """How the connection to the provider stands, by what our own requests met."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    INTERCEPTED = "intercepted"  # a sign-in page, a proxy or a filter answers in the provider's place
    REFUSED = "refused"  # the credentials are not accepted
    TROUBLED = "troubled"  # the provider answers, but with faults of its own or that it is busy


@dataclass(frozen=True, slots=True)
class Progress:
    """How far reading a long list is. ``total`` is None where the provider does not say."""

    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How we stand with the provider.

    Attributes:
        standing: How the connection stands.
        since: Since when that holds, aware UTC.
        waiting: How many meetings have changes that are not sent yet.
        attention: How many need a person.
        refreshed_at: When the lists were last refreshed completely: the age of what is shown.
        problem: The last failure in a sentence or two, empty when all is well.
        retry_at: When the connection is tried again by itself.
        progress: How far reading what the account holds is; None when that is done.
        paused: Whether that reading was stopped by the person.
    """

    standing: Standing = Standing.UNKNOWN
    since: datetime | None = None
    waiting: int = 0
    attention: int = 0
    refreshed_at: datetime | None = None
    problem: str = ""
    retry_at: datetime | None = None
    progress: Progress | None = None
    paused: bool = False

    @property
    def online(self) -> bool | None:
        """Whether the provider answers; None before the first request."""
        if self.standing is Standing.UNKNOWN:
            return None
        return self.standing in {Standing.ONLINE, Standing.REFUSED, Standing.TROUBLED}


@dataclass(frozen=True, slots=True)
class UndoStep:
    """How to take one change of the plan back; taking it back gives the step that does it again.

    Attributes:
        meeting_id: The meeting that was changed; of several, the one that somebody had in hand.
        before: What it was (None: it did not exist).
        what: "planned", "changed", "moved", "cancelled" or "restored".
        others: Likewise, the other meetings of a series that were changed with it.
        series: The series whose rule was changed, and what they were (None: they did not exist).
    """

    meeting_id: MeetingId
    before: Meeting | None
    what: str
    others: tuple[tuple[MeetingId, Meeting | None], ...] = ()
    series: tuple[tuple[SeriesId, Series | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """The outcome of planning, changing or cancelling: the meeting now and the way back.

    Attributes:
        count: How many meetings it concerned.
        findings: What is wrong with the time and was accepted, or is only warned about.
        messages: How many messages wait to be sent about it.
    """

    meeting: Meeting
    undo: UndoStep
    count: int = 1
    findings: tuple[Finding, ...] = ()
    messages: int = 0
