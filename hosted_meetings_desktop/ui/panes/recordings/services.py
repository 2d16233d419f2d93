"""What this pane asks of the service layer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.recording import Recording


class RecordingService(Protocol):
    """Recordings and the copies we hold."""

    async def page(self, text: str, offset: int, limit: int) -> Page[Recording]:
        """Return some rows, newest first, and how many there are."""
        ...

    async def get(self, recording_id: RecordingId) -> Recording:
        """Return one recording."""
        ...

    async def download(self, recording_id: RecordingId, progress: Callable[[int, int | None], None]) -> Recording:
        """Fetch our own copy, resuming what is there; ``progress`` is called from another thread."""
        ...

    async def playback_source(self, recording_id: RecordingId) -> str:
        """Return a local path or a URL to play. The URL is a secret: it is neither shown nor logged."""
        ...

    async def export_copy(
        self, recording_id: RecordingId, target: Path, progress: Callable[[int, int | None], None]
    ) -> None:
        """Write our copy to ``target`` too, piece by piece; ``progress`` is called from another thread.

        When it fails or is cancelled nothing is left at ``target``, and what was there before is as it was.
        """
        ...
