"""Files are kept as long as the clinic says, held whatever the clock says, and deleted with a reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.audit import Deed, audit_note
from hosted_meetings_desktop.domain.errors import InputProblem
from hosted_meetings_desktop.domain.ids import SessionId
from hosted_meetings_desktop.domain.ledger.chain import verify
from hosted_meetings_desktop.domain.retention import OnHold, RetentionLevel, RetentionRules
from hosted_meetings_desktop.domain.transcript import TranscriptLine
from hosted_meetings_desktop.domain.vault import VaultProblem
from hosted_meetings_desktop.services.retention import RetentionService
from hosted_meetings_desktop.store.database import Database
from tests.unit.conftest import Heard
from tests.unit.fake_service import START, Ticking
from tests.unit.services.rescue_kit import Rig

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)


@pytest.fixture
async def rig(store: Database, tmp_path: Path, clock: Ticking, changes: Heard) -> Rig:
    made = Rig(store, tmp_path, clock, changes)
    for name in ("a", "b"):
        made.film(name)
    await made.service.turn()
    return made


@pytest.fixture
def retention(rig: Rig) -> RetentionService:
    return RetentionService(rig.store, rig.vaults, rig.changes, rig.clock)


def files(rig: Rig) -> int:
    return len(list(rig.archive.rglob("*.hma")))


async def test_rules_set_every_clock(rig: Rig, retention: RetentionService) -> None:
    await retention.decide(RetentionRules(100 * DAY), "Dr Sommer")
    rig.clock.advance(days=80)
    clock = await retention.clock_of(rig.one("a").id)
    assert (clock.level, clock.until, clock.left) == (RetentionLevel.ENDING, START + 100 * DAY, 20 * DAY)
    with pytest.raises(InputProblem):
        await retention.decide(RetentionRules(timedelta(0)), "Dr Sommer")
    await retention.decide(RetentionRules(), "Dr Sommer")
    assert (await retention.clock_of(rig.one("a").id)).level is RetentionLevel.FOR_EVER


async def test_what_is_over_waits_for_a_person_unless_the_clinic_said_otherwise(
    rig: Rig, retention: RetentionService
) -> None:
    await retention.decide(RetentionRules(10 * DAY), "Dr Sommer")
    rig.clock.advance(days=11)
    await retention.hold([rig.one("b").id], "A complaint", "Dr Sommer")
    assert [each.id for each in await retention.over()] == [rig.one("a").id]
    assert await retention.turn() == 0
    assert files(rig) == 2
    await retention.decide(RetentionRules(10 * DAY, by_itself=True), "Dr Sommer")
    assert await retention.turn() == 1
    assert (rig.one("a").state, rig.one("b").state, files(rig)) == (ItemState.DELETED, ItemState.KEPT, 1)
    await retention.release([rig.one("b").id], "It was settled", "Dr Sommer")
    assert await retention.turn() == 1
    assert files(rig) == 0


async def test_a_deletion_has_a_reason_and_a_name(rig: Rig, retention: RetentionService) -> None:
    item = rig.one("a")
    rig.store.run_now(
        lambda lib: lib.transcripts.keep(item.id, SessionId("s"), [TranscriptLine(0, 1, "Asha", "secret words")])
    )
    with pytest.raises(InputProblem):
        await retention.delete([item.id], " ", "Dr Sommer")
    assert await retention.delete([item.id], "Asked for by the patient", "Dr Sommer") == 1
    assert await retention.delete([item.id], "Once more", "Dr Sommer") == 0
    gone = rig.one("a")
    assert (gone.state, gone.deleted_why, gone.place, files(rig)) == (
        ItemState.DELETED, "Asked for by the patient", "", 1,
    )  # fmt: skip
    assert rig.store.run_now(lambda lib: lib.transcripts.find("secret", limit=5)) == ()
    await rig.service.turn()
    assert rig.one("a").state is ItemState.DELETED, "it is not rescued again"
    entries = rig.store.run_now(lambda lib: lib.audit.of_subject(item.id))
    told = audit_note(entries[-1])
    assert (told.deed, told.who, told.why) == (Deed.DELETED, "Dr Sommer", "Asked for by the patient")
    everything = rig.store.run_now(lambda lib: lib.audit.entries(after=0, limit=99))
    assert verify(everything, rig.store.run_now(lambda lib: lib.audit.chain())).sound


async def test_what_is_on_hold_stays_and_nothing_with_it_goes(rig: Rig, retention: RetentionService) -> None:
    await retention.hold([rig.one("b").id], "A complaint", "Dr Sommer")
    with pytest.raises(OnHold, match="on hold"):
        await retention.delete([rig.one("a").id, rig.one("b").id], "Clearing up", "Dr Sommer")
    assert (rig.one("a").state, files(rig)) == (ItemState.KEPT, 2)
    assert (await retention.clock_of(rig.one("b").id)).hold == "A complaint"


async def test_a_file_that_cannot_be_reached_is_removed_later(rig: Rig, retention: RetentionService) -> None:
    rig.archive.rename(rig.archive.with_name("away"))
    with pytest.raises(VaultProblem):
        await retention.delete([rig.one("a").id], "Asked for", "Dr Sommer")
    assert rig.one("a").state is ItemState.DELETED
    rig.archive.with_name("away").rename(rig.archive)
    assert files(rig) == 2
    await retention.turn()
    assert files(rig) == 1
    assert rig.one("a").place == ""
