"""The request budget with a clock of its own."""

from __future__ import annotations

import anyio
import pytest

from hosted_meetings_desktop.domain.errors import Busy
from hosted_meetings_desktop.domain.urgency import IN_BACKGROUND
from hosted_meetings_desktop.dyte.budget import Budget
from tests.unit.dyte.doubles import Sleeps

pytestmark = pytest.mark.anyio


def budget(sleeps: Sleeps, per_minute: float = 60, *, burst: int = 3, max_wait: float = 10) -> Budget:
    return Budget(per_minute, burst=burst, max_wait=max_wait, clock=sleeps.clock, sleep=sleeps)


async def test_a_burst_passes_and_then_the_rate_holds(sleeps: Sleeps) -> None:
    found = budget(sleeps)
    for _ in range(6):
        await found.take()
    assert sleeps.waited == pytest.approx([1, 1, 1])


async def test_quiet_time_fills_the_bucket_no_further_than_the_burst(sleeps: Sleeps) -> None:
    found = budget(sleeps)
    for _ in range(3):
        await found.take()
    sleeps.now += 3600
    for _ in range(4):
        await found.take()
    assert sleeps.waited == pytest.approx([1])


async def test_a_minute_never_sees_more_than_burst_and_rate(sleeps: Sleeps) -> None:
    found = budget(sleeps, 200, burst=40, max_wait=1000)
    start, taken = sleeps.now, 0
    while sleeps.now - start < 60:
        await found.take()
        taken += 1
    assert 200 <= taken <= 241


async def test_a_long_queue_is_refused_instead_of_joined(sleeps: Sleeps) -> None:
    found = Budget(60, burst=1, max_wait=2, clock=sleeps.clock, sleep=_never_wake)
    await found.take()
    async with anyio.create_task_group() as group:
        for _ in range(2):
            group.start_soon(found.take)
        await anyio.wait_all_tasks_blocked()
        with pytest.raises(Busy) as caught:
            await found.take()
        assert caught.value.retry_after == pytest.approx(3)
        group.cancel_scope.cancel()
    # Those who gave up left no hole behind: the next one waits as long as the first of them had to.
    with pytest.raises(Busy) as caught:
        await Budget.take(_stricter(found))
    assert caught.value.retry_after == pytest.approx(1)


def _stricter(found: Budget) -> Budget:
    found._max_wait = 0
    return found


async def _never_wake(_seconds: float) -> None:
    await anyio.sleep_forever()


async def test_a_hold_stops_everybody_for_its_time(sleeps: Sleeps) -> None:
    found = budget(sleeps)
    found.hold(4)
    found.hold(2)
    await found.take()
    await found.take()
    assert sleeps.waited == [4]


async def test_an_unlimited_budget_only_knows_holds() -> None:
    found = Budget.unlimited()
    for _ in range(1000):
        await found.take()
    found.hold(3600)
    with pytest.raises(Busy):
        await found.take()


async def test_the_background_leaves_a_reserve_to_gestures() -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    budget = Budget(60, burst=10, reserve=4, clock=lambda: 0.0, sleep=sleep)
    token = IN_BACKGROUND.set(True)
    for _request in range(6):
        await budget.take()
    assert waits == []
    await budget.take()
    assert waits == [1.0]
    IN_BACKGROUND.reset(token)
    for _gesture in range(3):
        await budget.take()
    assert waits == [1.0], "somebody who waits for it goes at once"
