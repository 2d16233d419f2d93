"""Accounts that were left: what takes seconds to close is closed in threads of its own, and the end waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    from hosted_meetings_desktop.bootstrap.backend import Backend


class Leaving:
    """Closes what stands behind accounts."""

    def __init__(self) -> None:
        self._closing: list[tuple[threading.Thread, Backend]] = []

    def stop(
        self, backend: Backend | None, running: Future[None] | None, release: Callable[[], None] = lambda: None
    ) -> None:
        """Stop an account's services; what may take seconds happens in a thread of its own, then ``release``."""
        if running is not None:
            running.cancel()
        # Ended ones are let go here, in the GUI thread, as there is a QObject behind a backend.
        self._closing = [(thread, closed) for thread, closed in self._closing if thread.is_alive()]
        if backend is None:
            release()
            return

        def close() -> None:
            backend.close()
            release()

        thread = threading.Thread(target=close, name="closing")
        self._closing.append((thread, backend))
        thread.start()

    def wait(self) -> None:
        """Wait until every account that was left has been closed."""
        for thread, _backend in tuple(self._closing):
            thread.join()
