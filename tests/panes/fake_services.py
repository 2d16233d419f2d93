"""Stand-ins for the services with a clinic's week in them, for pane tests and screenshots."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    ParticipantId,
)
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from tests.panes.clinic_data import (
    NOW,
    recording,
)
from tests.panes.consent_kit import FakeConsents
from tests.panes.fake_meetings import FakeMeetings, Faulty
from tests.panes.ledger_kit import FakeAttendance

__all__ = ["FakeAttendance", "FakeJoin", "FakeLive", "FakeMeetings", "Faulty"]


@dataclass
class FakeJoin(Faulty):
    """Hands out links that are plainly not real."""

    async def guest_link(self, meeting_id: MeetingId, invitee_id: InviteeId) -> str:
        self._ask("guest_link", meeting_id, invitee_id)
        return f"https://guests.example/{meeting_id}#{invitee_id}"

    async def invite_practice_patient(self, meeting_id: MeetingId) -> None:
        self._ask("invite_practice_patient", meeting_id)


@dataclass
class FakeLive(Faulty):
    """A room whose people can be removed and muted."""

    room: LiveRoom | None = None
    consents: FakeConsents = field(default_factory=FakeConsents)

    def _room(self, meeting_id: MeetingId) -> LiveRoom:
        return self.room or LiveRoom(meeting_id, None, (), None, NOW)

    async def look(self, meeting_id: MeetingId) -> LiveRoom:
        self._ask("look", meeting_id)
        return self._room(meeting_id)

    def _name(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        return next(p.name for p in self._room(meeting_id).people if p.participant_id == participant_id)

    async def remove(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        self._ask("remove", meeting_id, participant_id)
        room = self._room(meeting_id)
        name = self._name(meeting_id, participant_id)
        self.room = replace(room, people=tuple(p for p in room.people if p.participant_id != participant_id))
        return f"{name} was removed from the call."

    async def mute(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        self._ask("mute", meeting_id, participant_id)
        return f"{self._name(meeting_id, participant_id)} is muted."

    async def mute_all(self, meeting_id: MeetingId) -> str:
        self._ask("mute_all", meeting_id)
        return "Everybody is muted."

    async def start_recording(self, meeting_id: MeetingId, *, announced: bool = False) -> Recording:
        await self.consents.check(meeting_id, self._room(meeting_id).people, announced=announced)
        return self._recorded("start_recording", meeting_id, RecordingStatus.RECORDING)

    async def pause_recording(self, meeting_id: MeetingId) -> Recording:
        return self._recorded("pause_recording", meeting_id, RecordingStatus.PAUSED)

    async def resume_recording(self, meeting_id: MeetingId, *, announced: bool = False) -> Recording:
        await self.consents.check(meeting_id, self._room(meeting_id).people, announced=announced)
        return self._recorded("resume_recording", meeting_id, RecordingStatus.RECORDING)

    def _recorded(self, name: str, meeting_id: MeetingId, status: RecordingStatus) -> Recording:
        self._ask(name, meeting_id)
        made = recording(90, status)
        self.room = replace(self._room(meeting_id), recording=made)
        return made

    async def stop_recording(self, meeting_id: MeetingId) -> Recording:
        self._ask("stop_recording", meeting_id)
        self.room = replace(self._room(meeting_id), recording=None)
        return recording(90, RecordingStatus.UPLOADING)
