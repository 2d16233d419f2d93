"""Writes people, and lines that were not imported, as CSV that spreadsheets open and this program reads again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from hosted_meetings_desktop.domain.person import Person, is_phone

CSV_COLUMNS = ("name", "role", "email", "phone", "language", "zone", "notes")
"""The columns of the export, in this order in every version."""

_FORMULA = re.compile(r"'*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet would calculate (OWASP, "CSV injection"), and what was kept from that before."""


def people_csv(people: Iterable[Person]) -> bytes:
    """Return people as CSV: UTF-8 with a mark, as spreadsheets expect."""
    rows = ((p.name, p.role.value, p.email, p.phone, p.language, p.zone, p.notes) for p in people)
    return _csv(CSV_COLUMNS, rows, ",")


def lines_csv(
    heads: Sequence[str], lines: Iterable[tuple[Sequence[str], str]], *, reason: str, separator: str
) -> bytes:
    """Return lines of a file as they were, each with the reason why they were not imported in a last column.

    Args:
        heads: The names of the file's columns, empty when it had none.
        lines: The cells of each line, and its reason.
        reason: What the last column is called.
        separator: The file's own.
    """
    kept = [(tuple(cells), said) for cells, said in lines]
    width = max([len(heads), *(len(cells) for cells, _ in kept)])

    def wide(cells: Sequence[str], last: str) -> tuple[str, ...]:
        return (*cells, *[""] * (width - len(cells)), last)

    return _csv(wide(heads, reason) if heads else (), (wide(*line) for line in kept), separator)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]], separator: str) -> bytes:
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=separator)
    if heads:
        out.writerow(heads)
    out.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", errors="replace")


def harmless(cell: str) -> str:
    """Keep a cell from being read as a formula, with an apostrophe before it; :func:`as_written` takes that off.

    A number in international form begins with "+" too, but all that can be calculated from it is itself.
    """
    return f"'{cell}" if _FORMULA.match(cell) and not is_phone(cell) else cell


def as_written(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being calculated."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
