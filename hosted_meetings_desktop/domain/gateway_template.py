"""The clinic's template for a provider of text messages: read and filled in so that no text breaks out of its place.

What is wrong with one is told in :class:`TemplateFault`, so that each reader puts it into words of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

JSON, FORM = "application/json", "application/x-www-form-urlencoded"

_PLACE = re.compile(r"\{(phone|text|key)\}")
_NEEDED = ("phone", "text")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?")
_OURS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection", "te", "upgrade"})
_BLANK_OR_ODD = re.compile(r"[\x00-\x20\x7f]")


class TemplateFault(StrEnum):
    """Why a template cannot be used."""

    NO_JSON = "no-json"
    NO_FORM = "no-form"
    GAP = "gap"  # it has no place for the number or the text


class TemplateProblem(ValueError):
    """A template cannot be used.

    Attributes:
        fault: Why.
        missing: With ``GAP``: the placeholders that are not there, as they are written (``{phone}``).
    """

    def __init__(self, fault: TemplateFault, missing: tuple[str, ...] = ()) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.missing = missing


class HeaderFault(StrEnum):
    """Why a header cannot be sent."""

    OURS = "ours"  # the app sets it by itself
    UNREADABLE = "unreadable"  # no field name or no value as RFC 9110 (5.1, 5.5) has them


def filled_body(body: str, content_type: str, values: Mapping[str, str], *, indent: int | None = None) -> str:
    """Return a template with values in place.

    It is read as JSON or as a form first and filled in after; names in it are left as they are.

    Args:
        body: The template.
        content_type: ``JSON``, or else a form.
        values: What stands for ``phone``, ``text`` and ``key``.
        indent: Of JSON that somebody is to read; None for a single line.

    Raises:
        TemplateProblem: it has to be mended.
    """
    template = read_template(body, content_type)
    if content_type == JSON:
        return json.dumps(_fill_all(template, values), ensure_ascii=False, indent=indent)
    return urlencode([(name, _fill(value, values)) for name, value in template])


def read_template(body: str, content_type: str) -> Any:
    """Return a template as the JSON value that it is, or as the pairs of name and value of a form.

    Raises:
        TemplateProblem: it is neither, or has no place for the number or the text.
    """
    template: Any
    if content_type == JSON:
        try:
            template = json.loads(body)
        except (ValueError, RecursionError):
            raise TemplateProblem(TemplateFault.NO_JSON) from None
        places = texts(template)
    else:
        try:
            template = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
        except ValueError:
            raise TemplateProblem(TemplateFault.NO_FORM) from None
        places = [value for _name, value in template]
    found = {name for place in places for name in _PLACE.findall(place)}
    if missing := tuple(f"{{{name}}}" for name in _NEEDED if name not in found):
        raise TemplateProblem(TemplateFault.GAP, missing)
    return template


def usable_address(url: str, is_this_pc: Callable[[str], bool]) -> bool:
    """Return whether texts can be sent there, and not in the clear: https, or http to this PC itself.

    Args:
        url: As it was typed.
        is_this_pc: Tells whether a host's name leads to this PC.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_this_pc(parts.hostname or ""))
    return safe and bool(parts.hostname) and port != 0 and not parts.username and not _BLANK_OR_ODD.search(url)


def header_fault(name: str, value: str) -> HeaderFault | None:
    """Return why a header cannot be sent, None where it can."""
    if name.lower() in _OURS:
        return HeaderFault.OURS
    if _HEADER_NAME.fullmatch(name) is None or _HEADER_VALUE.fullmatch(value) is None:
        return HeaderFault.UNREADABLE
    return None


def texts(value: Any) -> list[str]:
    """Return all texts in a JSON value, names left out."""
    match value:
        case str():
            return [value]
        case list():
            return [text for each in value for text in texts(each)]
        case dict():
            return [text for each in value.values() for text in texts(each)]
        case _:
            return []


def _fill_all(value: Any, values: Mapping[str, str]) -> Any:
    match value:
        case str():
            return _fill(value, values)
        case list():
            return [_fill_all(each, values) for each in value]
        case dict():
            return {name: _fill_all(each, values) for name, each in value.items()}
        case _:
            return value


def _fill(text: str, values: Mapping[str, str]) -> str:
    # In one go, so that a text that holds "{key}" is sent as it is.
    return _PLACE.sub(lambda place: values[place[1]], text)
