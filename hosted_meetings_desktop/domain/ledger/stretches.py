"""Stretches of time: added up with what overlaps counted once, joined over short gaps, taken from each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]
"""From when until when; never backwards."""

_NONE = timedelta(0)


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the same time as separate spans in order; spans that touch become one."""
    return together_within(spans, _NONE)


def together_within(spans: Iterable[Span], gap: timedelta) -> list[Span]:
    """Return spans in order, those no further apart than ``gap`` as one."""
    found: list[Span] = []
    for began, ended in sorted(spans):
        if found and began - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], ended))
        else:
            found.append((began, ended))
    return found


def total(spans: Iterable[Span]) -> timedelta:
    """Return how long spans last together, what overlaps counted once."""
    return sum((ended - began for began, ended in union(spans)), _NONE)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """Return the time of ``spans`` that is not in ``taken``."""
    holes = union(taken)
    left: list[Span] = []
    for began, ended in union(spans):
        at = began
        for hole_began, hole_ended in holes:
            if hole_began >= ended:
                break
            if hole_began > at:
                left.append((at, hole_began))
            at = max(at, hole_ended)
        if at < ended:
            left.append((at, ended))
    return left


def common(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return the time that lies in both."""
    mine, theirs = union(spans), union(others)
    found: list[Span] = []
    i = j = 0
    while i < len(mine) and j < len(theirs):
        began, ended = max(mine[i][0], theirs[j][0]), min(mine[i][1], theirs[j][1])
        if began < ended:
            found.append((began, ended))
        if mine[i][1] <= theirs[j][1]:
            i += 1
        else:
            j += 1
    return found


def covers(spans: Sequence[Span], at: datetime, *, slack: timedelta = _NONE) -> bool:
    """Return whether a moment lies in one of the spans, or no further from one than ``slack``."""
    return any(began - slack <= at <= ended + slack for began, ended in spans)
