"""Live commands: they go out at once or fail visibly, and are never kept for later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from hosted_meetings_desktop.domain.attendance import Presence
from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    InputProblem,
    Intercepted,
    NotFound,
    Refused,
    ServiceFault,
    StrangeAnswer,
    Unreachable,
)
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId
from hosted_meetings_desktop.domain.live import LivePerson, LiveRoom
from hosted_meetings_desktop.domain.meeting import Meeting
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store, VideoService
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.room import Livestream, Poll, RoomPatch, all_pages
from hosted_meetings_desktop.domain.session import Session


@dataclass(frozen=True, slots=True)
class LiveService:
    """Looks into a live room and acts on it."""

    store: Store
    service: VideoService
    changes: Changes
    clock: Clock

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
        presences: list[Presence] = []
        if session is not None:
            async for page in all_pages(partial(self.service.session_participants, session.id)):
                presences += page.rows
        now = self.clock()
        if session is not None:
            found = session
            rows = tuple(presences)
            if await self.store.run(lambda lib: _keep_people(lib, found, rows, now)):
                self.changes.publish("sessions", "meetings")
        return LiveRoom(meeting_id, session, _people(meeting, presences), recording, now)

    async def remove(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Remove one person from the room now; they can come back with their link. Returns what happened."""
        room = await self._room(meeting_id)
        with _told_as_it_is():
            touched = await self.service.kick(room, participants=(participant_id,))
        self.changes.publish("live")
        return _told(touched.count, "was removed from the call", "had already left")

    async def mute(self, meeting_id: MeetingId, participant_id: ParticipantId) -> str:
        """Mute one person now; only they can unmute themselves. Returns what happened."""
        room = await self._room(meeting_id)
        with _told_as_it_is():
            touched = await self.service.mute(room, participants=(participant_id,))
        return _told(touched.count, "is muted", "had already left")

    async def mute_all(self, meeting_id: MeetingId) -> str:
        """Mute everybody now; each can unmute themselves. Returns what happened."""
        room = await self._room(meeting_id)
        with _told_as_it_is():
            touched = await self.service.mute_all(room, allow_unmute=True)
        return "Nobody was in the call" if touched.count == 0 else "Everybody is muted"

    async def remove_all(self, meeting_id: MeetingId) -> str:
        """Remove everybody from the room now, which ends the session; they can come back. Returns what happened."""
        room = await self._room(meeting_id)
        with _told_as_it_is():
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

    async def start_recording(self, meeting_id: MeetingId) -> Recording:
        """Start recording the room now.

        Raises:
            AppError: nobody is in the room, one runs already, or the provider refused.
        """
        room = await self._room(meeting_id)
        with _told_as_it_is():
            if await self.service.active_session(room) is None:
                raise AppError("Nobody is in the call yet", "A recording can start when somebody has joined.")
            if await self.service.active_recording(room) is not None:
                raise AppError("This call is being recorded already")
            recording = await self.service.start_recording(room)
        await self._keep(recording)
        return recording

    async def stop_recording(self, meeting_id: MeetingId) -> Recording:
        """Stop the recording of the room now.

        Raises:
            AppError: none runs, or the provider refused.
        """
        room = await self._room(meeting_id)
        with _told_as_it_is():
            running = await self.service.active_recording(room)
            if running is None:
                raise AppError("No recording is running", "It may have stopped by itself when everybody left.")
            recording = await self.service.stop_recording(running.id)
        await self._keep(recording)
        return recording

    async def pause_recording(self, meeting_id: MeetingId) -> Recording:
        """Pause the recording of the room now; nothing is recorded until it is resumed.

        Raises:
            AppError: none runs, it is paused already, or the provider refused.
        """
        return await self._change_recording(meeting_id, pause=True)

    async def resume_recording(self, meeting_id: MeetingId) -> Recording:
        """Go on with the recording that was paused.

        Raises:
            AppError: none is paused, or the provider refused.
        """
        return await self._change_recording(meeting_id, pause=False)

    async def _change_recording(self, meeting_id: MeetingId, *, pause: bool) -> Recording:
        room = await self._room(meeting_id)
        with _told_as_it_is():
            running = await self.service.active_recording(room)
            if running is None:
                raise AppError("No recording is running", "It may have stopped by itself when everybody left.")
            if pause is (running.status is RecordingStatus.PAUSED):
                raise AppError("The recording is paused already" if pause else "The recording is not paused")
            change = self.service.pause_recording if pause else self.service.resume_recording
            recording = await change(running.id)
        await self._keep(recording)
        return recording

    # ---- livestreams and polls
    async def livestream(self, meeting_id: MeetingId) -> Livestream | None:
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
        return None if found is None else _without_key(found)

    async def start_livestream(self, meeting_id: MeetingId, name: str = "") -> Livestream:
        """Start to stream the room now; returns where it can be watched. Its key stays here.

        Args:
            meeting_id: Whose room.
            name: Letters, digits, hyphens and underscores; may be empty.

        Raises:
            AppError: nobody is in the room, one runs already, or the provider refused.
        """
        room = await self._room(meeting_id)
        with _told_as_it_is():
            if await self.service.active_session(room) is None:
                raise AppError("Nobody is in the call yet", "A livestream can start when somebody has joined.")
            if await self.service.active_livestream(room) is not None:
                raise AppError("This call is being streamed already")
            started = await self.service.start_livestream(room, name=name)
        self.changes.publish("live")
        return _without_key(started)

    async def stop_livestream(self, meeting_id: MeetingId) -> str:
        """Stop the livestream of the room now. Returns what happened."""
        room = await self._room(meeting_id)
        with _told_as_it_is():
            await self.service.stop_livestream(room)
        self.changes.publish("live")
        return "The livestream has stopped"

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
        with _told_as_it_is():
            if await self.service.active_session(room) is None:
                raise AppError("Nobody is in the call yet", "A poll can start when somebody has joined.")
            await self.service.start_poll(room, asked)
        return "The poll is shown to everybody in the call"

    async def _keep(self, recording: Recording) -> None:
        await self.store.run(lambda lib: lib.recordings.note(recording, now=self.clock()))
        self.changes.publish("recordings", "live")

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


@contextmanager
def _told_as_it_is() -> Iterator[None]:
    """Let a command that failed say what holds for commands: nothing of it is kept or tried again by itself."""
    try:
        yield
    except Intercepted as error:
        raise error.with_advice(f"Nothing was done. {error.advice}") from error
    except (AnswerLost, ServiceFault, StrangeAnswer) as error:
        raise error.with_advice("It may or may not have been done. Look at the call, then do it again.") from error
    except (Unreachable, Busy) as error:
        raise error.with_advice("Nothing was done. Do it again when the connection is back.") from error


def _without_key(stream: Livestream) -> Livestream:
    """Return a livestream as it may be shown: who has its key can stream in the clinic's name."""
    return replace(stream, stream_key="", ingest_server="")


def _keep_people(lib: Library, session: Session, rows: tuple[Presence, ...], now: datetime) -> bool:
    """Keep who is in the room; returns whether somebody came or left since."""
    known = lib.sessions.get(session.id)
    before = {(row.peer_id, row.left_at) for row in lib.sessions.presences(session.id)}
    lib.sessions.note(session, now=now)
    lib.sessions.note_presences(session.id, rows, now=now)
    return known is None or known.live != session.live or before != {(row.peer_id, row.left_at) for row in rows}


def _people(meeting: Meeting, presences: list[Presence]) -> tuple[LivePerson, ...]:
    invited = {person.id: person for person in meeting.invitees}
    inside: dict[str, LivePerson] = {}
    for row in sorted(presences, key=lambda r: r.joined_at):
        if row.left_at is not None:
            continue
        person = invited.get(InviteeId(row.custom_id))
        inside.setdefault(
            row.user_id or row.peer_id,
            LivePerson(
                participant_id=ParticipantId(row.user_id),
                name=row.name or (person.name if person else "Guest"),
                preset=row.preset,
                since=row.joined_at,
                invitee=person.id if person else None,
            ),
        )
    return tuple(inside.values())


def _told(count: int, done: str, nobody: str) -> str:
    return f"The person {done}" if count else f"The person {nobody}"
