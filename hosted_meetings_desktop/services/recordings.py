"""Recordings: list, download, play."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import anyio

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.ports import Changes, Clock, Fetcher, Store, VideoService
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.repositories import Library

_SLICE = 4 << 20
"""Bytes copied at a time: a second's worth on a slow disk."""


@dataclass(frozen=True, slots=True)
class RecordingService:
    """The clinic's recordings.

    Attributes:
        folder: Where our copies are kept.
    """

    store: Store
    service: VideoService
    fetcher: Fetcher
    changes: Changes
    clock: Clock
    folder: Path

    async def page(self, text: str, offset: int, limit: int) -> Page[Recording]:
        """Return a page, the newest first."""
        return await self.store.run(lambda lib: lib.recordings.page(text=text, offset=offset, limit=limit))

    async def get(self, recording_id: RecordingId) -> Recording:
        """Return one recording.

        Raises:
            AppError: it is not there any more.
        """
        return await self.store.run(lambda lib: _must(lib, recording_id))

    async def download(self, recording_id: RecordingId, progress: Callable[[int, int | None], None]) -> Recording:
        """Keep our own copy; what was downloaded before is resumed.

        Raises:
            AppError: it is not ready, its link has expired, or it broke off (what came is kept).
        """
        recording = await self._with_link(recording_id)
        target = self.folder / _file_name(recording)
        digest = await self.fetcher.fetch(
            recording.files[0].url, target, expected_size=recording.size, progress=progress
        )
        await self.store.run(
            lambda lib: lib.recordings.note_copy(recording_id, local_path=str(target), sha256=digest)
        )
        self.changes.publish("recordings")
        return await self.get(recording_id)

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
            raise AppError("This recording is not downloaded yet", "Download it first, then save a copy.")
        try:
            await _copy(Path(recording.local_path), target, progress)
        except OSError as error:
            raise AppError(
                "The copy could not be saved",
                "The recording itself is kept. Choose another folder, or free some space.",
                details=str(error.strerror),
            ) from error

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
                "It keeps recordings for seven days. Only downloaded ones stay.",
            )
        return await self.get(before.id)


def _must(lib: Library, recording_id: RecordingId) -> Recording:
    found = lib.recordings.get(recording_id)
    if found is None:
        raise AppError("This recording is not in the list any more")
    return found


def _file_name(recording: Recording) -> str:
    """Return a name from our own facts: the provider's file name is not trusted with a path."""
    suffix = Path(recording.file_name).suffix.lower()
    kind = suffix if suffix in {".mp4", ".webm", ".mp3", ".m4a"} else ".mp4"
    return f"{recording.invoked_at:%Y-%m-%d %H%M} {recording.id}{kind}"


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
