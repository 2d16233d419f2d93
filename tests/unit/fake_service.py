"""A provider in memory, with the faults that matter to what is planned: for tests of services and sync."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, NotFound
from hosted_meetings_desktop.domain.ids import ParticipantId, RecordingId, RoomId, SessionId, new_id
from hosted_meetings_desktop.domain.preset import Preset
from hosted_meetings_desktop.domain.recording import Recording, RecordingFile, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.room import (
    Admission,
    Participant,
    RemotePage,
    Room,
    RoomPatch,
    RoomSpec,
    Touched,
)
from hosted_meetings_desktop.domain.session import Session

T = TypeVar("T")

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Ticking:
    """A clock that tests move."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class FakeService:
    """Implements what services and sync call of ``VideoService``.

    ``before`` and ``after`` are called with the method's name around every call; raising in ``after`` means that the
    deed is done and its answer is lost.
    """

    provider: Provider = Provider.DYTE
    rooms: dict[RoomId, Room] = field(default_factory=dict)
    participants: dict[RoomId, dict[ParticipantId, Participant]] = field(default_factory=dict)
    sessions: dict[SessionId, Session] = field(default_factory=dict)
    presences: dict[SessionId, list[Presence]] = field(default_factory=dict)
    recordings: dict[RecordingId, Recording] = field(default_factory=dict)
    voices: dict[RecordingId, tuple[str, ...]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    unknown_presets: set[str] = field(default_factory=set)
    late: int = 0
    """So many of the next deeds arrive only with ``arrive``; their answers are lost at once."""
    pending: list[Callable[[], object]] = field(default_factory=list)
    before: Callable[[str], None] = lambda _name: None
    after: Callable[[str], None] = lambda _name: None

    def _begin(self, name: str) -> None:
        self.calls.append(name)
        self.before(name)

    def _do(self, name: str, deed: Callable[[], T]) -> T:
        """Do a deed, or let it arrive later while its answer is lost now."""
        self._begin(name)
        if self.late:
            self.late -= 1
            self.pending.append(deed)
            raise AnswerLost()
        done = deed()
        self.after(name)
        return done

    def arrive(self) -> None:
        """Let what was held up arrive; what it was meant for may be gone by now."""
        pending, self.pending = self.pending, []
        for deed in pending:
            with suppress(NotFound):
                deed()

    def _people(self, room: RoomId) -> dict[ParticipantId, Participant]:
        if room not in self.rooms:
            raise NotFound("The meeting")
        return self.participants[room]

    async def list_rooms(
        self, *, page: int = 1, per_page: int = 50, search: str = "", since: datetime | None = None
    ) -> RemotePage[Room]:
        self._begin("list_rooms")
        found = [room for room in self.rooms.values() if search in (room.title or "")]
        return page_of([room for room in found if not since or (room.created_at or since) >= since], page, per_page)

    async def get_room(self, room: RoomId) -> Room:
        self._begin("get_room")
        self._people(room)
        return self.rooms[room]

    async def create_room(self, spec: RoomSpec) -> Room:
        def make() -> Room:
            room = Room(RoomId(new_id()), spec.title, True, spec.record_on_start, spec.region, START, START)
            self.rooms[room.id] = room
            self.participants[room.id] = {}
            return room

        return self._do("create_room", make)

    async def patch_room(self, room: RoomId, patch: RoomPatch) -> Room:
        def change() -> Room:
            self._people(room)
            changes = {name: value for name in ("title", "record_on_start", "region", "active")
                       if (value := getattr(patch, name)) is not None}  # fmt: skip
            self.rooms[room] = replace(self.rooms[room], **changes)
            return self.rooms[room]

        return self._do("patch_room", change)

    async def list_participants(self, room: RoomId, *, page: int = 1, per_page: int = 50) -> RemotePage[Participant]:
        self._begin("list_participants")
        return page_of(list(self._people(room).values()), page, per_page)

    async def add_participant(self, room: RoomId, *, name: str, preset: str, custom_id: str) -> Admission:
        def add() -> Admission:
            people = self._people(room)
            self._must_know(preset)
            person = Participant(ParticipantId(new_id()), name, preset, custom_id)
            people[person.id] = person
            return Admission(person, f"token-{person.id}")

        return self._do("add_participant", add)

    async def patch_participant(
        self, room: RoomId, participant: ParticipantId, *, name: str | None = None, preset: str | None = None
    ) -> Admission:
        def change() -> Admission:
            known = self._people(room).get(participant)
            if known is None:
                raise NotFound("The participant")
            self._must_know(preset or known.preset)
            person = replace(known, name=name or known.name, preset=preset or known.preset)
            self.participants[room][participant] = person
            return Admission(person, f"token-{person.id}")

        return self._do("patch_participant", change)

    async def remove_participant(self, room: RoomId, participant: ParticipantId) -> None:
        def remove() -> None:
            if self._people(room).pop(participant, None) is None:
                raise NotFound("The participant")

        self._do("remove_participant", remove)

    def _must_know(self, preset: str) -> None:
        if preset in self.unknown_presets:
            raise NotFound("The preset")

    async def fresh_token(self, room: RoomId, participant: ParticipantId) -> str:
        self._begin("fresh_token")
        if participant not in self.participants.get(room, {}):
            raise NotFound("The participant")
        return f"fresh-{participant}"

    async def list_presets(self, *, page: int = 1, per_page: int = 50) -> RemotePage[Preset]:
        self._begin("list_presets")
        names = ("group_call_host", "group_call_participant", "group_call_guest")
        return page_of([Preset(name, name) for name in names], page, per_page)

    async def active_session(self, room: RoomId) -> Session | None:
        self._begin("active_session")
        return next((s for s in self.sessions.values() if s.room_id == room and s.open), None)

    async def kick(self, room: RoomId, *, participants: tuple[ParticipantId, ...]) -> Touched:
        self._begin("kick")
        return Touched(len(participants))

    async def mute(self, room: RoomId, *, participants: tuple[ParticipantId, ...]) -> Touched:
        self._begin("mute")
        return Touched(len(participants))

    async def mute_all(self, room: RoomId, *, allow_unmute: bool = True) -> Touched:
        self._begin("mute_all")
        return Touched(2)

    async def list_sessions(self, *, page: int = 1, per_page: int = 50, **_filters: object) -> RemotePage[Session]:
        self._begin("list_sessions")
        newest = sorted(self.sessions.values(), key=lambda s: s.started_at, reverse=True)
        return page_of(newest, page, per_page)

    async def get_session(self, session: SessionId) -> Session:
        self._begin("get_session")
        if session not in self.sessions:
            raise NotFound("The session")
        return self.sessions[session]

    async def session_participants(
        self, session: SessionId, *, page: int = 1, per_page: int = 50
    ) -> RemotePage[Presence]:
        self._begin("session_participants")
        if session not in self.sessions:
            raise NotFound("The session")
        return page_of(self.presences.get(session, []), page, per_page)

    async def list_recordings(
        self, *, page: int = 1, per_page: int = 50, **_filters: object
    ) -> RemotePage[Recording]:
        self._begin("list_recordings")
        newest = sorted(self.recordings.values(), key=lambda r: r.invoked_at, reverse=True)
        return page_of(newest, page, per_page)

    async def get_recording(self, recording: RecordingId) -> Recording:
        self._begin("get_recording")
        return self.recordings[recording]

    async def start_recording(self, room: RoomId, *, max_seconds: int | None = None) -> Recording:
        self._begin("start_recording")
        made = Recording(RecordingId(new_id()), room, "", RecordingStatus.RECORDING, START)
        self.recordings[made.id] = made
        return made

    async def start_track_recording(self, room: RoomId, user_ids: tuple[str, ...]) -> Recording:
        self._begin("start_track_recording")
        started = Recording(
            RecordingId(new_id()),
            room,
            "",
            RecordingStatus.RECORDING,
            START,
            kind=RecordingKind.TRACKS,
            voices=user_ids,
        )
        # What the provider says of it later names nobody.
        self.recordings[started.id] = replace(started, kind=RecordingKind.COMPOSITE, voices=())
        self.voices[started.id] = user_ids
        return started

    async def stop_recording(self, recording: RecordingId) -> Recording:
        self._begin("stop_recording")
        until = START + timedelta(days=7)
        files = tuple(
            RecordingFile(f"http://127.0.0.1/{each}", until, f"default default_{each}_peer_peer_audio_1.webm")
            for each in self.voices.get(recording, ())
        ) or (RecordingFile("http://127.0.0.1/file", until),)
        self.recordings[recording] = replace(
            self.recordings[recording], status=RecordingStatus.UPLOADED, files=files, size=5
        )
        return self.recordings[recording]

    async def active_recording(self, room: RoomId) -> Recording | None:
        self._begin("active_recording")
        return next((r for r in self.recordings.values() if r.room_id == room and r.status.running), None)

    async def aclose(self) -> None:
        self._begin("aclose")

    def go_live(self, room: RoomId, *names: str) -> Session:
        """Put people into a room."""
        session = Session(SessionId(new_id()), room, "", START, None, len(names), len(names))
        self.sessions[session.id] = session
        people = {p.name: p for p in self.participants[room].values()}
        self.presences[session.id] = [
            Presence(new_id(), session.id, people[name].id if name in people else new_id(),  # type: ignore[arg-type]
                     people[name].custom_id if name in people else "", name, "p", START, None, None)
            for name in names
        ]  # fmt: skip
        return session


def failing(name: str, error: AppError, *, times: int = 1) -> Callable[[str], None]:
    """Return a hook that raises ``error`` at the first ``times`` calls of ``name``."""
    left = [times]

    def hook(called: str) -> None:
        if called == name and left[0] > 0:
            left[0] -= 1
            raise error

    return hook


def page_of(rows: list, page: int, per_page: int) -> RemotePage:  # type: ignore[type-arg]
    found = tuple(rows[(page - 1) * per_page : page * per_page])
    return RemotePage(found, len(rows), page, len(found))
