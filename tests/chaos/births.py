"""Kills at the most delicate moments of a store: while it is made, and while it is brought to a newer schema."""

from __future__ import annotations

import asyncio
import random
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.engine_sqlite import sqlite_engine
from hosted_meetings_desktop.store.revisions import KNOWN_REVISIONS
from hosted_meetings_desktop.store.schema import migrate
from tests.chaos.app import App
from tests.chaos.model import Model, kept
from tests.unit.conftest import make_draft

_KILLS = 4
_OLD_MEETINGS = 200
_NOWHERE = 9
"""The discard port: nobody answers there."""


@dataclass
class Births:
    """Attributes: complaints: what was lost, damaged or not to be opened any more."""

    stores: int = 0
    kills: int = 0
    complaints: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.complaints

    def lines(self) -> list[str]:
        return [f"{self.stores} stores made or migrated under {self.kills} kills: {len(self.complaints)} lost",
                *(f"  {reason}" for reason in self.complaints)]  # fmt: skip


async def births(seed: int, count: int) -> Births:
    """Open ``count`` new stores and as many old ones, each killed again and again before it may go on."""
    chance, told = random.Random(seed), Births()  # noqa: S311 (repeatable)
    for number in range(count * 2):
        with tempfile.TemporaryDirectory(prefix="hosted-meetings-birth-") as folder:
            await _birth(Path(folder), chance, told, old=number % 2 == 1)
    return told


async def _birth(folder: Path, chance: random.Random, told: Births, *, old: bool) -> None:
    told.stores += 1
    expected = _OLD_MEETINGS if old else 0
    if old:
        await asyncio.to_thread(make_old_store, folder)
    model = Model()
    for number in range(1, _KILLS + 1):
        app = await _start(folder)
        await app.until("begun")
        plan = {"do": "plan", "number": number, "title": f"Visit {number}", "record": False, "people": {}}
        asked = asyncio.create_task(app.ask(plan))
        await asyncio.sleep(chance.random() * (0.9 if old else 0.4))
        app.kill()
        model.note(plan, await asked)
        await app.ended()
        told.kills += 1
        told.complaints += app.complaints
    app = await _start(folder)
    listed, whole = await app.ask({"do": "list"}), await app.ask({"do": "check"})
    await app.close()
    told.complaints += [*app.complaints, *model.complaints]
    if listed is None or "error" in listed or whole is None or "error" in whole:
        told.complaints.append(f"it does not open: {listed if listed and 'error' in listed else whole}")
        return
    have = {one["number"]: kept(one["state"]) for one in listed["meetings"] if one["number"] is not None}
    model.complaints.clear()
    for number in model.numbers:
        model.check(number, have.get(number))
    told.complaints += model.complaints
    there = sum(one["number"] is None for one in listed["meetings"])
    if there != expected:
        told.complaints.append(f"{there} of {expected} old meetings are there")


async def _start(folder: Path) -> App:
    return await App.start(folder, port=_NOWHERE, organization="nobody", api_key="nothing")


def make_old_store(folder: Path) -> None:
    """Make a store of the first schema with meetings in it, where the app will look for its own."""
    key, path = bytes(range(32)), folder / "data" / "accounts" / "chaos" / "meetings.db"
    (folder / "key").write_bytes(key)
    store = Database(path, lambda: key)
    now = datetime.now(UTC)

    def fill(lib):
        for number in range(_OLD_MEETINGS):
            lib.meetings.add(MeetingId(new_id()), make_draft(f"Old {number}", "Asha"), now=now)

    store.run_now(fill)
    store.close()
    engine = sqlite_engine(path, key)
    migrate(engine, KNOWN_REVISIONS[0])
    engine.dispose()
