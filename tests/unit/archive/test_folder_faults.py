"""Disks, shares and whoever else writes to them: what they can do to an archive's folder, and what is told of it."""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hosted_meetings_desktop.archive import folder as folder_module
from hosted_meetings_desktop.archive import item_lock
from hosted_meetings_desktop.archive.container import CHUNK_LOG2, SealedWriter
from hosted_meetings_desktop.archive.folder import INCOMING, MARKER, FolderVault
from hosted_meetings_desktop.archive.troubles import told, vault_problem
from hosted_meetings_desktop.domain.archive import Damaged, ItemId
from hosted_meetings_desktop.domain.vault import BeingWritten, NotWhole, VaultProblem, VaultTrouble
from tests.unit.archive.vault_kit import ITEM, KEY, PLACE, ignore, read_all, take_in

CHUNK = 1 << CHUNK_LOG2
DATA = os.urandom(CHUNK + 1000)

links = pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "archive"


@pytest.fixture
def vault(root: Path) -> Iterator[FolderVault]:
    made = FolderVault(root, lambda: KEY, own=True)
    made.open("")
    yield made
    made.close()


def troubled(deed: Callable[[], object]) -> VaultTrouble:
    with pytest.raises(VaultProblem) as caught:
        deed()
    assert caught.value.title
    assert caught.value.advice
    return caught.value.trouble


# ---- what comes in
def test_another_version_is_not_put_behind_the_first(vault: FolderVault) -> None:
    """A server that gives the rest of another version, and says so only by its mark."""
    intake = vault.intake(ITEM)
    intake.begin(len(DATA), '"v1"')
    intake.write(DATA[:CHUNK])
    intake.begin(len(DATA), '"v1"')
    intake.begin(len(DATA), "")  # one that says nothing of its version says nothing of another one
    intake.begin(len(DATA), '"v1"')
    with pytest.raises(NotWhole):
        intake.begin(len(DATA), '"v2"')
    assert (intake.size, intake.mark) == (0, "")
    intake.begin(len(DATA), '"v2"')
    intake.write(DATA)
    intake.finish()
    intake.close()
    vault.put(ITEM, PLACE, ignore)
    assert read_all(vault) == DATA


def test_more_than_was_said_is_told_and_forgotten(vault: FolderVault, root: Path) -> None:
    intake = vault.intake(ITEM)
    intake.begin(10, "")
    for _again in range(2):
        with pytest.raises(NotWhole):
            intake.write(b"eleven bytes")
    intake.close()
    assert [path.name for path in (root / INCOMING).iterdir()] == [f"{ITEM}.lock"]
    vault.intake(ITEM).close()


@links
def test_a_link_that_somebody_put_there_is_not_followed(vault: FolderVault, root: Path, tmp_path: Path) -> None:
    letters, new = tmp_path / "letters", tmp_path / "new"
    letters.write_text("mine")
    for suffix in (".part", ".mark"):
        (root / INCOMING / f"{ITEM}{suffix}").symlink_to(letters)
    take_in(vault, DATA)
    assert letters.read_text() == "mine"
    vault.put(ITEM, PLACE, ignore)
    (root / INCOMING / f"{ITEM}.lock").symlink_to(new)
    assert troubled(lambda: vault.intake(ITEM)) is VaultTrouble.AWAY
    assert not new.exists()


# ---- what is in its place
def test_new_folders_are_on_the_disk_as_the_file_in_them(
    vault: FolderVault, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[Path] = []
    take_in(vault, DATA)
    monkeypatch.setattr(folder_module, "_settle", settled.append)
    vault.put(ITEM, PLACE, ignore)
    wanted = {root, root / "2026", root / "2026" / "03", root / INCOMING}
    assert wanted <= set(settled)
    settled.clear()
    vault.put(ITEM, PLACE, ignore)  # the run before may have been ended before that
    assert wanted <= set(settled)


@pytest.mark.skipif(os.name != "posix", reason="Windows cannot be told to settle folders")
@pytest.mark.parametrize(("number", "told_of"), [(errno.EIO, True), (errno.ENOSPC, True), (errno.EINVAL, False)])
def test_a_folder_that_is_not_on_the_disk_is_told(
    vault: FolderVault, monkeypatch: pytest.MonkeyPatch, number: int, told_of: bool
) -> None:
    fsync = os.fsync

    def fail(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        fsync(descriptor)

    take_in(vault, DATA)
    monkeypatch.setattr(os, "fsync", fail)
    if told_of:
        troubled(lambda: vault.put(ITEM, PLACE, ignore))
    else:
        vault.put(ITEM, PLACE, ignore)
    monkeypatch.undo()
    vault.put(ITEM, PLACE, ignore)
    assert read_all(vault) == DATA


def test_what_went_with_its_folder_is_removed(vault: FolderVault, root: Path) -> None:
    vault.remove(PLACE)
    take_in(vault, DATA)
    vault.put(ITEM, PLACE, ignore)
    (root / PLACE).unlink()
    (root / PLACE).parent.rmdir()
    vault.remove(PLACE)


@pytest.mark.parametrize("place", ["2026\\..\\..\\x", "C:x", "2026/03/x.hma:stream"])
def test_no_place_is_one_on_windows_only(vault: FolderVault, place: str) -> None:
    with pytest.raises(Damaged):
        vault.content(place)


def test_another_archive_in_its_place_is_left_alone(vault: FolderVault, root: Path, tmp_path: Path) -> None:
    """Another disk was connected under the same letter, or another share mounted there."""
    take_in(vault, DATA)
    FolderVault(tmp_path / "another", lambda: KEY, own=True).open("")
    root.rename(tmp_path / "away")
    (tmp_path / "another").rename(root)
    before = sorted(root.rglob("*"))
    for deed in (
        lambda: vault.intake(ITEM), lambda: vault.put(ITEM, PLACE, ignore), lambda: vault.has(PLACE),
        lambda: vault.content(PLACE), lambda: vault.remove(PLACE),
    ):  # fmt: skip
        assert troubled(deed) is VaultTrouble.FOREIGN
    assert sorted(root.rglob("*")) == before


def test_a_mark_of_any_kind_is_told(vault: FolderVault, root: Path) -> None:
    for text in (
        "[" * 50_000, '{"format": 1, "id": 5, "check": "x"}', '{"format": 1, "id": "x", "check": null}',
        r'{"format": 1, "id": "\ud800", "check": "x"}', r'{"format": 1, "id": "x", "check": "\ud800"}',
    ):  # fmt: skip
        (root / MARKER).write_text(text)
        assert troubled(lambda: vault.has(PLACE)) is VaultTrouble.DAMAGED
    os.truncate(root / MARKER, 1 << 33)  # longer than this PC's memory may be
    assert troubled(lambda: vault.has(PLACE)) is VaultTrouble.DAMAGED


def test_the_file_of_one_visit_is_not_taken_for_that_of_another(vault: FolderVault, root: Path) -> None:
    """Somebody who can write to the share exchanges two whole files, each sealed as it should be."""
    other = ItemId("5c1d3a52-7c4e-4c69-9a36-0b3c2f0a9d77")
    places = PLACE, PLACE.replace(ITEM, other)
    take_in(vault, DATA)
    take_in(vault, DATA[::-1], other)
    (root / INCOMING / f"{ITEM}.part").rename(root / "aside")
    (root / INCOMING / f"{other}.part").rename(root / INCOMING / f"{ITEM}.part")
    (root / "aside").rename(root / INCOMING / f"{other}.part")
    with pytest.raises(Damaged):
        vault.taken(ITEM)
    with pytest.raises(Damaged):
        vault.put(ITEM, PLACE, ignore)
    for item, data, place in zip((ITEM, other), (DATA, DATA[::-1]), places, strict=True):
        take_in(vault, data, item)
        vault.put(item, place, ignore)
        assert read_all(vault, place) == data
    (root / places[0]).rename(root / "aside")
    (root / places[1]).rename(root / places[0])
    (root / "aside").rename(root / places[1])
    for place in places:
        with pytest.raises(Damaged):
            vault.content(place)


def test_files_from_before_they_had_an_owner_are_read(vault: FolderVault, root: Path) -> None:
    (root / "2026" / "03").mkdir(parents=True)
    writer = SealedWriter(root / PLACE, KEY, len(DATA))
    writer.write(DATA)
    writer.finish()
    assert (root / PLACE).read_bytes()[8] == 1
    assert read_all(vault) == DATA


# ---- the lock
def test_a_share_that_fails_is_not_taken_for_another_copy_of_the_app(
    vault: FolderVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, trouble in ((errno.EIO, VaultTrouble.AWAY), (errno.ENOSPC, VaultTrouble.FULL)):
        _locks_answer(monkeypatch, number)
        assert troubled(lambda: vault.intake(ITEM)) is trouble
    _locks_answer(monkeypatch, errno.EACCES)
    with pytest.raises(BeingWritten):
        vault.intake(ITEM)


def _locks_answer(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def answer(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(item_lock, "_lock", answer)


def test_a_claim_does_not_stand_in_its_own_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever had it before removed the file while it was opened here."""
    _locks_answer(monkeypatch, errno.ENOLCK)
    is_same, answers = item_lock._is_same, [False]
    monkeypatch.setattr(
        item_lock, "_is_same", lambda descriptor, path: answers.pop() if answers else is_same(descriptor, path)
    )
    item_lock.ItemLock(tmp_path / "x.lock").release(done=True)
    assert list(tmp_path.iterdir()) == []


def test_a_claim_that_cannot_be_written_is_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    _locks_answer(monkeypatch, errno.ENOLCK)
    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        with pytest.raises(OSError, match="No space"):
            item_lock.ItemLock(tmp_path / "x.lock")
    item_lock.ItemLock(tmp_path / "x.lock").release(done=True)
    assert list(tmp_path.iterdir()) == []


def test_a_claim_that_is_in_use_does_not_grow_old(vault: FolderVault, monkeypatch: pytest.MonkeyPatch) -> None:
    _locks_answer(monkeypatch, errno.ENOLCK)
    intake = vault.intake(ITEM)
    claim = next(path for path in intake._path.parent.iterdir() if path.suffix == ".claim")
    os.utime(claim, (0, 0))
    intake.begin(len(DATA), "")
    intake.write(DATA[:10])
    assert time.time() - claim.stat().st_mtime < 600
    with pytest.raises(BeingWritten):
        vault.intake(ITEM)
    intake.close()


# ---- what the system says
@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_failure_is_told_in_sentences(number: int) -> None:
    with pytest.raises(VaultProblem) as caught, told():
        raise OSError(number, "secret path", "/home/anna/secret")
    problem = caught.value
    assert problem.title
    assert problem.advice.endswith(".")
    assert "secret" not in f"{problem.title} {problem.advice} {problem.details}"


@pytest.mark.parametrize(
    ("windows", "number", "trouble", "words"),
    [
        (32, errno.EACCES, VaultTrouble.AWAY, "virus scanner"),
        (33, errno.EACCES, VaultTrouble.AWAY, "virus scanner"),
        (5, errno.EACCES, VaultTrouble.REFUSED, "permissions"),
        (39, errno.EINVAL, VaultTrouble.FULL, "Free some room"),
        (1295, errno.EINVAL, VaultTrouble.FULL, "Free some room"),
        (64, errno.ENOENT, VaultTrouble.AWAY, "Connect"),
    ],
)
def test_what_windows_says_is_told(windows: int, number: int, trouble: VaultTrouble, words: str) -> None:
    error = OSError(number, "refused")
    error.winerror = windows  # type: ignore[attr-defined,unused-ignore]
    problem = vault_problem(error)
    assert problem.trouble is trouble
    assert words in problem.advice
