"""Why the ledger does not contain an end that was noted outside it: what the audit log holds of that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hosted_meetings_desktop.domain.audit import AuditNote, Deed, audit_note
from hosted_meetings_desktop.domain.ledger.canonical import NotCanonical
from hosted_meetings_desktop.domain.ledger.chain import Anchor
from hosted_meetings_desktop.domain.ledger.overview import Known
from hosted_meetings_desktop.domain.repositories import Library

SUBJECT = "attendance-ledger"
"""What the audit log calls the ledger; each account's store has one."""
_ENDS = "ends"


def acknowledge(lib: Library, ends: Iterable[Anchor], *, at: datetime, who: str, why: str) -> None:
    """Write down why these ends are lost.

    Ends are named, not what the proof finds: a chain that grows after a restore is first too short and then another
    one, for the same reason. The audit log stands in the backup too. Whoever puts back a still older one is asked
    anew, as it should be: more is lost then.
    """
    facts = {_ENDS: " ".join(each.text() for each in ends)}
    lib.audit.append(AuditNote(at, Deed.ACKNOWLEDGED, SUBJECT, who, why, facts))


def acknowledged(lib: Library) -> dict[Anchor, Known]:
    """Return the ends that were acknowledged; of one that was so twice, the first."""
    found: dict[Anchor, Known] = {}
    for entry in lib.audit.of_subject(SUBJECT):
        try:
            note = audit_note(entry)
        except (NotCanonical, KeyError, ValueError, TypeError):
            continue  # checking the audit log names it; here it excuses nothing
        if note.deed is not Deed.ACKNOWLEDGED:
            continue
        for text in note.facts.get(_ENDS, "").split():
            end = Anchor.read(text)
            if end is not None:
                found.setdefault(end, Known(note.at, note.who, note.why))
    return found


def known_of(lib: Library, lost: Iterable[Anchor]) -> Known | None:
    """Return since when all of these ends are known to be lost; None where one of them is not, or there are none."""
    ends, told = set(lost), acknowledged(lib)
    if not ends or not ends <= told.keys():
        return None
    return max((told[each] for each in ends), key=lambda each: each.at)
