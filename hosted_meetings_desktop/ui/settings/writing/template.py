"""What a provider of text messages would be sent: the template filled in, to look at while it is written.

What is really sent is filled in by the same rule; here it is told early, and in words, what is wrong with a template.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.gateway_template import (
    FORM,
    HeaderFault,
    TemplateFault,
    TemplateProblem,
    filled_body,
    header_fault,
    usable_address,
)
from hosted_meetings_desktop.domain.message import TextGateway
from hosted_meetings_desktop.support.trust import is_this_pc

_INDENT = 2


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
    """Return the template with values in place, to be read.

    Raises:
        InputProblem: it is no JSON or no form, or has no place for the number or the text.
    """
    try:
        return filled_body(body, content_type, values, indent=_INDENT)
    except TemplateProblem as problem:
        raise _told(problem) from None


def _told(problem: TemplateProblem) -> InputProblem:
    said = {
        TemplateFault.NO_JSON: (
            _tr("This is no JSON"),
            _tr('Placeholders stand inside of quotes: {"to": "{phone}", "text": "{text}"}'),
        ),
        TemplateFault.NO_FORM: (_tr("This is no form"), _tr("Write it as to={phone}&text={text}")),
        TemplateFault.GAP: (
            _tr("%1 is missing").replace("%1", ", ".join(problem.missing)),
            _tr("Put it where the provider wants it, as a value."),
        ),
    }
    return InputProblem("body", *said[problem.fault])


def check_url(url: str) -> None:
    """Refuse an address that cannot be used, or would send the texts in the clear.

    Raises:
        InputProblem: it has to be mended.
    """
    if not usable_address(url, is_this_pc):
        raise InputProblem("url", _tr("Type an address that begins with https://"))


def check_header(name: str, value: str) -> None:
    """Refuse a header that cannot be sent, or is the app's own.

    Raises:
        InputProblem: it has to be mended.
    """
    match header_fault(name, value):
        case HeaderFault.OURS:
            raise InputProblem("headers", _tr("The app sets %1 by itself").replace("%1", name), _tr("Leave it out."))
        case HeaderFault.UNREADABLE:
            said = _tr("A header has a name without blanks, and a value in plain letters")
            raise InputProblem("headers", said)
