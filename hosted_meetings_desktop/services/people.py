"""The clinic's people: found, kept, made one, brought in from files and written out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import anyio

from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import PersonId, new_id
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.person import Merged, PeopleStep, Person, folded
from hosted_meetings_desktop.domain.ports import Changes, Clock, Store
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.clinic import known_country_code
from hosted_meetings_desktop.services.people_doubles import (
    Apart,
    alike_names,
    doubles_among,
    is_same,
    with_gaps_filled,
)
from hosted_meetings_desktop.services.people_export import lines_csv, people_csv
from hosted_meetings_desktop.services.people_import import preview_of
from hosted_meetings_desktop.services.people_lines import (
    ImportChoices,
    ImportLine,
    ImportPreview,
    ImportResult,
    Outcome,
)
from hosted_meetings_desktop.services.people_pace import paced, without_collecting
from hosted_meetings_desktop.services.people_sheet import MAX_BYTES, Progress

_FOUND = 40
_AT_ONCE = 500
_APART = "people-apart"


@dataclass(frozen=True, slots=True)
class PeopleService:
    """Every change is one store transaction.

    Attributes:
        country_code: Digits of this PC's country ("49"), for phone numbers that name none; may be empty. What the
            clinic decided (``ClinicService.keep_country_code``) comes before it.
    """

    store: Store
    changes: Changes
    clock: Clock
    country_code: str = ""

    # ---- finding
    async def page(self, text: str, offset: int, limit: int) -> Page[Person]:
        """Return a page by name of those whom ``text`` fits; those whose name begins so come first."""
        return await self.store.run(lambda lib: lib.people.page(text, offset=offset, limit=limit))

    async def find(self, text: str, limit: int = 8) -> tuple[Person, ...]:
        """Return whom ``text`` may mean: those whose name begins so, then by another word of it, then the rest."""
        if not text.strip():
            return ()
        found = await self.store.run(lambda lib: lib.people.page(text, offset=0, limit=max(limit, _FOUND)).rows)
        typed = folded(text)

        def rank(person: Person) -> int:
            name = f" {folded(person.name)}"
            return 0 if name.startswith(f" {typed}") else 1 if f" {typed.partition(' ')[0]}" in name else 2

        return tuple(sorted(found, key=rank)[:limit])

    async def get(self, person_id: PersonId) -> Person:
        """Return one person.

        Raises:
            AppError: they are not there any more.
        """
        return await self.store.run(lambda lib: _must(lib, person_id))

    async def alike(self, person: Person) -> tuple[Person, ...]:
        """Return who in the list may be the same as somebody who is about to be kept."""

        def look(lib: Library) -> tuple[Person, dict[PersonId, Person]]:
            asked = self._tidied(lib, person)
            wanted = [text for text in (asked.email, asked.phone, asked.name) if len(text.strip()) > 2]
            pages = [lib.people.page(text, offset=0, limit=_FOUND).rows for text in wanted]
            return asked, {found.id: found for rows in pages for found in rows if found.id != asked.id}

        asked, found = await self.store.run(look)
        return tuple(each for each in found.values() if is_same(asked, each) or _shares(asked, each))

    # ---- changing
    async def keep(self, person: Person) -> Person:
        """Keep somebody, new (with an empty id) or changed.

        Raises:
            InputProblem: for the first field to mend.
        """

        def work(lib: Library) -> Person:
            kept = self._tidied(lib, person)
            kept.check()
            if not kept.id:
                kept = replace(kept, id=PersonId(new_id()))
            lib.people.keep((kept,), now=self.clock())
            return kept

        made = await self.store.run(work)
        self._written()
        return made

    async def remove(self, ids: Iterable[PersonId]) -> tuple[Person, ...]:
        """Take people off the list; the meetings they are invited to stay as they are.

        Returns:
            The removed; ``put_back`` or :meth:`keep` brings them back, with their invitations.
        """
        wanted = tuple(ids)

        def work(lib: Library) -> tuple[Person, ...]:
            found = tuple(person for each in wanted if (person := lib.people.get(each)) is not None)
            lib.people.remove(person.id for person in found)
            return found

        gone = await self.store.run(work)
        self._written()
        return gone

    async def put_back(self, step: PeopleStep) -> None:
        """Take a change back."""

        def work(lib: Library) -> None:
            lib.people.remove(step.made)
            lib.people.keep(step.before, now=self.clock())
            lib.people.give_back(step.invitations)
            if step.apart:
                lib.facts.set(_APART, Apart.read(lib.facts.get(_APART)).without_group(step.apart).text)

        await self.store.run(work)
        self._written()

    # ---- doubles
    async def doubles(self) -> tuple[tuple[Person, ...], ...]:
        """Return groups of entries that may be one person, in each the fullest first.

        Groups of whom everybody was said to be somebody else are left out.
        """
        with without_collecting():
            people, apart = await self.store.run(lambda lib: (lib.people.all(), Apart.read(lib.facts.get(_APART))))
            groups = await anyio.to_thread.run_sync(doubles_among, people)
        return tuple(group for group in groups if not apart.settles(group))

    async def keep_apart(self, ids: Iterable[PersonId]) -> PeopleStep:
        """Remember that these are different people, though they look alike."""
        group = tuple(ids)

        def work(lib: Library) -> None:
            lib.facts.set(_APART, Apart.read(lib.facts.get(_APART)).with_group(group).text)

        await self.store.run(work)
        return PeopleStep(apart=group)

    async def merge(self, kept: Person, doubles: Iterable[PersonId]) -> Merged:
        """Make several people one, as ``kept`` is; what the others are invited to is this one's from now on.

        Raises:
            InputProblem: for the first field to mend.
            AppError: one of them is not there any more.
        """
        others = tuple(each for each in doubles if each != kept.id)

        def work(lib: Library) -> Merged:
            person = self._tidied(lib, kept)
            person.check()
            before = tuple(_must(lib, each) for each in (person.id, *others))
            moved = lib.people.merge(person, others, now=self.clock())
            return Merged(person, PeopleStep(before=before, invitations=moved))

        merged = await self.store.run(work)
        self._written()
        return merged

    # ---- files
    async def read_file(self, path: Path) -> bytes:
        """Return a file that somebody chose to import.

        Raises:
            AppError: it cannot be read, or is too large.
        """
        try:
            if (await anyio.Path(path).stat()).st_size > MAX_BYTES:
                raise InputProblem(
                    "file", "This file is larger than 10 MB", "Split it, and import the parts one after the other."
                )
            return await anyio.Path(path).read_bytes()
        except OSError as error:
            raise AppError(
                "The file could not be read",
                "Nothing was changed. Close it where it is open, or choose another.",
                details=str(error.strerror),
            ) from error

    async def preview(
        self, data: bytes, choices: ImportChoices | None = None, progress: Progress = lambda _done, _total: None
    ) -> ImportPreview:
        """Say what a file would bring, and what is wrong in which line; nothing is changed.

        Args:
            data: The file.
            choices: What the person said about it.
            progress: Is told how far it is, from another thread; what it raises (``ImportStopped``) ends the work.

        Raises:
            InputProblem: it is no file of people, or too large.
        """
        with without_collecting():
            people, code = await self.store.run(
                lambda lib: (lib.people.all(), known_country_code(lib, self.country_code))
            )
            reading = partial(preview_of, country_code=code, progress=paced(progress))
            return await anyio.to_thread.run_sync(partial(reading, data, people, choices))

    async def import_people(
        self, preview: ImportPreview, progress: Progress = lambda _done, _total: None
    ) -> ImportResult:
        """Keep the people of a file: all good lines, or after a failure none.

        Args:
            preview: What was shown.
            progress: Is told how many people are kept, from another thread; what it raises ends the work, and the
                list is as it was.

        Raises:
            StoreProblem: nothing was kept.
        """
        changes = tuple(line for line in preview.lines if line.outcome in {Outcome.ADD, Outcome.FILL})

        def work(lib: Library) -> ImportResult:
            before = {person.id: person for person in lib.people.all()}
            after = _after(changes, before)
            people = tuple(after.values())
            for done in range(0, len(people), _AT_ONCE):
                progress(done, len(people))
                lib.people.keep(people[done : done + _AT_ONCE], now=self.clock())
            progress(len(people), len(people))
            filled = tuple(before[each] for each in after if each in before)
            made = tuple(each for each in after if each not in before)
            return ImportResult(len(made), len(filled), preview.lacking, PeopleStep(before=filled, made=made))

        result = await self.store.run(work)
        self._written()
        return result

    async def save_lacking(
        self, preview: ImportPreview, target: Path, *, say: Callable[[ImportLine], str], reason: str
    ) -> None:
        """Write the lines that were not imported, or not with everything, as CSV; each with why.

        Args:
            preview: Of the file they are from.
            target: Where to.
            say: Words for what is wrong with a line; called in another thread.
            reason: What the column with them is called.

        Raises:
            AppError: the place cannot be written.
        """

        def work() -> None:
            lines = ((line.cells, say(line)) for line in preview.lacking)
            target.write_bytes(lines_csv(preview.heads, lines, reason=reason, separator=preview.separator))

        await _written_file(work, "They are kept in the file that you imported. Choose another folder.")

    async def export(self) -> bytes:
        """Return everybody as CSV (UTF-8 with a mark); nothing in it is calculated by a spreadsheet."""
        people = await self.store.run(lambda lib: lib.people.all())
        return await anyio.to_thread.run_sync(people_csv, people)

    async def export_csv(self, target: Path) -> None:
        """Write everybody to a CSV file.

        Raises:
            AppError: the place cannot be written.
        """
        data = await self.export()
        await _written_file(
            lambda: target.write_bytes(data),
            "The list itself is kept. Choose another folder, or close the file where it is open.",
        )

    def _tidied(self, lib: Library, person: Person) -> Person:
        return person.tidied(known_country_code(lib, self.country_code))

    def _written(self) -> None:
        self.changes.publish("people")


def _must(lib: Library, person_id: PersonId) -> Person:
    found = lib.people.get(person_id)
    if found is None:
        raise AppError("This person is not in the list any more", "They were removed or merged meanwhile.")
    return found


def _shares(one: Person, other: Person) -> bool:
    same_name = folded(one.name) == folded(other.name)
    same_mail = bool(one.email) and one.email.casefold() == other.email.casefold()
    return (
        same_name or same_mail or (bool(one.phone) and one.phone == other.phone and alike_names(one.name, other.name))
    )


def _after(lines: tuple[ImportLine, ...], before: dict[PersonId, Person]) -> dict[PersonId, Person]:
    """Return everybody who is new or changed by the lines; the list may have changed since they were read."""
    after: dict[PersonId, Person] = {}
    for line in lines:
        if line.person is None:
            continue
        known = None if line.known is None else after.get(line.known.id) or before.get(line.known.id)
        made = line.person if known is None else with_gaps_filled(known, line.person)
        after[made.id] = made
    return after


async def _written_file(work: Callable[[], object], advice: str) -> None:
    try:
        await anyio.to_thread.run_sync(work)
    except OSError as error:
        raise AppError("The file could not be saved", advice, details=str(error.strerror)) from error
