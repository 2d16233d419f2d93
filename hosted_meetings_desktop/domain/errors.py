"""Every failure a person can meet: what happened, what was kept, what to do."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

_CHECK = "Check the connection, then try again."
_WAIT = "Wait a moment, then try again."


class AppError(Exception):
    """A failure told to a person.

    Attributes:
        title: One sentence: what happened.
        advice: What was kept and what to do about it.
        retryable: Whether the same call may succeed later without any change.
        details: Technical text for IT, free of secrets and of patients' data.
    """

    def __init__(self, title: str, advice: str = "", *, retryable: bool = False, details: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice
        self.retryable = retryable
        self.details = details

    def with_advice(self, advice: str) -> Self:
        """Return a copy that advises something else.

        What a failure says by itself has to be true of every deed. A use-case that knows what was kept, or what goes
        on by itself, says so with this.
        """
        copy = type(self).__new__(type(self), *self.args)
        copy.__dict__.update(self.__dict__)
        copy.__cause__ = self.__cause__
        copy.advice = advice
        return copy


class Unreachable(AppError):
    """No answer from the provider: no network, DNS, TLS, proxy or a time-out before anything was sent."""

    def __init__(self, advice: str = _CHECK, *, details: str = "") -> None:
        super().__init__("The video service cannot be reached", advice, retryable=True, details=details)


class AnswerLost(AppError):
    """A deed was sent and its answer never came: it may or may not have been done. Look before sending again."""

    def __init__(self, *, details: str = "") -> None:
        super().__init__(
            "The video service did not answer",
            "It may have been done all the same. Look whether it was, then try again.",
            retryable=True,
            details=details,
        )


class CredentialsRefused(AppError):
    """401 or 403: the key is wrong, was withdrawn, or may not do this."""

    def __init__(self, *, details: str = "") -> None:
        super().__init__(
            "The video service refused the sign-in",
            "Check the credentials in Settings, Account.",
            details=details,
        )


class NotFound(AppError):
    """404: the thing asked for does not exist (or no longer).

    Attributes:
        thing: What it was, in lower case ("preset"); empty when the provider does not say.
    """

    def __init__(self, what: str = "This", *, details: str = "") -> None:
        super().__init__(
            f"{what} was not found at the video service", "Refresh the list and try again.", details=details
        )
        self.thing = "" if what == "This" else what.lower().removeprefix("the ")


class Refused(AppError):
    """400, 409, 422: the provider understood and said no.

    Attributes:
        field: The request field it objects to, where it says so.
    """

    def __init__(self, message: str, *, field: str | None = None, details: str = "") -> None:
        super().__init__("The video service did not accept this", message, details=details)
        self.field = field


class RecipientRefused(AppError):
    """The mail server or the provider of text messages will never deliver to this address."""

    def __init__(self, reason: str = "", *, details: str = "") -> None:
        super().__init__(
            "The message cannot be delivered to this address",
            reason or "Check the address, or reach the person another way.",
            details=details,
        )


class Busy(AppError):
    """429, or our own request budget is used up.

    Attributes:
        retry_after: Seconds to wait before the next try.
    """

    def __init__(self, retry_after: float, *, details: str = "") -> None:
        super().__init__(
            "The video service is busy",
            _WAIT,
            retryable=True,
            details=details,
        )
        self.retry_after = retry_after


class ServiceFault(AppError):
    """5xx: the provider failed. For a deed the outcome is unknown."""

    def __init__(self, *, details: str = "") -> None:
        super().__init__(
            "The video service has a fault of its own",
            _WAIT,
            retryable=True,
            details=details,
        )


class StrangeAnswer(AppError):
    """The answer could not be read: not JSON, not the documented shape, or a proxy's page instead."""

    def __init__(
        self,
        advice: str = "Something between this PC and the service may be changing its answers.",
        *,
        details: str = "",
    ) -> None:
        super().__init__(
            "The video service sent an answer that could not be read", advice, retryable=True, details=details
        )


class Intercepted(StrangeAnswer):
    """A sign-in page, a proxy or a filter answered in the provider's place."""


class StoreTrouble(StrEnum):
    """What is wrong with the store, so that the right way out can be offered."""

    KEY = "key"  # its key is lost, or another one's
    LOCKED = "locked"  # the keyring did not open
    NEWER = "newer"  # written by a newer version of the app
    FULL = "full"
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    BUSY = "busy"
    OTHER = "other"


class StoreProblem(AppError):
    """The local store cannot be opened or written."""

    def __init__(
        self, title: str, advice: str = "", *, details: str = "", trouble: StoreTrouble = StoreTrouble.OTHER
    ) -> None:
        retryable = trouble in {StoreTrouble.LOCKED, StoreTrouble.FULL, StoreTrouble.BUSY, StoreTrouble.READ_ONLY}
        super().__init__(title, advice, retryable=retryable, details=details)
        self.trouble = trouble


class InputProblem(AppError):
    """What a person typed cannot be used.

    Attributes:
        field: The name of the form field to mend.
    """

    def __init__(self, field: str, title: str, advice: str = "") -> None:
        super().__init__(title, advice)
        self.field = field
