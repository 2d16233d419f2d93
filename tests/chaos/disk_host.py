"""Uses a store whose disk fails: run by ``disk`` with the library of ``disk_faults.c`` loaded before all others."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import mmap
import random
import struct
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hosted_meetings_desktop.domain.errors import StoreProblem
from tests.chaos.host import Desk, open_backend
from tests.chaos.model import Kept, Model, kept
from tests.chaos.plan import CHANGES, SHORT, Author

_GESTURES = 12
_MOST_ROUNDS = 400


class Disk:
    """The injector's control page."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._page = mmap.mmap(file.fileno(), 24)

    def fail(self, permille: int) -> None:
        self._page[0:4] = struct.pack("I", permille)

    @property
    def injected(self) -> int:
        return int(struct.unpack("Q", self._page[16:24])[0])


class Trial:
    """Opens, uses and closes one store, round after round."""

    def __init__(self, folder: Path, disk: Disk, seed: int) -> None:
        self._folder = folder
        self._disk = disk
        self._chance = random.Random(seed)  # noqa: S311 (repeatable)
        self._author = Author(seed, SHORT)
        self.model = Model()
        self.failures = 0
        self.rounds = 0
        self.backups = 0
        self.titles: dict[str, int] = {}
        self._open()

    def _open(self) -> None:
        self._backend = open_backend(self._folder, "http://127.0.0.1:9/v2", "nobody", "nothing")
        self._desk = Desk(self._backend)
        self.model.restarted()

    async def round(self) -> None:
        """Do some things while the disk fails, then look at what is there while it does not."""
        self.rounds += 1
        self._disk.fail(self._chance.choice((5, 20, 60, 150)))
        for _ in range(_GESTURES):
            await self._gesture(self._author.gesture())
        match self._chance.randrange(6):
            case 0 | 1:
                await self._attempt(self._backend.safekeeping.back_up_now())
            case 2:
                await self._attempt(self._put_back())
            case 3 | 4:
                self._backend.close()
                self._open()
                await self._attempt(self._backend.sync.status())
            case _:
                await self._attempt(self._backend.safekeeping.look_after())
        self._disk.fail(0)
        await self._look()

    async def _gesture(self, command: dict[str, Any]) -> None:
        if command["do"] not in CHANGES:
            return
        answer = await self._attempt(self._desk.do(command))
        self.model.note(command, answer)

    async def _attempt(self, work: Any) -> Any:
        """Return the outcome, None when it failed with a sentence; every other failure is a complaint."""
        try:
            return await work
        except StoreProblem as problem:
            self.failures += 1
            self.titles[problem.title] = self.titles.get(problem.title, 0) + 1
            if not problem.title or not problem.advice:
                self.model.complaints.append(f"no sentence: {problem.details}")
        except Exception as error:  # noqa: BLE001 (whatever it is, nobody could read it)
            self.model.complaints.append(f"not a sentence but {type(error).__name__}: {error}")
        return None

    async def _put_back(self) -> None:
        """Put a copy of the present back: whether it works or not, what is there stays the same."""
        made = await self._backend.safekeeping.back_up_now()
        await self._backend.safekeeping.put_back(made)

    async def _look(self) -> None:
        """Everything that was acknowledged is there, and the file is whole."""
        await self._backend.database.check()
        listed = (await self._desk.do_list({}))["meetings"]
        have: dict[int, Kept] = {one["number"]: kept(one["state"]) for one in listed}
        for number in self.model.numbers:
            self.model.check(number, have.get(number))
        self.model.complaints += [
            f"nobody planned {one['title']}" for one in listed if one["number"] not in self.model.numbers
        ]

    async def end(self) -> None:
        """Close, open once more, and look at everything, the copies included."""
        self._backend.close()
        self._open()
        await self._look()
        for backup in await self._backend.safekeeping.backups():
            await self._backend.database.put_back(backup, datetime.now(UTC))
            await self._backend.database.check()
            self.backups += 1
        self._backend.close()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--control", type=Path, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--errors", type=int, required=True)
    given = parser.parse_args()
    disk = Disk(given.control)
    trial = Trial(given.folder, disk, given.seed)
    try:
        while disk.injected < given.errors and trial.rounds < _MOST_ROUNDS and not trial.model.complaints:
            await trial.round()
        if not trial.model.complaints:
            await trial.end()
    except Exception as error:  # noqa: BLE001 (told to whoever started this)
        told = f"{type(error).__name__}: {error} {getattr(error, 'details', '')}"
        trial.model.complaints.append(f"with the disk well again: {told}")
        with contextlib.suppress(StoreProblem):
            trial._backend.close()
    sys.stdout.write(
        json.dumps(
            {
                "injected": disk.injected, "rounds": trial.rounds, "acknowledged": trial.model.acknowledged,
                "failures": trial.failures, "backups": trial.backups, "titles": trial.titles,
                "complaints": trial.model.complaints,
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
