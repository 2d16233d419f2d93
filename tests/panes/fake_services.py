"""Stand-ins for the services with a clinic's week in them, for pane tests and screenshots."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hosted_meetings_desktop.domain.consent import NobodyAgreed, asked_for_voices, voices_agreed
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    ParticipantId,
)
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.visit_type import ConsentPolicy
from hosted_meetings_desktop.ui.parts.recording_words import leaves_out
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
    offers_tracks: bool = False

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

    async def start_recording(
        self, meeting_id: MeetingId, *, announced: bool = False, kind: RecordingKind = RecordingKind.COMPOSITE
    ) -> Recording:
        if kind is RecordingKind.TRACKS:
            return await self._voices(meeting_id, announced=announced)
        await self.consents.check(meeting_id, self._room(meeting_id).people, announced=announced)
        return self._recorded("start_recording", meeting_id, RecordingStatus.RECORDING)

    async def _voices(self, meeting_id: MeetingId, *, announced: bool) -> Recording:
        """Record the voices of those inside who agreed; without a meeting, of everybody."""
        inside, found = self._room(meeting_id).people, self._room(meeting_id).people
        if self.consents.meeting is not None:
            consent = await self.consents.of(meeting_id, inside)
            await self.consents.check_told(meeting_id, consent, announced=announced)
            consent = await self.consents.of(meeting_id, inside)
            found = voices_agreed(consent, inside, announced=announced)
            here = [each for each in consent.people if each.here]
            told = consent.policy is ConsentPolicy.ANNOUNCED
            if here and not any(each.given or (told and not each.said_no) for each in here):
                raise NobodyAgreed(asked_for_voices(consent) or consent)
        voices = tuple(str(each.participant_id) for each in found)
        if not voices:
            raise AppError("Nobody in the call has agreed to be recorded", "Nothing was recorded.")
        self._ask("start_recording", meeting_id, RecordingKind.TRACKS)
        made = replace(recording(90, RecordingStatus.RECORDING), kind=RecordingKind.TRACKS, voices=voices)
        self.room = replace(self._room(meeting_id), recording=made)
        return made

    async def pause_recording(self, meeting_id: MeetingId) -> Recording:
        return self._recorded("pause_recording", meeting_id, RecordingStatus.PAUSED)

    async def resume_recording(self, meeting_id: MeetingId, *, announced: bool = False) -> Recording:
        room = self._room(meeting_id)
        recorded = tuple(one for one in room.people if not leaves_out(room.recording, one))
        await self.consents.check(meeting_id, recorded, announced=announced)
        return self._recorded("resume_recording", meeting_id, RecordingStatus.RECORDING)

    def _recorded(self, name: str, meeting_id: MeetingId, status: RecordingStatus) -> Recording:
        self._ask(name, meeting_id)
        running = self._room(meeting_id).recording
        made = recording(90, status)
        if running is not None:
            made = replace(made, kind=running.kind, voices=running.voices)
        self.room = replace(self._room(meeting_id), recording=made)
        return made

    async def stop_recording(self, meeting_id: MeetingId) -> Recording:
        self._ask("stop_recording", meeting_id)
        self.room = replace(self._room(meeting_id), recording=None)
        return recording(90, RecordingStatus.UPLOADING)
