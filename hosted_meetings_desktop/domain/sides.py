"""Both sides of a meeting: what should exist, what the provider said last, and what was on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, ParticipantId, RoomId
from hosted_meetings_desktop.domain.meeting import Region

MARKER_PREFIX = "hosted-meetings-"
"""What the title of a room begins with while it is being made; see docs/sync.md."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The settings that stand on both sides. On ours, ``title`` is the one that guests read."""

    title: str
    record_on_start: bool
    region: Region
    active: bool


@dataclass(frozen=True, slots=True)
class Mirror:
    """The room as the provider described it last.

    Attributes:
        gone: The provider says that it has no such room.
    """

    room: RoomId
    said: Shared
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Creation:
    """A creation that was sent and whose outcome is not known.

    Attributes:
        marker: The title under which the room is being made.
        sent_at: When, aware UTC.
    """

    marker: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a room that was sent and whose outcome is not known, or was not for a while.

    Attributes:
        sent_at: When, aware UTC.
        values: What was asked for, by the fields' names.
        checked: The room was read long enough after it. It is remembered a little longer, for what comes late.
    """

    sent_at: datetime
    values: dict[str, Any]
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Guest:
    """An invitee's two sides.

    Attributes:
        said: (name, preset) as the provider has them; None when it does not have the person.
        sent_at: When an addition was sent whose outcome is not known. Of somebody taken off, whom the provider has:
            since when, while that is held.
        removed: Is not invited any more: to be removed there too.
        check_at: When to look whether a deed in doubt arrived late.
        refused: The provider said no to this person as they are now.
    """

    id: InviteeId
    name: str
    preset: str
    participant: ParticipantId | None = None
    said: tuple[str, str] | None = None
    sent_at: datetime | None = None
    removed: bool = False
    check_at: datetime | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Sides:
    """All that deciding the next step for a meeting needs.

    Attributes:
        version: Grows with every change on either side; what is decided holds for this one.
        base: What both sides agreed on last; None before they first did.
        orphan: A room that an earlier creation of this PC made too late: nobody uses it.
        changes: Changes of the room in doubt.
    """

    meeting: MeetingId
    version: int
    wanted: Shared
    base: Shared | None
    mirror: Mirror | None
    creation: Creation | None = None
    orphan: RoomId | None = None
    guests: tuple[Guest, ...] = ()
    changes: tuple[Change, ...] = ()
