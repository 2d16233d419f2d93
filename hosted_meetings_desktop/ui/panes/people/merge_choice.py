"""Which of several entries of one person is right in what, and who comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hosted_meetings_desktop.domain.person import MAX_NOTES, Person, digits_of, name_key

FIELDS = ("name", "role", "email", "phone", "language", "zone", "notes")
"""In the order in which they are shown."""


class Likeness(StrEnum):
    """Why entries look like one person."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    SLIP = "slip"


def likeness(people: Sequence[Person]) -> Likeness:
    """Return what some of the entries share, the surest first."""
    for shared, values in (
        (Likeness.EMAIL, [person.email.casefold() for person in people]),
        (Likeness.PHONE, [digits_of(person.phone) for person in people]),
        (Likeness.NAME, [name_key(person.name) for person in people]),
    ):
        told = [value for value in values if value]
        if len(set(told)) < len(told):
            return shared
    return Likeness.SLIP


@dataclass(frozen=True, slots=True)
class MergeChoice:
    """Several entries, and whose value is taken in each field.

    Attributes:
        people: The entries; the first keeps its place in the list.
        taken: For each of ``FIELDS`` the place of the entry whose value it is.
        left_out: Places of entries that are somebody else after all.
        keeps_rest: Whether other notes, addresses and numbers go into the notes.
    """

    people: tuple[Person, ...]
    taken: tuple[int, ...]
    left_out: frozenset[int] = frozenset()
    keeps_rest: bool = True

    @classmethod
    def of(cls, people: Sequence[Person]) -> MergeChoice:
        """Return what is usually right: the first entry's values, and what only others tell."""
        return cls(tuple(people), tuple(_first_with(people, field, frozenset()) for field in FIELDS))

    @property
    def places(self) -> tuple[int, ...]:
        """Places of the entries that become one."""
        return tuple(place for place in range(len(self.people)) if place not in self.left_out)

    @property
    def merged_people(self) -> tuple[Person, ...]:
        """The entries that become one."""
        return tuple(self.people[place] for place in self.places)

    def take(self, field: str, place: int) -> MergeChoice:
        """Return the same with another value taken."""
        taken = list(self.taken)
        taken[FIELDS.index(field)] = place
        return replace(self, taken=tuple(taken))

    def leave_out(self, place: int, *, out: bool) -> MergeChoice:
        """Return the same without an entry, or with it again; none of its values are taken then."""
        left = self.left_out | {place} if out else self.left_out - {place}
        taken = tuple(
            _first_with(self.people, field, left) if was in left else was
            for field, was in zip(FIELDS, self.taken, strict=True)
        )
        return replace(self, left_out=left, taken=taken)

    def differs(self, field: str) -> bool:
        """Return whether the entries tell different things."""
        return len({str(getattr(person, field)) for person in self.merged_people}) > 1

    @property
    def person(self) -> Person:
        """Who comes of it."""
        values = {field: getattr(self.people[place], field) for field, place in zip(FIELDS, self.taken, strict=True)}
        first = self.places[0] if self.places else 0
        made = Person(self.people[first].id, **values)
        return replace(made, notes="\n".join(self._notes(made))) if self.keeps_rest else made

    def _notes(self, made: Person) -> Iterator[str]:
        """Return the parts of the notes: the chosen, the other entries', then what was not chosen elsewhere."""
        told = {made.email.casefold(), digits_of(made.phone), ""}
        length = 0
        notes = [(text, text) for text in (made.notes, *(person.notes for person in self.merged_people))]
        mails = [(person.email, person.email.casefold()) for person in self.merged_people]
        calls = [(person.phone, digits_of(person.phone)) for person in self.merged_people]
        for said, mark in (*notes, *mails, *calls):
            if mark in told or length + len(said) + 1 > MAX_NOTES:
                continue
            told.add(mark)
            length += len(said) + 1
            yield said


def _first_with(people: Sequence[Person], field: str, left_out: frozenset[int]) -> int:
    places = [place for place in range(len(people)) if place not in left_out] or [0]
    return next((place for place in places if getattr(people[place], field)), places[0])
