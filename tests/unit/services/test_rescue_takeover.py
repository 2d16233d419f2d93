"""Recordings that were downloaded as plain files move into the archive, once, and none is lost on the way."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from hosted_meetings_desktop.archive.container import SealedWriter
from hosted_meetings_desktop.archive.readable import readable
from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.ids import RecordingId
from hosted_meetings_desktop.domain.vault import VaultProblem
from hosted_meetings_desktop.services.rescue_takeover import TakeOver
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard
from tests.unit.fake_service import Ticking
from tests.unit.services.rescue_kit import FILM, Rig

pytestmark = pytest.mark.anyio


@pytest.fixture
def rig(store: Database, tmp_path: Path, clock: Ticking, changes: Heard) -> Rig:
    return Rig(store, tmp_path, clock, changes)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    folder.mkdir()
    return folder


@pytest.fixture
def move(rig: Rig, plain: Path) -> TakeOver:
    return TakeOver(rig.store, rig.vaults, readable, rig.changes, rig.clock, plain)


def downloaded(rig: Rig, plain: Path, name: str = "film", data: bytes = FILM, digest: str | None = None) -> Path:
    rig.film(name, days=-30)
    path = plain / f"{name}.mp4"
    path.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest() if digest is None else digest
    rig.store.run_now(lambda lib: lib.recordings.note_copy(RecordingId(name), local_path=str(path), sha256=sha256))
    return path


def local_path(rig: Rig, name: str = "film") -> str:
    found = rig.store.run_now(lambda lib: lib.recordings.get(RecordingId(name)))
    return str(found.local_path)


async def content(rig: Rig, name: str = "film") -> bytes:
    found = await rig.service.content(rig.one(name).id)
    try:
        return found.read_at(0, found.length)
    finally:
        found.close()


async def test_a_plain_file_is_moved_once(rig: Rig, plain: Path, move: TakeOver) -> None:
    path = downloaded(rig, plain)
    assert await move.run() == 1
    assert not path.exists()
    assert (rig.one().state, local_path(rig), await content(rig)) == (ItemState.KEPT, "", FILM)
    assert await move.run() == 0
    await rig.service.turn()
    assert rig.network.fetched == []


async def test_one_that_broke_off_goes_on(
    rig: Rig, plain: Path, move: TakeOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = downloaded(rig, plain)

    def ends(_self: SealedWriter) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(SealedWriter, "finish", ends)
        with pytest.raises(KeyboardInterrupt):
            await move.run()
    assert path.exists()
    assert await move.run() == 1
    assert await content(rig) == FILM
    assert not path.exists()


async def test_one_that_ended_before_the_plain_file_was_removed(
    rig: Rig, plain: Path, move: TakeOver, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = downloaded(rig, plain)

    def ends(_self: TakeOver, _plain: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(TakeOver, "_remove", ends)
        with pytest.raises(KeyboardInterrupt):
            await move.run()
    assert path.exists()
    assert rig.one().state is ItemState.KEPT
    assert await move.run() == 1
    assert not path.exists()
    assert local_path(rig) == ""


async def test_a_plain_file_that_is_not_what_was_downloaded_stays(rig: Rig, plain: Path, move: TakeOver) -> None:
    changed = downloaded(rig, plain, "changed", digest="0" * 64)
    broken = downloaded(rig, plain, "broken", b"no film")
    good = downloaded(rig, plain, "good")
    assert await move.run() == 1
    assert (changed.exists(), broken.exists(), good.exists()) == (True, True, False)
    assert local_path(rig, "changed")
    assert rig.one("changed").state is not ItemState.KEPT


async def test_a_plain_file_that_somebody_removed_is_forgotten(rig: Rig, plain: Path, move: TakeOver) -> None:
    downloaded(rig, plain).unlink()
    await move.run()
    assert local_path(rig) == ""


async def test_nothing_outside_of_the_folder_is_removed(rig: Rig, tmp_path: Path, move: TakeOver) -> None:
    path = downloaded(rig, tmp_path)
    await move.run()
    assert path.exists()
    assert rig.one().state is ItemState.KEPT


async def test_without_an_archive_all_stays(rig: Rig, plain: Path, move: TakeOver) -> None:
    rig.film("first")
    await rig.service.turn()
    rig.archive.rename(rig.archive.with_name("away"))
    path = downloaded(rig, plain)
    with pytest.raises(VaultProblem):
        await move.run()
    assert path.exists()


async def test_the_rescue_takes_them_over_first(rig: Rig, plain: Path, move: TakeOver) -> None:
    path = downloaded(rig, plain)
    rig.service.before = move.run
    await rig.service.turn()
    assert not path.exists()
    assert rig.network.fetched == []
    rig.archive.rename(rig.archive.with_name("away"))
    path = downloaded(rig, plain, "second")
    rig.film("third")
    await rig.service.turn()
    assert "not there" in (await rig.service.standing()).pause
    assert path.exists()
    assert rig.network.fetched == []
