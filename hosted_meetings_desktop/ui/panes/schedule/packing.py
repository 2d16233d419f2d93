"""Put what overlaps side by side: each gets a lane in which nothing else is meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

_WIDENED = 6
"""Up to so many lanes it is worth giving a box the free lanes beside it."""
_WIDENED_OF = 60

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one of several overlapping things goes.

    Attributes:
        lane: The first lane it takes, from 0.
        span: How many it takes.
        lanes: How many there are where it stands.
        group: The number of those that overlap with it, directly or by way of others.
    """

    lane: int
    span: int
    lanes: int
    group: int


def pack(spans: Sequence[Span]) -> list[Place]:
    """Return the places of ``(top, bottom)`` pairs, in their order.

    Args:
        spans: Each with ``top < bottom``; ``bottom`` is not part of it. Sorted by top: what begins first stands
            first, and what begins together stands in the given order.
    """
    places: list[Place] = []
    for number, group in enumerate(_groups(spans)):
        lanes = _lanes(group)
        count = max(lanes) + 1
        widths = _widths(group, lanes, count)
        places += [Place(lane, width, count, number) for lane, width in zip(lanes, widths, strict=True)]
    return places


def _groups(spans: Sequence[Span]) -> Iterator[Sequence[Span]]:
    """Yield what overlaps directly or by way of others."""
    begun, reach = 0, 0
    for number, (top, bottom) in enumerate(spans):
        if number > begun and top >= reach:
            yield spans[begun:number]
            begun, reach = number, 0
        reach = max(reach, bottom)
    if spans:
        yield spans[begun:]


def _lanes(group: Sequence[Span]) -> list[int]:
    """Return for each the first lane that is free when it begins."""
    busy: list[Span] = []  # (bottom, lane)
    free: list[int] = []
    lanes: list[int] = []
    for top, bottom in group:
        while busy and busy[0][0] <= top:
            heappush(free, heappop(busy)[1])
        lane = heappop(free) if free else len(busy)
        heappush(busy, (bottom, lane))
        lanes.append(lane)
    return lanes


def _widths(group: Sequence[Span], lanes: Sequence[int], count: int) -> list[int]:
    """Let each take the lanes beside it that nothing uses meanwhile."""
    if count == 1 or count > _WIDENED or len(group) > _WIDENED_OF:
        return [1] * len(lanes)
    widths = []
    for (top, bottom), lane in zip(group, lanes, strict=True):
        beside = (
            other
            for (other_top, other_bottom), other in zip(group, lanes, strict=True)
            if other > lane and other_top < bottom and top < other_bottom
        )
        widths.append(min(beside, default=count) - lane)
    return widths
