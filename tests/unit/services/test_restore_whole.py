"""A backup is put back after work went on: what was done since is found, told, and nobody is troubled twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import anyio
import pytest

from hosted_meetings_desktop.archive.readable import readable
from hosted_meetings_desktop.domain.archive import ItemState
from hosted_meetings_desktop.domain.consent import Answer, ConsentEntry, Way
from hosted_meetings_desktop.domain.ids import MeetingId, RecordingId
from hosted_meetings_desktop.domain.ledger.chain import Flaw
from hosted_meetings_desktop.domain.meeting import MeetingFilter
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.attendance_desk import AttendanceDesk
from hosted_meetings_desktop.services.consents import ConsentService
from hosted_meetings_desktop.services.ledger import LedgerService
from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer
from hosted_meetings_desktop.services.ledger_proof import LedgerProof
from hosted_meetings_desktop.services.ledger_witness import LedgerWitness
from hosted_meetings_desktop.services.safekeeping import SafekeepingService
from hosted_meetings_desktop.services.strays import StrayService
from hosted_meetings_desktop.store.archive_strays import stray_rows
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.ledger_list import ledger_list
from tests.unit.archive.vault_kit import ignore, mp4
from tests.unit.conftest import Heard
from tests.unit.domain.ledger.memory_ledger import MemoryAnchors, MemoryLedger
from tests.unit.fake_service import START, Ticking
from tests.unit.services.outbox_kit import ASHA, BEN, Office, office, visit
from tests.unit.services.rescue_kit import FILM, Rig
from tests.unit.services.test_ledger_kit import NAME, Clinic, Peers

pytestmark = pytest.mark.anyio
__all__ = ["office"]
LATER = mp4(b"what was said later" * 20_000)


def _ledger(lib: Library):  # type: ignore[no-untyped-def]
    return lib.ledger


@dataclass
class House:
    """A clinic over one store, with all that is kept outside it."""

    office: Office
    rig: Rig
    clinic: Clinic
    desk: AttendanceDesk
    strays: StrayService
    keeping: SafekeepingService
    consents: ConsentService

    async def visit(self, name: str) -> MeetingId:
        """Hold a visit that somebody came to, and write it into the ledger."""
        clock = self.clinic.clock
        begun = (clock() - START).total_seconds() / 60
        meeting = self.clinic.plan(name, minutes=begun)
        session = self.clinic.hold(meeting.room_id, begun, begun + 30)
        host, patient = meeting.invitees
        self.clinic.come(session, (host, begun, begun + 30), (patient, begun, begun + 30))
        await self.clinic.later(hours=2)
        return meeting.id

    async def films(self) -> dict[str, bytes]:
        """Return what the library's kept films hold, by their recordings."""
        kept = await self.rig.store.run(lambda lib: lib.archive.kept(after=None, limit=99))
        found = {}
        for item in kept:
            content = await self.rig.service.content(item.id)
            found[item.source] = content.read_at(0, content.length)
            content.close()
        return found


@pytest.fixture
def house(store: Database, tmp_path: Path, clock: Ticking, changes: Heard, office: Office) -> House:
    anchors, peers, rig = MemoryAnchors(), Peers(), Rig(store, tmp_path, clock, changes)
    gatherer = LedgerGatherer(
        store, _ledger, NAME, changes, clock, lambda: "Europe/Berlin", anchors=anchors, peers=peers
    )
    clinic = Clinic(
        store, clock, changes, MemoryLedger(), anchors, peers, gatherer,
        LedgerService(store, _ledger, NAME, changes, clock), LedgerProof(store, _ledger, NAME, anchors),
        LedgerWitness(store, _ledger, clock),
    )  # fmt: skip
    desk = AttendanceDesk(store, clinic.service, clinic.proof, ledger_list, _ledger, clock, lambda: "Europe/Berlin")

    async def rest(_seconds: float) -> None:
        await anyio.lowlevel.checkpoint()

    strays = StrayService(store, rig.vaults, store, stray_rows, readable, changes, clock, sleep=rest)
    keeping = SafekeepingService(store, changes, clock)
    return House(office, rig, clinic, desk, strays, keeping, ConsentService(store, changes, clock))


async def test_all_of_it(house: House, tmp_path: Path, store_key: bytes) -> None:
    rig, office, keeping = house.rig, house.office, house.keeping
    # ---- as it was when the backup was made
    rig.film("before")
    await rig.service.turn()
    met = await house.visit("Asha")
    await _agree(house, met, "Asha")
    planned = await office.meetings.plan(visit(ASHA, hours=1000))
    assert (await house.strays.look(asked=False)).count == 0
    assert (await house.desk.prove()).sound
    made = await keeping.back_up_now()

    # ---- what was done since
    rig.film("later", LATER)
    await rig.service.turn()
    later = rig.one("later")
    since = await house.visit("Ben")
    await _agree(house, since, "Ben")
    await office.meetings.plan(visit(BEN, hours=1004))
    await office.wait(minutes=5)
    await house.clinic.later(days=9)
    sent = office.sent()
    assert {to for to, _what in sent} == {ASHA, BEN}
    assert (await house.desk.prove()).sound
    end = (await house.desk.standing()).entries

    # ---- the backup
    await keeping.put_back(made)
    await office.store.run(office.outbox.recover)
    await house.strays.vaults.current()
    page = await rig.store.read(lambda lib: lib.page(MeetingFilter(), now=START, offset=0, limit=9))
    assert {each.id for each in page.rows} == {met, planned.meeting.id}
    assert [each.name for each in await _said(house, met)] == ["Asha"]
    assert await _said(house, since) == []
    await keeping.look_after()
    assert keeping.problem is None

    # ---- nobody is written to twice
    await office.wait(minutes=5)
    await office.wait(hours=1)
    assert office.sent() == sent

    # ---- the archive's later file is found, opens with the same key, and comes back
    assert await house.films() == {"before": FILM}
    found = await house.strays.look(asked=False)
    assert [(each.item, each.opens) for each in found.files] == [(later.id, True)]
    assert (await house.strays.adopt("Dr Sommer", ignore)).adopted == 1
    assert await house.films() == {"before": FILM, "later": LATER}
    assert (rig.one("later").id, rig.one("later").sha256) == (later.id, later.sha256)
    assert set(house.rig.changes.topics) >= {"people", "outbox", "ledger", "consents", "recordings", "strays"}

    # ---- the ledger says what is missing, and somebody says why
    proved = await house.desk.prove()
    assert (proved.sound, proved.alarming, proved.can_be_known) == (False, True, True)
    assert [(each.flaw, each.count) for each in proved.problems] == [(Flaw.CUT, end - proved.entries)]
    assert not (await house.desk.acknowledge("We took Monday's backup")).alarming
    await house.visit("Carla")
    await house.clinic.later(days=9)
    assert not (await house.desk.prove()).alarming

    # ---- what was there before is a copy: it too can be put back
    replaced = next(each for each in await keeping.backups() if each.reason == "replaced")
    await keeping.put_back(replaced)
    assert [each.name for each in await _said(house, since)] == ["Ben"]
    assert rig.one("later").state is ItemState.KEPT
    assert (await house.strays.look(asked=False)).count == 0, "its own row stands for the file again"
    await office.wait(hours=1)
    assert office.sent() == sent

    # ---- and all of it opens anew, as after the next start
    rig.store.close()
    again = Database(tmp_path / "meetings.db", lambda: store_key)
    assert again.run_now(lambda lib: lib.archive.of_recording(RecordingId("later")))[0].place == later.place
    again.close()


async def _agree(house: House, meeting: MeetingId, name: str) -> None:
    planned = await house.rig.store.run(lambda lib: lib.meetings.get(meeting))
    assert planned is not None
    patient = next(each for each in planned.invitees if each.name == name)
    await house.consents.note(meeting, Answer.GIVEN, Way.READ_OUT, "Dr Sommer", invitee_id=patient.id)


async def _said(house: House, meeting: MeetingId) -> list[ConsentEntry]:
    return list(await house.rig.store.run(lambda lib: lib.consents.of_meeting(meeting)))


async def test_who_withdrew_since_the_backup_has_withdrawn(house: House) -> None:
    met = await house.visit("Asha")
    await _agree(house, met, "Asha")
    made = await house.keeping.back_up_now()
    asha = (await _said(house, met))[0].invitee_id
    for answer in (Answer.WITHDRAWN, Answer.GIVEN, Answer.WITHDRAWN):
        await house.consents.note(met, answer, Way.READ_OUT, "Dr Sommer", invitee_id=asha)
    said = await _said(house, met)
    assert len(said) == 4
    await house.keeping.put_back(made)
    assert await _said(house, met) == said
    assert (await house.consents.of(met)).missing == ("Asha",)
    for backup in await house.keeping.backups():
        await house.keeping.put_back(backup)
        assert await _said(house, met) == said


async def test_what_was_deleted_or_held_since_the_backup_still_is(house: House) -> None:
    rig = house.rig
    held, kept = rig.film("held"), rig.film("kept")
    await rig.service.turn()
    coming = rig.film("coming", LATER)
    await rig.service.discover()
    made = await house.keeping.back_up_now()
    await rig.service.turn()
    since = rig.film("since")
    await rig.service.turn()

    def decide(lib) -> None:
        for film in (kept, coming, since):
            (item,) = lib.archive.of_recording(film.id)
            lib.archive.keep(
                replace(item, state=ItemState.DELETED, deleted_at=START, deleted_why="They asked for it")
            )
        (item,) = lib.archive.of_recording(held.id)
        lib.archive.keep(replace(item, hold="a complaint"))

    rig.store.run_now(decide)
    await house.keeping.put_back(made)
    for film in (held, kept, coming, since):
        rig.store.run_now(lambda lib, film=film: lib.recordings.note(film, now=START))
    fetched = list(rig.network.fetched)
    await rig.service.turn()
    assert rig.network.fetched == fetched, "nothing that was deleted is fetched again"
    assert {film.id: rig.one(film.id).deleted_why for film in (kept, coming, since)} == dict.fromkeys(
        ("kept", "coming", "since"), "They asked for it"
    )
    assert (rig.one("held").state, rig.one("held").hold) == (ItemState.KEPT, "a complaint")
