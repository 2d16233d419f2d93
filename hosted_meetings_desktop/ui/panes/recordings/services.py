"""What this pane asks of the service layer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from hosted_meetings_desktop.domain.archive import Progress
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.playing import Source
from hosted_meetings_desktop.domain.recording_list import LibraryState, ListFilter, Outcome, RecordingRow, Told
from hosted_meetings_desktop.domain.transcript_form import TranscriptForm
from hosted_meetings_desktop.domain.voices import PlayedVoice


class LibraryService(Protocol):
    """The library of recordings."""

    async def page(self, wanted: ListFilter, offset: int, limit: int) -> Page[RecordingRow]:
        """Return some rows of what fits, and how many there are."""
        ...

    async def row(self, recording: RecordingId) -> RecordingRow:
        """Return one."""
        ...

    async def ids(self, wanted: ListFilter) -> tuple[RecordingId, ...]:
        """Return which ones fit, so many as can be chosen at once."""
        ...

    async def state(self) -> LibraryState:
        """Return how all of it stands."""
        ...

    async def keep(
        self, recordings: Sequence[RecordingId], progress: Progress, *, any_length: bool = False
    ) -> Outcome:
        """Bring recordings into the archive; ``progress`` is told how many are done, from another thread."""
        ...

    async def take_note(self, recordings: Sequence[RecordingId]) -> Outcome:
        """Note that somebody knows that recordings are lost."""
        ...

    async def hold(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        """Keep recordings whatever their clock says."""
        ...

    async def release(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        """Let their clock count again."""
        ...

    async def delete(self, recordings: Sequence[RecordingId], reason: str) -> Outcome:
        """Delete recordings from the archive for good."""
        ...

    async def export_copy(self, recording: RecordingId, target: Path, progress: Progress) -> None:
        """Save a copy that any player opens; ``progress`` is told the bytes, from another thread.

        When it fails or is cancelled nothing is left at ``target``, and what was there before is as it was.
        """
        ...

    async def play(self, recording: RecordingId, *, seen: bool = True) -> Source:
        """Return what plays a recording; ``seen`` where somebody watches it, which is written down."""
        ...

    async def told(self, recording: RecordingId) -> Told:
        """Return what is known of a recording beside its file."""
        ...


class FileService(Protocol):
    """Single files of recordings: voices, and what was said."""

    async def play_voices(self, recording: RecordingId) -> tuple[PlayedVoice, ...]:
        """Return what plays the voices of a recording; one that cannot be played says why."""
        ...

    async def export_voice(self, recording: RecordingId, label: str, target: Path, progress: Progress) -> None:
        """Save one voice as a file that any player opens, as ``LibraryService.export_copy`` does with a film."""
        ...

    async def save_transcript(self, recording: RecordingId, form: TranscriptForm, target: Path) -> None:
        """Save what was said; what was at ``target`` is replaced once the new file is whole."""
        ...
