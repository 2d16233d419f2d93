"""What the sharing dialog asks of the service layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.shares import Share, ShareId
from hosted_meetings_desktop.domain.sharing import GivenLinks, MadeCopy, ShareOffer


class SharingDeeds(Protocol):
    """Gives recordings to people (``SharingService``)."""

    async def look(self, recording_id: RecordingId) -> ShareOffer:
        """Return who was in it, whose consent is missing, and which ways there are."""
        ...

    async def give_link(
        self, recording_id: RecordingId, chosen: Sequence[str], words: str = "", *, subject: str = "", mail: bool
    ) -> GivenLinks:
        """Give people the provider's link; by e-mail, or to be handed over."""
        ...

    async def make_copy(
        self,
        recording_id: RecordingId,
        chosen: Sequence[str],
        target: Path,
        progress: Callable[[int, int | None], None] = ...,
    ) -> MadeCopy:
        """Make a copy with a password; ``progress`` is told the bytes, from another thread."""
        ...

    async def text_password(
        self, recording_id: RecordingId, chosen: Sequence[str], password: str, words: str
    ) -> tuple[str, ...]:
        """Send the password as a text message; returns to whom."""
        ...

    async def withdraw(self, share_id: ShareId, why: str) -> Share:
        """Write down that something is not given to somebody any more."""
        ...
