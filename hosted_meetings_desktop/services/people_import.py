"""What a CSV file of people would bring: who is new, who is known, and what is wrong in which line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import PersonId, new_id
from hosted_meetings_desktop.domain.meeting import MAX_NAME
from hosted_meetings_desktop.domain.person import MAX_NOTES, Person, is_email, is_number
from hosted_meetings_desktop.services.people_columns import (
    Field,
    fields_of,
    known_heads,
    language_of,
    role_of,
    zone_of,
)
from hosted_meetings_desktop.services.people_doubles import KnownPeople, with_gaps_filled
from hosted_meetings_desktop.services.people_export import as_written
from hosted_meetings_desktop.services.people_lines import (
    Doubles,
    ImportChoices,
    ImportLine,
    ImportPreview,
    LineProblem,
    Outcome,
    Trouble,
)
from hosted_meetings_desktop.services.people_sheet import Progress, Record, read_sheet

_TELL_EVERY = 100


def preview_of(
    data: bytes,
    people: Iterable[Person],
    choices: ImportChoices | None = None,
    *,
    country_code: str = "",
    progress: Progress = lambda _done, _total: None,
) -> ImportPreview:
    """Read a file and say what it would bring to a list of ``people``.

    Args:
        data: The file.
        people: Who is in the list already.
        choices: What the person said about the file.
        country_code: Digits of the clinic's country ("49"), for phone numbers that name none.
        progress: Is told how far it is: the first half is reading, the second judging.

    Raises:
        InputProblem: it is no file of people, or too large.
    """
    choices = choices or ImportChoices()
    sheet = read_sheet(
        data,
        encoding=choices.encoding,
        separator=choices.separator,
        heads=known_heads,
        progress=lambda done, total: progress(done, 2 * total),
    )
    first = sheet.records[0]
    with_heads = choices.with_heads
    if with_heads is None:
        with_heads = known_heads(first.cells) > 0 or _unlike_the_rest(first, sheet.records[1:])
    if first.damage is not None:
        with_heads = False
    heads = tuple(as_written(cell).strip() for cell in first.cells) if with_heads else ()
    records = sheet.records[1:] if with_heads else sheet.records
    if not records:
        raise InputProblem(
            "file", "There is nobody in this file", "It names columns, but no people stand under them."
        )
    width = len(heads) or max((len(record.cells) for record in records if record.damage is None), default=1)
    columns = choices.columns or (fields_of(heads) if heads else _guessed(records, width))
    columns = (*columns, *[None] * width)[:width]
    reading = _Reading(columns, choices, KnownPeople(people), country_code)
    lines: list[ImportLine] = []
    for number, record in enumerate(records):
        lines.append(reading.line(record))
        if number % _TELL_EVERY == 0:
            progress(len(records) + number, 2 * len(records))
    return ImportPreview(
        encoding=sheet.encoding,
        encoding_certain=sheet.certain,
        separator=sheet.separator,
        heads=heads,
        columns=columns,
        choices=choices,
        samples=tuple(_sample(lines, column) for column in range(width)),
        lines=tuple(lines),
        new=tuple(line for line in lines if line.outcome is Outcome.ADD),
        known=tuple(line for line in lines if line.outcome in {Outcome.KNOWN, Outcome.FILL}),
        lacking=tuple(line for line in lines if not line.whole),
        blank=sheet.blank,
        file_lines=sheet.lines,
    )


def _sample(lines: list[ImportLine], column: int) -> str:
    found = (line.cells[column] for line in lines if len(line.cells) > column and line.cells[column].strip())
    return next(found, "").strip()


def _guessed(records: tuple[Record, ...], width: int) -> tuple[Field | None, ...]:
    """Return what the columns of a file without names seem to hold, by what stands in most of the first lines."""
    rows = [record.cells for record in records[:40] if record.damage is None]

    def most(column: int, test: object) -> bool:
        cells = [row[column].strip() for row in rows if len(row) > column and row[column].strip()]
        return bool(cells) and callable(test) and sum(bool(test(cell)) for cell in cells) * 2 > len(cells)

    found: list[Field | None] = [None] * width
    for column in range(width):
        for held, test in ((Field.EMAIL, is_email), (Field.PHONE, _all_digits), (Field.NAME, _letters)):
            if held not in found and most(column, test):
                found[column] = held
                break
    return tuple(found)


def _unlike_the_rest(first: Record, records: tuple[Record, ...]) -> bool:
    """Return whether a first line is no person: words stand where the others have addresses or numbers."""
    tests = {Field.EMAIL: is_email, Field.PHONE: _all_digits}
    fields = _guessed(records, len(first.cells)) if records else ()
    asked = [(cell.strip(), tests[held]) for cell, held in zip(first.cells, fields, strict=False) if held in tests]
    return bool(asked) and not any(not cell or test(cell) for cell, test in asked)


def _all_digits(text: str) -> bool:
    return is_number(text) and not any(letter.isalpha() for letter in text)


def _letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and "@" not in text


@dataclass(slots=True)
class _Reading:
    """Makes people of lines, and remembers whom it has met."""

    columns: tuple[Field | None, ...]
    choices: ImportChoices
    known: KnownPeople
    country_code: str
    met: dict[PersonId, int] = field(default_factory=dict)
    """In which line somebody who is new was met."""

    now: dict[PersonId, Person] = field(default_factory=dict)
    """Those who are known and whose gaps were filled, as they would be by now."""

    def line(self, record: Record) -> ImportLine:
        """Return what becomes of a line."""
        if record.damage is not None:
            return _left_out(record, (LineProblem(Trouble(record.damage.value)),))
        cells = tuple(as_written(cell) for cell in record.cells)
        if any(cell.strip() for cell in cells[len(self.columns) :]):
            return _left_out(record, (LineProblem(Trouble.WIDTH),))
        person, problems = self._person(cells)
        if not person.name:
            return _left_out(record, (LineProblem(Trouble.NO_NAME),))
        if len(person.name) > MAX_NAME:
            return _left_out(record, (LineProblem(Trouble.LONG_NAME),))
        made = ImportLine(record.first, record.last, record.cells, person, Outcome.ADD, problems)
        same = None if self.choices.doubles is Doubles.ADD else self.known.same(person)
        if same is None:
            self.known.add(person)
            self.met[person.id] = record.first
            return made
        before = self.now.get(same.id, same)
        after = with_gaps_filled(before, person) if self.choices.doubles is Doubles.FILL else before
        if after != before:
            self.now[same.id] = after
            self.known.add(after)
        return replace(
            made,
            outcome=Outcome.KNOWN if after == before else Outcome.FILL,
            problems=(*problems, *_differences(person, after)),
            known=before,
            repeats=self.met.get(same.id, 0),
        )

    def _person(self, cells: tuple[str, ...]) -> tuple[Person, tuple[LineProblem, ...]]:
        held: dict[Field, list[str]] = {}
        for column, cell in zip(self.columns, cells, strict=False):
            if column is not None and cell.strip():
                held.setdefault(column, []).append(cell.strip())
        problems: list[LineProblem] = []
        notes = "\n".join(held.get(Field.NOTES, ()))
        emails = held.get(Field.EMAIL, [])
        phones = held.get(Field.MOBILE, []) + held.get(Field.PHONE, [])

        def take(trouble: Trouble, said: list[str], read: str | None) -> str:
            """Take what was read of the first value, or note that it means nothing."""
            if said and not read:
                problems.append(LineProblem(trouble, said[0]))
            return read or ""

        email = take(Trouble.EMAIL, emails, _email(emails[0]) if emails else "")
        phone = take(Trouble.PHONE, phones, phones[0] if phones and is_number(phones[0]) else "")
        roles = held.get(Field.ROLE, [])
        role = role_of(roles[0]) if roles else self.choices.role
        take(Trouble.ROLE, roles, role)
        languages = held.get(Field.LANGUAGE, [])
        language = take(Trouble.LANGUAGE, languages, language_of(languages[0]) if languages else "")
        zones = held.get(Field.ZONE, [])
        zone = take(Trouble.ZONE, zones, zone_of(zones[0]) if zones else "")
        # A person has one address and one number: what the file has beside them is not lost.
        notes = "\n".join(part for part in (notes, *emails[1:], *phones[1:]) if part)
        if len(notes) > MAX_NOTES:
            problems.append(LineProblem(Trouble.NOTES))
            notes = ""
        person = Person(
            PersonId(new_id()), _name(held), role or self.choices.role, email, phone, language, zone, notes
        )
        return person.tidied(self.country_code), tuple(problems)


def _differences(person: Person, kept: Person) -> tuple[LineProblem, ...]:
    """Return what a line says otherwise than the list does, so that it is not lost."""
    pairs = (
        (person.email, kept.email.casefold(), person.email.casefold()),
        (person.phone, kept.phone, person.phone),
        (person.language, kept.language, person.language),
        (person.zone, kept.zone, person.zone),
        (person.notes, kept.notes, person.notes),
    )
    return tuple(LineProblem(Trouble.DIFFERS, said) for said, there, here in pairs if here and here != there)


def _name(held: dict[Field, list[str]]) -> str:
    whole = held.get(Field.NAME)
    return " ".join(whole or [*held.get(Field.FIRST_NAME, ()), *held.get(Field.LAST_NAME, ())])


def _email(text: str) -> str:
    """Return the address of "mailto:..." or of "Maria <maria@clinic.org>", empty when there is none."""
    plain = text.strip().removeprefix("mailto:")
    if plain.endswith(">"):
        plain = plain[plain.find("<") + 1 : -1]
    return plain if is_email(plain.strip()) else ""


def _left_out(record: Record, problems: tuple[LineProblem, ...]) -> ImportLine:
    return ImportLine(record.first, record.last, record.cells, None, Outcome.LEFT_OUT, problems)
