"""A store in memory that answers at once, for tests that plan at random."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import StaticPool, create_engine

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
