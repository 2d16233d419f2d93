"""How the clinic writes, as it is kept: read once for all its groups, and changed a part at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.message import MailServer
from hosted_meetings_desktop.domain.outbox import OutboxSettings
from hosted_meetings_desktop.ui.runtime.calls import Calls

Change = Callable[[OutboxSettings], OutboxSettings]


class WritingSettings(Protocol):
    """What these groups ask (``CorrespondenceService``)."""

    async def settings(self) -> OutboxSettings:
        """Return how the clinic writes to people."""
        ...

    async def keep_settings(self, settings: OutboxSettings) -> None:
        """Keep how the clinic writes to people."""
        ...

    async def check(self, server: MailServer) -> str:
        """Sign in to a mail server without sending anything and return a sentence about it."""
        ...


class KeptSettings(QObject):
    """What is kept now; each change is made to the newest, so that no group writes over another's.

    Signals:
        shown(OutboxSettings): They are known, or others than before.
        missed(AppError): They cannot be read.
    """

    shown = Signal(object)
    missed = Signal(object)

    def __init__(self, service: WritingSettings, calls: Calls, parent: QObject) -> None:
        super().__init__(parent)
        self._service = service
        self._calls = calls
        self._now: OutboxSettings | None = None

    @property
    def now(self) -> OutboxSettings | None:
        """What is kept, None before it is known."""
        return self._now

    def reload(self) -> None:
        """Read them again."""
        self._calls.run(self, self._service.settings, self._take, self.missed.emit)

    def _take(self, settings: OutboxSettings) -> None:
        self._now = settings
        self.shown.emit(settings)

    def keep(
        self, change: Change, done: Callable[[], object], failed: Callable[[AppError], object]
    ) -> OutboxSettings | None:
        """Make a change and keep it.

        Args:
            change: Returns the settings with it; nothing is kept where that makes no difference.
            done: Called when it is kept.
            failed: Called where it could not be; then everything is as before.

        Returns:
            What was kept before, for the way back; None before anything is known.
        """
        before = self._now
        if before is None:
            return None
        fresh = change(before)
        if fresh == before:
            done()
            return before
        self._now = fresh

        def succeed(_nothing: None) -> None:
            self.shown.emit(self._now)
            done()

        def fail(error: AppError) -> None:
            self._now = before if self._now is fresh else self._now
            self.shown.emit(self._now)
            failed(error)

        self._calls.run(self, partial(self._service.keep_settings, fresh), succeed, fail)
        return before
