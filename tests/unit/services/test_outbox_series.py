"""Series: what is told of single times, of the rest, and of what is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.errors import Unreachable
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.message import BeforeHandingOver
from hosted_meetings_desktop.domain.outbox import MessageState
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.services.series_plan import draft_of
from tests.unit.services.outbox_kit import ASHA, WEEKLY, Office, later, office, visit

pytestmark = pytest.mark.anyio
__all__ = ["office"]
TUESDAYS = replace(WEEKLY, weekdays=(1,))


async def series(office: Office) -> list[Meeting]:
    await office.meetings.plan(visit(ASHA, hours=25), recurrence=TUESDAYS)
    await office.wait(minutes=4)
    return await rows_of(office)


async def rows_of(office: Office) -> list[Meeting]:
    return list((await office.meetings.page(MeetingFilter(), 0, 20)).rows)


def since(office: Office, first: int = 1) -> list[str]:
    return [what for _to, what in office.sent()[first:] if what != "reminder"]


async def test_each_of_several_single_times_is_told(office: Office) -> None:
    rows = await series(office)
    await office.meetings.cancel(rows[1].id)
    await office.meetings.cancel(rows[2].id)
    usual, tries = office.post._take, 0

    async def only_the_first(before: BeforeHandingOver) -> None:
        nonlocal tries
        tries += 1
        if tries > 1:
            raise Unreachable
        await before()

    office.post._take = only_the_first  # type: ignore[method-assign]
    await office.wait(minutes=4)
    office.post._take = usual  # type: ignore[method-assign]
    await office.meetings.cancel(rows[4].id)
    await office.wait(minutes=10)
    told = [
        line for mail in office.post.mails for line in mail.calendar.decode().splitlines() if "RECURRENCE" in line
    ]
    assert len(set(told)) == 3


async def test_the_rest_that_becomes_a_series_ends_the_old_one_also_after_visits_were_held(office: Office) -> None:
    rows = await series(office)
    office.clock.advance(days=16)
    await office.meetings.move(rows[3].id, later(rows[3].schedule), scope=Scope.FOLLOWING)
    await office.wait(minutes=4)
    assert sorted(since(office)) == ["CANCEL 1", "REQUEST 0"]


async def test_times_that_a_shorter_rule_drops_are_called_off(office: Office) -> None:
    rows = await series(office)
    office.clock.advance(days=16)
    shorter = replace(TUESDAYS, count=3)
    await office.meetings.change(rows[2].id, draft_of(rows[2]), scope=Scope.ALL, recurrence=shorter)
    await office.wait(minutes=4)
    assert since(office) == ["CANCEL 1"]


@pytest.mark.parametrize("which", [0, 2])
async def test_a_substitute_for_one_visit_is_told_of_that_one(office: Office, which: int) -> None:
    rows = await series(office)
    await office.meetings.change(rows[which].id, replace(draft_of(rows[which]), host="Dr Winter"))
    await office.wait(minutes=4)
    assert since(office) == ["REQUEST 1"]
    assert "RECURRENCE-ID" in office.post.mails[1].calendar.decode()
    assert "Dr Winter" in office.post.mails[1].text


async def test_a_visit_that_takes_longer_ends_at_the_same_time_in_mail_and_calendar(office: Office) -> None:
    rows = await series(office)
    await office.meetings.move(rows[1].id, replace(rows[1].schedule, duration=timedelta(minutes=90)))
    await office.wait(minutes=4)
    assert "T123000" in office.post.mails[1].calendar.decode()
    assert "12:30" in office.post.mails[1].text


async def test_a_time_of_a_series_that_is_over_is_called_off_to_nobody(office: Office) -> None:
    rows = await series(office)
    office.clock.advance(days=3)
    await office.outbox.turn()
    sent = len(office.post.mails)
    await office.meetings.cancel(rows[0].id)
    await office.wait(minutes=4)
    assert since(office, sent) == []


async def test_a_time_that_begins_soon_is_called_off_after_the_short_hold(office: Office) -> None:
    rows = await series(office)
    office.clock.advance(hours=24, minutes=41)
    await office.outbox.turn()
    await office.meetings.cancel(rows[0].id)
    await office.wait(seconds=60)
    assert since(office)[-1] == "CANCEL 1"


async def test_an_invitation_that_waited_until_the_visit_was_over_is_not_sent(office: Office) -> None:
    await office.meetings.plan(visit(ASHA, hours=1))
    office.post.fails = Unreachable()
    await office.wait(minutes=4)
    office.post.fails = None
    await office.wait(hours=10)
    (message,) = await office.messages()
    assert (office.sent(), message.state) == ([], MessageState.REFUSED)
    assert message.problem.startswith("Not sent: the visit was over.")


async def test_a_reminder_that_waited_until_the_visit_was_over_is_dropped(office: Office) -> None:
    await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    office.post.fails = Unreachable()
    await office.wait(hours=98, minutes=57)
    office.post.fails = None
    await office.wait(hours=10)
    assert len(await office.messages()) == len(office.sent()) == 1
