"""People who are not written to any more keep what they have; only a cancellation still reaches them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.domain.errors import AppError
from hosted_meetings_desktop.domain.live import Planned
from hosted_meetings_desktop.domain.meeting import Meeting, MeetingFilter
from hosted_meetings_desktop.domain.message import Occasion
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
TUESDAYS = replace(WEEKLY, weekdays=(1,))


async def untick(office: Office, meeting: Meeting, *, on: bool = False, scope: Scope = Scope.THIS) -> Planned:
    """Choose that people are not written to any more, or are again."""
    return await office.meetings.change(meeting.id, replace(draft_of(meeting), invites=on), scope=scope)


async def single(office: Office, *addresses: str, hours: float = 100) -> Meeting:
    planned = await office.meetings.plan(visit(*addresses, hours=hours))
    await office.wait(minutes=4)
    return planned.meeting


async def series(office: Office) -> list[Meeting]:
    await office.meetings.plan(visit(ASHA, hours=25), recurrence=TUESDAYS)
    await office.wait(minutes=4)
    return await rows_of(office)


async def rows_of(office: Office) -> list[Meeting]:
    return list((await office.meetings.page(MeetingFilter(), 0, 20)).rows)


def since(office: Office, first: int = 1) -> list[str]:
    """What arrived after the invitation."""
    return [what for _to, what in office.sent()[first:]]


# ---- one meeting
async def test_to_stop_writing_cancels_nothing(office: Office) -> None:
    meeting = await single(office, ASHA)
    stopped = await untick(office, meeting)
    await office.meetings.move(meeting.id, later(meeting.schedule))
    await office.meetings.change(meeting.id, replace(draft_of(stopped.meeting), title="Hip", public_title="Visit"))
    await office.wait(hours=1)
    assert (stopped.messages, since(office)) == (0, [])


async def test_a_cancellation_still_reaches_who_has_it_in_the_calendar(office: Office) -> None:
    meeting = await single(office, ASHA)
    await untick(office, meeting)
    cancelled = await office.meetings.cancel(meeting.id)
    assert cancelled.messages == 1
    await office.meetings.undo(cancelled.undo)
    await office.wait(minutes=4)
    assert since(office) == []
    await office.meetings.cancel(meeting.id)
    await office.wait(minutes=4)
    assert since(office) == ["CANCEL 1"]
    await office.meetings.restore(meeting.id)
    await office.wait(minutes=4)
    assert since(office) == ["CANCEL 1"], "who knows nothing of it is told nothing"


async def test_planning_that_is_undone_is_a_cancellation_too(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    await untick(office, planned.meeting)
    await office.meetings.undo(planned.undo)
    await office.wait(minutes=4)
    assert since(office) == ["CANCEL 1"]


async def test_who_is_taken_off_or_invited_meanwhile_is_told_nothing_until_people_are_written_to(
    office: Office,
) -> None:
    meeting = await single(office, ASHA, BEN)
    await untick(office, meeting)
    quiet = await office.meetings.get(meeting.id)
    cleo = visit("cleo@example.org").invitees
    await office.meetings.change(meeting.id, replace(draft_of(quiet), invitees=(*quiet.invitees[:1], *cleo)))
    await office.wait(hours=1)
    assert since(office, 2) == []
    await untick(office, await office.meetings.get(meeting.id), on=True)
    await office.wait(minutes=4)
    assert sorted(office.sent()[2:]) == [(BEN, "CANCEL 1"), ("cleo@example.org", "REQUEST 0")]


async def test_writing_again_tells_what_is_different_by_then_and_nothing_else(office: Office) -> None:
    meeting = await single(office, ASHA)
    await untick(office, meeting)
    await untick(office, await office.meetings.get(meeting.id), on=True)
    await office.wait(minutes=4)
    assert since(office) == []
    await untick(office, await office.meetings.get(meeting.id))
    await office.meetings.move(meeting.id, later(meeting.schedule))
    again = await untick(office, await office.meetings.get(meeting.id), on=True)
    assert again.messages == 1
    await office.wait(minutes=4)
    assert since(office) == ["REQUEST 1"]


async def test_what_waits_is_not_sent_any_more(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    stopped = await untick(office, planned.meeting)
    assert (stopped.messages, await office.messages()) == (0, [])
    told = await single(office, BEN, hours=120)
    await office.meetings.move(told.id, later(told.schedule))
    await untick(office, await office.meetings.get(told.id))
    await office.wait(hours=1)
    assert office.sent() == [(BEN, "REQUEST 0")]


# ---- series
@pytest.mark.parametrize("scope", [Scope.FOLLOWING, Scope.ALL])
async def test_to_stop_writing_about_a_series_leaves_it_whole(office: Office, scope: Scope) -> None:
    rows = await series(office)
    stopped = await untick(office, rows[2], scope=scope)
    assert stopped.messages == 0
    assert {row.series_id for row in await rows_of(office)} == {rows[0].series_id}, "it stays one series"
    quiet = [row.invites for row in await rows_of(office)]
    assert quiet == [scope is Scope.FOLLOWING] * 2 + [False] * 4
    await office.meetings.move(rows[3].id, later(rows[3].schedule))
    await office.wait(minutes=4)
    assert since(office) == []
    await office.meetings.cancel(rows[4].id)
    await office.wait(minutes=4)
    assert since(office) == ["CANCEL 1"]
    assert "RECURRENCE-ID" in office.post.mails[1].calendar.decode()
    again = await untick(office, (await rows_of(office))[2], on=True, scope=scope)
    assert again.messages == 1
    await office.wait(minutes=4)
    assert since(office) == ["CANCEL 1", "REQUEST 2"], "the time that was moved meanwhile"
    await office.meetings.undo(stopped.undo)


async def test_of_a_series_others_are_told_of_while_one_is_left_alone(office: Office) -> None:
    rows = await series(office)
    await untick(office, rows[1])
    await office.meetings.move(rows[1].id, later(rows[1].schedule))
    await office.meetings.move(rows[3].id, later(rows[3].schedule))
    await office.wait(minutes=4)
    assert since(office) == ["REQUEST 1"]
    assert rows[3].wall is not None
    assert f"RECURRENCE-ID;TZID=Europe/Berlin:{rows[3].wall:%Y%m%dT%H%M%S}" in office.post.mails[1].calendar.decode()
    await office.meetings.change(rows[5].id, replace(draft_of(rows[5]), public_title="Visit"), scope=Scope.ALL)
    await office.wait(minutes=4)
    whole = office.post.mails[2].calendar.decode()
    assert whole.count("RECURRENCE-ID") == 1, "the whole says nothing of the time that was moved silently"
    assert "EXDATE" not in whole


async def test_the_rest_of_a_quiet_series_that_is_cancelled_is_called_off(office: Office) -> None:
    rows = await series(office)
    await untick(office, rows[0], scope=Scope.ALL)
    later_on = replace(rows[0].schedule, starts_at=rows[0].schedule.starts_at + timedelta(days=1))
    await office.meetings.move(rows[0].id, later_on, scope=Scope.ALL)  # to Wednesdays, which nobody was told
    await office.meetings.cancel(rows[2].id)
    await office.wait(minutes=4)
    assert since(office) == [], "a time that they do not know of"
    await office.meetings.cancel(rows[0].id, scope=Scope.ALL)
    await office.wait(minutes=4)
    assert since(office) == ["CANCEL 1"]


async def test_another_rule_for_all_is_told_with_every_time_as_it_is(office: Office) -> None:
    rows = await series(office)
    await untick(office, rows[1])
    day = timedelta(days=1)
    schedule = replace(rows[0].schedule, starts_at=rows[0].schedule.starts_at + day)
    await office.meetings.move(rows[0].id, schedule, scope=Scope.ALL)
    await office.wait(minutes=4)
    assert since(office) == ["REQUEST 1"]
    assert "EXDATE" not in office.post.mails[1].calendar.decode(), "one entry cannot hold two rules"


async def test_a_guest_of_one_visit_keeps_it(office: Office) -> None:
    rows = await series(office)
    own = draft_of(rows[1])
    await office.meetings.change(rows[1].id, replace(own, invitees=(*own.invitees, *visit(BEN).invitees)))
    await office.wait(minutes=4)
    await untick(office, await office.meetings.get(rows[1].id))
    await office.meetings.move(rows[3].id, later(rows[3].schedule))
    await office.wait(minutes=4)
    assert office.sent()[2:] == [(ASHA, "REQUEST 1")]
    await office.meetings.cancel(rows[1].id)
    await office.wait(minutes=4)
    assert sorted(office.sent()[3:]) == [(ASHA, "CANCEL 2"), (BEN, "CANCEL 1")]


# ---- what a cancellation is about
async def test_a_cancellation_says_of_what_it_is_also_once_it_was_sent(office: Office) -> None:
    meeting = await single(office, ASHA, BEN)
    own = draft_of(meeting)
    await office.meetings.change(meeting.id, replace(own, invitees=own.invitees[:1]))
    (waiting,) = (await office.desk.page(0, 10, unsent=True)).rows
    assert (waiting.reader.address, waiting.says) == (BEN, None)
    assert waiting.about is not None
    assert (waiting.about.title, waiting.about.first) == (meeting.public_title, meeting.schedule.starts_at)
    await office.wait(minutes=4)
    sent = next(each for each in await office.messages() if each.occasion is Occasion.CANCELLATION)
    assert sent.about == waiting.about
    before = (await office.desk.preview(sent.id)).text
    await office.desk.send_again(sent.id)
    assert office.post.mails[-1].text == before
    assert office.sent()[-1] == (BEN, "CANCEL 1")


async def test_a_time_that_was_moved_is_cancelled_where_it_was_moved_to(office: Office) -> None:
    rows = await series(office)
    moved = await office.meetings.move(rows[1].id, later(rows[1].schedule))
    await office.wait(minutes=4)
    await office.meetings.cancel(rows[1].id)
    (waiting,) = (await office.desk.page(0, 10, unsent=True)).rows
    assert waiting.about is not None
    assert [each.starts_at for each in waiting.about.changed] == [moved.meeting.schedule.starts_at]
    assert "12:30" in (await office.desk.preview(waiting.id)).text


async def test_a_cancellation_of_an_older_version_is_told_of_what_was_said_before(office: Office) -> None:
    meeting = await single(office, ASHA)
    await office.meetings.cancel(meeting.id)
    await office.wait(minutes=4)
    sent = next(each for each in await office.messages() if each.occasion is Occasion.CANCELLATION)
    before = (await office.desk.preview(sent.id)).text
    await office.store.run(lambda lib: lib.outbox.keep(replace(sent, knew=None)))
    assert (await office.desk.preview(sent.id)).text == before
    invitation = next(each for each in await office.messages() if each.occasion is Occasion.INVITATION)
    await office.store.run(lambda lib: lib.outbox.drop(invitation.id))
    with pytest.raises(AppError, match="not known any more"):
        await office.desk.send_again(sent.id)
