"""Whatever somebody wrote into the chain is either an account of a sitting or said to be none."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ledger.canonical import NotCanonical
from hosted_meetings_desktop.domain.ledger.entries import Body, body_of, rows_of, same_in_substance
from hosted_meetings_desktop.domain.ledger.rules import LedgerRules
from hosted_meetings_desktop.domain.ledger.shape import checked, checked_sums
from hosted_meetings_desktop.domain.ledger.sums import changed_sums, entry_sums
from tests.unit.domain.ledger.room_kit import NINE, plan, read, row, session, truth_of

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.integers(min_value=10**30), st.floats(), st.text(max_size=4),
    st.sampled_from(["9999-12-31T23:59:59.999999Z", "2026-99-99"]), st.just([]), st.just({}), st.just([None]),
)  # fmt: skip


def body() -> Body:
    facts = [*plan("A", "B"), session(), read(), row("A", 5, 600), row("B", 400, 800)]
    return body_of(truth_of(facts), LedgerRules(), NINE.date())


def places(found: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


PLACES = list(places(body()))


def test_a_body_that_was_written_by_us_is_whole_also_when_it_was_read_again() -> None:
    made = json.loads(json.dumps(body()))
    assert checked(made) == made
    assert checked_sums(made) == entry_sums(made)


@given(st.sampled_from(PLACES), st.one_of(st.none(), JUNK.map(lambda each: (each,))))
@settings(max_examples=400)
def test_what_is_not_said_to_be_odd_can_be_worked_with(place: tuple[Any, ...], junk: tuple[Any] | None) -> None:
    changed = copy.deepcopy(body())
    inside: Any = changed
    for key in place[:-1]:
        inside = inside[key]
    if junk is None:
        del inside[place[-1]]
    else:
        inside[place[-1]] = junk[0]
    try:
        checked(changed)
    except NotCanonical:
        return
    assert isinstance(tuple(rows_of(1, changed)), tuple)
    assert isinstance(changed_sums(changed, body()), dict)
    assert same_in_substance(changed, changed)


@pytest.mark.parametrize("made", [{}, {"people": 3}, {"people": [], "sessions": [], "plan": None}])
def test_what_is_no_account_at_all_is_odd(made: Body) -> None:
    with pytest.raises(NotCanonical):
        checked(made)
