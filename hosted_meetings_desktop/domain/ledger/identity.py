"""Finds out which facts are about the same person, by whatever ids their sources have for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from hosted_meetings_desktop.domain.ledger.facts import Who
from hosted_meetings_desktop.domain.ledger.scene import Known


def by_person(facts: Iterable[Known], *, invited: Collection[str]) -> dict[str, list[Known]]:
    """Return facts by the person they are about; those about nobody are left out.

    A custom id joins only where it is one of ours: other programs give the same to everybody, and two people who are
    taken for one would be worse than one who is listed twice.

    Args:
        facts: In any order.
        invited: Our invitee ids.

    Returns:
        By a name that tells the person apart in this sitting and is the same whatever the order of the facts:
        ``invitee:…``, else ``participant:…``, ``custom:…`` or ``peer:…``.
    """
    known = list(facts)
    joined: dict[str, str] = {}
    for each in known:
        first, *others = _keys(each.fact.who, invited) or [""]
        for other in others:
            _join(joined, first, other)
    found: dict[str, list[Known]] = {}
    for each in known:
        keys = _keys(each.fact.who, invited)
        if keys:
            found.setdefault(_root(joined, keys[0]), []).append(each)
    return dict(sorted(found.items()))


def _keys(who: Who, invited: Collection[str]) -> list[str]:
    """Return what somebody is known by, the best first."""
    keys = []
    if who.custom in invited:
        keys.append(f"invitee:{who.custom}")
    if who.participant:
        keys.append(f"participant:{who.participant}")
    if who.custom and not keys:
        keys.append(f"custom:{who.custom}")
    if who.peer:
        keys.append(f"peer:{who.peer}")
    return keys


_RANKS = ("invitee", "participant", "custom", "peer")


def _rank(key: str) -> tuple[int, str]:
    return _RANKS.index(key.partition(":")[0]), key


def _root(joined: dict[str, str], key: str) -> str:
    while key in joined:
        key = joined[key]
    return key


def _join(joined: dict[str, str], one: str, other: str) -> None:
    """Take two names for one person's; the better name stays."""
    kept, dropped = sorted((_root(joined, one), _root(joined, other)), key=_rank)
    if kept != dropped:
        joined[dropped] = kept
