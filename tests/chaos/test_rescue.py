"""A short plan of the rescue with each test run; ``python -m tests.chaos.rescue`` carries a long one out."""

from __future__ import annotations

import asyncio

import pytest

from tests.chaos.rescue import SHORT, run


@pytest.mark.timeout(240)
def test_all_are_rescued_or_told(request: pytest.FixtureRequest) -> None:
    figures = asyncio.run(run(11, SHORT, limit=200))
    request.node.add_report_section("call", "figures", "\n".join(figures.lines()))
    assert figures.good, "\n".join(figures.lines())
    assert figures.counts["kills"] == SHORT.kills
    assert figures.counts["kept"] > SHORT.films // 2
