"""Recordings at the provider: list, start, stop, pause, resume (FACTS section 6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from msgspec import UNSET, structs

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId, RoomId
from hosted_meetings_desktop.domain.recording import Recording, RecordingKind
from hosted_meetings_desktop.domain.room import RemotePage
from hosted_meetings_desktop.dyte import wire_recordings as wired
from hosted_meetings_desktop.dyte.calls import Calls, at, written
from hosted_meetings_desktop.dyte.wire_bodies import RecordingAction, RecordingBody, TrackRecordingBody


class Recordings(Calls):
    """``/recordings``."""

    async def list_recordings(
        self, *, page: int = 1, per_page: int = 50, room: RoomId | None = None, newest_first: bool = True
    ) -> RemotePage[Recording]:
        """Return a page of recordings by the time they were asked for, of one meeting or of all."""
        order = self._dialect.newest_first if newest_first else self._dialect.oldest_first
        query = {"sort_by": "invokedTime", "sort_order": order}
        if room is not None:
            query["meeting_id"] = room
        return await self._read_page("/recordings", wired.RECORDINGS, page=page, per_page=per_page, query=query)

    async def get_recording(self, recording: RecordingId) -> Recording:
        """Return one recording with links that are good for a while; the answer does not say of which meeting."""
        return await self._read(at("recordings", recording), wired.RecordingRow, wired.recording)

    async def start_recording(self, room: RoomId, *, max_seconds: int | None = None) -> Recording:
        """Start to record a meeting; ``max_seconds`` from 60 to 86,400.

        Raises:
            Refused: One runs already.
        """
        body = RecordingBody(meeting_id=room, max_seconds=UNSET if max_seconds is None else max_seconds)
        return await self._do(
            "POST", "/recordings", body, wired.RecordingRow, lambda row: wired.recording(row, room), "recording"
        )

    async def start_track_recording(self, room: RoomId, user_ids: tuple[str, ...]) -> Recording:
        """Start to record the voices of some people, each into a file of its own (RealtimeKit only).

        Documented (recording-guide/track-recording): sound alone, WebM; it needs a live session; whoever has one of
        the ids is recorded, also when they come later, and nobody else is; it is stopped like any recording, and ends
        with the session. What a ``user_id`` is, no document says. Assumed: what the attendance calls so, the
        participant's id (were it another, nobody would be recorded). Whether it can be paused is not
        documented either: the request is the same, and a refusal is told.

        Args:
            room: Where.
            user_ids: Whose voices: 1 to 100 participant ids, as ``Presence.user_id``.

        Raises:
            AppError: the account's service has no such recordings, or nobody is in the room.
            InputProblem: nobody is named, or too many are.
        """
        if not self._dialect.tracks:
            raise AppError("This account cannot record voices only", "Nothing was recorded. Record the whole call.")
        body = TrackRecordingBody(meeting_id=room, user_ids=list(user_ids))

        def begun(row: wired.RecordingRow) -> Recording:
            # The guide's own example of the answer names no time, unlike the schema.
            known = row.invoked_time or row.started_time
            return wired.recording(
                row if known else structs.replace(row, invoked_time=written(datetime.now(UTC))), room
            )

        started = await self._do("POST", "/recordings/track", body, wired.RecordingRow, begun, "recording")
        return replace(started, kind=RecordingKind.TRACKS, voices=user_ids)

    async def stop_recording(self, recording: RecordingId) -> Recording:
        """Stop a recording; its file follows."""
        return await self._act(recording, "stop")

    async def pause_recording(self, recording: RecordingId) -> Recording:
        """Hold a recording."""
        return await self._act(recording, "pause")

    async def resume_recording(self, recording: RecordingId) -> Recording:
        """Go on with a held recording."""
        return await self._act(recording, "resume")

    async def _act(self, recording: RecordingId, action: str) -> Recording:
        path = at("recordings", recording)
        return await self._do("PUT", path, RecordingAction(action=action), wired.RecordingRow, wired.recording)

    async def active_recording(self, room: RoomId) -> Recording | None:
        """Return the running recording of a meeting, None when there is none (the provider says 404)."""
        path = at("recordings", "active-recording", room)
        return await self._read_if_any(path, wired.RecordingRow, lambda row: wired.recording(row, room))
