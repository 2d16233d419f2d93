"""The figures of calls in the app beside calls in a browser."""

from __future__ import annotations

from benchmarks.call_browser import TIMES, figures


def test_each_figure_is_the_median_beside_its_baseline() -> None:
    ours = {"Set-up screen to joined": [90.0, 120.0, 500.0], "A call's memory": [400.0]}
    theirs = {"Set-up screen to joined": [100.0, 100.0, 10.0], "A call's memory": [500.0]}
    joined, memory = figures(ours, theirs)
    assert (joined.measured, joined.baseline, joined.bar) == ("120 ms", "100 ms", 1.2)
    assert joined.ratio == 1.2
    assert joined.passed
    assert (memory.measured, memory.baseline, memory.bar, memory.ratio) == ("400 MB", "500 MB", 1.1, 0.8)


def test_a_call_that_takes_more_than_the_browser_misses_its_bar() -> None:
    name = "A call's processor"
    (figure,) = figures({name: [56.0]}, {name: [50.0]})
    assert (figure.measured, figure.baseline, figure.bar) == ("56 %", "50 %", 1.1)
    assert not figure.passed


def test_every_time_ends_after_it_begins_and_in_the_same_call() -> None:
    order = ("clicked", "setup", "asked", "joined", "frame")
    for pairs in TIMES.values():
        for start, end in pairs:
            (first, number), (last, same) = start.split(), end.split()
            assert number == same
            assert order.index(first) < order.index(last)
