"""What failed on the way to a mail server or a provider of text messages, in words that are true of these.

The classes are those of ``domain.errors``, as they tell the outbox whether and when to try again; their own words
speak of the video service, so titles and advice are set here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    CredentialsRefused,
    RecipientRefused,
    Refused,
    Unreachable,
)

_Error = TypeVar("_Error", bound=AppError)
_OTHER_WAY = "Check it, or reach the person another way."
_WAIT = "Wait a moment, then try again."


class Way(StrEnum):
    """Who was asked to pass a message on; the value is what people call it."""

    MAIL = "The mail server"
    TEXT = "The provider of text messages"


def unreachable(way: Way, advice: str, details: str) -> Unreachable:
    """Nothing was handed over, as nobody answered."""
    return _titled(Unreachable(advice, details=details), f"{way} cannot be reached")


def answer_lost(way: Way, details: str) -> AnswerLost:
    """The message was handed over, perhaps: the answer never came."""
    error = _titled(AnswerLost(details=details), f"{way} did not answer")
    error.advice = "The message may have been sent all the same. Ask the person before sending it again."
    return error


def busy(way: Way, retry_after: float, details: str, said: str = "") -> Busy:
    """Not now: nothing was handed over."""
    error = _titled(Busy(retry_after, details=details), f"{way} asks to try again later")
    error.advice = f"{_WAIT} It said: {said}" if said else _WAIT
    return error


def sign_in_refused(way: Way, advice: str, details: str) -> CredentialsRefused:
    """The clinic was not let in."""
    error = _titled(CredentialsRefused(details=details), f"{way} refused the sign-in")
    error.advice = advice
    return error


def refused(way: Way, advice: str, details: str, title: str = "") -> Refused:
    """Understood and denied, for a reason that somebody has to mend."""
    return _titled(Refused(advice, details=details), title or f"{way} did not accept the message")


def recipient_refused(way: Way, said: str, details: str) -> RecipientRefused:
    """This address will never do."""
    return RecipientRefused(f"{_OTHER_WAY} {way} said: {said}" if said else _OTHER_WAY, details=details)


def _titled(error: _Error, title: str) -> _Error:
    error.title = title
    error.args = (title, *error.args[1:])
    return error
