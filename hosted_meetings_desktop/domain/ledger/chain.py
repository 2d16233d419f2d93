"""The chain of entries: each holds the hash of the one before, so that no change of a word goes unseen."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from hosted_meetings_desktop.domain.ledger.canonical import NotCanonical, canonical, read_canonical, stamp
from hosted_meetings_desktop.domain.ledger.truth import SittingId

VERSION = 1
"""Of the form of entries; it stands in each, and old ones stay as they are."""

_HASH = re.compile(r"[0-9a-f]{64}")
_ANCHOR = re.compile(r"([0-9]{1,15}):([0-9a-f]{64})")
_DIGEST_BYTES = 32


class EntryKind(StrEnum):
    """Why an entry was written."""

    CLOSED = "closed"  # a sitting is over
    CORRECTED = "corrected"  # something else was learned of it since


@dataclass(frozen=True, slots=True)
class Anchor:
    """How long the chain was and with which hash it ended: whoever keeps it elsewhere can tell that nothing is gone.

    Attributes:
        number: Of the last entry; 0 where there is none yet.
    """

    number: int
    hash: str

    def text(self) -> str:
        """Return it for a report or a keyring, for :meth:`read`."""
        return f"{self.number}:{self.hash}"

    @classmethod
    def read(cls, text: str) -> Anchor | None:
        """Return what :meth:`text` gave; None for anything else."""
        found = _ANCHOR.fullmatch(text.strip())
        return cls(int(found[1]), found[2]) if found is not None else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is kept.

    Attributes:
        number: Counted from 1 without a gap.
        previous: The hash of the entry before, of the first the one that :func:`genesis` makes.
        content: What it says, in its one form.
        hash: SHA-256 over the bytes of ``previous`` and the UTF-8 of ``content``, in small hexadecimal digits.
    """

    number: int
    previous: str
    content: str
    hash: str

    @property
    def anchor(self) -> Anchor:
        """The chain up to this entry."""
        return Anchor(self.number, self.hash)


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry says.

    Attributes:
        written_at: When it was appended, as :func:`stamp` writes it.
        corrects: Which entry it takes the place of.
        changes: What of that is not so, by the names of the fields.
        body: The sitting.
    """

    number: int
    kind: EntryKind
    sitting: SittingId
    written_at: str
    corrects: Anchor | None
    changes: tuple[str, ...]
    body: dict[str, Any]


def genesis(ledger: str) -> Anchor:
    """Return where a ledger begins; by its name no chain can stand for another's."""
    return Anchor(0, hashlib.sha256(f"attendance ledger {VERSION} {ledger}".encode()).hexdigest())


def append(
    head: Anchor,
    sitting: SittingId,
    body: dict[str, Any],
    *,
    written_at: datetime,
    corrects: Anchor | None = None,
    changes: Iterable[str] = (),
) -> Entry:
    """Return the entry that follows ``head``.

    Args:
        head: The last entry, or :func:`genesis`.
        sitting: Which sitting it closes or corrects.
        body: What is so.
        written_at: Now, aware.
        corrects: The entry that it takes the place of; None where the sitting has none yet.
        changes: What is no more as that entry says.

    Raises:
        NotCanonical: the body holds something that has no one form.
    """
    content = canonical(
        {
            "v": VERSION,
            "number": head.number + 1,
            "kind": EntryKind.CLOSED if corrects is None else EntryKind.CORRECTED,
            "sitting": sitting,
            "written_at": stamp(written_at),
            "corrects": None if corrects is None else corrects.text(),
            "changes": list(changes),
            "body": body,
        }
    )
    return Entry(head.number + 1, head.hash, content, _hash(head.hash, content))


def read(entry: Entry) -> Content:
    """Return what an entry says.

    Raises:
        NotCanonical: it cannot be read, or was written by a newer program.
    """
    found = read_canonical(entry.content)
    try:
        if found["v"] != VERSION:
            raise NotCanonical("of another version")
        corrects = None if found["corrects"] is None else Anchor.read(found["corrects"])
        if (found["corrects"] is None) is not (corrects is None) or not isinstance(found["body"], dict):
            raise NotCanonical("not an entry")
        return Content(
            number=int(found["number"]),
            kind=EntryKind(found["kind"]),
            sitting=SittingId(str(found["sitting"])),
            written_at=str(found["written_at"]),
            corrects=corrects,
            changes=tuple(str(each) for each in found["changes"]),
            body=found["body"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise error if isinstance(error, NotCanonical) else NotCanonical("not an entry") from error


# ---- proof
class Flaw(StrEnum):
    """What is wrong with a chain."""

    CHANGED = "changed"  # an entry does not say what it said when it was written
    UNREADABLE = "unreadable"  # its hash is right, but it is no entry
    MISSING = "missing"  # entries are gone before it
    OUT_OF_ORDER = "out-of-order"  # an entry stands where another belongs
    BROKEN = "broken"  # it does not follow the entry before it: one of them was put there later
    BAD_CORRECTION = "bad-correction"  # what it corrects is not there, or was something else
    CUT = "cut"  # the chain was longer once
    REWRITTEN = "rewritten"  # it is whole, but not the one that was anchored
    ROWS = "rows"  # the rows that reports are made of do not say what the entry says
    SUMS = "sums"  # the sums that trends are drawn from are not those of the entries


@dataclass(frozen=True, slots=True)
class Problem:
    """A flaw, and at which entry it shows.

    Attributes:
        count: Of entries that are gone: how many.
    """

    flaw: Flaw
    number: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of looking at a whole chain.

    Attributes:
        entries: How many there are.
        head: Where it ends: worth keeping where it is sound.
        anchored: Up to which number a copy kept elsewhere says the same; 0 where there was none.
    """

    entries: int
    head: Anchor
    anchored: int
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was changed or removed since the entries were written and anchored."""
        return not self.problems


@dataclass(slots=True)
class Verifier:
    """Looks at the entries of a chain one after the other, as they are kept; needs 32 bytes for each.

    Attributes:
        ledger: The name of the ledger.
        anchors: What was kept elsewhere.
        most: So many problems are told; a chain has no better use of more.
    """

    ledger: str
    anchors: tuple[Anchor, ...] = ()
    most: int = 1_000
    _head: Anchor = field(init=False)
    _entries: int = field(init=False, default=0)
    _anchored: int = field(init=False, default=0)
    _problems: list[Problem] = field(init=False, default_factory=list)
    _digests: bytearray = field(init=False, default_factory=bytearray)
    _kept: dict[int, set[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Begin before the first entry."""
        self._head = genesis(self.ledger)
        for anchor in self.anchors:
            self._kept.setdefault(anchor.number, set()).add(anchor.hash)
        self._compare(self._head)

    def take(self, entry: Entry) -> None:
        """Look at the next entry."""
        self._entries += 1
        expected = self._head.number + 1
        in_order = entry.number == expected
        if entry.number > expected:
            self._tell(Flaw.MISSING, entry.number, entry.number - expected)
        elif entry.number < expected:
            self._tell(Flaw.OUT_OF_ORDER, entry.number)
        if not _is_whole(entry):
            self._tell(Flaw.CHANGED, entry.number)
        elif in_order and entry.previous != self._head.hash:
            self._tell(Flaw.BROKEN, entry.number)
        else:
            self._read(entry)
        if entry.number >= expected:
            self._remember(entry)
            self._head = Anchor(entry.number, entry.hash)
            self._compare(self._head)

    def verdict(self) -> Verdict:
        """Return what came of it, all entries taken."""
        beyond = [number for number in self._kept if number > self._head.number]
        problems = list(self._problems)
        if beyond:
            problems.append(Problem(Flaw.CUT, self._head.number, max(beyond) - self._head.number))
        return Verdict(self._entries, self._head, self._anchored, tuple(problems))

    def _read(self, entry: Entry) -> None:
        try:
            content = read(entry)
        except NotCanonical:
            self._tell(Flaw.UNREADABLE, entry.number)
            return
        if content.number != entry.number:
            self._tell(Flaw.OUT_OF_ORDER, entry.number)
        named = content.corrects
        if (content.kind is EntryKind.CORRECTED) is (named is None) or (named is not None and not self._has(named)):
            self._tell(Flaw.BAD_CORRECTION, entry.number)

    def _compare(self, at: Anchor) -> None:
        kept = self._kept.get(at.number)
        if kept is None:
            return
        if kept == {at.hash}:
            self._anchored = max(self._anchored, at.number)
        else:
            self._tell(Flaw.REWRITTEN, at.number)

    def _remember(self, entry: Entry) -> None:
        missing = entry.number - 1 - len(self._digests) // _DIGEST_BYTES
        self._digests += bytes(_DIGEST_BYTES * min(missing, _MOST_MISSING))
        if missing <= _MOST_MISSING:
            known = bytes.fromhex(entry.hash) if _HASH.fullmatch(entry.hash) else bytes(_DIGEST_BYTES)
            self._digests += known

    def _has(self, anchor: Anchor) -> bool:
        at = (anchor.number - 1) * _DIGEST_BYTES
        return anchor.number > 0 and bytes(self._digests[at : at + _DIGEST_BYTES]).hex() == anchor.hash

    def _tell(self, flaw: Flaw, number: int, count: int = 1) -> None:
        if len(self._problems) < self.most:
            self._problems.append(Problem(flaw, number, count))


_MOST_MISSING = 1_000_000
"""A number that was made up must not take all memory."""


def verify(entries: Iterable[Entry], ledger: str, *, anchors: Iterable[Anchor] = ()) -> Verdict:
    """Return what is wrong with a chain, its entries in the order in which they are kept."""
    verifier = Verifier(ledger, tuple(anchors))
    for entry in entries:
        verifier.take(entry)
    return verifier.verdict()


def _is_whole(entry: Entry) -> bool:
    if not (_HASH.fullmatch(entry.previous) and _HASH.fullmatch(entry.hash)):
        return False
    try:
        return _hash(entry.previous, entry.content) == entry.hash
    except UnicodeEncodeError:
        return False


def _hash(previous: str, content: str) -> str:
    return hashlib.sha256(bytes.fromhex(previous) + content.encode()).hexdigest()
