"""The archive behind an account: where it lies, under which key, and that what it needs runs by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest

from hosted_meetings_desktop.archive.folder import MARKER
from hosted_meetings_desktop.bootstrap import backend as backends
from hosted_meetings_desktop.domain.archive import ItemId
from hosted_meetings_desktop.identity.secrets import MemorySecrets
from hosted_meetings_desktop.services.rescue import RescueService
from hosted_meetings_desktop.services.retention import RetentionService
from hosted_meetings_desktop.services.transcript_intake import TranscriptIntake
from hosted_meetings_desktop.support.paths import paths
from tests.unit.bootstrap.test_start import ACCOUNT, NoPage
from tests.unit.conftest import Heard

pytestmark = pytest.mark.anyio


class Keyring(MemorySecrets):
    """A keyring that outlives the run."""

    @property
    def lasting(self) -> bool:
        return True


def account(changes: Heard, secrets: MemorySecrets | None = None, *, lasting: bool = True) -> backends.Backend:
    return backends.account_backend(
        paths(practice=False), ACCOUNT, secrets or Keyring(), changes, NoPage(), lasting=lasting
    )


async def run_until(done: anyio.Event, backend: backends.Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an account work without its engine, and its late work at once, until something has happened."""
    monkeypatch.setattr(backends, "_AFTER_THE_LIST", 0.0)
    monkeypatch.setattr(backend.engine, "run", anyio.sleep_forever)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(backend.run)
        with anyio.fail_after(60):
            await done.wait()
        tasks.cancel_scope.cancel()


async def test_the_archive_lies_beside_the_recordings_and_opens_with_the_stores_key_alone(changes: Heard) -> None:
    secrets = Keyring()
    backend = account(changes, secrets)
    folder = paths(practice=False).data / "archive" / ACCOUNT.id / "files"
    vault = await backend.later.vaults.current()
    assert (folder / MARKER).exists()
    intake = vault.intake(ItemId("one"))
    intake.begin(4, "")
    intake.write(b"film")
    intake.finish()
    intake.close()
    vault.put(ItemId("one"), "one.hma", lambda _done, _total: None)
    assert b"film" not in (folder / "one.hma").read_bytes()
    backend.close()
    again = account(changes, secrets)
    content = (await again.later.vaults.current()).content("one.hma")
    assert content.read_at(0, 4) == b"film"
    content.close()
    again.close()


async def test_the_archive_of_an_account_that_does_not_last_goes_with_the_run(changes: Heard) -> None:
    backend = account(changes, lasting=False)
    await backend.later.vaults.current()
    folder = backend.later.archive_folder
    assert folder.exists()
    assert not (paths(practice=False).data / "archive").exists()
    backend.close()
    assert not folder.exists()


async def test_the_rescue_heeds_calls_on_this_pc(changes: Heard) -> None:
    backend = account(changes)
    assert not backend.later.rescue.in_call()
    backend.later.in_call.set()
    assert backend.later.rescue.in_call()
    backend.close()


async def test_plain_recordings_are_moved_into_the_archive(changes: Heard) -> None:
    backend = account(changes)
    assert backend.later.rescue.before == backend.later.take_over.run
    assert backend.later.take_over.folder == backend.later.plain_folder
    assert await backend.later.take_over.run() == 0
    backend.close()


async def test_rescue_retention_and_transcripts_run_by_themselves(
    changes: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: set[str] = set()
    done = anyio.Event()

    def running(name: str) -> Callable[[Any], Awaitable[None]]:
        async def run(_self: Any) -> None:
            ran.add(name)
            if len(ran) == 3:
                done.set()
            await anyio.sleep_forever()

        return run

    monkeypatch.setattr(RescueService, "run", running("rescue"))
    monkeypatch.setattr(RetentionService, "run", running("retention"))
    monkeypatch.setattr(TranscriptIntake, "run", running("transcripts"))
    backend = account(changes)
    await run_until(done, backend, monkeypatch)
    backend.close()
