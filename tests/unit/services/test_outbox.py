"""The outbox over a real store: who is told what, once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import (
    AnswerLost,
    AppError,
    CredentialsRefused,
    RecipientRefused,
    Unreachable,
)
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, VisitTypeId, new_id
from hosted_meetings_desktop.domain.invitation import Answer, Attending, Contact
from hosted_meetings_desktop.domain.meeting import Invitee, MeetingDraft, MeetingFilter
from hosted_meetings_desktop.domain.message import (
    BeforeHandingOver,
    Bounce,
    Channel,
    Clinic,
    Mail,
    MailSecurity,
    MailServer,
    MailSignIn,
    Occasion,
    TextGateway,
    TextMessage,
)
from hosted_meetings_desktop.domain.outbox import HOLD, Message, MessageState, OutboxSettings, TextsFor
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.domain.series import Scope
from hosted_meetings_desktop.messages.writer import LetterWriter
from hosted_meetings_desktop.services.correspondence import CorrespondenceService
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.outbox import OutboxService
from hosted_meetings_desktop.services.series_plan import draft_of
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService, Ticking

pytestmark = pytest.mark.anyio

SERVER = MailServer("mail.example.org", 587, MailSecurity.STARTTLS, MailSignIn.PASSWORD, "clinic", "secret")
SETTINGS = OutboxSettings(Clinic("Clinic"), Contact("Clinic", "clinic@example.org"), SERVER)
WEEKLY = Recurrence(Frequency.WEEKLY, weekdays=(0,), count=6)
ASHA, BEN = "asha@example.org", "ben@example.org"


@dataclass
class Post:
    """Implements ``Postman``: a mailbox, and whatever goes wrong on the way to it."""

    mails: list[Mail] = field(default_factory=list)
    texts: list[TextMessage] = field(default_factory=list)
    fails: AppError | None = None
    fails_after: AppError | None = None
    at_the_last_moment: object = None
    bounce: Bounce | None = None

    async def _take(self, before: BeforeHandingOver) -> None:
        if self.fails is not None:
            raise self.fails
        if callable(self.at_the_last_moment):
            await self.at_the_last_moment()
        await before()
        if self.fails_after is not None:
            raise self.fails_after

    async def mail(self, _server: MailServer, mail: Mail, before: BeforeHandingOver) -> None:
        await self._take(before)
        self.mails.append(mail)

    async def text(self, _gateway: TextGateway, message: TextMessage, before: BeforeHandingOver) -> None:
        await self._take(before)
        self.texts.append(message)

    async def check(self, _server: MailServer) -> str:
        return "Ready"

    def letter_file(self, mail: Mail) -> bytes:
        return mail.text.encode()

    def read_bounce(self, _data: bytes) -> Bounce | None:
        return self.bounce


class Links:
    """Implements ``Links``."""

    def __init__(self) -> None:
        self.fails: AppError | None = None

    async def guest_link(self, meeting_id: MeetingId, invitee_id: InviteeId) -> str:
        if self.fails is not None:
            raise self.fails
        return f"https://visit.example.org/#rtk.{invitee_id}"


@dataclass
class Office:
    meetings: MeetingService
    outbox: OutboxService
    desk: CorrespondenceService
    post: Post
    links: Links
    clock: Ticking
    store: Database

    async def wait(self, **by: float) -> None:
        """Let time pass, then let the outbox look."""
        self.clock.advance(**by)
        await self.outbox.turn()

    async def messages(self) -> list[Message]:
        return list((await self.desk.page(0, 100, unsent=False)).rows)

    def sent(self) -> list[tuple[str, str]]:
        """What arrived: to whom, and the method and SEQUENCE of its calendar part."""
        found = []
        for mail in self.post.mails:
            lines = dict(line.split(":", 1) for line in mail.calendar.decode().splitlines() if ":" in line)
            what = f"{lines['METHOD']} {lines['SEQUENCE']}" if mail.calendar else "reminder"
            found.append((mail.to.email, what))
        return found


@pytest.fixture
def office(store: Database, service: FakeService, changes: Heard, clock: Ticking) -> Office:
    calendars, post, links = IcsCalendars(), Post(), Links()
    meetings = MeetingService(store, Engine(store, service, changes, clock), changes, clock, calendars)
    outbox = OutboxService(store, calendars, LetterWriter(), post, links, changes, clock)
    store.run_now(lambda lib: lib.outbox.keep_settings(SETTINGS))
    return Office(meetings, outbox, CorrespondenceService(outbox), post, links, clock, store)


def visit(*addresses: str, hours: float = 100, **more: object) -> MeetingDraft:
    people = tuple(
        Invitee(InviteeId(new_id()), address.split("@")[0].title(), Role.PATIENT, "group_call_guest", address)
        for address in addresses
    )
    draft = make_draft("Knee", hours=hours)
    return replace(draft, invitees=people, invites=True, visit_type=VisitTypeId("consultation"), **more)  # type: ignore[arg-type]


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
    moved = await office.meetings.move(planned.meeting.id, _later(planned.meeting.schedule))
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
        schedule = _later(schedule)
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
    await office.meetings.move(planned.meeting.id, _later(planned.meeting.schedule))
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
    await office.meetings.move(rows[1].id, _later(rows[1].schedule))
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
    await office.meetings.move(rows[3].id, _later(rows[3].schedule), scope=Scope.FOLLOWING)
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
    await office.meetings.move(planned.meeting.id, _later(planned.meeting.schedule))
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
    await office.meetings.move(planned.meeting.id, _later(planned.meeting.schedule))
    assert [(each.occasion, each.sequence) for each in await office.messages() if not each.sent_at] == [
        (Occasion.CHANGE, 1)
    ]


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
    await office.meetings.move(planned.meeting.id, _later(planned.meeting.schedule))
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


def _later(schedule: object) -> object:
    return replace(schedule, starts_at=schedule.starts_at + timedelta(minutes=90))  # type: ignore[type-var, attr-defined]
