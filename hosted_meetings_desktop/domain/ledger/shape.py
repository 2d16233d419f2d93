"""Tells whether what a chain holds is an account of a sitting: somebody may have written anything into it."""

from __future__ import annotations

from hosted_meetings_desktop.domain.ledger.canonical import NotCanonical
from hosted_meetings_desktop.domain.ledger.entries import Body, changes_between, rules_of
from hosted_meetings_desktop.domain.ledger.sums import SumKey, Sums, entry_sums, numbers

ODD = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What reading a body of another shape may raise; ``NotCanonical`` is a ``ValueError``."""


def checked(body: Body) -> Body:
    """Return a body that can be counted, compared and judged by.

    Raises:
        NotCanonical: it is something else.
    """
    checked_sums(body)
    try:
        rules_of(body)
        changes_between(body, body)
    except ODD as error:
        raise NotCanonical("no account of a sitting") from error
    return body


def checked_sums(body: Body) -> dict[SumKey, Sums]:
    """Return all that an entry adds.

    Raises:
        NotCanonical: it cannot be counted.
    """
    try:
        found = entry_sums(body)
    except ODD as error:
        raise NotCanonical("no account of a sitting") from error
    if not all(type(each) is int for sums in found.values() for each in numbers(sums)):
        raise NotCanonical("no account of a sitting")
    return found
