"""Finds how far this PC's clock is from the provider's, from what both saw happen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

_ALIKE = timedelta(seconds=5)
"""Two sources see the same thing within this."""
_SMALL = timedelta(seconds=30)
"""A clock that is further off than this is believed to be only if two things say so."""
_EACH = 12
"""So many comings and goings of one person are compared: beyond them it is the same again."""

Moments = tuple[Sequence[datetime], Sequence[datetime]]
"""What the provider saw of one person, and what we saw: all comings, or all goings."""


@dataclass(frozen=True, slots=True, order=True)
class _Guess:
    """What one of our sightings says of the clocks, if it is of the same coming or going as the provider's."""

    apart: timedelta
    of: tuple[int, datetime]


def offset(pairs: Iterable[Moments]) -> timedelta:
    """Return what to add to times of ours to get the provider's; nothing where too little is known.

    Each coming that the provider saw is held against each that we saw of the same person. The right pairs all say the
    same difference, the wrong ones each another: what explains most of what we saw is it, of two that explain as much
    the smaller.
    """
    guesses = sorted(
        _Guess(theirs - ours, (number, ours))
        for number, (provider, own) in enumerate(pairs)
        for theirs, ours in product(sorted(provider)[:_EACH], sorted(own)[:_EACH])
    )
    best, explained = timedelta(0), 0
    first = 0
    inside: Counter[tuple[int, datetime]] = Counter()
    for last, guess in enumerate(guesses):
        inside[guess.of] += 1
        while guess.apart - guesses[first].apart > _ALIKE:
            inside[guesses[first].of] -= 1
            if not inside[guesses[first].of]:
                del inside[guesses[first].of]
            first += 1
        apart = guesses[(first + last) // 2].apart
        if (len(inside), -abs(apart)) > (explained, -abs(best)):
            best, explained = apart, len(inside)
    return best if explained > 1 or abs(best) <= _SMALL else timedelta(0)
