"""What this pane asks of the service layer."""

from __future__ import annotations

from typing import Protocol

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId
from hosted_meetings_desktop.domain.live import LiveRoom, Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingDraft, MeetingFilter, Page, Phase, SharedField
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.session import Session


class PlanningService(Protocol):
    """What planning a meeting needs; works without the network."""

    async def plan(self, draft: MeetingDraft) -> Planned:
        """Keep a new meeting; it is sent when there is a connection."""
        ...

    async def change(self, meeting_id: MeetingId, draft: MeetingDraft) -> Planned:
        """Keep the changes of a meeting; they are sent when there is a connection."""
        ...

    async def page(self, wanted: MeetingFilter, offset: int, limit: int) -> Page[Meeting]:
        """Return some rows and how many there are: past and cancelled ones newest first, others oldest first."""
        ...

    async def preset_names(self) -> tuple[str, ...]:
        """Return the account's presets as last seen; empty before the first answer."""
        ...

    async def host_names(self) -> tuple[str, ...]:
        """Return the hosts of earlier meetings, the most recent first."""
        ...


class MeetingService(PlanningService, Protocol):
    """Meetings as the store keeps them."""

    async def counts(self, text: str) -> dict[Phase | None, int]:
        """Return how many meetings that fit ``text`` each phase holds; under None how many in all."""
        ...

    async def get(self, meeting_id: MeetingId) -> Meeting:
        """Return one meeting."""
        ...

    async def doubles(self, meeting_id: MeetingId) -> tuple[Meeting, ...]:
        """Return other meetings that look like a retry of this one by somebody else's program."""
        ...

    async def resolve(self, meeting_id: MeetingId, field: SharedField, *, use_theirs: bool) -> Meeting:
        """Settle what was changed on both sides: keep ours, or take theirs."""
        ...

    async def send_again(self, meeting_id: MeetingId) -> None:
        """Send a meeting that waits or was refused, as it is, with the next turn."""
        ...

    async def make_new_room(self, meeting_id: MeetingId) -> None:
        """Give a meeting another room where the video service does not have its room any more; links are new too."""
        ...

    async def cancel(self, meeting_id: MeetingId) -> Planned:
        """Close a meeting to everybody."""
        ...

    async def restore(self, meeting_id: MeetingId) -> Planned:
        """Open a cancelled meeting again."""
        ...

    async def undo(self, step: UndoStep) -> UndoStep:
        """Take one change back; returns the step that does it again."""
        ...

    async def sessions(self, meeting_id: MeetingId) -> tuple[Session, ...]:
        """Return the meeting's sessions, newest first."""
        ...

    async def recordings(self, meeting_id: MeetingId) -> tuple[Recording, ...]:
        """Return the meeting's recordings, newest first."""
        ...


class LiveService(Protocol):
    """The room right now. Nothing here is kept for later: it happens at once or fails."""

    async def look(self, meeting_id: MeetingId) -> LiveRoom:
        """Ask who is in the room."""
        ...

    async def remove(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Send a person out of the room and return the sentence to show."""
        ...

    async def mute(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Mute a person's microphone and return the sentence to show."""
        ...

    async def mute_all(self, meeting_id: MeetingId) -> str:
        """Mute everybody and return the sentence to show."""
        ...

    async def start_recording(self, meeting_id: MeetingId) -> Recording:
        """Start to record the room."""
        ...

    async def stop_recording(self, meeting_id: MeetingId) -> Recording:
        """Stop the recording that runs."""
        ...


class JoinService(Protocol):
    """Ways into the room."""

    async def guest_link(self, meeting_id: MeetingId, invitee_id: InviteeId) -> str:
        """Return the link with which one invited person joins. Whoever has it can join: a secret."""
        ...

    async def invite_practice_patient(self, meeting_id: MeetingId) -> None:
        """Send the practice patient into the room (practice mode only)."""
        ...
