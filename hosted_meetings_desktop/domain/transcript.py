"""What was said in a session, line by line, so that it can be searched and followed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from hosted_meetings_desktop.domain.archive import ItemId
from hosted_meetings_desktop.domain.ids import SessionId


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One line.

    Attributes:
        begins: Milliseconds from the start of what the transcript is of.
        ends: Likewise; as ``begins`` where that is not known.
        speaker: As the transcript calls them.
        speaker_id: The provider's or our id of them, where the transcript says it.
    """

    begins: int
    ends: int
    speaker: str
    text: str
    speaker_id: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptHit:
    """A line that a search found.

    Attributes:
        place: Which line of its transcript, from 0.
    """

    item_id: ItemId
    session_id: SessionId
    place: int
    line: TranscriptLine


class TranscriptRepository(Protocol):
    """The text of kept transcripts inside one transaction."""

    def keep(self, item: ItemId, session: SessionId, lines: Iterable[TranscriptLine]) -> int:
        """Keep the lines of a transcript in place of those it had; returns how many."""
        ...

    def lines(self, session: SessionId) -> tuple[TranscriptLine, ...]:
        """Return a session's lines in their order."""
        ...

    def find(self, text: str, *, limit: int, session: SessionId | None = None) -> tuple[TranscriptHit, ...]:
        """Return lines that hold every word of ``text`` or its beginning, the newest session's first."""
        ...

    def sessions_with(self, text: str, *, limit: int) -> tuple[SessionId, ...]:
        """Return the sessions in which one line holds every word of ``text`` or its beginning."""
        ...

    def missing(self, *, limit: int) -> tuple[ItemId, ...]:
        """Return kept transcripts whose lines were not taken in yet."""
        ...

    def drop(self, item: ItemId) -> None:
        """Forget the lines of a transcript."""
        ...
