"""Looking after the store: is it whole, is there a copy of today, and putting one back."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta

import anyio

from hosted_meetings_desktop.domain.errors import StoreProblem
from hosted_meetings_desktop.domain.ports import Changes, Clock, StoreCopies
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason, Upgrade

log = logging.getLogger(__name__)

FIRST_LOOK = 20.0
"""Seconds after the start: neither the first list nor the first sending has to wait for it."""
_EVERY = timedelta(hours=20)
"""A PC that is switched on each morning gets a copy each morning."""
_LOOK_AGAIN = timedelta(hours=1)
_EVERYTHING = (
    "store", "meetings", "sessions", "recordings", "presets", "sync", "people", "clinic", "consents", "outbox",
    "ledger", "rescue", "retention", "shares", "audit", "strays", "calendars", "visit_types", "hours", "desk",
)  # fmt: skip
"""What another store says something else of."""


@dataclass(slots=True)
class SafekeepingService:
    """Keeps copies of the store.

    Attributes:
        problem: What is wrong with the store or its copies, None when all is well.
    """

    store: StoreCopies
    changes: Changes
    clock: Clock
    problem: StoreProblem | None = field(default=None, init=False)

    @property
    def upgrade(self) -> Upgrade | None:
        """How far the store is on its way to this program's schema; None while it is not."""
        return self.store.upgrade

    async def run(self) -> None:
        """Look after the store until cancelled."""
        await anyio.sleep(FIRST_LOOK)
        while True:
            await self.look_after()
            await anyio.sleep(_LOOK_AGAIN.total_seconds())

    async def look_after(self) -> None:
        """Check the store and make the day's copy when it is due; what is wrong is told by ``problem``."""
        before = self.problem
        try:
            await self.store.check()
            if self._is_due(await self.store.backups()):
                await self.store.back_up(Reason.DAILY, self.clock())
            self.problem = None
        except StoreProblem as problem:
            log.info("the store is not well: %s", problem.title)
            self.problem = problem
        if (before is None) != (self.problem is None):
            self.changes.publish("store")

    def _is_due(self, known: tuple[Backup, ...]) -> bool:
        times = [backup.made_at for backup in known if backup.reason is Reason.DAILY]
        # A copy of the future was made under a wrong clock: it says nothing about today.
        return not any(timedelta() <= self.clock() - made_at < _EVERY for made_at in times)

    async def backups(self) -> tuple[Backup, ...]:
        """Return the copies, the newest first."""
        return await self.store.backups()

    async def back_up_now(self) -> Backup:
        """Make a copy.

        Raises:
            StoreProblem: none could be made; earlier ones are kept.
        """
        made = await self.store.back_up(Reason.ASKED, self.clock())
        self.changes.publish("store")
        return made

    async def put_back(self, backup: Backup) -> None:
        """Put a copy in the store's place; what was there becomes a copy itself.

        Raises:
            StoreProblem: it cannot be used; the store is as it was.
        """
        await self.store.put_back(backup, self.clock())
        self.problem = None
        self.changes.publish(*_EVERYTHING)

    async def begin_anew(self) -> None:
        """Put a store that cannot be opened aside, never deleting it, and begin with an empty one."""
        await self.store.set_aside(self.clock())
        self.problem = None
        self.changes.publish(*_EVERYTHING)
