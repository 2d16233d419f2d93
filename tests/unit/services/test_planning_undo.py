"""Undo puts back what a change did, and nothing that came since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.ids import InviteeId, new_id
from hosted_meetings_desktop.domain.live import UndoStep
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting, MeetingFilter
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.services.taking_back import people_back
from tests.unit.fake_service import FakeService
from tests.unit.services.outbox_kit import ASHA, BEN, WEEKLY, Office, office, visit

pytestmark = pytest.mark.anyio
__all__ = ["office"]

QUARTER = timedelta(minutes=15)


def person(name: str, role: Role = Role.PATIENT) -> Invitee:
    return Invitee(InviteeId(new_id()), name, role, "group_call_guest")


async def joins(office: Office, meeting: Meeting) -> Invitee:
    """Let a host join: that adds them before everybody else."""
    host = person("Dr Sommer", Role.HOST)
    await office.store.run(lambda lib: lib.meetings.add_invitee(meeting.id, host, now=office.clock()))
    return host


def names(meeting: Meeting) -> list[str]:
    return [each.name for each in meeting.invitees]


async def test_a_host_who_joined_since_stays(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    later = replace(planned.meeting.schedule, starts_at=planned.meeting.schedule.starts_at + QUARTER)
    moved = await office.meetings.move(planned.meeting.id, later)
    await joins(office, planned.meeting)
    again = await office.meetings.undo(moved.undo)
    back = await office.meetings.get(planned.meeting.id)
    assert (names(back), back.schedule) == (["Dr Sommer", "Asha"], planned.meeting.schedule)
    await office.meetings.undo(again)
    moved_again = await office.meetings.get(planned.meeting.id)
    assert (names(moved_again), moved_again.schedule) == (["Dr Sommer", "Asha"], later)


async def test_people_are_put_back_beside_who_came(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA, BEN))
    asha, ben = planned.meeting.invitees
    people = (replace(asha, name="Asha B."), person("Aunt"))
    changed = await office.meetings.change(planned.meeting.id, replace(draft_of(planned.meeting), invitees=people))
    await joins(office, planned.meeting)
    await office.meetings.engine.settle(planned.meeting.id)
    link = (await office.meetings.get(planned.meeting.id)).invitees[1]
    await office.meetings.undo(changed.undo)
    back = await office.meetings.get(planned.meeting.id)
    assert names(back) == ["Dr Sommer", "Asha", "Ben"]
    assert (back.invitees[1].id, back.invitees[1].participant_id) == (asha.id, link.participant_id)
    assert back.invitees[2].id == ben.id


async def test_what_another_change_did_since_stays(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    renamed = await office.meetings.change(planned.meeting.id, replace(draft_of(planned.meeting), title="Hip"))
    later = replace(planned.meeting.schedule, starts_at=planned.meeting.schedule.starts_at + QUARTER)
    await office.meetings.move(planned.meeting.id, later)
    await office.meetings.cancel(planned.meeting.id)
    await office.meetings.undo(renamed.undo)
    back = await office.meetings.get(planned.meeting.id)
    assert (back.title, back.schedule, back.cancelled) == ("Knee", later, True)


async def test_a_series_is_put_back_but_for_who_joined_one_of_it(office: Office) -> None:
    await office.meetings.plan(visit(ASHA), recurrence=replace(WEEKLY, weekdays=(4,)))
    rows = list((await office.meetings.page(MeetingFilter(), 0, 50)).rows)
    later = replace(rows[0].schedule, starts_at=rows[0].schedule.starts_at + QUARTER)
    moved = await office.meetings.move(rows[0].id, later, scope=Scope.ALL)
    await joins(office, rows[1])
    await office.meetings.undo(moved.undo)
    back = list((await office.meetings.page(MeetingFilter(), 0, 50)).rows)
    assert [row.schedule for row in back] == [row.schedule for row in rows]
    assert [len(row.invitees) for row in back] == [1, 2, 1, 1, 1, 1]


async def test_a_link_works_again_when_taking_somebody_off_is_undone(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.meetings.engine.settle(planned.meeting.id)
    await office.wait(minutes=4)
    one = await office.meetings.get(planned.meeting.id)
    taken_off = await office.meetings.change(one.id, replace(draft_of(one), invitees=()))
    await office.meetings.engine.settle(one.id)
    await office.meetings.undo(taken_off.undo)
    await office.meetings.engine.settle(one.id)
    await office.wait(minutes=10)
    await office.meetings.engine.settle(one.id)
    assert (await office.meetings.get(one.id)).invitees == one.invitees
    assert len(office.sent()) == 1, "nobody is told of what is as it was"


async def test_a_meeting_that_somebody_is_in_is_not_closed_by_undo(office: Office, service: FakeService) -> None:
    now = replace(visit(ASHA, hours=0), invites=False)
    planned = await office.meetings.plan(now)
    await office.meetings.engine.settle(planned.meeting.id)
    room = (await office.meetings.get(planned.meeting.id)).room_id
    assert room is not None
    session = replace(service.go_live(room, "Asha"), started_at=office.clock())
    await office.store.run(lambda lib: lib.sessions.note(session, now=office.clock()))
    before = await office.meetings.get(planned.meeting.id)
    with pytest.raises(AppError, match="under way"):
        await office.meetings.undo(planned.undo)
    assert await office.meetings.get(planned.meeting.id) == before
    await office.store.run(lambda lib: lib.sessions.close(session.id))
    await office.meetings.undo(planned.undo)
    assert (await office.meetings.get(planned.meeting.id)).cancelled


async def test_a_step_that_does_not_know_what_it_made_puts_all_back(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.meetings.change(planned.meeting.id, replace(draft_of(planned.meeting), title="Hip", invitees=()))
    await office.meetings.undo(UndoStep(planned.meeting.id, planned.meeting, "changed"))
    back = await office.meetings.get(planned.meeting.id)
    assert (back.title, names(back)) == ("Knee", ["Asha"])


def test_who_was_taken_off_since_stays_off() -> None:
    asha, ben, cara = person("Asha"), person("Ben"), person("Cara")
    made = (replace(asha, name="Asha B."), ben)
    assert people_back((asha, ben, cara), made, (made[0],)) == (asha, cara)
