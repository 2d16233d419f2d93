"""The parts of the start: arguments, the remembered account, late clients, the embedded service, store keys."""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import anyio
import pytest

from hosted_meetings_desktop.bootstrap import backend as backends
from hosted_meetings_desktop.bootstrap import embedded
from hosted_meetings_desktop.bootstrap.embedded import EmbeddedService
from hosted_meetings_desktop.bootstrap.late_service import late_connector, late_service
from hosted_meetings_desktop.bootstrap.options import parse
from hosted_meetings_desktop.bootstrap.remembered import practice_account, remember_account, remembered_account
from hosted_meetings_desktop.domain.account import Account, DyteCredentials, Provider
from hosted_meetings_desktop.domain.deep_link import DeepLink, Refusal
from hosted_meetings_desktop.domain.errors import (
    AppError,
    CredentialsRefused,
    StoreProblem,
    StoreTrouble,
    Unreachable,
)
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


MEETING = "3f2b8c1e-9d41-4c7a-8a55-0c1d2e3f4a5b"
LINK = f"hostedmeetings://join/{MEETING}"


@pytest.mark.parametrize(
    ("arguments", "link", "practice"),
    [
        (["join", MEETING], DeepLink(MEETING), False),
        (["join", LINK], DeepLink(MEETING), False),
        (["join", "--", LINK], DeepLink(MEETING), False),
        ([LINK], DeepLink(MEETING), False),
        ([LINK.upper()], DeepLink(MEETING), False),
        (["--practice", "--verbose", "join", LINK], DeepLink(MEETING), True),
        (["join", ""], Refusal.STRANGE, False),
        (["join", "--tour"], Refusal.STRANGE, False),
        (["hostedmeetings://join/x?token=a"], Refusal.SECRET, False),
    ],
)
def test_a_link_among_the_arguments(arguments: list[str], link: DeepLink | Refusal, practice: bool) -> None:
    found = parse(arguments)
    assert (found.link, found.practice, found.tour, found.self_test) == (link, practice, None, False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["join"],
        ["join", LINK, "--practice"],
        [LINK, "--self-test"],
        [LINK, LINK],
        ["--self-test", LINK],
        ["--practice", "--tour", "pictures", LINK],
    ],
)
def test_a_link_brings_no_other_options(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(arguments)
    said = capsys.readouterr().err
    assert "link" in said
    assert MEETING not in said


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


async def test_a_client_of_no_use_any_more_is_made_anew() -> None:
    made: list[FakeService] = []
    stale: list[bool] = []

    async def make() -> FakeService:
        made.append(FakeService())
        return made[-1]

    service = late_service(Provider.DYTE, make, lambda: bool(stale and stale.pop()))  # type: ignore[arg-type]
    await service.list_presets()
    await service.list_presets()
    stale.append(True)
    await service.list_presets()
    assert [client.calls for client in made] == [["list_presets", "list_presets", "aclose"], ["list_presets"]]


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


_SPEAKS_LATE = """
import sys, time, pathlib
data = pathlib.Path(sys.argv[sys.argv.index("--data") + 1])
with (data / "starts").open("a") as starts:
    starts.write("x")
while not (data / "speak").exists():
    time.sleep(0.01)
print('{"dyte": {"base_url": "b", "organization_id": "o", "api_key": "k"}, "realtimekit": {"base_url": "b", '
      '"account_id": "a", "app_id": "p", "api_token": "t"}, "control_url": "c", '
      '"call": {"base_uri": "b", "edge_url": "e", "media": false}}', flush=True)
while not (data / "die").exists():
    time.sleep(0.01)
(data / "die").unlink()
"""


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedService]:
    """A process that says it is ready when the file "speak" is there, and ends when "die" is."""
    program = tmp_path / "program.py"
    program.write_text(_SPEAKS_LATE, encoding="utf-8")
    monkeypatch.setattr(embedded, "_interpreter", lambda: [sys.executable, str(program)])
    service = EmbeddedService(tmp_path / "data")
    yield service
    service.stop()


async def test_what_a_slow_service_says_is_not_lost(
    tmp_path: Path, made_up: EmbeddedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_PATIENCE", 0.05)
    for _ in range(2):
        with pytest.raises(AppError, match="did not start"):
            await made_up.ready()
    (tmp_path / "data" / "speak").touch()
    monkeypatch.setattr(embedded, "_PATIENCE", 30.0)
    assert (await made_up.ready()).embedded.edge_url == "e"
    assert (tmp_path / "data" / "starts").read_text() == "x"


async def test_a_service_that_died_is_started_again(tmp_path: Path, made_up: EmbeddedService) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "speak").touch()
    first = await made_up.ready()
    assert await made_up.ready() is first
    assert not made_up.died
    (tmp_path / "data" / "die").touch()
    while not made_up.died:
        await anyio.sleep(0.01)
    assert await made_up.ready() is not first
    assert not made_up.died
    assert (tmp_path / "data" / "starts").read_text() == "xx"
    made_up.stop()
    with pytest.raises(AppError, match="has ended"):
        await made_up.ready()
    assert (tmp_path / "data" / "starts").read_text() == "xx"


async def test_a_program_that_is_not_there_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_interpreter", lambda: [str(tmp_path / "nothing")])
    with pytest.raises(AppError, match="did not start"):
        await EmbeddedService(tmp_path / "data").ready()


async def test_a_new_practice_waits_for_the_end_of_the_old_one(tmp_path: Path, made_up: EmbeddedService) -> None:
    (tmp_path / "data").mkdir()
    waited: list[bool] = []
    second = EmbeddedService(tmp_path / "data", lambda: waited.append((tmp_path / "data" / "starts").exists()))
    (tmp_path / "data" / "speak").touch()
    await second.ready()
    second.stop()
    assert waited == [False]


# ---- keys and credentials of a real account
async def test_a_real_account_without_credentials_says_so(changes: Heard) -> None:
    backend = backends.account_backend(
        paths(practice=False), ACCOUNT, MemorySecrets(), changes, NoPage(), lasting=False
    )
    with pytest.raises(CredentialsRefused):
        await backend.sync.refresh_now()
    await backend.meetings.plan(make_draft("Knee"))
    assert (await backend.sync.status()).waiting == 1
    recordings = backend.later.plain_folder
    (recordings / "one.mp4").write_bytes(b"video")
    backend.close()
    assert not list(paths(practice=False).accounts.rglob("meetings.db")), "a store outlived its key"
    assert not recordings.exists(), "a recording outlived the run"
    assert not list(paths(practice=False).data.rglob("*.mp4"))


class Asked(MemorySecrets):
    """Remembers in which threads it was asked."""

    def __init__(self, *, lasting: bool) -> None:
        super().__init__()
        self._lasting = lasting
        self.threads: set[str] = set()

    @property
    def lasting(self) -> bool:
        self.threads.add(threading.current_thread().name)
        return self._lasting

    def store_key(self, account: AccountId) -> bytes | None:
        self.threads.add(threading.current_thread().name)
        return super().store_key(account)


async def test_the_keyring_is_asked_in_the_stores_thread_alone(changes: Heard) -> None:
    secrets = Asked(lasting=True)
    backend = backends.account_backend(paths(practice=False), ACCOUNT, secrets, changes, NoPage())
    assert not secrets.threads
    await backend.sync.status()
    assert {name.split("_")[0] for name in secrets.threads} == {"store"}
    backend.close()


async def test_a_keyring_that_is_gone_makes_no_store_that_nobody_can_open_again(changes: Heard) -> None:
    backend = backends.account_backend(paths(practice=False), ACCOUNT, Asked(lasting=False), changes, NoPage())
    with pytest.raises(StoreProblem, match="keyring of this PC is not there") as told:
        await backend.sync.status()
    assert told.value.trouble is StoreTrouble.LOCKED
    backend.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps a person's folders to them by itself")
@pytest.mark.parametrize("lasting", [True, False])
async def test_nobody_else_looks_into_the_recordings(changes: Heard, lasting: bool) -> None:
    folder = paths(practice=False).data / "recordings" / ACCOUNT.id
    folder.mkdir(parents=True, mode=0o755)
    backend = backends.account_backend(
        paths(practice=False), ACCOUNT, MemorySecrets(), changes, NoPage(), lasting=lasting
    )
    assert (backend.later.plain_folder == folder) == lasting
    assert stat.S_IMODE(backend.later.plain_folder.stat().st_mode) == 0o700
    backend.close()


# ---- the engine
async def test_an_engine_that_dies_is_started_again(
    changes: Heard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    backend = backends.account_backend(paths(practice=False), ACCOUNT, MemorySecrets(), changes, NoPage())
    runs: list[int] = []
    told: list[tuple[str, float]] = []

    async def run() -> None:
        runs.append(1)
        if len(runs) < 4:
            raise RuntimeError("nobody foresaw this")
        tasks.cancel_scope.cancel()
        await anyio.sleep_forever()

    monkeypatch.setattr(backend.engine, "run", run)
    monkeypatch.setattr(backends, "_PAUSES", (0.0, 0.01))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(backend.run, lambda error, pause: told.append((type(error).__name__, pause)))
    assert len(runs) == 4
    assert told == [("RuntimeError", 0.0), ("RuntimeError", 0.01), ("RuntimeError", 0.01)]
    assert "ended unexpectedly" in caplog.text
    backend.close()
