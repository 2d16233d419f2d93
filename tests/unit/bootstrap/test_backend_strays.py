"""Files without a recording are looked for in the background, and the screens hear of a store being updated."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from hosted_meetings_desktop.bootstrap import backend as backends
from hosted_meetings_desktop.domain.safekeeping import Upgrade
from hosted_meetings_desktop.services.strays import StrayService
from tests.unit.bootstrap.test_backend_archive import account
from tests.unit.conftest import Heard

pytestmark = pytest.mark.anyio


async def test_the_archive_is_looked_through_by_itself_and_rests_during_calls(
    changes: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Any] = []
    done = anyio.Event()

    async def run(self: Any) -> None:
        ran.append(self)
        done.set()
        await anyio.sleep_forever()

    monkeypatch.setattr(StrayService, "run", run)
    monkeypatch.setattr(backends, "_AFTER_THE_LIST", 0.0)
    backend = account(changes)
    monkeypatch.setattr(backend.engine, "run", anyio.sleep_forever)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(backend.run)
        with anyio.fail_after(60):
            await done.wait()
        tasks.cancel_scope.cancel()
    assert ran == [backend.strays], "the screens ask the same one"
    assert not backend.strays.resting()
    backend.later.in_call.set()
    assert backend.strays.resting()
    assert (await backend.strays.look(asked=False)).count == 0
    assert not backend.later.archive_folder.exists()
    backend.close()


async def test_the_screens_hear_that_the_store_is_brought_up_to_date(changes: Heard) -> None:
    backend = account(changes)
    backend.database._note_upgrade(Upgrade(1, 3))
    assert changes.topics == ["store"]
    assert backend.safekeeping.upgrade == Upgrade(1, 3)
    backend.close()
