"""A store in memory that answers at once, for tests that plan at random."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import StaticPool, create_engine

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.outbox import Said
from hosted_meetings_desktop.store.library import SqlLibrary
from hosted_meetings_desktop.store.tables import metadata

T = TypeVar("T")


class MemoryStore:
    """Implements ``Store`` over tables in memory, at once: thousands of transactions take seconds."""

    def __init__(self) -> None:
        self.engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(self.engine)

    async def run(self, work: Callable[[Any], T]) -> T:
        with self.engine.begin() as connection:
            return work(SqlLibrary(connection))

    async def read(self, look: Callable[[Any], T]) -> T:
        return await self.run(lambda lib: look(lib.meetings))


def is_to_come(said: Said, now: datetime) -> bool:
    """Return whether somebody's calendar has a time of this that is not over."""
    times = {said.starts: said.first}
    if said.recurrence is not None:
        by_rule = IcsCalendars().occurrences(said.starts, said.zone, said.recurrence)
        times = {each.wall: each.starts_at for each in by_rule}
    times |= {each.wall: each.starts_at for each in said.changed}
    return any(start + said.duration > now for wall, start in times.items() if wall not in said.left_out)
