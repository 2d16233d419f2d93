"""Who is written to: people at one address, names and addresses that change, channels, and what comes back."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import Unreachable
from hosted_meetings_desktop.domain.ids import InviteeId, new_id
from hosted_meetings_desktop.domain.invitation import Answer, Attending, Contact
from hosted_meetings_desktop.domain.meeting import Invitee
from hosted_meetings_desktop.domain.message import Bounce, TextGateway
from hosted_meetings_desktop.domain.outbox import MessageState
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.services.series_plan import draft_of
from tests.unit.services.outbox_kit import ASHA, SETTINGS, Office, later, office, visit

pytestmark = pytest.mark.anyio
__all__ = ["office"]


def person(name: str, email: str = ASHA, **more: str) -> Invitee:
    return Invitee(InviteeId(new_id()), name, Role.PATIENT, "group_call_guest", email, **more)  # type: ignore[arg-type]


def uids(office: Office) -> list[str]:
    lines = (line for mail in office.post.mails for line in mail.calendar.decode().splitlines())
    return [line for line in lines if line.startswith("UID:")]


async def test_two_people_at_one_address_each_get_their_own_link_and_entry(office: Office) -> None:
    ana, tom = person("Ana Roy"), person("Tom Roy")
    planned = await office.meetings.plan(replace(visit(), invitees=(ana, tom)))
    await office.wait(minutes=4)
    assert sorted(mail.to.name for mail in office.post.mails) == ["Ana Roy", "Tom Roy"]
    assert all(f"#rtk.{each.id}" in "".join(mail.text for mail in office.post.mails) for each in (ana, tom))
    assert len(set(uids(office))) == 2
    now = await office.meetings.get(planned.meeting.id)
    await office.meetings.change(now.id, replace(draft_of(now), invitees=now.invitees[1:]))
    await office.wait(minutes=4)
    assert (office.post.mails[2].to.name, office.sent()[2][1]) == ("Ana Roy", "CANCEL 1"), "the other keeps theirs"
    (left,) = await office.desk.people(now.id)
    assert (left.name, left.message is not None and left.message.state) == ("Tom Roy", MessageState.SENT)
    await moved(office, planned.meeting.id)
    assert (office.post.mails[3].to.name, office.sent()[3][1]) == ("Tom Roy", "REQUEST 1")
    assert len(set(uids(office))) == 2


async def moved(office: Office, meeting_id: object) -> None:
    now = await office.meetings.get(meeting_id)  # type: ignore[arg-type]
    await office.meetings.move(now.id, later(now.schedule))
    await office.wait(minutes=4)


async def test_an_answer_counts_for_one_of_two_at_an_address(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = await office.meetings.plan(replace(visit(), invitees=(person("Ana Roy"), person("Tom Roy"))))
    await office.wait(minutes=4)
    second = Answer(f"{planned.meeting.id}+2", Contact("", ASHA), Attending.ACCEPTED, 0, office.clock())
    monkeypatch.setattr(IcsCalendars, "read_answer", lambda _self, _data: (second,))
    await office.desk.read_answers(b"BEGIN:VCALENDAR")
    found = {each.name: each.attending for each in await office.desk.people(planned.meeting.id)}
    assert found == {"Ana Roy": Attending.UNANSWERED, "Tom Roy": Attending.ACCEPTED}


async def test_what_waits_goes_to_the_person_as_they_are_by_then(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    again = replace(planned.meeting.invitees[0], id=InviteeId(new_id()), language="de", name="Asha Rao")
    await office.meetings.change(planned.meeting.id, replace(draft_of(planned.meeting), invitees=(again,)))
    await office.wait(minutes=4)
    (mail,) = office.post.mails
    assert (mail.to.name, mail.language[:2]) == ("Asha Rao", "de")
    assert f"#rtk.{again.id}" in mail.text


async def test_an_address_spelled_otherwise_is_the_same(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    spelled = replace(planned.meeting.invitees[0], email="Asha@Example.org")
    await office.meetings.change(planned.meeting.id, replace(draft_of(planned.meeting), invitees=(spelled,)))
    await office.wait(minutes=4)
    assert len(office.sent()) == 1
    await moved(office, planned.meeting.id)
    assert office.sent()[1:] == [("Asha@Example.org", "REQUEST 1")]


async def test_mail_that_cannot_be_sent_does_not_hold_up_text_messages(office: Office) -> None:
    gateway = TextGateway("https://sms.example.org/send")
    await office.desk.keep_settings(replace(SETTINGS, server=None, gateway=gateway))
    many = tuple(person(f"P{number}", f"p{number}@example.org") for number in range(201))
    await office.meetings.plan(replace(visit(), invitees=many))
    office.clock.advance(minutes=10)
    await office.meetings.plan(replace(visit(hours=120), invitees=(person("Ben", "", phone="+491707654321"),)))
    await office.wait(minutes=10)
    assert len(office.post.texts) == 1


async def test_a_cancellation_needs_no_video_service(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    office.links.fails = Unreachable()
    await office.meetings.plan(visit("cleo@example.org", hours=200))
    office.clock.advance(seconds=1)
    await office.meetings.cancel(planned.meeting.id)
    await office.wait(minutes=4)
    assert office.sent()[1:] == [(ASHA, "CANCEL 1")]
    office.links.fails = None
    await office.wait(minutes=10)
    assert office.sent()[2:] == [("cleo@example.org", "REQUEST 0")]


async def test_a_bounce_stays_until_somebody_sees_to_it(office: Office) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    office.post.bounce = Bounce(office.post.mails[0].message_id, ASHA, True, "Mailbox full")
    await office.desk.read_answers(b"")
    await office.meetings.change(planned.meeting.id, replace(draft_of(planned.meeting), title="Knee, left"))
    (message,) = (await office.desk.page(0, 10, unsent=True)).rows
    assert message.state is MessageState.BOUNCED
    await office.desk.send_now(message.id)
    assert (await office.desk.page(0, 10, unsent=True)).rows == ()


async def test_a_server_that_still_tries_has_not_given_up(office: Office) -> None:
    await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    office.post.bounce = Bounce(office.post.mails[0].message_id, ASHA, False, "Still trying")
    await office.desk.read_answers(b"")
    assert [each.state for each in await office.messages()] == [MessageState.SENT]


async def test_an_answer_to_an_earlier_time_does_not_count(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    await moved(office, planned.meeting.id)
    stamp = office.clock() + timedelta(minutes=1)
    late = Answer(planned.meeting.id, Contact("", ASHA), Attending.ACCEPTED, 0, stamp)
    monkeypatch.setattr(IcsCalendars, "read_answer", lambda _self, _data: (late,))
    (taken,) = await office.desk.read_answers(b"BEGIN:VCALENDAR")
    (asha,) = await office.desk.people(planned.meeting.id)
    assert taken.attending is asha.attending is Attending.UNANSWERED


async def test_an_answer_counts_while_only_the_words_changed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    await office.meetings.change(planned.meeting.id, replace(draft_of(planned.meeting), public_title="Visit"))
    await office.wait(minutes=4)
    early = Answer(planned.meeting.id, Contact("", ASHA), Attending.ACCEPTED, 0, office.clock())
    monkeypatch.setattr(IcsCalendars, "read_answer", lambda _self, _data: (early,))
    (taken,) = await office.desk.read_answers(b"BEGIN:VCALENDAR")
    assert taken.attending is Attending.ACCEPTED


async def test_files_are_read_beside_everything_else(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = await office.meetings.plan(visit(ASHA))
    await office.wait(minutes=4)
    answer = Answer(planned.meeting.id, Contact("", ASHA), Attending.ACCEPTED, 0, office.clock())
    where: list[int] = []

    def read(_self: IcsCalendars, _data: bytes) -> tuple[Answer, ...]:
        where.append(threading.get_ident())
        return (answer,)

    monkeypatch.setattr(IcsCalendars, "read_answer", read)
    await office.desk.read_answers(b"BEGIN:VCALENDAR")
    assert where
    assert where != [threading.get_ident()]
