"""What the provider will delete is brought into the archive in time, or somebody is told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import anyio
import anyio.to_thread
import pytest

from hosted_meetings_desktop.archive.container import SealedReader
from hosted_meetings_desktop.domain.archive import Alarm, Damaged, ItemState, QuotaLevel
from hosted_meetings_desktop.domain.audit import Deed, audit_note
from hosted_meetings_desktop.domain.errors import AppError, CredentialsRefused, ServiceFault, Unreachable
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.recording import RecordingFile, RecordingStatus
from hosted_meetings_desktop.domain.retention import RetentionRules
from hosted_meetings_desktop.domain.vault import (
    ArchiveSettings,
    Bucket,
    LinkExpired,
    Missing,
    NotWhole,
    VaultPlace,
    VaultProblem,
    VaultTrouble,
)
from hosted_meetings_desktop.services.rescue import ALARMS, TOPIC
from hosted_meetings_desktop.services.rescue_pace import Pace
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard
from tests.unit.fake_service import START, Ticking
from tests.unit.services.rescue_kit import FILM, Rig

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
URL = "https://storage.example/film?signature=s3cret"


@pytest.fixture
def rig(store: Database, tmp_path: Path, clock: Ticking, changes: Heard) -> Rig:
    return Rig(store, tmp_path, clock, changes)


async def read(rig: Rig, name: str = "film") -> bytes:
    content = await rig.service.content(rig.one(name).id)
    try:
        return content.read_at(0, content.length)
    finally:
        content.close()


async def test_a_recording_is_kept_sealed_and_told(rig: Rig) -> None:
    rig.film()
    rig.store.run_now(lambda lib: lib.retention.keep_rules(RetentionRules(30 * DAY, {VisitTypeId("x"): None})))
    await rig.service.turn()
    item = rig.one()
    assert (item.state, item.size, item.suffix, item.retain_until) == (
        ItemState.KEPT,
        len(FILM),
        ".mp4",
        START + 30 * DAY,
    )
    assert await read(rig) == FILM
    assert rig.provider.asked == [], "a link that is good for days needs no other"
    entry = rig.store.run_now(lambda lib: audit_note(lib.audit.of_subject(item.id)[0]))
    assert (entry.deed, entry.facts["sha256"]) == (Deed.KEPT, item.sha256)
    assert TOPIC in rig.changes.topics
    standing = await rig.service.standing()
    assert (standing.waiting, standing.kept, standing.bytes_kept, standing.worst) == (0, 1, len(FILM), Alarm.NONE)


async def test_what_expires_soonest_is_first(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hosted_meetings_desktop.services.rescue._LANES", 1)
    for name, days in (("late", 7), ("soon", 2), ("middle", 4)):
        rig.film(name, days=days)
    await rig.service.turn()
    assert [url.split("/")[-1].split("?")[0] for url in rig.network.fetched] == ["soon", "middle", "late"]


async def test_an_expired_link_is_asked_for_anew(rig: Rig) -> None:
    old = rig.film(days=1)
    fresh = replace(old, files=(RecordingFile(URL + "&fresh", START + 5 * DAY),))
    rig.network.files[URL + "&fresh"] = FILM
    rig.provider.recordings["film"] = fresh
    rig.clock.advance(days=2)
    await rig.service.turn()
    assert rig.network.fetched == [URL + "&fresh"]
    assert rig.one().state is ItemState.KEPT


async def test_a_link_that_is_refused_is_asked_for_anew(rig: Rig) -> None:
    old = rig.film()
    rig.network.troubles[URL] = [LinkExpired()]
    rig.network.files[URL + "&fresh"] = FILM
    rig.provider.recordings["film"] = replace(old, files=(RecordingFile(URL + "&fresh", START + 5 * DAY),))
    await rig.service.turn()
    assert rig.network.fetched == [URL, URL + "&fresh"]
    assert rig.one().state is ItemState.KEPT


async def test_what_is_gone_is_lost_and_said_so(rig: Rig) -> None:
    rig.film(days=1)
    rig.provider.recordings.clear()
    rig.clock.advance(days=2)
    await rig.service.turn()
    item = rig.one()
    assert item.state is ItemState.LOST
    assert "deleted" in item.problem
    assert await rig.service.alarms() == ((item, Alarm.LOST),)
    assert ALARMS in rig.changes.topics
    assert rig.store.run_now(lambda lib: audit_note(lib.audit.of_subject(item.id)[0])).deed is Deed.LOST
    await rig.service.take_note(item.id)
    assert await rig.service.alarms() == ()


async def test_wrong_three_times_needs_a_person_who_may_take_it(rig: Rig) -> None:
    rig.film()
    rig.network.troubles[URL] = [NotWhole("3 bytes instead of 4") for _ in range(3)]
    for _number in range(3):
        await rig.service.turn()
        rig.clock.advance(hours=4)
    item = rig.one()
    assert (item.state, item.mismatches) == (ItemState.REFUSED, 3)
    assert "3 bytes instead of 4" in item.problem
    assert (await rig.service.standing()).worst is Alarm.NEEDS_PERSON
    await rig.service.turn()
    assert len(rig.network.fetched) == 3, "it is left alone"
    assert (await rig.service.rescue_now(item.id, any_length=True)).state is ItemState.KEPT


@pytest.mark.parametrize("data", [b"<html>sign in</html>", FILM[:-40]])
async def test_a_file_that_cannot_be_read_is_not_kept(rig: Rig, data: bytes) -> None:
    rig.film(size=None)
    rig.network.files[URL] = data
    await rig.service.turn()
    item = rig.one()
    assert (item.state, item.mismatches) == (ItemState.WAITING, 1)
    assert [path.suffix for path in rig.archive.rglob("*") if path.is_file()] == [".json"]
    rig.network.files[URL] = FILM
    rig.clock.advance(hours=1)
    await rig.service.turn()
    assert await read(rig) == FILM


async def test_a_disk_that_changes_what_it_was_given_is_found_out(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.film()
    monkeypatch.setattr(
        SealedReader, "read_at", lambda self, place, size: FILM[place : place + size].replace(b"w", b"W")
    )
    await rig.service.turn()
    assert rig.one().state is ItemState.WAITING
    assert "did not keep" in rig.one().problem


async def test_failures_are_tried_again_later_and_do_not_hold_up_others(rig: Rig) -> None:
    rig.film("bad", days=2)
    rig.film("good")
    rig.network.troubles["https://storage.example/bad?signature=s3cret"] = [ServiceFault(), RuntimeError("s3cret")]
    await rig.service.turn()
    bad = rig.one("bad")
    assert (bad.state, bad.tries, rig.one("good").state) == (ItemState.WAITING, 1, ItemState.KEPT)
    assert bad.next_try_at is not None
    assert START < bad.next_try_at <= START + timedelta(minutes=1)
    await rig.service.turn()
    assert rig.one("bad").tries == 1, "not before its time"


async def test_what_nobody_foresaw_is_written_down_without_secrets(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    rig.film()
    rig.network.troubles[URL] = [RuntimeError("s3cret")]
    await rig.service.turn()
    assert "RuntimeError" in rig.one().problem
    assert "s3cret" not in rig.one().problem + caplog.text


@pytest.mark.parametrize("trouble", [Unreachable(), CredentialsRefused()])
async def test_without_a_network_it_rests_with_one_message(rig: Rig, trouble: AppError) -> None:
    for number in range(12):
        rig.film(f"film-{number}", days=0.5)
    rig.provider.trouble = trouble
    rig.clock.advance(hours=12)
    await rig.service.turn()
    standing = await rig.service.standing()
    assert trouble.title in standing.pause
    assert len(rig.provider.asked) < 6
    rig.provider.trouble = None
    await rig.service.turn()
    assert (await rig.service.standing()).pause == ""


async def test_a_full_disk_pauses_all_with_one_message(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        rig.film(f"film-{number}")
    free = shutil.disk_usage("/")._replace(free=1000)
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _path: free)
        await rig.service.turn()
    assert "no room" in (await rig.service.standing()).pause
    assert len(rig.network.fetched) <= 2
    assert rig.one("film-0").tries == 0, "it is none of the file's doing"
    await rig.service.turn()
    assert (await rig.service.standing()).kept == 5


async def test_an_archive_that_went_away_is_not_begun_anew(rig: Rig) -> None:
    rig.film("first")
    await rig.service.turn()
    rig.archive.rename(rig.archive.with_name("elsewhere"))
    rig.film("second")
    await rig.service.turn()
    assert "not there" in (await rig.service.standing()).pause
    assert not rig.archive.exists()
    rig.archive.with_name("elsewhere").rename(rig.archive)
    await rig.service.turn()
    assert await read(rig, "second") == FILM


# ---- what an earlier run left
@pytest.mark.parametrize("put", [False, True])
async def test_what_was_taken_in_before_the_end_is_not_downloaded_again(rig: Rig, put: bool) -> None:
    rig.film()
    await rig.service.discover()
    item = rig.one()
    vault = await rig.vaults.current()

    def before() -> None:
        intake = vault.intake(item.id)
        intake.begin(len(FILM), '"v1"')
        intake.write(FILM)
        intake.finish()
        intake.close()
        if put:
            vault.put(item.id, f"2026/{item.happened_at:%m}/{item.id}.hma", lambda _done, _total: None)

    await anyio.to_thread.run_sync(before)
    await rig.service.turn()
    assert rig.network.fetched == []
    assert await read(rig) == FILM


# ---- calls
async def test_it_rests_during_calls_but_not_at_the_last_moment(rig: Rig) -> None:
    rig.film("later")
    rig.film("last", days=0.03)
    rig.in_call = True
    await rig.service.turn()
    assert (rig.one("later").state, rig.one("last").state) == (ItemState.WAITING, ItemState.KEPT)
    assert "during your call" in (await rig.service.standing()).pause
    settings = await rig.service.settings()
    await rig.service.decide(replace(settings, not_during_calls=False))
    await rig.service.turn()
    assert rig.one("later").state is ItemState.KEPT


async def test_a_call_that_begins_breaks_off_and_what_came_is_kept(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hosted_meetings_desktop.services.rescue._LOOK_FOR_CALLS", 0.01)
    rig.film()
    rig.network.hold = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(rig.service.turn)
        while not rig.network.fetched:
            await anyio.sleep(0.01)
        rig.in_call = True
    assert (rig.one().state, rig.one().tries) == (ItemState.WAITING, 0)
    rig.in_call, rig.network.hold = False, None
    await rig.service.turn()
    assert await read(rig) == FILM


async def test_the_pace_is_kept() -> None:
    now, slept = 0.0, 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now, slept
        now, slept = now + seconds, slept + seconds

    limit = 1000
    pace = Pace(lambda: limit, sleep=sleep, clock=lambda: now)
    for _number in range(100):
        await pace(100)
    assert 8 <= slept <= 10
    now += 3600
    for _number in range(100):
        await pace(100)
    assert 17.5 <= slept <= 20, "a rest saves up for no more than a moment"
    limit = 0
    await pace(10**9)
    assert slept <= 20


# ---- texts
async def test_texts_are_kept_or_said_not_to_be_there(rig: Rig) -> None:
    rig.session()
    rig.provider.texts["session", "transcript"] = "https://storage.example/t"
    rig.network.files["https://storage.example/t"] = b"WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n"
    rig.provider.texts["session", "chat"] = "https://storage.example/c"
    rig.network.files["https://storage.example/c"] = b""
    for _number in range(12):
        await rig.service.turn()
        rig.clock.advance(hours=3)
    texts = rig.texts()
    assert {name: each.state.value for name, each in texts.items()} == {
        "transcript": "kept", "chat": "nothing", "summary": "nothing",
    }  # fmt: skip
    assert texts["transcript"].suffix == ".vtt"
    assert "empty" in texts["chat"].problem
    assert rig.provider.asked.count("summary") < 12
    assert await rig.service.alarms() == ()


async def test_a_recording_that_failed_at_the_provider_is_said_so(rig: Rig) -> None:
    made = rig.film(days=-1)
    rig.provider.recordings["film"] = replace(made, status=RecordingStatus.ERRORED)
    await rig.service.turn()
    assert rig.one().state is ItemState.NOTHING
    assert "could not save" in rig.one().problem


# ---- the account's own storage
async def test_what_lies_in_the_accounts_own_storage_is_read_there(rig: Rig) -> None:
    rig.film(files=())
    await rig.service.turn()
    assert rig.one().state is ItemState.ELSEWHERE
    assert "Settings" in rig.one().problem
    settings = await rig.service.settings()
    await rig.service.decide(replace(settings, own_storage=Bucket("own", "k", "s")))
    rig.own["film.mp4"] = FILM
    await rig.service.rescue_now(rig.one().id)
    assert (rig.one().place, rig.one().problem) == ("film.mp4", "")
    assert await read(rig) == FILM


# ---- where it lies
async def test_the_archive_moves_and_both_places_are_read(rig: Rig, tmp_path: Path) -> None:
    rig.film("first")
    await rig.service.turn()
    (tmp_path / "share").mkdir()
    settings = await rig.service.settings()
    moved = await rig.service.decide(replace(settings, place=VaultPlace(folder=str(tmp_path / "share"))))
    rig.film("second")
    await rig.service.turn()
    assert rig.one("second").vault == moved.vault != rig.one("first").vault == settings.vault
    assert await read(rig, "first") == await read(rig, "second") == FILM
    back = await rig.service.decide(replace(moved, place=settings.place))
    assert back.vault == settings.vault
    assert await read(rig, "second") == FILM


async def test_a_slip_in_the_settings_changes_nothing(rig: Rig, tmp_path: Path) -> None:
    with pytest.raises(VaultProblem) as caught:
        await rig.service.decide(ArchiveSettings(VaultPlace(folder=str(tmp_path / "gone"))))
    assert caught.value.trouble is VaultTrouble.AWAY
    assert await rig.service.settings() == ArchiveSettings()


async def test_a_file_that_somebody_removed_is_told(rig: Rig) -> None:
    rig.film()
    await rig.service.turn()
    next(rig.archive.rglob("*.hma")).unlink()
    with pytest.raises(Missing):
        await rig.service.content(rig.one().id)


async def test_a_file_of_another_length_than_was_kept_is_told(rig: Rig) -> None:
    rig.film()
    await rig.service.turn()
    kept = rig.one()
    with pytest.raises(Damaged):
        await rig.service.item.vaults.content(replace(kept, size=len(FILM) + 1))


async def test_the_quota_warns(rig: Rig) -> None:
    rig.film()
    await rig.service.turn()
    await rig.service.decide(replace(await rig.service.settings(), quota=len(FILM)))
    assert (await rig.service.quota()).level is QuotaLevel.OVER


async def test_run_goes_on_whatever_happens(rig: Rig) -> None:
    turns: list[float] = []

    async def sleep(seconds: float) -> None:
        turns.append(seconds)
        if len(turns) == 3:
            raise StopAsyncIteration

    rig.service.sleep = sleep
    rig.film()
    with pytest.raises((StopAsyncIteration, RuntimeError)):
        await rig.service.run()
    assert len(turns) == 3
    assert rig.one().state is ItemState.KEPT
