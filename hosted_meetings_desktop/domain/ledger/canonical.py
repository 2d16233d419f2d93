"""Writes values as text of which there is exactly one form, so that a hash over it can be made again anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

_MICROSECOND = timedelta(microseconds=1)


class NotCanonical(ValueError):
    """A value has no one form, or a text is not in it."""


def canonical(value: object) -> str:
    """Return a value as JSON: keys sorted by code point, no blanks, no escapes but those JSON demands.

    Fractions are refused, since programs write them differently: lengths are whole microseconds (:func:`micros`),
    times are texts (:func:`stamp`).

    Raises:
        NotCanonical: it holds something else than mappings with text keys, sequences, texts, whole numbers, flags and
            nothing, or half a character.
    """
    written = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    try:
        written.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("half a character") from error
    return written


def read_canonical(text: str) -> Any:
    """Return what :func:`canonical` wrote.

    Raises:
        NotCanonical: another program, or another hand, wrote it.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotCanonical("not JSON") from error
    if canonical(found) != text:
        raise NotCanonical("not in its one form")
    return found


def stamp(moment: datetime) -> str:
    """Return a time in its one form: UTC, ISO 8601, always with microseconds."""
    if moment.tzinfo is None:
        raise NotCanonical("a time without a zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def moment(stamped: str) -> datetime:
    """Return the time that :func:`stamp` wrote.

    Raises:
        NotCanonical: it is none.
    """
    try:
        found = datetime.fromisoformat(stamped).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise NotCanonical("not a time") from error
    if stamp(found) != stamped:
        raise NotCanonical("not a time in its one form")
    return found


def micros(length: timedelta) -> int:
    """Return a length in whole microseconds."""
    return length // _MICROSECOND


def length(count: int) -> timedelta:
    """Return a length of so many microseconds."""
    return timedelta(microseconds=count)


def clean(text: str) -> str:
    """Return a text without halves of characters, which have no form that can be kept."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _plain(value: object) -> object:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return str(value)  # a word of an enumeration is its text
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("a key that is no text")
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain(each) for each in value]
    raise NotCanonical(f"a {type(value).__name__}")
