"""What people take back, clocks that were wrong, and kills at the worst moment leave nothing untrue in the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hosted_meetings_desktop.domain.ids import MeetingId
from hosted_meetings_desktop.domain.ledger.truth import Closing, Doubt, Judgement
from hosted_meetings_desktop.services.ledger_gathering import LedgerGatherer
from hosted_meetings_desktop.services.no_shows import NoShows
from tests.unit.services.test_ledger_gathering import judged
from tests.unit.services.test_ledger_kit import NAME, Clinic, clinic

__all__ = ["clinic"]
pytestmark = pytest.mark.anyio


def cancel(clinic: Clinic, meeting: MeetingId, *, cancelled: bool) -> None:
    clinic.run(lambda lib: lib.meetings.set_cancelled(meeting, cancelled=cancelled, now=clinic.clock()))


def started_anew(clinic: Clinic) -> LedgerGatherer:
    """Return the gatherer as the program has it after a kill."""
    old = clinic.gatherer
    return LedgerGatherer(
        old.store, old.ledger, old.name, old.changes, old.clock, old.zone, anchors=old.anchors, peers=old.peers
    )


# ---- second thoughts
async def test_a_visit_that_was_cancelled_by_mistake_and_taken_back_was_not_cancelled(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    await clinic.later(minutes=5)
    for cancelled in (True, False, True, False):
        cancel(clinic, meeting.id, cancelled=cancelled)
        await clinic.later(minutes=1)
        (report,) = await clinic.service.meeting(meeting.id)
        assert report.truth.plan is not None
        assert report.truth.plan.cancelled is cancelled
    noted = len(clinic.ledger.noted)
    await clinic.later(minutes=1)
    assert len(clinic.ledger.noted) == noted
    await clinic.later(hours=1)
    assert judged(clinic)["Asha"] is Judgement.NEVER_CAME


async def test_a_mark_that_was_taken_back_is_no_reason_to_doubt(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    session = clinic.hold(meeting.room_id, 3, 30)
    clinic.come(session, (meeting.invitees[1], 3, 30))
    for taken_back in (False, True, False, True):
        clinic.run(lambda lib, back=taken_back: NoShows(lib).set(meeting, None if back else clinic.clock()))
        await clinic.later(minutes=1)
        (report,) = await clinic.service.meeting(meeting.id)
        assert (Doubt.MARKED_BUT_CAME in report.truth.people[1].doubts) is not taken_back


async def test_what_was_missed_and_moved_before_it_was_closed_was_missed(clinic: Clinic) -> None:
    """As a front desk does it: nobody came, so another day is found at once."""
    meeting = clinic.plan("Asha")
    for _minute in range(3):
        await clinic.later(minutes=11)
    assert clinic.ledger.chain == []
    clinic.move(meeting, minutes=3 * 24 * 60)
    assert (await clinic.later(hours=1)).closed == 1
    assert judged(clinic)["Asha"] is Judgement.NEVER_CAME


@pytest.mark.parametrize("marked", [True, False])
async def test_what_is_moved_during_its_time_was_missed_where_the_desk_said_so(
    clinic: Clinic, *, marked: bool
) -> None:
    meeting = clinic.plan("Asha")
    await clinic.later(minutes=10)
    if marked:
        clinic.run(lambda lib: NoShows(lib).set(meeting, clinic.clock()))
    clinic.move(meeting, minutes=3 * 24 * 60)
    await clinic.later(hours=1)
    assert judged(clinic).get("Asha") is (Judgement.NEVER_CAME if marked else None)


# ---- clocks
async def test_a_clock_that_was_weeks_ahead_leaves_no_gap_and_no_untruth(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha", minutes=60)
    right = clinic.clock.at
    await clinic.later(days=30)
    assert judged(clinic)["Asha"] is Judgement.NEVER_CAME  # as far as that clock could tell
    clinic.clock.at = right
    new = clinic.plan("Ben", minutes=120)
    clinic.clock.at = right + timedelta(minutes=61)
    await clinic.later()
    assert clinic.ledger.sittings[clinic.sitting_id(meeting)].quiet is False
    session = clinic.hold(meeting.room_id, 60, 90)
    clinic.come(session, (meeting.invitees[1], 60, 90))
    clinic.clock.at = right + timedelta(minutes=121)
    await clinic.later()
    await clinic.later(hours=1)
    assert {clinic.sitting_id(meeting), clinic.sitting_id(new)} == set(clinic.ledger.sittings)
    found = judged(clinic)
    assert (found["Asha"], found["Ben"]) == (Judgement.ATTENDED, Judgement.NEVER_CAME)
    assert (await clinic.proof.verify()).sound


# ---- what no provider should say
async def test_an_end_in_the_year_9999_is_none_and_a_figure_of_a_century_says_nothing(clinic: Clinic) -> None:
    meeting = clinic.plan("Asha")
    session = clinic.hold(meeting.room_id, 0, 30)
    clinic.come(session, (meeting.invitees[1], 0, None))
    never = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    (row,) = clinic.run(lambda lib: lib.sessions.presences(session))
    odd = replace(row, left_at=never, minutes=1e11)
    clinic.run(lambda lib: lib.sessions.note_presences(session, (odd,), now=clinic.clock()))
    kept = clinic.run(lambda lib: lib.sessions.get(session))
    clinic.run(lambda lib: lib.sessions.note(replace(kept, ended_at=never), now=clinic.clock()))
    await clinic.later(minutes=5)
    (report,) = await clinic.service.meeting(meeting.id)
    assert report.truth.moving
    clinic.run(lambda lib: lib.sessions.note(kept, now=clinic.clock()))
    await clinic.later(hours=2)
    (report,) = await clinic.service.meeting(meeting.id)
    (stay,) = report.truth.people[1].stays
    assert (stay.closing, stay.present) == (Closing.SESSION_END, timedelta(minutes=30))


async def test_a_sitting_that_cannot_be_worked_out_holds_up_no_other(clinic: Clinic) -> None:
    bad, good = clinic.plan("Asha"), clinic.plan("Ben")
    await clinic.later(minutes=5)
    for key, fact in clinic.ledger.noted.items():
        if key[0] == clinic.sitting_id(bad) and fact.detail("role"):
            clinic.ledger.noted[key] = replace(fact, details=(("role", "wizard"),))
    assert (await clinic.later(hours=1)).closed == 1
    assert clinic.ledger.sittings[clinic.sitting_id(good)].entry == 1
    assert clinic.ledger.sittings[clinic.sitting_id(bad)].entry is None


# ---- kills
async def test_a_kill_between_an_entry_and_its_anchor_is_made_up_for(clinic: Clinic) -> None:
    clinic.plan("Asha")
    await clinic.later(minutes=5)
    clinic.anchors.fails = True  # as if the program had ended here
    assert (await clinic.later(hours=1)).closed == 1
    clinic.anchors.fails = False
    assert clinic.anchors.kept(NAME) == ()
    clinic.gatherer = started_anew(clinic)
    assert (await clinic.later(minutes=1)).closed == 0
    assert clinic.anchors.kept(NAME) == (clinic.ledger.head(),)
