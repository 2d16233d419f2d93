"""Spans of time behave as the sets of seconds that they are."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ledger.stretches import (
    Span,
    common,
    covers,
    together_within,
    total,
    union,
    without,
)
from tests.unit.domain.ledger.room_kit import at

_second = st.integers(0, 40)
spans = st.lists(st.tuples(_second, _second).map(lambda pair: (at(min(pair)), at(max(pair)))), max_size=6)
few = settings(max_examples=80)


def seconds(of: list[Span]) -> set[int]:
    return {second for second in range(41) if any(began <= at(second) < ended for began, ended in of)}


@given(spans, spans)
@few
def test_they_are_sets(one: list[Span], other: list[Span]) -> None:
    assert seconds(union(one)) == seconds(one)
    assert seconds(without(one, other)) == seconds(one) - seconds(other)
    assert seconds(common(one, other)) == seconds(one) & seconds(other)
    assert total(one) == timedelta(seconds=len(seconds(one)))


@given(spans, st.integers(0, 10))
@few
def test_short_gaps_close_and_long_ones_stay(one: list[Span], gap: int) -> None:
    joined = together_within(one, timedelta(seconds=gap))
    assert all(later[0] - earlier[1] > timedelta(seconds=gap) for earlier, later in pairwise(joined))
    assert all(covers(joined, edge) for span in one for edge in span)
    assert {began for began, _ended in joined} <= {began for began, _ended in one}
    assert {ended for _began, ended in joined} <= {ended for _began, ended in one}


def test_slack_reaches_beyond_both_ends() -> None:
    span = [(at(10), at(20))]
    assert [covers(span, at(when), slack=timedelta(seconds=2)) for when in (7, 8, 22, 23)] == [
        False,
        True,
        True,
        False,
    ]
