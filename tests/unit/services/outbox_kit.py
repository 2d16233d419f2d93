"""An office with an outbox over a real store: for the tests of who is told what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from hosted_meetings_desktop.calendars.calendars import IcsCalendars
from hosted_meetings_desktop.domain.errors import (
    AppError,
)
from hosted_meetings_desktop.domain.ids import InviteeId, MeetingId, VisitTypeId, new_id
from hosted_meetings_desktop.domain.invitation import Contact
from hosted_meetings_desktop.domain.meeting import Invitee, MeetingDraft, Schedule
from hosted_meetings_desktop.domain.message import (
    BeforeHandingOver,
    Bounce,
    Clinic,
    Mail,
    MailSecurity,
    MailServer,
    MailSignIn,
    TextGateway,
    TextMessage,
)
from hosted_meetings_desktop.domain.outbox import Message, OutboxSettings
from hosted_meetings_desktop.domain.preset import Role
from hosted_meetings_desktop.domain.recurrence import Frequency, Recurrence
from hosted_meetings_desktop.messages.writer import LetterWriter
from hosted_meetings_desktop.services.correspondence import CorrespondenceService
from hosted_meetings_desktop.services.meetings import MeetingService
from hosted_meetings_desktop.services.outbox import OutboxService
from hosted_meetings_desktop.store.database import Database
from hosted_meetings_desktop.sync.engine import Engine
from tests.unit.conftest import Heard, make_draft
from tests.unit.fake_service import FakeService, Ticking

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


def later(schedule: Schedule) -> Schedule:
    return replace(schedule, starts_at=schedule.starts_at + timedelta(minutes=90))
