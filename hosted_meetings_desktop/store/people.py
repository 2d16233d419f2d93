"""The clinic's people in the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, bindparam, case, delete, func, insert, select, update

from hosted_meetings_desktop.domain.ids import InviteeId, PersonId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.person import Person, digits_of, folded
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.store import tables as t

T = TypeVar("T")

_AT_ONCE = 500
"""Rows of one statement: SQLite takes 32,766 values, PostgreSQL 65,535."""

_LEAST_DIGITS = 3
_KEPT = ("name", "role", "email", "phone", "language", "zone", "notes", "search", "changed_at")


class SqlPeople:
    """Implements ``PeopleRepository``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # ---- looking
    def get(self, person: PersonId) -> Person | None:
        """Return one person, or None."""
        row = self._connection.execute(select(t.people).where(t.people.c.id == person)).one_or_none()
        return None if row is None else _person(row)

    def page(self, text: str, *, offset: int, limit: int) -> Page[Person]:
        """Return a page by name; every word of ``text`` begins a word of the name or the address.

        Accents and case do not matter. A number is found by any part of it. Those whose name begins as ``text`` does
        come first.
        """
        p = t.people.c
        where = _fitting(text)
        total = self._connection.scalar(select(func.count()).select_from(t.people).where(*where)) or 0
        order: list[Any] = [p.search, p.id]
        if where:
            begins = p.search.startswith(f" {folded(text)}", autoescape=True)
            order.insert(0, case((begins, 0), else_=1))
        query = select(t.people).where(*where).order_by(*order).offset(offset).limit(limit)
        return Page(tuple(_person(row) for row in self._connection.execute(query)), total)

    def all(self) -> tuple[Person, ...]:
        """Return everybody, by name."""
        return tuple(_person(row) for row in self._connection.execute(select(t.people).order_by(t.people.c.search)))

    # ---- changing
    def keep(self, people: Iterable[Person], *, now: datetime) -> None:
        """Keep people, new or changed; invitations of somebody who was removed before are theirs again."""
        for some in _in_parts(people):
            last = {person.id: person for person in some}
            known = set(self._connection.scalars(select(t.people.c.id).where(t.people.c.id.in_(last))))
            changed = [{"person": key, **_values(person, now)} for key, person in last.items() if key in known]
            new = [{"id": key, **_values(person, now)} for key, person in last.items() if key not in known]
            if changed:
                # Every value of a row is taken by its name; only the id is called something else.
                change = update(t.people).where(t.people.c.id == bindparam("person"))
                self._connection.execute(change.values({name: bindparam(name) for name in _KEPT}), changed)
            if new:
                self._connection.execute(insert(t.people), new)

    def remove(self, people: Iterable[PersonId]) -> None:
        """Forget people; the meetings they are invited to stay as they are, and know them again if they come back."""
        for ids in _in_parts(people):
            self._connection.execute(delete(t.people).where(t.people.c.id.in_(ids)))

    def merge(
        self, kept: Person, doubles: Iterable[PersonId], *, now: datetime
    ) -> tuple[tuple[InviteeId, PersonId], ...]:
        """Make several people one: what they are invited to is the one's from now on.

        Returns:
            Whose each invitation was before, for :meth:`give_back`.
        """
        gone = [each for each in doubles if each != kept.id]
        moved: list[tuple[InviteeId, PersonId]] = []
        i = t.invitees.c
        for ids in _in_parts(gone):
            found = self._connection.execute(select(i.id, i.person_id).where(i.person_id.in_(ids)))
            moved += [(InviteeId(row.id), PersonId(row.person_id)) for row in found]
            self._connection.execute(update(t.invitees).where(i.person_id.in_(ids)).values(person_id=kept.id))
        self.keep((kept,), now=now)
        self.remove(gone)
        return tuple(moved)

    def give_back(self, invitations: Iterable[tuple[InviteeId, PersonId]]) -> None:
        """Let invitations be theirs whose they were before people were merged."""
        rows = [{"invitee": invitee, "person": person} for invitee, person in invitations]
        if rows:
            i = t.invitees.c
            change = update(t.invitees).where(i.id == bindparam("invitee")).values(person_id=bindparam("person"))
            self._connection.execute(change, rows)


def _fitting(text: str) -> list[ColumnElement[bool]]:
    """Return the conditions of a search; none for nothing, one that never holds for punctuation alone."""
    if not text.strip():
        return []
    search, digits = t.people.c.search, digits_of(text).lstrip("0")
    if len(digits) >= _LEAST_DIGITS and not any(letter.isalpha() for letter in text):
        return [search.contains(digits, autoescape=True)]
    words = folded(text).split()
    return [search.contains(f" {word}", autoescape=True) for word in words or ["\n"]]


def _search(person: Person) -> str:
    """Return what a person is found by, each word with a blank before it, so that it is found by its beginning."""
    return f" {folded(person.name)} {folded(person.email)} {digits_of(person.phone)}"


def _values(person: Person, now: datetime) -> dict[str, Any]:
    return {
        "name": person.name, "role": person.role.value, "email": person.email,
        "phone": person.phone, "language": person.language, "zone": person.zone, "notes": person.notes,
        "search": _search(person), "changed_at": now,
    }  # fmt: skip


def _in_parts(all_of: Iterable[T]) -> Iterator[Sequence[T]]:
    left = iter(all_of)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _person(row: Row[Any]) -> Person:
    return Person(PersonId(row.id), row.name, Role(row.role), row.email, row.phone, row.language, row.zone, row.notes)
