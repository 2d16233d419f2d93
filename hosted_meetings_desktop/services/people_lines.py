"""What becomes of the lines of a file of people, and what a person may say about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.person import PeopleStep, Person
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.people_columns import NAMES, Field
from hosted_meetings_desktop.services.people_sheet import Damage


class Doubles(StrEnum):
    """What becomes of somebody who is in the list already."""

    LEAVE = "leave"
    FILL = "fill"  # what is empty in the list is filled in from the file
    ADD = "add"  # once more


class Outcome(StrEnum):
    """What becomes of a line."""

    ADD = "add"
    FILL = "fill"
    KNOWN = "known"  # in the list already, and nothing to fill in
    LEFT_OUT = "left-out"


class Trouble(StrEnum):
    """What is wrong with a line: after the first six it is not imported, after the others without that value."""

    QUOTES = Damage.QUOTES.value
    CELL = Damage.CELL.value
    LETTERS = Damage.LETTERS.value
    WIDTH = Damage.WIDTH.value
    NO_NAME = "no-name"
    LONG_NAME = "long-name"
    EMAIL = "email"
    PHONE = "phone"
    ROLE = "role"
    LANGUAGE = "language"
    ZONE = "zone"
    NOTES = "notes"
    DIFFERS = "differs"  # somebody who is known; the list has another value


class ImportStopped(AppError):
    """The person stopped it; raised by a ``Progress`` to end the work."""

    def __init__(self) -> None:
        super().__init__("The import was stopped", "Nothing was changed. The list is as it was.")


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What a person may say about a file; what they leave to the program is empty.

    Attributes:
        encoding: One of ``ENCODINGS``.
        separator: One of ``SEPARATORS``.
        with_heads: Whether the first line names the columns.
        columns: What each column holds, None for one that is left out.
        doubles: What becomes of people who are in the list already.
        role: Of people for whom the file tells none.
    """

    encoding: str = ""
    separator: str = ""
    with_heads: bool | None = None
    columns: tuple[Field | None, ...] | None = None
    doubles: Doubles = Doubles.LEAVE
    role: Role = Role.PATIENT


@dataclass(frozen=True, slots=True)
class LineProblem:
    """One thing that is wrong with a line, and the value that is."""

    trouble: Trouble
    value: str = ""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One line of the file.

    Attributes:
        first: Its first line in the file, from 1; a cell may go over several.
        last: Its last line in the file.
        cells: What stands in it; of a line that could not be read the whole line as one cell.
        person: Who it is about, as it would be kept; None where nobody can be imported.
        outcome: What becomes of it.
        problems: What is wrong with it.
        known: Who is surely the same person: somebody of the list, or of an earlier line.
        repeats: The earlier line, if that is where they are; 0 otherwise.
    """

    first: int
    last: int
    cells: tuple[str, ...]
    person: Person | None
    outcome: Outcome
    problems: tuple[LineProblem, ...] = ()
    known: Person | None = None
    repeats: int = 0

    @property
    def whole(self) -> bool:
        """Whether all that stands in it is in the list afterwards."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What would happen; nothing is changed yet.

    Attributes:
        encoding: As which the letters were read.
        encoding_certain: Whether the file itself says so; otherwise it was assumed.
        separator: Between cells.
        heads: The names of the columns, empty when the file has none.
        columns: What each column holds; None for one that is left out.
        choices: What the person said.
        samples: The first value of each column, to know it by.
        lines: Every line but the one with the names and blank ones.
        new: Those of them who are added.
        known: Those who are in the list already, also where something is filled in.
        lacking: Those that are not imported, or not with everything that stands in them.
        blank: How many lines of the file are blank.
        file_lines: How many lines the file has.
    """

    encoding: str
    encoding_certain: bool
    separator: str
    heads: tuple[str, ...]
    columns: tuple[Field | None, ...]
    choices: ImportChoices
    samples: tuple[str, ...]
    lines: tuple[ImportLine, ...]
    new: tuple[ImportLine, ...]
    known: tuple[ImportLine, ...]
    lacking: tuple[ImportLine, ...]
    blank: int
    file_lines: int

    @property
    def filled(self) -> int:
        """How many lines fill something in."""
        return sum(line.outcome is Outcome.FILL for line in self.known)

    @property
    def left_out(self) -> int:
        """How many lines bring nobody."""
        return len(self.lines) - len(self.new) - len(self.known)

    @property
    def names_missing(self) -> bool:
        """Whether no column holds names, so that nobody can be imported."""
        return not NAMES & set(self.columns)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did.

    Attributes:
        added: How many people are new.
        filled: Of how many something was filled in.
        lacking: Lines that were not imported, or not with everything that stands in them.
        undo: Takes all of it back.
    """

    added: int
    filled: int
    lacking: tuple[ImportLine, ...]
    undo: PeopleStep
