"""The library of an app without an archive: what the provider has, and copies in plain files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hosted_meetings_desktop.domain.archive import Progress
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.playing import Plain, Source
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.recording_list import LibraryState, ListFilter, Outcome, RecordingRow, Told
from hosted_meetings_desktop.ui.panes.recordings.services import RecordingService

_MOST = 5_000


@dataclass(frozen=True, slots=True)
class PlainLibrary:
    """Implements ``LibraryService`` over the recordings alone: they are found by their words only."""

    recordings: RecordingService

    async def page(self, wanted: ListFilter, offset: int, limit: int) -> Page[RecordingRow]:
        """Return some rows."""
        found = await self.recordings.page(wanted.text, offset, limit)
        return Page(tuple(RecordingRow(each) for each in found.rows), found.total)

    async def row(self, recording: RecordingId) -> RecordingRow:
        """Return one."""
        return RecordingRow(await self.recordings.get(recording))

    async def ids(self, wanted: ListFilter) -> tuple[RecordingId, ...]:
        """Return which ones fit."""
        return tuple(row.id for row in (await self.page(wanted, 0, _MOST)).rows)

    async def state(self) -> LibraryState:
        """Return that there is no archive."""
        return LibraryState()

    async def keep(
        self, recordings: Sequence[RecordingId], progress: Progress, *, any_length: bool = False
    ) -> Outcome:
        """Download copies; of one alone the progress is its bytes."""
        del any_length
        for recording in recordings:
            await self.recordings.download(recording, progress if len(recordings) == 1 else lambda _done, _all: None)
        return Outcome(len(recordings))

    async def take_note(self, recordings: Sequence[RecordingId]) -> Outcome:
        """Refuse: there is no archive."""
        return _refuse(recordings)

    async def hold(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        """Refuse: there is no archive."""
        del reason
        return _refuse(recordings)

    async def release(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        """Refuse: there is no archive."""
        del reason
        return _refuse(recordings)

    async def delete(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        """Refuse: there is no archive."""
        del reason
        return _refuse(recordings)

    async def export_copy(self, recording: RecordingId, target: Path, progress: Progress) -> None:
        """Save a copy elsewhere."""
        await self.recordings.export_copy(recording, target, progress)

    async def play(self, recording: RecordingId, *, seen: bool = True) -> Source:
        """Return our copy, or the provider's link."""
        del seen
        return Plain(await self.recordings.playback_source(recording))

    async def told(self, recording: RecordingId) -> Told:
        """Return how long it is."""
        found: Recording = await self.recordings.get(recording)
        return Told(found.seconds)


def _refuse(recordings: Sequence[RecordingId]) -> Outcome:
    del recordings
    raise AppError("There is no archive on this PC", "Choose a folder for it in Settings first.")
