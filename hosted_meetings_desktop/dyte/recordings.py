"""Recordings at the provider: list, start, stop, pause, resume (FACTS section 6)."""

from __future__ import annotations

from msgspec import UNSET

from hosted_meetings_desktop.domain.ids import RecordingId, RoomId
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.room import RemotePage
from hosted_meetings_desktop.dyte import wire_recordings as wired
from hosted_meetings_desktop.dyte.calls import Calls, at
from hosted_meetings_desktop.dyte.wire_bodies import RecordingAction, RecordingBody


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
