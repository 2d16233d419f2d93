"""Bringing somebody in: invited with the right preset, and their own link sent at once, by one way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hosted_meetings_desktop.domain.bringing_in import NoLinkYet
from hosted_meetings_desktop.domain.errors import AppError, InputProblem, Unreachable
from hosted_meetings_desktop.domain.front_desk import NewGuest, Way
from hosted_meetings_desktop.domain.ids import PersonId
from hosted_meetings_desktop.domain.message import Channel, Occasion
from hosted_meetings_desktop.domain.outbox import MessageState
from hosted_meetings_desktop.domain.person import Person
from hosted_meetings_desktop.domain.preset import Role
from tests.unit.services.desk_kit import Desk, desk, set_up_post, visit

__all__ = ["desk"]
pytestmark = pytest.mark.anyio
LEILA = NewGuest("Leila", Role.INTERPRETER, "leila@example.org", "+44 7700 900123", "ar")


async def test_an_interpreter_is_brought_in_by_mail(desk: Desk) -> None:
    set_up_post(desk)
    meeting = await desk.plan("Asha")
    sent = await desk.links.bring_in(meeting.id, LEILA, Way.EMAIL)
    assert (sent.name, sent.way, sent.address, sent.link) == ("Leila", Way.EMAIL, "leila@example.org", "")
    person = (await desk.plans.get(meeting.id)).invitees[-1]
    assert (person.name, person.role, person.preset, person.language) == (
        "Leila", Role.INTERPRETER, "group_call_guest", "ar",
    )  # fmt: skip
    (mail,) = desk.post.mails
    assert "https://video.clinic.test/join#" in mail.text
    assert mail.calendar == b"", "a call that runs is nothing for a calendar"
    assert sent.undo is not None
    await desk.plans.undo(sent.undo)
    assert [each.name for each in (await desk.plans.get(meeting.id)).invitees] == ["Dr Sommer", "Asha"]


async def test_where_people_are_written_to_they_get_one_message_and_not_two(desk: Desk) -> None:
    set_up_post(desk)
    meeting = await desk.plan("Asha", invites=True)
    await desk.links.bring_in(meeting.id, LEILA, Way.EMAIL)
    sent = desk.store.run_now(lambda lib: lib.outbox.of_plan([meeting.id]))
    assert [(each.occasion, each.state, each.reader.name) for each in sent] == [
        (Occasion.INVITATION, MessageState.SENT, "Leila")
    ]
    assert len(desk.post.mails) == 1


async def test_a_relative_is_brought_in_by_text_message(desk: Desk) -> None:
    set_up_post(desk)
    meeting = await desk.plan("Asha")
    sent = await desk.links.bring_in(meeting.id, replace(LEILA, role=Role.RELATIVE), Way.SMS)
    assert sent.address == "+447700900123"
    (text,) = desk.post.texts
    assert text.phone == "+447700900123"
    assert "https://video.clinic.test/join#" in text.text
    (kept,) = desk.store.run_now(lambda lib: lib.outbox.of_plan([meeting.id]))
    assert (kept.reader.channel, kept.state) == (Channel.SMS, MessageState.SENT)


async def test_a_link_to_copy_is_shown_and_not_written_anywhere(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    asha = meeting.invitees[1]
    copied = await desk.links.send_link(meeting.id, asha.id, Way.COPY)
    assert copied.link.startswith("https://video.clinic.test/join#")
    assert copied.link not in repr(copied)
    assert desk.store.run_now(lambda lib: lib.outbox.of_plan([meeting.id])) == ()


@pytest.mark.parametrize(
    ("guest", "way", "field"),
    [
        (replace(LEILA, name=" "), Way.COPY, "name"),
        (replace(LEILA, email="leila"), Way.EMAIL, "email"),
        (replace(LEILA, email=""), Way.EMAIL, "email"),
        (replace(LEILA, phone="0170"), Way.SMS, "phone"),
    ],
)
async def test_who_cannot_be_reached_is_not_invited(desk: Desk, guest: NewGuest, way: Way, field: str) -> None:
    meeting = await desk.plan("Asha")
    with pytest.raises(InputProblem) as wrong:
        await desk.links.bring_in(meeting.id, guest, way)
    assert wrong.value.field == field
    assert len((await desk.plans.get(meeting.id)).invitees) == 2


async def test_a_link_that_could_not_be_sent_is_told_with_what_was_kept(desk: Desk) -> None:
    set_up_post(desk)
    meeting = await desk.plan("Asha")
    desk.post.fails = Unreachable()
    with pytest.raises(NoLinkYet) as missed:
        await desk.links.bring_in(meeting.id, LEILA, Way.EMAIL)
    assert missed.value.advice.startswith("Leila is invited")
    leila = (await desk.plans.get(meeting.id)).invitees[-1]
    assert (leila.name, leila.id) == (missed.value.name, missed.value.invitee)
    desk.post.fails = None
    assert (await desk.links.send_link(meeting.id, missed.value.invitee, Way.EMAIL)).address == LEILA.email
    await desk.plans.undo(missed.value.undo)
    assert leila not in (await desk.plans.get(meeting.id)).invitees


async def test_what_the_meeting_does_not_say_the_list_of_people_may(desk: Desk) -> None:
    person = Person(PersonId("p-1"), "Asha", Role.PATIENT, "asha@example.org", "+491701234567")
    desk.store.run_now(lambda lib: lib.people.keep((person,), now=desk.clock()))
    draft = visit("Asha")
    host, asha = draft.invitees
    draft = replace(draft, invitees=(host, replace(asha, person_id=person.id)))
    meeting = (await desk.plans.plan(draft)).meeting
    contacts = await desk.links.contacts(meeting.id)
    assert [(each.name, each.phone, each.email) for each in contacts.people] == [
        ("Dr Sommer", "", ""), ("Asha", "+491701234567", "asha@example.org"),
    ]  # fmt: skip
    assert (contacts.can_mail, contacts.can_text) == (False, False)
    set_up_post(desk)
    contacts = await desk.links.contacts(meeting.id)
    assert (contacts.can_mail, contacts.can_text) == (True, True)


async def test_a_text_of_ones_own_goes_at_once_or_not_at_all(desk: Desk) -> None:
    meeting = await desk.plan("Asha")
    asha = meeting.invitees[1]
    with pytest.raises(AppError, match="not set up"):
        await desk.links.send_text(meeting.id, asha.id, "We are late")
    set_up_post(desk)
    with pytest.raises(AppError, match="No mobile number"):
        await desk.links.send_text(meeting.id, asha.id, "We are late")
    for words in (" ", "x" * 481):
        with pytest.raises(InputProblem):
            await desk.links.send_text(meeting.id, asha.id, words)
    draft = visit("Ben", hours=3)
    host, ben = draft.invitees
    other = (await desk.plans.plan(replace(draft, invitees=(host, replace(ben, phone="+447700900123"))))).meeting
    assert await desk.links.send_text(other.id, ben.id, " We are late ") == "+447700900123"
    assert [each.text for each in desk.post.texts] == ["We are late"]
    assert desk.store.run_now(lambda lib: lib.outbox.of_plan([other.id])) == ()
