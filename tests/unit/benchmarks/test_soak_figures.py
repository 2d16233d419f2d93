"""What a soak's samples say."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.soak_figures import (
    Bars,
    Page,
    Sample,
    after_warm_up,
    dropped_share,
    judge,
    per_hour,
    slope,
    write_csv,
)

WARM_UP = 300.0


def at(seconds: float, *, grown: float = 0.0, dropped: int = 0, errors: int = 0, sockets: int = 1) -> Sample:
    """Return a look at a call in which 20 pictures a second are sent each way."""
    pictures = int(20 * seconds)
    page = Page(sent=pictures, received=pictures, dropped=dropped, heap_mb=12, elements=240, sockets=sockets)
    return Sample(
        seconds=seconds,
        share_mb=600 + grown,
        app_mb=200 + grown,
        host_mb=90,
        guest_mb=90,
        other_mb=40,
        service_mb=50,
        cpu_s=0.8 * seconds,
        service_cpu_s=0.05 * seconds,
        objects=36_000,
        errors=errors,
        host=page,
        guest=page,
    )


def call(minutes: float, look: Callable[[float], Sample] = at) -> list[Sample]:
    """Return a look every ten seconds."""
    return [look(10.0 * number) for number in range(1, int(6 * minutes) + 1)]


@given(
    st.floats(-1e3, 1e3),
    st.floats(-1e3, 1e3),
    st.lists(st.integers(0, 10_000), min_size=2, max_size=50, unique=True),
)
def test_a_straight_line_has_its_own_slope(rise: float, start: float, xs: list[int]) -> None:
    assert slope(xs, [start + rise * x for x in xs]) == pytest.approx(rise, abs=1e-6)


def test_least_squares_of_a_known_example() -> None:
    # x̄ = 3, ȳ = 4; Σ(x-x̄)(y-ȳ) = 6, Σ(x-x̄)² = 10
    assert slope([1, 2, 3, 4, 5], [2, 4, 5, 4, 5]) == pytest.approx(0.6)


def test_one_moment_has_no_slope() -> None:
    assert slope([5, 5], [1, 9]) == 0
    assert slope([5], [1]) == 0


@pytest.mark.parametrize(("xs", "ys"), [([], []), ([1, 2], [1])])
def test_values_that_do_not_belong_together_are_refused(xs: list[float], ys: list[float]) -> None:
    with pytest.raises(ValueError, match="as many values as moments"):
        slope(xs, ys)


def test_growth_is_told_by_the_hour() -> None:
    samples = call(30, lambda seconds: at(seconds, grown=seconds / 60))
    assert per_hour(samples, lambda one: one.all_mb) == pytest.approx(60)


def test_the_warm_up_does_not_count() -> None:
    samples = call(30, lambda seconds: at(seconds, grown=min(seconds, WARM_UP)))
    counted = after_warm_up(samples)
    assert counted[0].seconds == WARM_UP
    assert per_hour(counted, lambda one: one.all_mb) == pytest.approx(0)
    assert after_warm_up(samples[:3]) == samples[:3]


def test_a_calm_call_meets_every_bar() -> None:
    verdict = judge(call(30))
    assert verdict.failures == ()
    assert "Dropped: 0.00%. Reconnects: 0. Errors in the pages' consoles: 0." in verdict.lines
    assert "Processor: 80 % of one for the program and its web engine, 5 % for the embedded service." in verdict.lines
    assert any(line.startswith("Counted: 25.0 minutes") for line in verdict.lines)


def test_growth_beyond_the_bar_is_named_and_what_is_below_is_not() -> None:
    def by(mb_per_hour: float) -> tuple[str, ...]:
        return judge(call(30, lambda seconds: at(seconds, grown=mb_per_hour * seconds / 3600))).failures

    assert by(19.9) == ()
    assert by(20.1) == ("memory grew by 20.1 MB an hour, 20 at most",)


def test_growth_in_a_short_run_is_shown_but_not_judged() -> None:
    verdict = judge(call(10, lambda seconds: at(seconds, grown=seconds)))
    assert verdict.failures == ()
    assert verdict.lines[-1] == "Growth was not judged: the run was too short for that."


def test_dropped_pictures_are_a_share_of_those_that_came_after_the_warm_up() -> None:
    # Every tenth before the warm-up is over, then one in fifty, then one in twenty.
    def losing(share: float) -> Callable[[float], Sample]:
        def look(seconds: float) -> Sample:
            early, late = 20 * min(seconds, WARM_UP), 20 * max(0.0, seconds - WARM_UP)
            return at(seconds, dropped=int(early / 10 + late * share))

        return look

    assert dropped_share(after_warm_up(call(30, losing(0.02)))) == pytest.approx(0.02)
    assert judge(call(30, losing(0.019))).failures == ()
    assert judge(call(30, losing(0.05))).failures == ("5.00% of the pictures were dropped, 2% at most",)


def test_a_frozen_call_fails_whatever_its_memory_does() -> None:
    still = at(10).host
    failures = judge(call(30, lambda seconds: replace(at(seconds), guest=still))).failures
    assert failures == ("no pictures came",)


def test_reconnects_and_errors_are_counted() -> None:
    def look(seconds: float) -> Sample:
        late = seconds > 600
        return at(seconds, errors=5 if late else 2, sockets=2 if late else 1)

    assert judge(call(30, look)).failures == (
        "the line was opened 2 times more, 0 at most",
        "3 errors in the pages' consoles, 0 at most",
    )
    assert judge(call(30, look), bars=Bars(reconnects=2, errors=3)).failures == ()


def test_nothing_to_judge_is_refused() -> None:
    with pytest.raises(ValueError, match="without samples"):
        judge([])


def test_every_sample_is_a_line_of_the_file(tmp_path: Path) -> None:
    samples = call(1)
    write_csv(tmp_path / "soak.csv", samples)
    with (tmp_path / "soak.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["seconds"]) for row in rows] == [10, 20, 30, 40, 50, 60]
    assert rows[0]["app_mb"] == "200.0"
    assert rows[-1]["guest_received"] == "1200"
    assert rows[-1]["host_sockets"] == "1"
