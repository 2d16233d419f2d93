"""Recordings outside of the archive: the provider's own, and plain files from before there was an archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import anyio

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.ports import Clock, Store, VideoService
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.copying import copy_failures

_SLICE = 4 << 20
"""Bytes copied at a time: a second's worth on a slow disk."""


@dataclass(frozen=True, slots=True)
class RecordingService:
    """What the provider still has, or what was downloaded before there was an archive."""

    store: Store
    service: VideoService
    clock: Clock

    async def get(self, recording_id: RecordingId) -> Recording:
        """Return one recording.

        Raises:
            AppError: it is not there any more.
        """
        return await self.store.run(lambda lib: _must(lib, recording_id))

    async def playback_source(self, recording_id: RecordingId) -> str:
        """Return a local path where we have a copy, else a URL that answers Range. Neither is for showing or logs."""
        recording = await self.get(recording_id)
        if recording.local_path and await anyio.Path(recording.local_path).exists():
            return recording.local_path
        return (await self._with_link(recording_id)).files[0].url

    async def export_copy(
        self, recording_id: RecordingId, target: Path, progress: Callable[[int, int | None], None]
    ) -> None:
        """Save our copy somewhere else; a file that is there already is replaced once the copy is whole.

        Args:
            recording_id: Whose copy.
            target: The file to write.
            progress: Called with the bytes done and in all, from the services' thread.

        Raises:
            AppError: there is no copy yet, or the place cannot be written.
        """
        recording = await self.get(recording_id)
        if not recording.local_path:
            raise AppError("This recording is not in the archive yet", "Keep it first, then export a copy.")
        with copy_failures():
            await _copy(Path(recording.local_path), target, progress)

    async def _with_link(self, recording_id: RecordingId) -> Recording:
        """Ask for the recording again, so that its link is as fresh as it can be."""
        before = await self.get(recording_id)
        found = await self.service.get_recording(recording_id)
        await self.store.run(lambda lib: lib.recordings.note(found, now=self.clock()))
        if found.status is RecordingStatus.ERRORED:
            raise AppError("This recording failed", "The video service could not save it. Nothing can be played.")
        if found.status is not RecordingStatus.UPLOADED or not found.files:
            raise AppError("This recording is not ready yet", "It appears here by itself, usually within minutes.")
        if found.expires_at is not None and found.expires_at <= self.clock():
            raise AppError(
                "The video service has deleted this recording",
                "It keeps recordings for seven days. Only those in the archive stay.",
            )
        return await self.get(before.id)


def _must(lib: Library, recording_id: RecordingId) -> Recording:
    found = lib.recordings.get(recording_id)
    if found is None:
        raise AppError("This recording is not in the list any more")
    return found


async def _copy(source: Path, target: Path, progress: Callable[[int, int | None], None]) -> None:
    """Copy slice by slice, so that it can be followed and stopped; what was not finished leaves nothing behind."""
    unfinished = target.with_name(f".{target.name}.part")
    total, done = (await anyio.Path(source).stat()).st_size, 0
    try:
        async with await anyio.open_file(source, "rb") as reading, await anyio.open_file(unfinished, "wb") as writing:
            while part := await reading.read(_SLICE):
                await writing.write(part)
                done += len(part)
                progress(done, total)
        await anyio.Path(unfinished).replace(target)
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.Path(unfinished).unlink(missing_ok=True)
