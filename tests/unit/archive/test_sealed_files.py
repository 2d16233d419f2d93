"""An archive tells which sealed files lie in it, and nothing else that lies there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hosted_meetings_desktop.archive.bucket import BucketVault
from hosted_meetings_desktop.archive.bucket_client import open_client
from hosted_meetings_desktop.archive.folder import FolderVault
from hosted_meetings_desktop.domain.archive import ItemId
from hosted_meetings_desktop.domain.ids import new_id
from hosted_meetings_desktop.domain.vault import Bucket, Vault, VaultProblem, VaultTrouble
from tests.unit.archive.bucket_kit import watched
from tests.unit.archive.vault_kit import ITEM, KEY, PLACE, ignore, mp4, take_in


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[FolderVault]:
    made = FolderVault(tmp_path / "archive", lambda: KEY, own=True)
    made.open("")
    yield made
    made.close()


def put(vault: Vault, place: str) -> str:
    item = ItemId(place.rpartition("/")[2].removesuffix(".hma"))
    take_in(vault, mp4(), item)
    vault.put(item, place, ignore)
    return place


def some(vault: Vault, *months: str) -> set[str]:
    return {put(vault, f"{month}/{new_id()}.hma") for month in months}


def all_of(vault: Vault) -> list[str]:
    found, after = list[str](), ""
    while True:
        page = vault.sealed(after)
        found += [each.place for each in page.files]
        if not page.after:
            return found
        assert page.after != after
        after = page.after


def test_a_folder_tells_its_files_month_by_month(folder: FolderVault) -> None:
    placed = some(folder, "2025/12", "2026/01", "2026/01", "2026/11")
    assert set(all_of(folder)) == placed
    first = folder.sealed("")
    assert {each.place[:7] for each in first.files} == {"2025/12"}
    assert len(first.files) == 1


def test_size_and_time_are_those_of_the_file(folder: FolderVault, tmp_path: Path) -> None:
    put(folder, PLACE)
    path = tmp_path / "archive" / PLACE
    os.utime(path, (1_772_000_000, 1_772_000_000))
    (told,) = folder.sealed("").files
    assert (told.place, told.size) == (PLACE, path.stat().st_size)
    assert told.changed_at == datetime.fromtimestamp(1_772_000_000, UTC)


def test_what_is_on_its_way_or_none_of_ours_is_left_out(folder: FolderVault, tmp_path: Path) -> None:
    root = tmp_path / "archive"
    take_in(folder, mp4(), ITEM)  # taken in wholly, and never put in its place
    intake = folder.intake(ItemId(new_id()))
    intake.begin(100, "v")
    intake.write(b"half")
    intake.close()
    month = root / "2026" / "03"
    month.mkdir(parents=True)
    for strange in ("tried-1.hma", f"{new_id()}.part", f"{new_id()}.hma.tmp", "notes.txt", f"{new_id().upper()}.hma"):
        (month / strange).write_bytes(b"x")
    (root / f"tried-{new_id()}.hma").write_bytes(b"x")
    (month / f"{new_id()}.hma").mkdir()
    other = root / "2026" / "13"
    other.mkdir()
    (other / f"{new_id()}.hma").write_bytes(b"x")
    assert all_of(folder) == []


def test_links_that_somebody_put_on_the_share_are_not_followed(folder: FolderVault, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / f"{new_id()}.hma").write_bytes(b"x")
    year = tmp_path / "archive" / "2026"
    year.mkdir()
    (year / "04").symlink_to(outside)
    real = year / "05"
    real.mkdir()
    (real / f"{new_id()}.hma").symlink_to(next(outside.iterdir()))
    assert all_of(folder) == []


def test_a_share_that_went_away_is_not_taken_for_one_without_files(folder: FolderVault, tmp_path: Path) -> None:
    some(folder, "2026/01")
    (tmp_path / "archive").rename(tmp_path / "away")
    with pytest.raises(VaultProblem) as told:
        folder.sealed("")
    assert told.value.trouble is VaultTrouble.AWAY


def test_a_bucket_tells_its_files_page_by_page(vault: BucketVault, bucket: Bucket) -> None:
    placed = some(vault, "2025/12", "2026/01", "2026/01", "2026/11")
    client = open_client(bucket)
    for strange in (
        "2026/01/x.hma",
        f"{new_id()}.hma",
        "archive/2026/notes.txt",
        f"archive/b/2026/01/{new_id()}.hma",
    ):
        client.put_object(Bucket=bucket.name, Key=strange, Body=b"x")
    calls = watched(vault)
    calls.before["list_objects_v2"] = lambda whole, arguments: whole(**arguments, MaxKeys=2)
    assert set(all_of(vault)) == placed
    assert calls.asked.count("list_objects_v2") > 2


def test_a_bucket_that_is_another_one_by_now_is_not_taken_for_an_empty_one(
    vault: BucketVault, bucket: Bucket
) -> None:
    open_client(bucket).delete_object(Bucket=bucket.name, Key="archive/hosted-meetings-archive.json")
    with pytest.raises(VaultProblem) as told:
        vault.sealed("")
    assert told.value.trouble is VaultTrouble.EMPTY
