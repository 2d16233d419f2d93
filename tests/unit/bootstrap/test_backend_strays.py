"""Files without a recording are looked for in the background, and the screens hear of a store being updated."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from hosted_meetings_desktop.domain.safekeeping import Upgrade
from hosted_meetings_desktop.services.strays import StrayService
from tests.unit.bootstrap.test_backend_archive import account, run_until
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
    backend = account(changes)
    await run_until(done, backend, monkeypatch)
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
