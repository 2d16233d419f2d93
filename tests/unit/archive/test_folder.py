"""The archive in a folder: what gets in is whole, and a folder that is not it is told from it."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hosted_meetings_desktop.archive import item_lock
from hosted_meetings_desktop.archive.container import CHUNK_LOG2, SealedWriter
from hosted_meetings_desktop.archive.folder import INCOMING, MARKER, FolderVault
from hosted_meetings_desktop.archive.key import archive_key, key_check
from hosted_meetings_desktop.domain.archive import Damaged, ItemId
from hosted_meetings_desktop.domain.vault import BeingWritten, Missing, VaultProblem, VaultTrouble
from tests.unit.archive.vault_kit import ITEM, KEY, PLACE, ignore, read_all, take_in

CHUNK = 1 << CHUNK_LOG2
DATA = os.urandom(2 * CHUNK + 1000)


def vault_at(root: Path, key: bytes = KEY, *, own: bool = True) -> FolderVault:
    return FolderVault(root, lambda: key, own=own)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[FolderVault]:
    made = vault_at(tmp_path / "archive")
    made.open("")
    yield made
    made.close()


def trouble(root: Path, expected: str = "", key: bytes = KEY, *, own: bool = True) -> VaultTrouble:
    with pytest.raises(VaultProblem) as caught:
        vault_at(root, key, own=own).open(expected)
    assert caught.value.advice
    return caught.value.trouble


def test_what_was_put_comes_back_and_lies_nowhere_readable(vault: FolderVault, tmp_path: Path) -> None:
    digest = take_in(vault, DATA)
    vault.put(ITEM, PLACE, ignore)
    vault.put(ITEM, PLACE, ignore)  # once more is as good
    assert read_all(vault) == DATA
    assert digest == hashlib.sha256(DATA).hexdigest()
    files = [path for path in (tmp_path / "archive").rglob("*") if path.is_file()]
    assert sorted(path.name for path in files) == sorted([MARKER, f"{ITEM}.hma"])
    assert all(DATA[1000:1032] not in path.read_bytes() for path in files)
    vault.remove(PLACE)
    vault.remove(PLACE)
    assert not vault.has(PLACE)
    with pytest.raises(Missing):
        vault.content(PLACE)


@given(st.integers(0, len(DATA)))
def test_it_goes_on_where_it_broke_off(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    vault = vault_at(tmp_path_factory.mktemp("a"))
    vault.open("")
    intake = vault.intake(ITEM)
    intake.begin(len(DATA), '"v1"')
    intake.write(DATA[:cut])
    assert DATA[:cut].endswith(intake.tail(100))
    assert len(intake.tail(100)) == min(cut, 100)
    intake.close()
    again = vault.intake(ITEM)
    assert (again.length, again.mark) == (len(DATA), '"v1"')
    assert again.size == cut // CHUNK * CHUNK
    assert DATA[: again.size].endswith(again.tail(64))
    again.write(DATA[again.size :])
    assert again.finish() == hashlib.sha256(DATA).hexdigest()
    again.close()
    vault.put(ITEM, PLACE, ignore)
    assert read_all(vault) == DATA


def test_what_is_not_whole_gets_no_place(vault: FolderVault) -> None:
    intake = vault.intake(ITEM)
    intake.begin(len(DATA), "")
    intake.write(DATA[:-1])
    intake.close()
    with pytest.raises(Damaged):
        vault.taken(ITEM)
    with pytest.raises(Damaged):
        vault.put(ITEM, PLACE, ignore)
    assert not vault.has(PLACE)
    vault.drop(ITEM)
    with pytest.raises(Missing):
        vault.put(ITEM, PLACE, ignore)


def test_another_length_or_a_new_beginning_has_a_new_key(vault: FolderVault, tmp_path: Path) -> None:
    part = tmp_path / "archive" / INCOMING / f"{ITEM}.part"
    take_in(vault, DATA)
    first = part.read_bytes()[24:56]
    take_in(vault, DATA + b"more")
    second = part.read_bytes()[24:56]
    intake = vault.intake(ITEM)
    intake.restart()
    intake.begin(len(DATA), "")
    intake.close()
    assert len({first, second, part.read_bytes()[24:56]}) == 3


def test_a_file_is_written_by_one_at_a_time(vault: FolderVault, tmp_path: Path) -> None:
    intake = vault.intake(ITEM)
    with pytest.raises(BeingWritten):
        vault.intake(ITEM)
    with pytest.raises(BeingWritten):
        vault.drop(ITEM)
    vault.intake(ItemId("another")).close()
    intake.close()
    program = (
        "import sys; from pathlib import Path\n"
        "from hosted_meetings_desktop.archive.item_lock import ItemLock\n"
        "ItemLock(Path(sys.argv[1])); print('has it', flush=True); sys.stdin.read()"
    )
    lock = tmp_path / "archive" / INCOMING / f"{ITEM}.lock"
    with subprocess.Popen([sys.executable, "-c", program, str(lock)], stdin=-1, stdout=-1) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"has it\n"
        with pytest.raises(BeingWritten):
            vault.intake(ITEM)
        other.kill()
    vault.intake(ITEM).close()  # it went with the process


def test_on_a_share_without_locks_a_claim_is_staked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(item_lock, "_lock", no_locks)
    path = tmp_path / "x.lock"
    first = item_lock.ItemLock(path)
    with pytest.raises(BeingWritten):
        item_lock.ItemLock(path)
    first.touch()
    first.release()
    left_behind = item_lock.ItemLock(path)
    os.utime(tmp_path / "x.lock.claim", (0, 0))
    item_lock.ItemLock(path).release(done=True)
    left_behind.release()
    assert list(tmp_path.iterdir()) == []


# ---- which folder it is
def test_the_folder_is_known_again(vault: FolderVault, tmp_path: Path) -> None:
    root = tmp_path / "archive"
    assert vault_at(root).open(vault.id) == vault.id
    assert vault_at(root).open("") == vault.id, "what is ours is taken up where the settings were lost"
    assert trouble(root, "another id") is VaultTrouble.FOREIGN
    assert trouble(root, vault.id, key=bytes(32)) is VaultTrouble.FOREIGN


def test_a_folder_that_went_away_is_told_from_an_empty_one(vault: FolderVault, tmp_path: Path) -> None:
    root = tmp_path / "archive"
    take_in(vault, DATA)
    root.rename(tmp_path / "elsewhere")
    assert trouble(root, vault.id) is VaultTrouble.AWAY
    root.mkdir()  # as the mount point of a disk that is not connected
    assert trouble(root, vault.id) is VaultTrouble.EMPTY
    for deed in (
        lambda: vault.intake(ITEM), lambda: vault.put(ITEM, PLACE, ignore), lambda: vault.has(PLACE),
        lambda: vault.content(PLACE), lambda: vault.remove(PLACE),
    ):  # fmt: skip
        with pytest.raises(VaultProblem) as caught:
            deed()
        assert caught.value.trouble is VaultTrouble.EMPTY
        assert caught.value.retryable is False
    assert list(root.iterdir()) == [], "nothing was written beside the disk"


def test_a_chosen_folder_is_not_made_up(tmp_path: Path) -> None:
    assert trouble(tmp_path / "gone", own=False) is VaultTrouble.AWAY
    (tmp_path / "there").mkdir()
    assert vault_at(tmp_path / "there", own=False).open("")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 2, "id": "x", "check": "y"}', '{"format": 1}', "\xff"])
def test_a_marker_that_cannot_be_read_is_told(vault: FolderVault, tmp_path: Path, text: str) -> None:
    (tmp_path / "archive" / MARKER).write_bytes(text.encode("latin-1"))
    assert trouble(tmp_path / "archive", vault.id) is VaultTrouble.DAMAGED


def test_a_folder_in_which_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("no folder")
    assert trouble(tmp_path / "archive") is VaultTrouble.AWAY


@pytest.mark.parametrize("place", ["../x.hma", "/etc/passwd", "2026/../../x", ""])
def test_nothing_outside_of_it_is_touched(vault: FolderVault, place: str) -> None:
    with pytest.raises(Damaged):
        vault.content(place)


# ---- the disk
def test_too_little_room_is_told_first(vault: FolderVault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(1, 1, 1000))  # type: ignore[attr-defined]
    assert vault.room().free == 1000
    intake = vault.intake(ITEM)
    with pytest.raises(VaultProblem) as caught:
        intake.begin(1001, "")
    intake.close()
    assert caught.value.trouble is VaultTrouble.FULL


class Full:
    """A file on a disk that takes three more bytes."""

    def __init__(self, file: Any) -> None:
        self._file, self._taken = file, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: Any) -> int:
        if self._taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._taken = True
        return int(self._file.write(bytes(data[:3])))


def test_a_disk_that_fills_up_keeps_what_it_took(vault: FolderVault) -> None:
    intake = vault.intake(ITEM)
    intake.begin(len(DATA), '"v1"')
    intake.write(DATA[: CHUNK + 10])
    writer = intake._writer
    assert isinstance(writer, SealedWriter)
    writer._file = Full(writer._file)  # type: ignore[assignment]
    with pytest.raises(VaultProblem) as caught:
        intake.write(DATA[CHUNK + 10 :])
    assert caught.value.trouble is VaultTrouble.FULL
    intake.close()
    again = vault.intake(ITEM)
    assert again.size == CHUNK
    again.write(DATA[CHUNK:])
    assert again.finish() == hashlib.sha256(DATA).hexdigest()
    again.close()


def test_the_key_is_not_that_of_the_store() -> None:
    key = archive_key(KEY)
    assert len(key) == 32
    assert key == archive_key(KEY)
    assert key != KEY
    assert archive_key(bytes(32)) != key
    assert len({key_check(KEY, "a"), key_check(KEY, "b"), key_check(key, "a")}) == 3
