"""Merging a meeting's settings field by field: ours, theirs, and what both agreed on last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hosted_meetings_desktop.domain.meeting import Conflict, SharedField
from hosted_meetings_desktop.domain.sides import Change, Shared


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome.

    Attributes:
        ours: What should exist now: ours, with what only the other side changed.
        base: What both sides are to be compared with from now on.
        conflicts: What both changed; ours stays, theirs is shown to the host.
    """

    ours: Shared
    base: Shared
    conflicts: tuple[Conflict, ...] = ()


def merge(ours: Shared, base: Shared, theirs: Shared, now: datetime, changes: tuple[Change, ...] = ()) -> Merged:
    """Merge what changed since ``base`` on either side.

    A field that only they changed is taken from them; one that only we changed stays and will be sent; one that both
    changed to different values stays ours and becomes a conflict. What they say because we once asked for it is no
    change of theirs: an answer was lost, or came late. The new base is what they say: what differs from it afterwards
    is what we want, and is to be sent.

    Args:
        ours: What should exist.
        base: What both agreed on last.
        theirs: What the provider says.
        now: Aware UTC.
        changes: What was sent and may have been done at any time since.
    """
    conflicts: list[Conflict] = []
    kept = ours
    for field in SharedField:
        mine, before, said = (getattr(side, field) for side in (ours, base, theirs))
        echo = any(field in change.values and change.values[field] == said for change in changes)
        if said in (mine, before) or echo:
            continue
        if mine == before:
            kept = replace(kept, **{field: said})
        else:
            conflicts.append(Conflict(field, text_of(mine), text_of(said), now))
    return Merged(kept, theirs, tuple(conflicts))


def text_of(value: object) -> str:
    """Write a shared value as ``Conflict`` keeps it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
