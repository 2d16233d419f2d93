"""Live commands: they go out at once or fail visibly, and are never kept for later."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import anyio.to_thread

from hosted_meetings_desktop.domain.account import Provider
from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import (
    AppError,
    InputProblem,
    NotFound,
    Refused,
)
from hosted_meetings_desktop.domain.ids import MeetingId, ParticipantId, RoomId
from hosted_meetings_desktop.domain.live import LiveRoom
from hosted_meetings_desktop.domain.livestream import IngestDetails, StreamSeen, StreamState, stream_state
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import Changes, Clock, GuestPage, Store, VideoService
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind, RecordingStatus
from hosted_meetings_desktop.domain.room import Livestream, Poll, RoomPatch, all_pages
from hosted_meetings_desktop.domain.session import Session
from hosted_meetings_desktop.domain.stage import StageDecision, StageSeen
from hosted_meetings_desktop.services.live_rooms import as_known, keep_people, people_in, told_as_it_is
from hosted_meetings_desktop.services.stages import Stages

if TYPE_CHECKING:
    from hosted_meetings_desktop.services.consents import ConsentService

_OVER = frozenset({StreamState.ENDED, StreamState.FAILED})


@dataclass(frozen=True, slots=True)
class LiveService:
    """Looks into a live room and acts on it.

    Attributes:
        guest_page: The clinic's page, which also plays livestreams; None where there is none.
        stages: What call windows say of the stages of webinars.
    """

    store: Store
    service: VideoService
    changes: Changes
    clock: Clock
    guest_page: GuestPage | None = None
    stages: Stages = field(default_factory=Stages)

    async def look(self, meeting_id: MeetingId) -> LiveRoom:
        """Ask the provider who is in the room now.

        Raises:
            AppError: it cannot be asked.
        """
        meeting = await self._meeting(meeting_id)
        if meeting.room_id is None:
            return LiveRoom(meeting_id, None, (), None, self.clock())
        room = meeting.room_id
        session = await self.service.active_session(room)
        recording = await self.service.active_recording(room) if session else None
        presences = () if session is None else await self._presences(session)
        if recording is not None:
            recording = await self._known(recording)
        return LiveRoom(meeting_id, session, people_in(meeting, presences), recording, self.clock())

    async def remove(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Remove one person from the room now; they can come back with their link. Returns what happened."""
        room = await self._room(meeting_id)
        with told_as_it_is():
            touched = await self.service.kick(room, participants=(participant_id,))
        self.changes.publish("live")
        return _told(touched.count, "was removed from the call", "had already left")

    async def mute(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Mute one person now; only they can unmute themselves. Returns what happened."""
        room = await self._room(meeting_id)
        with told_as_it_is():
            touched = await self.service.mute(room, participants=(participant_id,))
        return _told(touched.count, "is muted", "had already left")

    async def mute_all(self, meeting_id: MeetingId) -> str:
        """Mute everybody now; each can unmute themselves. Returns what happened."""
        room = await self._room(meeting_id)
        with told_as_it_is():
            touched = await self.service.mute_all(room, allow_unmute=True)
        return "Nobody was in the call" if touched.count == 0 else "Everybody is muted"

    async def remove_all(self, meeting_id: MeetingId) -> str:
        """Remove everybody from the room now, which ends the session; they can come back. Returns what happened."""
        room = await self._room(meeting_id)
        with told_as_it_is():
            touched = await self.service.kick_all(room)
        self.changes.publish("live")
        return "Nobody was in the call" if touched.count == 0 else "Everybody was removed from the call"

    async def remove_all_and_close(self, meeting_id: MeetingId) -> str:
        """Remove everybody from the room now and close it, so that no link opens it. Returns what happened.

        A closed room is what a cancelled meeting has, and it can be restored as one. Nobody is written to.

        Raises:
            AppError: a series shares the room, so that later visits would be locked out; or it could not be done,
                wholly or in part.
        """
        meeting = await self._meeting(meeting_id)
        if meeting.room_of is not None:
            raise AppError(
                "This room is not for this meeting alone",
                "Nothing was done. It is the room of the whole series: remove everybody, and leave it open.",
            )
        told = await self.remove_all(meeting_id)
        room = await self._room(meeting_id)
        try:
            await self.service.patch_room(room, RoomPatch(active=False))
        except AppError as error:
            raise error.with_advice(
                f"{told}, but the room may still be open: who has a link can come back. Close it again."
            ) from error
        await self.store.run(lambda lib: lib.meetings.set_cancelled(meeting_id, cancelled=True, now=self.clock()))
        self.changes.publish("meetings", "sync", "live")
        return f"{told}, and it is closed"

    @property
    def consents(self) -> ConsentService:
        """What people said to being recorded."""
        from hosted_meetings_desktop.services.consents import ConsentService  # not for the first list

        return ConsentService(self.store, self.changes, self.clock)

    @property
    def offers_tracks(self) -> bool:
        """Whether the account's service can record voices alone, each in a file of its own."""
        return self.service.provider is Provider.REALTIMEKIT

    async def start_recording(
        self, meeting_id: MeetingId, *, announced: bool = False, kind: RecordingKind = RecordingKind.COMPOSITE
    ) -> Recording:
        """Start recording the room now.

        Args:
            meeting_id: Whose room.
            announced: Whether everybody in it was told, where that is enough; it is written down.
            kind: One film of all, or the voices of those in it who agreed; who agrees or comes later is not heard.

        Raises:
            ConsentMissing: somebody in the room is not to be recorded; nothing was started. Of voices: they are
                never to be recorded, or it has to be announced first.
            AppError: nobody is in the room, nobody agreed, one runs already, or the provider refused.
        """
        from hosted_meetings_desktop.services.live_consents import may_start, note_told  # not for the first list

        if kind is RecordingKind.TRACKS and not self.offers_tracks:
            raise AppError("This account cannot record voices only", "Nothing was recorded. Record the whole call.")
        meeting = await self._meeting(meeting_id)
        room = await self._room(meeting_id)
        with told_as_it_is():
            session = await self.service.active_session(room)
            if session is None:
                raise AppError("Nobody is in the call yet", "A recording can start when somebody has joined.")
            if await self.service.active_recording(room) is not None:
                raise AppError("This call is being recorded already")
            rows = await self._presences(session)
            consent, voices = await may_start(self.consents, meeting, rows, kind, announced=announced)
            if kind is RecordingKind.TRACKS:
                recording = await self.service.start_track_recording(room, voices)
            else:
                recording = await self.service.start_recording(room)
        recording = await self._keep(recording)
        if announced:
            await note_told(self.consents, meeting, consent)
        return recording

    async def stop_recording(self, meeting_id: MeetingId) -> Recording:
        """Stop the recording of the room now.

        Raises:
            AppError: none runs, or the provider refused.
        """
        room = await self._room(meeting_id)
        with told_as_it_is():
            running = await self.service.active_recording(room)
            if running is None:
                raise AppError("No recording is running", "It may have stopped by itself when everybody left.")
            recording = await self.service.stop_recording(running.id)
        return await self._keep(recording)

    async def pause_recording(self, meeting_id: MeetingId) -> Recording:
        """Pause the recording of the room now; nothing is recorded until it is resumed.

        Raises:
            AppError: none runs, it is paused already, or the provider refused.
        """
        return await self._change_recording(meeting_id, pause=True)

    async def resume_recording(self, meeting_id: MeetingId, *, announced: bool = False) -> Recording:
        """Go on with the recording that was paused; asks as ``start_recording`` does, for others may be in by now.

        Of voices, only whether those whose it holds still agree: it records nobody else.

        Raises:
            ConsentMissing: somebody who is recorded is not to be; it stays paused.
            AppError: none is paused, or the provider refused.
        """
        return await self._change_recording(meeting_id, pause=False, announced=announced)

    async def _change_recording(self, meeting_id: MeetingId, *, pause: bool, announced: bool = False) -> Recording:
        from hosted_meetings_desktop.services.live_consents import may_go_on, note_told

        meeting = await self._meeting(meeting_id)
        room = await self._room(meeting_id)
        consent = None
        with told_as_it_is():
            running = await self.service.active_recording(room)
            if running is None:
                raise AppError("No recording is running", "It may have stopped by itself when everybody left.")
            if pause is (running.status is RecordingStatus.PAUSED):
                raise AppError("The recording is paused already" if pause else "The recording is not paused")
            if not pause:
                session = await self.service.active_session(room)
                rows = () if session is None else await self._presences(session)
                known = await self._known(running)
                consent = await may_go_on(self.consents, meeting, rows, known, announced=announced)
            change = self.service.pause_recording if pause else self.service.resume_recording
            recording = await change(running.id)
        recording = await self._keep(recording)
        await self._note_pause(recording, paused=pause)
        if announced and consent is not None:
            await note_told(self.consents, meeting, consent)
        return recording

    async def _note_pause(self, recording: Recording, *, paused: bool) -> None:
        from hosted_meetings_desktop.services.recording_pauses import note_pause

        at = self.clock()
        await self.store.run(lambda lib: note_pause(lib, recording.id, at, paused=paused))

    # ---- livestreams and polls
    async def livestream(self, meeting_id: MeetingId) -> StreamSeen | None:
        """Return the livestream of the room, without its key; None when there is none, or none can be.

        Raises:
            AppError: the provider cannot be asked.
        """
        meeting = await self._meeting(meeting_id)
        if meeting.room_id is None:
            return None
        try:
            found = await self.service.active_livestream(meeting.room_id)
        except (NotFound, Refused):  # an account without livestreams says no where another says none
            return None
        seen = None if found is None else await self._seen(meeting, found)
        return None if seen is None or seen.state is StreamState.ENDED else seen

    async def start_livestream(self, meeting_id: MeetingId, name: str = "") -> StreamSeen:
        """Start to stream the room now; returns where it can be watched. Its key stays here.

        Args:
            meeting_id: Whose room.
            name: Letters, digits, hyphens and underscores; may be empty.

        Raises:
            AppError: nobody is in the room, one runs already, or the provider refused.
        """
        meeting = await self._meeting(meeting_id)
        room = await self._room(meeting_id)
        with told_as_it_is():
            if await self.service.active_session(room) is None:
                raise AppError("Nobody is in the call yet", "A livestream can start when somebody has joined.")
            running = await self.service.active_livestream(room)
            if running is not None and stream_state(running.status) not in _OVER:
                raise AppError("This call is being streamed already")
            started = await self.service.start_livestream(room, name=name)
        self.changes.publish("live")
        return await self._seen(meeting, started)

    async def stop_livestream(self, meeting_id: MeetingId) -> str:
        """Stop the livestream of the room now. Returns what happened."""
        room = await self._room(meeting_id)
        with told_as_it_is():
            await self.service.stop_livestream(room)
        self.changes.publish("live")
        return "The livestream has stopped"

    async def ingest(self, meeting_id: MeetingId) -> IngestDetails:
        """Fetch where an encoder sends its picture for the livestream that runs; show it and keep it nowhere.

        Raises:
            AppError: none runs, the provider tells no key, or it cannot be asked.
        """
        room = await self._room(meeting_id)
        found = await self.service.active_livestream(room)
        if found is None:
            raise AppError("No livestream is running", "It may have stopped by itself when everybody left.")
        if not found.stream_key or not found.ingest_server:
            raise AppError("The video service tells no key for this livestream", "It sends the picture by itself.")
        return IngestDetails(found.ingest_server, found.stream_key)

    async def _seen(self, meeting: Meeting, stream: Livestream) -> StreamSeen:
        """Return a livestream as it may be shown, with the clinic's page that plays it."""
        from hosted_meetings_desktop.domain.watch_link import WatchLink, can_be_played  # not for the first list

        page = "" if self.guest_page is None else await anyio.to_thread.run_sync(self.guest_page.address)
        watch = ""
        if page and can_be_played(stream.playback_url, page):
            link = WatchLink(page, stream.playback_url, meeting.public_title, meeting.schedule.starts_at)
            watch = link.address()
        state = stream_state(stream.status)
        return StreamSeen(stream.id, state, self.clock(), stream.playback_url, watch)

    # ---- the stage of a webinar
    async def stage(self, meeting_id: MeetingId) -> StageSeen | None:
        """Return how the stage is by the word of a call window of ours; None where none was at a webinar of it."""
        return self.stages.of(meeting_id)

    async def decide_on_stage(
        self, meeting_id: MeetingId, participant_id: ParticipantId, decision: StageDecision
    ) -> str:
        """Let somebody on stage, keep them off or send them off it, now. Returns their name.

        Raises:
            NoPresenterInside: no call window of ours can do that.
            AppError: they are not there any more, or the window could not.
        """
        return await self.stages.decide(meeting_id, participant_id, decision)

    async def start_poll(self, meeting_id: MeetingId, poll: Poll) -> str:
        """Put a question to everybody in the room now. Returns what happened.

        Raises:
            InputProblem: for the field to mend.
            AppError: nobody is in the room, or the provider refused.
        """
        asked = replace(
            poll,
            question=poll.question.strip(),
            options=tuple(option for each in poll.options if (option := each.strip())),
        )
        if not asked.question:
            raise InputProblem("question", "A poll needs a question")
        if len(set(asked.options)) < 2:
            raise InputProblem("options", "A poll needs at least two different answers")
        room = await self._room(meeting_id)
        with told_as_it_is():
            if await self.service.active_session(room) is None:
                raise AppError("Nobody is in the call yet", "A poll can start when somebody has joined.")
            await self.service.start_poll(room, asked)
        # The provider tells no results outside of the call (FACTS section 9): say where they are.
        return "The poll is shown to everybody in the call; the answers are seen there"

    async def _presences(self, session: Session) -> tuple[Presence, ...]:
        """Ask who came to a session and who left it, and keep that."""
        rows: list[Presence] = []
        async for page in all_pages(partial(self.service.session_participants, session.id)):
            rows += page.rows
        found, now = tuple(rows), self.clock()
        if await self.store.run(lambda lib: keep_people(lib, session, found, now)):
            self.changes.publish("sessions", "meetings")
        return found

    async def _known(self, recording: Recording) -> Recording:
        return as_known(recording, await self.store.run(lambda lib: lib.recordings.get(recording.id)))

    async def _keep(self, recording: Recording) -> Recording:
        await self.store.run(lambda lib: lib.recordings.note(recording, now=self.clock()))
        self.changes.publish("recordings", "live")
        return await self._known(recording)

    async def _meeting(self, meeting_id: MeetingId) -> Meeting:
        meeting = await self.store.run(lambda lib: lib.meetings.get(meeting_id))
        if meeting is None:
            raise AppError("This meeting is not in your list any more", "It was removed meanwhile.")
        return meeting

    async def _room(self, meeting_id: MeetingId) -> RoomId:
        meeting = await self._meeting(meeting_id)
        if meeting.room_id is None:
            raise AppError("Nobody can be in this call yet", "It has not been sent to the video service.")
        return meeting.room_id


def _told(count: int, done: str, nobody: str) -> str:
    return f"The person {done}" if count else f"The person {nobody}"
