"""What the provider keeps: rooms, participants and what may be done to a live room."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from hosted_meetings_desktop.domain.ids import ParticipantId, RoomId
from hosted_meetings_desktop.domain.meeting import Region

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RemotePage(Generic[T]):
    """One page of a provider's list.

    Attributes:
        rows: Those that could be read.
        total: How many there are in all; None where the provider does not say.
        page: Its number, from 1.
        received: How many rows came, the unreadable ones included.
    """

    rows: tuple[T, ...]
    total: int | None
    page: int
    received: int


async def all_pages(
    read: Callable[..., Awaitable[RemotePage[T]]], *, per_page: int = 100, first: int = 1
) -> AsyncIterator[RemotePage[T]]:
    """Read a list to its end.

    What came is counted rather than what was asked for: a service may send smaller pages than asked. Where it names
    no total, only an empty page is the end.

    Args:
        read: Takes ``page``, from 1, and ``per_page``.
        per_page: How many rows to ask for at once.
        first: The page to begin with, from 1.
    """
    number, seen = first, (first - 1) * per_page
    before: RemotePage[T] | None = None
    while True:
        page = await read(page=number, per_page=per_page)
        if before is not None and page.rows and page.rows == before.rows:
            return  # it ignores which page was asked for
        yield page
        before = page
        number, seen = number + 1, seen + page.received
        if not page.received or (page.total is not None and seen >= page.total):
            return


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting at the provider: a permanent room with no time of its own. None: the answer left it out."""

    id: RoomId
    title: str | None
    active: bool | None
    record_on_start: bool | None
    region: Region | None
    created_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """What a room is made with (POST /meetings)."""

    title: str
    record_on_start: bool = False
    region: Region = Region.NEAREST


@dataclass(frozen=True, slots=True)
class RoomPatch:
    """What to change on a room (PATCH /meetings/{id}); None leaves a field as it is."""

    title: str | None = None
    record_on_start: bool | None = None
    region: Region | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """A person added to a room. ``custom_id`` is our invitee id."""

    id: ParticipantId
    name: str
    preset: str
    custom_id: str


@dataclass(frozen=True, slots=True)
class Admission:
    """A participant with a fresh token. The token lives 100 days: treat it as a password."""

    participant: Participant
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Touched:
    """Who a live command reached. ``count`` is what the provider said; names may be missing."""

    count: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Poll:
    """A question put to a live room."""

    question: str
    options: tuple[str, ...]
    anonymous: bool = False
    hide_votes: bool = False


@dataclass(frozen=True, slots=True)
class Livestream:
    """A livestream of a room. The stream key is a secret; only its playback page is for showing."""

    id: str
    status: str
    playback_url: str
    ingest_server: str = field(default="", repr=False)
    stream_key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the provider reports events."""

    id: str
    name: str
    url: str
    events: tuple[str, ...]
    enabled: bool


@dataclass(frozen=True, slots=True)
class PresetDetails:
    """A preset with its documents as the provider keeps them (``config``, ``permissions``, ``ui``)."""

    id: str
    name: str
    config: dict[str, Any]
    permissions: dict[str, Any]
    ui: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ExportLink:
    """A link to a chat, transcript or summary file, valid until ``expires_at``."""

    url: str = field(repr=False)
    expires_at: datetime | None = None
