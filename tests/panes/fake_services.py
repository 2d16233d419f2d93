"""Stand-ins for the services with a clinic's week in them, for pane tests and screenshots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from hosted_meetings_desktop.domain.attendance import SessionAttendance
from hosted_meetings_desktop.domain.errors import AppError, NotFound
from hosted_meetings_desktop.domain.ids import (
    InviteeId,
    MeetingId,
    ParticipantId,
    RecordingId,
    SessionId,
    new_id,
)
from hosted_meetings_desktop.domain.live import LiveRoom, Planned, UndoStep
from hosted_meetings_desktop.domain.meeting import (
    Meeting,
    MeetingDraft,
    MeetingFilter,
    Page,
    Phase,
    SharedField,
    SyncState,
)
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.session import Session
from tests.panes.clinic_data import (
    HOSTS,
    NOW,
    attendance_of,
    clinic_meetings,
    clinic_recordings,
    clinic_sessions,
    recording,
)


@dataclass
class Faulty:
    """What every fake has: a problem to raise, and a list of what was asked."""

    problem: AppError | None = None
    asked: list[tuple[object, ...]] = field(default_factory=list)

    def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.problem is not None:
            raise self.problem

    def asked_for(self, name: str) -> list[tuple[object, ...]]:
        """Return the arguments of each call of ``name``."""
        return [what[1:] for what in self.asked if what[0] == name]


@dataclass
class FakeMeetings(Faulty):
    """A meeting service over a list in memory."""

    rows: list[Meeting] = field(default_factory=clinic_meetings)
    presets: tuple[str, ...] = ("group_call_guest", "group_call_host", "group_call_participant", "webinar_viewer")
    hosts: tuple[str, ...] = HOSTS
    past_sessions: tuple[Session, ...] = ()
    past_recordings: tuple[Recording, ...] = ()
    now: datetime = NOW

    async def page(self, wanted: MeetingFilter, offset: int, limit: int) -> Page[Meeting]:
        self._ask("page", wanted, offset, limit)
        rows = sorted((row for row in self.rows if self._fits(row, wanted)), key=lambda row: row.schedule.starts_at)
        if wanted.phase in {Phase.PAST, Phase.CANCELLED}:
            rows.reverse()
        return Page(tuple(rows[offset : offset + limit]), len(rows))

    async def counts(self, text: str) -> dict[Phase | None, int]:
        self._ask("counts", text)
        fitting = [row.phase(self.now) for row in self.rows if self._fits(row, MeetingFilter(text=text))]
        return {None: len(fitting), **{phase: fitting.count(phase) for phase in Phase}}

    def _fits(self, row: Meeting, wanted: MeetingFilter) -> bool:
        text = wanted.text.casefold()
        words = [row.title, row.host, *(person.name for person in row.invitees)]
        return (
            (wanted.phase is None or row.phase(self.now) is wanted.phase)
            and (not text or any(text in word.casefold() for word in words))
            and (wanted.starts_from is None or row.schedule.starts_at >= wanted.starts_from)
            and (wanted.starts_before is None or row.schedule.starts_at < wanted.starts_before)
        )

    async def get(self, meeting_id: MeetingId) -> Meeting:
        self._ask("get", meeting_id)
        return self._find(meeting_id)

    def _find(self, meeting_id: MeetingId) -> Meeting:
        for row in self.rows:
            if row.id == meeting_id:
                return row
        raise NotFound("The meeting")

    def _keep(self, row: Meeting) -> None:
        self.rows = [other for other in self.rows if other.id != row.id] + [row]

    async def plan(self, draft: MeetingDraft) -> Planned:
        self._ask("plan", draft)
        made = Meeting(
            id=MeetingId(new_id()),
            title=draft.title,
            schedule=draft.schedule,
            host=draft.host,
            invitees=draft.invitees,
            record_on_start=draft.record_on_start,
            region=draft.region,
            public_title=draft.public_title,
        )
        self._keep(made)
        return Planned(made, UndoStep(made.id, None, f"“{made.title}” planned"))

    async def change(self, meeting_id: MeetingId, draft: MeetingDraft) -> Planned:
        self._ask("change", meeting_id, draft)
        before = self._find(meeting_id)
        after = replace(
            before,
            title=draft.title,
            schedule=draft.schedule,
            host=draft.host,
            invitees=draft.invitees,
            record_on_start=draft.record_on_start,
            region=draft.region,
            public_title=draft.public_title,
            sync=SyncState.WAITING,
        )
        self._keep(after)
        return Planned(after, UndoStep(meeting_id, before, f"“{after.title}” changed"))

    async def doubles(self, meeting_id: MeetingId) -> tuple[Meeting, ...]:
        self._ask("doubles", meeting_id)
        mine = self._find(meeting_id)
        return tuple(
            row
            for row in self.rows
            if row.id != meeting_id and row.made_elsewhere and not row.cancelled and row.title == mine.title
        )

    async def resolve(self, meeting_id: MeetingId, field: SharedField, *, use_theirs: bool) -> Meeting:
        self._ask("resolve", meeting_id, field, use_theirs)
        before = self._find(meeting_id)
        left = tuple(conflict for conflict in before.conflicts if conflict.field is not field)
        after = replace(before, conflicts=left, sync=before.sync if left else SyncState.WAITING)
        self._keep(after)
        return after

    async def send_again(self, meeting_id: MeetingId) -> None:
        self._ask("send_again", meeting_id)
        self._keep(replace(self._find(meeting_id), sync=SyncState.SENDING, problem="", next_try_at=None))

    async def make_new_room(self, meeting_id: MeetingId) -> None:
        self._ask("make_new_room", meeting_id)
        before = self._find(meeting_id)
        self._keep(replace(before, sync=SyncState.WAITING, room_id=None, problem="", problem_field=""))

    async def cancel(self, meeting_id: MeetingId) -> Planned:
        return self._set_cancelled("cancel", meeting_id, cancelled=True)

    async def restore(self, meeting_id: MeetingId) -> Planned:
        return self._set_cancelled("restore", meeting_id, cancelled=False)

    def _set_cancelled(self, name: str, meeting_id: MeetingId, *, cancelled: bool) -> Planned:
        self._ask(name, meeting_id)
        before = self._find(meeting_id)
        after = replace(before, cancelled=cancelled, sync=SyncState.WAITING)
        self._keep(after)
        return Planned(after, UndoStep(meeting_id, before, f"“{after.title}” {name}led"))

    async def undo(self, step: UndoStep) -> None:
        self._ask("undo", step)
        self.rows = [row for row in self.rows if row.id != step.meeting_id]
        if step.before is not None:
            self.rows.append(step.before)

    async def preset_names(self) -> tuple[str, ...]:
        self._ask("preset_names")
        return self.presets

    async def host_names(self) -> tuple[str, ...]:
        self._ask("host_names")
        return self.hosts

    async def sessions(self, meeting_id: MeetingId) -> tuple[Session, ...]:
        self._ask("sessions", meeting_id)
        return self.past_sessions

    async def recordings(self, meeting_id: MeetingId) -> tuple[Recording, ...]:
        self._ask("recordings", meeting_id)
        return self.past_recordings

    async def next_to_join(self) -> Meeting | None:
        self._ask("next_to_join")
        upcoming = [row for row in self.rows if row.phase(self.now) in {Phase.UPCOMING, Phase.LIVE}]
        return min(upcoming, key=lambda row: row.schedule.starts_at, default=None)


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

    async def start_recording(self, meeting_id: MeetingId) -> Recording:
        self._ask("start_recording", meeting_id)
        made = recording(90, RecordingStatus.RECORDING)
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
