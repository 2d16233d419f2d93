"""What this pane asks of the service layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.meeting import Page
from hosted_meetings_desktop.domain.person import Merged, PeopleStep, Person

if TYPE_CHECKING:  # what only an import needs comes with the first import
    from hosted_meetings_desktop.services.people_lines import (
        ImportChoices,
        ImportLine,
        ImportPreview,
        ImportResult,
    )


class PeopleList(Protocol):
    """Finding people, and changing one."""

    async def page(self, text: str, offset: int, limit: int) -> Page[Person]:
        """Return some people by name, and how many there are; ``text`` begins words of a name or an address."""
        ...

    async def find(self, text: str, limit: int = 8) -> tuple[Person, ...]:
        """Return whom somebody means who types ``text``."""
        ...

    async def get(self, person_id: PersonId) -> Person:
        """Return one person."""
        ...

    async def alike(self, person: Person) -> tuple[Person, ...]:
        """Return who in the list may be the same as somebody who is about to be kept."""
        ...

    async def keep(self, person: Person) -> Person:
        """Keep somebody, new (with an empty id) or changed."""
        ...

    async def remove(self, ids: Iterable[PersonId]) -> tuple[Person, ...]:
        """Take people off the list and return them."""
        ...

    async def put_back(self, step: PeopleStep) -> None:
        """Take a change back."""
        ...


class MergeService(Protocol):
    """People who stand in the list twice."""

    async def find(self, text: str, limit: int = 8) -> tuple[Person, ...]:
        """Return whom somebody means who types ``text``."""
        ...

    async def doubles(self) -> tuple[tuple[Person, ...], ...]:
        """Return groups of entries that may be one person, in each the fullest first."""
        ...

    async def keep_apart(self, ids: Iterable[PersonId]) -> PeopleStep:
        """Remember that these are different people."""
        ...

    async def merge(self, kept: Person, doubles: Iterable[PersonId]) -> Merged:
        """Make several people one."""
        ...

    async def put_back(self, step: PeopleStep) -> None:
        """Take a change back."""
        ...


class ImportService(Protocol):
    """People from a file."""

    async def read_file(self, path: Path) -> bytes:
        """Return a file that somebody chose."""
        ...

    async def preview(
        self, data: bytes, choices: ImportChoices | None = None, progress: Callable[[int, int], None] = ...
    ) -> ImportPreview:
        """Say what a file would bring; ``progress`` is called from another thread, and what it raises ends it."""
        ...

    async def import_people(self, preview: ImportPreview, progress: Callable[[int, int], None] = ...) -> ImportResult:
        """Keep all good lines, or after a failure none; ``progress`` as in :meth:`preview`."""
        ...

    async def save_lacking(
        self, preview: ImportPreview, target: Path, *, say: Callable[[ImportLine], str], reason: str
    ) -> None:
        """Write the lines that were not imported as CSV, each with why; ``say`` is called in another thread."""
        ...


class PeopleService(PeopleList, MergeService, ImportService, Protocol):
    """Everything (``services.people.PeopleService``)."""

    async def export_csv(self, target: Path) -> None:
        """Write everybody to a CSV file."""
        ...
