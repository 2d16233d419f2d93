"""What lies in an archive, told page by page by the archive itself and not by the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A sealed file in its place, as the place itself tells of it.

    Attributes:
        size: Bytes of the whole file.
        changed_at: Aware UTC.
    """

    place: str
    size: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class SealedPage:
    """Some of the sealed files of an archive.

    Attributes:
        after: What the next page is asked for by; empty where this is the last.
    """

    files: tuple[SealedFile, ...]
    after: str = ""


class SealedFiles(Protocol):
    """Part of ``domain.vault.Vault``."""

    def sealed(self, after: str) -> SealedPage:
        """Return the next of the files that lie in their places; what is on its way, or none of ours, is left out.

        Args:
            after: What the page before said; empty for the first.
        """
        ...
