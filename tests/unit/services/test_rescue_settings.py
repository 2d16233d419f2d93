"""What a clinic decides of its archive: tried out first, kept whole or not at all, also while its place is away."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from hosted_meetings_desktop.archive.folder import INCOMING, MARKER
from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.vault import Bucket, VaultKind, VaultPlace, VaultProblem, VaultTrouble
from hosted_meetings_desktop.services.rescue_settings import RescueSettings
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard
from tests.unit.fake_service import Ticking
from tests.unit.services.rescue_kit import FILM, OwnFiles, Rig

pytestmark = pytest.mark.anyio
OWN = Bucket("clinic", "key", "s3cret", "https://s3.example")


@pytest.fixture
def rig(store: Database, tmp_path: Path, clock: Ticking, changes: Heard) -> Rig:
    return Rig(store, tmp_path, clock, changes)


@pytest.fixture
def settings(rig: Rig) -> RescueSettings:
    return RescueSettings(rig.service, lambda _bucket: OwnFiles(rig.own))


async def test_a_place_is_tried_out_and_nothing_goes_on_there(settings: RescueSettings, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    room = await settings.try_place(VaultPlace(VaultKind.FOLDER, str(share)))
    assert room.free is not None
    assert room.free > 0
    assert {each.name for each in share.iterdir()} == {MARKER, INCOMING}
    assert not list((share / INCOMING).iterdir())
    assert (await settings.settings()).place == VaultPlace()


async def test_a_place_that_is_not_there_is_told(settings: RescueSettings, tmp_path: Path) -> None:
    away = VaultPlace(VaultKind.FOLDER, str(tmp_path / "away"))
    with pytest.raises(VaultProblem) as told:
        await settings.try_place(away)
    assert told.value.trouble is VaultTrouble.AWAY
    with pytest.raises(VaultProblem):
        await settings.decide(replace(await settings.settings(), place=away))
    assert (await settings.settings()).place == VaultPlace()
    with pytest.raises(InputProblem) as slip:
        await settings.try_place(VaultPlace(VaultKind.BUCKET, bucket=replace(OWN, name="no bucket")))
    assert slip.value.field == "name"


async def test_the_rest_is_decided_while_the_place_is_away(
    rig: Rig, settings: RescueSettings, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    kept = await settings.decide(replace(await settings.settings(), place=VaultPlace(VaultKind.FOLDER, str(share))))
    rig.film()
    await rig.service.turn()
    rig.vaults.let_go()
    shutil.move(share, tmp_path / "unplugged")
    await settings.decide(replace(kept, quota=10, not_during_calls=False))
    now = await settings.settings()
    assert (now.quota, now.not_during_calls, now.vault, now.place) == (10, False, kept.vault, kept.place)
    used = await settings.used()
    assert (used.used, used.allowed) == (len(FILM), 10)


async def test_what_the_account_records_elsewhere_is_found_once_that_is_entered(
    rig: Rig, settings: RescueSettings
) -> None:
    rig.film(files=())
    await rig.service.turn()
    assert (rig.one().state, rig.one().place) == (ItemState.ELSEWHERE, "")
    rig.own["film.mp4"] = FILM
    await settings.try_own(OWN)
    await settings.decide(replace(await settings.settings(), own_storage=OWN))
    await rig.service.turn()
    assert rig.one().place == "film.mp4"
    content = await rig.service.content(rig.one().id)
    assert content.read_at(0, content.length) == FILM
