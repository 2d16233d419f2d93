"""What was held is found, closed once it is over, and corrected by a new entry when more is learned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import anyio
import pytest

from hosted_meetings_desktop.domain.ids import PeerId
from hosted_meetings_desktop.domain.ledger.chain import EntryKind, Flaw, read
from hosted_meetings_desktop.domain.ledger.sources import PeerEvent
from hosted_meetings_desktop.domain.ledger.truth import Closing, Judgement
from hosted_meetings_desktop.domain.live import Progress
from hosted_meetings_desktop.services.ledger_gathering import Gathered
from hosted_meetings_desktop.services.no_shows import NoShows
from tests.unit.fake_service import START
from tests.unit.services.test_ledger_kit import NAME, Clinic, clinic

__all__ = ["clinic"]
pytestmark = pytest.mark.anyio


def judged(clinic: Clinic) -> dict[str, Judgement]:
    return {row.name: row.judgement for rows in clinic.ledger.kept_rows.values() for row in rows}


# ---- closing
async def test_a_visit_is_closed_a_quarter_of_an_hour_after_its_end(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha", "Ben")
    host, asha, _ben = meeting.invitees
    session = clinic.hold(meeting.room_id, 0, None)
    clinic.come(session, (host, 0, None), (asha, 2, None))
    assert (await clinic.later(minutes=20)).closed == 0
    report = await clinic.service.session(session)
    assert (report.truth.moving, report.entry) == (True, None)
    assert {one.name: one.judgement for one in report.truth.people} == {
        "Dr Sommer": Judgement.ATTENDED, "Asha": Judgement.ATTENDED, "Ben": Judgement.NOT_YET,
    }  # fmt: skip
    clinic.clock.advance(minutes=12)
    clinic.hold(meeting.room_id, 0, 31, session)
    clinic.come(session, (host, 0, 30), (asha, 2, 30))
    assert (await clinic.later(minutes=5)).closed == 0
    assert await clinic.later(minutes=10) == Gathered(looked=1, closed=1)
    assert judged(clinic) == {
        "Dr Sommer": Judgement.ATTENDED, "Asha": Judgement.ATTENDED, "Ben": Judgement.NEVER_CAME,
    }  # fmt: skip
    (entry,) = clinic.ledger.chain
    assert read(entry).sitting == clinic.sitting_id(meeting)
    assert clinic.anchors.kept(NAME) == (entry.anchor,)
    assert (await clinic.proof.verify()).sound


async def test_another_round_changes_nothing(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    session = clinic.hold(meeting.room_id, 0, 30)
    clinic.come(session, (meeting.invitees[1], 0, 30))
    await clinic.later(hours=2)
    noted, sittings = dict(clinic.ledger.noted), set(clinic.ledger.sittings)
    clinic.changes.topics.clear()
    for _ in range(4):
        done = await clinic.later(hours=2)
        assert (done.closed, done.corrected) == (0, 0)
    assert (clinic.ledger.noted, set(clinic.ledger.sittings), len(clinic.ledger.chain)) == (noted, sittings, 1)
    assert clinic.changes.topics == []
    await clinic.later(days=9)
    assert (await clinic.later(hours=2)).looked == 0


async def test_a_leave_that_is_told_late_corrects_the_entry_and_names_it(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    host, asha = meeting.invitees
    session = clinic.hold(meeting.room_id, 0, 40)
    clinic.come(session, (host, 0, 35), (asha, 0, None))
    clinic.clock.advance(minutes=70)
    clinic.come(session, (host, 0, 35), (asha, 0, None))
    assert (await clinic.later(hours=1)).closed == 1
    clinic.come(session, (host, 0, 35), (asha, 0, 20))
    assert (await clinic.later(minutes=30)).corrected == 0  # a closed sitting is looked at once an hour
    assert (await clinic.later(hours=1)).corrected == 1
    first, second = clinic.ledger.chain
    content = read(second)
    assert (content.kind, content.corrects) == (EntryKind.CORRECTED, first.anchor)
    assert f"people.invitee:{asha.id}.present_us" in content.changes
    assert not any(each.startswith(f"people.invitee:{host.id}") for each in content.changes)
    (rows,) = clinic.ledger.kept_rows.values()
    assert [(row.entry, row.present) for row in rows] == [(2, timedelta(minutes=35)), (2, timedelta(minutes=20))]
    assert (await clinic.proof.verify()).sound
    report = await clinic.service.session(session)
    assert report.history == (first, second)


async def test_a_correction_keeps_to_the_rules_and_the_day_of_its_entry(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    host, asha = meeting.invitees
    session = clinic.hold(meeting.room_id, 0, 30)
    clinic.come(session, (host, 0, 30), (asha, 3, 30))
    await clinic.later(hours=2)
    await clinic.service.keep_rules(replace(await clinic.service.rules(), late_after=timedelta(minutes=1)))
    clinic.gatherer.zone = lambda: "Pacific/Honolulu"  # where it was still the day before
    assert (await clinic.later(hours=2)).corrected == 0
    clinic.come(session, (host, 0, 30), (asha, 3, 29))
    assert (await clinic.later(hours=2)).corrected == 1
    patient = next(row for rows in clinic.ledger.kept_rows.values() for row in rows if row.name == "Asha")
    assert (patient.late_by, patient.day) == (None, START.date())


async def test_who_was_never_there_came_to_nothing_once_the_provider_said_so(clinic: Clinic) -> None:
    clinic.plan("Asha")
    clinic.clock.advance(hours=1)
    assert (await clinic.gatherer.gather()).closed == 0  # nobody asked the provider since
    assert (await clinic.later()).closed == 1
    assert set(judged(clinic).values()) == {Judgement.NEVER_CAME}


async def test_without_a_word_of_the_provider_it_is_not_known_after_a_week(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    clinic.hold(meeting.room_id, 0, 30, read=False)
    assert (await clinic.later(days=2)).closed == 0
    assert (await clinic.later(days=7)).closed == 1
    assert set(judged(clinic).values()) == {Judgement.UNKNOWN}


async def test_a_session_that_nobody_planned_is_a_sitting_of_its_own(clinic: Clinic) -> None:
    session = clinic.hold(None, 0, 30)
    clinic.come(session, ("Stranger", 0, 30))
    assert (await clinic.later(hours=2)).closed == 1
    (row,) = clinic.ledger.kept_rows[f"session:{session}"]  # type: ignore[index]
    assert (row.name, row.invited, row.meeting, row.late_by) == ("Stranger", False, None, None)


async def test_two_sessions_of_one_planned_time_are_one_sitting(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    host, asha = meeting.invitees
    for began, ended in ((0, 10), (15, 30)):
        session = clinic.hold(meeting.room_id, began, ended)
        clinic.come(session, (host, began, ended), *([(asha, 0, 10)] if not began else []))
    assert (await clinic.later(hours=2)).closed == 1
    host_row, patient = clinic.ledger.kept_rows[clinic.sitting_id(meeting)]
    assert (host_row.sessions, host_row.joins, host_row.present) == (2, 2, timedelta(minutes=25))
    assert (patient.judgement, patient.left_early_by) == (Judgement.ATTENDED, timedelta(minutes=20))


async def test_people_who_come_back_later_correct_the_entry(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    host, asha = meeting.invitees
    clinic.come(clinic.hold(meeting.room_id, 0, 10), (host, 0, 10))
    assert (await clinic.later(hours=1)).closed == 1
    assert judged(clinic)["Asha"] is Judgement.NEVER_CAME
    clinic.clock.advance(hours=1)
    clinic.come(clinic.hold(meeting.room_id, 70, 100), (host, 70, 100), (asha, 70, 100))
    assert (await clinic.later(hours=1)).corrected == 1
    assert judged(clinic)["Asha"] is Judgement.ATTENDED


async def test_trying_the_room_days_before_is_no_sitting_of_the_meeting(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha", minutes=2 * 24 * 60)
    session = clinic.hold(meeting.room_id, 0, 5)
    clinic.come(session, (meeting.invitees[0], 0, 5))
    await clinic.later(hours=2)
    assert set(clinic.ledger.sittings) == {f"session:{session}"}


# ---- what is planned changes
async def test_a_meeting_that_was_moved_before_anybody_came_leaves_nothing(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    await clinic.later(minutes=10)
    assert set(clinic.ledger.sittings) == {clinic.sitting_id(meeting)}
    clinic.move(meeting, minutes=24 * 60)
    await clinic.later(hours=1)
    assert (clinic.ledger.sittings, clinic.ledger.noted, clinic.ledger.chain) == ({}, {}, [])


async def test_a_meeting_that_was_held_and_moved_keeps_what_was_held(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    first = clinic.hold(meeting.room_id, 0, 30)
    clinic.come(first, (meeting.invitees[1], 0, 30))
    await clinic.later(hours=1)
    clinic.move(meeting, minutes=3 * 24 * 60)
    assert (await clinic.later(hours=2)).corrected == 0
    clinic.clock.advance(days=3)
    second = clinic.hold(meeting.room_id, 3 * 24 * 60, 3 * 24 * 60 + 30)
    clinic.come(second, (meeting.invitees[1], 3 * 24 * 60, 3 * 24 * 60 + 30))
    await clinic.later(hours=2)
    sessions = {each.sessions for each in clinic.ledger.sittings.values()}
    assert sessions == {(first,), (second,)}
    assert len(clinic.ledger.chain) == 2


async def test_what_was_missed_and_moved_afterwards_was_missed(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    await clinic.later(hours=1)
    clinic.move(meeting, minutes=3 * 24 * 60)
    assert (await clinic.later(hours=2)).corrected == 0
    assert judged(clinic)["Asha"] is Judgement.NEVER_CAME


async def test_a_cancelled_meeting_is_no_entry_unless_somebody_came(clinic: Clinic) -> None:
    off, held = clinic.plan("Asha"), clinic.plan("Ben")
    for each in (off, held):
        clinic.run(lambda lib, each=each: lib.meetings.set_cancelled(each.id, cancelled=True, now=clinic.clock()))
    clinic.come(clinic.hold(held.room_id, 0, 30), (held.invitees[0], 0, 30))
    await clinic.later(hours=2)
    assert judged(clinic) == {"Dr Sommer": Judgement.ATTENDED, "Ben": Judgement.CALLED_OFF}
    assert set(clinic.ledger.sittings) == {clinic.sitting_id(held)}


async def test_who_is_invited_after_the_visit_has_not_missed_it(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    clinic.come(clinic.hold(meeting.room_id, 0, None), (meeting.invitees[1], 0, None))
    await clinic.later(minutes=15)
    later = replace(meeting.invitees[1], id="i-late", name="Late", participant_id=None)  # type: ignore[arg-type]
    clinic.clock.advance(hours=1)
    clinic.run(lambda lib: lib.meetings.add_invitee(meeting.id, later, now=clinic.clock()))
    (report,) = await clinic.service.meeting(meeting.id)
    assert [one.name for one in report.truth.people] == ["Dr Sommer", "Asha"]
    assert "Late" not in {fact.who.name for fact in report.facts.values()}


async def test_the_mark_of_the_desk_is_a_fact(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    clinic.run(lambda lib: NoShows(lib).set(meeting, clinic.clock()))
    await clinic.later(hours=1)
    (report,) = await clinic.service.meeting(meeting.id)
    asha = report.truth.people[1]
    assert "desk" in {report.facts[each].source.value for each in asha.facts_of("judgement")}


# ---- more that the provider knows
async def test_leaves_that_the_list_does_not_tell_are_asked_for_once(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    host, asha = meeting.invitees
    session = clinic.hold(meeting.room_id, 0, 30)
    clinic.clock.advance(minutes=40)
    clinic.come(session, (host, 0, 30), (asha, 1, None))
    peer = PeerId(f"p-{session}-{asha.id}-1")
    event = PeerEvent(session, peer, f"u-{asha.id}", str(asha.id), "PEER_LEAVING", START + timedelta(minutes=12))
    clinic.peers.events[session] = (event,)
    assert (await clinic.later(minutes=10)).closed == 1
    await clinic.later(hours=2)
    assert clinic.peers.asked == [session]
    (_host, row) = clinic.ledger.kept_rows[clinic.sitting_id(meeting)]
    assert (row.present, row.doubts) == (timedelta(minutes=11), ())
    report = await clinic.service.session(session)
    assert report.truth.people[1].stays[0].closing is Closing.EVENT


async def test_where_events_cannot_be_had_it_goes_on_without(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    session = clinic.hold(meeting.room_id, 0, 30)
    clinic.clock.advance(hours=2)
    clinic.come(session, (meeting.invitees[1], 0, None))
    clinic.peers.offline = True
    assert (await clinic.later(hours=1)).closed == 1


# ---- stops, locks and losses
async def test_a_round_that_was_stopped_goes_on_where_it_was(clinic: Clinic) -> None:
    for number in range(35):
        session = clinic.hold(None, number * 60, number * 60 + 30, f"s{number:02}")
        clinic.come(session, ("Somebody", number * 60, number * 60 + 30))
    clinic.clock.advance(days=3)
    clinic.refresh()
    seen: list[Progress] = []
    with anyio.CancelScope() as scope:

        def stop(progress: Progress) -> None:
            seen.append(progress)
            if len(seen) == 2:
                scope.cancel()

        await clinic.gatherer.gather(told=stop)
    assert (scope.cancelled_caught, [each.done for each in seen]) == (True, [10, 20])
    await clinic.store.run(lambda _lib: None)  # what had begun in the store's thread is ended there
    kept = len(clinic.ledger.chain)
    assert kept in {20, 30}
    assert (await clinic.proof.verify()).sound
    assert (await clinic.gatherer.gather()).closed == 35 - kept
    assert len({read(entry).sitting for entry in clinic.ledger.chain}) == len(clinic.ledger.chain) == 35
    assert (await clinic.proof.verify()).anchored == 35


async def test_rounds_do_not_overlap(clinic: Clinic) -> None:
    for number in range(12):
        clinic.come(clinic.hold(None, 0, 30, f"s{number}"), ("Somebody", 0, 30))
    clinic.clock.advance(hours=2)
    clinic.refresh()
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(clinic.gatherer.gather)
    assert len(clinic.ledger.chain) == 12


async def test_a_session_that_is_listed_days_late_is_found(clinic: Clinic) -> None:
    clinic.hold(None, 0, 30, "first")
    await clinic.later(days=5)
    late = clinic.hold(None, 90, 120, "late")
    clinic.come(late, ("Somebody", 90, 120))
    await clinic.later(hours=1)
    assert set(clinic.ledger.sittings) == {"session:first", "session:late"}


async def test_what_came_while_the_provider_was_out_of_reach_is_found_weeks_later(clinic: Clinic) -> None:
    clinic.hold(None, -60, -30, "before")
    await clinic.later(hours=1)
    clinic.clock.advance(days=30)
    await clinic.gatherer.gather()  # offline: the lists were not read
    clinic.hold(None, 3 * 24 * 60, 3 * 24 * 60 + 30, "meanwhile")
    await clinic.later(hours=1)
    assert "session:meanwhile" in clinic.ledger.sittings


async def test_a_locked_keyring_stops_nothing(clinic: Clinic) -> None:
    clinic.plan("Asha")
    clinic.anchors.fails = True
    assert (await clinic.later(hours=1)).closed == 1
    clinic.anchors.fails = False
    clinic.plan("Ben", minutes=60)
    await clinic.later(hours=2)
    assert clinic.anchors.kept(NAME) == (clinic.ledger.head(),)


async def test_an_entry_that_cannot_be_read_holds_up_no_other(clinic: Clinic) -> None:
    first = clinic.plan("Asha")
    await clinic.later(hours=1)
    clinic.ledger.chain[0] = replace(clinic.ledger.chain[0], content="{")
    clinic.plan("Ben", minutes=60)
    assert (await clinic.later(hours=2)).closed == 1
    assert clinic.ledger.sittings[clinic.sitting_id(first)].entry == 1


async def test_senseless_rules_and_zones_are_as_a_clinic_starts(clinic: Clinic) -> None:
    clinic.run(lambda lib: lib.facts.set("ledger_rules", "[1]"))
    assert await clinic.service.rules() == type(await clinic.service.rules())()
    clinic.gatherer.zone = lambda: "Nowhere/Land"
    clinic.plan("Asha")
    assert (await clinic.later(hours=1)).closed == 1


async def test_an_end_that_the_chain_lost_stays_anchored_beside_the_new_one(clinic: Clinic) -> None:
    for number in range(3):
        clinic.hold(None, number * 60, number * 60 + 30)
    await clinic.later(hours=2)
    (end,) = clinic.anchors.kept(NAME)
    clinic.ledger.chain.pop()  # as when a backup was put back
    clinic.hold(None, 400, 430)
    await clinic.later(hours=2)
    clinic.hold(None, 700, 730)
    await clinic.later(hours=2)
    assert clinic.anchors.kept(NAME) == (end, clinic.ledger.head())
    assert Flaw.REWRITTEN in {each.flaw for each in (await clinic.proof.verify()).problems}
