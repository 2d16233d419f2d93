"""The clinic's archive: what is rescued from the provider, in which order, and how long it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType, Protocol

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId, RoomId, SessionId

ItemId = NewType("ItemId", str)
"""Our own id of one file of the archive, a UUID; its file is named by it."""

PROVIDER_KEEPS = timedelta(days=7)
"""How long the provider keeps files (FACTS sections 4 and 6), where it does not say until when."""
ALARMED_AHEAD = timedelta(hours=48)
"""How long before its link expires a file that is still to come is looked at for an alarm."""
MISMATCHES = 3
"""A file that came wrong so often in a row is left to a person."""

_PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 180))
_SHORTEST = timedelta(seconds=20)
_URGENT = timedelta(hours=12)
_NEARLY = 0.9


class Damaged(AppError):
    """A file of the archive is not what was put there: changed, cut off, or none of ours."""

    def __init__(self, why: str = "") -> None:
        super().__init__(
            "This file of the archive is damaged",
            "Nothing of it was taken over. Put it back from a backup, or download it again while the video service "
            "still has it.",
            details=why,
        )


class ItemKind(StrEnum):
    """What a file of the archive is."""

    RECORDING = "recording"
    TRACK = "track"  # one person's sound, or another layer of a recording
    TRANSCRIPT = "transcript"
    CHAT = "chat"
    SUMMARY = "summary"

    @property
    def filmed(self) -> bool:
        """Whether it is picture or sound; else it is text."""
        return self in {self.RECORDING, self.TRACK}


class ItemState(StrEnum):
    """Where a file stands."""

    WAITING = "waiting"  # to be rescued
    KEPT = "kept"
    LOST = "lost"  # the provider deleted it before it was rescued
    REFUSED = "refused"  # it comes wrong each time, or cannot be had: a person decides
    NOTHING = "nothing"  # the provider has none
    ELSEWHERE = "elsewhere"  # the account records into a storage of its own, where it stays
    DELETED = "deleted"  # by us, with a reason


THERE = frozenset({ItemState.WAITING, ItemState.KEPT, ItemState.REFUSED, ItemState.ELSEWHERE})
"""What can be had, here or at the provider, or may still be."""


@dataclass(frozen=True, slots=True)
class ArchiveItem:
    """One file of the archive, there or still to come.

    Attributes:
        found_at: When we learned of it, aware UTC as all times.
        happened_at: When it was recorded or said.
        label: Of a track: the provider's name for it.
        suffix: Of the file, with its dot (".mp4").
        expires_at: When the provider deletes it, if it said so.
        size: Bytes of the content: what the provider said, or what is kept.
        sha256: Hex digest of the content that is kept.
        vault: The id of the archive that holds it.
        place: Where in there, or in the account's own storage.
        tries: How often a rescue failed since the last person asked for one.
        mismatches: How often in a row it came with a wrong length or content.
        problem: Why it is not kept, for a person to read.
        retain_until: When it may be deleted; None is never.
        hold: Why it must not be deleted meanwhile; empty where nothing stands against it.
        seen_at: When somebody took note that it is lost.
    """

    id: ItemId
    kind: ItemKind
    state: ItemState
    found_at: datetime
    happened_at: datetime
    recording_id: RecordingId | None = None
    session_id: SessionId | None = None
    room_id: RoomId | None = None
    label: str = ""
    suffix: str = ""
    expires_at: datetime | None = None
    size: int | None = None
    sha256: str = ""
    vault: str = ""
    place: str = ""
    kept_at: datetime | None = None
    tries: int = 0
    mismatches: int = 0
    next_try_at: datetime | None = None
    problem: str = ""
    retain_until: datetime | None = None
    hold: str = ""
    deleted_at: datetime | None = None
    deleted_why: str = ""
    seen_at: datetime | None = None

    @property
    def source(self) -> str:
        """The provider's id of what it belongs to: with kind and label it is this file's and no other's."""
        return str(self.recording_id if self.kind.filmed else self.session_id)

    @property
    def gone_at(self) -> datetime:
        """When the provider has deleted it: what it said, or what it usually does."""
        return self.expires_at or self.happened_at + PROVIDER_KEEPS


# ---- rescue
def rescue_order(items: Iterable[ArchiveItem]) -> list[ArchiveItem]:
    """Return what waits in the order of its rescue: what the provider deletes soonest first, then the newest."""
    waiting = [each for each in items if each.state is ItemState.WAITING]
    waiting.sort(key=lambda item: item.happened_at, reverse=True)
    return sorted(waiting, key=lambda item: item.gone_at)


def next_try(item: ArchiveItem, now: datetime, spread: float = 1.0) -> datetime:
    """Return when to try again after a failure that ``item.tries`` counts already.

    The pauses grow to three hours. Towards the end of its link a file is tried more often, so that there are always
    four more tries; after it there is no hurry.

    Args:
        item: What failed.
        now: Aware UTC.
        spread: From 0 to 1, by chance: 200 files that failed at once do not come back at once.
    """
    pause = _PAUSES[min(max(item.tries, 1), len(_PAUSES)) - 1]
    left = item.gone_at - now
    if left > timedelta(0):
        pause = max(min(pause, left / 4), _SHORTEST)
    return now + pause * (0.5 + 0.5 * min(max(spread, 0.0), 1.0))


class Alarm(StrEnum):
    """How badly a file needs somebody, from nothing to the worst."""

    NONE = "none"
    SOON = "soon"  # its link expires within two days
    URGENT = "urgent"  # within half a day
    NEEDS_PERSON = "needs-person"  # it does not come right by itself
    LOST = "lost"


def alarm_of(item: ArchiveItem, now: datetime) -> Alarm:
    """Return how badly a file needs somebody; what was tried not once is no reason for one until it is urgent."""
    if item.state is ItemState.LOST:
        return Alarm.LOST if item.seen_at is None else Alarm.NONE
    if item.state is ItemState.REFUSED:
        return Alarm.NEEDS_PERSON
    if item.state is not ItemState.WAITING:
        return Alarm.NONE
    left = item.gone_at - now
    if left <= timedelta(0):
        return Alarm.LOST if item.kind.filmed else Alarm.NONE
    if left <= _URGENT:
        return Alarm.URGENT
    return Alarm.SOON if left <= ALARMED_AHEAD and item.tries else Alarm.NONE


@dataclass(frozen=True, slots=True)
class RescueStanding:
    """How the rescue stands.

    Attributes:
        waiting: How many files are still to come, and ``bytes_waiting`` how long those are of which it is known.
        kept: How many are there, and ``bytes_kept`` how much room they take.
        alarms: How many need somebody, by how badly; without those that need nobody.
        worst: The worst of them.
        pause: Why nothing is rescued now, for a person to read; empty while it goes on.
        working: What is being downloaded.
        done: Bytes of that, and ``total`` in all, where known.
        recordings_waiting: How many recordings are among what waits; the rest was said and written in them.
        first_gone_at: When the provider deletes the first of what waits.
    """

    waiting: int = 0
    bytes_waiting: int = 0
    kept: int = 0
    bytes_kept: int = 0
    alarms: dict[Alarm, int] = field(default_factory=dict)
    pause: str = ""
    working: ItemId | None = None
    done: int = 0
    total: int | None = None
    recordings_waiting: int = 0
    first_gone_at: datetime | None = None

    @property
    def worst(self) -> Alarm:
        """The worst of the alarms."""
        order = list(Alarm)
        return max((each for each, count in self.alarms.items() if count), key=order.index, default=Alarm.NONE)


# ---- room
class QuotaLevel(StrEnum):
    """How full the archive is against what the clinic allowed it."""

    NONE = "none"  # no quota is set
    FREE = "free"
    NEARLY = "nearly"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Quota:
    """How much room the archive takes. A quota warns and does not stop a rescue: what is not rescued is lost.

    Attributes:
        used: Bytes kept.
        allowed: Bytes the clinic wants to give it; 0 for no limit.
    """

    used: int
    allowed: int

    @property
    def level(self) -> QuotaLevel:
        """How full it is."""
        if not self.allowed:
            return QuotaLevel.NONE
        if self.used >= self.allowed:
            return QuotaLevel.OVER
        return QuotaLevel.NEARLY if self.used >= self.allowed * _NEARLY else QuotaLevel.FREE


# ---- what the store does
@dataclass(frozen=True, slots=True)
class Found:
    """Something the provider may have, as the store's recordings and sessions tell."""

    kind: ItemKind
    happened_at: datetime
    recording_id: RecordingId | None = None
    session_id: SessionId | None = None
    room_id: RoomId | None = None
    label: str = ""
    suffix: str = ""
    expires_at: datetime | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class PlainCopy:
    """A recording that lies in a plain file, as it was downloaded before there was an archive.

    Attributes:
        sha256: Hex digest of the file; empty where it was not noted.
        found: What it is in the archive.
    """

    path: str
    sha256: str
    found: Found


class ArchiveRepository(Protocol):
    """The archive's files as the store knows them, inside one transaction."""

    def get(self, item: ItemId) -> ArchiveItem | None:
        """Return one."""
        ...

    def of_recording(self, recording: RecordingId) -> tuple[ArchiveItem, ...]:
        """Return a recording's files, the composite one first."""
        ...

    def of_session(self, session: SessionId) -> tuple[ArchiveItem, ...]:
        """Return the texts of a session and the files of its recordings."""
        ...

    def note_found(self, found: Iterable[Found], *, now: datetime) -> int:
        """Keep what is new as waiting, and what is newly known of what waits; returns how many were new."""
        ...

    def undiscovered(self, *, since: datetime, limit: int) -> tuple[Found, ...]:
        """Return what finished recordings and ended sessions may have left and no item stands for."""
        ...

    def due(self, *, now: datetime, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what waits and may be tried now, in the order of its rescue."""
        ...

    def next_due_at(self) -> datetime | None:
        """Return when something may be tried next; None where nothing waits."""
        ...

    def keep(self, item: ArchiveItem) -> None:
        """Keep an item as it is now; its id is known."""
        ...

    def standing(self, *, now: datetime) -> RescueStanding:
        """Return how many wait, are kept and need somebody; what runs just now is not known here."""
        ...

    def alarming(self, *, now: datetime, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what needs somebody, the worst first."""
        ...

    def of_place(self, vault: str, place: str) -> ArchiveItem | None:
        """Return what is kept at a place of an archive."""
        ...

    def unfound(self, *, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what lies in the account's own storage, and it is not known where in there."""
        ...

    def plain_copies(self, *, limit: int) -> tuple[PlainCopy, ...]:
        """Return the recordings that were downloaded as plain files, the newest first."""
        ...

    def kept(self, *, after: ItemId | None, limit: int) -> tuple[ArchiveItem, ...]:
        """Return what is kept by its id, those after one."""
        ...


Progress = Callable[[int, int | None], None]
"""Told the bytes done and, where known, in all."""
