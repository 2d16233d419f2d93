"""The store can be put back to what it was, whatever happened to it."""

from __future__ import annotations

import errno
import shutil
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.errors import StoreProblem, StoreTrouble
from hosted_meetings_desktop.domain.ids import MeetingId, new_id
from hosted_meetings_desktop.domain.meeting import MeetingFilter
from hosted_meetings_desktop.domain.safekeeping import Backup, Reason
from hosted_meetings_desktop.services.safekeeping import SafekeepingService
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import START, Ticking

pytestmark = pytest.mark.anyio


@pytest.fixture
def keeping(store: Database, changes: Heard, clock: Ticking) -> SafekeepingService:
    return SafekeepingService(store, changes, clock)


async def _add(store: Database, title: str) -> None:
    await store.run(lambda lib: lib.meetings.add(MeetingId(new_id()), make_draft(title), now=START))


async def _titles(store: Database) -> list[str]:
    page = await store.read(lambda meetings: meetings.page(MeetingFilter(), now=START, offset=0, limit=50))
    return sorted(meeting.title for meeting in page.rows)


def _damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    path.write_bytes(data)


async def test_a_copy_is_put_back_and_what_was_there_becomes_one(
    store: Database, keeping: SafekeepingService, changes: Heard
) -> None:
    await _add(store, "kept")
    made = await keeping.back_up_now()
    await _add(store, "later")
    await keeping.put_back(made)
    assert await _titles(store) == ["kept"]
    assert "meetings" in changes.topics
    (replaced,) = [backup for backup in await keeping.backups() if backup.reason is Reason.REPLACED]
    await keeping.put_back(replaced)
    assert await _titles(store) == ["kept", "later"]


async def test_there_is_a_copy_a_day_and_the_oldest_go(
    store: Database, keeping: SafekeepingService, clock: Ticking
) -> None:
    for _hour in range(24 * 10):
        await keeping.look_after()
        clock.advance(hours=1)
    backups = await keeping.backups()
    assert len(backups) == 7
    assert {earlier.made_at - later.made_at for earlier, later in pairwise(backups)} == {timedelta(hours=20)}
    assert keeping.problem is None


async def test_a_copy_made_under_a_wrong_clock_counts_for_nothing(
    store: Database, keeping: SafekeepingService, clock: Ticking
) -> None:
    clock.advance(days=400)
    await keeping.look_after()
    clock.advance(days=-400)
    await keeping.look_after()
    assert len(await keeping.backups()) == 2


async def test_damage_is_found_told_and_mended_with_a_copy(
    store: Database, store_key: bytes, keeping: SafekeepingService, tmp_path: Path
) -> None:
    for number in range(200):
        await _add(store, f"meeting {number}")
    made = await keeping.back_up_now()
    store.close()
    _damage(tmp_path / "meetings.db")
    again = Database(tmp_path / "meetings.db", lambda: store_key)
    after = SafekeepingService(again, keeping.changes, keeping.clock)
    await after.look_after()
    assert after.problem is not None
    assert after.problem.trouble is StoreTrouble.DAMAGED
    assert await after.backups() == (made,), "no copy was made of a damaged file"
    await after.put_back(made)
    assert len(await _titles(again)) == 50
    assert after.problem is None
    again.close()


async def test_a_copy_that_cannot_be_opened_changes_nothing(
    store: Database, keeping: SafekeepingService, tmp_path: Path
) -> None:
    await _add(store, "kept")
    made = await keeping.back_up_now()
    (tmp_path / "backups" / made.name).write_bytes(b"not a store at all" * 1000)
    with pytest.raises(StoreProblem):
        await keeping.put_back(made)
    assert await _titles(store) == ["kept"]
    with pytest.raises(StoreProblem):
        await keeping.put_back(Backup("20200101T000000Z-daily.db", START, Reason.DAILY, 1))
    assert await _titles(store) == ["kept"]
    with pytest.raises(ValueError, match="name"):
        await keeping.put_back(Backup("../meetings.db", START, Reason.DAILY, 1))


async def test_a_full_disk_costs_no_copy(
    store: Database, keeping: SafekeepingService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await _add(store, "kept")
    first = await keeping.back_up_now()

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(StoreProblem, match="No backup"):
        await keeping.back_up_now()
    assert await keeping.backups() == (first,)
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [first.name]
    await _add(store, "goes on")
    assert await _titles(store) == ["goes on", "kept"]


async def test_a_store_whose_key_is_lost_is_put_aside_not_deleted(
    store: Database, keeping: SafekeepingService, tmp_path: Path
) -> None:
    await _add(store, "kept")
    store.close()
    before = (tmp_path / "meetings.db").read_bytes()
    other = Database(tmp_path / "meetings.db", lambda: bytes(32))
    with pytest.raises(StoreProblem) as told:
        await _titles(other)
    assert told.value.trouble is StoreTrouble.KEY
    await SafekeepingService(other, keeping.changes, keeping.clock).begin_anew()
    assert await _titles(other) == []
    (aside,) = (tmp_path / "backups").glob("*set-aside.db")
    assert aside.read_bytes() == before
    other.close()


async def test_a_copy_made_after_the_clock_was_set_back_is_kept(
    keeping: SafekeepingService, clock: Ticking, store: Database
) -> None:
    await _add(store, "kept")
    for _copy in range(5):
        await keeping.back_up_now()
        clock.advance(hours=1)
    clock.advance(days=-400)
    made = await keeping.back_up_now()
    assert made in await keeping.backups()


async def test_a_page_that_is_half_written_is_no_damage_while_the_log_has_it(
    store: Database, store_key: bytes, tmp_path: Path
) -> None:
    for number in range(50):
        await _add(store, f"meeting {number}")
    path = tmp_path / "meetings.db"
    for rest in ("", "-wal"):  # as after a power cut: nothing was closed
        shutil.copy(f"{path}{rest}", tmp_path / f"cut.db{rest}")
    whole = (tmp_path / "cut.db").read_bytes()
    (tmp_path / "cut.db").write_bytes(whole + b"x" * 2048)
    again = Database(tmp_path / "cut.db", lambda: store_key)
    await again.check()
    assert len(await _titles(again)) == 50
    again.close()


@pytest.mark.parametrize("step", range(1, 4))
async def test_a_copy_that_cannot_take_the_place_changes_nothing(
    store: Database, keeping: SafekeepingService, monkeypatch: pytest.MonkeyPatch, step: int, tmp_path: Path
) -> None:
    await _add(store, "kept")
    made = await keeping.back_up_now()
    await _add(store, "later")
    real, calls = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == step:
            raise OSError(errno.EIO, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(StoreProblem, match="could not be put back"):
        await keeping.put_back(made)
    assert len(calls) == step
    assert await _titles(store) == ["kept", "later"]
    assert not list(tmp_path.glob("*.put-back*"))


async def test_what_only_the_log_holds_stays_where_the_copy_cannot_take_the_place(
    store: Database, keeping: SafekeepingService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await keeping.back_up_now()
    await _add(store, "in the log alone")
    path = store._path
    cut = tmp_path / "cut"
    (cut / "backups").mkdir(parents=True)
    for name in (path.name, f"{path.name}-wal", f"backups/{made.name}"):
        shutil.copy(path.parent / name, cut / name)
    there = Database(cut / path.name, store._key)
    real = Path.replace

    def in_use(self: Path, target: Path) -> Path:
        if self.name.endswith(".put-back") and Path(target) == cut / path.name:
            raise PermissionError(errno.EACCES, "in use")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", in_use)
    try:
        with pytest.raises(StoreProblem, match="could not be put back"):
            await there.put_back(made, START)
        assert await _titles(there) == ["in the log alone"]
        monkeypatch.undo()
        await there.put_back(made, START)
        assert await _titles(there) == []
    finally:
        there.close()
    assert not [each.name for each in cut.iterdir() if each.name.endswith(".before")]
