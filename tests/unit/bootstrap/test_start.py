"""The parts of the start: arguments, the remembered account, late clients, the embedded service, store keys."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import anyio
import pytest

from hosted_meetings_desktop.bootstrap import backend as backends
from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
from hosted_meetings_desktop.bootstrap.late_service import late_connector, late_service
from hosted_meetings_desktop.bootstrap.options import parse
from hosted_meetings_desktop.bootstrap.remembered import practice_account, remember_account, remembered_account
from hosted_meetings_desktop.domain.account import Account, DyteCredentials, Provider
from hosted_meetings_desktop.domain.errors import AppError, CredentialsRefused, StoreProblem, Unreachable
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.meeting import MeetingFilter, SyncState
from hosted_meetings_desktop.domain.room import RoomSpec
from hosted_meetings_desktop.identity.secrets import MemorySecrets
from hosted_meetings_desktop.support.paths import paths
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService

pytestmark = pytest.mark.anyio

ACCOUNT = Account(AccountId("a1"), Provider.DYTE, "Riverside clinic")


class NoPage:
    def address(self) -> str:
        return ""


# ---- arguments
def test_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert not parse([]).practice
    found = parse(["--practice", "--provider", "dyte", "--tour", "pictures"])
    assert (found.practice, found.provider, found.tour) == (True, Provider.DYTE, Path("pictures"))
    with pytest.raises(SystemExit):
        parse(["--tour", "pictures"])
    assert "goes with --practice" in capsys.readouterr().err


# ---- the remembered account
def test_the_account_is_remembered_and_forgotten(tmp_path: Path) -> None:
    assert remembered_account(tmp_path) is None
    remember_account(tmp_path, ACCOUNT)
    assert remembered_account(tmp_path) == ACCOUNT
    remember_account(tmp_path, None)
    remember_account(tmp_path, None)
    assert remembered_account(tmp_path) is None


@pytest.mark.parametrize("rubbish", ["", "[]", '{"id": "x"}', '{"id": 1, "provider": "other", "label": ""}', "\x00"])
def test_a_damaged_file_means_no_account(tmp_path: Path, rubbish: str) -> None:
    (tmp_path / "account.json").write_text(rubbish, encoding="utf-8")
    assert remembered_account(tmp_path) is None


# ---- late clients
async def test_a_late_client_is_made_once_and_again_only_after_a_failure() -> None:
    made: list[FakeService] = []
    problems = [Unreachable()]

    async def make() -> FakeService:
        await anyio.sleep(0)
        if problems:
            raise problems.pop()
        made.append(FakeService())
        return made[-1]

    service = late_service(Provider.DYTE, make)  # type: ignore[arg-type]
    assert service.provider is Provider.DYTE
    await service.aclose()
    with pytest.raises(Unreachable):
        await service.list_rooms()
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(service.list_presets)
    assert [client.calls for client in made] == [["list_presets"] * 3]
    await service.aclose()
    assert made[0].calls[-1] == "aclose"


async def test_the_connector_sends_nothing_before_it_is_used() -> None:
    service = late_connector(DyteCredentials("org", "key", "http://127.0.0.1:1/v2"))
    assert service.provider is Provider.DYTE
    with pytest.raises(Unreachable):
        await service.create_room(RoomSpec("Visit"))
    await service.aclose()


# ---- the embedded service
async def test_practice_mode_from_start_to_end_and_again(changes: Heard) -> None:
    folders = paths(practice=True)
    planned = await _practise(folders, changes)
    async with _running(folders, changes) as backend:
        kept = await backend.meetings.page(MeetingFilter(), 0, 10)
        assert [meeting.id for meeting in kept.rows] == [planned]
        ticket = await backend.joining.ticket(planned)  # the room of the last run is still there
        assert ticket.edge_url is not None
        assert ticket.edge_url.startswith("http://127.0.0.1:")


async def _practise(folders, changes):
    async with _running(folders, changes) as backend:
        planned = await backend.meetings.plan(make_draft("Knee", "Asha"))
        await backend.engine.settle(planned.meeting.id)
        found = await backend.meetings.get(planned.meeting.id)
        assert found.sync is SyncState.SYNCED
        key = folders.accounts / "practice-realtimekit" / "key"
        if os.name == "posix":
            assert stat.S_IMODE(key.stat().st_mode) == 0o600
        return planned.meeting.id


class _running:  # noqa: N801
    def __init__(self, folders, changes) -> None:
        self._backend = backends.practice_backend(folders, practice_account(Provider.REALTIMEKIT), changes, NoPage())

    async def __aenter__(self) -> backends.Backend:
        return self._backend

    async def __aexit__(self, *_error: object) -> None:
        await self._backend.service.aclose()
        self._backend.close()


async def test_a_service_that_does_not_start_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hosted_meetings_desktop.bootstrap.embedded._interpreter", lambda: ["/bin/false"])
    service = EmbeddedService(tmp_path)
    service.start()
    with pytest.raises(AppError, match="did not start"):
        await service.ready()
    service.stop()
    service.stop()


# ---- keys and credentials of a real account
async def test_a_real_account_without_credentials_says_so(changes: Heard) -> None:
    backend = backends.account_backend(paths(practice=False), ACCOUNT, MemorySecrets(), changes, NoPage())
    with pytest.raises(CredentialsRefused):
        await backend.sync.refresh_now()
    await backend.meetings.plan(make_draft("Knee"))
    assert (await backend.sync.status()).waiting == 1
    backend.close()
    assert not list(paths(practice=False).accounts.rglob("meetings.db")), "a store outlived its key"


def test_a_lost_key_changes_nothing(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    path = tmp_path / "meetings.db"
    key = backends._store_key(secrets, ACCOUNT.id, path)
    assert backends._store_key(secrets, ACCOUNT.id, path) == key
    path.write_bytes(b"something")
    with pytest.raises(StoreProblem, match="not in this PC's keyring"):
        backends._store_key(MemorySecrets(), ACCOUNT.id, path)
    assert path.read_bytes() == b"something"
