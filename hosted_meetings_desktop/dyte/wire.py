"""Reads the provider's JSON leniently: what is odd in one value never costs more than that value."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import msgspec

_LOG = logging.getLogger(__name__)

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")

Json = Any
"""A value as it came. Structs that read keep their fields so: a type there would let one odd value break a list."""


class Unreadable(Exception):
    """An answer, or a row of one, that does not hold what it must (such as an id)."""


class Answer(msgspec.Struct):
    """What comes over the wire: tokens, links and patients' names, so that its repr says no more than what it is."""

    def __repr__(self) -> str:
        """Return the kind of answer alone."""
        return f"<{type(self).__name__}>"


class Envelope(Answer):
    """``{success, data, paging?}`` of both dialects, or ``{success: false, error}`` (FACTS section 2)."""

    success: Json = None
    data: msgspec.Raw = msgspec.Raw(b"null")
    paging: Json = None


_ENVELOPE = msgspec.json.Decoder(Envelope)


def envelope(body: bytes) -> Envelope:
    """Return the outer object of an answer.

    Raises:
        Unreadable: It is not a JSON object.
    """
    try:
        return _ENVELOPE.decode(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not a JSON object") from error


def value(raw: msgspec.Raw | bytes) -> Json:
    """Return a piece of JSON as plain values.

    Raises:
        Unreadable: It is not JSON.
    """
    try:
        return msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON") from error


def record(found: Json, kind: type[S], *keys: str) -> S:
    """Return an object as a struct, looked for below each of ``keys`` first and then in ``found`` itself.

    A list stands for its first object: the schemas and examples of livestreams disagree (FACTS section 7).

    Raises:
        Unreadable: There is no object.
    """
    for key in keys:
        if isinstance(found, dict) and isinstance(found.get(key), dict | list):
            found = found[key]
            break
    if isinstance(found, list) and found:
        found = found[0]
    try:
        return msgspec.convert(found, kind)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no {kind.__name__}") from error


class Reader(Generic[T]):
    """Reads the lists of one kind: rows of ``kind`` turned into domain objects by ``convert``.

    Args:
        kind: The struct of a row.
        convert: Makes the domain's object; raises ``Unreadable`` for a row that is of no use.
        keys: Where in ``data`` the rows may sit; ``data`` itself is always tried.
    """

    def __init__(self, kind: type[S], convert: Callable[[S], T], *keys: str) -> None:
        self._kind = kind
        self._convert: Callable[[Any], T] = convert
        self._keys = keys
        self._decoder: msgspec.json.Decoder[list[Any]] = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]

    def rows(self, body: bytes) -> tuple[tuple[T, ...], int, int | None]:
        """Return the readable rows, how many came in all, and the provider's total where it says one.

        Raises:
            Unreadable: There is no list at all.
        """
        outer = envelope(body)
        paging = outer.paging
        try:
            found: list[Any] = self._decoder.decode(outer.data)
        except (ValueError, RecursionError):
            data = value(outer.data)
            if isinstance(data, dict):
                paging = data.get("paging") or paging
            found = self._listed(data)
        rows: list[T] = []
        for each in found:
            try:
                rows.append(self._convert(each if isinstance(each, self._kind) else record(each, self._kind)))
            except Unreadable as error:
                _LOG.debug("left out a row: %s", error)
        if len(rows) < len(found):
            _LOG.debug("left out %d of %d rows of %s", len(found) - len(rows), len(found), self._kind.__name__)
        return tuple(rows), len(found), total(paging)

    def _listed(self, data: Json) -> list[Json]:
        if isinstance(data, dict):
            for key in self._keys:
                inner = data.get(key)
                if isinstance(inner, dict | list):
                    data = inner
                    break
        if isinstance(data, list):
            return data
        if data is None:
            return []
        if isinstance(data, dict):
            # The livestream schema has one object with the row's fields where its example has a list.
            return [data] if "id" in data else []
        raise Unreadable("no list")


def total(paging: Json) -> int | None:
    """Return ``paging.total_count``, None where it is not said."""
    count = whole(paging.get("total_count")) if isinstance(paging, dict) else None
    return count if count is not None and count >= 0 else None


# ---- single values


def text(found: Json) -> str:
    """Return a text; numbers as they read, anything else as empty."""
    if isinstance(found, str):
        return found
    if isinstance(found, int | float) and not isinstance(found, bool):
        return str(found)
    return ""


def required(found: Json, what: str) -> str:
    """Return a text that must be there.

    Raises:
        Unreadable: It is missing or empty.
    """
    given = text(found)
    if not given:
        raise Unreadable(f"no {what}")
    return given


def number(found: Json) -> float | None:
    """Return a finite number, also one written as text; None for anything else."""
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        given = float(found)
    except (ValueError, OverflowError):
        return None
    return given if math.isfinite(given) else None


def whole(found: Json) -> int | None:
    """Return a whole number, also one written as text or with a fraction; None for anything else."""
    given = number(found)
    return None if given is None else int(given)


def flag(found: Json, *, default: bool = False) -> bool:
    """Return a truth value, also one written as text (livestreams' ``disabled``) or number."""
    if isinstance(found, bool):
        return found
    if isinstance(found, str) and found.strip().lower() in {"true", "false"}:
        return found.strip().lower() == "true"
    given = number(found)
    return default if given is None else given != 0


_AROUND = " \t\r\n\"'"


def moment(found: Json) -> datetime | None:
    """Return an aware UTC time from ``2023-01-25T04:51:35.903Z`` or ``2023-01-25 04:51:35.903816Z``; None otherwise.

    A time without a zone is UTC. The year 1 is what a service writes that has no "no time". A quotation mark that was
    left in, as the provider's own example of a session's people has it, does no harm.
    """
    if not isinstance(found, str):
        return None
    try:
        given = datetime.fromisoformat(found.strip(_AROUND))
        if given.tzinfo is not UTC:
            given = given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return given if given.year > 1 else None


def required_moment(what: str, *candidates: Json) -> datetime:
    """Return the first time among the candidates.

    Raises:
        Unreadable: None of them is one.
    """
    for each in candidates:
        given = moment(each)
        if given is not None:
            return given
    raise Unreadable(f"no {what}")


def document(found: Json) -> dict[str, Any]:
    """Return an object, empty for anything else."""
    return found if isinstance(found, dict) else {}


def objects(found: Json) -> list[dict[str, Any]]:
    """Return the objects of a list, empty for anything else."""
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def words(found: Json) -> tuple[str, ...]:
    """Return the non-empty texts of a list, empty for anything else."""
    return tuple(each for each in found if isinstance(each, str) and each) if isinstance(found, list) else ()
