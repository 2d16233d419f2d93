"""The library of recordings: what is listed with each, how it is filtered and put in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.archive import ArchiveItem, ItemState, Quota, RescueStanding
from hosted_meetings_desktop.domain.chapters import Chapter
from hosted_meetings_desktop.domain.ids import RecordingId, VisitTypeId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.recording import Recording, RecordingStatus
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.voices import Voice

LAST_DAY = timedelta(hours=24)


class ListOrder(StrEnum):
    """In which order recordings are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"
    LONGEST = "longest"
    LARGEST = "largest"
    LEAVING = "leaving"  # what the provider deletes soonest first, then what is kept
    ENDING = "ending"  # whose time here is over first


class Keeping(StrEnum):
    """Which recordings are listed, by where their files are."""

    NOT_KEPT = "not-kept"  # the provider has them and the archive has not
    KEPT = "kept"
    TROUBLE = "trouble"  # lost, or left to a person
    ON_HOLD = "on-hold"
    OVER = "over"  # kept beyond their time


class ConsentState(StrEnum):
    """What those who were in a recording said to it; until they are known, those invited (see ``sharing``)."""

    GIVEN = "given"
    MISSING = "missing"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # the meeting is none of ours


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What is listed.

    Attributes:
        text: Words of the title, of people, or of one line of the transcript.
        host: Whose meetings; empty for everybody's.
        visit_type: Of which kind; None for any.
        since: Recorded from then on, aware UTC.
    """

    text: str = ""
    host: str = ""
    visit_type: VisitTypeId | None = None
    since: datetime | None = None
    before: datetime | None = None
    consent: ConsentState | None = None
    keeping: Keeping | None = None
    order: ListOrder = ListOrder.NEWEST

    @property
    def narrowed(self) -> bool:
        """Whether anything but the order and the words is chosen."""
        chosen = (self.host, self.visit_type, self.since, self.before, self.consent, self.keeping)
        return any(each not in {None, ""} for each in chosen)


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """One recording as the library lists it.

    Attributes:
        host: Who held the meeting.
        patients: The invited patients, by name.
        item: Its file in the archive, there or to come; None where the archive does not know it. Of voices the one
            that says how they stand together, with the size of all.
        shared: To how many people it was given.
        spoken: Whether there is a transcript of it.
        voices: Its files where it is one of voices; empty for a film, and before the provider told them.
        of_voices: Whether it is one of voices.
    """

    recording: Recording
    host: str = ""
    patients: tuple[str, ...] = ()
    visit_type: VisitTypeId | None = None
    item: ArchiveItem | None = None
    consent: ConsentState = ConsentState.UNKNOWN
    shared: int = 0
    spoken: bool = False
    voices: tuple[Voice, ...] = ()
    of_voices: bool = False

    @property
    def id(self) -> RecordingId:
        """The recording's."""
        return self.recording.id

    @property
    def status(self) -> RecordingStatus:
        """The provider's word."""
        return self.recording.status

    @property
    def kept(self) -> bool:
        """Whether its file is in the archive, or lies here as it was downloaded before there was one."""
        if self.item is not None and self.item.state is ItemState.KEPT:
            return True
        return bool(self.recording.local_path)

    @property
    def partly_kept(self) -> bool:
        """Whether at least some of it is in the archive: of voices those that are can be heard and given out."""
        return self.kept or any(voice.kept for voice in self.voices)

    @property
    def local_path(self) -> str:
        """Where it is kept, empty where it is not; for showing nobody."""
        return self.recording.local_path or (self.item.place if self.item is not None and self.kept else "")

    @property
    def size(self) -> int | None:
        """Bytes, where known."""
        if self.item is not None and self.item.size is not None:
            return self.item.size
        return self.recording.size or None if self.of_voices else self.recording.size

    @property
    def leaves_at(self) -> datetime | None:
        """When the provider deletes it, if it is not kept; None where that does not matter or is not known."""
        if self.kept or self.status is not RecordingStatus.UPLOADED:
            return None
        if self.item is not None:
            return self.item.gone_at if self.item.state is ItemState.WAITING else self.recording.expires_at
        return self.recording.expires_at


@dataclass(frozen=True, slots=True)
class VisitKind:
    """A kind of visit that can be filtered by."""

    id: VisitTypeId
    name: str


@dataclass(frozen=True, slots=True)
class LibraryState:
    """How the whole library stands.

    Attributes:
        leaving: How many recordings the provider deletes within a day that are not kept yet.
        lost: How many it deleted before they were kept, of which nobody took note.
        refused: How many wait for a person.
        hosts: Whose meetings were recorded.
    """

    rescue: RescueStanding = field(default_factory=RescueStanding)
    quota: Quota = field(default_factory=lambda: Quota(0, 0))
    leaving: int = 0
    lost: int = 0
    refused: int = 0
    hosts: tuple[str, ...] = ()
    kinds: tuple[VisitKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a recording beside its file, in the recording's own time."""

    seconds: int | None = None
    chapters: tuple[Chapter, ...] = ()
    lines: tuple[TranscriptLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How something went that was done to several recordings.

    Attributes:
        done: How many it was done to.
        problems: What stood in the way of the others: each title and advice once, with how often.
    """

    done: int
    problems: tuple[tuple[str, int], ...] = ()

    @property
    def failed(self) -> int:
        """To how many it was not done."""
        return sum(count for _said, count in self.problems)


class RecordingListReader(Protocol):
    """The library as the store knows it, inside one transaction."""

    def page(self, wanted: ListFilter, *, now: datetime, offset: int, limit: int) -> Page[RecordingRow]:
        """Return a page, and how many there are."""
        ...

    def row(self, recording: RecordingId) -> RecordingRow | None:
        """Return one."""
        ...

    def ids(self, wanted: ListFilter, *, now: datetime, limit: int) -> tuple[RecordingId, ...]:
        """Return which ones fit, in their order."""
        ...

    def hosts(self) -> tuple[str, ...]:
        """Return whose meetings were recorded, by name."""
        ...

    def counts(self, *, now: datetime) -> tuple[int, int, int]:
        """Return how many leave within a day, were lost, and wait for a person."""
        ...


ReadList = Callable[[Library], RecordingListReader]
