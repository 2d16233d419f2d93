"""The keys of stores: made whole or not at all, never for a store that is there, and asked for once."""

from __future__ import annotations

from pathlib import Path

import pytest

from hosted_meetings_desktop.bootstrap import backend as backends
from hosted_meetings_desktop.bootstrap import store_key
from hosted_meetings_desktop.bootstrap.remembered import practice_account
from hosted_meetings_desktop.domain.account import Account, Provider
from hosted_meetings_desktop.domain.errors import AppError, StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.ids import AccountId
from hosted_meetings_desktop.domain.safekeeping import Reason
from hosted_meetings_desktop.identity.secrets import MemorySecrets
from hosted_meetings_desktop.support.paths import paths
from tests.unit.conftest import Heard

pytestmark = pytest.mark.anyio

ACCOUNT = Account(AccountId("a1"), Provider.DYTE, "Riverside clinic")


class NoPage:
    def address(self) -> str:
        return ""


# ---- the key of practice mode
def test_a_kill_while_the_key_is_written_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def kill(*_what: object) -> None:
        raise Killed

    for step in ("write", "fsync", "replace"):
        with monkeypatch.context() as patch:
            if step == "write":
                patch.setattr(store_key.os, "open", kill)
            elif step == "fsync":
                patch.setattr(store_key.os, "fsync", kill)
            else:
                patch.setattr(Path, "replace", kill)
            with pytest.raises(Killed):
                store_key.key_file(tmp_path / "key", tmp_path / "meetings.db")
        assert not (tmp_path / "key").exists()
    key = store_key.key_file(tmp_path / "key", tmp_path / "meetings.db")
    assert (tmp_path / "key").read_bytes() == key
    assert len(key) == 32
    assert [path.name for path in tmp_path.iterdir() if "home" not in path.name] == ["key"]


def test_half_a_key_is_only_replaced_where_nothing_is_locked_with_it(tmp_path: Path) -> None:
    path, store = tmp_path / "key", tmp_path / "meetings.db"
    path.write_bytes(b"")
    key = store_key.key_file(path, store)
    assert store_key.key_file(path, store) == key
    store.write_bytes(b"something")
    path.write_bytes(key[:5])
    with pytest.raises(StoreProblem, match="damaged"):
        store_key.key_file(path, store)
    assert path.read_bytes() == key[:5]


def test_a_lost_key_changes_nothing(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    path = tmp_path / "meetings.db"
    key = store_key.keyring_key(secrets, ACCOUNT.id, path, lasting=False)
    assert store_key.keyring_key(secrets, ACCOUNT.id, path, lasting=False) == key
    path.write_bytes(b"something")
    with pytest.raises(StoreProblem, match="not in this PC's keyring") as told:
        store_key.keyring_key(MemorySecrets(), ACCOUNT.id, path, lasting=False)
    assert path.read_bytes() == b"something"
    assert told.value.trouble is StoreTrouble.KEY


class Locked(MemorySecrets):
    """A keyring that asks for a password, in vain."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def store_key(self, account: AccountId) -> bytes | None:
        self.asked += 1
        raise AppError("The keyring of this PC did not open", "Unlock it.", details="keyring.errors.KeyringLocked")


async def test_a_locked_keyring_is_asked_again_only_when_somebody_wants_it(changes: Heard) -> None:
    secrets = Locked()
    backend = backends.account_backend(paths(practice=False), ACCOUNT, secrets, changes, NoPage())
    for _ in range(3):
        with pytest.raises(StoreProblem, match="keyring of this PC did not open") as told:
            await backend.sync.status()
        assert (told.value.trouble, told.value.advice) == (StoreTrouble.LOCKED, "Unlock it.")
        assert told.value.details == "keyring.errors.KeyringLocked"
    assert secrets.asked == 1
    backend.key.ask_again()
    with pytest.raises(StoreProblem):
        await backend.sync.status()
    assert secrets.asked == 2
    backend.close()


@pytest.mark.parametrize("lost", ["key", "garbage"])
async def test_a_store_whose_key_is_lost_is_kept_aside_and_a_new_one_begun(changes: Heard, lost: str) -> None:
    folders = paths(practice=True)
    folder = folders.accounts / "practice-dyte"
    folder.mkdir(parents=True)
    (folder / "meetings.db").write_bytes(b"locked with another key" * 400)
    (folder / "key").write_bytes(b"half" if lost == "key" else bytes(32))
    backend = backends.practice_backend(folders, practice_account(Provider.DYTE), changes, NoPage())
    with pytest.raises(StoreProblem) as told:
        await backend.sync.status()
    assert told.value.trouble is StoreTrouble.KEY
    await backend.safekeeping.begin_anew()
    assert (await backend.sync.status()).waiting == 0
    kept = await backend.safekeeping.backups()
    assert [backup.reason for backup in kept] == [Reason.SET_ASIDE]
    assert kept[0].size == len(b"locked with another key" * 400)
    backend.close()


def test_a_practice_folder_that_cannot_be_read_is_told_as_one(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    with pytest.raises(StoreProblem) as told:
        store_key.key_file(tmp_path / "key", tmp_path / "meetings.db")
    assert told.value.trouble is StoreTrouble.READ_ONLY
