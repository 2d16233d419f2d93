"""Keeps one PC's requests to a share of what the provider allows to the whole clinic's address."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable

import anyio

from hosted_meetings_desktop.domain.errors import Busy
from hosted_meetings_desktop.domain.urgency import IN_BACKGROUND

PER_MINUTE = 200
"""A tenth of Dyte's 2,000 a minute per address (FACTS section 2); RealtimeKit's 3,500 per five minutes is more."""


class Budget:
    """A token bucket: requests pass at once while tokens last, then at the bucket's rate, in the order they came.

    Args:
        per_minute: Requests a minute in the long run.
        burst: Requests that may go at once after a quiet time.
        reserve: How many of those the background leaves to gestures (``domain.urgency``), so that somebody who
            joins need not queue behind the reading of lists.
        max_wait: Seconds a request may wait for its turn; beyond that it is refused.
        clock: Monotonic seconds.
        sleep: Waits so many seconds.
    """

    def __init__(
        self,
        per_minute: float = PER_MINUTE,
        *,
        burst: int = 40,
        reserve: int = 15,
        max_wait: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        self._rate = per_minute / 60
        self._burst = float(burst)
        self._reserve = min(reserve, burst - 1)
        self._max_wait = max_wait
        self._clock = clock
        self._sleep = sleep
        self._tokens = self._burst
        self._filled_at = clock()
        self._held_until = -math.inf

    @classmethod
    def unlimited(cls) -> Budget:
        """Return a budget that never makes anybody wait, unless the provider itself asks for it."""
        return cls(math.inf)

    async def take(self) -> None:
        """Wait for this request's turn.

        Raises:
            Busy: The wait would be longer than ``max_wait``; nothing was taken.
        """
        now = self._clock()
        wait = max(self._held_until - now, 0.0)
        if self._rate != math.inf:
            self._tokens = min(self._burst, self._tokens + (now - self._filled_at) * self._rate)
            self._filled_at = now
            wanted = 1 + (self._reserve if IN_BACKGROUND.get() else 0)
            wait = max(wait, (wanted - self._tokens) / self._rate)
        if wait > self._max_wait:
            raise Busy(wait, details=f"request budget: {wait:.1f} s to wait")
        self._tokens -= 1
        if wait > 0:
            await self._wait(wait)

    async def _wait(self, seconds: float) -> None:
        try:
            await self._sleep(seconds)
        except BaseException:
            # Whoever gave up sent nothing: the place in the queue is free again.
            self._tokens += 1
            raise

    def hold(self, seconds: float) -> None:
        """Let nobody pass for so long: the provider said that it has had enough (429)."""
        self._held_until = max(self._held_until, self._clock() + seconds)
