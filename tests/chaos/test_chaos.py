"""A short run of ``make chaos``; see docs/chaos.md."""

from __future__ import annotations

import pytest

from tests.chaos import plan
from tests.chaos.births import births
from tests.chaos.disk import bad_disk, why_not
from tests.chaos.run import carry_out, run

_SEED = 7

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(400)]


def test_a_seed_gives_the_same_plan() -> None:
    first, again = (plan.Author(_SEED, plan.FULL).lives() for _ in range(2))
    assert first == again
    assert first != plan.Author(_SEED + 1, plan.FULL).lives()


async def test_nothing_is_lost_doubled_or_stuck() -> None:
    figures = await run(_SEED, plan.SHORT)
    assert figures.verdict.good, "\n".join(figures.lines())
    assert figures.counts["gestures"] >= 60
    assert figures.counts["kills"] >= 15
    assert sum(figures.struck.values()) > 0


async def test_whoever_sends_again_after_a_time_out_doubles_and_is_seen() -> None:
    naive = await carry_out(0, plan.bad_line(4), "--naive")
    assert naive.verdict.doubled, "the harness cannot see doubles"
    ours = await carry_out(0, plan.bad_line(4))
    assert ours.verdict.good, "\n".join(ours.lines())


async def test_a_store_survives_kills_while_it_is_made_or_migrated() -> None:
    told = await births(_SEED, plan.SHORT.births)
    assert told.good, "\n".join(told.lines())


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_a_bad_disk_damages_nothing_and_every_failure_is_a_sentence() -> None:
    told = bad_disk(_SEED, plan.SHORT.disk_errors)
    assert told.good, "\n".join(told.lines())
    assert told.injected >= plan.SHORT.disk_errors
    assert told.acknowledged > 0
    assert told.failures > 0
    assert told.backups > 0
