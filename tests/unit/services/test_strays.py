"""Sealed files that no recording stands for are found, told of, and adopted; none is ever touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import anyio
import pytest

from hosted_meetings_desktop.archive.readable import readable
from hosted_meetings_desktop.domain.archive import ArchiveItem, ItemId, ItemKind, ItemState
from hosted_meetings_desktop.domain.audit import Deed, audit_note
from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import RecordingId, new_id
from hosted_meetings_desktop.domain.recording_list import ListFilter
from hosted_meetings_desktop.domain.retention import RetentionRules
from hosted_meetings_desktop.domain.strays import Adoption, Left, Strays
from hosted_meetings_desktop.domain.vault import VaultPlace
from hosted_meetings_desktop.services import strays as module
from hosted_meetings_desktop.services.safekeeping import SafekeepingService
from hosted_meetings_desktop.services.strays import StrayService
from hosted_meetings_desktop.store.archive_strays import stray_rows
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.recording_list import recording_list
from tests.unit.archive.vault_kit import ignore, mp4, take_in
from tests.unit.conftest import Heard
from tests.unit.fake_service import START, Ticking
from tests.unit.services.rescue_kit import FILM, Rig

pytestmark = pytest.mark.anyio


@pytest.fixture
def rig(store: Database, tmp_path: Path, clock: Ticking, changes: Heard) -> Rig:
    return Rig(store, tmp_path, clock, changes)


@pytest.fixture
def strays(rig: Rig) -> StrayService:
    async def rest(_seconds: float) -> None:
        await anyio.lowlevel.checkpoint()

    return StrayService(
        rig.store, rig.vaults, rig.store, stray_rows, readable, rig.changes, rig.clock, folder=str(rig.archive),
        sleep=rest,
    )  # fmt: skip


async def lay(rig: Rig, data: bytes = FILM, month: str = "2026/03") -> ItemId:
    """Put a file in the archive that the store knows nothing of."""
    vault, item = await rig.vaults.current(), ItemId(new_id())

    def put() -> None:
        take_in(vault, data, item)
        vault.put(item, f"{month}/{item}.hma", ignore)

    await anyio.to_thread.run_sync(put)
    return item


def files(rig: Rig) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in rig.archive.rglob("*.hma")}


def get(rig: Rig, item: ItemId) -> ArchiveItem | None:
    found: ArchiveItem | None = rig.store.run_now(lambda lib: lib.archive.get(item))
    return found


async def test_what_a_row_stands_for_is_no_stray_whatever_its_state(rig: Rig, strays: StrayService) -> None:
    rig.film()
    await rig.service.turn()
    kept = rig.one()
    for state in (ItemState.KEPT, ItemState.WAITING, ItemState.LOST, ItemState.DELETED):
        rig.store.run_now(lambda lib, state=state: lib.archive.keep(replace(kept, state=state)))  # type: ignore[misc]
        assert (await strays.look()).count == 0
    assert len(files(rig)) == 1


async def test_one_is_found_adopted_and_played(rig: Rig, strays: StrayService) -> None:
    rig.film()
    await rig.service.turn()
    item = await lay(rig, mp4(b"another visit" * 40_000))
    before = files(rig)
    found = await strays.look()
    assert [(each.item, each.opens, each.adoptable) for each in found.files] == [(item, True, True)]
    assert await strays.adopt("Dr Sommer", ignore) == Adoption(1, {})
    kept = get(rig, item)
    assert kept is not None
    assert (kept.state, kept.suffix, kept.happened_at.month) == (ItemState.KEPT, ".mp4", 3)
    content = await rig.service.content(item)
    assert content.read_at(0, content.length) == mp4(b"another visit" * 40_000)
    content.close()
    page = rig.store.run_now(
        lambda lib: recording_list(lib).page(ListFilter(text="recovered"), now=START, offset=0, limit=9)
    )
    (row,) = page.rows
    assert (row.item, row.kept, row.recording.title[:21]) == (kept, True, "Recovered recording, ")
    assert (await strays.look()).count == 0
    assert files(rig) == before
    entry = audit_note(rig.store.run_now(lambda lib: lib.audit.of_subject(item))[-1])
    assert (entry.deed, entry.who, entry.facts["sha256"]) == (Deed.KEPT, "Dr Sommer", kept.sha256)


async def test_the_same_content_is_not_there_twice_and_what_was_deleted_stays_so(
    rig: Rig, strays: StrayService
) -> None:
    rig.film()
    await rig.service.turn()
    await lay(rig)
    await strays.look()
    assert await strays.adopt("me", ignore) == Adoption(0, {Left.TWICE: 1})
    kept = rig.one()
    rig.store.run_now(lambda lib: lib.archive.keep(replace(kept, state=ItemState.DELETED, deleted_at=START)))
    assert (await strays.standing()).adoptable == 0
    assert (await strays.look()).adoptable == 1, "who looks again wants to know it anew"
    assert await strays.adopt("me", ignore) == Adoption(0, {Left.DELETED: 1})
    assert len(files(rig)) == 2


async def test_texts_damaged_and_foreign_files_stay_where_they_are(rig: Rig, strays: StrayService) -> None:
    text, cut, late = await lay(rig, b"name,words\nAsha,hello\n"), await lay(rig), await lay(rig)
    path = {each.stem: each for each in rig.archive.rglob("*.hma")}
    path[cut].write_bytes(path[cut].read_bytes()[:-5])
    data = bytearray(path[late].read_bytes())
    data[-20] ^= 1  # in the last chunk: to be found only by reading all of it
    path[late].write_bytes(data)
    stranger = path[text].with_name(f"{new_id()}.hma")
    stranger.write_bytes(path[text].read_bytes())  # the file of another item, by another name
    before = files(rig)
    found = {each.item: each.opens for each in (await strays.look()).files}
    assert found == {text: True, cut: False, late: True, ItemId(stranger.stem): False}
    assert await strays.adopt("me", ignore) == Adoption(0, {Left.TEXT: 1, Left.DAMAGED: 1})
    left = await strays.standing()
    assert (left.count, left.adoptable) == (4, 0)
    assert files(rig) == before


async def test_it_looks_once_a_week_and_after_a_backup_was_put_back(
    rig: Rig, strays: StrayService, clock: Ticking
) -> None:
    await rig.vaults.current()
    keeping = SafekeepingService(rig.store, rig.changes, rig.clock)
    assert (await strays.look(asked=False)).last_look is not None
    made = await keeping.back_up_now()
    first = await lay(rig)
    assert (await strays.look(asked=False)).count == 0, "it is not time yet"
    clock.advance(days=8)
    assert [each.item for each in (await strays.look(asked=False)).files] == [first]
    clock.advance(hours=1)
    await keeping.put_back(made)
    found = await strays.look(asked=False)
    assert [each.item for each in found.files] == [first]


async def test_after_a_backup_was_put_back_files_are_what_they_were(rig: Rig, strays: StrayService) -> None:
    keeping = SafekeepingService(rig.store, rig.changes, rig.clock)
    made = await keeping.back_up_now()
    rig.film("later")
    rig.session()
    rig.provider.texts["session", "transcript"] = "https://storage.example/said"
    rig.network.files["https://storage.example/said"] = b"name,words\nAsha,hello\n"
    await rig.service.turn()
    film, text = rig.one("later"), rig.texts()["transcript"]
    rig.store.run_now(lambda lib: lib.archive.keep(replace(film, hold="a complaint")))
    await keeping.put_back(made)
    assert (await strays.look(asked=False)).count == 2
    assert await strays.adopt("me", ignore) == Adoption(1, {}, texts=1)
    assert rig.one("later") == replace(film, hold="a complaint")
    assert rig.texts()["transcript"] == text
    row = rig.store.run_now(lambda lib: recording_list(lib).row(RecordingId("later")))
    assert row is not None
    assert (row.recording.title, row.kept) == ("Visit", True)


async def test_one_that_is_to_be_downloaded_again_is_not_once_its_file_is_adopted(
    rig: Rig, strays: StrayService
) -> None:
    keeping = SafekeepingService(rig.store, rig.changes, rig.clock)
    made = await keeping.back_up_now()
    film = rig.film("later")
    await rig.service.turn()
    kept = rig.one("later")
    await keeping.put_back(made)
    rig.store.run_now(lambda lib: lib.recordings.note(film, now=START))  # the video service still tells of it
    await rig.service.discover()
    assert rig.one("later").state is ItemState.WAITING
    await strays.look(asked=False)
    assert (await strays.adopt("me", ignore)).adopted == 1
    fetched = list(rig.network.fetched)
    await rig.service.turn()
    assert (rig.one("later"), rig.network.fetched) == (kept, fetched)


async def test_what_a_copy_says_was_deleted_does_not_come_back(
    rig: Rig, strays: StrayService, tmp_path: Path
) -> None:
    keeping = SafekeepingService(rig.store, rig.changes, rig.clock)
    made = await keeping.back_up_now()
    rig.film("later")
    await rig.service.turn()
    kept = rig.one("later")
    rig.store.run_now(
        lambda lib: lib.archive.keep(replace(kept, state=ItemState.DELETED, deleted_at=START, place=""))
    )
    await keeping.put_back(made)
    assert (await strays.look(asked=False)).count == 0, "its row says so"
    rig.store.run_now(lambda lib: lib._connection.exec_driver_sql("DELETE FROM archive_items"))
    assert (await strays.look()).count == 1
    assert await strays.adopt("me", ignore) == Adoption(0, {Left.DELETED: 1})
    for copy in (tmp_path / "backups").glob("*.db"):
        copy.write_bytes(b"what a bad disk left" * 500)
    await strays.look()
    assert (await strays.adopt("me", ignore)).adopted == 1, "copies that cannot be read tell nothing"


async def test_what_was_found_is_known_after_the_next_start(rig: Rig, strays: StrayService) -> None:
    await lay(rig)
    await strays.look()
    again = StrayService(
        rig.store, rig.vaults, rig.store, stray_rows, readable, rig.changes, rig.clock, folder=str(rig.archive)
    )
    assert (await again.standing()).count == 1
    (where,) = await again.where()
    assert (where.path, len(where.files)) == (str(rig.archive), 1)


async def test_without_an_archive_none_is_begun(rig: Rig, strays: StrayService) -> None:
    assert await strays.look(asked=False) == Strays()
    assert not rig.archive.exists()


async def test_a_store_begun_anew_finds_what_the_one_before_kept(rig: Rig, strays: StrayService) -> None:
    item = await lay(rig)
    await SafekeepingService(rig.store, rig.changes, rig.clock).begin_anew()
    rig.vaults.let_go()
    assert [each.item for each in (await strays.look(asked=False)).files] == [item]
    assert (await strays.adopt("me", ignore)).adopted == 1


async def test_an_archive_that_is_away_is_told_and_looked_at_again(
    rig: Rig, strays: StrayService, tmp_path: Path
) -> None:
    item = await lay(rig)
    await strays.look()
    rig.archive.rename(tmp_path / "away")
    rig.clock.advance(days=8)
    told = await strays.look(asked=False)
    assert (told.away, [each.item for each in told.files]) == (1, [item]), "what was found before is still known"
    with pytest.raises(AppError):
        await strays.look()
    (tmp_path / "away").rename(rig.archive)
    assert (await strays.look(asked=False)).away == 0


async def test_where_an_archive_lay_before_is_looked_through_too(
    rig: Rig, strays: StrayService, tmp_path: Path
) -> None:
    old = await lay(rig)
    other = tmp_path / "other"
    other.mkdir()
    settings = await rig.vaults.settings()
    await rig.vaults.decide(replace(settings, place=VaultPlace(folder=str(other))))
    new = await lay(rig, mp4(b"other" * 9000))
    assert {each.item for each in (await strays.look()).files} == {old, new}
    assert (await strays.adopt("me", ignore)).adopted == 2
    adopted = get(rig, old)
    assert adopted is not None
    content = await rig.service.content(old)
    assert content.length == len(FILM)
    content.close()


async def test_one_whose_time_was_over_is_held_until_somebody_looked(rig: Rig, strays: StrayService) -> None:
    item = await lay(rig, month="2020/01")
    rig.store.run_now(lambda lib: lib.retention.keep_rules(RetentionRules(timedelta(days=30), by_itself=True)))
    await strays.look()
    await strays.adopt("me", ignore)
    kept = get(rig, item)
    assert kept is not None
    assert kept.hold
    assert rig.store.run_now(lambda lib: lib.retention.over(now=rig.clock(), limit=9)) == ()


async def test_of_very_many_some_are_noted_and_the_rest_comes_after_those(
    rig: Rig, strays: StrayService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "NOTED", 2)
    for number in range(3):
        await lay(rig, mp4(f"visit {number}".encode() * 900))
    found = await strays.look()
    assert (len(found.files), found.more, found.count) == (2, 1, 3)
    assert await strays.adopt("me", ignore) == Adoption(2, {}, more=1)
    found = await strays.look()
    assert (len(found.files), found.more) == (1, 0)


async def test_it_can_be_broken_off(rig: Rig, strays: StrayService) -> None:
    for number in range(3):
        await lay(rig, mp4(f"visit {number}".encode() * 900))
    await strays.look()
    with anyio.CancelScope() as scope:

        def stop(done: int, _total: int | None) -> None:
            if done == 1:
                scope.cancel()

        await strays.adopt("me", stop)
    assert scope.cancelled_caught
    assert (await strays.standing()).count == 2
    assert (await strays.look()).count == 2


async def test_an_adopted_one_is_not_asked_of_the_video_service(rig: Rig, strays: StrayService) -> None:
    item = await lay(rig)
    await strays.look()
    await strays.adopt("me", ignore)
    await rig.service.turn()
    assert rig.provider.asked == []
    found = rig.store.run_now(lambda lib: lib.archive.of_recording(RecordingId(f"recovered-{item}")))
    assert [(each.kind, each.state) for each in found] == [(ItemKind.RECORDING, ItemState.KEPT)]


async def test_what_must_stay_still_must_once_its_file_is_adopted(rig: Rig, strays: StrayService) -> None:
    keeping = SafekeepingService(rig.store, rig.changes, rig.clock)
    made = await keeping.back_up_now()
    film = rig.film("later")
    await rig.service.turn()
    await keeping.put_back(made)
    rig.store.run_now(lambda lib: lib.recordings.note(film, now=START))
    await rig.service.discover()
    rig.store.run_now(lambda lib: lib.archive.keep(replace(rig_one(lib), hold="a complaint")))
    await strays.look(asked=False)
    assert (await strays.adopt("me", ignore)).adopted == 1
    kept = rig.one("later")
    assert (kept.state, kept.hold) == (ItemState.KEPT, "a complaint")


def rig_one(lib) -> ArchiveItem:
    (item,) = lib.archive.of_recording(RecordingId("later"))
    return item


async def test_who_wants_them_adopted_does_not_wait_for_a_call_to_end(rig: Rig, strays: StrayService) -> None:
    item = await lay(rig)
    await strays.look()
    rig.clock.advance(days=8)
    held = anyio.Event()

    def resting() -> bool:
        held.set()
        return True

    strays.resting = resting
    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(partial(strays.look, asked=False))
            await held.wait()
            assert (await strays.adopt("me", ignore)).adopted == 1
    assert get(rig, item) is not None
