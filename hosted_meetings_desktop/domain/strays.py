"""Sealed files that lie in the archive and that no recording stands for: kept, told of, adopted where wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.archive import ArchiveItem, ItemId
from hosted_meetings_desktop.domain.recording import Recording
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason
from hosted_meetings_desktop.domain.vault import VaultPlace

NOTED = 1000
"""So many are noted one by one; of more it is only known how many there are, until those are done with."""

_EVERY = timedelta(days=7)
_BROUGHT_BACK = frozenset({Reason.REPLACED, Reason.SET_ASIDE})


@dataclass(frozen=True, slots=True)
class Stray:
    """A sealed file that no item stands for.

    Attributes:
        vault: The id of the archive it lies in.
        place: Where in there; its name is the id of the item that it was.
        size: Bytes of the whole file.
        changed_at: When the place says that it was last changed, aware UTC; mostly when it was kept.
        opens: Whether the account's key opens it; else it is damaged, or another one's.
        why_left: Why it was not adopted when somebody wanted that; empty while nobody did.
    """

    vault: str
    place: str
    size: int
    changed_at: datetime
    opens: bool = True
    why_left: str = ""

    @property
    def item(self) -> ItemId:
        """The id of the item that it was."""
        return ItemId(self.place.rpartition("/")[2].partition(".")[0])

    @property
    def adoptable(self) -> bool:
        """Whether it is worth trying to adopt it."""
        return self.opens and not self.why_left

    @property
    def happened_at(self) -> datetime:
        """About when it was recorded: when it was last changed, but in the month that its place names."""
        first = datetime(int(self.place[:4]), int(self.place[5:7]), 1, tzinfo=UTC)
        after = (first + timedelta(days=32)).replace(day=1)
        return min(max(self.changed_at, first), after - timedelta(seconds=1))

    @property
    def day_is_known(self) -> bool:
        """Whether the day of :attr:`happened_at` says something, and not only its month."""
        return self.happened_at == self.changed_at


@dataclass(frozen=True, slots=True)
class StrayFolder:
    """A place in which such files lie, for somebody who wants to look there.

    Attributes:
        path: Where it is a folder: of the archive itself.
        files: Their places in it, some of them.
    """

    place: VaultPlace
    path: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strays:
    """What is known of such files.

    Attributes:
        files: Those noted, at most ``NOTED``.
        beyond: How many there are beside those, by the archive's id.
        looked_at: When each archive was looked through last, by its id.
        looking: Whether somebody looks now.
        away: How many archives could not be looked at the last time.
    """

    files: tuple[Stray, ...] = ()
    beyond: dict[str, int] | None = None
    looked_at: dict[str, datetime] | None = None
    looking: bool = False
    away: int = 0

    @property
    def more(self) -> int:
        """How many there are beside those that are noted."""
        return sum((self.beyond or {}).values())

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.files) + self.more

    @property
    def adoptable(self) -> int:
        """How many of the noted ones can be tried to be adopted."""
        return sum(each.adoptable for each in self.files)

    @property
    def last_look(self) -> datetime | None:
        """When all archives had been looked through; None where one never was."""
        return min(self.looked_at.values(), default=None) if self.looked_at else None

    def known(self, ids: Iterable[ItemId]) -> Strays:
        """Return it without those that items stand for by now."""
        gone = frozenset(ids)
        return replace(self, files=tuple(each for each in self.files if each.item not in gone))

    def is_due(self, vault: str, now: datetime, copies: tuple[Backup, ...]) -> bool:
        """Tell whether an archive is to be looked through: once a week, and after another store came in the place.

        A store that was put back, or begun anew, does not know what the one before it kept.
        """
        last = (self.looked_at or {}).get(vault)
        if last is None or not timedelta() <= now - last < _EVERY:
            return True
        last = last.replace(microsecond=0)  # as the names of copies tell it
        return any(each.reason in _BROUGHT_BACK and each.made_at >= last for each in copies)


def was_brought_back(copies: tuple[Backup, ...]) -> bool:
    """Tell whether the store took another one's place, so that an archive may be there that it does not know."""
    return any(each.reason in _BROUGHT_BACK for each in copies)


class Left(StrEnum):
    """Why a file was not adopted; it stays where it is."""

    DAMAGED = "damaged"  # it does not open, or not to its end
    TEXT = "text"  # words, and nothing tells of which meeting
    TWICE = "twice"  # the same content is kept already
    DELETED = "deleted"  # the same content was deleted here by somebody


@dataclass(frozen=True, slots=True)
class Adoption:
    """What came of adopting.

    Attributes:
        adopted: How many films and sounds there are more.
        left: How many files were not adopted, by why.
        more: How many were not tried yet.
        texts: How many texts are known again.
    """

    adopted: int
    left: dict[Left, int]
    more: int = 0
    texts: int = 0


@dataclass(frozen=True, slots=True)
class Memory:
    """What a copy of the store holds of a file: whose it is.

    Attributes:
        item: Its row.
        recording: Of which recording it is a file; None of a text.
    """

    item: ArchiveItem
    recording: Recording | None


class StrayRows(Protocol):
    """What the store knows of such files, inside one transaction."""

    def known(self, items: Iterable[ItemId]) -> frozenset[ItemId]:
        """Return which of these there is a row of, whatever its state."""
        ...

    def same_content(self, sha256: str) -> tuple[ArchiveItem, ...]:
        """Return what is, or was, kept with the same content."""
        ...

    def of_source(self, item: ArchiveItem) -> ArchiveItem | None:
        """Return the row that stands for the same thing of the video service as an item."""
        ...

    def remembered(self, items: Iterable[ItemId]) -> tuple[Memory, ...]:
        """Return what is known of files by their own ids."""
        ...

    def adopt(self, item: ArchiveItem, recording: Recording | None) -> None:
        """Make the rows of a file, in the place of one that stands for the same thing and has no file."""
        ...

    def noted(self) -> Strays:
        """Return what was noted."""
        ...

    def note(self, strays: Strays) -> None:
        """Note it in the place of what was noted before."""
        ...


ReadStrays = Callable[[Library], StrayRows]
