"""Values have one written form, whatever program or order made them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hosted_meetings_desktop.domain.ledger.canonical import (
    NotCanonical,
    canonical,
    clean,
    length,
    micros,
    moment,
    read_canonical,
    stamp,
)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(values)
@settings(max_examples=60)
def test_what_is_written_is_read_again(value: object) -> None:
    assert read_canonical(canonical(value)) == value


def test_the_form_is_as_documented() -> None:
    word = StrEnum("word", {"HOST": "host"})
    assert (
        canonical({"b": [1, True, None], "a": 'é\n"', "ä": word.HOST})
        == '{"a":"é\\n\\"","b":[1,true,null],"ä":"host"}'
    )


@pytest.mark.parametrize("value", [1.5, float("nan"), {1: 2}, {"a": {2}}, b"x", datetime.now(UTC), "\ud800"])
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '{"b":1,"a":2}', '"\\u00e9"', "1.0", "{", "[" * 100_000, '{"a":1,"a":1}']
)
def test_what_another_hand_wrote_is_refused(text: str) -> None:
    with pytest.raises(NotCanonical):
        read_canonical(text)


def test_times_and_lengths_keep_their_microseconds() -> None:
    when = datetime(2026, 3, 2, 10, 0, 0, 7, tzinfo=timezone(timedelta(hours=1)))
    assert stamp(when) == "2026-03-02T09:00:00.000007Z"
    assert moment(stamp(when)) == when
    assert length(micros(timedelta(minutes=5.8097))) == timedelta(seconds=348.582)
    for wrong in ("2026-03-02T09:00:00Z", "2026-03-02", "", "2026-03-02T10:00:00.000007+01:00"):
        with pytest.raises(NotCanonical):
            moment(wrong)
    with pytest.raises(NotCanonical):
        stamp(datetime(2026, 3, 2))  # noqa: DTZ001 - that is the point


def test_halves_of_characters_are_replaced() -> None:
    assert clean("a\ud800é") == "a?é"
    assert canonical(clean("\udfff"))
