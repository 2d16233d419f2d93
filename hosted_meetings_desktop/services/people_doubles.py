"""Who stands in the list twice: the same address, number or name, also with a small slip of the pen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations, groupby

from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.person import Person, digits_of, is_phone, name_key

MOST_AT_ONE_ADDRESS = 6
"""An address or a number that more people have is a family's, a home's or a clinic's own, and says nothing."""

_LEAST_TO_SLIP, _MOST_TO_SLIP = 7, 64
"""In shorter names one other letter makes another name: Ann Li, Ana Li. Longer ones are nobody's."""

_PLACE_BITS = 24
_PLACES = (1 << _PLACE_BITS) - 1

_MOST_BY_SLIPS = 6
"""Slips lead from name to name; a group does not grow further by them."""

_MOST_LOOKED_AT = 24
"""Of those who share something no more are compared, so that a list of one name a thousand times ends too."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What entries are compared by, worked out once."""

    person: Person
    mail: str
    call: str
    name: str

    @classmethod
    def of(cls, person: Person) -> _Facts:
        call = person.phone if is_phone(person.phone) else digits_of(person.phone)
        return cls(person, person.email.casefold(), call, name_key(person.name))

    @property
    def marks(self) -> Iterator[str]:
        """What somebody may share with a double of theirs; each begins with what it is."""
        if self.mail:
            yield f"e{self.mail}"
        if self.call:
            yield f"t{self.call}"
        yield f"n{self.name}"


# ---- one against many
class KnownPeople:
    """The people that are there, to be asked for somebody who is to come."""

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._by_mark: dict[str, list[_Facts]] = defaultdict(list)
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Count somebody in."""
        facts = _Facts.of(person)
        for mark in facts.marks:
            self._by_mark[mark].append(facts)

    def same(self, person: Person) -> Person | None:
        """Return who is surely the same person: nothing that both have tells them apart, and something is shared."""
        facts = _Facts.of(person)
        for mark in facts.marks:
            for other in self._by_mark.get(mark, ())[:_MOST_LOOKED_AT]:
                if _same(facts, other):
                    return other.person
        return None


def is_same(one: Person, other: Person) -> bool:
    """Return whether two entries are surely one person.

    Of one name they are where neither address nor number tells them apart, or one of them is shared. Where only an
    address or a number is shared, the names must be writings of one name: families share them too.
    """
    return _same(_Facts.of(one), _Facts.of(other))


def _same(one: _Facts, other: _Facts) -> bool:
    mail, call = _shared(one.mail, other.mail), _shared(one.call, other.call)
    if one.name == other.name:
        return mail is True or call is True or (mail is not False and call is not False)
    return (mail is True or call is True) and _alike(one.name, other.name)


def _shared(one: str, other: str) -> bool | None:
    """Return whether two values are the same; None where one of them is not known."""
    return one == other if one and other else None


def alike_names(one: str, other: str) -> bool:
    """Return whether two names may be writings of one: a slip apart, or one has more words than the other."""
    return _alike(name_key(one), name_key(other))


def _alike(left: str, right: str) -> bool:
    if left == right or one_slip(left, right):
        return True
    fewer, more = sorted((set(left.split()), set(right.split())), key=len)
    return bool(fewer) and fewer <= more and max(map(len, fewer)) > 1


def one_slip(one: str, other: str) -> bool:
    """Return whether one letter is missing, too much, another, or two neighbours changed places."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    at = next((place for place, letter in enumerate(one) if letter != other[place]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    if one[at + 1 :] == other[at + 1 :]:
        return True
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


# ---- all against all
class _Groups:
    """Who belongs together, growing by pairs (union-find)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))
        self._sizes = [1] * count

    def of(self, one: int) -> int:
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, one: int, other: int, *, most: int = 0) -> None:
        """Make two groups one, unless it would hold more than ``most``."""
        one, other = self.of(one), self.of(other)
        if one == other or (most and self._sizes[one] + self._sizes[other] > most):
            return
        self._above[other] = one
        self._sizes[one] += self._sizes[other]

    def all(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for each in range(len(self._above)):
            found[self.of(each)].append(each)
        return [group for group in found.values() if len(group) > 1]


def doubles_among(people: Sequence[Person]) -> tuple[tuple[Person, ...], ...]:
    """Return the groups of entries that may be one person, by name; in each the fullest entry first.

    It takes a time that grows with the number of people alone: names that are a slip apart are found by leaving out
    each letter in turn (Garbe's symmetric deletes), one length after the other, so that it stays small in memory.
    """
    groups = _Groups(len(people))
    entries = [_Facts.of(person) for person in people]
    by_mark: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for mark in entry.marks:
            by_mark[mark].append(place)
    by_name: dict[str, int] = {}
    for mark, places in by_mark.items():
        if mark[0] == "n":
            by_name[mark[1:]] = places[0]
        elif len(places) > MOST_AT_ONE_ADDRESS:
            continue
        for place in places[1:]:
            groups.join(places[0], place)
    for one, other in _slips(by_name):
        if _may_be_one(entries[by_name[one]], entries[by_name[other]]):
            groups.join(by_name[one], by_name[other], most=_MOST_BY_SLIPS)
    found = [tuple(sorted((people[place] for place in group), key=fullness, reverse=True)) for group in groups.all()]
    return tuple(sorted(found, key=lambda group: name_key(group[0].name)))


def _may_be_one(one: _Facts, other: _Facts) -> bool:
    """Return whether nothing speaks against a slip: addresses and numbers of their own do."""
    return _shared(one.mail, other.mail) is not False and _shared(one.call, other.call) is not False


def _slips(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Return the pairs of names that are one slip apart; digits are never slips: "Ward 3" is not "Ward 4"."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for name in names:
        if _LEAST_TO_SLIP <= len(name) <= _MOST_TO_SLIP and " " in name and not any(map(str.isdigit, name)):
            by_length[len(name)].append(name)
    for length in sorted(by_length):
        among = by_length[length] + by_length.get(length - 1, [])
        for alike in _alike_without_a_letter(among, length):
            for one, other in combinations(alike[:_MOST_LOOKED_AT], 2):
                if one_slip(one, other):
                    yield one, other


def _alike_without_a_letter(names: Sequence[str], length: int) -> Iterator[list[str]]:
    """Return which names are the same once one letter is left out of those of ``length``; some by chance only."""
    # One number for each: what is left, and whose it is. Sorted numbers take a tenth of the memory of a table.
    marks: list[int] = []
    for place, name in enumerate(names):
        left = {name[:at] + name[at + 1 :] for at in range(length)} if len(name) == length else {name}
        marks += [hash(each) << _PLACE_BITS | place for each in left]
    marks.sort()
    for _left, some in groupby(marks, key=lambda mark: mark >> _PLACE_BITS):
        alike = [names[mark & _PLACES] for mark in some]
        if len(alike) > 1:
            yield alike


# ---- two made one
def fullness(person: Person) -> int:
    """Return how much is known of somebody."""
    return sum(bool(getattr(person, field.name)) for field in fields(Person))


def with_gaps_filled(person: Person, other: Person) -> Person:
    """Return ``person`` with what only ``other`` tells."""
    gaps = {
        name: getattr(other, name)
        for name in ("email", "phone", "language", "zone", "notes")
        if not getattr(person, name) and getattr(other, name)
    }
    return replace(person, **gaps) if gaps else person


@dataclass(frozen=True, slots=True)
class Apart:
    """Who was said to be different people, though they look alike; kept as text."""

    pairs: frozenset[tuple[PersonId, PersonId]] = frozenset()

    @classmethod
    def read(cls, text: str | None) -> Apart:
        """Return what :meth:`text` wrote."""
        lines = [line.split(" ") for line in (text or "").split("\n")]
        return cls(frozenset((PersonId(line[0]), PersonId(line[1])) for line in lines if len(line) == 2))

    @property
    def text(self) -> str:
        """The pairs, a line each."""
        return "\n".join(f"{one} {other}" for one, other in sorted(self.pairs))

    def with_group(self, ids: Iterable[PersonId]) -> Apart:
        """Return the same with everybody of a group apart from each other."""
        return Apart(self.pairs | _pairs(ids))

    def without_group(self, ids: Iterable[PersonId]) -> Apart:
        """Return the same without that."""
        return Apart(self.pairs - _pairs(ids))

    def settles(self, group: Iterable[Person]) -> bool:
        """Return whether nobody of a group is left who might be another."""
        return _pairs(person.id for person in group) <= self.pairs


def _pairs(ids: Iterable[PersonId]) -> frozenset[tuple[PersonId, PersonId]]:
    among = sorted(set(ids))
    return frozenset((one, other) for place, one in enumerate(among) for other in among[place + 1 :])
