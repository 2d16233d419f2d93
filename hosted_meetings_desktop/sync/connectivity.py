"""Whether the provider can be reached, judged by what our own requests met, and when to try again."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    Busy,
    CredentialsRefused,
    InputProblem,
    Intercepted,
    NotFound,
    Refused,
    ServiceFault,
    StoreProblem,
    StrangeAnswer,
    Unreachable,
)
from hosted_meetings_desktop.domain.live import Standing
from hosted_meetings_desktop.domain.ports import Clock

LONGEST_PAUSE = timedelta(minutes=5)
_MOST_FAILURES = 9
"""2 to the power of this is more seconds than the longest pause."""


def is_own_trouble(error: AppError) -> bool:
    """Tell whether the provider understood and said no: to this one thing, whatever else is asked."""
    return isinstance(error, Refused | NotFound | InputProblem)


def is_in_doubt(error: AppError) -> bool:
    """Tell whether a deed that failed like this may have been done all the same."""
    return isinstance(error, AnswerLost | ServiceFault | StrangeAnswer)


def ends_turn(error: AppError) -> bool:
    """Tell whether nothing else would fare better now: no network, no sign-in, no patience left."""
    return isinstance(error, Intercepted) or not (is_own_trouble(error) or is_in_doubt(error))


def pause_after(failures: int, *, jitter: Callable[[], float] = random.random) -> timedelta:
    """Return how long to wait after so many failures in a row: doubling, and never the same on two PCs."""
    longest = min(LONGEST_PAUSE.total_seconds(), 2.0 ** min(failures, _MOST_FAILURES))
    return timedelta(seconds=longest * (0.5 + 0.5 * jitter()))


class Connectivity:
    """Follows the connection. It is asked before a turn and told how it went.

    Args:
        clock: Tells the time.
        jitter: Returns a factor from 0 to 1.
    """

    def __init__(self, clock: Clock, jitter: Callable[[], float] = random.random) -> None:
        self._clock = clock
        self._jitter = jitter
        self.standing = Standing.UNKNOWN
        self.since: datetime | None = None
        self.problem = ""
        self.failures = 0
        self.retry_at: datetime | None = None

    def may_try(self) -> bool:
        """Return whether it is time; a pause that is longer than any ever asked for counts for nothing."""
        now = self._clock()
        return self.retry_at is None or self.retry_at <= now or self.retry_at > now + LONGEST_PAUSE

    def try_now(self) -> None:
        """Wait no longer: somebody asked, or the network came back."""
        self.retry_at = None

    def resume(self, failures: int, retry_at: datetime | None) -> None:
        """Go on where an earlier run stopped, so that a restart is no way around a pause."""
        self.failures, self.retry_at = failures, retry_at

    def note_answer(self) -> None:
        """The provider answered."""
        self._stand(Standing.ONLINE)
        self.failures, self.retry_at, self.problem = 0, None, ""

    def note_failure(self, error: AppError) -> None:
        """The connection failed: pause. To be told once a turn, however many requests met it."""
        self.note_gesture(error)
        self.failures = min(self.failures + 1, _MOST_FAILURES)
        pause = pause_after(self.failures, jitter=self._jitter)
        if isinstance(error, Busy):
            pause = min(max(pause, timedelta(seconds=error.retry_after * (1 + self._jitter() / 2))), LONGEST_PAUSE)
        self.retry_at = self._clock() + pause

    def note_gesture(self, error: AppError) -> None:
        """A person's own request failed: it tells how we stand, but asks for no pause."""
        if not isinstance(error, StoreProblem):  # this PC's disk says nothing about the provider
            self._stand(_standing(error))
        self.problem = f"{error.title}. {error.advice}".strip()

    def _stand(self, standing: Standing) -> None:
        if standing is not self.standing:
            self.standing, self.since = standing, self._clock()


def _standing(error: AppError) -> Standing:
    match error:
        case Intercepted():
            return Standing.INTERCEPTED
        case CredentialsRefused():
            return Standing.REFUSED
        case Unreachable() | AnswerLost():
            return Standing.OFFLINE
        case _:
            return Standing.TROUBLED
