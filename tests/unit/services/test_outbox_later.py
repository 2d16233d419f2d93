"""Reminders before the time, and what comes back: answers, delivery reports, wishes to have it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import (
    AppError,
    Unreachable,
)
from hosted_meetings_desktop.domain.ids import InviteeId, new_id
from hosted_meetings_desktop.domain.invitation import Answer, Attending, Contact
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.message import (
    Bounce,
    Channel,
    TextGateway,
)
from hosted_meetings_desktop.domain.outbox import HOLD, MessageState, TextsFor
from hosted_meetings_desktop.domain.preset import Role
from tests.unit.services.outbox_kit import (
    ASHA,
    SETTINGS,
    Office,
    later,
    office,
    visit,
)

pytestmark = pytest.mark.anyio
__all__ = ["office"]


# ---- reminders
async def test_reminders_go_out_once_before_the_time_and_follow_it(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA, hours=100))  # a day and an hour before
    await office.wait(minutes=4)
    await office.wait(hours=76)
    await office.wait(hours=1)
    assert [what for _to, what in office.sent()] == ["REQUEST 0", "reminder"]
    schedule = planned.meeting.schedule
    await office.meetings.move(
        planned.meeting.id, replace(schedule, starts_at=schedule.starts_at + timedelta(days=2))
    )
    await office.wait(minutes=4)
    await office.wait(hours=26)
    await office.wait(hours=21)
    assert [what for _to, what in office.sent()] == ["REQUEST 0", "reminder", "REQUEST 1", "reminder"]
    await office.wait(hours=23)
    assert [what for _to, what in office.sent()][4:] == ["reminder"]
    assert all("#rtk" in mail.text for mail in office.post.mails)


async def test_a_reminder_of_what_was_cancelled_is_not_sent(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA, hours=100))
    await office.wait(minutes=4)
    office.post.fails = Unreachable()
    await office.wait(hours=76)
    office.post.fails = None
    await office.meetings.cancel(planned.meeting.id)
    await office.wait(minutes=20)
    assert [what for _to, what in office.sent()] == ["REQUEST 0", "CANCEL 1"]


async def test_who_was_just_invited_is_not_reminded_at_once(office: Office) -> None:
    await office.meetings.plan(visit(ASHA, hours=2))
    await office.wait(minutes=4)
    await office.wait(minutes=10)
    assert [what for _to, what in office.sent()] == ["REQUEST 0"]


async def test_text_messages_reach_who_has_only_a_phone_and_remind_the_others(office: Office) -> None:
    gateway = TextGateway("https://sms.example.org/send")
    await office.desk.keep_settings(replace(SETTINGS, gateway=gateway, texts_for=TextsFor.REMINDERS))
    people = (
        Invitee(InviteeId(new_id()), "Asha", Role.PATIENT, "group_call_guest", ASHA, phone="+491701234567"),
        Invitee(InviteeId(new_id()), "Ben", Role.PATIENT, "group_call_guest", phone="+491707654321"),
    )
    await office.meetings.plan(replace(visit(hours=100), invitees=people))
    await office.wait(minutes=4)
    assert [text.phone for text in office.post.texts] == ["+491707654321"]
    await office.wait(hours=76)
    assert sorted(text.phone for text in office.post.texts[1:]) == ["+491701234567", "+491707654321"]
    assert [what for _to, what in office.sent()] == ["REQUEST 0", "reminder"]


# ---- answers
async def test_an_answer_is_kept_until_the_time_changes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    answer = Answer(planned.meeting.id, Contact("", ASHA.upper()), Attending.ACCEPTED, 0, office.clock())
    monkeypatch.setattr(IcsCalendars, "read_answer", lambda _self, _data: (answer,))
    (taken,) = await office.desk.read_answers(b"BEGIN:VCALENDAR")
    assert (taken.attending, taken.meeting_id) == (Attending.ACCEPTED, planned.meeting.id)
    (person,) = await office.desk.people(planned.meeting.id)
    assert person.attending is Attending.ACCEPTED
    older = replace(answer, attending=Attending.DECLINED, stamp=office.clock() - timedelta(hours=1))
    monkeypatch.setattr(IcsCalendars, "read_answer", lambda _self, _data: (older,))
    await office.desk.read_answers(b"BEGIN:VCALENDAR")
    assert (await office.desk.people(planned.meeting.id))[0].attending is Attending.ACCEPTED
    await office.meetings.move(planned.meeting.id, later(planned.meeting.schedule))
    await office.wait(minutes=4)
    assert (await office.desk.people(planned.meeting.id))[0].attending is Attending.UNANSWERED


async def test_an_answer_from_a_stranger_changes_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    answer = Answer(planned.meeting.id, Contact("", "eve@example.org"), Attending.DECLINED, 0, office.clock())
    monkeypatch.setattr(IcsCalendars, "read_answer", lambda _self, _data: (answer,))
    with pytest.raises(AppError, match="answers nothing"):
        await office.desk.read_answers(b"BEGIN:VCALENDAR")


async def test_a_bounce_is_shown_with_its_person(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    office.post.bounce = Bounce(office.post.mails[0].message_id, ASHA, True, "Mailbox full")
    await office.desk.read_answers(b"")
    (person,) = await office.desk.people(planned.meeting.id)
    assert person.message is not None
    assert (person.message.state, person.message.problem) == (MessageState.BOUNCED, "Mailbox full")


async def test_sending_again_is_a_new_message_about_the_same(office: Office) -> None:
    await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    (message,) = await office.messages()
    await office.desk.send_again(message.id)
    first, second = office.post.mails
    assert first.message_id != second.message_id
    assert office.sent() == [(ASHA, "REQUEST 0")] * 2
    assert message.reader.channel is Channel.EMAIL
    assert message.due_at - message.created_at == HOLD
