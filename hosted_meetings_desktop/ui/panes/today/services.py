"""What this pane asks of the service layer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from hosted_meetings_desktop.domain.front_desk import BroughtIn, DeskContacts, DeskDay, HandedOver, NewGuest, Way
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.livestream import IngestDetails, StreamSeen
from hosted_meetings_desktop.domain.room import Poll
from hosted_meetings_desktop.domain.slots import Concern
from hosted_meetings_desktop.domain.stage import StageDecision, StageSeen
from hosted_meetings_desktop.domain.upcoming import Arrival
from hosted_meetings_desktop.ui.parts.live_commands import LiveDeeds


class DeskService(Protocol):
    """Today as it is known on this PC; asks nobody anew."""

    async def rooms(self, day: date | None = None) -> DeskDay:
        """Return the meetings of a day, today's without one."""
        ...

    async def admit(self, meeting_id: MeetingId, participant_id: ParticipantId, *, confirmed: bool = False) -> str:
        """Let somebody in now; returns their name.

        Raises:
            PatientInside: another patient is in the room, and that was not confirmed or is refused.
            NoHostInside: no call window of a host is open.
        """
        ...

    async def admit_all(self, meeting_id: MeetingId) -> int:
        """Let in everybody who waits for a meeting; returns how many. Raises as ``admit``."""
        ...

    async def deny(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Send somebody away from the waiting room now; returns their name."""
        ...

    async def mark_no_show(self, meeting_id: MeetingId) -> None:
        """Write down that nobody came."""
        ...

    async def take_back_no_show(self, meeting_id: MeetingId) -> None:
        """Take that back."""
        ...

    async def hosts(self) -> tuple[str, ...]:
        """Return who could take a meeting over."""
        ...

    async def hand_over(
        self,
        meeting_id: MeetingId,
        host: str,
        *,
        starts_at: datetime | None = None,
        accepted: frozenset[Concern] = ...,
    ) -> HandedOver:
        """Give a meeting to another host, at another time where one is given.

        Raises:
            SlotTaken: the other host has somebody else then.
        """
        ...

    async def later_times(self, meeting_id: MeetingId) -> tuple[datetime, ...]:
        """Return the next times at which a meeting could be instead (aware UTC)."""
        ...

    async def move_later(
        self, meeting_id: MeetingId, starts_at: datetime, *, accepted: frozenset[Concern] = ...
    ) -> HandedOver:
        """Give a meeting a later time.

        Raises:
            SlotTaken: something is wrong with that time.
        """
        ...

    async def undo(self, step: UndoStep) -> UndoStep:
        """Take one change of the plan back; returns the step that does it again."""
        ...


class WhoWaits(Protocol):
    """Who waits right now, whatever is shown."""

    async def arrivals_now(self) -> tuple[Arrival, ...]:
        """Return everybody who waits by the word of an open call window."""
        ...


class LinkService(Protocol):
    """Ways to people; nothing here is held back."""

    async def contacts(self, meeting_id: MeetingId) -> DeskContacts:
        """Return how the people of a meeting can be reached."""
        ...

    async def send_link(self, meeting_id: MeetingId, invitee_id: InviteeId, way: Way) -> BroughtIn:
        """Send somebody their own link now, or return it to be copied."""
        ...

    async def bring_in(self, meeting_id: MeetingId, guest: NewGuest, way: Way) -> BroughtIn:
        """Invite somebody and send them their own link now.

        Raises:
            InputProblem: for the field to mend; nobody was invited.
        """
        ...

    async def send_text(self, meeting_id: MeetingId, invitee_id: InviteeId, words: str) -> str:
        """Send somebody a text message now; returns to which number."""
        ...


class RoomDeeds(LiveDeeds, Protocol):
    """What can be done about a whole room, besides what every screen can."""

    async def remove_all(self, meeting_id: MeetingId) -> str:
        """Remove everybody; they can come back. Returns the sentence to show."""
        ...

    async def remove_all_and_close(self, meeting_id: MeetingId) -> str:
        """Remove everybody and close the room. Returns the sentence to show."""
        ...

    async def livestream(self, meeting_id: MeetingId) -> StreamSeen | None:
        """Return the livestream of the room, without its key."""
        ...

    async def start_livestream(self, meeting_id: MeetingId, name: str = "") -> StreamSeen:
        """Start to stream the room."""
        ...

    async def stop_livestream(self, meeting_id: MeetingId) -> str:
        """Stop that. Returns the sentence to show."""
        ...

    async def ingest(self, meeting_id: MeetingId) -> IngestDetails:
        """Fetch where an encoder sends its picture: a secret, shown on demand and kept nowhere."""
        ...

    async def stage(self, meeting_id: MeetingId) -> StageSeen | None:
        """Return how the stage is by the word of a call window of ours; asks nobody anew."""
        ...

    async def decide_on_stage(
        self, meeting_id: MeetingId, participant_id: ParticipantId, decision: StageDecision
    ) -> str:
        """Let somebody on stage, keep them off or send them off it, now. Returns their name."""
        ...

    async def start_poll(self, meeting_id: MeetingId, poll: Poll) -> str:
        """Put a question to everybody in the room. Returns the sentence to show."""
        ...
