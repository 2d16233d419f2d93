"""Stand-ins for the services with a clinic's week in them, for pane tests and screenshots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from hosted_meetings_desktop.domain.attendance import SessionAttendance
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    ParticipantId,
    RecordingId,
    SessionId,
)
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.meeting import (
    Page,
)
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.session import Session
from tests.panes.clinic_data import (
    NOW,
    attendance_of,
    clinic_recordings,
    clinic_sessions,
    recording,
)
from tests.panes.consent_kit import FakeConsents
from tests.panes.fake_meetings import FakeMeetings, Faulty

__all__ = ["FakeAttendance", "FakeJoin", "FakeLive", "FakeMeetings", "FakeRecordings", "Faulty"]


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


@dataclass
class FakeRecordings(Faulty):
    """Recordings in memory; a download reports three steps and ends at once."""

    rows: list[Recording] = field(default_factory=clinic_recordings)
    source: str = "/clinic/recordings/visit-02.mp4"
    download_problem: AppError | None = None

    async def page(self, text: str, offset: int, limit: int) -> Page[Recording]:
        self._ask("page", text, offset, limit)
        rows = [row for row in self.rows if text.casefold() in row.title.casefold()]
        return Page(tuple(rows[offset : offset + limit]), len(rows))

    async def get(self, recording_id: RecordingId) -> Recording:
        self._ask("get", recording_id)
        return next(row for row in self.rows if row.id == recording_id)

    async def download(self, recording_id: RecordingId, progress: Callable[[int, int | None], None]) -> Recording:
        self._ask("download", recording_id)
        row = next(row for row in self.rows if row.id == recording_id)
        size = row.size or 100
        for part in (0, size // 2):
            progress(part, row.size)
        if self.download_problem is not None:
            raise self.download_problem
        progress(size, row.size)
        kept = replace(row, local_path=f"/clinic/recordings/{row.file_name}", sha256="ab" * 32)
        self.rows = [kept if other.id == recording_id else other for other in self.rows]
        return kept

    async def playback_source(self, recording_id: RecordingId) -> str:
        self._ask("playback_source", recording_id)
        return self.source

    async def export_copy(
        self, recording_id: RecordingId, target: Path, progress: Callable[[int, int | None], None]
    ) -> None:
        self._ask("export_copy", recording_id, target)
        progress(100, 100)


@dataclass
class FakeAttendance(Faulty):
    """Sessions in memory."""

    rows: list[Session] = field(default_factory=clinic_sessions)
    empty: bool = False
    exported: Path | None = None

    async def page(self, text: str, offset: int, limit: int) -> Page[Session]:
        self._ask("page", text, offset, limit)
        rows = [row for row in self.rows if text.casefold() in row.title.casefold()]
        return Page(tuple(rows[offset : offset + limit]), len(rows))

    async def session(self, session_id: SessionId) -> SessionAttendance:
        self._ask("session", session_id)
        made = attendance_of(next(row for row in self.rows if row.id == session_id))
        return replace(made, people=(), total=timedelta(0)) if self.empty else made

    async def export_csv(self, session_id: SessionId, target: Path) -> None:
        self._ask("export_csv", session_id, target)
        self.exported = target
