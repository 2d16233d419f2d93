"""The outbox in trouble: nobody is written to twice, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    CredentialsRefused,
    RecipientRefused,
    Unreachable,
)
from hosted_meetings_desktop.domain.message import (
    Occasion,
)
from hosted_meetings_desktop.domain.outbox import MessageState
from tests.unit.services.outbox_kit import (
    ASHA,
    BEN,
    SETTINGS,
    Office,
    later,
    office,
    visit,
)

pytestmark = pytest.mark.anyio
__all__ = ["office"]


# ---- what goes wrong
async def test_a_server_that_is_down_keeps_everything_and_is_asked_once_a_turn(office: Office) -> None:
    await office.meetings.plan(visit(ASHA, BEN))
    office.post.fails = Unreachable()
    await office.wait(minutes=4)
    messages = await office.messages()
    assert {each.state for each in messages} == {MessageState.WAITING}
    assert sorted(each.attempts for each in messages) == [0, 1]
    office.post.fails = None
    await office.wait(minutes=10)
    assert sorted(office.sent()) == [(ASHA, "REQUEST 0"), (BEN, "REQUEST 0")]


async def test_a_refused_address_is_told_and_holds_nobody_up(office: Office) -> None:
    await office.meetings.plan(visit(ASHA))
    office.post.fails = RecipientRefused("No such mailbox.")
    await office.wait(minutes=4)
    (message,) = await office.messages()
    assert (message.state, message.problem) == (
        MessageState.REFUSED, "The message cannot be delivered to this address. No such mailbox.",
    )  # fmt: skip
    office.post.fails = None
    await office.wait(hours=2)
    assert office.sent() == []
    await office.desk.send_now(message.id)
    assert office.sent() == [(ASHA, "REQUEST 0")]


async def test_a_lost_answer_is_a_persons_decision(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    office.post.fails_after = AnswerLost()
    await office.wait(minutes=4)
    office.post.fails_after = None
    await office.wait(hours=5)
    (message,) = await office.messages()
    assert (message.state, office.sent()) == (MessageState.UNSURE, [])
    await office.desk.send_now(message.id)
    assert [mail.message_id for mail in office.post.mails] == [message.message_id], "readers drop a second copy"
    assert (await office.desk.people(planned.meeting.id))[0].message is not None


async def test_a_change_after_a_lost_answer_sets_it_right_either_way(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    office.post.fails_after = AnswerLost()
    await office.wait(minutes=4)
    office.post.fails_after = None
    await office.meetings.move(planned.meeting.id, later(planned.meeting.schedule))
    await office.wait(minutes=4)
    assert office.sent() == [(ASHA, "REQUEST 1")]


async def test_an_app_that_ended_while_sending_does_not_send_twice(office: Office) -> None:
    await office.meetings.plan(visit(ASHA))

    class Killed(BaseException):
        pass

    async def die() -> None:
        office.post.fails_after = Killed()  # type: ignore[assignment]

    office.post.at_the_last_moment = die
    with pytest.raises(Killed):
        await office.wait(minutes=4)
    office.post.at_the_last_moment = office.post.fails_after = None
    assert office.store.run_now(lambda lib: lib.outbox.recover()) == 1
    await office.wait(hours=1)
    assert office.sent() == []
    assert [each.state for each in await office.messages()] == [MessageState.UNSURE]


async def test_what_is_changed_at_the_last_moment_is_not_sent(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))

    async def undo() -> None:
        office.post.at_the_last_moment = None
        await office.meetings.undo(planned.undo)

    office.post.at_the_last_moment = undo
    await office.wait(minutes=4)
    await office.wait(minutes=30)
    assert office.sent() == []


async def test_without_a_link_nothing_goes_out(office: Office) -> None:
    await office.meetings.plan(visit(ASHA))
    office.links.fails = AppError("No guest page is set yet", "Enter its address in Settings.")
    await office.wait(minutes=4)
    (message,) = await office.messages()
    assert message.problem == "No guest page is set yet. Enter its address in Settings."
    office.links.fails = None
    await office.wait(minutes=10)
    assert office.sent() == [(ASHA, "REQUEST 0")]


async def test_a_refused_sign_in_waits_for_it_and_goes_on_when_it_is_mended(office: Office) -> None:
    await office.meetings.plan(visit(ASHA))
    office.post.fails = CredentialsRefused()
    await office.wait(minutes=4)
    office.post.fails = None
    await office.desk.keep_settings(SETTINGS)
    await office.wait(seconds=1)
    assert office.sent() == [(ASHA, "REQUEST 0")]


async def test_without_a_server_it_waits_for_somebodys_own_mail_program(office: Office) -> None:
    await office.desk.keep_settings(replace(SETTINGS, server=None))
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(hours=1)
    (message,) = await office.messages()
    assert message.state is MessageState.WAITING
    draft = await office.desk.draft(message.id)
    assert b"#rtk" in draft
    assert "#rtk" not in (await office.desk.preview(message.id)).text, "a look at it shows nobody's key"
    await office.desk.note_by_hand(message.id)
    await office.meetings.move(planned.meeting.id, later(planned.meeting.schedule))
    assert [(each.occasion, each.sequence) for each in await office.messages() if not each.sent_at] == [
        (Occasion.CHANGE, 1)
    ]
