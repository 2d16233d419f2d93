"""What nobody knows whether it arrived, what is changed while it is sent, and what a person does about it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from hosted_meetings_desktop.domain.errors import AnswerLost, AppError, Unreachable
from hosted_meetings_desktop.domain.ids import InviteeId, new_id
from hosted_meetings_desktop.domain.meeting import Invitee, Meeting
from hosted_meetings_desktop.domain.message import BeforeHandingOver, Occasion, TextGateway
from hosted_meetings_desktop.domain.outbox import MessageState, TextsFor
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.series_plan import draft_of
from tests.unit.services.outbox_kit import ASHA, BEN, SETTINGS, Office, later, office, visit

pytestmark = pytest.mark.anyio
__all__ = ["office"]


async def doubtful(office: Office) -> Meeting:
    """Plan a visit whose invitation may have arrived."""
    planned = await office.meetings.plan(visit(ASHA))
    office.post.fails_after = AnswerLost()
    await office.wait(minutes=4)
    office.post.fails_after = None
    return planned.meeting


async def moved(office: Office, meeting: Meeting) -> Meeting:
    now = await office.meetings.get(meeting.id)
    planned = await office.meetings.move(now.id, later(now.schedule))
    return planned.meeting


def while_sending(office: Office, deed: Callable[[], Awaitable[object]], fails: AppError | None = None) -> None:
    """Do something once, after the server said it is ready and before it answers."""
    usual = office.post._take

    async def take(before: BeforeHandingOver) -> None:
        office.post._take = usual  # type: ignore[method-assign]
        await before()
        await deed()
        if fails is not None:
            raise fails

    office.post._take = take  # type: ignore[method-assign]


def what(office: Office) -> list[str]:
    return [each for _to, each in office.sent()]


# ---- unsure
async def test_a_cancellation_after_a_lost_answer_goes_out_and_so_does_all_else(office: Office) -> None:
    meeting = await doubtful(office)
    await office.meetings.cancel(meeting.id)
    office.clock.advance(minutes=1)
    await office.meetings.plan(visit(BEN, hours=130))
    await office.wait(minutes=10)
    assert office.sent() == [(ASHA, "CANCEL 1"), (BEN, "REQUEST 0")]


async def test_a_fault_in_one_message_holds_up_no_other(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    await office.meetings.plan(visit(ASHA))
    usual = office.post._take

    async def take(before: BeforeHandingOver) -> None:
        office.post._take = usual  # type: ignore[method-assign]
        raise ValueError(ASHA)

    office.post._take = take  # type: ignore[method-assign]
    office.clock.advance(seconds=1)
    await office.meetings.plan(visit(BEN, hours=130))
    with caplog.at_level(logging.INFO):
        await office.wait(minutes=4)
    assert office.sent() == [(BEN, "REQUEST 0")]
    (waiting,) = (await office.desk.page(0, 10, unsent=True)).rows
    assert waiting.state is MessageState.REFUSED, "a person has to look"
    assert "ValueError in test_outbox_doubt.py" in waiting.problem
    assert "ValueError" in caplog.text
    assert ASHA not in caplog.text


async def test_a_text_reminder_that_is_unsure_cancels_nothing(office: Office) -> None:
    gateway = TextGateway("https://sms.example.org/send")
    await office.desk.keep_settings(replace(SETTINGS, gateway=gateway, texts_for=TextsFor.REMINDERS))
    person = Invitee(InviteeId(new_id()), "Asha", Role.PATIENT, "group_call_guest", ASHA, phone="+491701234567")
    planned = await office.meetings.plan(replace(visit(), invitees=(person,)))
    await office.wait(minutes=4)
    office.post.fails_after = AnswerLost()
    await office.wait(hours=76)
    office.post.fails_after = None
    now = await office.meetings.get(planned.meeting.id)
    await office.meetings.change(now.id, replace(draft_of(now), title="Knee, left"))
    await office.wait(minutes=4)
    assert office.post.texts == []
    assert {each.occasion for each in await office.messages()} == {Occasion.INVITATION, Occasion.REMINDER}
    await moved(office, now)
    await office.wait(minutes=4)
    assert what(office)[-1] == "REQUEST 1", "a reminder has no number of its own"


async def test_what_is_unsure_is_settled_by_a_later_message_and_mails_nobody_again(office: Office) -> None:
    meeting = await doubtful(office)
    await moved(office, meeting)
    await office.wait(minutes=4)
    assert (await office.desk.page(0, 10, unsent=True)).rows == ()
    for number in range(3):
        now = await office.meetings.get(meeting.id)
        await office.meetings.change(now.id, replace(draft_of(now), title=f"internal {number}"))
        await office.wait(minutes=4)
    await moved(office, meeting)
    await office.wait(minutes=4)
    assert what(office) == ["REQUEST 1", "REQUEST 2"]


# ---- while it is sent
async def test_what_is_cancelled_while_it_is_sent_is_told(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    while_sending(office, lambda: office.meetings.cancel(planned.meeting.id))
    await office.wait(minutes=4)
    await office.wait(minutes=4)
    assert what(office) == ["CANCEL 1"] or what(office) == ["REQUEST 0", "CANCEL 1"]
    assert what(office)[-1] == "CANCEL 1"


async def test_what_is_moved_while_it_is_sent_has_the_next_sequence(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    while_sending(office, lambda: office.meetings.move(planned.meeting.id, later(planned.meeting.schedule)))
    await office.wait(minutes=4)
    await office.wait(minutes=4)
    assert what(office) == ["REQUEST 0", "REQUEST 1"]


async def test_what_is_cancelled_while_it_could_not_be_sent_needs_no_cancellation(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    while_sending(office, lambda: office.meetings.cancel(planned.meeting.id), Unreachable())
    await office.wait(minutes=4)
    await office.wait(hours=1)
    assert (what(office), await office.messages()) == ([], [])


# ---- what a person does
async def test_an_old_message_sent_again_says_what_is_so_now(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    (first,) = await office.messages()
    now = await moved(office, planned.meeting)
    await office.wait(minutes=4)
    await office.desk.send_again(first.id)
    assert what(office) == ["REQUEST 0", "REQUEST 1", "REQUEST 2"]
    (told,) = office.store.run_now(lambda lib: lib.outbox.told(now.id)).values()
    assert told.said is not None
    assert told.said.first == now.schedule.starts_at
    await office.wait(hours=1)
    assert len(what(office)) == 3


async def test_who_got_an_old_message_still_has_to_hear_the_new_one(office: Office) -> None:
    meeting = await doubtful(office)
    (first,) = await office.messages()
    now = await moved(office, meeting)
    await office.desk.note_by_hand(first.id)
    await office.wait(minutes=4)
    await office.desk.note_by_hand(first.id)
    assert what(office) == ["REQUEST 1"]
    (told,) = office.store.run_now(lambda lib: lib.outbox.told(now.id)).values()
    assert told.said is not None
    assert (told.said.first, told.sequence) == (now.schedule.starts_at, 1)


async def test_nobody_is_invited_to_what_was_cancelled(office: Office) -> None:
    meeting = await doubtful(office)
    (first,) = await office.messages()
    await office.meetings.cancel(meeting.id)
    await office.desk.send_now(first.id)
    assert what(office) == ["CANCEL 1"], "what is so now is sent in its place"
    with pytest.raises(AppError, match="sent already"):
        await office.desk.send_now(first.id)
    assert what(office) == ["CANCEL 1"]


async def test_what_may_have_arrived_stays_so_when_a_second_try_fails(office: Office) -> None:
    meeting = await doubtful(office)
    (first,) = await office.messages()
    office.post.fails = Unreachable()
    with pytest.raises(Unreachable):
        await office.desk.send_now(first.id)
    office.post.fails = None
    assert [each.state for each in await office.messages()] == [MessageState.UNSURE]
    await office.meetings.cancel(meeting.id)
    await office.wait(minutes=4)
    assert what(office) == ["CANCEL 1"]
