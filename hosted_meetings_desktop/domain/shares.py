"""What of the archive was given to whom: how, until when, and whether it was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol

from hosted_meetings_desktop.domain.archive import ItemId
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, PersonId, RecordingId

ShareId = NewType("ShareId", str)
"""Our own id of something that was given to somebody, a UUID."""


class ShareWay(StrEnum):
    """How it was given."""

    PROVIDER_LINK = "provider-link"  # the provider's own, while it lives
    EXPORTED_COPY = "exported-copy"  # with a password, through the clinic's channel


@dataclass(frozen=True, slots=True)
class Share:
    """Something that was given to one person.

    Attributes:
        item: Which file of the archive; ``recording_id`` where there is none of it yet.
        name: To whom, as they were called then; ``address`` where it went, empty where it was handed over.
        by: Who gave it.
        expires_at: Until when it can be opened; None for a copy, which stays theirs.
        withdrawn_at: When it was taken back, and ``withdrawn_why``.
        revocable: Whether taking it back takes it away: a copy that somebody has stays with them.
    """

    id: ShareId
    item_id: ItemId | None
    recording_id: RecordingId | None
    meeting_id: MeetingId | None
    name: str
    way: ShareWay
    by: str
    at: datetime
    invitee_id: InviteeId | None = None
    person_id: PersonId | None = None
    address: str = ""
    expires_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_why: str = ""
    revocable: bool = False

    def open_at(self, now: datetime) -> bool:
        """Return whether it can still be opened, as far as we know."""
        return self.withdrawn_at is None and (self.expires_at is None or self.expires_at > now)


class ShareRepository(Protocol):
    """Shares inside one transaction. One that was withdrawn stays on record."""

    def get(self, share: ShareId) -> Share | None:
        """Return one."""
        ...

    def keep(self, share: Share) -> None:
        """Keep a share that is new, or was withdrawn."""
        ...

    def of_item(self, item: ItemId) -> tuple[Share, ...]:
        """Return what was given of one file, the newest first."""
        ...

    def of_recording(self, recording: RecordingId) -> tuple[Share, ...]:
        """Return what was given of a recording, the newest first."""
        ...

    def of_person(self, person: PersonId) -> tuple[Share, ...]:
        """Return what somebody was given, the newest first."""
        ...

    def open(self, *, now: datetime, limit: int) -> tuple[Share, ...]:
        """Return what can still be opened, what ends soonest first."""
        ...
