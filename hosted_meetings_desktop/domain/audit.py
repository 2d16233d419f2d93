"""The audit log: who did what with patients' data and why, appended and chained so that no change goes unseen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from hosted_meetings_desktop.domain.ledger.canonical import moment
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Entry, append, read
from hosted_meetings_desktop.domain.ledger.truth import SittingId


class Deed(StrEnum):
    """What was done."""

    KEPT = "kept"  # taken into the archive
    LOST = "lost"  # the provider deleted it before that
    PAUSED = "paused"  # a recording, in the call
    RESUMED = "resumed"
    WATCHED = "watched"
    EXPORTED = "exported"
    SHARED = "shared"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"
    HELD = "held"
    RELEASED = "released"
    RULES = "rules"  # how long files are kept
    CONSENT = "consent"  # what somebody said to being recorded was written down
    REPORTED = "reported"  # who came was written into a file for others
    ACKNOWLEDGED = "acknowledged"  # why the ledger ends before, or otherwise than, what was noted outside it


@dataclass(frozen=True, slots=True)
class AuditNote:
    """One thing that was done.

    Attributes:
        at: Aware UTC.
        subject: With what: an item of the archive, or another id of ours; never a name.
        who: Whoever did it, as the clinic calls them; "the app" for what it does by itself.
        why: The reason that was given.
        facts: What else has to be known of it: texts by their names.
    """

    at: datetime
    deed: Deed
    subject: str
    who: str
    why: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    def entry(self, head: Anchor) -> Entry:
        """Return the entry that says so, after ``head``."""
        body = {"deed": self.deed, "who": self.who, "why": self.why, "facts": self.facts}
        return append(head, SittingId(self.subject), body, written_at=self.at)


def audit_note(entry: Entry) -> AuditNote:
    """Return what an entry says.

    Raises:
        NotCanonical: it cannot be read, or was written by a newer program.
    """
    content = read(entry)
    body = content.body
    return AuditNote(
        at=moment(content.written_at),
        deed=Deed(str(body["deed"])),
        subject=str(content.sitting),
        who=str(body["who"]),
        why=str(body["why"]),
        facts={str(name): str(value) for name, value in dict(body["facts"]).items()},
    )


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry, for a person to read.

    Attributes:
        note: What it says; None where that cannot be read.
        thing: What it was done with, as the clinic calls it; empty where it is not known any more.
    """

    number: int
    note: AuditNote | None
    thing: str
    hash: str


class AuditRepository(Protocol):
    """The audit log inside one transaction. What was appended cannot be changed: there is no method for it."""

    def chain(self) -> str:
        """Return the name that the log's chain begins with, for ``domain.ledger.chain.verify``."""
        ...

    def head(self) -> Anchor:
        """Return where the log ends."""
        ...

    def append(self, note: AuditNote) -> Entry:
        """Write down what was done."""
        ...

    def entries(self, *, after: int, limit: int) -> tuple[Entry, ...]:
        """Return entries as they are kept, by number, those after one."""
        ...

    def of_subject(self, subject: str) -> tuple[Entry, ...]:
        """Return all that was done with one thing, the oldest first."""
        ...

    def page(self, *, offset: int, limit: int) -> tuple[Entry, ...]:
        """Return entries, the newest first."""
        ...
