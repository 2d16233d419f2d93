"""What a provider of text messages would be sent: the template filled in, to look at while it is written.

What is really sent is filled in where it is sent from; this reads the template in the same way, to say early what is
wrong with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.message import TextGateway

JSON, FORM = "application/json", "application/x-www-form-urlencoded"

_PLACE = re.compile(r"\{(phone|text|key)\}")
_NEEDED = ("phone", "text")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?")
_OURS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection", "te", "upgrade"})
_BLANK_OR_ODD = re.compile(r"[\x00-\x20\x7f]")


def _tr(text: str) -> str:
    return QCoreApplication.translate("TextTemplate", text)


def usual_body(content_type: str) -> str:
    """Return a template to begin with."""
    if content_type == FORM:
        return "to={phone}&text={text}"
    return TextGateway("").body


def example_values() -> dict[str, str]:
    """Return what is filled in for the example."""
    return {
        "phone": "+493012345678",
        "text": _tr("Your video visit is Tue 24 Nov at 10:00. Join here: https://visit.example/#…"),
        "key": "5f0c2d71",
    }


def filled(body: str, content_type: str, values: Mapping[str, str]) -> str:
    """Return the template with values in place.

    Raises:
        InputProblem: it is no JSON or no form, or has no place for the number or the text.
    """
    if content_type == JSON:
        try:
            template = json.loads(body)
        except (ValueError, RecursionError):
            advice = _tr('Placeholders stand inside of quotes: {"to": "{phone}", "text": "{text}"}')
            raise InputProblem("body", _tr("This is no JSON"), advice) from None
        _check_places("".join(_texts(template)))
        return json.dumps(_fill_all(template, values), ensure_ascii=False, indent=2)
    try:
        pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise InputProblem("body", _tr("This is no form"), _tr("Write it as to={phone}&text={text}")) from None
    _check_places("".join(value for _name, value in pairs))
    return urlencode([(name, _fill(value, values)) for name, value in pairs])


def check_url(url: str) -> None:
    """Refuse an address that cannot be used, or would send the texts in the clear.

    Raises:
        InputProblem: it has to be mended.
    """
    problem = InputProblem("url", _tr("Type an address that begins with https://"))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise problem from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if not safe or not parts.hostname or port == 0 or parts.username or _BLANK_OR_ODD.search(url):
        raise problem


def check_header(name: str, value: str) -> None:
    """Refuse a header that cannot be sent, or is the app's own.

    Raises:
        InputProblem: it has to be mended.
    """
    if name.lower() in _OURS:
        raise InputProblem("headers", _tr("The app sets %1 by itself").replace("%1", name), _tr("Leave it out."))
    if _HEADER_NAME.fullmatch(name) is None or _HEADER_VALUE.fullmatch(value) is None:
        said = _tr("A header has a name without blanks, and a value in plain letters")
        raise InputProblem("headers", said)


def _check_places(text: str) -> None:
    found = set(_PLACE.findall(text))
    if missing := [f"{{{name}}}" for name in _NEEDED if name not in found]:
        said = _tr("%1 is missing").replace("%1", ", ".join(missing))
        raise InputProblem("body", said, _tr("Put it where the provider wants it, as a value."))


def _texts(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case list():
            return [text for each in value for text in _texts(each)]
        case dict():
            return [text for each in value.values() for text in _texts(each)]
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
    return _PLACE.sub(lambda place: values[place[1]], text)
