"""What grows while time passes, in a thread of its own: a film, or the voices of a room."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from av import FFmpegError

_SHORTEST_WAIT = 0.005


class Rolling:
    """Keeps the time of what is recorded, from ``start`` to ``close``.

    A busy machine records later, never less. Everything but ``_make`` and what it calls is to be called on the event
    loop's thread.

    Attributes:
        failure: Why it could not be written, if it could not.
    """

    def __init__(self, name: str, per_second: int) -> None:
        """Make it.

        Args:
            name: Of the thread.
            per_second: Into how many ticks a second is cut.
        """
        self._per_second = per_second
        self._ended = threading.Event()
        self._held = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._ticks = 0
        self.failure: Exception | None = None

    @property
    def seconds(self) -> float:
        """How much was recorded so far."""
        return self._ticks / self._per_second

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def hold(self) -> None:
        """Let time stand still in what is recorded."""
        self._held.set()

    def go_on(self) -> None:
        """End a hold."""
        self._held.clear()

    def close(self) -> float:
        """Finish, and return how long it all was in seconds; waits for the thread, so call it in another one."""
        self._ended.set()
        self._thread.join()
        return self.seconds

    # ---- the thread's
    def _make(self) -> None:
        """Record until it is ended, by ``_roll``, and finish the files."""
        raise NotImplementedError

    def _decode(self) -> None:
        """Decode what has arrived."""
        raise NotImplementedError

    def _run(self) -> None:
        try:
            self._make()
        except (FFmpegError, OSError, ValueError) as error:
            self.failure = error

    def _roll(self, record: Callable[[int], None]) -> None:
        """Let ``record`` write all ticks up to the one it is told, whenever some are due."""
        start = time.monotonic()
        while not self._ended.is_set():
            elapsed = time.monotonic() - start
            self._decode()
            if self._held.is_set():
                start += time.monotonic() - start - self.seconds
            elif elapsed * self._per_second >= self._ticks:
                due = int(elapsed * self._per_second) + 1
                record(due)
                self._ticks = due
            self._ended.wait(max(_SHORTEST_WAIT, start + self.seconds - time.monotonic()))
