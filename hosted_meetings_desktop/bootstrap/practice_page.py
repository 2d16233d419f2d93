"""The guest page of practice mode, served on this PC with the first link."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from hosted_meetings_desktop.domain.ports import GuestPage

if TYPE_CHECKING:
    from hosted_meetings_desktop.guest_page.server import GuestPageServer


class PracticeGuestPage:
    """Implements ``GuestPage``: the page set in Settings, else one of its own."""

    def __init__(self, chosen: GuestPage) -> None:
        self._chosen = chosen
        self._server: GuestPageServer | None = None
        self._starting = threading.Lock()

    def address(self) -> str:
        """Return the page's address; the first call reads its files.

        Raises:
            AppError: this copy of the app lacks files of the page.
        """
        if chosen := self._chosen.address():
            return chosen
        with self._starting:
            if self._server is None:
                from hosted_meetings_desktop.guest_page.server import GuestPageServer

                self._server = GuestPageServer()
            return self._server.start()

    def stop(self) -> None:
        """End serving."""
        if self._server is not None:
            self._server.stop()
