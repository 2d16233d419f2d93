"""What is sent to a provider of text messages: the clinic's template, filled in so that nothing breaks out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hosted_meetings_desktop import __version__
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.gateway_template import (
    FORM,
    JSON,
    HeaderFault,
    TemplateFault,
    TemplateProblem,
    filled_body,
    header_fault,
    read_template,
    texts,
    usable_address,
)
from hosted_meetings_desktop.domain.message import TextGateway, TextMessage
from hosted_meetings_desktop.support.trust import is_this_pc

__all__ = ("FORM", "JSON", "Request", "check_gateway", "filled", "texts")

_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_KEY = re.compile(r"[A-Za-z0-9._@-]{1,128}")


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
    body = filled_body(gateway.body, gateway.content_type, values).encode()
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
    if not usable_address(gateway.url, is_this_pc):
        raise InputProblem("url", "The provider's address cannot be used", "It has to start with https://")
    for name, value in gateway.headers:
        match header_fault(name, value):
            case HeaderFault.OURS:
                raise InputProblem("headers", f"The header {name} is set by the app", "Leave it out.")
            case HeaderFault.UNREADABLE:
                advice = 'Write each as "Name: value", in plain letters.'
                raise InputProblem("headers", "A header for the text message provider cannot be sent", advice)
    if gateway.content_type not in {JSON, FORM}:
        raise InputProblem("content_type", "The provider can be sent JSON or a form", "Choose one of both.")
    try:
        read_template(gateway.body, gateway.content_type)
    except TemplateProblem as problem:
        raise _told(problem) from None


def _told(problem: TemplateProblem) -> InputProblem:
    said = {
        TemplateFault.NO_JSON: (
            "The template for text messages is no JSON",
            'Placeholders stand inside of quotes: {"to": "{phone}", "text": "{text}"}',
        ),
        TemplateFault.NO_FORM: (
            "The template for text messages is no form",
            "Write it as to={phone}&text={text}",
        ),
        TemplateFault.GAP: (
            "The template for text messages has a gap",
            f"Put {' and '.join(problem.missing)} where the provider wants it, as a value.",
        ),
    }
    return InputProblem("body", *said[problem.fault])
