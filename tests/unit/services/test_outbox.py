"""The outbox: who is told what, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hosted_meetings_desktop.domain.meeting import MeetingFilter
from hosted_meetings_desktop.domain.outbox import MessageState
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.services.series_plan import draft_of
from tests.unit.services.outbox_kit import (
    ASHA,
    BEN,
    WEEKLY,
    Office,
    later,
    office,
    visit,
)

pytestmark = pytest.mark.anyio
__all__ = ["office"]


# ---- the hold
async def test_an_invitation_goes_out_after_the_hold_and_once(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA, BEN))
    assert planned.messages == 2
    await office.wait(seconds=170)
    assert office.post.mails == []
    await office.wait(seconds=20)
    await office.wait(hours=1)
    assert sorted(office.sent()) == [(ASHA, "REQUEST 0"), (BEN, "REQUEST 0")]
    first, second = sorted(office.post.mails, key=lambda mail: mail.to.email)
    assert f"#rtk.{planned.meeting.invitees[0].id}" in first.text
    assert BEN not in first.text + first.html + first.calendar.decode(), "patients do not see each other"
    assert first.message_id != second.message_id
    assert {each.state for each in await office.messages()} == {MessageState.SENT}


async def test_who_moves_and_undoes_mails_nobody(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    moved = await office.meetings.move(planned.meeting.id, later(planned.meeting.schedule))
    assert moved.messages == 1
    await office.wait(minutes=2)
    await office.meetings.undo(moved.undo)
    await office.wait(minutes=30)
    assert office.sent() == [(ASHA, "REQUEST 0")]


async def test_who_plans_and_undoes_mails_nobody(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.meetings.undo(planned.undo)
    await office.wait(minutes=30)
    assert office.sent() == []
    assert await office.messages() == []


async def test_each_change_holds_anew_and_ten_of_them_are_one_message(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    schedule = planned.meeting.schedule
    for _again in range(10):
        schedule = later(schedule)
        await office.meetings.move(planned.meeting.id, schedule)
        await office.wait(minutes=2)
    await office.wait(minutes=4)
    assert office.sent() == [(ASHA, "REQUEST 0"), (ASHA, "REQUEST 1")]


async def test_nobody_is_written_to_unless_that_was_chosen(office: Office) -> None:
    planned = await office.meetings.plan(replace(visit(ASHA), invites=False))
    await office.wait(minutes=30)
    assert (planned.messages, office.sent()) == (0, [])


# ---- updates and cancellations
async def test_request_update_and_cancel_rise_in_sequence(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    await office.meetings.move(planned.meeting.id, later(planned.meeting.schedule))
    await office.wait(minutes=4)
    cancelled = await office.meetings.cancel(planned.meeting.id)
    await office.wait(minutes=4)
    await office.meetings.undo(cancelled.undo)
    await office.wait(minutes=4)
    assert [what for _to, what in office.sent()] == ["REQUEST 0", "REQUEST 1", "CANCEL 2", "REQUEST 3"]
    uids = {line for mail in office.post.mails for line in mail.calendar.decode().splitlines() if "UID:" in line}
    assert len(uids) == 1


async def test_who_is_taken_off_is_told_so_and_others_are_not(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA, BEN))
    await office.wait(minutes=4)
    own = draft_of(planned.meeting)
    await office.meetings.change(planned.meeting.id, replace(own, invitees=own.invitees[:1]))
    await office.wait(minutes=4)
    assert office.sent()[2:] == [(BEN, "CANCEL 1")]


async def test_another_address_is_somebody_else_to_a_calendar(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    own = draft_of(planned.meeting)
    other = replace(own.invitees[0], email="asha.rao@example.org")
    await office.meetings.change(planned.meeting.id, replace(own, invitees=(other,)))
    await office.wait(minutes=4)
    assert sorted(office.sent()[1:]) == [("asha.rao@example.org", "REQUEST 0"), (ASHA, "CANCEL 1")]


async def test_what_is_over_is_told_to_nobody(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA, hours=1))
    await office.wait(minutes=4)
    office.clock.advance(days=3)
    await office.meetings.cancel(planned.meeting.id)
    await office.wait(minutes=30)
    assert office.sent() == [(ASHA, "REQUEST 0")]


# ---- series
async def test_a_series_is_one_invitation_and_one_time_of_it_one_message(office: Office) -> None:
    await office.meetings.plan(visit(ASHA, hours=25), recurrence=replace(WEEKLY, weekdays=(1,)))
    await office.wait(minutes=4)
    rows = (await office.meetings.page(MeetingFilter(), 0, 10)).rows
    await office.meetings.move(rows[1].id, later(rows[1].schedule))
    await office.wait(minutes=4)
    await office.meetings.cancel(rows[2].id)
    await office.wait(minutes=4)
    assert [what for _to, what in office.sent()] == ["REQUEST 0", "REQUEST 1", "CANCEL 2"]
    assert ["RECURRENCE-ID" in mail.calendar.decode() for mail in office.post.mails] == [False, True, True]
    assert "#rtk" not in office.post.mails[0].text, "each visit has a room of its own, so the link comes before it"
    await office.meetings.cancel(rows[0].id, scope=Scope.ALL)
    await office.wait(minutes=4)
    assert office.sent()[3:] == [(ASHA, "CANCEL 3")]
    assert "RECURRENCE-ID" not in office.post.mails[3].calendar.decode()


async def test_this_and_following_end_one_series_and_begin_another(office: Office) -> None:
    await office.meetings.plan(visit(ASHA, hours=25), recurrence=replace(WEEKLY, weekdays=(1,)))
    await office.wait(minutes=4)
    rows = (await office.meetings.page(MeetingFilter(), 0, 10)).rows
    await office.meetings.move(rows[3].id, later(rows[3].schedule), scope=Scope.FOLLOWING)
    await office.wait(minutes=4)
    assert sorted(office.sent()[1:]) == [(ASHA, "REQUEST 0"), (ASHA, "REQUEST 1")]


async def test_a_guest_of_one_visit_is_invited_to_that_one(office: Office) -> None:
    await office.meetings.plan(visit(ASHA, hours=25), recurrence=replace(WEEKLY, weekdays=(1,)))
    await office.wait(minutes=4)
    rows = (await office.meetings.page(MeetingFilter(), 0, 10)).rows
    own = draft_of(rows[1])
    await office.meetings.change(rows[1].id, replace(own, invitees=(*own.invitees, *visit(BEN).invitees)))
    await office.wait(minutes=4)
    assert office.sent()[1:] == [(BEN, "REQUEST 0")]
    entry = office.post.mails[1].calendar.decode().split("BEGIN:VEVENT")[1]
    assert "RRULE" not in entry
    assert "EXDATE" not in entry
