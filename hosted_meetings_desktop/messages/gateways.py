"""What is sent to a provider of text messages: the clinic's template, filled in so that nothing breaks out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.message import TextGateway, TextMessage
from hosted_meetings_desktop.support.trust import is_this_pc

JSON, FORM = "application/json", "application/x-www-form-urlencoded"

_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_KEY = re.compile(r"[A-Za-z0-9._@-]{1,128}")
_PLACE = re.compile(r"\{(phone|text|key)\}")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_HEADER_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,4094}[\x21-\x7e])?")
_OURS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection", "te", "upgrade"})


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, filled in."""

    url: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)


def filled(gateway: TextGateway, message: TextMessage) -> Request:
    """Return the request for a message.

    The template is read as JSON or as a form first and filled in after, so that no text can break out of its place.

    Raises:
        InputProblem: for the setting to mend.
    """
    if _PHONE.fullmatch(message.phone) is None:
        raise InputProblem("phone", "This is no phone number with its country", "Write it as +49 30 1234567.")
    if _KEY.fullmatch(message.key) is None:
        raise ValueError("the key of a text message is a short word")
    values = {"phone": message.phone, "text": message.text, "key": message.key}
    check_gateway(gateway)
    if gateway.content_type == JSON:
        body = json.dumps(_fill_json(json.loads(gateway.body), values), ensure_ascii=False).encode()
    else:
        pairs = parse_qsl(gateway.body, keep_blank_values=True)
        body = urlencode([(name, _fill(value, values)) for name, value in pairs]).encode()
    headers = [(name, value.replace("{key}", message.key)) for name, value in gateway.headers]
    ours = [
        ("Content-Type", gateway.content_type if gateway.content_type == JSON else f"{FORM}; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Accept", "application/json"),
        ("User-Agent", f"hosted-meetings/{__version__}"),
    ]
    named = {name.lower() for name, _ in headers}
    return Request(gateway.url, (*headers, *(pair for pair in ours if pair[0].lower() not in named)), body)


def check_gateway(gateway: TextGateway) -> None:
    """Refuse settings that cannot work or would send secrets in the clear.

    Raises:
        InputProblem: for the setting to mend.
    """
    _check_url(gateway.url)
    for name, value in gateway.headers:
        if _HEADER_NAME.fullmatch(name) is None or _HEADER_VALUE.fullmatch(value) is None:
            advice = 'Write each as "Name: value", in plain letters.'
            raise InputProblem("headers", "A header for the text message provider cannot be sent", advice)
        if name.lower() in _OURS:
            raise InputProblem("headers", f"The header {name} is set by the app", "Leave it out.")
    if gateway.content_type not in {JSON, FORM}:
        raise InputProblem("content_type", "The provider can be sent JSON or a form", "Choose one of both.")
    found = {place for text in _template_texts(gateway) for place in _PLACE.findall(text)}
    if missing := [f"{{{name}}}" for name in ("phone", "text") if name not in found]:
        advice = f"Put {' and '.join(missing)} where the provider wants it, as a value."
        raise InputProblem("body", "The template for text messages has a gap", advice)


def _check_url(url: str) -> None:
    problem = InputProblem("url", "The provider's address cannot be used", "It has to start with https://")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise problem from None
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_this_pc(parts.hostname or ""))
    if not safe or not parts.hostname or port == 0 or re.search(r"[\x00-\x20\x7f]", url) or parts.username:
        raise problem


def _template_texts(gateway: TextGateway) -> list[str]:
    """Return the values of a template, where placeholders may stand."""
    if gateway.content_type == JSON:
        try:
            return texts(json.loads(gateway.body))
        except (ValueError, RecursionError):
            advice = 'Placeholders stand inside of quotes: {"to": "{phone}", "text": "{text}"}'
            raise InputProblem("body", "The template for text messages is no JSON", advice) from None
    try:
        return [value for _, value in parse_qsl(gateway.body, keep_blank_values=True, strict_parsing=True)]
    except ValueError:
        advice = "Write it as to={phone}&text={text}"
        raise InputProblem("body", "The template for text messages is no form", advice) from None


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


def _fill_json(value: Any, values: Mapping[str, str]) -> Any:
    match value:
        case str():
            return _fill(value, values)
        case list():
            return [_fill_json(each, values) for each in value]
        case dict():
            return {name: _fill_json(each, values) for name, each in value.items()}
        case _:
            return value


def _fill(text: str, values: Mapping[str, str]) -> str:
    # In one go, so that a text that holds "{key}" is sent as it is.
    return _PLACE.sub(lambda place: values[place[1]], text)
