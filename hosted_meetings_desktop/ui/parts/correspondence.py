"""What screens ask about messages to invited people, wherever they show them."""

from __future__ import annotations

from typing import Protocol

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.message import Mail
from hosted_meetings_desktop.domain.outbox import Answered, Message, OutboxSettings, PersonTold


class Messages(Protocol):
    """One message at a time (``CorrespondenceService``)."""

    async def preview(self, message_id: str) -> Mail:
        """Return a message as it would be sent now, without the person's own link."""
        ...

    async def draft(self, message_id: str) -> bytes:
        """Return a message as a draft for a mail program (.eml), with the person's own link: a secret."""
        ...

    async def send_now(self, message_id: str) -> None:
        """Send a message now; raises why it could not be sent."""
        ...

    async def send_again(self, message_id: str) -> str:
        """Send what was sent before once more; returns the new message's id."""
        ...

    async def note_by_hand(self, message_id: str) -> None:
        """Take a message as told by a person."""
        ...


class Outbox(Messages, Protocol):
    """All messages, and how they are sent."""

    async def page(self, offset: int, limit: int, *, unsent: bool) -> Page[Message]:
        """Return messages: what did not arrive by when it is due, or all, the newest first."""
        ...

    async def settings(self) -> OutboxSettings:
        """Return how the clinic writes to people."""
        ...


class Correspondence(Outbox, Protocol):
    """And what concerns one meeting."""

    async def people(self, meeting_id: MeetingId) -> tuple[PersonTold, ...]:
        """Return how each invited person of a meeting stands."""
        ...


class AnswerReader(Protocol):
    """Takes what invited people answered."""

    async def read_answers(self, data: bytes) -> tuple[Answered, ...]:
        """Take answers from a file; empty for a mail server's report. Raises why it is of no use."""
        ...
