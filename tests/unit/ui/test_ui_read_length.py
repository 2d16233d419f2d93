"""Lengths as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.ui.text.read_length import may_become_length, read_minutes


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90", 90),
        ("90 min", 90),
        ("1h", 60),
        ("1 H", 60),
        ("1:30", 90),
        ("1 h 30", 90),
        ("1h30m", 90),
        ("1 h 05 min", 65),
        ("1.5h", 90),
        ("1,5", 90),
        (".5 h", 30),
        ("2 hours", 120),
    ],
)
def test_lengths(typed, minutes):
    assert read_minutes(typed) == minutes
    for end in range(len(typed)):
        assert may_become_length(typed[:end]), typed[:end]


@pytest.mark.parametrize("typed", ["", "h", "1:", "1:75", "1h75", "soon", "1:30:00", "-5"])
def test_what_cannot_be_meant_is_not_guessed(typed):
    assert read_minutes(typed) is None


@given(st.integers(0, 23), st.integers(0, 59))
def test_hours_and_minutes_mean_the_same_however_they_are_written(hours, minutes):
    for typed in (
        f"{hours}:{minutes:02d}",
        f"{hours} h {minutes} min",
        f"{hours}h{minutes}",
        f"{hours * 60 + minutes}",
    ):
        assert read_minutes(typed) == hours * 60 + minutes


@given(st.text(max_size=16))
def test_nothing_that_is_typed_breaks_it(text):
    found = read_minutes(text)
    assert found is None or found >= 0
    if found is not None:
        assert may_become_length(text)
