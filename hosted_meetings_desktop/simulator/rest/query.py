"""Reads the query of a list request: filters, order, page."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from multidict import MultiMapping

from hosted_meetings_desktop.simulator.rest.wire import bad_request

T = TypeVar("T")
_LARGEST = 10**9
"""No list is that long; larger numbers mean the same and would only overflow."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of a list are wanted: ``first`` counts from 0."""

    first: int
    size: int

    def of(self, rows: Iterable[T], total: int) -> tuple[list[T], dict[str, int]]:
        """Return the page's rows and its ``paging`` (offsets count from 1 and are inclusive; 0 and 0 when empty)."""
        found = list(islice(rows, self.first, self.first + self.size))
        start = self.first + 1 if found else 0
        return found, {
            "total_count": total,
            "start_offset": start,
            "end_offset": self.first + len(found) if found else 0,
        }

    def of_list(self, rows: Sequence[T]) -> tuple[list[T], dict[str, int]]:
        """Return the page of a list that is whole."""
        return self.of(islice(rows, 0, len(rows)), len(rows))


class Query:
    """The query string of one request, read field by field; a value that does not fit is refused."""

    def __init__(self, values: MultiMapping[str], *, default_per_page: int, max_per_page: int | None) -> None:
        self._values = values
        self._default_per_page = default_per_page
        self._max_per_page = max_per_page

    def text(self, name: str) -> str | None:
        """Return a text, None when absent or empty."""
        return self._values.get(name) or None

    def number(self, name: str, default: int) -> int:
        """Return a whole number of at least 0; absent or empty gives the default."""
        given = self.text(name)
        if given is None:
            return default
        try:
            found = float(given)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise bad_request(f'"{name}" must be a number')
        if found < 0:
            raise bad_request(f'"{name}" must be greater than or equal to 0')
        if found != int(found):
            raise bad_request(f'"{name}" must be an integer')
        return min(int(found), _LARGEST)

    def choice(self, name: str, allowed: Iterable[str]) -> str | None:
        """Return one of the allowed words, None when absent."""
        given = self.text(name)
        if given is not None and given not in allowed:
            raise bad_request(f'"{name}" must be one of [{", ".join(sorted(allowed))}]')
        return given

    def choices(self, name: str, allowed: Iterable[str]) -> frozenset[str]:
        """Return allowed words, given comma separated or repeated; empty when absent."""
        words = [word for given in self._values.getall(name, []) for word in given.split(",") if word]
        if any(word not in allowed for word in words):
            raise bad_request(f'"{name}" must be one of [{", ".join(sorted(allowed))}]')
        return frozenset(words)

    def flag(self, name: str) -> bool | None:
        """Return ``true`` or ``false``, None when absent."""
        given = self.choice(name, ("true", "false"))
        return None if given is None else given == "true"

    def moment(self, name: str) -> datetime | None:
        """Return an ISO 8601 time, None when absent."""
        given = self.text(name)
        if given is None:
            return None
        try:
            found = datetime.fromisoformat(given)
        except ValueError:
            raise bad_request(f'"{name}" must be in ISO 8601 date format') from None
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)

    def guid(self, name: str) -> str | None:
        """Return a UUID, None when absent."""
        given = self.text(name)
        return None if given is None else guid(name, given)

    def page(self) -> Page:
        """Return the page asked for. ``page_no`` 0 and 1 are both the first; no ``per_page`` means the default."""
        size = self.number("per_page", 0) or self._default_per_page
        if self._max_per_page is not None:
            size = min(size, self._max_per_page)
        return Page(first=(max(self.number("page_no", 1), 1) - 1) * size, size=size)

    def span(self) -> tuple[datetime, datetime]:
        """Return ``start_time`` and ``end_time``, wide open where absent."""
        return (
            self.moment("start_time") or datetime.min.replace(tzinfo=UTC),
            self.moment("end_time") or datetime.max.replace(tzinfo=UTC),
        )

    def has_any(self, *names: str) -> bool:
        """Tell whether at least one of these was given a value."""
        return any(self.text(name) is not None for name in names)


def guid(name: str, given: Any) -> str:
    """Return a UUID as the service writes it, or refuse."""
    try:
        return str(uuid.UUID(given))
    except (ValueError, AttributeError, TypeError):
        raise bad_request(f'"{name}" must be a valid GUID') from None
