"""How fast downloads may go: a bucket that fills at the limit's rate and is emptied by what arrives."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import anyio

_BURST = 0.5
"""Seconds of the limit that may come at once after a rest."""


class Pace:
    """Holds all downloads together at so many bytes a second.

    Args:
        rate: Bytes a second now, asked each time; 0 for no limit.
        sleep: Waits so many seconds.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        rate: Callable[[], int],
        *,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rate = rate
        self._sleep = sleep
        self._clock = clock
        self._left = 0.0
        self._at = clock()

    async def __call__(self, size: int) -> None:
        """Wait until ``size`` bytes more were allowed."""
        rate = self._rate()
        now = self._clock()
        if not rate:
            self._left, self._at = 0.0, now
            return
        self._left = min(self._left + (now - self._at) * rate, rate * _BURST) - size
        self._at = now
        if self._left < 0:
            await self._sleep(-self._left / rate)
