"""What the attendance screen is told: the list page by page, weeks without gaps, and when the ledger was proved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hosted_meetings_desktop.domain.audit import Deed, audit_note
from hosted_meetings_desktop.domain.errors import AppError, InputProblem
from hosted_meetings_desktop.domain.ids import VisitTypeId
from hosted_meetings_desktop.domain.ledger.chain import Anchor, Flaw
from hosted_meetings_desktop.domain.ledger.listing import ListedSitting, ListQuery, Outcome
from hosted_meetings_desktop.domain.ledger.overview import Known, Proved
from hosted_meetings_desktop.domain.ledger.truth import Judgement
from hosted_meetings_desktop.domain.repositories import Library
from hosted_meetings_desktop.services.attendance_desk import PROVED, AttendanceDesk
from hosted_meetings_desktop.services.ledger import LedgerService
from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer
from hosted_meetings_desktop.services.ledger_known import SUBJECT
from hosted_meetings_desktop.services.ledger_proof import LedgerProof
from hosted_meetings_desktop.services.ledger_witness import LedgerWitness
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.store.ledger_list import ledger_list
from tests.unit.conftest import Heard
from tests.unit.domain.ledger.memory_ledger import MemoryAnchors, MemoryLedger
from tests.unit.fake_service import Ticking
from tests.unit.services.test_ledger_kit import NAME, Clinic, Peers

pytestmark = pytest.mark.anyio
DAY = date(2026, 3, 2)


def _of(lib: Library):
    return lib.ledger


@pytest.fixture
def clinic(store: Database, clock: Ticking, changes: Heard) -> Clinic:
    """A clinic whose ledger is in the store."""
    anchors, peers = MemoryAnchors(), Peers()
    gatherer = LedgerGatherer(store, _of, NAME, changes, clock, lambda: "Europe/Berlin", anchors=anchors, peers=peers)
    return Clinic(
        store, clock, changes, MemoryLedger(), anchors, peers, gatherer,
        LedgerService(store, _of, NAME, changes, clock), LedgerProof(store, _of, NAME, anchors),
        LedgerWitness(store, _of, clock),
    )  # fmt: skip


@pytest.fixture
def desk(clinic: Clinic) -> AttendanceDesk:
    return AttendanceDesk(
        clinic.store, clinic.service, clinic.proof, ledger_list, _of, clinic.clock,
        lambda: "Europe/Berlin",
    )  # fmt: skip


async def _days(clinic: Clinic, count: int = 4) -> None:
    """Hold visits on several days: one that Asha came to, late, and one that Ben never came to."""
    for day in range(count):
        start = day * 24 * 60
        met = clinic.plan("Asha", minutes=start)
        clinic.plan("Ben", minutes=start + 60, host="Nurse Lind", visit_type=VisitTypeId("follow-up"))
        host, asha = met.invitees
        session = clinic.hold(met.room_id, start, start + 30)
        clinic.come(session, (host, start, start + 30), (asha, start + 9, start + 30))
        await clinic.later(hours=22)


def _told(rows: tuple[ListedSitting, ...]) -> list[tuple[int, str]]:
    return [((each.began.date() - DAY).days, each.host) for each in rows]


async def test_closed_sittings_come_day_by_day_the_newest_first(clinic: Clinic, desk: AttendanceDesk) -> None:
    await _days(clinic)
    page = await desk.page(ListQuery(), 0, 100)
    assert page.total == 8
    assert _told(page.rows) == [(day, host) for day in (3, 2, 1, 0) for host in ("Nurse Lind", "Dr Sommer")]
    assert all(each.closed and not each.moving for each in page.rows)
    judged = {each.name: (each.judgement, each.late_by) for row in page.rows[:2] for each in row.people}
    assert judged["Asha"] == (Judgement.ATTENDED, timedelta(minutes=9))
    assert judged["Ben"][0] is Judgement.NEVER_CAME


@pytest.mark.parametrize("oldest_first", [False, True])
async def test_pages_put_together_are_the_whole_list(
    clinic: Clinic, desk: AttendanceDesk, *, oldest_first: bool
) -> None:
    await _days(clinic)
    query = ListQuery(oldest_first=oldest_first)
    whole = (await desk.page(query, 0, 100)).rows
    parts = [each for offset in range(0, 8, 3) for each in (await desk.page(query, offset, 3)).rows]
    assert parts == list(whole)
    assert [each.began for each in whole] == sorted((each.began for each in whole), reverse=not oldest_first)
    assert (await desk.page(query, 6, 3)).rows == whole[6:]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (ListQuery(host="nurse lind"), 4),
        (ListQuery(visit_type="follow-up"), 4),
        (ListQuery(days_from=DAY + timedelta(days=1), days_before=DAY + timedelta(days=3)), 4),
        (ListQuery(text="ash"), 4),
        (ListQuery(text="nobody"), 0),
        (ListQuery(outcome=Outcome.NEVER_CAME), 4),
        (ListQuery(outcome=Outcome.LATE), 4),
        (ListQuery(outcome=Outcome.LATE, host="Nurse Lind"), 0),
        (ListQuery(outcome=Outcome.COULD_NOT_CONNECT), 0),
        (ListQuery(outcome=Outcome.NEVER_CAME, visit_type="follow-up", text="ben", days_from=DAY), 4),
    ],
)
async def test_the_list_is_narrowed(clinic: Clinic, desk: AttendanceDesk, query: ListQuery, count: int) -> None:
    await _days(clinic)
    page = await desk.page(query, 0, 100)
    assert (page.total, len(page.rows)) == (count, count)
    # Everybody of a sitting is told, also who is not searched for.
    assert all({each.name for each in row.people} >= {row.host} for row in page.rows)


async def test_what_still_goes_on_stands_on_top_and_is_marked(clinic: Clinic, desk: AttendanceDesk) -> None:
    await _days(clinic, 1)
    start = (clinic.clock() - (await desk.page(ListQuery(), 1, 1)).rows[0].began).total_seconds() / 60
    meeting = clinic.plan("Chidi", minutes=start)
    session = clinic.hold(meeting.room_id, start, None)
    clinic.come(session, (meeting.invitees[0], start, None))
    top = (await desk.page(ListQuery(), 0, 10)).rows[0]
    assert (top.session, top.moving, top.closed) == (session, True, False)
    assert {each.name: each.judgement for each in top.people} == {
        "Dr Sommer": Judgement.ATTENDED, "Chidi": Judgement.NOT_YET,
    }  # fmt: skip
    assert (await desk.page(ListQuery(oldest_first=True), 0, 10)).rows[-1].id == top.id
    assert (await desk.page(ListQuery(host="Nurse Lind"), 0, 10)).total == 1
    assert (await desk.session(session)).truth.sitting == top.id
    assert (await desk.sitting(top.id)).entry is None


async def test_what_goes_on_is_told_anew_when_something_is_heard_and_when_time_went_by(
    clinic: Clinic, desk: AttendanceDesk
) -> None:
    meeting = clinic.plan("Asha")
    host, asha = meeting.invitees
    session = clinic.hold(meeting.room_id, 0, None)
    clinic.come(session, (host, 0, None))

    async def asha_is() -> Judgement:
        (row,) = (await desk.page(ListQuery(), 0, 10)).rows
        return next(each.judgement for each in row.people if each.name == "Asha")

    assert await asha_is() is Judgement.NOT_YET
    assert await asha_is() is Judgement.NOT_YET
    clinic.come(session, (host, 0, None), (asha, 1, None))
    assert await asha_is() is Judgement.ATTENDED
    clinic.come(session, (host, 0, None), (asha, 1, 2))
    clinic.clock.advance(seconds=10)
    assert await asha_is() is Judgement.ATTENDED
    other = clinic.plan("Ben", minutes=40)
    clinic.clock.advance(minutes=80)
    await clinic.gatherer.gather()
    rows = (await desk.page(ListQuery(text="ben"), 0, 10)).rows
    assert [each.id for each in rows] == [clinic.sitting_id(other)]


async def test_a_session_in_which_nobody_was_is_listed_too(clinic: Clinic, desk: AttendanceDesk) -> None:
    clinic.hold(None, 0, 10)
    await clinic.later(days=9)
    page = await desk.page(ListQuery(), 0, 10)
    assert page.total == len(page.rows) == 1
    assert (page.rows[0].title, page.rows[0].people, page.rows[0].closed) == ("Elsewhere", (), True)


async def test_weeks_have_no_gaps_and_hosts_their_names(clinic: Clinic, desk: AttendanceDesk) -> None:
    await _days(clinic, 1)
    found = await desk.trends(DAY - timedelta(days=7), DAY + timedelta(days=14))
    assert [each.monday for each in found.weeks] == [DAY + timedelta(days=7 * n) for n in (-1, 0, 1)]
    assert [each.people.people for each in found.weeks] == [0, 2, 0]
    assert found.people.no_show_rate == pytest.approx(0.5)
    assert found.held.sittings == 2
    assert [name for name, _sums in found.hosts] == ["Dr Sommer", "Nurse Lind"]
    everybody = await desk.trends(DAY, DAY + timedelta(days=7), everybody=True, host="Dr Sommer")
    assert (everybody.people.people, everybody.hosts) == (2, ())


async def test_a_proof_is_remembered(clinic: Clinic, desk: AttendanceDesk) -> None:
    await _days(clinic, 1)
    before = await desk.standing()
    assert (before.proved, before.entries) == (None, 2)
    told = []
    found = await desk.prove(told.append)
    assert (found.sound, found.entries, found.anchored) == (True, 2, 2)
    assert told[-1].done == 2
    assert (await desk.standing()).proved == Proved(clinic.clock(), 2, 2, 0)
    clinic.run(lambda lib: lib.facts.set(PROVED, "[1, 2"))
    assert (await desk.standing()).proved is None


async def test_a_change_is_found(clinic: Clinic, desk: AttendanceDesk) -> None:
    await _days(clinic, 1)
    clinic.run(
        lambda lib: lib.ledger._connection.exec_driver_sql("UPDATE ledger_rows SET name = 'X' WHERE name = 'Ben'")
    )
    found = await desk.prove()
    assert not found.sound
    assert found.count == 1


async def test_a_lost_end_is_acknowledged_once_and_a_new_one_alarms_again(
    clinic: Clinic, desk: AttendanceDesk
) -> None:
    await _days(clinic, 1)
    kept = clinic.anchors.kept(NAME)
    first, second = Anchor(12, "a" * 64), Anchor(15, "b" * 64)
    clinic.anchors.keep(NAME, (*kept, first))
    found = await desk.prove()
    assert (found.lost, found.alarming, found.can_be_known) == ((first,), True, True)
    with pytest.raises(InputProblem):
        await desk.acknowledge("  ")
    assert (await desk.standing()).proved.alarming
    told = await replace(desk, who=lambda: "Nurse Lind").acknowledge("We took Monday's backup")
    known = Known(clinic.clock(), "Nurse Lind", "We took Monday's backup")
    assert (told.known, told.sound, told.alarming) == (known, False, False)
    (entry,) = clinic.run(lambda lib: lib.audit.of_subject(SUBJECT))
    note = audit_note(entry)
    assert (note.deed, note.who, note.facts) == (Deed.ACKNOWLEDGED, "Nurse Lind", {"ends": first.text()})
    assert (await desk.standing()).proved.known == known
    assert (await desk.prove()).known == known

    clinic.anchors.keep(NAME, (*kept, first, second))
    again = await desk.prove()
    assert (again.known, again.alarming) == (None, True)


async def test_the_same_loss_stays_known_when_the_chain_has_grown_past_it(
    clinic: Clinic, desk: AttendanceDesk
) -> None:
    await _days(clinic, 1)
    clinic.anchors.keep(NAME, (*clinic.anchors.kept(NAME), Anchor(4, "a" * 64)))
    assert [(each.flaw, each.count) for each in (await desk.prove()).problems] == [(Flaw.CUT, 2)]
    await desk.acknowledge("We took Monday's backup")
    clinic.hold(None, 3000, 3010)
    clinic.hold(None, 4500, 4510)
    await clinic.later(days=9)
    found = await desk.prove()
    assert [each.flaw for each in found.problems] == [Flaw.REWRITTEN]
    assert not found.alarming


async def test_what_was_changed_cannot_be_acknowledged_beside_a_lost_end(
    clinic: Clinic, desk: AttendanceDesk
) -> None:
    await _days(clinic, 1)
    clinic.anchors.keep(NAME, (*clinic.anchors.kept(NAME), Anchor(12, "a" * 64)))
    await desk.prove()
    await desk.acknowledge("We took Monday's backup")
    clinic.run(
        lambda lib: lib.ledger._connection.exec_driver_sql("UPDATE ledger_rows SET name = 'X' WHERE name = 'Ben'")
    )
    found = await desk.prove()
    assert (found.alarming, found.can_be_known) == (True, False)
    with pytest.raises(AppError, match="nothing here to acknowledge"):
        await desk.acknowledge("It was so before")


async def test_known_ends_give_way_to_new_ones_where_there_is_room_for_few(
    clinic: Clinic, desk: AttendanceDesk
) -> None:
    await _days(clinic, 1)
    known = tuple(Anchor(number, "a" * 64) for number in range(10, 14))
    new = Anchor(20, "b" * 64)
    clinic.anchors.keep(NAME, known)
    await desk.prove()
    await desk.acknowledge("We took Monday's backup")
    clinic.anchors.keep(NAME, (*known, new))
    clinic.hold(None, 3000, 3010)
    await clinic.later(days=9)
    assert new in clinic.anchors.kept(NAME)


async def test_what_there_is_to_choose(clinic: Clinic, desk: AttendanceDesk) -> None:
    clinic.plan("Asha")
    found = await desk.choices()
    assert found.hosts == ("Dr Sommer",)
    assert "follow-up" in dict(found.visit_types)
