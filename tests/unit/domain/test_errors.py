"""A failure says nothing that does not hold for every deed, and can be told to say more."""

from __future__ import annotations

import pytest

from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    CredentialsRefused,
    NotFound,
    Refused,
    ServiceFault,
    StrangeAnswer,
    Unreachable,
)

EVERY = [
    Unreachable(details="d"),
    AnswerLost(details="d"),
    CredentialsRefused(details="d"),
    NotFound("The room", details="d"),
    Refused("No", field="title", details="d"),
    Busy(2.5, details="d"),
    ServiceFault(details="d"),
    StrangeAnswer(details="d"),
]


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_nothing_is_promised_that_not_every_deed_keeps(error: AppError) -> None:
    assert "by itself" not in error.advice
    assert "themselves" not in error.advice
    assert "Nothing is lost" not in error.advice


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_a_use_case_says_what_holds_for_its_deed(error: AppError) -> None:
    before = dict(vars(error))
    error.__cause__ = OSError("gone")
    told = error.with_advice("It goes online by itself.")
    assert type(told) is type(error)
    assert vars(told) == before | {"advice": "It goes online by itself."}
    assert vars(error) == before
    assert str(told) == error.title
    assert told.__cause__ is error.__cause__
